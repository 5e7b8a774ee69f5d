import type { Pool } from 'pg';

import type { AttemptSettlement } from '#market/delivery.ts';
import type { NewDelivery } from '#market/message.ts';

import { deliveryRows } from './delivery-rows.ts';
import { run, statement } from './statement.ts';

/** The result of one attempt, ready to be written. */
export interface DeliverySettlement {
  readonly id: string;
  readonly leaseToken: string;
  readonly at: Date;
  readonly settlement: AttemptSettlement;
  readonly remote: {
    readonly host: string | null;
    readonly code: number | null;
    readonly enhanced: string | null;
    readonly answer: string;
  };
  readonly failure: 'hard' | 'soft' | null;
  /** The remote says that there is no such mailbox (any more). */
  readonly mailboxGone: boolean;
  /** Tells the author of a delay or failure. */
  readonly notice: NewDelivery | null;
  readonly noticeExpiresAt: Date;
}

interface SettledRow {
  readonly settled: boolean;
}

const SETTLE = statement<SettledRow>(
  'settle-delivery',
  `with settled as (
     update delivery
        set state = $3, next_attempt_at = $4, lease_token = null,
            remote_host = $5, remote_code = $6, remote_enhanced = $7, remote_answer = $8, failure = $9,
            handed_over_at = case when $3 = 'handed_over' then $10::timestamptz end,
            settled_at = case when $3 <> 'queued' then $10::timestamptz end,
            delay_noticed_at = case when $11 then $10::timestamptz else delay_noticed_at end
      where id = $1 and lease_token = $2 and state = 'queued'
     returning *
   ), attempt as (
     insert into delivery_attempt (marketplace_id, seller_id, delivery_id, attempt_no, at, outcome, remote_host,
         remote_code, remote_enhanced, remote_answer)
     select marketplace_id, seller_id, id, attempt_count, $10, $3, $5, $6, $7, $8 from settled
   ), failing as (
     update buyer set address_state = case when $14 then 'failing' else 'working' end
       from settled
      where buyer.id = settled.buyer_id and settled.recipient = 'buyer' and settled.notice is null
        and (($14 and buyer.address_state = 'working') or ($3 = 'handed_over' and buyer.address_state = 'failing'))
   ), notice as (
     insert into delivery (marketplace_id, seller_id, id, notice, recipient, buyer_id, recipient_address,
         rfc_message_id, state, next_attempt_at, expires_at, created_at)
     select marketplace_id, seller_id, n.id, n.notice, n.recipient, buyer_id, n.recipient_address,
            n.rfc_message_id, 'queued', $10, $13, $10
       from settled, jsonb_to_recordset($12::jsonb)
            as n (id uuid, notice jsonb, recipient text, recipient_address text, rfc_message_id text)
      where settled.notice is null -- a notice about a notice would never end
   ), log as (
     insert into event (at, kind, marketplace_id, seller_id, buyer_id, message_id, delivery_id, data)
     select $10, 'delivery.' || case when $3 = 'queued' then 'deferred' else replace($3, '_', '-') end,
            marketplace_id, seller_id, buyer_id, message_id, id,
            jsonb_build_object('attempt', attempt_count, 'code', $6::int, 'status', $7::text)
       from settled
   )
   select exists (select from settled) as settled`,
);

function stateAndTime(settlement: AttemptSettlement, at: Date): readonly [string, Date] {
  return settlement.kind === 'retry' ? ['queued', settlement.at] : [settlement.kind, at];
}

/**
 * Writes what became of an attempt: state, attempt, event, notice, in one statement. False where the lease
 * was lost meanwhile (another worker has it, or it was cancelled): then nothing is written.
 */
export async function settleDelivery(pool: Pool, settlement: DeliverySettlement): Promise<boolean> {
  const { remote, notice } = settlement;
  const [state, nextAttemptAt] = stateAndTime(settlement.settlement, settlement.at);
  const [row] = await run(pool, SETTLE, [
    settlement.id,
    settlement.leaseToken,
    state,
    nextAttemptAt,
    remote.host,
    remote.code,
    remote.enhanced,
    remote.answer,
    settlement.failure,
    settlement.at,
    settlement.settlement.kind === 'retry' && settlement.settlement.noticeDelay,
    deliveryRows(notice === null ? [] : [notice]),
    settlement.noticeExpiresAt,
    settlement.mailboxGone,
  ]);
  return row?.settled === true;
}
