import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Pool } from 'pg';

import type { AuthoredContent } from '#mail/authored-content.ts';
import type { Door, NewDelivery } from '#market/message.ts';
import type { Relationship } from '#market/relationship.ts';
import type { Verdict } from '#market/verdict.ts';

import type { Lease } from './claim-deliveries.ts';
import { lockMessage, recount, writeEvent } from './decide-message.ts';
import type { RelationshipRow } from './find-alias.ts';
import { RELATIONSHIP_COLUMNS, RELATIONSHIP_JOINS, toRelationship } from './find-alias.ts';
import type { DeliveryTimes } from './queue-deliveries.ts';
import { queueDeliveries } from './queue-deliveries.ts';
import type { DB } from './schema.gen.ts';
import { releaseSolicitation } from './solicitation.ts';
import { run, statement } from './statement.ts';

/** A file of a stored message, without its bytes. */
export interface StoredFileName {
  readonly position: number;
  readonly name: string;
  readonly mediaType: string;
  readonly contentId: string | null;
  readonly sha256: Uint8Array;
}

/** A message whose files are to be looked into, with all that judging it needs. */
export interface ClaimedInspection {
  /** The message's own id. */
  readonly id: string;
  readonly relationship: Relationship;
  readonly conversationId: string;
  readonly orderId: string | null;
  readonly authorAddress: string | null;
  readonly authorRfcId: string | null;
  readonly door: Door;
  readonly subject: string;
  readonly content: Pick<AuthoredContent, 'text' | 'html' | 'quoted' | 'cut' | 'notes'>;
  /** What its author chose or its subject said. */
  readonly contactReason: string | null;
  readonly isReply: boolean;
  /** It holds the order's one request for a review (ORDER 6). */
  readonly hasSolicitation: boolean;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  readonly receivedAt: Date;
  readonly files: readonly StoredFileName[];
  /** This one included. */
  readonly attemptCount: number;
}

interface ClaimedRow extends RelationshipRow {
  readonly id: string;
  readonly conversation_id: string;
  readonly order_id: string | null;
  readonly author_address: string | null;
  readonly author_rfc_id: string | null;
  readonly door: Door;
  readonly subject: string;
  readonly body_text: string;
  readonly body_html: string | null;
  readonly quoted_text: string | null;
  readonly cut: AuthoredContent['cut'];
  readonly notes: AuthoredContent['notes'];
  readonly contact_reason: string | null;
  readonly is_reply: boolean;
  readonly has_solicitation: boolean;
  readonly in_reply_to: string[];
  readonly refers_to: string[];
  readonly received_at: Date;
  readonly attempt_count: number;
  readonly files: {
    position: number;
    name: string;
    media_type: string;
    content_id: string | null;
    sha256: string;
  }[];
}

const CLAIM = statement<ClaimedRow>(
  'claim-inspections',
  `with due as (
     select i.marketplace_id, i.seller_id, i.message_id
       from file_inspection i
       join message g on (g.marketplace_id, g.seller_id, g.id) = (i.marketplace_id, i.seller_id, i.message_id)
       join buyer b on b.id = g.buyer_id
      where i.next_attempt_at <= $1 and b.erased_at is null
      order by i.next_attempt_at
      limit $2
      for update of i skip locked
   ), claimed as (
     update file_inspection i
        set lease_token = $3, next_attempt_at = $4, attempt_count = i.attempt_count + 1
       from due
      where (i.marketplace_id, i.seller_id, i.message_id) = (due.marketplace_id, due.seller_id, due.message_id)
     returning i.*
   )
   select g.id, g.conversation_id, c.order_id, g.author_address, g.door, g.subject, g.body_text, g.body_html,
          g.quoted_text, g.cut, g.notes, g.contact_reason,
          g.thread_position is not distinct from 'answers-buyer' as is_reply,
          exists (select from solicitation s
                   where (s.marketplace_id, s.seller_id, s.message_id) = (g.marketplace_id, g.seller_id, g.id))
            as has_solicitation, i.in_reply_to, i.refers_to, g.received_at, i.attempt_count,
          (select n.rfc_id from mail_identity n
            where (n.marketplace_id, n.seller_id, n.message_id) = (g.marketplace_id, g.seller_id, g.id)
              and n.holder = g.author limit 1) as author_rfc_id,
          (select coalesce(jsonb_agg(jsonb_build_object('position', f.position, 'name', f.name,
                  'media_type', f.media_type, 'content_id', f.content_id, 'sha256', encode(f.sha256, 'hex'))
                  order by f.position), '[]')
             from message_file f
            where (f.marketplace_id, f.seller_id, f.message_id) = (g.marketplace_id, g.seller_id, g.id)) as files,
          ${RELATIONSHIP_COLUMNS}
     from claimed i
     join message g on (g.marketplace_id, g.seller_id, g.id) = (i.marketplace_id, i.seller_id, i.message_id)
     join conversation c on (c.marketplace_id, c.seller_id, c.id)
                          = (g.marketplace_id, g.seller_id, g.conversation_id)
     join relationship r on (r.marketplace_id, r.seller_id, r.buyer_id)
                          = (g.marketplace_id, g.seller_id, g.buyer_id) ${RELATIONSHIP_JOINS}`,
);

