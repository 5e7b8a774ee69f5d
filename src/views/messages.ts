import type { Kysely } from 'kysely';
import { sql } from 'kysely';

import type { DeliveryState, VisibleState } from '#market/delivery.ts';
import { visibleState } from '#market/delivery.ts';
import type { JudgedFinding, VerdictReason } from '#market/verdict.ts';
import type { DB } from '#store/schema.gen.ts';

import type { Page, TextCursor } from './page.ts';
import { encodeCursor } from './page.ts';
import type { Reader } from './reader.ts';
import { ownRows, sideOf, visibleMessages } from './reader.ts';

interface FileView {
  readonly position: number;
  readonly name: string;
  readonly mediaType: string;
  readonly byteCount: number;
}

interface NoteView {
  /** Of `note.…` in the catalogue. */
  readonly code: string;
  readonly detail: string;
}

export interface MessageView {
  readonly id: string;
  readonly conversationId: string;
  readonly author: 'buyer' | 'seller' | 'marketplace';
  /** From the profile, never from mail. */
  readonly authorName: string;
  readonly mine: boolean;
  /**
   * Where it stands, for its author and the operator. Null for its recipient: that their provider refused a
   * mail says nothing about what they read here.
   */
  readonly state: VisibleState | null;
  readonly automatic: 'absence-note' | 'automatic' | null;
  readonly subject: string;
  readonly text: string;
  readonly hasHtml: boolean;
  readonly language: string | null;
  readonly contactReason: string | null;
  readonly answersId: string | null;
  readonly receivedAt: Date;
  /** What was changed on the way; both sides are told. */
  readonly notes: readonly NoteView[];
  /** Why it was refused or is held: for its author and the operator. */
  readonly reasons: readonly VerdictReason[];
  /** What the guidelines found in it: for its author and the operator. */
  readonly findings: readonly JudgedFinding[];
  readonly files: readonly FileView[];
  /** For the operator alone. */
  readonly verdict?: unknown;
  readonly authentication?: unknown;
}

interface MessageRow {
  readonly id: string;
  readonly conversation_id: string;
  readonly author: MessageView['author'];
  readonly author_label: string;
  readonly state: 'held' | 'refused' | 'accepted';
  readonly automatic: MessageView['automatic'];
  readonly subject: string;
  readonly body_text: string;
  readonly has_html: boolean;
  readonly language: string | null;
  readonly contact_reason: string | null;
  readonly answers_id: string | null;
  readonly received_at: Date;
  readonly is_read: boolean;
  readonly notes: NoteView[];
  readonly verdict: { reasons?: VerdictReason[]; guidelines?: { findings: JudgedFinding[] } };
  readonly authentication: unknown;
  readonly files: FileView[];
  readonly deliveries: { state: DeliveryState; attemptCount: number; delayNoticed: boolean }[];
  readonly sort_at: string;
}

function messageQuery(reader: Reader, where: ReturnType<typeof sql>, limit: number) {
  const side = sideOf(reader);
  return sql<MessageRow>`
    select m.id, m.conversation_id, m.author, m.author_label, m.state, m.automatic, m.subject, m.body_text,
           m.body_html is not null as has_html, m.language, m.contact_reason, m.received_at, m.notes, m.verdict,
           m.authentication, m.read_by_recipient_at is not null as is_read,
           -- SECURITY: an answer to a message that this reader can't see answers nothing.
           (select q.id from message q
             where (q.marketplace_id, q.seller_id, q.id) = (m.marketplace_id, m.seller_id, m.answers_id)
               and ${visibleMessages(reader, 'q')}) as answers_id,
           (select coalesce(jsonb_agg(jsonb_build_object('position', f.position, 'name', f.name, 'mediaType',
                   f.media_type, 'byteCount', octet_length(f.bytes)) order by f.position), '[]')
              from message_file f
             where (f.marketplace_id, f.seller_id, f.message_id) = (m.marketplace_id, m.seller_id, m.id)) as files,
           (select coalesce(jsonb_agg(jsonb_build_object('state', d.state, 'attemptCount', d.attempt_count,
                   'delayNoticed', d.delay_noticed_at is not null)), '[]')
              from delivery d
             where (d.marketplace_id, d.seller_id, d.message_id) = (m.marketplace_id, m.seller_id, m.id)
               and ${side === null ? sql`true` : sql`m.author = ${side}`}) as deliveries,
           to_char(m.received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as sort_at
      from message m
     where ${ownRows(reader, 'm')} and ${visibleMessages(reader, 'm')} and ${where}
     order by m.received_at, m.id
     limit ${limit}`;
}

function toView(row: MessageRow, reader: Reader): MessageView {
  const mine = row.author === sideOf(reader);
  const isTold = mine || reader.kind === 'operator';
  return {
    id: row.id,
    conversationId: row.conversation_id,
    author: row.author,
    authorName: row.author_label,
    mine,
    state: isTold ? visibleState(row.state, row.deliveries, row.is_read) : null,
    automatic: row.automatic,
    subject: row.subject,
    text: row.body_text,
    hasHtml: row.has_html,
    language: row.language,
    contactReason: row.contact_reason,
    answersId: row.answers_id,
    receivedAt: row.received_at,
    notes: row.notes,
    reasons: isTold ? (row.verdict.reasons ?? []) : [],
    findings: isTold ? (row.verdict.guidelines?.findings ?? []) : [],
    files: row.files,
    ...(reader.kind === 'operator' ? { verdict: row.verdict, authentication: row.authentication } : {}),
  };
}

/** The visible messages of a conversation, oldest first; empty where the conversation isn't the reader's. */
export async function listMessages(
  db: Kysely<DB>,
  reader: Reader,
  conversationId: string,
  { after, limit }: { readonly after: TextCursor | null; readonly limit: number },
): Promise<Page<MessageView>> {
  // The conversation's key leads the index of its messages.
  const where = sql`(m.marketplace_id, m.seller_id, m.conversation_id) =
      (select c.marketplace_id, c.seller_id, c.id from conversation c where c.id = ${conversationId}::uuid)
    and ${
      after === null ? sql`true` : sql`(m.received_at, m.id) > (${after.at}::timestamptz, ${after.id}::uuid)`
    }`;
  const { rows } = await messageQuery(reader, where, limit + 1).execute(db);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map((row) => toView(row, reader)),
    next: rows.length <= limit || last === undefined ? null : encodeCursor(last.sort_at, last.id),
  };
}

/** One message, or null where it isn't there or not for this reader. */
export async function findMessage(db: Kysely<DB>, reader: Reader, id: string): Promise<MessageView | null> {
  const { rows } = await messageQuery(reader, sql`m.id = ${id}::uuid`, 1).execute(db);
  const [row] = rows;
  return row === undefined ? null : toView(row, reader);
}

/** The newest messages in one visible state, for the operator's queue: at most `limit` of the last `window`. */
export async function messagesInState(
  db: Kysely<DB>,
  state: VisibleState,
  limit: number,
  window: number,
): Promise<MessageView[]> {
  const reader: Reader = { kind: 'operator' };
  // Ids are in order of time, and the index by id serves the newest of all sellers.
  const where = sql`m.id in (select id from message order by id desc limit ${window})`;
  const { rows } = await messageQuery(reader, where, window).execute(db);
  return rows
    .map((row) => toView(row, reader))
    .filter((message) => message.state === state)
    .reverse()
    .slice(0, limit);
}
