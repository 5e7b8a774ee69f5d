import type { Kysely } from 'kysely';
import { sql } from 'kysely';

import { aliasAddress } from '#market/alias.ts';
import type { Fulfilment, OrderStatus, ReturnStatus } from '#market/order.ts';
import { isOrderId } from '#market/order-id.ts';
import type { RelationshipKey } from '#market/party.ts';
import type { DB } from '#store/schema.gen.ts';

import type { Page, TextCursor } from './page.ts';
import { encodeCursor } from './page.ts';
import type { BuyerView, Reader } from './reader.ts';
import { buyerView, ownRows, sideOf } from './reader.ts';

interface OrderLineView {
  /** How feeds call the line. */
  readonly item: string;
  readonly product: string;
  readonly title: string;
  readonly quantity: number;
  /** Minor units of the currency. */
  readonly amountMinor: number;
  readonly currency: string;
}

interface ReturnView {
  readonly id: string;
  readonly status: ReturnStatus;
  readonly reason: string | null;
  readonly openedAt: string;
  readonly closedAt: string | null;
}

export interface OrderView {
  readonly marketplace: string;
  readonly id: string;
  readonly status: OrderStatus;
  readonly fulfilment: Fulfilment;
  readonly seller: { readonly id: string; readonly name: string };
  readonly buyer: BuyerView;
  /** The alias of the other side; null for the operator. */
  readonly writeTo: string | null;
  readonly placedAt: Date;
  readonly earliestDeliveryAt: Date | null;
  readonly latestDeliveryAt: Date | null;
  readonly completedAt: Date | null;
  readonly lines: readonly OrderLineView[];
  readonly returns: readonly ReturnView[];
}

interface OrderRow {
  readonly marketplace: string;
  readonly id: string;
  readonly status: OrderStatus;
  readonly fulfilment: Fulfilment;
  readonly seller_id: string;
  readonly seller_name: string;
  readonly buyer_id: string;
  readonly buyer_name: string;
  readonly alias_local: string | null;
  readonly alias_domain: string | null;
  readonly placed_at: Date;
  readonly earliest_delivery_at: Date | null;
  readonly latest_delivery_at: Date | null;
  readonly completed_at: Date | null;
  readonly lines: OrderLineView[];
  readonly returns: ReturnView[];
  readonly sort_at: string;
}

function orderQuery(reader: Reader, where: ReturnType<typeof sql>, limit: number) {
  const side = sideOf(reader);
  const other = side === 'buyer' ? 'seller' : 'buyer';
  return sql<OrderRow>`
    select o.marketplace_id as marketplace, o.id, o.status, o.fulfilment, o.seller_id, s.name as seller_name,
           o.buyer_id, b.name as buyer_name, a.local_part as alias_local, a.domain as alias_domain, o.placed_at,
           o.earliest_delivery_at, o.latest_delivery_at, o.completed_at,
           (select coalesce(jsonb_agg(jsonb_build_object('item', coalesce(l.item_code, l.line_no::text), 'product', l.product_id, 'title', l.title, 'quantity',
                   l.quantity, 'amountMinor', l.amount_minor, 'currency', l.currency) order by l.line_no), '[]')
              from order_line l
             where (l.marketplace_id, l.seller_id, l.order_id) = (o.marketplace_id, o.seller_id, o.id)) as lines,
           (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'status', r.status, 'reason', r.reason,
                   'openedAt', r.opened_at, 'closedAt', r.closed_at) order by r.opened_at, r.id), '[]')
              from order_return r
             where r.marketplace_id = o.marketplace_id and r.seller_id = o.seller_id and r.order_id = o.id) as returns,
           to_char(o.placed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as sort_at
      from sales_order o
      join seller s on s.id = o.seller_id
      join buyer b on b.id = o.buyer_id
      left join alias a on (a.marketplace_id, a.seller_id, a.buyer_id) = (o.marketplace_id, o.seller_id, o.buyer_id)
           and a.revoked_at is null and a.stands_for = ${side === null ? null : other}
     where ${ownRows(reader, 'o')} and ${where}
     order by o.placed_at desc, o.id desc
     limit ${limit}`;
}

