import { createHash } from 'node:crypto';

import type { Pool } from 'pg';

import type { MessageRecord } from '#market/message.ts';
import { isThanksOnly } from '#market/thanks.ts';

import { classifyDatabaseError } from './database-error.ts';
import { deliveryRecords } from './delivery-rows.ts';
import { storable } from './storable.ts';
import { run, statement } from './statement.ts';

export type AcceptOutcome =
  | { readonly kind: 'recorded'; readonly conversationId: string }
  /** The same submission came before (a lost 250): nothing was written. */
  | ({ readonly kind: 'duplicate' } & KeptMessage)
  /** It asks for a review of an order that another message has asked for meanwhile: nothing was written (ORDER 6). */
  | { readonly kind: 'solicited-already' };

/** A message that is kept already. */
export interface KeptMessage {
  readonly messageId: string;
  readonly conversationId: string;
  readonly state: MessageRecord['state'];
}

interface AcceptRow {
  readonly message_id: string;
  readonly conversation_id: string | null;
  readonly before: {
    readonly id: string;
    readonly conversation_id: string;
    readonly state: MessageRecord['state'];
  } | null;
  readonly outrun: boolean;
}

// One statement for any number of messages: what PostgreSQL has to do for a statement (bind, start some twenty plan
// nodes, commit, wake its client) costs more than the rows of one message.
//
// What is small comes as JSON ($1), what may be large in one row of octets ($2) of which each column takes its piece:
// as JSON or as an array it would be escaped, and an original's octets would double.
//
// Nothing is joined with a stored table but by `lateral` or by a unique index: the plan is made once, when the tables
// may be empty, and has to be right when they are large.
const GIVEN = `given as materialized (
    select * from jsonb_to_recordset($1::jsonb)
      as g (marketplace_id text, seller_id uuid, buyer_id uuid, conversation_id uuid, is_new boolean, order_id text,
            conversation_subject text, id uuid, author text, author_label text, author_address text, door text,
            automatic text, contact_reason text, thread_position text, criticality text, critical_claim text,
            claim_misused boolean, yields_from timestamptz, written_by jsonb, takes_solicitation boolean, state text, subject text, preview text, cut text, answers_id uuid, verdict jsonb,
            notes jsonb, authentication jsonb, dedup_key bytea, received_at timestamptz, expires_at timestamptz,
            held_until timestamptz, in_reply_to text[], refers_to text[], rfc_id text, sealed_by text,
            body_text int[], body_html int[], quoted_text int[], sealed int[], files jsonb, deliveries jsonb,
            events jsonb, is_thanks boolean))`;

const octets = (piece: string): string => `substring($2::bytea from ${piece}[1] for ${piece}[2])`;
const text = (piece: string): string => `convert_from(${octets(piece)}, 'UTF8')`;

// Two concurrent copies of one submission both find the message "fresh"; the unique index message_once then
// fails the second statement as a whole, and the caller's repeat finds the duplicate. A conversation that went away
// meanwhile is not opened again.
const UNSEEN = `unseen as materialized (
    select g.*, g.state = 'accepted' as counts,
           -- For the response clock (INBOX 4): what no person wrote neither asks nor answers.
           case when g.state = 'accepted' and g.automatic is null and not g.is_thanks then received_at end as told_at
      from given g,
           lateral (select exists (
             select from message m
              where m.marketplace_id = g.marketplace_id and m.seller_id = g.seller_id
                and m.buyer_id = g.buyer_id and m.dedup_key = g.dedup_key limit 1) as known offset 0) before,
           lateral (select g.is_new or exists (
             select from conversation c
              where c.marketplace_id = g.marketplace_id and c.seller_id = g.seller_id
                and c.id = g.conversation_id limit 1) as there offset 0) thread
     where not before.known and thread.there)`;

// The key is the counter (ORDER 6): doors that race wait for each other at it, and who comes second writes nothing.
// In the order of the key, so that two batches don't wait for each other. Where the message isn't written after all,
// the foreign key fails the statement as a whole.
const FRESH = `claimed as (
    insert into solicitation (marketplace_id, seller_id, order_id, door, asked_by, asked_at, message_id)
    select marketplace_id, seller_id, order_id, door, written_by, received_at, id
      from unseen where takes_solicitation
     order by marketplace_id, seller_id, order_id
    on conflict do nothing
    returning message_id),
  fresh as materialized (
    select * from unseen where not takes_solicitation or id in (select message_id from claimed))`;

