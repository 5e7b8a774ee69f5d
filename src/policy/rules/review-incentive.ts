import { LANGUAGES } from '../language.ts';
import { defineRule } from '../rule.ts';
import { reportIntent } from './intent-report.ts';

/** Any benefit tied to a review or feedback, before or after it. */
export default defineRule({
  meta: {
    id: 'review-incentive',
    clause: 'CG-1.4',
    kind: 'type',
    severity: 'block',
    options: {},
    messages: ['incentive'],
    fixable: 'none',
    languages: LANGUAGES,
  },
  check(view, report) {
    reportIntent(view, 'review-incentive', 'incentive', report);
  },
});
