import { LANGUAGES } from '../language.ts';
import type { Tag } from '../intent/tags.ts';
import { defineRule } from '../rule.ts';
import { placesOfIntent } from './intent-report.ts';

// News that the buyer needs, or something to do: then the message is more than a confirmation.
const NEEDED: readonly Tag[] = [
  'PROBLEM',
  'REPLACE',
  'DELAY',
  'REFUND',
  'CANCEL',
  'QUESTION',
  'STOCK',
  'WEDID',
  'BUYERASKED',
  'ACTION',
];

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
    if (where.length === 0) return;
    const isNeeded = view.intents.sentences.some(({ tags }) => NEEDED.some((tag) => tags.has(tag)));
    if (!isNeeded) report({ messageId: 'confirmation', where, certainty });
  },
});
