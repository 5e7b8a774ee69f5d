import { createHash } from 'node:crypto';

import type { Pool } from 'pg';

import type { MessageRecord } from '#market/message.ts';

import { deliveryRows } from './delivery-rows.ts';
import { run, statement } from './statement.ts';

export type AcceptOutcome =
  | { readonly kind: 'recorded'; readonly conversationId: string }
  /** The same submission came before (a lost 250): nothing was written. */
  | { readonly kind: 'duplicate' };

interface AcceptRow {
  readonly message_id: string | null;
  readonly conversation_id: string | null;
  readonly duplicate: boolean;
}

// Two concurrent copies of one submission both find the message "fresh"; the unique index message_once then
// fails the second statement as a whole, and the caller's repeat finds the duplicate.
const FRESH = `fresh as (
    select where not exists (
      select from message where marketplace_id = $1 and seller_id = $2 and buyer_id = $3 and dedup_key = $21))`;

// Only accepted messages count, name a conversation and move it up: the other side never sees the rest, not even
// the subject of what was refused.
const COUNTS = `
         subject         = case when $11 = 'accepted' then coalesce(nullif(conversation.subject, ''), $6)
                                else conversation.subject end,
         last_message_at = case when $11 = 'accepted' then $10 else conversation.last_message_at end,
         last_author     = case when $11 = 'accepted' then $8 else conversation.last_author end,
         preview         = case when $11 = 'accepted' then $9 else conversation.preview end,
         message_count   = conversation.message_count + ($11 = 'accepted')::int,
         unread_buyer    = conversation.unread_buyer + ($11 = 'accepted' and $8 = 'seller')::int,
         unread_seller   = conversation.unread_seller + ($11 = 'accepted' and $8 = 'buyer')::int`;

const OPEN_CONVERSATION = `filed as (
    insert into conversation (marketplace_id, seller_id, id, buyer_id, order_id, subject, opened_at,
        last_message_at, last_author, preview, message_count, unread_buyer, unread_seller)
    select $1, $2, $4, $3, $5, case when $11 = 'accepted' then $6 else '' end, $10, $10, $8, case when $11 = 'accepted' then $9 else '' end,
        ($11 = 'accepted')::int, ($11 = 'accepted' and $8 = 'seller')::int, ($11 = 'accepted' and $8 = 'buyer')::int
      from fresh
    on conflict (marketplace_id, seller_id, buyer_id, order_id) where is_primary and order_id is not null
    do update set ${COUNTS}
    returning id)`;

const CONTINUE_CONVERSATION = `filed as (
    update conversation set ${COUNTS}
      from fresh
     where conversation.marketplace_id = $1 and conversation.seller_id = $2 and conversation.id = $4
       and conversation.buyer_id = $3 and conversation.order_id is not distinct from $5
    returning conversation.id)`;

const REST = `written as (
    insert into message (marketplace_id, seller_id, id, buyer_id, conversation_id, author, author_label, author_address, door, state,
        automatic, subject, body_text, body_html, quoted_text, cut, answers_id, verdict, notes, authentication,
        dedup_key, received_at)
    select $1, $2, $7, $3, filed.id, $8, $12, $37, $13, $11, $14, $15, $16, $17, $18, $19, $20, $22, $23, $24, $21, $10
      from filed
    returning id, conversation_id),
  original as (
    insert into message_source (marketplace_id, seller_id, message_id, sealed, sealed_by, received_at)
    select $1, $2, id, $25, $26, $10 from written where $25::bytea is not null),
  files as (
    insert into message_file (marketplace_id, seller_id, message_id, position, name, media_type, content_id, sha256, bytes)
    select $1, $2, written.id, f.position, f.name, f.media_type, f.content_id, f.sha256, f.bytes
      from written, unnest($27::int[], $28::text[], $29::text[], $30::text[], $31::bytea[], $32::bytea[])
           as f (position, name, media_type, content_id, sha256, bytes)),
  outgoing as (
    insert into delivery (marketplace_id, seller_id, id, message_id, notice, recipient, buyer_id, recipient_address,
        rfc_message_id, state, next_attempt_at, expires_at, created_at)
    select $1, $2, d.id, case when d.notice is null then written.id end, d.notice, d.recipient, $3,
           d.recipient_address, d.rfc_message_id, 'queued', $10, $33, $10
      from written, jsonb_to_recordset($34::jsonb)
           as d (id uuid, notice jsonb, recipient text, recipient_address text, rfc_message_id text)
    returning id, recipient, rfc_message_id, message_id),
  identities as (
    insert into mail_identity (marketplace_id, seller_id, buyer_id, holder, rfc_id, message_id)
    select $1, $2, $3, recipient, rfc_message_id, message_id from outgoing where message_id is not null
    union all
    select $1, $2, $3, $8, $35, id from written where $35::text is not null
    on conflict do nothing),
  log as (
    insert into event (at, kind, marketplace_id, seller_id, buyer_id, conversation_id, message_id, delivery_id, data)
    select $10, e.kind, $1, $2, $3, written.conversation_id, written.id, e.delivery_id, e.data
      from written, jsonb_to_recordset($36::jsonb) as e (kind text, delivery_id uuid, data jsonb))
  select (select id from written) as message_id,
         (select conversation_id from written) as conversation_id,
         not exists (select from fresh) as duplicate`;

