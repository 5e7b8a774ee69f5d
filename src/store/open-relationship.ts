import type { Kysely } from 'kysely';

import type { RelationshipKey } from '#market/party.ts';

import type { IdSource } from './party-import.ts';
import { ensureRelationships } from './party-import.ts';
import type { DB } from './schema.gen.ts';

/**
 * Makes sure that a buyer and a seller of a marketplace can write to each other. Null where one of them, or the product
 * that is named, isn't there; a product is asked about under the title that the shop gave it.
 */
export async function openRelationship(
  db: Kysely<DB>,
  key: RelationshipKey,
  productId: string | null,
  { ids, at }: { readonly ids: IdSource; readonly at: Date },
): Promise<{ readonly productTitle: string | null } | null> {
  return db.transaction().execute(async (tx) => {
    const parties = await tx
      .selectFrom('seller as s')
      .innerJoin('marketplace as m', (join) => join.on('m.id', '=', key.marketplaceId))
      .innerJoin('buyer as b', (join) => join.on('b.id', '=', key.buyerId))
      .select('s.id')
      .where('s.id', '=', key.sellerId)
      .executeTakeFirst();
    if (parties === undefined) return null;
    const product =
      productId === null
        ? null
        : await tx
            .selectFrom('product')
            .select('title')
            .where('marketplace_id', '=', key.marketplaceId)
            .where('seller_id', '=', key.sellerId)
            .where('id', '=', productId)
            .executeTakeFirst();
    if (product === undefined) return null;
    await ensureRelationships(tx, [key], ids, at);
    return { productTitle: product?.title ?? null };
  });
}
