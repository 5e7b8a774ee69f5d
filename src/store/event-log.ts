import type { Pool } from 'pg';

import type { EventFacts } from '#market/event.ts';

import { run, statement } from './statement.ts';

/**
 * A place in the event log: behind the event with these numbers. Comes from `readEvents` or `endOfEvents` and stays
 * good for ever.
 */
export interface EventPosition {
  /** Of the transaction that wrote it, as PostgreSQL writes an xid8. */
  readonly xid: string;
  readonly seq: number;
}

export const BEGINNING: EventPosition = { xid: '0', seq: 0 };

export interface StoredEvent extends EventFacts {
  readonly position: EventPosition;
  readonly at: Date;
  readonly marketplaceId: string | null;
  readonly sellerId: string | null;
  readonly buyerId: string | null;
  readonly conversationId: string | null;
  readonly messageId: string | null;
  readonly deliveryId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Whose events; everybody's without. */
export interface EventOwner {
  readonly sellerId?: string;
  readonly buyerId?: string;
}

export interface EventReading {
  readonly events: readonly StoredEvent[];
  /** Where the next reading begins, also when nothing was found. */
  readonly position: EventPosition;
  /** Whether there may be more at once; else it is worth waiting. */
  readonly more: boolean;
}

/** How far one reading goes through others' events: a few ms. */
const SCANNED_AT_ONCE = 5000;

interface EventRow {
  readonly settled: string;
  readonly scanned: number;
  readonly last_xid: string | null;
  readonly last_seq: number | null;
  readonly xid: string | null;
  readonly seq: number;
  readonly at: Date;
  readonly kind: string;
  readonly marketplace_id: string | null;
  readonly seller_id: string | null;
  readonly buyer_id: string | null;
  readonly conversation_id: string | null;
  readonly message_id: string | null;
  readonly delivery_id: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly author: EventFacts['author'];
  readonly message_state: EventFacts['messageState'];
  readonly conversation_seen: boolean;
}

/*
 * Numbers of a sequence commit out of order: a reader who keeps the highest one that it saw skips the row of a
 * transaction that commits later with a lower one. So the order is (xid, seq), and a reading stops below the oldest
 * transaction that is still open (pg_snapshot_xmin, of the same snapshot as the rows): whatever commits from now on has
 * that xid or a higher one, and is read next time. A writer that stays open holds everybody's reading back; ours are
 * over in milliseconds, and the pool ends what idles in a transaction for 30 s.
 */
const READ_EVENTS = statement<EventRow>(
  'read-events',
  `with now_settled as (select pg_snapshot_xmin(pg_current_snapshot()) as xid),
  scanned as materialized (
    select e.* from event e
     where (e.xid, e.seq) > ($1::xid8, $2::bigint) and e.xid < (select xid from now_settled)
     order by e.xid, e.seq limit $3),
  wanted as materialized (
    select * from scanned
     where ($4::uuid is null or seller_id = $4) and ($5::uuid is null or buyer_id = $5)
     order by xid, seq limit $6),
  last as (select xid, seq from scanned order by xid desc, seq desc limit 1)
  select (select xid::text from now_settled) as settled, (select count(*)::int from scanned) as scanned,
         (select xid::text from last) as last_xid, (select seq from last) as last_seq,
         w.xid::text, w.seq, w.at, w.kind, w.marketplace_id, w.seller_id, w.buyer_id,
         coalesce(w.conversation_id, m.conversation_id) as conversation_id, w.message_id, w.delivery_id, w.data, coalesce(m.author, w.data ->> 'author') as author, m.state as message_state,
         -- An intervention of the operator in a conversation that holds no accepted message is for nobody else.
         w.conversation_id is null or w.message_id is not null or coalesce(c.message_count > 0, false)
           as conversation_seen
    from (select) one
    left join wanted w on true
    left join message m on (m.marketplace_id, m.seller_id, m.id) = (w.marketplace_id, w.seller_id, w.message_id)
    left join conversation c on (c.marketplace_id, c.seller_id, c.id) = (w.marketplace_id, w.seller_id, w.conversation_id)
   order by w.xid, w.seq`,
);

/**
 * The events behind a place in the log, in order, at most `limit`; none is skipped, whatever commits when. With an
 * owner, others' events are passed over, some thousand in one reading. What of them a party may see is the view's
 * matter (`#views/events.ts`).
 */
export async function readEvents(
  pool: Pool,
  after: EventPosition,
  limit: number,
  { sellerId, buyerId }: EventOwner = {},
): Promise<EventReading> {
  const ofAll = sellerId === undefined && buyerId === undefined;
  const scan = ofAll ? limit : Math.max(SCANNED_AT_ONCE, limit);
  const rows = await run(pool, READ_EVENTS, [
    after.xid,
    after.seq,
    scan,
    sellerId ?? null,
    buyerId ?? null,
    limit,
  ]);
  const [first] = rows;
  if (first === undefined) throw new Error('the reading of events always has a row');
  const events = rows.filter(({ xid }) => xid !== null).map(toEvent);
  const more = events.length === limit || first.scanned === scan;
  return { events, more, position: nextPosition(first, events, { after, limit, more }) };
}

function nextPosition(
  { settled, last_xid: xid, last_seq: seq }: EventRow,
  events: readonly StoredEvent[],
  { after, limit, more }: { readonly after: EventPosition; readonly limit: number; readonly more: boolean },
): EventPosition {
  const last = events.at(-1)?.position;
  if (events.length === limit && last !== undefined) return last;
  if (more && xid !== null && seq !== null) return { xid, seq };
  // Everything below is read: the next reading needn't pass over it again. Never back: a place that lies ahead of us
  // was read on a newer snapshot.
  return BigInt(settled) > BigInt(after.xid) ? { xid: settled, seq: 0 } : after;
}

/** Where an event log ends now: whoever begins here hears of what happens from now on. */
export async function endOfEvents(pool: Pool): Promise<EventPosition> {
  const [row] = await run(pool, END_OF_EVENTS, []);
  if (row === undefined) throw new Error('a snapshot always has an xmin');
  return { xid: row.settled, seq: 0 };
}

const END_OF_EVENTS = statement<{ readonly settled: string }>(
  'end-of-events',
  'select pg_snapshot_xmin(pg_current_snapshot())::text as settled',
);

function toEvent(row: EventRow): StoredEvent {
  return {
    position: { xid: row.xid ?? '', seq: row.seq },
    at: row.at,
    kind: row.kind,
    marketplaceId: row.marketplace_id,
    sellerId: row.seller_id,
    buyerId: row.buyer_id,
    conversationId: row.conversation_id,
    messageId: row.message_id,
    deliveryId: row.delivery_id,
    data: row.data,
    author: row.author,
    messageState: row.message_state,
    conversationSeen: row.conversation_seen,
  };
}
