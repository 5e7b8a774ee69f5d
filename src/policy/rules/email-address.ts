import { LANGUAGES } from '../language.ts';
import { defineRule } from '../rule.ts';

/** Any e-mail address, in any disguise and any part. */
export default defineRule({
  meta: {
    id: 'email-address',
    clause: 'CG-2.6',
    kind: 'element',
    severity: 'block',
    options: {},
    messages: ['address'],
    fixable: 'none',
    languages: LANGUAGES,
  },
  check(view, report) {
    for (const { place, certainty, shown } of view.contacts.emails)
      report({ messageId: 'address', where: [place], certainty, shown });
  },
});
