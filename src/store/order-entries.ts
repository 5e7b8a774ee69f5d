import type { Transaction } from 'kysely';
import { sql } from 'kysely';

import type { AcknowledgementEntry } from '#market/acknowledge-order.ts';
import type { AdjustmentEntry } from '#market/adjust-order.ts';
import type { ShipmentEntry } from '#market/confirm-shipment.ts';
import type { OrderStatus } from '#market/order.ts';

import type { DB } from './schema.gen.ts';

/** Something that was decided about an order, with the ids of its rows. */
export interface PlacedEntry<Entry> {
  readonly id: string;
  readonly marketplaceId: string;
  readonly orderId: string;
  readonly buyerId: string;
  readonly entry: Entry;
}

export interface EntryBatch {
  readonly sellerId: string;
  /** Null: by hand. */
  readonly feedId: string | null;
  readonly at: Date;
  readonly shipments: readonly PlacedEntry<ShipmentEntry>[];
  readonly adjustments: readonly PlacedEntry<AdjustmentEntry>[];
  readonly acknowledgements: readonly PlacedEntry<AcknowledgementEntry>[];
  readonly statuses: readonly {
    readonly marketplaceId: string;
    readonly orderId: string;
    readonly status: OrderStatus;
  }[];
}

/** Writes what was decided about orders that `lockOrders` locked in this transaction. */
export async function writeEntries(tx: Transaction<DB>, batch: EntryBatch): Promise<void> {
  if (batch.shipments.length > 0) await writeShipments(tx, batch);
  if (batch.adjustments.length > 0) await writeAdjustments(tx, batch);
  if (batch.acknowledgements.length > 0) await writeAcknowledgements(tx, batch);
  if (batch.statuses.length > 0) await writeStatuses(tx, batch);
  await writeEvents(tx, batch);
}

async function writeShipments(
  tx: Transaction<DB>,
  { sellerId, feedId, at, shipments }: EntryBatch,
): Promise<void> {
  const rows = shipments.map(({ id, marketplaceId, orderId, entry: { dedupKey, claim, items } }) => ({
    id,
    marketplace_id: marketplaceId,
    order_id: orderId,
    dedup_key: dedupKey,
    seller_shipment_id: claim.sellerShipmentId,
    carrier: claim.carrier,
    carrier_as_given: claim.carrierAsGiven,
    method_as_given: claim.methodAsGiven,
    tracking_number: claim.trackingNumber,
    shipped_at: claim.shippedAt,
    items: items.map(({ itemCode, quantity }) => ({ item_code: itemCode, quantity })),
  }));
  await sql`
    with x as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x (id uuid, marketplace_id text,
             order_id text, dedup_key text, seller_shipment_id text, carrier text, carrier_as_given text,
             method_as_given text, tracking_number text, shipped_at timestamptz, items jsonb)),
    written as (
      insert into shipment (marketplace_id, seller_id, id, order_id, dedup_key, seller_shipment_id, carrier,
          carrier_as_given, method_as_given, tracking_number, shipped_at, feed_id, confirmed_at)
      select marketplace_id, ${sellerId}::uuid, id, order_id, decode(dedup_key, 'hex'), seller_shipment_id, carrier,
             carrier_as_given, method_as_given, tracking_number, shipped_at, ${feedId}::uuid, ${at}::timestamptz
        from x)
    insert into shipment_item (marketplace_id, seller_id, shipment_id, item_code, quantity)
    select x.marketplace_id, ${sellerId}::uuid, x.id, i.item_code, i.quantity
      from x, jsonb_to_recordset(x.items) as i (item_code text, quantity int)`.execute(tx);
}

