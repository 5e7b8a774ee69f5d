import { effectOf } from '#market/enforcement.ts';
import type { EnforcementEffect } from '#market/enforcement.ts';
import type { Door } from '#market/message.ts';
import type { ReasonDecision } from '#market/offered-reasons.ts';
import { offerReasons } from '#market/offered-reasons.ts';
import type { Pack } from '#market/pack.ts';
import type { RelationshipKey } from '#market/party.ts';
import type { Database } from '#store/connect.ts';
import { listSteps } from '#store/enforcement.ts';
import { loadSituation } from '#store/order-situation.ts';
import { findWriters } from '#store/writers.ts';
import type { Writers } from '#store/writers.ts';

/** What a seller may write to the buyer of an order, and what the page that asks has to show beside it. */
export interface OrderReasons {
  readonly key: RelationshipKey;
  readonly orderId: string;
  readonly names: Writers;
  readonly enforcement: EnforcementEffect;
  /** In the pack's order. */
  readonly decisions: readonly ReasonDecision[];
}

export interface ReasonsQuestion {
  readonly pack: Pack;
  readonly marketplaceId: string;
  readonly orderId: string;
  readonly door: Exclude<Door, 'system' | 'mail'>;
  readonly now: Date;
}

/**
 * Which contact reasons an order offers to its seller and what stands against the others (REASON 1, OPT 6), with the
 * steps against the seller taken in. Null where the marketplace has no such order. Whose order it is, the caller
 * checks.
 */
export async function orderReasons(
  { db, pool }: Pick<Database, 'db' | 'pool'>,
  { pack, marketplaceId, orderId, door, now }: ReasonsQuestion,
): Promise<OrderReasons | null> {
  const stored = await loadSituation(pool, marketplaceId, orderId);
  if (stored === null) return null;
  const { key, ...situation } = stored;
  const enforcement = effectOf(await listSteps(db, key.sellerId, marketplaceId), now);
  return {
    key,
    orderId,
    names: await findWriters(db, key),
    enforcement,
    decisions: offerReasons({
      ...situation,
      pack,
      position: 'new',
      door,
      enforcement: enforcement.state,
      now,
    }),
  };
}
