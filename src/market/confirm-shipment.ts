import type { FeedFault } from './feed-fault.ts';
import { feedFault } from './feed-fault.ts';
import type { ShipmentClaim } from './order-claim.ts';
import type { Decision, LedgerLine, NamedLines, OrderLedger } from './order-ledger.ts';
import { dedupKey, findLines, openPieces, refuse, statusOf, withLines } from './order-ledger.ts';

/** A shipment that is to be written, and told to the buyer. */
export interface ShipmentEntry {
  readonly type: 'shipment';
  readonly dedupKey: string;
  readonly claim: ShipmentClaim;
  readonly items: readonly {
    readonly itemCode: string;
    readonly title: string;
    readonly quantity: number;
  }[];
  /** False: more of the order is to come. */
  readonly isComplete: boolean;
}

/** Clocks of sellers' programs run fast, and some write the end of the day. */
const CLOCK_TOLERANCE_MS = 24 * 3_600_000;

type ShippedItem = ShipmentClaim['items'][number];

function faultOfOrder(
  { status, fulfilment, placedAt }: OrderLedger,
  shippedAt: Date,
  now: Date,
): FeedFault | null {
  if (fulfilment === 'marketplace') return feedFault('marketplace-ships');
  if (status === 'pending') return feedFault('order-pending');
  if (status === 'cancelled' || status === 'unfulfillable') return feedFault('order-cancelled');
  // The day counts: programs that know no hours write midnight.
  if (shippedAt.getTime() < placedAt.getTime() - CLOCK_TOLERANCE_MS) return feedFault('shipped-too-early');
  return shippedAt.getTime() > now.getTime() + CLOCK_TOLERANCE_MS ? feedFault('shipped-in-future') : null;
}

function quantities(named: readonly { readonly line: LedgerLine; readonly item: ShippedItem }[]): {
  readonly pieces: Map<LedgerLine, number>;
  readonly faults: FeedFault[];
} {
  const pieces = new Map<LedgerLine, number>();
  const faults: FeedFault[] = [];
  for (const { line, item } of named) {
    const left = openPieces(line);
    const quantity = item.quantity ?? left;
    if (quantity > left || quantity === 0)
      faults.push(feedFault('over-quantity', { item: line.itemCode, left, quantity }));
    else pieces.set(line, quantity);
  }
  return { pieces, faults };
}

function namedLines(ledger: OrderLedger, { items }: ShipmentClaim): NamedLines<ShippedItem> {
  if (items.length > 0) return findLines(ledger, items);
  const open = ledger.lines.filter((line) => openPieces(line) > 0);
  return {
    kind: 'lines',
    lines: open.map((line) => ({
      line,
      item: { item: { by: 'marketplace', id: line.itemCode }, quantity: null },
    })),
  };
}

/** (claim, ledger, now) → the shipment to write, or why not. The same claim again changes nothing. */
export function confirmShipment(
  claim: ShipmentClaim,
  ledger: OrderLedger,
  now: Date,
): Decision<ShipmentEntry> {
  const named = namedLines(ledger, claim);
  if (named.kind === 'refused') return named;
  const { sellerShipmentId, shippedAt, carrierAsGiven, methodAsGiven, trackingNumber } = claim;
  const said =
    claim.items.length === 0 ? [] : named.lines.map(({ line, item }) => [line.itemCode, item.quantity]);
  const key = dedupKey('shipment', ledger.orderId, [
    sellerShipmentId,
    shippedAt.toISOString(),
    carrierAsGiven,
    methodAsGiven,
    trackingNumber,
    said,
  ]);
  if (ledger.taken.has(key)) return { kind: 'unchanged' };
  const fault = faultOfOrder(ledger, shippedAt, now);
  if (fault !== null) return refuse(fault);
  if (sellerShipmentId !== null && ledger.shipmentIds.has(sellerShipmentId))
    return refuse(feedFault('shipment-id-used', { id: sellerShipmentId }));
  if (named.lines.length === 0) return refuse(feedFault('nothing-to-ship'));
  const { pieces, faults } = quantities(named.lines);
  if (faults.length > 0) return refuse(...faults);

  const lines = withLines(
    ledger,
    new Map([...pieces].map(([line, quantity]) => [line.itemCode, { shipped: line.shipped + quantity }])),
  );
  const status = statusOf(ledger, lines);
  const items = [...pieces].map(([{ itemCode, title }, quantity]) => ({ itemCode, title, quantity }));
  return {
    kind: 'taken',
    entry: { type: 'shipment', dedupKey: key, claim, items, isComplete: status === 'shipped' },
    ledger: {
      ...ledger,
      lines,
      status,
      taken: new Set(ledger.taken).add(key),
      shipmentIds:
        sellerShipmentId === null ? ledger.shipmentIds : new Set(ledger.shipmentIds).add(sellerShipmentId),
    },
  };
}
