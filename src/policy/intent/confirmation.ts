import type { MessageView } from '../view/message-view.ts';
import type { Tag } from './tags.ts';

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

/** Whether the message tells that the order was received, packed or shipped, and nothing besides. */
export function isMereConfirmation(view: MessageView): boolean {
  if (!view.intents.found.has('order-confirmation')) return false;
  return !view.intents.sentences.some(({ tags }) => NEEDED.some((tag) => tags.has(tag)));
}
