import type { Kysely, RawBuilder, Transaction } from 'kysely';
import { sql } from 'kysely';

import type { Actor, RelationshipKey } from '#market/party.ts';
import type { ClockEvent } from '#market/response-clock.ts';
import { clockStanding } from '#market/response-clock.ts';

import type { DB } from './schema.gen.ts';

/** Which conversation's clock. */
export interface ClockKey extends Pick<RelationshipKey, 'marketplaceId' | 'sellerId'> {
  readonly conversationId: string;
}

interface EventRow {
  readonly conversation_id: string;
  readonly kind: 'message' | 'mark' | 'correction';
  readonly id: string;
  readonly at: Date;
  readonly author: 'buyer' | 'seller' | null;
  readonly exclusion: Extract<ClockEvent, { kind: 'message' }>['exclusion'];
  readonly outcome: 'in-time' | 'excluded' | null;
  readonly reason: string | null;
  readonly actor: Actor | null;
  readonly undone_at: Date | null;
  readonly undone_by: Actor | null;
}

// A held message of the buyer asks from when it was let through; a seller's answers from when it was written, because
// the time that it was held is the marketplace's own. Spam is what the operator upheld a seller's report of.
const EVENTS = (conversations: RawBuilder<unknown>): RawBuilder<EventRow> => sql<EventRow>`
  with thread as materialized (${conversations}),
  spam as materialized (
    select t.id, max(r.reported_at) as until
      from thread t
      join report r on r.conversation_id = t.id and r.message_id is null and r.reporter = 'seller' and r.reason = 'spam'
      join review v on v.id = r.review_id and v.decision = 'uphold'
     group by t.id)
  select m.conversation_id, 'message' as kind, m.id,
         case m.author when 'buyer' then coalesce(m.released_at, m.received_at) else m.received_at end as at, m.author,
         case when m.state <> 'accepted' then 'not-delivered' when m.automatic is not null then 'automatic'
              when m.author = 'buyer' and m.received_at <= s.until then 'spam'
              when m.is_thanks then 'thanks' end as exclusion,
         null as outcome, null as reason, null::jsonb as actor, null::timestamptz as undone_at, null::jsonb as undone_by
    from thread t
    join message m on (m.marketplace_id, m.seller_id, m.conversation_id) = (t.marketplace_id, t.seller_id, t.id)
    left join spam s on s.id = t.id
   where m.author in ('buyer', 'seller')
  union all
  select k.conversation_id, 'mark', k.id, k.marked_at, null, null, null, null, k.marked_by, k.undone_at, k.undone_by
    from thread t
    join clock_mark k on (k.marketplace_id, k.seller_id, k.conversation_id) = (t.marketplace_id, t.seller_id, t.id)
  union all
  select * from (
    select distinct on (k.message_id) m.conversation_id, 'correction', k.message_id, k.corrected_at, null, null,
           k.outcome, k.reason, k.corrected_by, null::timestamptz, null::jsonb
      from thread t
      join clock_correction k on (k.marketplace_id, k.seller_id) = (t.marketplace_id, t.seller_id)
      join message m on (m.marketplace_id, m.seller_id, m.id) = (k.marketplace_id, k.seller_id, k.message_id)
       and m.conversation_id = t.id
     order by k.message_id, k.corrected_at desc, k.id desc) last
   where outcome <> 'unchanged'
   order by 1, 4, 3`;

function toEvent(row: EventRow): ClockEvent {
  const { kind, at, id } = row;
  const by = row.actor?.label ?? '';
  if (kind === 'mark') {
    const undone = row.undone_at === null ? null : { at: row.undone_at, by: row.undone_by?.label ?? '' };
    return { kind: 'no-answer-needed', at, by, undone };
  }
  if (kind === 'correction') {
    if (row.outcome === null) throw new Error('a correction without an outcome');
    return { kind, at, messageId: id, outcome: row.outcome, reason: row.reason ?? '', by };
  }
  if (row.author === null) throw new Error('a message without an author');
  return { kind, at, messageId: id, author: row.author, exclusion: row.exclusion };
}

/** What the clock of one conversation is read from. */
export async function clockEvents(
  db: Kysely<DB>,
  { marketplaceId, sellerId, conversationId }: ClockKey,
): Promise<readonly ClockEvent[]> {
  const one = sql`select ${marketplaceId}::text as marketplace_id, ${sellerId}::uuid as seller_id,
    ${conversationId}::uuid as id`;
  return (await EVENTS(one).execute(db)).rows.map(toEvent);
}

