import type { Transaction } from 'kysely';

import type { RelationshipKey } from '#market/party.ts';

import type { DB } from './schema.gen.ts';

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