async function writeAdjustments(
  tx: Transaction<DB>,
  { sellerId, feedId, at, adjustments }: EntryBatch,
): Promise<void> {
  const rows = adjustments.map(({ id, marketplaceId, orderId, entry }) => ({
    id,
    marketplace_id: marketplaceId,
    order_id: orderId,
    dedup_key: entry.dedupKey,
    kind: entry.kind,
    amount_minor: entry.amountMinor,
    currency: entry.currency,
    items: entry.items.map((item, index) => ({
      position: index + 1,
      item_code: item.itemCode,
      reason: item.reason,
      amount_minor: item.amountMinor,
      components: item.components,
      quantity_cancelled: item.quantityCancelled,
      seller_adjustment_id: item.sellerAdjustmentId,
    })),
  }));
  await sql`
    with x as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x (id uuid, marketplace_id text,
             order_id text, dedup_key text, kind text, amount_minor bigint, currency text, items jsonb)),
    written as (
      insert into adjustment (marketplace_id, seller_id, id, order_id, dedup_key, kind, amount_minor, currency,
          feed_id, adjusted_at)
      select marketplace_id, ${sellerId}::uuid, id, order_id, decode(dedup_key, 'hex'), kind, amount_minor, currency,
             ${feedId}::uuid, ${at}::timestamptz
        from x)
    insert into adjustment_item (marketplace_id, seller_id, adjustment_id, position, order_id, item_code, reason,
        amount_minor, components, quantity_cancelled, seller_adjustment_id)
    select x.marketplace_id, ${sellerId}::uuid, x.id, i.position, x.order_id, i.item_code, i.reason, i.amount_minor,
           i.components, i.quantity_cancelled, i.seller_adjustment_id
      from x, jsonb_to_recordset(x.items) as i (position int, item_code text, reason text, amount_minor bigint,
           components jsonb, quantity_cancelled int, seller_adjustment_id text)`.execute(tx);
}

async function writeAcknowledgements(
  tx: Transaction<DB>,
  { sellerId, feedId, at, acknowledgements }: EntryBatch,
): Promise<void> {
  const rows = acknowledgements.map(({ marketplaceId, orderId, entry }) => ({
    marketplace_id: marketplaceId,
    order_id: orderId,
    dedup_key: entry.dedupKey,
    status: entry.status,
    seller_order_id: entry.sellerOrderId,
    items: entry.items,
  }));
  // A failure may come after a success: stock that was there is gone.
  await sql`
    insert into acknowledgement as k (marketplace_id, seller_id, order_id, dedup_key, status, seller_order_id, items,
        feed_id, acknowledged_at)
    select marketplace_id, ${sellerId}::uuid, order_id, decode(dedup_key, 'hex'), status, seller_order_id, items,
           ${feedId}::uuid, ${at}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x (marketplace_id text, order_id text,
           dedup_key text, status text, seller_order_id text, items jsonb)
    on conflict (marketplace_id, seller_id, order_id) do update
       set dedup_key = excluded.dedup_key, status = excluded.status, items = excluded.items,
           seller_order_id = coalesce(excluded.seller_order_id, k.seller_order_id),
           feed_id = excluded.feed_id, acknowledged_at = excluded.acknowledged_at`.execute(tx);
}

async function writeStatuses(tx: Transaction<DB>, { sellerId, at, statuses }: EntryBatch): Promise<void> {
  const rows = statuses.map(({ marketplaceId, orderId, status }) => ({
    marketplace_id: marketplaceId,
    order_id: orderId,
    status,
  }));
  await sql`
    update sales_order o set status = x.status, updated_at = ${at}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x (marketplace_id text, order_id text, status text)
     cross join lateral (
      -- By its index: see readBooks in order-ledger.ts.
      select s.ctid from sales_order s
       where (s.marketplace_id, s.seller_id, s.id) = (x.marketplace_id, ${sellerId}::uuid, x.order_id) offset 0) found
     where o.ctid = found.ctid and o.status <> x.status`.execute(tx);
}

/** One event per entry, for whoever follows the log: ids and figures, none of the seller's words. */
async function writeEvents(
  tx: Transaction<DB>,
  { sellerId, feedId, at, shipments, adjustments, acknowledgements }: EntryBatch,
): Promise<void> {
  const row = (
    { id, marketplaceId, orderId, buyerId }: PlacedEntry<unknown>,
    kind: string,
    data: Readonly<Record<string, unknown>>,
  ) => ({ kind, marketplace_id: marketplaceId, buyer_id: buyerId, data: { orderId, id, feedId, ...data } });
  const rows = [
    ...shipments.map((placed) => row(placed, 'order.shipped', { complete: placed.entry.isComplete })),
    ...adjustments.map((placed) => {
      const { kind, amountMinor, currency, items } = placed.entry;
      const reasons = [...new Set(items.map(({ reason }) => reason))];
      return row(placed, 'order.adjusted', { adjustment: kind, amountMinor, currency, reasons });
    }),
    ...acknowledgements.map((placed) => row(placed, 'order.acknowledged', { status: placed.entry.status })),
  ];
  if (rows.length === 0) return;
  await sql`
    insert into event (at, kind, marketplace_id, seller_id, buyer_id, data)
    select ${at}::timestamptz, kind, marketplace_id, ${sellerId}::uuid, buyer_id, data
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x (kind text, marketplace_id text, buyer_id uuid,
           data jsonb)`.execute(tx);
}