const INTO_NEW = statement<AcceptRow>('accept-into-new', `with ${FRESH}, ${OPEN_CONVERSATION}, ${REST}`);
const INTO_EXISTING = statement<AcceptRow>(
  'accept-into-existing',
  `with ${FRESH}, ${CONTINUE_CONVERSATION}, ${REST}`,
);

const PREVIEW_LENGTH = 140;

function fileColumns({ content }: MessageRecord): unknown[] {
  const { files } = content;
  return [
    files.map((_, index) => index),
    files.map(({ name }) => name),
    files.map(({ mediaType }) => mediaType),
    files.map(({ contentId }) => contentId),
    files.map(({ bytes }) => createHash('sha256').update(bytes).digest()),
    files.map(({ bytes }) => Buffer.from(bytes)),
  ];
}

function eventRows({ events }: MessageRecord): string {
  return JSON.stringify(
    events.map(({ kind, deliveryId, data }) => ({ kind, delivery_id: deliveryId, data })),
  );
}

function preview(text: string): string {
  // The text is tidied: more than a few blanks in a row stand nowhere in it.
  const beginning = text.slice(0, 10 * PREVIEW_LENGTH);
  return beginning.replace(/\s+/gu, ' ').trim().slice(0, PREVIEW_LENGTH);
}

function values(record: MessageRecord): unknown[] {
  const { key, conversation, content, source } = record;
  return [
    key.marketplaceId, // $1
    key.sellerId,
    key.buyerId,
    conversation.id,
    conversation.orderId, // $5
    conversation.subject,
    record.id,
    record.author,
    preview(content.text),
    record.receivedAt, // $10
    record.state,
    record.authorLabel,
    record.door,
    record.automatic,
    record.subject, // $15
    content.text,
    content.html,
    content.quoted,
    content.cut,
    record.answersId, // $20
    Buffer.from(record.dedupKey),
    JSON.stringify(record.verdict),
    JSON.stringify(content.notes),
    record.authentication === null ? null : JSON.stringify(record.authentication),
    source === null ? null : Buffer.from(source.sealed), // $25
    source?.sealedBy ?? null,
    ...fileColumns(record), // $27 to $32
    record.expiresAt,
    deliveryRows(record.deliveries),
    record.authorRfcId, // $35
    eventRows(record),
    record.authorAddress,
  ];
}

function isUniqueViolation(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === '23505';
}

/**
 * Writes a message with its files, original, deliveries and events: one statement, one round trip, one
 * fsync. When this returns, the message is kept (OPS 3). Throws what the database throws.
 */
export async function acceptMessage(pool: Pool, record: MessageRecord): Promise<AcceptOutcome> {
  const accept = async (): Promise<AcceptRow> => {
    const [row] = await run(pool, record.conversation.isNew ? INTO_NEW : INTO_EXISTING, values(record));
    if (row === undefined) throw new Error('a select without from gives one row');
    return row;
  };
  let row: AcceptRow;
  try {
    row = await accept();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    row = await accept();
  }
  if (row.duplicate) return { kind: 'duplicate' };
  if (row.conversation_id === null) throw new Error('the conversation went away while a message was filed');
  return { kind: 'recorded', conversationId: row.conversation_id };
}
