import type { AdjustedItem, AdjustmentEntry } from './adjust-order.ts';
import { applyAdjustment } from './adjust-order.ts';
import type { AdjustmentReason } from './adjustment.ts';
import { feedFault } from './feed-fault.ts';
import type { AcknowledgementClaim } from './order-claim.ts';
import type { Decision, OrderLedger } from './order-ledger.ts';
import { dedupKey, findLines, openPieces, orderAmount, refuse, withLines } from './order-ledger.ts';

/** An acknowledgement that is to be written. */
export interface AcknowledgementEntry {
  readonly type: 'acknowledgement';
  readonly dedupKey: string;
  readonly status: 'success' | 'failure';
  readonly sellerOrderId: string | null;
  readonly items: readonly {
    readonly itemCode: string;
    readonly sellerItemId: string | null;
    readonly cancelReason: AdjustmentReason | null;
  }[];
  /** A failure gives the buyer back what the order cost; null where there is nothing to give back. */
  readonly adjustment: AdjustmentEntry | null;
}

/** (claim, ledger) → the acknowledgement to write, or why not. A failure cancels the whole order. */
export function acknowledgeOrder(
  claim: AcknowledgementClaim,
  ledger: OrderLedger,
): Decision<AcknowledgementEntry> {
  const named = findLines(ledger, claim.items);
  if (named.kind === 'refused') return named;
  const items = named.lines.map(({ line, item: { sellerItemId, cancelReason } }) => ({
    itemCode: line.itemCode,
    sellerItemId,
    cancelReason,
  }));
  const { status, sellerOrderId } = claim;
  const said = items.map(({ itemCode, sellerItemId, cancelReason }) => [
    itemCode,
    sellerItemId,
    cancelReason,
  ]);
  const key = dedupKey('acknowledgement', ledger.orderId, [status, sellerOrderId, said]);
  if (ledger.taken.has(key)) return { kind: 'unchanged' };
  if (ledger.acknowledged === 'failure' || (ledger.acknowledged === 'success' && status === 'success'))
    return refuse(feedFault('acknowledged-differently'));
  const entry = { type: 'acknowledgement', dedupKey: key, status, sellerOrderId, items } as const;
  const taken = new Set(ledger.taken).add(key);
  const names = new Map(items.map(({ itemCode, sellerItemId }) => [itemCode, { sellerItemId }]));
  const after = { ...ledger, taken, acknowledged: status, lines: withLines(ledger, names) };
  if (status === 'success') return { kind: 'taken', entry: { ...entry, adjustment: null }, ledger: after };
  if (ledger.lines.some(({ shipped }) => shipped > 0)) return refuse(feedFault('shipped-already'));
  if (ledger.status === 'cancelled') return refuse(feedFault('order-cancelled'));
  return cancelAll(entry, after);
}

function cancelAll(
  entry: Omit<AcknowledgementEntry, 'adjustment'>,
  ledger: OrderLedger,
): Decision<AcknowledgementEntry> {
  const reasons = new Map(entry.items.map(({ itemCode, cancelReason }) => [itemCode, cancelReason]));
  // Lines that the failure doesn't name fail with the order, for the first reason that it gives.
  const first = entry.items.find(({ cancelReason }) => cancelReason !== null)?.cancelReason ?? 'Other';
  const owed = Math.max(0, orderAmount(ledger) - ledger.creditedMinor);
  let left = owed;
  const items = ledger.lines.map((line): AdjustedItem => {
    // What went back before, for whatever line, doesn't go back twice.
    const amountMinor = Math.min(line.amountMinor, left);
    left -= amountMinor;
    return {
      itemCode: line.itemCode,
      title: line.title,
      reason: reasons.get(line.itemCode) ?? first,
      amountMinor,
      components: [{ type: 'Principal', amountMinor }],
      quantityCancelled: openPieces(line),
      sellerAdjustmentId: null,
    };
  });
  const adjustment = applyAdjustment(ledger, {
    kind: 'cancel',
    dedupKey: dedupKey('failure', ledger.orderId, [entry.dedupKey]),
    items,
    amountMinor: owed,
  });
  return {
    kind: 'taken',
    entry: { ...entry, adjustment: owed > 0 ? adjustment.entry : null },
    ledger: { ...adjustment.ledger, status: 'cancelled' },
  };
}
