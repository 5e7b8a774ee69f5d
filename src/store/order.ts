import type { Transaction } from 'kysely';
import { sql } from 'kysely';

import type { OrderRecord, ProductRecord, ReturnRecord } from '#market/order.ts';

import type { DB } from './schema.gen.ts';

/** A record with the ids that the store found for what it names. */
export type Located<T> = T & { readonly sellerId: string };
export type LocatedOrder = Located<OrderRecord> & { readonly buyerId: string };

/** By key of a record: whether it was new, changed something, or (not in the map) changed nothing. */
export type Changes = ReadonlyMap<string, 'created' | 'updated'>;

interface ChangedRow {
  readonly key: string;
  readonly created: boolean;
}

function toChanges(rows: readonly ChangedRow[]): Map<string, 'created' | 'updated'> {
  return new Map(rows.map(({ key, created }) => [key, created ? 'created' : 'updated']));
}

// In the statements below "xmax = 0" tells a row that was inserted from one that was updated, and the `where`
// of `on conflict` leaves rows alone that would stay as they are: they don't come back, so they are unchanged.

/** Key of an order or return: `marketplace id`. */
export function recordKey(record: { readonly marketplaceId: string; readonly id: string }): string {
  return `${record.marketplaceId} ${record.id}`;
}

/** Key of a product, which is the seller's own. */
export function productKey({ marketplaceId, sellerId, id }: Located<ProductRecord>): string {
  return `${marketplaceId} ${sellerId} ${id}`;
}

/** Inserts and updates orders; each order once in a call. */
export async function upsertOrders(
  tx: Transaction<DB>,
  orders: readonly LocatedOrder[],
  at: Date,
): Promise<Map<string, 'created' | 'updated'>> {
  const rows = orders.map((order) => ({
    marketplace_id: order.marketplaceId,
    seller_id: order.sellerId,
    id: order.id,
    buyer_id: order.buyerId,
    status: order.status,
    fulfilment: order.fulfilment,
    placed_at: order.placedAt,
    earliest_delivery_at: order.earliestDeliveryAt,
    latest_delivery_at: order.latestDeliveryAt,
    completed_at: order.completedAt,
  }));
  const result = await sql<ChangedRow>`
    insert into sales_order as o (marketplace_id, seller_id, id, buyer_id, status, fulfilment, placed_at,
        earliest_delivery_at, latest_delivery_at, completed_at, updated_at)
    select marketplace_id, seller_id, id, buyer_id, status, fulfilment, placed_at,
           earliest_delivery_at, latest_delivery_at, completed_at, ${at}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x (marketplace_id text, seller_id uuid, id text,
           buyer_id uuid, status text, fulfilment text, placed_at timestamptz, earliest_delivery_at timestamptz,
           latest_delivery_at timestamptz, completed_at timestamptz)
     order by marketplace_id, id
    on conflict (marketplace_id, seller_id, id) do update
       set status = excluded.status, fulfilment = excluded.fulfilment, placed_at = excluded.placed_at,
           earliest_delivery_at = excluded.earliest_delivery_at, latest_delivery_at = excluded.latest_delivery_at,
           completed_at = excluded.completed_at, updated_at = excluded.updated_at
     where (o.status, o.fulfilment, o.placed_at, o.earliest_delivery_at, o.latest_delivery_at, o.completed_at)
           is distinct from (excluded.status, excluded.fulfilment, excluded.placed_at,
           excluded.earliest_delivery_at, excluded.latest_delivery_at, excluded.completed_at)
    returning marketplace_id || ' ' || id as key, xmax = 0 as created`.execute(tx);
  return toChanges(result.rows);
}

/** Makes the lines of these orders exactly those of the records; gives the keys of orders whose lines changed. */
export async function replaceOrderLines(
  tx: Transaction<DB>,
  orders: readonly LocatedOrder[],
): Promise<ReadonlySet<string>> {
  const lines = orders.flatMap((order) =>
    order.lines.map((line, index) => ({
      marketplace_id: order.marketplaceId,
      seller_id: order.sellerId,
      order_id: order.id,
      line_no: index + 1,
      product_id: line.productId,
      title: line.title,
      quantity: line.quantity,
      amount_minor: line.amountMinor,
      currency: line.currency,
    })),
  );
  const result = await sql<{ readonly key: string }>`
    insert into order_line as l (marketplace_id, seller_id, order_id, line_no, product_id, title, quantity,
        amount_minor, currency)
    select marketplace_id, seller_id, order_id, line_no, product_id, title, quantity, amount_minor, currency
      from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as x (marketplace_id text, seller_id uuid,
           order_id text, line_no int, product_id text, title text, quantity int, amount_minor bigint,
           currency text)
    on conflict (marketplace_id, seller_id, order_id, line_no) do update
       set product_id = excluded.product_id, title = excluded.title, quantity = excluded.quantity,
           amount_minor = excluded.amount_minor, currency = excluded.currency
     where (l.product_id, l.title, l.quantity, l.amount_minor, l.currency) is distinct from
           (excluded.product_id, excluded.title, excluded.quantity, excluded.amount_minor, excluded.currency)
    returning marketplace_id || ' ' || order_id as key`.execute(tx);
  const changed = new Set(result.rows.map(({ key }) => key));
  for (const key of await removeSurplusLines(tx, orders)) changed.add(key);
  return changed;
}

async function removeSurplusLines(tx: Transaction<DB>, orders: readonly LocatedOrder[]): Promise<string[]> {
  const counts = orders.map((order) => ({
    marketplace_id: order.marketplaceId,
    seller_id: order.sellerId,
    order_id: order.id,
    line_count: order.lines.length,
  }));
  const result = await sql<{ readonly key: string }>`
    delete from order_line l
     using jsonb_to_recordset(${JSON.stringify(counts)}::jsonb) as x (marketplace_id text, seller_id uuid,
           order_id text, line_count int)
     where l.marketplace_id = x.marketplace_id and l.seller_id = x.seller_id and l.order_id = x.order_id
       and l.line_no > x.line_count
    returning l.marketplace_id || ' ' || l.order_id as key`.execute(tx);
  return result.rows.map(({ key }) => key);
}

/** Inserts and updates returns of orders that are there; each return once in a call. */
export async function upsertReturns(
  tx: Transaction<DB>,
  returns: readonly Located<ReturnRecord>[],
): Promise<Changes> {
  const rows = returns.map((item) => ({
    marketplace_id: item.marketplaceId,
    seller_id: item.sellerId,
    id: item.id,
    order_id: item.orderId,
    status: item.status,
    reason: item.reason,
    opened_at: item.openedAt,
    closed_at: item.closedAt,
  }));
  const result = await sql<ChangedRow>`
    insert into order_return as r (marketplace_id, seller_id, id, order_id, status, reason, opened_at, closed_at)
    select marketplace_id, seller_id, id, order_id, status, reason, opened_at, closed_at
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x (marketplace_id text, seller_id uuid, id text,
           order_id text, status text, reason text, opened_at timestamptz, closed_at timestamptz)
     order by marketplace_id, id
    on conflict (marketplace_id, seller_id, id) do update
       set order_id = excluded.order_id, status = excluded.status, reason = excluded.reason,
           opened_at = excluded.opened_at, closed_at = excluded.closed_at
     where (r.order_id, r.status, r.reason, r.opened_at, r.closed_at) is distinct from
           (excluded.order_id, excluded.status, excluded.reason, excluded.opened_at, excluded.closed_at)
    returning marketplace_id || ' ' || id as key, xmax = 0 as created`.execute(tx);
  return toChanges(result.rows);
}
