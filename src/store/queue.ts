import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';

import type { DeliveryState } from '#market/delivery.ts';
import type { Actor, Side } from '#market/party.ts';

import { writeAudit } from './audit.ts';
import type { DB } from './schema.gen.ts';

/** A row of the outbox, for the operator alone: the answers may name real mailboxes. */
export interface QueuedDelivery {
  readonly id: string;
  readonly marketplaceId: string;
  readonly sellerId: string;
  /** Null for a notice. */
  readonly messageId: string | null;
  /** What kind of notice; null for a message. */
  readonly notice: string | null;
  readonly recipient: Side;
  readonly state: DeliveryState;
  /** A worker holds it at the moment. */
  readonly onItsWay: boolean;
  readonly attemptCount: number;
  readonly createdAt: Date;
  readonly nextAttemptAt: Date | null;
  readonly expiresAt: Date;
  readonly settledAt: Date | null;
  readonly remoteHost: string | null;
  readonly remoteCode: number | null;
  readonly remoteEnhanced: string | null;
  readonly remoteAnswer: string | null;
}

export interface DeliveryAttempt {
  readonly attemptNo: number;
  readonly at: Date;
  readonly outcome: string;
  readonly remoteHost: string | null;
  readonly remoteCode: number | null;
  readonly remoteEnhanced: string | null;
  readonly remoteAnswer: string | null;
}

export interface QueueFilter {
  readonly state: DeliveryState | null;
  readonly messageId: string | null;
  /** Only deliveries older than this one: the next page. Ids are in order of time. */
  readonly before: string | null;
  readonly limit: number;
}

function selectDeliveries(db: Kysely<DB>, now: Date) {
  return db.selectFrom('delivery').select((row) => [
    'id',
    'marketplace_id as marketplaceId',
    'seller_id as sellerId',
    'message_id as messageId',
    sql<string | null>`notice ->> 'kind'`.as('notice'),
    'recipient',
    'state',
    // A lease that has run out holds nothing any more.
    row
      .and([
        row('lease_token', 'is not', null),
        row('state', '=', 'queued'),
        row('next_attempt_at', '>', now),
      ])
      .$castTo<boolean>()
      .as('onItsWay'),
    'attempt_count as attemptCount',
    'created_at as createdAt',
    row
      .case()
      .when('state', '=', 'queued')
      .then(row.ref('next_attempt_at'))
      .else(null)
      .end()
      .as('nextAttemptAt'),
    'expires_at as expiresAt',
    'settled_at as settledAt',
    'remote_host as remoteHost',
    'remote_code as remoteCode',
    'remote_enhanced as remoteEnhanced',
    'remote_answer as remoteAnswer',
  ]);
}

/** Deliveries, newest first. */
export async function listDeliveries(
  db: Kysely<DB>,
  filter: QueueFilter,
  now: Date,
): Promise<QueuedDelivery[]> {
  let query = selectDeliveries(db, now).orderBy('id', 'desc').limit(filter.limit);
  if (filter.state !== null) query = query.where('state', '=', filter.state);
  if (filter.messageId !== null) query = query.where('message_id', '=', filter.messageId);
  if (filter.before !== null) query = query.where('id', '<', filter.before);
  return query.execute();
}

/** One delivery with its attempts, or null. */
export async function findDelivery(
  db: Kysely<DB>,
  id: string,
  now: Date,
): Promise<(QueuedDelivery & { readonly attempts: readonly DeliveryAttempt[] }) | null> {
  const delivery = await selectDeliveries(db, now).where('id', '=', id).executeTakeFirst();
  if (delivery === undefined) return null;
  const attempts = await db
    .selectFrom('delivery_attempt')
    .select([
      'attempt_no as attemptNo',
      'at',
      'outcome',
      'remote_host as remoteHost',
      'remote_code as remoteCode',
      'remote_enhanced as remoteEnhanced',
      'remote_answer as remoteAnswer',
    ])
    .where('marketplace_id', '=', delivery.marketplaceId)
    .where('seller_id', '=', delivery.sellerId)
    .where('delivery_id', '=', id)
    .orderBy('attempt_no')
    .execute();
  return { ...delivery, attempts };
}

export interface QueueChange {
  readonly id: string;
  readonly at: Date;
  readonly actor: Actor;
  readonly auditId: string;
}

