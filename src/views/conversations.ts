import type { Kysely, RawBuilder } from 'kysely';
import { sql } from 'kysely';

import { aliasAddress } from '#market/alias.ts';
import { isRefundOpen } from '#store/duty.ts';
import type { Excerpt } from '#market/search-words.ts';
import type { RelationshipKey } from '#market/party.ts';
import type { DB } from '#store/schema.gen.ts';

import type { ConversationChoice } from './conversation-choice.ts';
import { chosen, found, foundIsVisible, isOpen } from './conversation-choice.ts';
import { findExcerpts } from './excerpts.ts';
import type { Page, TextCursor } from './page.ts';
import { encodeCursor } from './page.ts';
import type { BuyerView, Reader } from './reader.ts';
import { buyerView, ownRows, sideOf, visibleMessages } from './reader.ts';

export interface ConversationView {
  readonly id: string;
  readonly marketplace: string;
  readonly orderId: string | null;
  readonly subject: string;
  readonly seller: { readonly id: string; readonly name: string };
  readonly buyer: BuyerView;
  /** Where the reader writes to by mail: the alias of the other side. Null for the operator. */
  readonly writeTo: string | null;
  readonly openedAt: Date;
  readonly lastMessageAt: Date;
  readonly lastAuthor: 'buyer' | 'seller' | 'marketplace';
  readonly preview: string;
  readonly messageCount: number;
  /** Of the other side's messages, those that the reader has not read. Null for the operator. */
  readonly unreadCount: number | null;
  /** Since when the buyer waits for an answer (INBOX 4); null where nobody does, and for the buyer. */
  readonly waitingSince: Date | null;
  /** Since when the refund is due because the buyer cancels for a delay; null once an adjustment came (ORDER 2). */
  readonly refundDueSince: Date | null;
  /** Who of the seller's people answers; for them alone. */
  readonly assignee: { readonly id: string; readonly name: string } | null;
  /** Whether the seller has done with it, until the buyer asks again; false for the buyer. */
  readonly resolved: boolean;
  readonly hasFiles: boolean;
  /** The seller may not write here: the operator closed it. */
  readonly blocked: boolean;
  /** Where the words of a search stand, in the newest message that has them; null without a search. */
  readonly found: Excerpt | null;
}

interface ConversationRow {
  readonly id: string;
  readonly marketplace_id: string;
  readonly order_id: string | null;
  readonly subject: string;
  readonly seller_id: string;
  readonly seller_name: string;
  readonly buyer_id: string;
  readonly buyer_name: string;
  readonly alias_local: string | null;
  readonly alias_domain: string | null;
  readonly opened_at: Date;
  readonly last_at: Date;
  readonly last_author: ConversationView['lastAuthor'];
  readonly preview: string;
  readonly message_count: number;
  readonly unread_buyer: number;
  readonly unread_seller: number;
  readonly waiting_since: Date | null;
  readonly refund_due_since: Date | null;
  readonly kept_unread: boolean;
  readonly assignee_id: string | null;
  readonly assignee_name: string | null;
  readonly is_open: boolean;
  readonly has_files: boolean;
  readonly is_blocked: boolean;
  readonly sort_at: string;
}

export interface ConversationFilter extends ConversationChoice {
  readonly after: TextCursor | null;
  readonly limit: number;
}

type Sql = RawBuilder<unknown>;

const PREVIEW_LENGTH = 140;

/** Conversations of which the reader may see at least one message. */
function hasVisible(reader: Reader) {
  const side = sideOf(reader);
  return sql`(c.message_count > 0 or exists (
    select from message m
     where (m.marketplace_id, m.seller_id, m.conversation_id) = (c.marketplace_id, c.seller_id, c.id)
       and ${side === null ? sql`true` : sql`m.author = ${side}`}))`;
}

/** The rows of a list before anything is joined to them, newest first, in the order of an index. */
function newest(reader: Reader, { terms }: ConversationChoice, where: Sql, limit: number): Sql {
  const order = sql`order by c.last_message_at desc, c.id desc limit ${limit}`;
  if (terms != null)
    return sql`select c.* from ${found(reader, terms)} c
      where ${where} and ${hasVisible(reader)} and ${foundIsVisible(reader)} ${order}`;
  if (reader.kind !== 'seller')
    return sql`select c.* from conversation c
      where ${ownRows(reader, 'c')} and ${where} and ${hasVisible(reader)} ${order}`;
  // The index of a seller's inbox begins with the marketplace, of which there are few.
  return sql`select c.* from marketplace k cross join lateral (
      select c.* from conversation c
       where c.marketplace_id = k.id and ${ownRows(reader, 'c')} and ${where} and ${hasVisible(reader)}
       ${order}) c ${order}`;
}