export interface ClockPeriod {
  readonly sellerId: string;
  readonly marketplaceId: string;
  /** Conversations with a message since then. */
  readonly since: Date;
}

export interface ConversationClock {
  readonly conversationId: string;
  readonly orderId: string | null;
  readonly events: readonly ClockEvent[];
}

const AT_ONCE = 1000;

/** The clocks of a seller's conversations, newest conversation first, some hundred at a time. */
export async function* sellerClocks(
  db: Kysely<DB>,
  { sellerId, marketplaceId, since }: ClockPeriod,
): AsyncGenerator<ConversationClock> {
  let before: { at: string; id: string } | null = null;
  for (;;) {
    const older: RawBuilder<unknown> =
      before === null
        ? sql`true`
        : sql`(last_message_at, id) < (${before.at}::timestamptz, ${before.id}::uuid)`;
    const { rows: threads }: { rows: { id: string; order_id: string | null; at: string }[] } = await sql<{
      id: string;
      order_id: string | null;
      at: string;
    }>`
      select id, order_id, last_message_at::text as at from conversation
       where marketplace_id = ${marketplaceId} and seller_id = ${sellerId}::uuid
         and last_message_at > ${since}::timestamptz and ${older}
       order by last_message_at desc, id desc limit ${AT_ONCE}`.execute(db);
    const ids = JSON.stringify(threads.map(({ id }) => ({ id })));
    const { rows } = await EVENTS(
      sql`select ${marketplaceId}::text as marketplace_id, ${sellerId}::uuid as seller_id, x.id
            from jsonb_to_recordset(${ids}::jsonb) as x (id uuid)`,
    ).execute(db);
    const byConversation = Map.groupBy(rows, (row) => row.conversation_id);
    for (const { id, order_id: orderId } of threads)
      yield { conversationId: id, orderId, events: (byConversation.get(id) ?? []).map(toEvent) };
    const last = threads.at(-1);
    if (last === undefined || threads.length < AT_ONCE) return;
    before = { at: last.at, id: last.id };
  }
}

/**
 * Brings what the conversation's row says of its clock into agreement with its events: after anything but a message that
 * was just accepted, which does it by itself. Locks the row, so that no message comes in between.
 */
export async function refreshClock(tx: Transaction<DB>, key: ClockKey): Promise<readonly ClockEvent[]> {
  const row = tx
    .selectFrom('conversation')
    .select('id')
    .where('marketplace_id', '=', key.marketplaceId)
    .where('seller_id', '=', key.sellerId)
    .where('id', '=', key.conversationId);
  await row.forUpdate().execute();
  const events = await clockEvents(tx, key);
  const { askedAt, answeredAt } = clockStanding(events);
  await tx
    .updateTable('conversation')
    .set({ asked_at: askedAt, answered_at: answeredAt })
    .where('marketplace_id', '=', key.marketplaceId)
    .where('seller_id', '=', key.sellerId)
    .where('id', '=', key.conversationId)
    .execute();
  return events;
}

/** A conversation as marking it needs it, locked; null where it isn't this seller's. */
export async function lockClock(
  tx: Transaction<DB>,
  conversationId: string,
  sellerId: string,
): Promise<(ClockKey & { readonly buyerId: string }) | null> {
  const row = await tx
    .selectFrom('conversation')
    .select(['marketplace_id', 'buyer_id'])
    .where('id', '=', conversationId)
    .where('seller_id', '=', sellerId)
    .forUpdate()
    .executeTakeFirst();
  return row === undefined
    ? null
    : { marketplaceId: row.marketplace_id, sellerId, buyerId: row.buyer_id, conversationId };
}

/** Notes that no answer is needed. */
export async function writeMark(
  tx: Transaction<DB>,
  key: ClockKey,
  mark: { readonly id: string; readonly at: Date; readonly by: Actor },
): Promise<void> {
  await tx
    .insertInto('clock_mark')
    .values({
      marketplace_id: key.marketplaceId,
      seller_id: key.sellerId,
      id: mark.id,
      conversation_id: key.conversationId,
      marked_at: mark.at,
      marked_by: JSON.stringify(mark.by),
    })
    .execute();
}

/** Takes the last mark of a conversation back that isn't taken back yet; false where there is none. */
export async function undoMark(tx: Transaction<DB>, key: ClockKey, at: Date, by: Actor): Promise<boolean> {
  const { rows } = await sql`
    update clock_mark set undone_at = ${at}::timestamptz, undone_by = ${JSON.stringify(by)}::jsonb
     where (marketplace_id, seller_id, id) = (
       select marketplace_id, seller_id, id from clock_mark
        where (marketplace_id, seller_id, conversation_id)
            = (${key.marketplaceId}, ${key.sellerId}::uuid, ${key.conversationId}::uuid) and undone_at is null
        order by marked_at desc, id desc limit 1)
    returning id`.execute(tx);
  return rows.length > 0;
}