export type RetryOutcome = 'due-now' | 'on-its-way' | 'handed-over-already' | 'not-found';
export type CancelOutcome = 'cancelled' | 'on-its-way' | 'settled-already' | 'not-found';

interface LockedDelivery {
  readonly marketplaceId: string;
  readonly sellerId: string;
  readonly state: DeliveryState;
  readonly isLeased: boolean;
}

/** Locks the row, so that no worker claims it between the look and the change. */
async function lockDelivery(tx: Transaction<DB>, { id, at }: QueueChange): Promise<LockedDelivery | null> {
  const row = await tx
    .selectFrom('delivery')
    .select(['marketplace_id', 'seller_id', 'state', 'lease_token', 'next_attempt_at'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    marketplaceId: row.marketplace_id,
    sellerId: row.seller_id,
    state: row.state,
    isLeased: row.state === 'queued' && row.lease_token !== null && row.next_attempt_at > at,
  };
}

/**
 * Makes a delivery due at once. One that was refused, has expired or was cancelled goes into the queue again
 * for `lifetimeMs`; one that was handed over doesn't: the recipient would get it twice.
 */
export async function retryDelivery(
  tx: Transaction<DB>,
  change: QueueChange,
  lifetimeMs: number,
): Promise<RetryOutcome> {
  const row = await lockDelivery(tx, change);
  if (row === null) return 'not-found';
  if (row.isLeased) return 'on-its-way';
  if (row.state === 'handed_over') return 'handed-over-already';
  const { id, at } = change;
  await tx
    .updateTable('delivery')
    .set({
      state: 'queued',
      next_attempt_at: at,
      lease_token: null,
      settled_at: null,
      failure: null,
      ...(row.state === 'queued'
        ? {}
        : { expires_at: new Date(at.getTime() + lifetimeMs), delay_noticed_at: null }),
    })
    .where('marketplace_id', '=', row.marketplaceId)
    .where('seller_id', '=', row.sellerId)
    .where('id', '=', id)
    .execute();
  await trace(tx, change, row, 'delivery.retried', 'queued');
  return 'due-now';
}

/** Takes a delivery back before it leaves; not while a worker holds it, who may be at the final dot. */
export async function cancelDelivery(tx: Transaction<DB>, change: QueueChange): Promise<CancelOutcome> {
  const row = await lockDelivery(tx, change);
  if (row === null) return 'not-found';
  if (row.isLeased) return 'on-its-way';
  if (row.state !== 'queued') return 'settled-already';
  await tx
    .updateTable('delivery')
    .set({ state: 'cancelled', lease_token: null, settled_at: change.at })
    .where('marketplace_id', '=', row.marketplaceId)
    .where('seller_id', '=', row.sellerId)
    .where('id', '=', change.id)
    .execute();
  await trace(tx, change, row, 'delivery.cancelled', 'cancelled');
  return 'cancelled';
}

async function trace(
  tx: Transaction<DB>,
  { id, at, actor, auditId }: QueueChange,
  row: LockedDelivery,
  kind: 'delivery.retried' | 'delivery.cancelled',
  to: DeliveryState,
): Promise<void> {
  const { marketplaceId, sellerId, state } = row;
  await writeAudit(tx, { id: auditId, at, sellerId, actor, action: kind, subject: id, from: state, to });
  await sql`
    insert into event (at, kind, marketplace_id, seller_id, buyer_id, message_id, delivery_id)
    select ${at}::timestamptz, ${kind}, marketplace_id, seller_id, buyer_id, message_id, id
      from delivery where (marketplace_id, seller_id, id) = (${marketplaceId}, ${sellerId}, ${id})`.execute(
    tx,
  );
}

export interface QueueDepth {
  readonly queued: number;
  /** Due but not taken yet. */
  readonly due: number;
  readonly oldestCreatedAt: Date | null;
}

/** How much waits; reads the queued rows alone. */
export async function queueDepth(db: Kysely<DB>, now: Date): Promise<QueueDepth> {
  return db
    .selectFrom('delivery')
    .select((row) => [
      row.fn.countAll<number>().as('queued'),
      row.fn.countAll<number>().filterWhere('next_attempt_at', '<=', now).as('due'),
      row.fn.min('created_at').$castTo<Date | null>().as('oldestCreatedAt'),
    ])
    .where('state', '=', 'queued')
    .executeTakeFirstOrThrow();
}
