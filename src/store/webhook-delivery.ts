import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Pool } from 'pg';

import { WEBHOOK_LIFETIME_MS } from '#market/webhook.ts';
import type { WebhookAnswer, WebhookSettlement } from '#market/webhook.ts';

import type { Lease } from './claim-deliveries.ts';
import type { EventPosition } from './event-log.ts';
import type { DB } from './schema.gen.ts';
import { run, statement } from './statement.ts';

/** One event for one endpoint, ready to be sent. */
export interface NewWebhookDelivery {
  readonly id: string;
  readonly endpointId: string;
  readonly eventSeq: number;
  readonly type: string;
  readonly payload: string;
  /** Those with one key go one after another. */
  readonly orderKey: string;
  readonly cause: 'event' | 'replay' | 'redelivery';
}

/**
 * Queues deliveries. What goes to a conversation whose last one waits for a later try waits with it, so that it isn't
 * looked at in vain.
 */
export async function queueWebhooks(
  tx: Transaction<DB>,
  deliveries: readonly NewWebhookDelivery[],
  at: Date,
): Promise<void> {
  if (deliveries.length === 0) return;
  const expiresAt = new Date(at.getTime() + WEBHOOK_LIFETIME_MS);
  const rows = JSON.stringify(deliveries.map((delivery, n) => ({ ...delivery, n })));
  await sql`
    insert into webhook_delivery (id, endpoint_id, event_seq, event_type, payload, order_key, cause, state,
                                  next_attempt_at, created_at, expires_at)
    select x.id, x."endpointId", x."eventSeq", x.type, x.payload, x."orderKey", x.cause, 'queued',
           greatest(${at}::timestamptz, (
             select max(d.next_attempt_at) from webhook_delivery d
              where d.endpoint_id = x."endpointId" and d.order_key = x."orderKey" and d.state = 'queued'
                and d.lease_token is null)),
           ${at}::timestamptz, ${expiresAt}::timestamptz
      from jsonb_to_recordset(${rows}::jsonb)
             as x (id uuid, "endpointId" uuid, "eventSeq" bigint, type text, payload text, "orderKey" text, cause text, n bigint)
     order by x.n`.execute(tx);
}

export interface ClaimedWebhook {
  readonly id: string;
  readonly endpointId: string;
  readonly eventSeq: number;
  readonly payload: string;
  readonly attemptCount: number;
  readonly expiresAt: Date;
}

// An endpoint has a limit of its own, so that one that hangs can't fill every place. A delivery is due when it is the
// first of its key that isn't settled: one that a worker has is still queued, and holds the next ones back.
const CLAIM = statement<ClaimedWebhook>(
  'claim-webhooks',
  `with due as (
     select d.seq from webhook_endpoint e cross join lateral (
       select d.seq, d.next_attempt_at from webhook_delivery d
        where d.endpoint_id = e.id and d.state = 'queued' and d.next_attempt_at <= $1
          and not exists (
            select from webhook_delivery o
             where o.endpoint_id = d.endpoint_id and o.order_key = d.order_key and o.state = 'queued' and o.seq < d.seq)
        order by d.next_attempt_at, d.seq
        limit (select greatest(0, $5 - count(*)) from webhook_delivery l
                where l.endpoint_id = e.id and l.lease_token is not null and l.next_attempt_at > $1)) d
      where e.disabled_at is null
      order by d.next_attempt_at, d.seq
      limit $2
   ), free as (
     select seq from webhook_delivery
      where seq in (select seq from due) and state = 'queued' and next_attempt_at <= $1
      order by seq for update skip locked)
   update webhook_delivery d
      set lease_token = $3, next_attempt_at = $4, attempt_count = d.attempt_count + 1
     from free where d.seq = free.seq
   returning d.id, d.endpoint_id as "endpointId", d.event_seq as "eventSeq", d.payload,
             d.attempt_count as "attemptCount", d.expires_at as "expiresAt"`,
);

/** Takes due deliveries under a lease, at most `limit`, and at most `perEndpoint` under way for one endpoint. */
export async function claimWebhooks(
  pool: Pool,
  {
    now,
    limit,
    perEndpoint,
    lease,
  }: {
    readonly now: Date;
    readonly limit: number;
    readonly perEndpoint: number;
    readonly lease: Lease;
  },
): Promise<readonly ClaimedWebhook[]> {
  return run(pool, CLAIM, [now, limit, lease.token, lease.until, perEndpoint]);
}

