import type { Pool } from 'pg';

import type { AutomaticMail } from '#mail/automatic.ts';
import type { DeliveryState } from '#market/delivery.ts';
import type { MessageAuthor, NewDelivery } from '#market/message.ts';
import type { Side } from '#market/party.ts';
import type { Relationship } from '#market/relationship.ts';

import type { RelationshipRow } from './find-alias.ts';
import { RELATIONSHIP_COLUMNS, RELATIONSHIP_JOINS, toRelationship } from './find-alias.ts';
import { deliveryRows } from './delivery-rows.ts';
import { run, statement } from './statement.ts';

/** What a delivery was about, as far as a notice to the author needs it. */
export interface ReturnedMessage {
  readonly id: string;
  readonly author: MessageAuthor;
  readonly authorAddress: string | null;
  readonly authorRfcId: string | null;
  readonly automatic: AutomaticMail | null;
  readonly orderId: string | null;
  readonly subject: string;
  readonly receivedAt: Date;
}

/** The delivery that a bounce address names. */
export interface ReturnTarget {
  readonly deliveryId: string;
  readonly rfcMessageId: string;
  readonly recipient: Side;
  readonly state: DeliveryState;
  readonly expiresAt: Date;
  readonly relationship: Relationship;
  /** Null where the delivery was a notice of ours. */
  readonly message: ReturnedMessage | null;
}

interface ReturnRow extends RelationshipRow {
  readonly id: string;
  readonly rfc_message_id: string;
  readonly recipient: Side;
  readonly state: DeliveryState;
  readonly expires_at: Date;
  readonly message_id: string | null;
  readonly author: MessageAuthor;
  readonly author_address: string | null;
  readonly author_rfc_id: string | null;
  readonly automatic: AutomaticMail | null;
  readonly order_id: string | null;
  readonly subject: string;
  readonly received_at: Date;
}

const FIND_RETURN_TARGET = statement<ReturnRow>(
  'find-return-target',
  `select d.id, d.rfc_message_id, d.recipient, d.state, d.expires_at, d.message_id,
          g.author, g.author_address, g.automatic, g.subject, g.received_at, c.order_id,
          (select i.rfc_id from mail_identity i
            where (i.marketplace_id, i.seller_id, i.message_id) = (g.marketplace_id, g.seller_id, g.id)
              and i.holder = g.author limit 1) as author_rfc_id,
          ${RELATIONSHIP_COLUMNS}
     from delivery d
     join relationship r using (marketplace_id, seller_id, buyer_id) ${RELATIONSHIP_JOINS}
     left join message g on (g.marketplace_id, g.seller_id, g.id) = (d.marketplace_id, d.seller_id, d.message_id)
     left join conversation c on (c.marketplace_id, c.seller_id, c.id)
                               = (g.marketplace_id, g.seller_id, g.conversation_id)
    where d.id = $1`,
);

/** The delivery that a genuine bounce address names, or null once retention has removed it. */
export async function findReturnTarget(pool: Pool, deliveryId: string): Promise<ReturnTarget | null> {
  const [row] = await run(pool, FIND_RETURN_TARGET, [deliveryId]);
  if (row === undefined) return null;
  return {
    deliveryId: row.id,
    rfcMessageId: row.rfc_message_id,
    recipient: row.recipient,
    state: row.state,
    expiresAt: row.expires_at,
    relationship: toRelationship(row),
    message:
      row.message_id === null
        ? null
        : {
            id: row.message_id,
            author: row.author,
            authorAddress: row.author_address,
            authorRfcId: row.author_rfc_id,
            automatic: row.automatic,
            orderId: row.order_id,
            subject: row.subject,
            receivedAt: row.received_at,
          },
  };
}

/** What came back of a delivery after the remote had taken it. */
export interface ReturnRecord {
  readonly deliveryId: string;
  readonly at: Date;
  /** `refused`: it failed after all. `delayed`: the remote still tries. `complaint`: the reader called it spam. */
  readonly kind: 'refused' | 'delayed' | 'complaint';
  readonly failure: 'hard' | 'soft' | null;
  readonly mailboxGone: boolean;
  readonly code: number | null;
  readonly status: string | null;
  /** For the operator alone. */
  readonly diagnostic: string;
  readonly notice: NewDelivery | null;
  readonly noticeExpiresAt: Date;
}

const RECORD_RETURN = statement(
  'record-return',
  `with returned as (
     update delivery
        set state            = case when $3 = 'refused' then 'refused' else state end,
            failure          = coalesce($4, failure),
            remote_code      = coalesce($5, remote_code),
            remote_enhanced  = coalesce($6, remote_enhanced),
            remote_answer    = $7,
            settled_at       = case when $3 = 'refused' then $2 else settled_at end,
            delay_noticed_at = case when $3 = 'delayed' then coalesce(delay_noticed_at, $2) else delay_noticed_at end
      where id = $1 and (state = 'handed_over' or $3 = 'complaint')
     returning *
   ), failing as (
     update buyer set address_state = 'failing'
       from returned
      where buyer.id = returned.buyer_id and returned.recipient = 'buyer' and $8 and returned.message_id is not null
   ), notice as (
     insert into delivery (marketplace_id, seller_id, id, notice, recipient, buyer_id, recipient_address,
         rfc_message_id, state, next_attempt_at, expires_at, created_at)
     select marketplace_id, seller_id, n.id, n.notice, n.recipient, buyer_id, n.recipient_address,
            n.rfc_message_id, 'queued', $2, $10, $2
       from returned, jsonb_to_recordset($9::jsonb)
            as n (id uuid, notice jsonb, recipient text, recipient_address text, rfc_message_id text)
      where returned.message_id is not null -- a notice about a notice would never end
   )
   insert into event (at, kind, marketplace_id, seller_id, buyer_id, message_id, delivery_id, data)
   select $2, 'delivery.' || case $3 when 'refused' then 'bounced' when 'delayed' then 'delayed' else 'complained' end,
          marketplace_id, seller_id, buyer_id, message_id, id,
          jsonb_build_object('code', $5::int, 'status', $6::text, 'failure', $4::text)
     from returned`,
);

/** Writes what came back; a second report of the same failure changes nothing. */
export async function recordReturn(pool: Pool, record: ReturnRecord): Promise<void> {
  const { notice } = record;
  await run(pool, RECORD_RETURN, [
    record.deliveryId,
    record.at,
    record.kind,
    record.failure,
    record.code,
    record.status,
    record.diagnostic,
    record.mailboxGone,
    deliveryRows(notice === null ? [] : [notice]),
    record.noticeExpiresAt,
  ]);
}