interface Order {
  readonly by: Sql;
  readonly direction: Sql;
}

const NEWEST: Order = { by: sql`c.last_message_at`, direction: sql`desc` };
const LONGEST_DUE: Order = { by: sql`c.due_at`, direction: sql`asc` };

/**
 * SECURITY: subject, times, preview, count and author come from messages that this reader may see, not from the
 * row of the conversation, whose subject may be a refused message's.
 */
function withDetails(reader: Reader, rows: Sql, order: Order = NEWEST) {
  const side = sideOf(reader);
  const other = side === 'buyer' ? 'seller' : 'buyer';
  const ofConversation = sql`(m.marketplace_id, m.seller_id, m.conversation_id) = (c.marketplace_id, c.seller_id, c.id)
           and ${visibleMessages(reader, 'm')}`;
  return sql<ConversationRow>`
    select c.id, c.marketplace_id, c.order_id, seen.subject, c.seller_id, s.name as seller_name, c.buyer_id,
           b.name as buyer_name, a.local_part as alias_local, a.domain as alias_domain, seen.opened_at,
           last.received_at as last_at, last.author as last_author, last.preview, seen.message_count, c.unread_buyer,
           c.unread_seller, c.waiting_since, c.kept_unread, c.assignee_id, ${isOpen} as is_open, seen.has_files,
           c.blocked_at is not null as is_blocked,
           (select u.name from seller_user u where (u.seller_id, u.id) = (c.seller_id, c.assignee_id)) as assignee_name,
           (select w.wished_at from cancellation_wish w
             where (w.marketplace_id, w.seller_id, w.order_id) = (c.marketplace_id, c.seller_id, c.order_id)
               and ${isRefundOpen('w')}) as refund_due_since,
           to_char(${order.by} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as sort_at
      from (${rows}) c
      join seller s on s.id = c.seller_id
      join buyer b on b.id = c.buyer_id
      join lateral (
        select m.received_at, m.author, left(regexp_replace(m.body_text, '\\s+', ' ', 'g'), ${PREVIEW_LENGTH}) as preview
          from message m where ${ofConversation}
         order by m.received_at desc, m.id desc limit 1) last on true
      join lateral (
        select count(*) as message_count, min(m.received_at) as opened_at,
               coalesce((array_agg(m.subject order by m.received_at, m.id) filter (where m.subject <> ''))[1], '')
                 as subject,
               coalesce(bool_or(exists (select from message_file f
                 where (f.marketplace_id, f.seller_id, f.message_id) = (m.marketplace_id, m.seller_id, m.id))), false)
                 as has_files
          from message m where ${ofConversation}) seen on true
      left join alias a on (a.marketplace_id, a.seller_id, a.buyer_id) = (c.marketplace_id, c.seller_id, c.buyer_id)
           and a.revoked_at is null and a.stands_for = ${side === null ? null : other}
     order by ${order.by} ${order.direction}, c.id ${order.direction}`;
}

function toView(row: ConversationRow, reader: Reader): ConversationView {
  return {
    id: row.id,
    marketplace: row.marketplace_id,
    orderId: row.order_id,
    subject: row.subject,
    seller: { id: row.seller_id, name: row.seller_name },
    buyer: buyerView(reader, row.buyer_id, row.buyer_name),
    writeTo:
      row.alias_local === null || row.alias_domain === null
        ? null
        : aliasAddress(row.alias_local, row.alias_domain),
    openedAt: row.opened_at,
    lastMessageAt: row.last_at,
    lastAuthor: row.last_author,
    preview: row.preview.trim(),
    messageCount: row.message_count,
    unreadCount: unreadOf(row, reader),
    waitingSince: reader.kind === 'buyer' ? null : row.waiting_since,
    refundDueSince: row.refund_due_since,
    ...teamOf(row, reader),
    hasFiles: row.has_files,
    blocked: row.is_blocked,
    found: null,
  };
}

/** SECURITY: who of the seller's people answers, and what they are done with, is nobody else's. */
function teamOf(row: ConversationRow, { kind }: Reader): Pick<ConversationView, 'assignee' | 'resolved'> {
  if (kind === 'buyer') return { assignee: null, resolved: false };
  const { assignee_id: id, assignee_name: name } = row;
  return { assignee: id === null ? null : { id, name: name ?? '' }, resolved: !row.is_open };
}

function unreadOf(row: ConversationRow, { kind }: Reader): number | null {
  if (kind === 'operator') return null;
  return kind === 'buyer' ? row.unread_buyer : Math.max(row.unread_seller, Number(row.kept_unread));
}

