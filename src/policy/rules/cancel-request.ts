import { LANGUAGES } from '../language.ts';
import { defineRule } from '../rule.ts';
import { reportIntent } from './intent-report.ts';

/** Asks the buyer to cancel because the goods are missing (ORDER 3). */
export default defineRule({
  meta: {
    id: 'cancel-request',
    clause: 'CG-1.8',
    kind: 'type',
    severity: 'block',
    options: {},
    messages: ['cancel'],
    fixable: 'none',
    languages: LANGUAGES,
  },
  check(view, report) {
    reportIntent(view, 'cancel-request', 'cancel', report);
  },
});
