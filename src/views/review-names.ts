import type { Kysely } from 'kysely';

import type { DB } from '#store/schema.gen.ts';

/** How the two sides of a case are called. For the operator alone: buyers stand in it with their full name. */
export interface ReviewNames {
  readonly seller: string;
  readonly buyer: string;
}

/** The names of both sides by the case's id. */
export async function namesOfReviews(
  db: Kysely<DB>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ReviewNames>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('review as r')
    .innerJoin('seller as s', 's.id', 'r.seller_id')
    .innerJoin('buyer as b', 'b.id', 'r.buyer_id')
    .select(['r.id', 's.name as seller', 'b.name as buyer'])
    .where('r.id', 'in', ids)
    .execute();
  return new Map(rows.map(({ id, seller, buyer }) => [id, { seller, buyer }]));
}