/** The reader's conversations, the one with the newest message first. One without a visible message isn't there. */
export async function listConversations(
  db: Kysely<DB>,
  reader: Reader,
  { after, limit, ...choice }: ConversationFilter,
): Promise<Page<ConversationView>> {
  const where = sql`${
    after === null
      ? sql`true`
      : sql`(c.last_message_at, c.id) < (${after.at}::timestamptz, ${after.id}::uuid)`
  } and ${chosen(reader, choice)}`;
  const rows = newest(reader, choice, where, limit + 1);
  return withExcerpts(db, reader, choice, toPage(await withDetails(reader, rows).execute(db), reader, limit));
}

async function withExcerpts(
  db: Kysely<DB>,
  reader: Reader,
  { terms }: ConversationChoice,
  page: Page<ConversationView>,
): Promise<Page<ConversationView>> {
  if (terms == null) return page;
  const excerpts = await findExcerpts(
    db,
    reader,
    terms,
    page.items.map(({ id }) => id),
  );
  return { ...page, items: page.items.map((item) => ({ ...item, found: excerpts.get(item.id) ?? null })) };
}

function toPage(
  { rows }: { readonly rows: readonly ConversationRow[] },
  reader: Reader,
  limit: number,
): Page<ConversationView> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map((shownRow) => toView(shownRow, reader)),
    next: rows.length <= limit || last === undefined ? null : encodeCursor(last.sort_at, last.id),
  };
}

export interface WaitingFilter extends ConversationFilter {
  /** Only those that have to be answered before then; null: all that wait. */
  readonly dueBefore: Date | null;
  /** How long an answer may take in each marketplace. */
  readonly limits: readonly { readonly marketplaceId: string; readonly limitMs: number }[];
}

/** A seller's conversations in which the buyer waits, those first that have to be answered first (INBOX 4). */
export async function listWaiting(
  db: Kysely<DB>,
  reader: Extract<Reader, { kind: 'seller' }>,
  { after, limit, dueBefore, limits, ...choice }: WaitingFilter,
): Promise<Page<ConversationView>> {
  // In a marketplace the order of the index is the order of what is due: the limit is one and the same.
  const later =
    after === null
      ? sql`true`
      : sql`(c.waiting_since, c.id) > (${after.at}::timestamptz - k.time, ${after.id}::uuid)`;
  const before = dueBefore === null ? sql`true` : sql`c.waiting_since < ${dueBefore}::timestamptz - k.time`;
  const given = JSON.stringify(
    limits.map(({ marketplaceId, limitMs }) => ({ id: marketplaceId, time: `${limitMs} milliseconds` })),
  );
  const { terms } = choice;
  const from = terms == null ? sql`conversation` : found(reader, terms);
  const where =
    terms == null ? chosen(reader, choice) : sql`${chosen(reader, choice)} and ${foundIsVisible(reader)}`;
  const rows = sql`
    select c.* from jsonb_to_recordset(${given}::jsonb) as k (id text, time interval)
     cross join lateral (
      select c.*, c.waiting_since + k.time as due_at from ${from} c
       where c.marketplace_id = k.id and ${ownRows(reader, 'c')} and c.waiting_since is not null
         and ${later} and ${before} and ${where}
       order by c.waiting_since, c.id limit ${limit + 1}) c
     order by c.due_at, c.id limit ${limit + 1}`;
  const page = toPage(await withDetails(reader, rows, LONGEST_DUE).execute(db), reader, limit);
  return withExcerpts(db, reader, choice, page);
}

/** One conversation, or null where it isn't there or not for this reader: no difference is told. */
export async function findConversation(
  db: Kysely<DB>,
  reader: Reader,
  id: string,
): Promise<ConversationView | null> {
  const byId = sql`select c.* from conversation c where c.id = ${id}::uuid and ${ownRows(reader, 'c')}`;
  const { rows } = await withDetails(reader, byId).execute(db);
  const [row] = rows;
  return row === undefined ? null : toView(row, reader);
}

/** Whose conversation it is, for a reader who sees something of it; null otherwise. */
export async function findConversationKey(
  db: Kysely<DB>,
  reader: Reader,
  id: string,
): Promise<RelationshipKey | null> {
  const { rows } = await sql<RelationshipKey>`
    select c.marketplace_id as "marketplaceId", c.seller_id as "sellerId", c.buyer_id as "buyerId"
      from conversation c
     where c.id = ${id}::uuid and ${ownRows(reader, 'c')} and ${hasVisible(reader)}`.execute(db);
  return rows[0] ?? null;
}
