import { LANGUAGES } from '../language.ts';
import { isMereConfirmation } from '../intent/confirmation.ts';
import { defineRule } from '../rule.ts';
import { placesOfIntent } from './intent-report.ts';

/** Tells that the order was received, packed or shipped, with nothing that the buyer must know or do besides. */
export default defineRule({
  meta: {
    id: 'order-confirmation',
    clause: 'CG-1.1',
    kind: 'type',
    severity: 'block',
    options: {},
    messages: ['confirmation'],
    fixable: 'none',
    languages: LANGUAGES,
  },
  check(view, report) {
    const { where, certainty } = placesOfIntent(view, 'order-confirmation');
    if (where.length > 0 && isMereConfirmation(view)) report({ messageId: 'confirmation', where, certainty });
  },
});
