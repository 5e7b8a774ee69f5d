import type { FeedFault } from '#market/feed-fault.ts';
import { feedFault } from '#market/feed-fault.ts';
import { namedOrder } from '#market/feed-message.ts';
import type { FeedNode } from '#market/feed-node.ts';
import { childrenOf } from '#market/feed-node.ts';
import type { FeedType } from '#market/feed-type.ts';
import { FEED_TYPES } from '#market/feed-type.ts';

/** A message of a feed, as far as its envelope says. */
export interface FeedMessage {
  /** Of the file, from 1: where the message begins. */
  readonly line: number;
  /** As written; null where it is no positive number. */
  readonly messageId: string | null;
  readonly orderName: string | null;
  /** The element that is named as the MessageType; null where a fault says why there is none. */
  readonly body: FeedNode | null;
  readonly faults: readonly FeedFault[];
}

/** What is wrong with the whole file, and where reading ended. */
export interface FileFault extends FeedFault {
  readonly line: number;
  readonly column: number | null;
}

export type FeedPiece =
  | { readonly kind: 'message'; readonly message: FeedMessage }
  /** The last piece: nothing after it is read. */
  | { readonly kind: 'fault'; readonly fault: FileFault };

/** Reads a feed as it comes, in pieces of any length. */
export interface FeedReader {
  push(text: string): FeedPiece[];
  end(): FeedPiece[];
}

/** What the head of a feed is checked against. */
export interface ExpectedHead {
  readonly type: FeedType;
  /** Ids under which the file may name its seller. */
  readonly merchantNames: readonly string[];
}

/** Characters of one message, and of anything else that has to be held as one. */
export const LARGEST_PIECE = 1_000_000;
const MESSAGE_ID = /^0*([1-9]\d{0,18})$/u;

/** The fault of a head that speaks of another seller; null where it fits or says nothing. */
export function merchantFault(name: string, { merchantNames }: ExpectedHead): FeedFault | null {
  // SECURITY: another seller's file isn't taken by mistake; whose orders it may touch is decided at each order.
  return name === '' || merchantNames.includes(name) ? null : feedFault('wrong-merchant');
}

/** Foreign text as far as it may stand in a report: it may hold what PostgreSQL can't keep. */
export function printable(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/gu, '?').slice(0, 100);
}

/** A message that was read to its end. `node` is the element or object of the message itself. */
export function toMessage(node: FeedNode, type: FeedType, line: number): FeedMessage {
  const { message } = FEED_TYPES[type];
  const text = (name: string): string => childrenOf(node, name)[0]?.text.trim() ?? '';
  const [body] = childrenOf(node, message);
  const messageId = MESSAGE_ID.exec(text('MessageID'))?.[1] ?? null;
  const faults: FeedFault[] = [];
  if (messageId === null) faults.push(feedFault('message-id'));
  if (!['', 'Update', 'PartialUpdate'].includes(text('OperationType')))
    faults.push(feedFault('operation-unsupported', { operation: printable(text('OperationType')) }));
  if (body === undefined) faults.push(feedFault('field-missing', { field: message }));
  return {
    line,
    messageId,
    orderName: body === undefined ? null : namedOrder(body),
    body: faults.length === 0 ? (body ?? null) : null,
    faults,
  };
}

/** A message that can't be held: its place in the report is all that is left of it. */
export function oversizeMessage(line: number): FeedMessage {
  return {
    line,
    messageId: null,
    orderName: null,
    body: null,
    faults: [feedFault('message-too-large', { limit: LARGEST_PIECE })],
  };
}