function toView(row: OrderRow, reader: Reader): OrderView {
  return {
    marketplace: row.marketplace,
    id: row.id,
    status: row.status,
    fulfilment: row.fulfilment,
    seller: { id: row.seller_id, name: row.seller_name },
    buyer: buyerView(reader, row.buyer_id, row.buyer_name),
    writeTo:
      row.alias_local === null || row.alias_domain === null
        ? null
        : aliasAddress(row.alias_local, row.alias_domain),
    placedAt: row.placed_at,
    earliestDeliveryAt: row.earliest_delivery_at,
    latestDeliveryAt: row.latest_delivery_at,
    completedAt: row.completed_at,
    lines: row.lines,
    returns: row.returns,
  };
}

/** Which orders are listed; what is left out doesn't matter. */
export interface OrderFilter {
  readonly marketplace?: string | null;
  readonly status?: readonly OrderStatus[] | null;
  /** A part of the order's number, of digits and dashes. */
  readonly number?: string | null;
  /** Those with a return that isn't over. */
  readonly openReturn?: boolean;
}

export interface OrderListQuery extends OrderFilter {
  readonly after: TextCursor | null;
  readonly limit: number;
}

/** A whole number is looked up; a part of one is looked for among the reader's own orders. */
function patternOf(number: string): string {
  const isWhole: boolean = isOrderId(number);
  return isWhole ? number : `%${number}%`;
}

function wanted({ marketplace, status, number, openReturn, after }: OrderListQuery): ReturnType<typeof sql> {
  const conditions = [
    after == null ? null : sql`(o.placed_at, o.id) < (${after.at}::timestamptz, ${after.id})`,
    marketplace == null ? null : sql`o.marketplace_id = ${marketplace}`,
    status == null ? null : sql`o.status = any(${[...status]}::text[])`,
    number == null ? null : sql`o.id like ${patternOf(number)}`,
    openReturn === true
      ? sql`exists (select from order_return r
             where r.marketplace_id = o.marketplace_id and r.seller_id = o.seller_id and r.order_id = o.id
               and r.status in ('requested', 'authorised', 'received'))`
      : null,
  ].filter((condition) => condition !== null);
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `);
}

/** The reader's orders, newest first. */
export async function listOrders(
  db: Kysely<DB>,
  reader: Reader,
  query: OrderListQuery,
): Promise<Page<OrderView>> {
  const { limit } = query;
  const { rows } = await orderQuery(reader, wanted(query), limit + 1).execute(db);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map((shownRow) => toView(shownRow, reader)),
    next: rows.length <= limit || last === undefined ? null : encodeCursor(last.sort_at, last.id),
  };
}

/** One order, or null where it isn't there or not this reader's. */
export async function findOrder(
  db: Kysely<DB>,
  reader: Reader,
  marketplaceId: string,
  id: string,
): Promise<OrderView | null> {
  const { rows } = await orderQuery(
    reader,
    sql`o.marketplace_id = ${marketplaceId} and o.id = ${id}`,
    1,
  ).execute(db);
  const [row] = rows;
  return row === undefined ? null : toView(row, reader);
}

/** Whose order it is, for a reader who may see it; null otherwise. */
export async function findOrderKey(
  db: Kysely<DB>,
  reader: Reader,
  marketplaceId: string,
  id: string,
): Promise<RelationshipKey | null> {
  const { rows } = await sql<RelationshipKey>`
    select o.marketplace_id as "marketplaceId", o.seller_id as "sellerId", o.buyer_id as "buyerId"
      from sales_order o
     where o.marketplace_id = ${marketplaceId} and o.id = ${id} and ${ownRows(reader, 'o')}`.execute(db);
  return rows[0] ?? null;
}