// Only accepted messages count, name a conversation and move it up: the other side never sees the rest, not even
// the subject of what was refused.
const COUNTS = `
        subject         = coalesce(nullif(conversation.subject, ''), excluded.subject),
        last_message_at = case excluded.message_count when 0 then conversation.last_message_at
                          else excluded.last_message_at end,
        last_author     = case excluded.message_count when 0 then conversation.last_author
                          else excluded.last_author end,
        preview         = case excluded.message_count when 0 then conversation.preview else excluded.preview end,
        message_count   = conversation.message_count + excluded.message_count,
        unread_buyer    = conversation.unread_buyer + excluded.unread_buyer,
        unread_seller   = conversation.unread_seller + excluded.unread_seller,
        asked_at        = greatest(conversation.asked_at, excluded.asked_at),
        answered_at     = greatest(conversation.answered_at, excluded.answered_at)`;

const conversation = (which: string): string => `
    insert into conversation (marketplace_id, seller_id, id, buyer_id, order_id, subject, opened_at,
        last_message_at, last_author, preview, message_count, unread_buyer, unread_seller, asked_at, answered_at)
    select marketplace_id, seller_id, conversation_id, buyer_id, order_id,
           case when counts then conversation_subject else '' end, received_at, received_at, author,
           case when counts then preview else '' end, counts::int, (counts and author = 'seller')::int,
           (counts and author = 'buyer')::int, case author when 'buyer' then told_at end,
           case author when 'seller' then told_at end
      from fresh where ${which}`;

const CONVERSATIONS = `opened as (${conversation('is_new')}
    on conflict (marketplace_id, seller_id, buyer_id, order_id) where is_primary and order_id is not null
    do update set ${COUNTS}
    returning marketplace_id, seller_id, buyer_id, id),
  continued as (${conversation('not is_new')}
    on conflict (marketplace_id, seller_id, id) do update set ${COUNTS}
     where conversation.buyer_id = excluded.buyer_id and conversation.order_id is not distinct from excluded.order_id
    returning marketplace_id, seller_id, buyer_id, id),
  filed as (select * from opened union all select * from continued)`;

const MESSAGES = `written as (
    insert into message (marketplace_id, seller_id, id, buyer_id, conversation_id, author, author_label,
        author_address, door, state, automatic, contact_reason, thread_position, criticality, critical_claim,
        claim_misused, yields_from, subject, body_text, body_html, quoted_text, cut, answers_id, verdict,
        notes, authentication, dedup_key, received_at, held_until, is_thanks)
    select marketplace_id, seller_id, f.id, buyer_id, filed.id, author, author_label, author_address, door, state,
           automatic, contact_reason, thread_position, criticality, critical_claim, claim_misused, yields_from, subject,
           ${text('body_text')}, ${text('body_html')}, ${text('quoted_text')}, cut, answers_id,
           verdict, notes, authentication, dedup_key, received_at, held_until, is_thanks
      from fresh f join filed using (marketplace_id, seller_id, buyer_id)
    returning id, conversation_id),
  kept as materialized (
    select f.*, w.conversation_id as filed_in from fresh f join written w using (id))`;

