import type { Kysely } from 'kysely';

import type { Pack } from '#market/pack.ts';
import type { Actor } from '#market/party.ts';
import type { Obstacle } from '#market/obstacle.ts';
import type { VerdictReason } from '#market/verdict.ts';
import { findNamedBuyer } from '#store/suppression.ts';
import type { DB } from '#store/schema.gen.ts';

import type { WriteOutcome, WrittenMessage } from './write-message.ts';

/** Orders of one seller in one marketplace whose buyers are to be asked for a review (ORDER 6). */
export interface ReviewWish {
  readonly sellerId: string;
  readonly marketplaceId: string;
  readonly orderIds: readonly string[];
  readonly by: Actor;
  readonly door: WrittenMessage['door'];
  /** The same key again asks nobody a second time; null: each call is one of its own. */
  readonly requestKey: string | null;
}

export type ReviewRequestResult =
  | { readonly kind: 'sent'; readonly messageId: string }
  /** A person decides first. */
  | { readonly kind: 'held'; readonly messageId: string }
  | { readonly kind: 'not-sent'; readonly obstacles: readonly Obstacle[] }
  /** Kept as refused: the buyer's opt-out, or what the guidelines say of the template. */
  | { readonly kind: 'refused'; readonly messageId: string; readonly reasons: readonly VerdictReason[] }
  | { readonly kind: 'order-unknown' | 'not-possible' | 'too-many' };

export interface ReviewRequestLine {
  readonly orderId: string;
  readonly result: ReviewRequestResult;
}

/**
 * Asks the buyers of orders for a review, each with the marketplace's text in their language: one request per order,
 * whatever the way, inside its window, and none to buyers who decline them or are on the seller's list (ORDER 6, OPT 2
 * and 7). One after the other; an order named twice is asked about once. Null where the pack has no such reason.
 */
export async function requestReviews(
  db: Kysely<DB>,
  pack: Pack,
  wish: ReviewWish,
  write: (written: WrittenMessage) => Promise<WriteOutcome>,
): Promise<readonly ReviewRequestLine[] | null> {
  const reason = pack.reasons.find(({ kind }) => kind === 'solicitation');
  if (reason === undefined) return null;
  const lines: ReviewRequestLine[] = [];
  for (const orderId of new Set(wish.orderIds)) {
    const result = await requestOne(db, { ...wish, orderId, reasonId: reason.id }, write);
    lines.push({ orderId, result });
  }
  return lines;
}

interface OneWish extends ReviewWish {
  readonly orderId: string;
  readonly reasonId: string;
}

async function requestOne(
  db: Kysely<DB>,
  { sellerId, marketplaceId, orderId, reasonId, by, door, requestKey }: OneWish,
  write: (written: WrittenMessage) => Promise<WriteOutcome>,
): Promise<ReviewRequestResult> {
  const relationship = await findNamedBuyer(db, sellerId, { kind: 'order', marketplaceId, orderId });
  if (relationship === null) return { kind: 'order-unknown' };
  const outcome = await write({
    relationship,
    orderId,
    conversationId: null,
    author: 'seller',
    by,
    door,
    contactReason: reasonId,
    inputs: {},
    text: '',
    files: [],
    requestKey: requestKey === null ? null : `${requestKey} ${orderId}`,
  });
  return resultOf(outcome);
}

function resultOf(outcome: WriteOutcome): ReviewRequestResult {
  switch (outcome.kind) {
    case 'recorded':
    case 'duplicate': {
      const { messageId, state } = outcome;
      if (state !== 'refused') return { kind: state === 'held' ? 'held' : 'sent', messageId };
      const reasons = outcome.kind === 'recorded' ? outcome.verdict.reasons : [];
      return { kind: 'refused', messageId, reasons };
    }
    case 'not-offered':
      return { kind: 'not-sent', obstacles: outcome.obstacles };
    case 'too-many':
      return { kind: 'too-many' };
    case 'no-such':
    case 'inputs-wrong':
    case 'seller-unreachable':
      return { kind: 'not-possible' };
  }
}
