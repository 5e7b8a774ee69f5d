import type { Kysely } from 'kysely';

import type { DB } from './schema.gen.ts';

/**
 * True for the first notice of this kind to this mailbox on this day (UTC), false for all others (relay paper,
 * section 6). In a transaction of its own: a crash right after it costs a notice, never sends a second one.
 */
export async function claimDailyNotice(
  db: Kysely<DB>,
  recipientCanonical: string,
  kind: string,
  at: Date,
): Promise<boolean> {
  const claimed = await db
    .insertInto('notice_sent')
    .values({ recipient_canonical: recipientCanonical, kind, day: at.toISOString().slice(0, 10) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return claimed.numInsertedOrUpdatedRows === 1n;
}
