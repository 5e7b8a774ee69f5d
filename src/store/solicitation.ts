import type { Transaction } from 'kysely';

import type { Door } from '#market/message.ts';
import type { Actor } from '#market/party.ts';

import type { DB } from './schema.gen.ts';

export interface SolicitationClaim {
  readonly marketplaceId: string;
  readonly sellerId: string;
  readonly orderId: string;
  readonly door: Exclude<Door, 'system'>;
  readonly actor: Actor;
  readonly at: Date;
}

/**
 * Takes the one solicitation of an order (ORDER 6); false where another one has it. Doors that race wait for each
 * other at the key: where the first one's transaction rolls back, the second one gets it.
 */
export async function claimSolicitation(tx: Transaction<DB>, claim: SolicitationClaim): Promise<boolean> {
  const rows = await tx
    .insertInto('solicitation')
    .values({
      marketplace_id: claim.marketplaceId,
      seller_id: claim.sellerId,
      order_id: claim.orderId,
      door: claim.door,
      asked_by: JSON.stringify(claim.actor),
      asked_at: claim.at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('order_id')
    .execute();
  return rows.length > 0;
}
