import type { Pool } from 'pg';

import { PrivateAddress } from '#mail/private-address.ts';
import type { CleanFile } from '#mail/authored-content.ts';
import type { AutomaticMail } from '#mail/automatic.ts';
import type { MessageAuthor, Notice } from '#market/message.ts';
import type { Side } from '#market/party.ts';
import type { Relationship } from '#market/relationship.ts';

import type { RelationshipRow } from './find-alias.ts';
import { RELATIONSHIP_COLUMNS, RELATIONSHIP_JOINS, toRelationship } from './find-alias.ts';
import { run, statement } from './statement.ts';
import { stoppedBy } from './stop-delivery.ts';

/** The message of a delivery, as it is composed. */
export interface MessageToCompose {
  readonly id: string;
  readonly conversationId: string;
  readonly author: MessageAuthor;
  readonly authorLabel: string;
  readonly authorAddress: string | null;
  /** The id under which the author holds it: a notice about it answers that. */
  readonly authorRfcId: string | null;
  readonly automatic: AutomaticMail | null;
  readonly subject: string;
  readonly conversationSubject: string;
  readonly orderId: string | null;
  readonly text: string;
  readonly html: string | null;
  readonly contactReason: string | null;
  readonly receivedAt: Date;
  /** An opt-out of the buyer stops it, now or from the marketplace's date on (OPT 1–3, 5). */
  readonly canBeDeclined: boolean;
  /** Ids that this recipient holds of earlier messages of the conversation, oldest first. */
  readonly heldIds: readonly string[];
  /** The id under which this recipient holds the message that is answered. */
  readonly answeredId: string | null;
  readonly files: readonly CleanFile[];
}

export interface ClaimedDelivery {
  readonly id: string;
  readonly recipient: Side;
  readonly notice: Notice | null;
  readonly recipientAddress: PrivateAddress | null;
  readonly rfcMessageId: string;
  readonly attemptCount: number;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly delayNoticed: boolean;
  readonly relationship: Relationship;
  /** The buyer declines it by now (OPT 1): it must not leave. */
  readonly isStopped: boolean;
  /** Null for a notice. */
  readonly message: MessageToCompose | null;
}

interface ClaimedRow extends RelationshipRow {
  readonly id: string;
  readonly recipient: Side;
  readonly notice: Notice | null;
  readonly recipient_address: string | null;
  readonly rfc_message_id: string;
  readonly attempt_count: number;
  readonly created_at: Date;
  readonly expires_at: Date;
  readonly delay_noticed_at: Date | null;
  readonly message_id: string | null;
  readonly conversation_id: string;
  readonly author: MessageAuthor;
  readonly author_label: string;
  readonly author_address: string | null;
  readonly author_rfc_id: string | null;
  readonly automatic: AutomaticMail | null;
  readonly subject: string;
  readonly conversation_subject: string;
  readonly order_id: string | null;
  readonly body_text: string;
  readonly body_html: string | null;
  readonly contact_reason: string | null;
  readonly received_at: Date;
  readonly can_be_declined: boolean;
  readonly held_ids: string[];
  readonly answered_id: string | null;
  readonly has_files: boolean;
  readonly is_stopped: boolean | null;
}

// Wishes are looked up for messages that yield to them alone. A wish that is committed before this statement began
// counts; one that comes later finds the delivery leased, which is to say on its way.
const CLAIM = statement<ClaimedRow>(
  'claim-deliveries',
  `with due as (
     select marketplace_id, seller_id, id from delivery
      where state = 'queued' and next_attempt_at <= $1
      order by next_attempt_at
      limit $2
      for update skip locked
   ), claimed as (
     update delivery d
        set lease_token = $3, next_attempt_at = $4, attempt_count = d.attempt_count + 1
       from due
      where (d.marketplace_id, d.seller_id, d.id) = (due.marketplace_id, due.seller_id, due.id)
     returning d.*
   )
   select d.id, d.recipient, d.notice, d.recipient_address, d.rfc_message_id, d.attempt_count, d.created_at,
          d.expires_at, d.delay_noticed_at, d.message_id,
          g.conversation_id, g.author, g.author_label, g.author_address, g.automatic, g.subject, g.body_text, g.body_html,
          g.contact_reason, g.received_at, g.yields_from is not null as can_be_declined, c.subject as conversation_subject, c.order_id,
          array(select i.rfc_id
                  from message earlier
                  join mail_identity i on (i.marketplace_id, i.seller_id, i.message_id)
                                        = (earlier.marketplace_id, earlier.seller_id, earlier.id)
                 where (earlier.marketplace_id, earlier.seller_id, earlier.conversation_id)
                     = (g.marketplace_id, g.seller_id, g.conversation_id)
                   and (earlier.received_at, earlier.id) < (g.received_at, g.id)
                   and i.holder = d.recipient
                 order by earlier.received_at desc, earlier.id desc
                 limit 40) as held_ids,
          (select i.rfc_id from mail_identity i
            where (i.marketplace_id, i.seller_id, i.message_id) = (g.marketplace_id, g.seller_id, g.answers_id)
              and i.holder = d.recipient limit 1) as answered_id,
          (select i.rfc_id from mail_identity i
            where (i.marketplace_id, i.seller_id, i.message_id) = (g.marketplace_id, g.seller_id, g.id)
              and i.holder = g.author limit 1) as author_rfc_id,
          exists (select from message_file f
            where (f.marketplace_id, f.seller_id, f.message_id) = (g.marketplace_id, g.seller_id, g.id)) as has_files,
          ${stoppedBy('$1')} as is_stopped,
          ${RELATIONSHIP_COLUMNS}
     from claimed d
     join relationship r using (marketplace_id, seller_id, buyer_id) ${RELATIONSHIP_JOINS}
     left join message g on (g.marketplace_id, g.seller_id, g.id) = (d.marketplace_id, d.seller_id, d.message_id)
     left join conversation c on (c.marketplace_id, c.seller_id, c.id)
                               = (g.marketplace_id, g.seller_id, g.conversation_id)`,
);

