import type { Kysely, RawBuilder, Transaction } from 'kysely';
import { sql } from 'kysely';

import type { DelayedOrder, DutyCause, DutyRules } from '#market/duty.ts';
import type { Actor } from '#market/party.ts';

import type { DB } from './schema.gen.ts';

export interface DutyQuery {
  readonly marketplaceId: string;
  readonly sellerId: string;
  readonly rules: DutyRules;
  /** Orders whose last promised day lies before this may have to be told of a delay. */
  readonly promisedBefore: Date;
  /** What was cancelled, or decided, before this isn't followed any more. */
  readonly since: Date;
  /** Of each kind of cause, those that are due first. */
  readonly limit: number;
}

type Sql = RawBuilder<unknown>;

/** A message for one of these reasons went out about the order, since a time where one is given. */
function wasTold(reasons: readonly string[], since: Sql | null): Sql {
  return sql`exists (
    select from conversation c
      join message m on (m.marketplace_id, m.seller_id, m.conversation_id) = (c.marketplace_id, c.seller_id, c.id)
     where (c.marketplace_id, c.seller_id, c.buyer_id, c.order_id) = (o.marketplace_id, o.seller_id, o.buyer_id, o.id)
       and m.contact_reason = any(${[...reasons]}::text[]) and m.state = 'accepted' and m.author = 'seller'
       and ${since === null ? sql`true` : sql`m.received_at >= ${since}`})`;
}

const TO_SHIP = sql`o.status in ('unshipped', 'partially_shipped') and o.fulfilment = 'seller'`;

/**
 * What may be a duty of a seller's, by the indexes of what is open: the number of orders that are done doesn't matter.
 */
export async function findDutyCauses(db: Kysely<DB>, query: DutyQuery): Promise<readonly DutyCause[]> {
  const { marketplaceId, sellerId, rules, promisedBefore, since, limit } = query;
  const own = (alias: string): Sql =>
    sql`${sql.ref(`${alias}.marketplace_id`)} = ${marketplaceId} and ${sql.ref(`${alias}.seller_id`)} = ${sellerId}::uuid`;
  const told = wasTold(rules.delayReasons, null);
  const columns = sql`o.id as "orderId", o.placed_at as "placedAt", o.latest_delivery_at as "latestDeliveryAt",
    ${told} as "toldOfDelay"`;
  type ToShip = Omit<Extract<DutyCause, { kind: 'order-to-ship' }>, 'kind'>;
  const toShip = await sql<ToShip>`
    (select ${columns} from sales_order o where ${own('o')} and ${TO_SHIP} order by o.placed_at, o.id limit ${limit})
    union
    (select ${columns} from sales_order o
      where ${own('o')} and ${TO_SHIP} and o.latest_delivery_at < ${promisedBefore}::timestamptz and not ${told}
      order by o.latest_delivery_at, o.id limit ${limit})`.execute(db);
  const cancelled = await sql<{ orderId: string; adjustedAt: Date }>`
    select a.order_id as "orderId", a.adjusted_at as "adjustedAt"
      from adjustment a
      join sales_order o on (o.marketplace_id, o.seller_id, o.id) = (a.marketplace_id, a.seller_id, a.order_id)
     where ${own('a')} and a.kind = 'cancel' and a.adjusted_at > ${since}::timestamptz
       and exists (select from adjustment_item i
             where (i.marketplace_id, i.seller_id, i.adjustment_id) = (a.marketplace_id, a.seller_id, a.id)
               and i.reason in ('NoInventory', 'ProductOutofStock', 'CouldNotShip'))
       and not ${wasTold(rules.unavailabilityReasons, sql`a.adjusted_at`)}
     order by a.adjusted_at, a.order_id limit ${limit}`.execute(db);
  const wishes = await sql<{ orderId: string; wishedAt: Date }>`
    select w.order_id as "orderId", w.wished_at as "wishedAt"
      from cancellation_wish w
     where ${own('w')} and w.wished_at > ${since}::timestamptz and ${isRefundOpen('w')}
     order by w.wished_at, w.order_id limit ${limit}`.execute(db);
  type Return = Omit<Extract<DutyCause, { kind: 'return' }>, 'kind'>;
  const returns = await sql<Return>`
    select r.order_id as "orderId", r.id as "returnId", r.status, r.opened_at as "openedAt"
      from order_return r
     where ${own('r')} and r.status in ('requested', 'received')
     order by r.opened_at, r.id limit ${limit}`.execute(db);
  return [
    ...toShip.rows.map((row) => ({ kind: 'order-to-ship' as const, ...row })),
    ...cancelled.rows.map((row) => ({ kind: 'cancelled-pieces' as const, ...row })),
    ...wishes.rows.map((row) => ({ kind: 'cancellation-wish' as const, ...row })),
    ...returns.rows.map((row) => ({ kind: 'return' as const, ...row })),
  ];
}

/** The condition that no adjustment came since the wish of the table's alias: the refund is open (ORDER 2). */
export function isRefundOpen(wish: string): Sql {
  const of = (column: string): Sql => sql.ref(`${wish}.${column}`);
  return sql`not exists (
    select from adjustment a
     where (a.marketplace_id, a.seller_id, a.order_id)
         = (${of('marketplace_id')}, ${of('seller_id')}, ${of('order_id')})
       and a.adjusted_at >= ${of('wished_at')})`;
}

export interface WishedOrder extends DelayedOrder {
  readonly marketplaceId: string;
  readonly sellerId: string;
  readonly buyerId: string;
  readonly orderId: string;
}

/** An order whose buyer may want to cancel it, locked; null where there is none. */
export async function lockDelayedOrder(
  tx: Transaction<DB>,
  marketplaceId: string,
  orderId: string,
  delayReasons: readonly string[],
): Promise<WishedOrder | null> {
  const { rows } = await sql<WishedOrder>`
    select o.marketplace_id as "marketplaceId", o.seller_id as "sellerId", o.buyer_id as "buyerId", o.id as "orderId",
           o.status, o.latest_delivery_at as "latestDeliveryAt", ${wasTold(delayReasons, null)} as "toldOfDelay"
      from sales_order o where o.marketplace_id = ${marketplaceId} and o.id = ${orderId} for update`.execute(
    tx,
  );
  return rows[0] ?? null;
}

/** Notes the buyer's decision with its event; false where it was noted before. */
export async function writeCancellationWish(
  tx: Transaction<DB>,
  { marketplaceId, sellerId, buyerId, orderId }: WishedOrder,
  at: Date,
  by: Actor,
): Promise<boolean> {
  const { rows } = await sql`
    with wish as (
      insert into cancellation_wish (marketplace_id, seller_id, order_id, wished_at, wished_by)
      values (${marketplaceId}, ${sellerId}::uuid, ${orderId}, ${at}::timestamptz, ${JSON.stringify(by)}::jsonb)
      on conflict do nothing returning order_id)
    insert into event (at, kind, marketplace_id, seller_id, buyer_id, data)
    select ${at}::timestamptz, 'order.cancellation-wished', ${marketplaceId}, ${sellerId}::uuid, ${buyerId}::uuid,
           jsonb_build_object('orderId', order_id)
      from wish
    returning seq`.execute(tx);
  return rows.length > 0;
}
