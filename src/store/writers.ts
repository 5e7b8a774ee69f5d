import type { Kysely } from 'kysely';

import type { Language, RelationshipKey } from '#market/party.ts';

import type { DB } from './schema.gen.ts';

/** The names that stand in a message, and the language that it is written in. */
export interface Writers {
  readonly marketplace: string;
  readonly seller: string;
  readonly buyer: string;
  readonly buyerLanguage: Language;
}

/** Throws where there is no such relationship. */
export async function findWriters(db: Kysely<DB>, key: RelationshipKey): Promise<Writers> {
  const row = await db
    .selectFrom('relationship as r')
    .innerJoin('marketplace as m', 'm.id', 'r.marketplace_id')
    .innerJoin('seller as s', 's.id', 'r.seller_id')
    .innerJoin('buyer as b', 'b.id', 'r.buyer_id')
    .select(['m.name as marketplace', 's.name as seller', 'b.name as buyer', 'b.language as buyerLanguage'])
    .where('r.marketplace_id', '=', key.marketplaceId)
    .where('r.seller_id', '=', key.sellerId)
    .where('r.buyer_id', '=', key.buyerId)
    .executeTakeFirst();
  if (row === undefined) throw new Error('an order has a relationship');
  return row;
}
