import type { Transaction } from 'kysely';

import type { Actor, RelationshipKey } from '#market/party.ts';

import type { DB } from './schema.gen.ts';

/** How a buyer came on a seller's list (OPT 7). */
export type SuppressionSource = 'hand' | 'import' | 'opt-out' | 'flag';

/** Puts a buyer on the seller's list of those who are never solicited; false where they are on it already. */
export async function suppressBuyer(
  tx: Transaction<DB>,
  key: RelationshipKey,
  { source, actor, at }: { readonly source: SuppressionSource; readonly actor: Actor; readonly at: Date },
): Promise<boolean> {
  const rows = await tx
    .insertInto('suppression')
    .values({
      marketplace_id: key.marketplaceId,
      seller_id: key.sellerId,
      buyer_id: key.buyerId,
      source,
      added_by: JSON.stringify(actor),
      added_at: at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('buyer_id')
    .execute();
  return rows.length > 0;
}
