import type { Transaction } from 'kysely';

import type { AdjustmentEntry } from '#market/adjust-order.ts';
import type { ShipmentEntry } from '#market/confirm-shipment.ts';
import type { OrderEntry } from '#market/decide-claim.ts';
import { decideClaim } from '#market/decide-claim.ts';
import { DELIVERY_LIFETIME_MS } from '#market/delivery.ts';
import type { FeedFault } from '#market/feed-fault.ts';
import { feedFault } from '#market/feed-fault.ts';
import type { OrderClaim } from '#market/order-claim.ts';
import type { OrderLedger } from '#market/order-ledger.ts';
import type { AccountUpdateRecord } from '#store/account-update.ts';
import { keepAccountUpdates, writeAccountUpdates } from '#store/account-update.ts';
import type { PlacedEntry } from '#store/order-entries.ts';
import { writeEntries } from '#store/order-entries.ts';
import type { LockedOrder } from '#store/order-ledger.ts';
import { findSellerOrderNames, lockOrders } from '#store/order-ledger.ts';
import type { DB } from '#store/schema.gen.ts';

import { accountUpdate } from './account-update.ts';
import type { Ids } from './ports.ts';

/** Whose orders the claims are about. */
export interface ClaimScope {
  readonly sellerId: string;
  /** An order id counts in these alone. */
  readonly marketplaceIds: readonly string[];
  /** Null: by hand. */
  readonly feedId: string | null;
}

export interface ClaimOutcome {
  readonly result: 'taken' | 'unchanged' | 'refused';
  /** Of the shipment, adjustment or acknowledgement; null where nothing was written. */
  readonly id: string | null;
  readonly faults: readonly FeedFault[];
}

/** Orders as they stand after the claims that were decided so far. */
class OpenOrders {
  readonly #orders: Map<string, LockedOrder>;
  readonly #changed = new Set<string>();
  /** By the name in the seller's own books. */
  readonly #bySellerName: Map<string, { readonly marketplaceId: string; readonly orderId: string }>;

  constructor(orders: readonly LockedOrder[], names: Awaited<ReturnType<typeof findSellerOrderNames>>) {
    this.#orders = new Map(orders.map((order) => [keyOf(order.ledger), order]));
    this.#bySellerName = new Map(names.map((name) => [name.name, name]));
  }

  /** The order that a claim names, or why it can't be told which. */
  find({ order: { by, id } }: OrderClaim, marketplaceIds: readonly string[]): LockedOrder | FeedFault {
    if (by === 'seller') {
      const named = this.#bySellerName.get(id);
      const order = named === undefined ? undefined : this.#orders.get(keyOf(named));
      return order ?? feedFault('order-unknown', { order: id });
    }
    const found = marketplaceIds.flatMap(
      (marketplaceId) => this.#orders.get(keyOf({ marketplaceId, orderId: id })) ?? [],
    );
    const [order] = found;
    if (order === undefined) return feedFault('order-unknown', { order: id });
    return found.length === 1 ? order : feedFault('order-ambiguous', { order: id });
  }

  /** True where the seller's books call another order so. */
  isNamedOtherwise(name: string, { marketplaceId, orderId }: OrderLedger): boolean {
    const named = this.#bySellerName.get(name);
    return named !== undefined && (named.orderId !== orderId || named.marketplaceId !== marketplaceId);
  }

  renew(order: LockedOrder, ledger: OrderLedger, sellerOrderName: string | null): void {
    const key = keyOf(ledger);
    if (order.ledger.status !== ledger.status) this.#changed.add(key);
    this.#orders.set(key, { ...order, ledger });
    if (sellerOrderName !== null) this.#bySellerName.set(sellerOrderName, ledger);
  }

