import type { Kysely } from 'kysely';
import { sql } from 'kysely';

import type { DB } from './schema.gen.ts';

/**
 * Removes originals that are older than their marketplace keeps them (requirements 12.8), at most `limit`; gives how
 * many. The messages stay. Nodes may do it at once: each takes rows that no other holds.
 */
export async function removeOldOriginals(db: Kysely<DB>, now: Date, limit: number): Promise<number> {
  const { rows } = await sql<{ removed: number }>`
    with old as (
      select s.marketplace_id, s.seller_id, s.message_id
        from message_source s
        join marketplace k on k.id = s.marketplace_id
       where s.received_at < ${now}::timestamptz - (select min(originals_kept_days) from marketplace) * interval '1 day'
         and s.received_at < ${now}::timestamptz - k.originals_kept_days * interval '1 day'
       limit ${limit}
         for update of s skip locked
    ), gone as (
      delete from message_source s using old
       where (s.marketplace_id, s.seller_id, s.message_id) = (old.marketplace_id, old.seller_id, old.message_id)
      returning 1
    )
    select count(*)::int as removed from gone`.execute(db);
  return rows[0]?.removed ?? 0;
}

/** Sets how long a marketplace keeps originals, in days; false where there is none with this id. */
export async function keepOriginals(db: Kysely<DB>, marketplaceId: string, days: number): Promise<boolean> {
  const result = await db
    .updateTable('marketplace')
    .set({ originals_kept_days: days })
    .where('id', '=', marketplaceId)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
