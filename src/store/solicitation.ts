import type { Transaction } from 'kysely';

import type { Door } from '#market/message.ts';
import type { RelationshipKey } from '#market/party.ts';

import type { DB } from './schema.gen.ts';

/**
 * Takes the order's one solicitation for a message that is to go after all; true too where it holds it, or asks for no
 * review. False where another was sent meanwhile: nothing may be let through then (ORDER 6).
 */
export async function claimSolicitation(
  tx: Transaction<DB>,
  { key, id, orderId, solicits, door, by }: SolicitationClaim,
  at: Date,
): Promise<boolean> {
  if (!solicits || orderId === null || door === 'system') return true;
  const order = { marketplace_id: key.marketplaceId, seller_id: key.sellerId, order_id: orderId };
  await tx
    .insertInto('solicitation')
    .values({ ...order, door, asked_by: JSON.stringify(by), asked_at: at, message_id: id })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const holder = await tx
    .selectFrom('solicitation')
    .select('message_id')
    .where((row) => row.and(order))
    .executeTakeFirst();
  return holder?.message_id === id;
}

export interface SolicitationClaim {
  readonly id: string;
  readonly key: RelationshipKey;
  readonly orderId: string | null;
  readonly solicits: boolean;
  readonly door: Door;
  /** Who wrote the message. */
  readonly by: unknown;
}

/** Gives an order its one solicitation back, where the message that took it is not to go (ORDER 6). */
export async function releaseSolicitation(
  tx: Transaction<DB>,
  { key, id }: { readonly key: RelationshipKey; readonly id: string },
): Promise<void> {
  await tx
    .deleteFrom('solicitation')
    .where('marketplace_id', '=', key.marketplaceId)
    .where('seller_id', '=', key.sellerId)
    .where('message_id', '=', id)
    .execute();
}
