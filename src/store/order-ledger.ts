import type { Transaction } from 'kysely';
import { sql } from 'kysely';

import { adjustmentIdKey } from '#market/adjust-order.ts';
import type { LedgerLine, OrderLedger } from '#market/order-ledger.ts';
import type { Fulfilment, OrderStatus } from '#market/order.ts';

import type { DB } from './schema.gen.ts';

/** An order with what is known of it, and what telling its buyer needs. */
export interface LockedOrder {
  readonly ledger: OrderLedger;
  readonly buyerId: string;
  readonly buyerLanguage: string;
  /** False: the buyer's mailbox is gone, so what they are told stands in the message centre alone. */
  readonly buyerCanBeMailed: boolean;
  readonly marketplaceName: string;
  readonly timeZone: string;
  readonly noticeDomain: string;
  readonly sellerName: string;
}

interface OrderRow {
  readonly marketplace_id: string;
  readonly id: string;
  readonly status: OrderStatus;
  readonly fulfilment: Fulfilment;
  readonly placed_at: Date;
  readonly buyer_id: string;
  readonly buyer_language: string;
  readonly buyer_works: boolean;
  readonly marketplace_name: string;
  readonly time_zone: string;
  readonly notice_domain: string;
  readonly seller_name: string;
}

interface AcknowledgementRow {
  readonly marketplace_id: string;
  readonly order_id: string;
  readonly status: 'success' | 'failure';
  readonly key: string;
  readonly items: { itemCode: string; sellerItemId: string | null }[];
}

interface LineRow {
  readonly marketplace_id: string;
  readonly order_id: string;
  readonly item_code: string;
  readonly title: string;
  readonly quantity: number;
  readonly amount_minor: number;
  readonly currency: string;
}

interface ShipmentRow {
  readonly marketplace_id: string;
  readonly order_id: string;
  readonly key: string;
  readonly seller_shipment_id: string | null;
  readonly items: { item_code: string; quantity: number }[];
}

interface AdjustmentRow {
  readonly marketplace_id: string;
  readonly order_id: string;
  readonly key: string;
  readonly amount_minor: number;
  readonly items: { item_code: string; quantity_cancelled: number; seller_adjustment_id: string | null }[];
}

const keyOf = (marketplaceId: string, orderId: string): string => `${marketplaceId} ${orderId}`;

/** Which orders of a seller are asked for: these ids, in these marketplaces. */
export interface OrderSelection {
  readonly sellerId: string;
  readonly marketplaceIds: readonly string[];
  readonly orderIds: readonly string[];
}

/**
 * Loads the ledgers of a seller's orders and locks the orders until the transaction ends, always in one order, so
 * that two feeds can neither ship a piece twice nor wait for each other for ever.
 * SECURITY: other sellers' orders aren't found, so nothing can be told of them.
 */
export async function lockOrders(tx: Transaction<DB>, selection: OrderSelection): Promise<LockedOrder[]> {
  if (selection.orderIds.length === 0) return [];
  const orders = await lockRows(tx, selection);
  if (orders.length === 0) return [];
  const [linesOf, shipmentsOf, adjustmentsOf, acknowledgementsOf] = await readBooks(
    tx,
    selection.sellerId,
    orders,
  );
  return orders.map((order) => {
    const key = keyOf(order.marketplace_id, order.id);
    return toLockedOrder(order, {
      lines: linesOf.get(key) ?? [],
      shipments: shipmentsOf.get(key) ?? [],
      adjustments: adjustmentsOf.get(key) ?? [],
      acknowledgement: acknowledgementsOf.get(key)?.[0] ?? null,
    });
  });
}

type Books = readonly [
  lines: ReadonlyMap<string, readonly LineRow[]>,
  shipments: ReadonlyMap<string, readonly ShipmentRow[]>,
  adjustments: ReadonlyMap<string, readonly AdjustmentRow[]>,
  acknowledgements: ReadonlyMap<string, readonly AcknowledgementRow[]>,
];

// Statements of their own behind the lock: the one that waited for it sees the books as they were before it waited.
//