interface FileRow {
  readonly message_id: string;
  readonly name: string;
  readonly media_type: string;
  readonly content_id: string | null;
  readonly bytes: Buffer;
}

const LOAD_FILES = statement<FileRow>(
  'load-files',
  `select f.message_id, f.name, f.media_type, f.content_id, f.bytes
     from unnest($1::text[], $2::uuid[], $3::uuid[]) as k (marketplace_id, seller_id, message_id)
     join message_file f using (marketplace_id, seller_id, message_id)
    order by f.message_id, f.position`,
);

async function loadFiles(pool: Pool, rows: readonly ClaimedRow[]): Promise<Map<string, CleanFile[]>> {
  const files = new Map<string, CleanFile[]>();
  const withFiles = rows.filter(({ has_files }) => has_files);
  if (withFiles.length === 0) return files;
  const found = await run(pool, LOAD_FILES, [
    withFiles.map((row) => row.marketplace_id),
    withFiles.map((row) => row.seller_id),
    withFiles.map((row) => row.message_id),
  ]);
  for (const { message_id, name, media_type, content_id, bytes } of found) {
    const list = files.get(message_id) ?? [];
    list.push({ name, mediaType: media_type, contentId: content_id, bytes });
    files.set(message_id, list);
  }
  return files;
}

function toMessage(row: ClaimedRow, files: readonly CleanFile[]): MessageToCompose | null {
  if (row.message_id === null) return null;
  return {
    id: row.message_id,
    conversationId: row.conversation_id,
    author: row.author,
    authorLabel: row.author_label,
    authorAddress: row.author_address,
    authorRfcId: row.author_rfc_id,
    automatic: row.automatic,
    subject: row.subject,
    conversationSubject: row.conversation_subject,
    orderId: row.order_id,
    text: row.body_text,
    html: row.body_html,
    contactReason: row.contact_reason,
    receivedAt: row.received_at,
    canBeDeclined: row.can_be_declined,
    heldIds: row.held_ids.toReversed(),
    answeredId: row.answered_id,
    files,
  };
}

export interface Lease {
  /** The worker's token: only its holder may settle. */
  readonly token: string;
  readonly until: Date;
}

/**
 * Takes up to `limit` deliveries that are due and leases them: a short transaction of its own, no I/O in
 * it. A worker that dies lets its lease run out, and the rows are due again (OPS 3: at most once more).
 */
export async function claimDeliveries(
  pool: Pool,
  now: Date,
  limit: number,
  lease: Lease,
): Promise<ClaimedDelivery[]> {
  const rows = await run(pool, CLAIM, [now, limit, lease.token, lease.until]);
  const files = await loadFiles(pool, rows);
  return rows.map((row) => ({
    id: row.id,
    recipient: row.recipient,
    notice: row.notice,
    recipientAddress: row.recipient_address === null ? null : new PrivateAddress(row.recipient_address),
    rfcMessageId: row.rfc_message_id,
    attemptCount: row.attempt_count,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    delayNoticed: row.delay_noticed_at !== null,
    isStopped: row.is_stopped === true,
    relationship: toRelationship(row),
    message: toMessage(row, files.get(row.message_id ?? '') ?? []),
  }));
}

const RENEW = statement(
  'renew-lease',
  `update delivery set next_attempt_at = $2 where state = 'queued' and lease_token = $1 and id = any($3::uuid[])`,
);

/** Prolongs the lease of deliveries that are still on their way, so that a slow remote isn't tried twice. */
export async function renewLease(pool: Pool, lease: Lease, ids: readonly string[]): Promise<void> {
  await run(pool, RENEW, [lease.token, lease.until, ids]);
}