  statuses(): Pick<OrderLedger, 'marketplaceId' | 'orderId' | 'status'>[] {
    return [...this.#changed].flatMap((key) => this.#orders.get(key)?.ledger ?? []);
  }
}

const keyOf = ({ marketplaceId, orderId }: Pick<OrderLedger, 'marketplaceId' | 'orderId'>): string =>
  `${marketplaceId} ${orderId}`;

async function openOrders(
  tx: Transaction<DB>,
  claims: readonly OrderClaim[],
  { sellerId, marketplaceIds }: ClaimScope,
): Promise<OpenOrders> {
  const namesOf = (by: 'marketplace' | 'seller'): string[] =>
    claims.flatMap(({ order }) => (order.by === by ? [order.id] : []));
  const newNames = claims.flatMap((claim) =>
    claim.type === 'acknowledgement' && claim.sellerOrderId !== null ? [claim.sellerOrderId] : [],
  );
  const sellerNames = [...new Set([...namesOf('seller'), ...newNames])];
  const names = await findSellerOrderNames(tx, sellerId, marketplaceIds, sellerNames);
  const orderIds = [...new Set([...namesOf('marketplace'), ...names.map(({ orderId }) => orderId)])];
  return new OpenOrders(await lockOrders(tx, { sellerId, marketplaceIds, orderIds }), names);
}

interface Taken {
  readonly order: LockedOrder;
  readonly id: string;
  readonly entry: OrderEntry;
}

/**
 * Decides claims one after the other, each on what the ones before it left, and writes what was taken: all of it or
 * nothing, in the transaction of the caller, which reports the outcomes in the order of the claims. A buyer hears of
 * each shipment and each adjustment once.
 */
export async function takeClaims(
  tx: Transaction<DB>,
  claims: readonly OrderClaim[],
  scope: ClaimScope,
  ids: Ids,
  now: Date,
): Promise<ClaimOutcome[]> {
  const orders = await openOrders(tx, claims, scope);
  const taken: Taken[] = [];
  const outcomes = claims.map((claim) =>
    decide(claim, orders, scope, now, (order, entry) => {
      const id = ids.uuid();
      taken.push({ order, id, entry });
      return id;
    }),
  );
  await writeTaken(tx, taken, orders, { scope, ids, now });
  return outcomes;
}

function decide(
  claim: OrderClaim,
  orders: OpenOrders,
  { marketplaceIds }: ClaimScope,
  now: Date,
  take: (order: LockedOrder, entry: OrderEntry) => string,
): ClaimOutcome {
  const order = orders.find(claim, marketplaceIds);
  if ('code' in order) return { result: 'refused', id: null, faults: [order] };
  const decision = decideClaim(claim, order.ledger, now);
  switch (decision.kind) {
    case 'refused':
      return { result: 'refused', id: null, faults: decision.faults };
    case 'unchanged':
      return { result: 'unchanged', id: null, faults: [feedFault('taken-before')] };
    case 'taken': {
      const name = claim.type === 'acknowledgement' ? claim.sellerOrderId : null;
      if (name !== null && orders.isNamedOtherwise(name, order.ledger))
        return { result: 'refused', id: null, faults: [feedFault('seller-order-id-used', { id: name })] };
      orders.renew(order, decision.ledger, name);
      return { result: 'taken', id: take(order, decision.entry), faults: [] };
    }
  }
}

async function writeTaken(
  tx: Transaction<DB>,
  taken: readonly Taken[],
  orders: OpenOrders,
  { scope, ids, now }: { readonly scope: ClaimScope; readonly ids: Ids; readonly now: Date },
): Promise<void> {
  const placed = <Entry>({ order, id }: Omit<Taken, 'entry'>, entry: Entry): PlacedEntry<Entry> => {
    const { marketplaceId, orderId } = order.ledger;
    return { id, marketplaceId, orderId, buyerId: order.buyerId, entry };
  };
  const adjustmentsOf = (item: Taken): PlacedEntry<AdjustmentEntry>[] => {
    if (item.entry.type === 'adjustment') return [placed(item, item.entry)];
    // A failure to fulfil the order brings an adjustment of its own.
    const adjustment = item.entry.type === 'acknowledgement' ? item.entry.adjustment : null;
    return adjustment === null ? [] : [placed({ ...item, id: ids.uuid() }, adjustment)];
  };
  await writeEntries(tx, {
    sellerId: scope.sellerId,
    feedId: scope.feedId,
    at: now,
    shipments: taken.flatMap((item) => (item.entry.type === 'shipment' ? [placed(item, item.entry)] : [])),
    adjustments: taken.flatMap(adjustmentsOf),
    acknowledgements: taken.flatMap((item) =>
      item.entry.type === 'acknowledgement' ? [placed(item, item.entry)] : [],
    ),
    statuses: orders.statuses(),
  });
  const updates = taken.flatMap(({ order, entry }): AccountUpdateRecord[] => {
    const told = toldEntry(entry);
    return told === null ? [] : [accountUpdate(order, told, ids)];
  });
  const expiresAt = new Date(now.getTime() + DELIVERY_LIFETIME_MS);
  // One by hand is seen at once; those of a feed wait until its messages are taken.
  const write = scope.feedId === null ? writeAccountUpdates : keepAccountUpdates;
  await write(tx, scope.sellerId, updates, now, expiresAt);
}

/** That a seller has seen an order is no news for its buyer. */
function toldEntry(entry: OrderEntry): ShipmentEntry | AdjustmentEntry | null {
  return entry.type === 'acknowledgement' ? entry.adjustment : entry;
}
