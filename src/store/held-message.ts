import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';

import type { CleanFile } from '#mail/authored-content.ts';
import type { Verdict } from '#market/verdict.ts';

import type { DB } from './schema.gen.ts';

// Messages that wait for a person, and what becomes of them when none comes.

/** Not a case of the operator's yet: its files are still being looked into. */
const IS_BEING_INSPECTED = sql`exists (select from file_inspection i where i.message_id = m.id)`;

/**
 * Held messages whose author was promised an answer by now, oldest promise first; those that somebody has claimed at
 * the moment are left to them.
 */
export async function listOverdueHeld(db: Kysely<DB>, now: Date, limit: number): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select m.id from message m
     where m.state = 'held' and m.held_until <= ${now}::timestamptz and not ${IS_BEING_INSPECTED}
       and not exists (select from review r
                        where r.message_id = m.id and r.state = 'open' and r.claimed_until > ${now}::timestamptz)
     order by m.held_until limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

/** Gives a promise to messages that a node of an older release has held. */
export async function promiseAnswers(
  db: Kysely<DB>,
  marketplaceId: string,
  heldHours: number,
  now: Date,
): Promise<void> {
  await sql`
    update message m set held_until = ${now}::timestamptz + ${heldHours} * interval '1 hour'
     where m.state = 'held' and m.held_until is null and m.marketplace_id = ${marketplaceId}
       and not ${IS_BEING_INSPECTED}`.execute(db);
}

/**
 * Marks the open cases of a marketplace whose time runs out before `before`, once each, with an event for whoever
 * listens. Gives how many were marked.
 */
export async function remindOfHeld(
  db: Kysely<DB>,
  marketplaceId: string,
  { before, now }: { readonly before: Date; readonly now: Date },
): Promise<number> {
  const { rows } = await sql<{ marked: number }>`
    with due as (
      update review r set reminded_at = ${now}::timestamptz
        from message m
       where r.state = 'open' and r.kind = 'held' and r.reminded_at is null and r.marketplace_id = ${marketplaceId}
         and m.id = r.message_id and m.state = 'held' and m.held_until <= ${before}::timestamptz
      returning r.*, m.held_until
    ), log as (
      insert into event (at, kind, marketplace_id, seller_id, buyer_id, conversation_id, message_id, data)
      select ${now}::timestamptz, 'review.due-soon', marketplace_id, seller_id, buyer_id, conversation_id, message_id,
             jsonb_build_object('review', id, 'answerBy', held_until)
        from due)
    select count(*)::int as marked from due`.execute(db);
  return rows[0]?.marked ?? 0;
}

/** What telling the author of a held message takes. */
export interface HeldMessageFacts {
  readonly heldUntil: Date | null;
  readonly authorAddress: string | null;
  readonly authorRfcId: string | null;
  readonly verdict: Verdict;
  readonly files: readonly Pick<CleanFile, 'name' | 'contentId'>[];
  /** Nobody can write to this relationship any more. */
  readonly isErased: boolean;
}

/** Facts of one message beside what `lockMessage` gives. Throws where it isn't there. */
export async function requireHeldFacts(tx: Transaction<DB>, id: string): Promise<HeldMessageFacts> {
  const { rows } = await sql<{
    held_until: Date | null;
    author_address: string | null;
    author_rfc_id: string | null;
    verdict: Verdict;
    files: { name: string; contentId: string | null }[];
    erased: boolean;
  }>`
    select m.held_until, m.author_address, m.verdict, b.erased_at is not null as erased,
           (select n.rfc_id from mail_identity n
             where (n.marketplace_id, n.seller_id, n.message_id) = (m.marketplace_id, m.seller_id, m.id)
               and n.holder = m.author limit 1) as author_rfc_id,
           (select coalesce(jsonb_agg(jsonb_build_object('name', f.name, 'contentId', f.content_id)
                   order by f.position), '[]')
              from message_file f
             where (f.marketplace_id, f.seller_id, f.message_id) = (m.marketplace_id, m.seller_id, m.id)) as files
      from message m join buyer b on b.id = m.buyer_id
     where m.id = ${id}::uuid`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error('a message that is locked is there');
  return {
    heldUntil: row.held_until,
    authorAddress: row.author_address,
    authorRfcId: row.author_rfc_id,
    verdict: row.verdict,
    files: row.files,
    isErased: row.erased,
  };
}

/** Messages whose files nobody needs to look into any more, because their buyer was erased; they wait no longer. */
export async function endErasedInspections(db: Kysely<DB>, now: Date): Promise<void> {
  await sql`
    with ended as (
      delete from file_inspection i using message m, buyer b
       where m.id = i.message_id and b.id = m.buyer_id and b.erased_at is not null
      returning i.message_id)
    update message m set held_until = ${now}::timestamptz
      from ended where m.id = ended.message_id and m.state = 'held'`.execute(db);
}