/** Keeps what is under way from being taken by others. */
export async function renewWebhooks(pool: Pool, lease: Lease, ids: readonly string[]): Promise<void> {
  await pool.query(
    `update webhook_delivery set next_attempt_at = $1 where id = any($2::uuid[]) and lease_token = $3 and state = 'queued'`,
    [lease.until, ids, lease.token],
  );
}

const SETTLE = statement<{ readonly endpoint_id: string; readonly failing_since: Date | null }>(
  'settle-webhook',
  `with settled as (
     update webhook_delivery
        set state = $3, next_attempt_at = coalesce($4, next_attempt_at), lease_token = null,
            settled_at = case when $3 = 'queued' then null else $5::timestamptz end
      where id = $1 and lease_token = $2 and state = 'queued'
     returning id, endpoint_id, order_key, seq, attempt_count
   ), noted as (
     insert into webhook_attempt (delivery_id, attempt_no, at, duration_ms, status, failure)
     select id, attempt_count, $5, $6, $7, $8 from settled
   ), others as (
     -- Those behind it wait for the same time, or are due.
     update webhook_delivery d set next_attempt_at = coalesce($4, $5)
       from settled s
      where d.endpoint_id = s.endpoint_id and d.order_key = s.order_key and d.state = 'queued' and d.seq > s.seq
        and d.lease_token is null and ($3 = 'queued' or s.attempt_count > 1)
   ), well as (
     update webhook_endpoint e set failing_since = case when $3 = 'delivered' then null else $5::timestamptz end
       from settled s
      where e.id = s.endpoint_id and (e.failing_since is null) <> ($3 = 'delivered')
   )
   select s.endpoint_id, e.failing_since from settled s join webhook_endpoint e on e.id = s.endpoint_id`,
);

export interface WebhookResult {
  readonly id: string;
  readonly leaseToken: string;
  readonly settlement: WebhookSettlement;
  readonly answer: WebhookAnswer;
  readonly at: Date;
  readonly durationMs: number;
}

/**
 * Writes what came of an attempt. Gives since when the endpoint had failed before it; null where the lease was lost, and
 * nothing was written.
 */
export async function settleWebhook(
  pool: Pool,
  { id, leaseToken, settlement, answer, at, durationMs }: WebhookResult,
): Promise<{ readonly endpointId: string; readonly failingSince: Date | null } | null> {
  const state =
    settlement.kind === 'delivered' ? 'delivered' : settlement.kind === 'retry' ? 'queued' : 'failed';
  const [row] = await run(pool, SETTLE, [
    id,
    leaseToken,
    state,
    settlement.kind === 'retry' ? settlement.at : null,
    at,
    durationMs,
    answer.kind === 'answered' ? answer.status : null,
    answer.kind === 'failed' ? answer.failure : null,
  ]);
  return row === undefined ? null : { endpointId: row.endpoint_id, failingSince: row.failing_since };
}

export interface WebhookDeliveryEntry {
  readonly id: string;
  readonly event: string;
  readonly type: string;
  readonly cause: NewWebhookDelivery['cause'];
  readonly state: 'queued' | 'delivered' | 'failed' | 'cancelled';
  readonly attemptCount: number;
  readonly nextAttemptAt: Date | null;
  readonly createdAt: Date;
  readonly settledAt: Date | null;
  /** Of the last attempt that was answered. */
  readonly lastStatus: number | null;
  readonly lastFailure: string | null;
  readonly seq: number;
}

/** An endpoint's deliveries, the newest first. */
export async function listWebhookDeliveries(
  db: Kysely<DB>,
  endpointId: string,
  {
    before,
    limit,
    state,
  }: {
    readonly before: number | null;
    readonly limit: number;
    readonly state: WebhookDeliveryEntry['state'] | null;
  },
): Promise<readonly WebhookDeliveryEntry[]> {
  const { rows } = await sql<WebhookDeliveryEntry>`
    select d.id, 'evt_' || d.event_seq as event, d.event_type as type, d.cause, d.state,
           d.attempt_count as "attemptCount", d.seq,
           case when d.state = 'queued' then d.next_attempt_at end as "nextAttemptAt",
           d.created_at as "createdAt", d.settled_at as "settledAt", a.status as "lastStatus", a.failure as "lastFailure"
      from webhook_delivery d
      left join lateral (
        select status, failure from webhook_attempt where delivery_id = d.id order by attempt_no desc limit 1) a on true
     where d.endpoint_id = ${endpointId}::uuid and (${before}::bigint is null or d.seq < ${before})
       and (${state}::text is null or d.state = ${state})
     order by d.seq desc limit ${limit}`.execute(db);
  return rows;
}

