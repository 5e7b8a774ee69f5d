import { LANGUAGES } from '../language.ts';
import { defineRule } from '../rule.ts';
import { placesOfIntent, reportIntent } from './intent-report.ts';

/** A second request for a review or feedback of the same order: by the order's history, or by its own words. */
export default defineRule({
  meta: {
    id: 'review-repeat',
    clause: 'CG-1.7',
    kind: 'type',
    severity: 'block',
    options: {
      maxRequests: {
        type: 'number',
        default: 1,
        min: 0,
        max: 10,
        about: 'Requests for a review that an order may get.',
      },
    },
    messages: ['history', 'words'],
    fixable: 'none',
    languages: LANGUAGES,
  },
  check(view, report, { maxRequests }) {
    const sent = view.context.order?.reviewRequestsSent ?? 0;
    if (sent >= maxRequests) {
      const { where } = placesOfIntent(view, 'review-request');
      if (where.length > 0) {
        report({ messageId: 'history', where, data: { sent } });
        return;
      }
      if (view.context.contactReason === 'review-request') {
        report({ messageId: 'history', certainty: 'likely', data: { sent } });
        return;
      }
    }
    reportIntent(view, 'review-repeat', 'words', report);
  },
});
