import type { Kysely } from 'kysely';

import type { DB } from './schema.gen.ts';

export interface SellerName {
  readonly name: string;
  /** Marketplaces in which selling is suspended. */
  readonly suspendedIn: ReadonlySet<string>;
}

/** A seller's name, and where it may not sell at the moment. Throws where there is none. */
export async function findSellerName(db: Kysely<DB>, sellerId: string, now: Date): Promise<SellerName> {
  const { name } = await db
    .selectFrom('seller')
    .select('name')
    .where('id', '=', sellerId)
    .executeTakeFirstOrThrow();
  const steps = await db
    .selectFrom('enforcement_step')
    .select('marketplace_id')
    .where('seller_id', '=', sellerId)
    .where('kind', '=', 'selling-suspended')
    .where('lifted_at', 'is', null)
    .where('begins_at', '<=', now)
    .where((is) => is.or([is('ends_at', 'is', null), is('ends_at', '>', now)]))
    .execute();
  return { name, suspendedIn: new Set(steps.map((step) => step.marketplace_id)) };
}
