import { LANGUAGES } from '../language.ts';
import { defineRule } from '../rule.ts';
import { reportIntent } from './intent-report.ts';

/** Promotion, offers for later purchases, newsletters, invitations to follow. */
export default defineRule({
  meta: {
    id: 'marketing',
    clause: 'CG-1.3',
    kind: 'type',
    severity: 'block',
    options: {},
    messages: ['marketing'],
    fixable: 'none',
    languages: LANGUAGES,
  },
  check(view, report) {
    reportIntent(view, 'marketing', 'marketing', report);
  },
});