const PARTS = `originals as (
    insert into message_source (marketplace_id, seller_id, message_id, sealed, sealed_by, received_at)
    select marketplace_id, seller_id, id, ${octets('sealed')}, sealed_by, received_at
      from kept where sealed is not null),
  files as (
    insert into message_file (marketplace_id, seller_id, message_id, position, name, media_type, content_id, sha256, bytes)
    select marketplace_id, seller_id, k.id, f.position, f.name, f.media_type, f.content_id, f.sha256, ${octets('f.bytes')}
      from kept k, jsonb_to_recordset(k.files)
           as f (position int, name text, media_type text, content_id text, sha256 bytea, bytes int[])),
  outgoing as (
    insert into delivery (marketplace_id, seller_id, id, message_id, notice, recipient, buyer_id, recipient_address,
        rfc_message_id, state, next_attempt_at, expires_at, created_at)
    select marketplace_id, seller_id, d.id, case when d.notice is null then k.id end, d.notice, d.recipient, buyer_id,
           d.recipient_address, d.rfc_message_id, 'queued', received_at, expires_at, received_at
      from kept k, jsonb_to_recordset(k.deliveries)
           as d (id uuid, notice jsonb, recipient text, recipient_address text, rfc_message_id text)
    returning marketplace_id, seller_id, buyer_id, recipient, rfc_message_id, message_id),
  inspections as (
    insert into file_inspection (marketplace_id, seller_id, message_id, in_reply_to, refers_to, next_attempt_at, created_at)
    select marketplace_id, seller_id, id, in_reply_to, refers_to, received_at, received_at
      from kept where in_reply_to is not null),
  identities as (
    insert into mail_identity (marketplace_id, seller_id, buyer_id, holder, rfc_id, message_id)
    select marketplace_id, seller_id, buyer_id, recipient, rfc_message_id, message_id
      from outgoing where message_id is not null
    union all
    select marketplace_id, seller_id, buyer_id, author, rfc_id, id from kept where rfc_id is not null
    on conflict do nothing),
  log as (
    insert into event (at, kind, marketplace_id, seller_id, buyer_id, conversation_id, message_id, delivery_id, data)
    select received_at, e.kind, marketplace_id, seller_id, buyer_id, filed_in, k.id, e.delivery_id, e.data
      from kept k, jsonb_to_recordset(k.events) as e (kind text, delivery_id uuid, data jsonb))`;

const ACCEPT = statement<AcceptRow>(
  'accept-messages',
  `with ${GIVEN}, ${UNSEEN}, ${FRESH}, ${CONVERSATIONS}, ${MESSAGES}, ${PARTS}
   select g.id as message_id, k.filed_in as conversation_id,
          case when k.id is null then (
            select jsonb_build_object('id', m.id, 'conversation_id', m.conversation_id, 'state', m.state)
              from message m
             where m.marketplace_id = g.marketplace_id and m.seller_id = g.seller_id
               and m.buyer_id = g.buyer_id and m.dedup_key = g.dedup_key) end as before,
          k.id is null and g.takes_solicitation and exists (select from unseen u where u.id = g.id) as outrun
     from given g left join kept k on k.id = g.id`,
);

const PREVIEW_LENGTH = 140;

/** The beginning of a text, on one line, for lists. */
export function previewOf(body: string): string {
  // The text is tidied: more than a few blanks in a row stand nowhere in it.
  const beginning = body.slice(0, 3 * PREVIEW_LENGTH);
  return beginning.replace(/\s+/gu, ' ').trim().slice(0, PREVIEW_LENGTH);
}

/** Where a piece stands among the octets of a statement: PostgreSQL counts from one. */
type Piece = readonly [from: number, length: number];

/** The large values of a statement, one behind the other. */
class Octets {
  readonly #pieces: Uint8Array[] = [];
  #length = 0;

  add(value: Uint8Array | string | null): Piece | null {
    if (value === null) return null;
    const piece = typeof value === 'string' ? Buffer.from(value) : value;
    const from = this.#length + 1;
    this.#pieces.push(piece);
    this.#length += piece.length;
    return [from, piece.length];
  }