export interface ClockDispute {
  readonly messageId: string;
  readonly conversationId: string;
  readonly marketplace: string;
  readonly seller: string;
  readonly reason: string;
  readonly disputedAt: Date;
  readonly outcome: 'in-time' | 'excluded' | 'unchanged' | null;
  readonly decidedAt: Date | null;
}

/** The message that began a wait, with its conversation locked; null where it isn't there or not this seller's. */
export async function lockClockMessage(
  tx: Transaction<DB>,
  messageId: string,
  sellerId: string | null,
): Promise<(ClockKey & { readonly buyerId: string; readonly messageId: string }) | null> {
  let query = tx
    .selectFrom('message')
    .select(['marketplace_id', 'seller_id', 'buyer_id', 'conversation_id'])
    .where('id', '=', messageId)
    .where('author', '=', 'buyer')
    .where('state', '=', 'accepted');
  if (sellerId !== null) query = query.where('seller_id', '=', sellerId);
  const row = await query.executeTakeFirst();
  if (row === undefined) return null;
  const key = await lockClock(tx, row.conversation_id, row.seller_id);
  return key === null ? null : { ...key, messageId };
}

/** Notes a dispute; false where this wait was disputed before. */
export async function writeDispute(
  tx: Transaction<DB>,
  key: ClockKey & { readonly messageId: string },
  dispute: { readonly reason: string; readonly at: Date; readonly by: Actor },
): Promise<boolean> {
  const written = await tx
    .insertInto('clock_dispute')
    .values({
      marketplace_id: key.marketplaceId,
      seller_id: key.sellerId,
      message_id: key.messageId,
      reason: dispute.reason,
      disputed_by: JSON.stringify(dispute.by),
      disputed_at: dispute.at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('message_id')
    .executeTakeFirst();
  return written !== undefined;
}

export interface ClockCorrection {
  readonly id: string;
  readonly outcome: 'in-time' | 'excluded' | 'unchanged';
  readonly reason: string;
  readonly at: Date;
  readonly by: Actor;
}

/** Writes the operator's decision about a wait, and that its dispute is over. */
export async function writeCorrection(
  tx: Transaction<DB>,
  { marketplaceId, sellerId, messageId }: ClockKey & { readonly messageId: string },
  { id, outcome, reason, at, by }: ClockCorrection,
): Promise<void> {
  const key = { marketplace_id: marketplaceId, seller_id: sellerId, message_id: messageId };
  await tx
    .insertInto('clock_correction')
    .values({ ...key, id, outcome, reason, corrected_by: JSON.stringify(by), corrected_at: at })
    .execute();
  await tx
    .updateTable('clock_dispute')
    .set({ outcome, decided_at: at })
    .where('marketplace_id', '=', marketplaceId)
    .where('seller_id', '=', sellerId)
    .where('message_id', '=', messageId)
    .execute();
}

const DISPUTE = sql`d.message_id as "messageId", m.conversation_id as "conversationId", d.marketplace_id as marketplace,
  d.seller_id as seller, d.reason, d.disputed_at as "disputedAt", d.outcome, d.decided_at as "decidedAt"
  from clock_dispute d
  join message m on (m.marketplace_id, m.seller_id, m.id) = (d.marketplace_id, d.seller_id, d.message_id)`;

/** Disputes that the operator hasn't decided, oldest first. */
export async function openDisputes(db: Kysely<DB>, limit: number): Promise<readonly ClockDispute[]> {
  const { rows } = await sql<ClockDispute>`
    select ${DISPUTE} where d.outcome is null order by d.disputed_at, d.message_id limit ${limit}`.execute(
    db,
  );
  return rows;
}

/** The disputes about waits of one conversation. */
export async function disputesOf(
  db: Kysely<DB>,
  { marketplaceId, sellerId, conversationId }: ClockKey,
): Promise<readonly ClockDispute[]> {
  const { rows } = await sql<ClockDispute>`
    select ${DISPUTE}
     where (m.marketplace_id, m.seller_id, m.conversation_id)
         = (${marketplaceId}, ${sellerId}::uuid, ${conversationId}::uuid)
     order by d.disputed_at`.execute(db);
  return rows;
}
