import { LANGUAGES } from '../language.ts';
import { defineRule } from '../rule.ts';
import { reportIntent } from './intent-report.ts';

/** Asks, hints or presses for an existing review to go or to change. */
export default defineRule({
  meta: {
    id: 'review-removal',
    clause: 'CG-1.5',
    kind: 'type',
    severity: 'block',
    options: {},
    messages: ['removal'],
    fixable: 'none',
    languages: LANGUAGES,
  },
  check(view, report) {
    reportIntent(view, 'review-removal', 'removal', report);
  },
});