// One JSON parameter, and `lateral … offset 0`: each order is looked up by its index, whatever the planner makes of
// tables that were empty a minute ago. A join with a list was planned as a scan of all orders' lines for each batch.
async function readBooks(tx: Transaction<DB>, sellerId: string, orders: readonly OrderRow[]): Promise<Books> {
  const ids = orders.map(({ marketplace_id, id }) => ({ m: marketplace_id, o: id }));
  const found = sql`jsonb_to_recordset(${JSON.stringify(ids)}::jsonb) as k (m text, o text)`;
  const lines = await sql<LineRow>`
    select l.* from ${found} cross join lateral (
      select l.marketplace_id, l.order_id, coalesce(l.item_code, l.line_no::text) as item_code, l.title, l.quantity,
             l.amount_minor, l.currency
        from order_line l
       where (l.marketplace_id, l.seller_id, l.order_id) = (k.m, ${sellerId}::uuid, k.o)
       order by l.line_no offset 0) l`.execute(tx);
  const shipments = await sql<ShipmentRow>`
    select h.* from ${found} cross join lateral (
      select h.marketplace_id, h.order_id, encode(h.dedup_key, 'hex') as key, h.seller_shipment_id,
             (select jsonb_agg(jsonb_build_object('item_code', i.item_code, 'quantity', i.quantity))
                from shipment_item i
               where (i.marketplace_id, i.seller_id, i.shipment_id) = (h.marketplace_id, h.seller_id, h.id)) as items
        from shipment h
       where (h.marketplace_id, h.seller_id, h.order_id) = (k.m, ${sellerId}::uuid, k.o) offset 0) h`.execute(
    tx,
  );
  const adjustments = await sql<AdjustmentRow>`
    select a.* from ${found} cross join lateral (
      select a.marketplace_id, a.order_id, encode(a.dedup_key, 'hex') as key, a.amount_minor,
             (select jsonb_agg(jsonb_build_object('item_code', i.item_code, 'quantity_cancelled', i.quantity_cancelled,
                     'seller_adjustment_id', i.seller_adjustment_id))
                from adjustment_item i
               where (i.marketplace_id, i.seller_id, i.adjustment_id) = (a.marketplace_id, a.seller_id, a.id)) as items
        from adjustment a
       where (a.marketplace_id, a.seller_id, a.order_id) = (k.m, ${sellerId}::uuid, k.o) offset 0) a`.execute(
    tx,
  );
  const acknowledgements = await sql<AcknowledgementRow>`
    select c.* from ${found} cross join lateral (
      select c.marketplace_id, c.order_id, c.status, encode(c.dedup_key, 'hex') as key, c.items
        from acknowledgement c
       where (c.marketplace_id, c.seller_id, c.order_id) = (k.m, ${sellerId}::uuid, k.o) offset 0) c`.execute(
    tx,
  );
  const ofOrder = <Row extends { readonly marketplace_id: string; readonly order_id: string }>(
    rows: readonly Row[],
  ): Map<string, Row[]> => Map.groupBy(rows, (row) => keyOf(row.marketplace_id, row.order_id));
  return [
    ofOrder(lines.rows),
    ofOrder(shipments.rows),
    ofOrder(adjustments.rows),
    ofOrder(acknowledgements.rows),
  ];
}

async function lockRows(
  tx: Transaction<DB>,
  { sellerId, marketplaceIds, orderIds }: OrderSelection,
): Promise<readonly OrderRow[]> {
  // Locked in the order of their ids: two transactions never wait for each other.
  const wanted = marketplaceIds.flatMap((m) => orderIds.map((o) => ({ m, o })));
  const { rows } = await sql<OrderRow>`
    with locked as materialized (
      select o.marketplace_id, o.seller_id, o.id, o.status, o.fulfilment, o.placed_at, o.buyer_id
        from (select * from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as k (m text, o text) order by m, o) k
       cross join lateral (
        select o.* from sales_order o
         where (o.marketplace_id, o.seller_id, o.id) = (k.m, ${sellerId}::uuid, k.o) for update offset 0) o)
    select o.marketplace_id, o.id, o.status, o.fulfilment, o.placed_at, o.buyer_id, b.language as buyer_language,
           b.address_state = 'working' as buyer_works, m.name as marketplace_name, m.time_zone, m.notice_domain,
           s.name as seller_name
      from locked o
     cross join lateral (select * from buyer b where b.id = o.buyer_id offset 0) b
     cross join lateral (select * from marketplace m where m.id = o.marketplace_id offset 0) m
     cross join lateral (select * from seller s where s.id = o.seller_id offset 0) s`.execute(tx);
  return rows;
}

