import type { Kysely } from 'kysely';
import { sql } from 'kysely';

import type { AdjustmentReason } from '#market/adjustment.ts';
import { carrierName } from '#market/carrier.ts';
import type { DB } from '#store/schema.gen.ts';

import type { OrderView } from './orders.ts';
import { findOrder } from './orders.ts';
import type { Reader } from './reader.ts';

/** What became of a line's pieces and its money so far. */
interface LineProgress {
  readonly shipped: number;
  readonly cancelled: number;
  /** Minor units that went back to the buyer. */
  readonly adjustedMinor: number;
}

interface ShipmentView {
  readonly id: string;
  /** As buyers read it; null where none was named. */
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  readonly shippedAt: string;
  readonly items: readonly { readonly item: string; readonly quantity: number }[];
}

interface AdjustmentView {
  readonly id: string;
  readonly kind: 'refund' | 'cancel';
  readonly amountMinor: number;
  readonly currency: string;
  readonly adjustedAt: string;
  readonly items: readonly {
    readonly item: string;
    readonly reason: AdjustmentReason;
    readonly amountMinor: number;
    readonly quantityCancelled: number;
  }[];
}

/** An order with what was shipped of it and what went back, as Manage orders shows it (FEED 2, 3). */
export interface OrderDetailsView extends Omit<OrderView, 'lines'> {
  readonly lines: readonly (OrderView['lines'][number] & LineProgress)[];
  /** Oldest first. */
  readonly shipments: readonly ShipmentView[];
  /** Oldest first. */
  readonly adjustments: readonly AdjustmentView[];
}

interface BooksRow {
  readonly shipments: (Omit<ShipmentView, 'carrier'> & { carrier: string | null; asGiven: string | null })[];
  readonly adjustments: AdjustmentView[];
}

/** One order with its books, or null where it isn't there or not this reader's. */
export async function findOrderDetails(
  db: Kysely<DB>,
  reader: Reader,
  marketplaceId: string,
  id: string,
): Promise<OrderDetailsView | null> {
  // SECURITY: whose order it is was decided here; the books below are those of this one.
  const order = await findOrder(db, reader, marketplaceId, id);
  if (order === null) return null;
  const { shipments, adjustments } = await readBooks(db, order);
  return { ...order, lines: withProgress(order.lines, shipments, adjustments), shipments, adjustments };
}

async function readBooks(
  db: Kysely<DB>,
  { marketplace, id, seller }: OrderView,
): Promise<Pick<OrderDetailsView, 'shipments' | 'adjustments'>> {
  const own = sql`(${marketplace}, ${seller.id}::uuid, ${id})`;
  const { rows } = await sql<BooksRow>`
    select (select coalesce(jsonb_agg(jsonb_build_object('id', h.id, 'carrier', h.carrier, 'asGiven', h.carrier_as_given,
                   'trackingNumber', h.tracking_number, 'shippedAt', h.shipped_at, 'items',
                   (select coalesce(jsonb_agg(jsonb_build_object('item', i.item_code, 'quantity', i.quantity) order by i.item_code), '[]')
                      from shipment_item i
                     where (i.marketplace_id, i.seller_id, i.shipment_id) = (h.marketplace_id, h.seller_id, h.id)))
                   order by h.confirmed_at, h.id), '[]')
              from shipment h where (h.marketplace_id, h.seller_id, h.order_id) = ${own}) as shipments,
           (select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'kind', a.kind, 'amountMinor', a.amount_minor,
                   'currency', a.currency, 'adjustedAt', a.adjusted_at, 'items',
                   (select coalesce(jsonb_agg(jsonb_build_object('item', i.item_code, 'reason', i.reason,
                           'amountMinor', i.amount_minor, 'quantityCancelled', i.quantity_cancelled) order by i.position), '[]')
                      from adjustment_item i
                     where (i.marketplace_id, i.seller_id, i.adjustment_id) = (a.marketplace_id, a.seller_id, a.id)))
                   order by a.adjusted_at, a.id), '[]')
              from adjustment a where (a.marketplace_id, a.seller_id, a.order_id) = ${own}) as adjustments`.execute(
    db,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('a query of two lists gave no row');
  const shipments = row.shipments.map(({ carrier, asGiven, ...shipment }) => ({
    ...shipment,
    carrier: carrier === null ? asGiven : (carrierName(carrier) ?? asGiven),
  }));
  return { shipments, adjustments: row.adjustments };
}

function withProgress(
  lines: OrderView['lines'],
  shipments: readonly ShipmentView[],
  adjustments: readonly AdjustmentView[],
): OrderDetailsView['lines'] {
  const shipped = shipments.flatMap(({ items }) => items);
  const adjusted = adjustments.flatMap(({ items }) => items);
  return lines.map((line) => {
    const own = adjusted.filter(({ item }) => item === line.item);
    return {
      ...line,
      shipped: sum(shipped.filter(({ item }) => item === line.item).map(({ quantity }) => quantity)),
      cancelled: sum(own.map(({ quantityCancelled }) => quantityCancelled)),
      adjustedMinor: sum(own.map(({ amountMinor }) => amountMinor)),
    };
  });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, next) => total + next, 0);
