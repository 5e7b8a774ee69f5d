import { LANGUAGES } from '../language.ts';
import { defineRule } from '../rule.ts';

/** Any telephone number but a carrier's, a maker's, a supplier's or one for a warranty. */
export default defineRule({
  meta: {
    id: 'phone-number',
    clause: 'CG-2.7',
    kind: 'element',
    severity: 'block',
    options: {},
    messages: ['number'],
    fixable: 'none',
    languages: LANGUAGES,
  },
  check(view, report) {
    for (const { place, certainty, shown } of view.contacts.phones)
      report({ messageId: 'number', where: [place], certainty, shown });
  },
});
