import { isMereConfirmation } from '../intent/confirmation.ts';
import type { Intent } from '../intent/model.ts';
import type { Tag } from '../intent/tags.ts';
import type { MessageView } from '../view/message-view.ts';
import { placesOfIntent } from './intent-report.ts';

const SOLICITING: readonly Intent[] = [
  'review-request',
  'review-repeat',
  'review-incentive',
  'review-removal',
  'review-gating',
];
// Something that the buyer must do or decide, or that went wrong: then the message may be what the order needs.
const NEEDED: readonly Tag[] = ['QUESTION', 'ACTION', 'PROBLEM', 'REPLACE', 'DELAY'];
const ADJUSTED: readonly Tag[] = ['WEDID', 'REFUND', 'QUESTION', 'ACTION'];
/** Beside these, goods that are missing are no end of the order: it comes later, or another product does. */
const GOES_ON: readonly Tag[] = ['QUESTION', 'REPLACE', 'DELAY'];

export type UncriticalKind = 'review' | 'marketing' | 'confirmation' | 'stock' | 'manual';

function says({ intents }: MessageView, tags: readonly Tag[]): boolean {
  return intents.sentences.some((sentence) => tags.some((tag) => sentence.tags.has(tag)));
}

/** What the message is, where completing the order doesn't need it (REASON 7); null where it may. */
export function uncriticalKind(view: MessageView): UncriticalKind | null {
  const has = (intent: Intent): boolean => placesOfIntent(view, intent).where.length > 0;
  if (SOLICITING.some(has)) return 'review';
  if (has('marketing')) return 'marketing';
  if (isMereConfirmation(view)) return 'confirmation';
  // With its adjustment an out-of-stock notice is critical (ORDER 1).
  if (says(view, ['STOCK']) && !says(view, ADJUSTED)) return 'stock';
  const isManual = view.bodies.some((body) =>
    body.read(view.lexicon).some(({ hits }) => hits.some(({ concept }) => concept === 'MANUAL')),
  );
  return isManual && !says(view, NEEDED) ? 'manual' : null;
}

/** Whether it says that the order can't be fulfilled for lack of stock, or asks the buyer to cancel for it (ORDER 1). */
export function lacksStock(view: MessageView): boolean {
  if (placesOfIntent(view, 'cancel-request').where.length > 0) return true;
  return says(view, ['STOCK']) && !says(view, GOES_ON);
}