  all(): Buffer {
    return Buffer.concat(this.#pieces, this.#length);
  }
}

const hex = (bytes: Uint8Array): string => `\\x${Buffer.from(bytes).toString('hex')}`;

function sendingColumns({ sending, state, conversation }: MessageRecord): Record<string, unknown> {
  if (sending === null) return { claim_misused: false, takes_solicitation: false };
  return {
    contact_reason: sending.reason?.id ?? null,
    thread_position: sending.position,
    criticality: sending.kind,
    critical_claim: sending.claim,
    claim_misused: sending.isMisuse,
    yields_from: sending.yieldsFrom,
    // One that waits for a person has its place too: two of them must not both be let through.
    takes_solicitation:
      sending.kind === 'solicitation' && state !== 'refused' && conversation.orderId !== null,
  };
}

function givenRow(record: MessageRecord, large: Octets): Record<string, unknown> {
  const { key, conversation: thread, content, source } = record;
  return {
    marketplace_id: key.marketplaceId,
    seller_id: key.sellerId,
    buyer_id: key.buyerId,
    conversation_id: thread.id,
    is_new: thread.isNew,
    order_id: thread.orderId,
    conversation_subject: storable(thread.subject),
    id: record.id,
    author: record.author,
    author_label: storable(record.authorLabel),
    author_address: record.authorAddress,
    door: record.door,
    automatic: record.automatic,
    ...sendingColumns(record),
    written_by: record.by,
    state: record.state,
    subject: storable(record.subject),
    preview: storable(previewOf(content.text)),
    cut: content.cut,
    answers_id: record.answersId,
    verdict: record.verdict,
    notes: content.notes,
    authentication: record.authentication,
    dedup_key: hex(record.dedupKey),
    received_at: record.receivedAt,
    expires_at: record.expiresAt,
    held_until: record.heldUntil,
    in_reply_to: record.inspection?.inReplyTo.map(storable) ?? null,
    refers_to: record.inspection?.references.map(storable) ?? null,
    rfc_id: storable(record.authorRfcId),
    sealed_by: source?.sealedBy ?? null,
    body_text: large.add(content.text),
    body_html: large.add(content.html),
    quoted_text: large.add(content.quoted),
    sealed: large.add(source?.sealed ?? null),
    files: content.files.map(({ name, mediaType, contentId, bytes }, position) => ({
      position,
      name: storable(name),
      media_type: mediaType,
      content_id: contentId,
      sha256: hex(createHash('sha256').update(bytes).digest()),
      bytes: large.add(bytes),
    })),
    deliveries: deliveryRecords(record.deliveries),
    events: record.events.map(({ kind, deliveryId, data }) => ({ kind, delivery_id: deliveryId, data })),
    is_thanks: isThanks(record),
  };
}

/** Thanks need no answer; what opens a conversation is about something, whatever it says. */
function isThanks({ author, conversation: thread, content }: MessageRecord): boolean {
  return author === 'buyer' && !thread.isNew && content.files.length === 0 && isThanksOnly(content.text);
}

/** Octets of a record that go to the database, near enough to keep a batch small. */
export function recordOctets({ content, source }: MessageRecord): number {
  const files = content.files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return content.text.length + (content.html?.length ?? 0) + (source?.sealed.length ?? 0) + files;
}

/**
 * Writes messages with their files, originals, deliveries and events: one statement, one round trip, one fsync, all
 * or none. When this returns, they are kept (OPS 3). The outcomes stand in the order of the records, of which no two
 * may be of one relationship. Throws what the database throws; another node that took the same message at the same
 * moment is a `conflict`.
 */
export async function acceptMessages(
  pool: Pool,
  records: readonly MessageRecord[],
): Promise<readonly AcceptOutcome[]> {
  const large = new Octets();
  const given = JSON.stringify(records.map((record) => givenRow(record, large)));
  const rows = new Map(
    (await run(pool, ACCEPT, [given, large.all()])).map((row) => [row.message_id, row] as const),
  );
  return records.map(({ id }) => {
    const row = rows.get(id);
    if (row === undefined) throw new Error('every message given has a row');
    if (row.before !== null) {
      const { id: messageId, conversation_id: conversationId, state } = row.before;
      return { kind: 'duplicate', messageId, conversationId, state };
    }
    if (row.outrun) return { kind: 'solicited-already' };
    if (row.conversation_id === null) throw new Error('the conversation went away while a message was filed');
    return { kind: 'recorded', conversationId: row.conversation_id };
  });
}

const FIND_KEPT = statement<{ id: string; conversation_id: string; state: MessageRecord['state'] }>(
  'find-kept-message',
  `select id, conversation_id, state from message
    where marketplace_id = $1 and seller_id = $2 and buyer_id = $3 and dedup_key = $4`,
);

/** The message that this key was used for; null where it is fresh. */
export async function findKeptMessage(
  pool: Pool,
  key: MessageRecord['key'],
  dedupKey: Uint8Array,
): Promise<KeptMessage | null> {
  const [row] = await run(pool, FIND_KEPT, [
    key.marketplaceId,
    key.sellerId,
    key.buyerId,
    Buffer.from(dedupKey),
  ]);
  return row === undefined
    ? null
    : { messageId: row.id, conversationId: row.conversation_id, state: row.state };
}

/** `acceptMessages` for one. A conflict is tried once more: then the other's message is there and this a duplicate. */
export async function acceptMessage(pool: Pool, record: MessageRecord): Promise<AcceptOutcome> {
  const accept = async (): Promise<AcceptOutcome> => {
    const [outcome] = await acceptMessages(pool, [record]);
    if (outcome === undefined) throw new Error('one message has one outcome');
    return outcome;
  };
  try {
    return await accept();
  } catch (error) {
    if (classifyDatabaseError(error) !== 'conflict') throw error;
    return accept();
  }
}
