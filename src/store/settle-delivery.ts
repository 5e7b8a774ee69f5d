import type { Pool } from 'pg';

import type { AttemptSettlement } from '#market/delivery.ts';
import type { NewDelivery } from '#market/message.ts';

import { deliveryRecords } from './delivery-rows.ts';
import { storable } from './storable.ts';
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
  readonly id: string;
}

const SETTLE = statement<SettledRow>(
  'settle-deliveries',
  `with given as materialized (
     select * from jsonb_to_recordset($1::jsonb)
       as g (id uuid, lease_token uuid, at timestamptz, state text, next_attempt_at timestamptz,
             remote_host text, remote_code int, remote_enhanced text, remote_answer text, failure text,
             notice_delay boolean, mailbox_gone boolean, notice jsonb, notice_expires_at timestamptz)
   ), settled as (
     update delivery d
        set state = g.state, next_attempt_at = g.next_attempt_at, lease_token = null,
            remote_host = g.remote_host, remote_code = g.remote_code, remote_enhanced = g.remote_enhanced,
            remote_answer = g.remote_answer, failure = g.failure,
            handed_over_at = case when g.state = 'handed_over' then g.at end,
            settled_at = case when g.state <> 'queued' then g.at end,
            delay_noticed_at = case when g.notice_delay then g.at else d.delay_noticed_at end
       from given g
      where d.id = g.id and d.lease_token = g.lease_token and d.state = 'queued'
     returning d.marketplace_id, d.seller_id, d.id, d.message_id, d.buyer_id, d.recipient, d.attempt_count,
               d.notice is not null as is_notice
   ), outcome as (
     select s.*, g.at, g.state, g.remote_host, g.remote_code, g.remote_enhanced, g.remote_answer,
            g.mailbox_gone, g.notice as new_notice, g.notice_expires_at
       from settled s join given g on g.id = s.id
   ), attempt as (
     insert into delivery_attempt (marketplace_id, seller_id, delivery_id, attempt_no, at, outcome, remote_host,
         remote_code, remote_enhanced, remote_answer)
     select marketplace_id, seller_id, id, attempt_count, at, state, remote_host, remote_code, remote_enhanced,
            remote_answer
       from outcome
   ), failing as (
     update buyer set address_state = case when o.gone then 'failing' else 'working' end
       from (select buyer_id, bool_or(mailbox_gone) as gone, bool_or(state = 'handed_over') as works
               from outcome where recipient = 'buyer' and not is_notice group by buyer_id) o
      where buyer.id = o.buyer_id
        and ((o.gone and buyer.address_state = 'working') or (o.works and buyer.address_state = 'failing'))
   ), notice as (
     insert into delivery (marketplace_id, seller_id, id, notice, recipient, buyer_id, recipient_address,
         rfc_message_id, state, next_attempt_at, expires_at, created_at)
     select marketplace_id, seller_id, n.id, n.notice, n.recipient, buyer_id, n.recipient_address,
            n.rfc_message_id, 'queued', at, notice_expires_at, at
       from outcome, jsonb_to_recordset(new_notice)
            as n (id uuid, notice jsonb, recipient text, recipient_address text, rfc_message_id text)
      where not is_notice -- a notice about a notice would never end
   ), log as (
     insert into event (at, kind, marketplace_id, seller_id, buyer_id, message_id, delivery_id, data)
     select at, 'delivery.' || case when state = 'queued' then 'deferred' else replace(state, '_', '-') end,
            marketplace_id, seller_id, buyer_id, message_id, id,
            jsonb_build_object('attempt', attempt_count, 'code', remote_code, 'status', remote_enhanced)
       from outcome
   )
   select id from settled`,
);

function stateAndTime(settlement: AttemptSettlement, at: Date): readonly [string, Date] {
  return settlement.kind === 'retry' ? ['queued', settlement.at] : [settlement.kind, at];
}

function givenRow(given: DeliverySettlement): Record<string, unknown> {
  const { remote, notice, settlement } = given;
  const [state, nextAttemptAt] = stateAndTime(settlement, given.at);
  return {
    id: given.id,
    lease_token: given.leaseToken,
    at: given.at,
    state,
    next_attempt_at: nextAttemptAt,
    remote_host: storable(remote.host),
    remote_code: remote.code,
    remote_enhanced: storable(remote.enhanced),
    remote_answer: storable(remote.answer),
    failure: given.failure,
    notice_delay: settlement.kind === 'retry' && settlement.noticeDelay,
    mailbox_gone: given.mailboxGone,
    notice: notice === null ? [] : deliveryRecords([notice]),
    notice_expires_at: given.noticeExpiresAt,
  };
}

/**
 * Writes what became of attempts, all in one statement: state, attempt, event, notice. Gives the ids of those
 * that were settled; the others' lease was lost meanwhile (another worker has them, or they were cancelled), and
 * nothing is written of them.
 */
export async function settleDeliveries(
  pool: Pool,
  settlements: readonly DeliverySettlement[],
): Promise<ReadonlySet<string>> {
  const rows = await run(pool, SETTLE, [JSON.stringify(settlements.map(givenRow))]);
  return new Set(rows.map(({ id }) => id));
}

/** `settleDeliveries` for one; false where the lease was lost. */
export async function settleDelivery(pool: Pool, settlement: DeliverySettlement): Promise<boolean> {
  return (await settleDeliveries(pool, [settlement])).has(settlement.id);
}
