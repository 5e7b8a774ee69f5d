import { LANGUAGES } from '../language.ts';
import { defineRule } from '../rule.ts';
import { reportIntent } from './intent-report.ts';

/** Wants reviews of the content alone, or sends the discontented elsewhere first. */
export default defineRule({
  meta: {
    id: 'review-gating',
    clause: 'CG-1.6',
    kind: 'type',
    severity: 'block',
    options: {},
    messages: ['gating'],
    fixable: 'none',
    languages: LANGUAGES,
  },
  check(view, report) {
    reportIntent(view, 'review-gating', 'gating', report);
  },
});
