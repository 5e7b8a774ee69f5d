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
  readonly acknowledged: 'success' | 'failure' | null;
  readonly acknowledgement_key: string | null;
  readonly acknowledged_items: { itemCode: string; sellerItemId: string | null }[] | null;
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
  const found = sql`unnest(${orders.map((order) => order.marketplace_id)}::text[], ${orders.map(
    (order) => order.id,
  )}::text[]) as k (marketplace_id, order_id)`;
  const { sellerId } = selection;
  const lines = await sql<LineRow>`
    select l.marketplace_id, l.order_id, coalesce(l.item_code, l.line_no::text) as item_code, l.title, l.quantity,
           l.amount_minor, l.currency
      from ${found}
      join order_line l on (l.marketplace_id, l.seller_id, l.order_id) = (k.marketplace_id, ${sellerId}::uuid, k.order_id)
     order by l.line_no`.execute(tx);
  const shipments = await sql<ShipmentRow>`
    select h.marketplace_id, h.order_id, encode(h.dedup_key, 'hex') as key, h.seller_shipment_id,
           (select jsonb_agg(jsonb_build_object('item_code', i.item_code, 'quantity', i.quantity))
              from shipment_item i
             where (i.marketplace_id, i.seller_id, i.shipment_id) = (h.marketplace_id, h.seller_id, h.id)) as items
      from ${found}
      join shipment h on (h.marketplace_id, h.seller_id, h.order_id) = (k.marketplace_id, ${sellerId}::uuid, k.order_id)`.execute(
    tx,
  );
  const adjustments = await sql<AdjustmentRow>`
    select a.marketplace_id, a.order_id, encode(a.dedup_key, 'hex') as key, a.amount_minor,
           (select jsonb_agg(jsonb_build_object('item_code', i.item_code, 'quantity_cancelled', i.quantity_cancelled,
                   'seller_adjustment_id', i.seller_adjustment_id))
              from adjustment_item i
             where (i.marketplace_id, i.seller_id, i.adjustment_id) = (a.marketplace_id, a.seller_id, a.id)) as items
      from ${found}
      join adjustment a on (a.marketplace_id, a.seller_id, a.order_id) = (k.marketplace_id, ${sellerId}::uuid, k.order_id)`.execute(
    tx,
  );
  const linesOf = Map.groupBy(lines.rows, (row) => keyOf(row.marketplace_id, row.order_id));
  const shipmentsOf = Map.groupBy(shipments.rows, (row) => keyOf(row.marketplace_id, row.order_id));
  const adjustmentsOf = Map.groupBy(adjustments.rows, (row) => keyOf(row.marketplace_id, row.order_id));
  return orders.map((order) => {
    const key = keyOf(order.marketplace_id, order.id);
    return toLockedOrder(order, {
      lines: linesOf.get(key) ?? [],
      shipments: shipmentsOf.get(key) ?? [],
      adjustments: adjustmentsOf.get(key) ?? [],
    });
  });
}

async function lockRows(
  tx: Transaction<DB>,
  { sellerId, marketplaceIds, orderIds }: OrderSelection,
): Promise<readonly OrderRow[]> {
  const { rows } = await sql<OrderRow>`
    select o.marketplace_id, o.id, o.status, o.fulfilment, o.placed_at, o.buyer_id, b.language as buyer_language,
           b.address_state = 'working' as buyer_works, m.name as marketplace_name, m.time_zone, m.notice_domain,
           s.name as seller_name, k.status as acknowledged, encode(k.dedup_key, 'hex') as acknowledgement_key,
           k.items as acknowledged_items
      from sales_order o
      join buyer b on b.id = o.buyer_id
      join marketplace m on m.id = o.marketplace_id
      join seller s on s.id = o.seller_id
      left join acknowledgement k
             on (k.marketplace_id, k.seller_id, k.order_id) = (o.marketplace_id, o.seller_id, o.id)
     where o.seller_id = ${sellerId}::uuid and o.marketplace_id = any(${marketplaceIds}::text[])
       and o.id = any(${orderIds}::text[])
     order by o.marketplace_id, o.id
       for update of o`.execute(tx);
  return rows;
}

interface OrderBooks {
  readonly lines: readonly LineRow[];
  readonly shipments: readonly ShipmentRow[];
  readonly adjustments: readonly AdjustmentRow[];
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

function toLedger(order: OrderRow, { lines, shipments, adjustments }: OrderBooks): OrderLedger {
  const keys = [...shipments, ...adjustments].map(({ key }) => key);
  const adjusted = adjustments.flatMap(({ items }) => items);
  return {
    marketplaceId: order.marketplace_id,
    orderId: order.id,
    status: order.status,
    fulfilment: order.fulfilment,
    placedAt: order.placed_at,
    currency: lines[0]?.currency ?? '',
    lines: toLines(order, { lines, shipments, adjustments }),
    creditedMinor: adjustments.reduce((sum, { amount_minor }) => sum + amount_minor, 0),
    taken: new Set(order.acknowledgement_key === null ? keys : [...keys, order.acknowledgement_key]),
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
    acknowledged: order.acknowledged,
  };
}

function toLines(order: OrderRow, { lines, shipments, adjustments }: OrderBooks): LedgerLine[] {
  const shipped = new Map<string, number>();
  for (const { items } of shipments)
    for (const { item_code, quantity } of items)
      shipped.set(item_code, (shipped.get(item_code) ?? 0) + quantity);
  const cancelled = new Map<string, number>();
  for (const { items } of adjustments)
    for (const { item_code, quantity_cancelled } of items)
      cancelled.set(item_code, (cancelled.get(item_code) ?? 0) + quantity_cancelled);
  const sellerIds = new Map(
    (order.acknowledged_items ?? []).map(({ itemCode, sellerItemId }) => [itemCode, sellerItemId]),
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
