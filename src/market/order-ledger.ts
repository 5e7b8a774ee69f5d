import { createHash } from 'node:crypto';

import type { FeedFault } from './feed-fault.ts';
import { feedFault } from './feed-fault.ts';
import type { ClaimedName } from './order-claim.ts';
import type { Fulfilment, OrderStatus } from './order.ts';

export interface LedgerLine {
  /** The shop's code of the line, or its number. */
  readonly itemCode: string;
  /** How the seller's books call it, if an acknowledgement said so. */
  readonly sellerItemId: string | null;
  readonly title: string;
  readonly quantity: number;
  /** Of all its pieces together, in minor units. */
  readonly amountMinor: number;
  readonly shipped: number;
  readonly cancelled: number;
}

/** What is known of an order when a claim about it is decided: a value, renewed by each claim that is taken. */
export interface OrderLedger {
  readonly marketplaceId: string;
  readonly orderId: string;
  readonly status: OrderStatus;
  readonly fulfilment: Fulfilment;
  readonly placedAt: Date;
  readonly currency: string;
  readonly lines: readonly LedgerLine[];
  /** Net credit to the buyer so far, in minor units. */
  readonly creditedMinor: number;
  /** Keys of the shipments, adjustments and of the acknowledgement that were taken: `dedupKey` in hex. */
  readonly taken: ReadonlySet<string>;
  readonly shipmentIds: ReadonlySet<string>;
  /** `adjustmentIdKey` of each item that carried the seller's number. */
  readonly adjustmentIds: ReadonlySet<string>;
  readonly acknowledged: 'success' | 'failure' | null;
}

/** What became of a claim. `entry` is what is to be written, `ledger` how the order stands then. */
export type Decision<Entry> =
  | { readonly kind: 'taken'; readonly entry: Entry; readonly ledger: OrderLedger }
  /** The same claim was taken before: nothing is written, nobody is told (FEED 4). */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused'; readonly faults: readonly FeedFault[] };

export function refuse(...faults: readonly FeedFault[]): {
  readonly kind: 'refused';
  readonly faults: readonly FeedFault[];
} {
  return { kind: 'refused', faults };
}

/** What makes a claim the same as an earlier one: SHA-256 over all that the seller said of this order. */
export function dedupKey(type: string, orderId: string, said: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify([type, orderId, said]))
    .digest('hex');
}

export function orderAmount({ lines }: OrderLedger): number {
  return lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

/** Pieces that are neither shipped nor cancelled. */
export function openPieces({ quantity, shipped, cancelled }: LedgerLine): number {
  return Math.max(0, quantity - shipped - cancelled);
}

export type NamedLines<Item> =
  | { readonly kind: 'lines'; readonly lines: readonly { readonly line: LedgerLine; readonly item: Item }[] }
  | { readonly kind: 'refused'; readonly faults: readonly FeedFault[] };

/** The lines that the items of a claim name, each once. */
export function findLines<Item extends { readonly item: ClaimedName }>(
  { lines }: OrderLedger,
  items: readonly Item[],
): NamedLines<Item> {
  const faults: FeedFault[] = [];
  const seen = new Set<string>();
  const found = items.flatMap((item) => {
    const { by, id } = item.item;
    const line = lines.find(
      ({ itemCode, sellerItemId }) => (by === 'seller' ? sellerItemId : itemCode) === id,
    );
    if (line === undefined) faults.push(feedFault('item-unknown', { item: id }));
    else if (seen.has(line.itemCode)) faults.push(feedFault('item-repeated', { item: id }));
    else {
      seen.add(line.itemCode);
      return [{ line, item }];
    }
    return [];
  });
  return faults.length === 0 ? { kind: 'lines', lines: found } : { kind: 'refused', faults };
}

/** The status that follows from the lines; one that isn't about shipping stays. */
export function statusOf({ status }: OrderLedger, lines: readonly LedgerLine[]): OrderStatus {
  const open = lines.some((line) => openPieces(line) > 0);
  const shipped = lines.some((line) => line.shipped > 0);
  if (!open) return shipped ? 'shipped' : 'cancelled';
  return shipped ? 'partially_shipped' : status;
}

/** The ledger with some of its lines changed. */
export function withLines(
  ledger: OrderLedger,
  change: ReadonlyMap<string, Partial<Pick<LedgerLine, 'shipped' | 'cancelled' | 'sellerItemId'>>>,
): readonly LedgerLine[] {
  return ledger.lines.map((line) => ({ ...line, ...change.get(line.itemCode) }));
}