export interface WebhookAttemptEntry {
  readonly at: Date;
  readonly durationMs: number;
  readonly status: number | null;
  readonly failure: string | null;
}

/** What was sent, and what came of each attempt; null where the endpoint has no such delivery. */
export async function findWebhookDelivery(
  db: Kysely<DB>,
  endpointId: string,
  id: string,
): Promise<{ readonly payload: string; readonly attempts: readonly WebhookAttemptEntry[] } | null> {
  const row = await db
    .selectFrom('webhook_delivery')
    .select('payload')
    .where('id', '=', id)
    .where('endpoint_id', '=', endpointId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const attempts = await db
    .selectFrom('webhook_attempt')
    .select(['at', 'duration_ms as durationMs', 'status', 'failure'])
    .where('delivery_id', '=', id)
    .orderBy('attempt_no')
    .execute();
  return { payload: row.payload, attempts };
}

/** Sends what was sent once more, as a delivery of its own; null where there is no such delivery. */
export async function redeliverWebhook(
  tx: Transaction<DB>,
  {
    endpointId,
    id,
    newId,
    at,
  }: {
    readonly endpointId: string;
    readonly id: string;
    readonly newId: string;
    readonly at: Date;
  },
): Promise<boolean> {
  const row = await tx
    .selectFrom('webhook_delivery')
    .select(['event_seq', 'event_type', 'payload', 'order_key'])
    .where('id', '=', id)
    .where('endpoint_id', '=', endpointId)
    .executeTakeFirst();
  if (row === undefined) return false;
  const copy = {
    id: newId,
    endpointId,
    eventSeq: row.event_seq,
    type: row.event_type,
    payload: row.payload,
    orderKey: row.order_key,
    cause: 'redelivery',
  } as const;
  await queueWebhooks(tx, [copy], at);
  return true;
}

/** Forgets the log of what was settled before `before`, at most `limit`; gives how many. */
export async function forgetWebhooks(db: Kysely<DB>, before: Date, limit: number): Promise<number> {
  const { rows } = await sql`
    delete from webhook_delivery where seq in (
      select seq from webhook_delivery where state <> 'queued' and settled_at < ${before}::timestamptz limit ${limit})
    returning seq`.execute(db);
  return rows.length;
}

// ------------------------------------------------------------ from the log to deliveries

/** An endpoint that hears of events. */
export interface Listener {
  readonly id: string;
  readonly sellerId: string | null;
  readonly types: readonly string[];
}

/** Where the making of deliveries stands, locked; null where another node is at it. */
export async function lockFanOut(tx: Transaction<DB>): Promise<EventPosition | null> {
  const { rows } = await sql<EventPosition>`
    select xid::text as xid, seq from webhook_fan_out for update skip locked`.execute(tx);
  return rows[0] ?? null;
}

export async function moveFanOut(tx: Transaction<DB>, { xid, seq }: EventPosition): Promise<void> {
  await sql`update webhook_fan_out set xid = ${xid}::xid8, seq = ${seq}`.execute(tx);
}

export async function listListeners(db: Kysely<DB>): Promise<readonly Listener[]> {
  return db
    .selectFrom('webhook_endpoint')
    .select(['id', 'seller_id as sellerId', 'types'])
    .where('disabled_at', 'is', null)
    .execute();
}

export interface Replay extends Listener {
  readonly after: EventPosition;
  readonly until: EventPosition;
}

/** One replay that is under way, locked; null where there is none, or others are at them. */
export async function lockReplay(tx: Transaction<DB>): Promise<Replay | null> {
  const { rows } = await sql<Listener & { xid: string; seq: number; until_xid: string; until_seq: number }>`
    select id, seller_id as "sellerId", types, replay_xid::text as xid, replay_seq as seq,
           replay_until_xid::text as until_xid, replay_until_seq as until_seq
      from webhook_endpoint where replay_xid is not null
     order by id limit 1 for no key update skip locked`.execute(tx);
  const [row] = rows;
  if (row === undefined) return null;
  const { xid, seq, until_xid: untilXid, until_seq: untilSeq, ...listener } = row;
  return { ...listener, after: { xid, seq }, until: { xid: untilXid, seq: untilSeq } };
}

/** Where a replay goes on; null: it is over. */
export async function moveReplay(
  tx: Transaction<DB>,
  id: string,
  position: EventPosition | null,
): Promise<void> {
  await sql`
    update webhook_endpoint set replay_xid = ${position?.xid ?? null}::xid8, replay_seq = ${position?.seq ?? null}::bigint
     where id = ${id}::uuid`.execute(tx);
}