function toInspection(row: ClaimedRow): ClaimedInspection {
  return {
    id: row.id,
    relationship: toRelationship(row),
    conversationId: row.conversation_id,
    orderId: row.order_id,
    authorAddress: row.author_address,
    authorRfcId: row.author_rfc_id,
    door: row.door,
    subject: row.subject,
    content: {
      text: row.body_text,
      html: row.body_html,
      quoted: row.quoted_text,
      cut: row.cut,
      notes: row.notes,
    },
    contactReason: row.contact_reason,
    isReply: row.is_reply,
    hasSolicitation: row.has_solicitation,
    inReplyTo: row.in_reply_to,
    references: row.refers_to,
    receivedAt: row.received_at,
    attemptCount: row.attempt_count,
    files: row.files.map(({ position, name, media_type, content_id, sha256 }) => ({
      position,
      name,
      mediaType: media_type,
      contentId: content_id,
      sha256: Buffer.from(sha256, 'hex'),
    })),
  };
}

/** Takes up to `limit` messages whose files are due to be looked into, and leases them as deliveries are leased. */
export async function claimInspections(
  pool: Pool,
  now: Date,
  limit: number,
  lease: Lease,
): Promise<ClaimedInspection[]> {
  return (await run(pool, CLAIM, [now, limit, lease.token, lease.until])).map(toInspection);
}

const RENEW = statement(
  'renew-inspections',
  'update file_inspection set next_attempt_at = $2 where lease_token = $1 and message_id = any($3::uuid[])',
);

/** Prolongs the lease of inspections that are under way. */
export async function renewInspections(pool: Pool, lease: Lease, ids: readonly string[]): Promise<void> {
  await run(pool, RENEW, [lease.token, lease.until, ids]);
}

const READ_FILE = statement<{ bytes: Buffer }>(
  'read-inspected-file',
  `select f.bytes from message_file f
    where (f.marketplace_id, f.seller_id, f.message_id, f.position) = ($1, $2, $3, $4)`,
);

/** The bytes of one file of a message. Throws where it isn't there. */
export async function requireFileBytes(
  pool: Pool,
  { id, relationship }: Pick<ClaimedInspection, 'id' | 'relationship'>,
  position: number,
): Promise<Uint8Array> {
  const { marketplaceId, sellerId } = relationship.key;
  const [row] = await run(pool, READ_FILE, [marketplaceId, sellerId, id, position]);
  if (row === undefined) throw new Error('a file went away while it was to be looked into');
  return row.bytes;
}

/** What became of a message once its files were judged too. */
export interface InspectionSettlement extends DeliveryTimes {
  readonly messageId: string;
  readonly leaseToken: string;
  readonly state: 'held' | 'refused' | 'accepted';
  readonly verdict: Verdict;
  readonly words: { readonly subject: string; readonly text: string; readonly html: string | null };
  /** When its author gets an answer at the latest, where it now waits for a person. */
  readonly heldUntil: Date | null;
  readonly deliveries: readonly NewDelivery[];
  readonly at: Date;
}

/**
 * Writes what became of a message, in one transaction: state, words, verdict, conversation, deliveries, event. False
 * where the lease was lost, or the operator decided meanwhile: then nothing is written but the end of the inspection.
 */
export async function settleInspection(db: Kysely<DB>, settlement: InspectionSettlement): Promise<boolean> {
  const { messageId, leaseToken, state, verdict, words, heldUntil, deliveries, at } = settlement;
  return db.transaction().execute(async (tx) => {
    const ended = await tx
      .deleteFrom('file_inspection')
      .where('message_id', '=', messageId)
      .where('lease_token', '=', leaseToken)
      .executeTakeFirst();
    if (ended.numDeletedRows === 0n) return false;
    const message = await lockMessage(tx, messageId);
    if (message === null || message.before.state !== 'held') return false;
    await tx
      .updateTable('message')
      .set({
        state,
        subject: words.subject,
        body_text: words.text,
        body_html: words.html,
        verdict: JSON.stringify(verdict),
        held_until: heldUntil,
      })
      .where('marketplace_id', '=', message.key.marketplaceId)
      .where('seller_id', '=', message.key.sellerId)
      .where('id', '=', messageId)
      .execute();
    if (state === 'accepted') await recount(tx, message, 1);
    if (state === 'refused') await releaseSolicitation(tx, message);
    await queueDeliveries(tx, message, deliveries, settlement);
    await writeEvent(tx, message, `message.${state}`, at, { filesChecked: true });
    return true;
  });
}

/** How many messages wait for their files to be looked into, and how long the first one has. */
export async function inspectionBacklog(
  db: Kysely<DB>,
  now: Date,
): Promise<{ readonly waiting: number; readonly oldestSeconds: number }> {
  const { rows } = await sql<{ waiting: number; since: Date | null }>`
    select count(*)::int as waiting, min(created_at) as since from file_inspection`.execute(db);
  const { waiting = 0, since = null } = rows[0] ?? {};
  const age = since === null ? 0 : (now.getTime() - since.getTime()) / 1000;
  return { waiting, oldestSeconds: Math.max(0, age) };
}
