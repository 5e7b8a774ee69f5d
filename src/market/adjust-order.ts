import type { AdjustmentReason } from './adjustment.ts';
import type { FeedFault } from './feed-fault.ts';
import { feedFault } from './feed-fault.ts';
import type { AdjustedItemClaim, AdjustmentClaim, AmountComponent } from './order-claim.ts';
import type { Decision, LedgerLine, OrderLedger } from './order-ledger.ts';
import { dedupKey, findLines, openPieces, orderAmount, refuse, statusOf, withLines } from './order-ledger.ts';

export interface AdjustedItem {
  readonly itemCode: string;
  readonly title: string;
  readonly reason: AdjustmentReason;
  /** Net of the components. */
  readonly amountMinor: number;
  readonly components: readonly Pick<AmountComponent, 'type' | 'amountMinor'>[];
  readonly quantityCancelled: number;
  readonly sellerAdjustmentId: string | null;
}

/** An adjustment that is to be written, and told to the buyer. */
export interface AdjustmentEntry {
  readonly type: 'adjustment';
  readonly dedupKey: string;
  readonly kind: 'refund' | 'cancel';
  /** Net credit to the buyer, in minor units: more than 0. */
  readonly amountMinor: number;
  readonly currency: string;
  readonly items: readonly AdjustedItem[];
  /** True where nothing of the order will come any more. */
  readonly isWholeOrder: boolean;
}

/** Under which the seller's number of an adjusted item is remembered. */
export function adjustmentIdKey(itemCode: string, sellerAdjustmentId: string): string {
  return `${itemCode} ${sellerAdjustmentId}`;
}

/** What a line's pieces cost that are cancelled now: cents that don't divide fall to the last of them. */
export function cancelledAmount({ amountMinor, quantity, cancelled }: LedgerLine, pieces: number): number {
  const upTo = (count: number): number => Math.floor((amountMinor * count) / quantity);
  return upTo(cancelled + pieces) - upTo(cancelled);
}

type NamedItem = { readonly line: LedgerLine; readonly item: AdjustedItemClaim };

function toAdjustedItem({ line, item }: NamedItem): AdjustedItem {
  const { itemCode, title } = line;
  const { reason, quantityCancelled, sellerAdjustmentId } = item;
  const components =
    item.components.length > 0
      ? item.components.map(({ type, amountMinor }) => ({ type, amountMinor }))
      : [{ type: 'Principal', amountMinor: cancelledAmount(line, quantityCancelled) }];
  const amountMinor = components.reduce((sum, component) => sum + component.amountMinor, 0);
  return { itemCode, title, reason, amountMinor, components, quantityCancelled, sellerAdjustmentId };
}

function faultsOfItem({ line, item }: NamedItem, ledger: OrderLedger): FeedFault[] {
  const faults: FeedFault[] = [];
  const { itemCode } = line;
  const left = openPieces(line);
  if (item.quantityCancelled > left)
    faults.push(
      feedFault('over-cancel-quantity', { item: itemCode, left, quantity: item.quantityCancelled }),
    );
  const foreign = item.components.find(({ currency }) => currency !== ledger.currency)?.currency;
  if (foreign !== undefined)
    faults.push(feedFault('currency-differs', { currency: foreign, expected: ledger.currency }));
  const id = item.sellerAdjustmentId;
  if (id !== null && ledger.adjustmentIds.has(adjustmentIdKey(itemCode, id)))
    faults.push(feedFault('adjustment-id-used', { id, item: itemCode }));
  return faults;
}

/** The net has to be a credit to the buyer, and all credits together no more than the order cost. */
function faultOfAmount(ledger: OrderLedger, amountMinor: number): FeedFault | null {
  if (amountMinor <= 0) return feedFault('no-credit');
  const leftMinor = orderAmount(ledger) - ledger.creditedMinor;
  return amountMinor > leftMinor
    ? feedFault('over-order-amount', { amountMinor, leftMinor, currency: ledger.currency })
    : null;
}

/** (claim, ledger) → the adjustment to write, or why not. The same claim again changes nothing. */
export function adjustOrder(claim: AdjustmentClaim, ledger: OrderLedger): Decision<AdjustmentEntry> {
  const named = findLines(ledger, claim.items);
  if (named.kind === 'refused') return named;
  const said = named.lines.map(({ line, item }) => [
    line.itemCode,
    item.sellerAdjustmentId,
    item.reason,
    item.components.map(({ type, amountMinor, currency }) => [type, amountMinor, currency]),
    item.quantityCancelled,
  ]);
  const key = dedupKey('adjustment', ledger.orderId, [claim.kind, said]);
  if (ledger.taken.has(key)) return { kind: 'unchanged' };
  if (ledger.status === 'pending') return refuse(feedFault('order-pending'));
  const faults = named.lines.flatMap((line) => faultsOfItem(line, ledger));
  if (faults.length > 0) return refuse(...faults);
  const items = named.lines.map(toAdjustedItem);
  const amountMinor = items.reduce((sum, item) => sum + item.amountMinor, 0);
  const fault = faultOfAmount(ledger, amountMinor);
  if (fault !== null) return refuse(fault);
  return applyAdjustment(ledger, { kind: claim.kind, dedupKey: key, items, amountMinor });
}

/** The entry, and the ledger after it. */
export function applyAdjustment(
  ledger: OrderLedger,
  adjustment: Pick<AdjustmentEntry, 'kind' | 'dedupKey' | 'items' | 'amountMinor'>,
): Extract<Decision<AdjustmentEntry>, { kind: 'taken' }> {
  const { items, amountMinor } = adjustment;
  const cancelled = new Map(items.map(({ itemCode, quantityCancelled }) => [itemCode, quantityCancelled]));
  const lines = withLines(
    ledger,
    new Map(
      ledger.lines.map((line) => [
        line.itemCode,
        { cancelled: line.cancelled + (cancelled.get(line.itemCode) ?? 0) },
      ]),
    ),
  );
  const ids = items.flatMap(({ itemCode, sellerAdjustmentId }) =>
    sellerAdjustmentId === null ? [] : [adjustmentIdKey(itemCode, sellerAdjustmentId)],
  );
  const cancelsPieces = items.some(({ quantityCancelled }) => quantityCancelled > 0);
  const status = cancelsPieces ? statusOf(ledger, lines) : ledger.status;
  return {
    kind: 'taken',
    entry: {
      type: 'adjustment',
      ...adjustment,
      currency: ledger.currency,
      isWholeOrder: cancelsPieces && status === 'cancelled',
    },
    ledger: {
      ...ledger,
      lines,
      status,
      creditedMinor: ledger.creditedMinor + amountMinor,
      taken: new Set(ledger.taken).add(adjustment.dedupKey),
      adjustmentIds: new Set([...ledger.adjustmentIds, ...ids]),
    },
  };
}