interface OrderBooks {
  readonly lines: readonly LineRow[];
  readonly shipments: readonly ShipmentRow[];
  readonly adjustments: readonly AdjustmentRow[];
  readonly acknowledgement: AcknowledgementRow | null;
}

function toLockedOrder(order: OrderRow, books: OrderBooks): LockedOrder {
  return {
    ledger: toLedger(order, books),
    buyerId: order.buyer_id,
    buyerLanguage: order.buyer_language,
    buyerCanBeMailed: order.buyer_works,
    marketplaceName: order.marketplace_name,
    timeZone: order.time_zone,
    noticeDomain: order.notice_domain,
    sellerName: order.seller_name,
  };
}

function toLedger(order: OrderRow, books: OrderBooks): OrderLedger {
  const { lines, shipments, adjustments, acknowledgement } = books;
  const keys = [...shipments, ...adjustments].map(({ key }) => key);
  const adjusted = adjustments.flatMap(({ items }) => items);
  return {
    marketplaceId: order.marketplace_id,
    orderId: order.id,
    status: order.status,
    fulfilment: order.fulfilment,
    placedAt: order.placed_at,
    currency: lines[0]?.currency ?? '',
    lines: toLines(books),
    creditedMinor: adjustments.reduce((sum, { amount_minor }) => sum + amount_minor, 0),
    taken: new Set(acknowledgement === null ? keys : [...keys, acknowledgement.key]),
    shipmentIds: new Set(
      shipments.flatMap(({ seller_shipment_id }) =>
        seller_shipment_id === null ? [] : [seller_shipment_id],
      ),
    ),
    adjustmentIds: new Set(
      adjusted.flatMap(({ item_code, seller_adjustment_id }) =>
        seller_adjustment_id === null ? [] : [adjustmentIdKey(item_code, seller_adjustment_id)],
      ),
    ),
    acknowledged: acknowledgement?.status ?? null,
  };
}

function toLines({ lines, shipments, adjustments, acknowledgement }: OrderBooks): LedgerLine[] {
  const shipped = new Map<string, number>();
  for (const { items } of shipments)
    for (const { item_code, quantity } of items)
      shipped.set(item_code, (shipped.get(item_code) ?? 0) + quantity);
  const cancelled = new Map<string, number>();
  for (const { items } of adjustments)
    for (const { item_code, quantity_cancelled } of items)
      cancelled.set(item_code, (cancelled.get(item_code) ?? 0) + quantity_cancelled);
  const sellerIds = new Map(
    (acknowledgement?.items ?? []).map(({ itemCode, sellerItemId }) => [itemCode, sellerItemId]),
  );
  return lines.map(({ item_code, title, quantity, amount_minor }) => ({
    itemCode: item_code,
    sellerItemId: sellerIds.get(item_code) ?? null,
    title,
    quantity,
    amountMinor: amount_minor,
    shipped: shipped.get(item_code) ?? 0,
    cancelled: cancelled.get(item_code) ?? 0,
  }));
}

/** Which of the seller's orders its own books call by these names. */
export interface SellerOrderName {
  readonly name: string;
  readonly marketplaceId: string;
  readonly orderId: string;
}

/** The orders behind names of the seller's own books, as acknowledgements gave them. */
export async function findSellerOrderNames(
  tx: Transaction<DB>,
  sellerId: string,
  marketplaceIds: readonly string[],
  names: readonly string[],
): Promise<SellerOrderName[]> {
  if (names.length === 0) return [];
  const { rows } = await sql<SellerOrderName>`
    select seller_order_id as name, marketplace_id as "marketplaceId", order_id as "orderId"
      from acknowledgement
     where seller_id = ${sellerId}::uuid and marketplace_id = any(${marketplaceIds}::text[])
       and seller_order_id = any(${names}::text[])`.execute(tx);
  return rows;
}
