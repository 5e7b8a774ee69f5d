import type { Transaction } from 'kysely';

import type { BuyerRecord, ImportFault, ImportRecord, OrderRecord, ReturnRecord } from '#market/order.ts';

import type { DB } from './schema.gen.ts';

interface KnownOrder {
  readonly sellerId: string;
  readonly buyerShopId: string | null;
}

/** What is in the store of the things that a batch of records names. */
export interface ImportFacts {
  readonly marketplaces: ReadonlySet<string>;
  /** By the name that the records use, which is our id or the shop's. */
  readonly sellers: ReadonlyMap<string, string>;
  /** By `marketplace id`. */
  readonly orders: ReadonlyMap<string, KnownOrder>;
  readonly ourDomains: ReadonlySet<string>;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u;

/** Loads in four look-ups what the records of a batch are checked against. */
export async function loadImportFacts(
  tx: Transaction<DB>,
  records: readonly ImportRecord[],
): Promise<ImportFacts> {
  const marketplaces = await tx.selectFrom('marketplace').select('id').execute();
  const domains = await tx.selectFrom('mail_domain').select('domain').execute();
  return {
    marketplaces: new Set(marketplaces.map(({ id }) => id)),
    sellers: await findSellers(tx, records),
    orders: await findOrders(tx, records),
    ourDomains: new Set(domains.map(({ domain }) => domain)),
  };
}

async function findSellers(
  tx: Transaction<DB>,
  records: readonly ImportRecord[],
): Promise<Map<string, string>> {
  const names = [...new Set(records.flatMap((record) => (record.type === 'buyer' ? [] : [record.seller])))];
  const found = new Map<string, string>();
  if (names.length === 0) return found;
  const uuids = names.filter((name) => UUID.test(name));
  const rows = await tx
    .selectFrom('seller')
    .select(['id', 'shop_id'])
    .where((row) =>
      row.or([row('shop_id', 'in', names), ...(uuids.length === 0 ? [] : [row('id', 'in', uuids)])]),
    )
    .execute();
  for (const { id } of rows) found.set(id, id);
  for (const { id, shop_id } of rows) if (shop_id !== null) found.set(shop_id, id);
  return found;
}

async function findOrders(
  tx: Transaction<DB>,
  records: readonly ImportRecord[],
): Promise<Map<string, KnownOrder>> {
  const ids = records.flatMap((record) => {
    if (record.type === 'order') return [record.id];
    return record.type === 'return' ? [record.orderId] : [];
  });
  const found = new Map<string, KnownOrder>();
  if (ids.length === 0) return found;
  const rows = await tx
    .selectFrom('sales_order as o')
    .innerJoin('buyer as b', 'b.id', 'o.buyer_id')
    .select(['o.marketplace_id', 'o.id', 'o.seller_id', 'b.shop_id'])
    .where('o.marketplace_id', 'in', (query) => query.selectFrom('marketplace').select('id'))
    .where('o.id', 'in', [...new Set(ids)])
    .execute();
  for (const row of rows)
    found.set(`${row.marketplace_id} ${row.id}`, { sellerId: row.seller_id, buyerShopId: row.shop_id });
  return found;
}

/** Names of parties that aren't here, and addresses that can't be a person's. */
export function partyFaults(record: ImportRecord, facts: ImportFacts): ImportFault[] {
  const faults: ImportFault[] = [];
  if (record.type !== 'buyer') {
    if (!facts.marketplaces.has(record.marketplaceId))
      faults.push({ field: 'marketplace', reason: `${record.marketplaceId} is no marketplace here` });
    if (!facts.sellers.has(record.seller))
      faults.push({ field: 'seller', reason: `${record.seller} is no seller here` });
  }
  if (record.type === 'buyer' || record.type === 'order') faults.push(...buyerFaults(record.buyer, facts));
  return faults;
}

function buyerFaults(buyer: BuyerRecord, { ourDomains }: ImportFacts): ImportFault[] {
  // Mail to an alias of ours as a buyer's mailbox would go round in a circle (threats M1).
  return ourDomains.has(buyer.addressDomain)
    ? [{ field: 'buyer.address', reason: 'is an address of this marketplace, not of a person' }]
    : [];
}

/** SECURITY: an order never moves to another seller or buyer: its conversation would move with it. */
export function orderFaults(order: OrderRecord, { orders, sellers }: ImportFacts): ImportFault[] {
  const known = orders.get(`${order.marketplaceId} ${order.id}`);
  if (known === undefined) return [];
  if (known.sellerId !== sellers.get(order.seller))
    return [{ field: 'seller', reason: 'the order is there already, with another seller' }];
  return known.buyerShopId === order.buyer.shopId
    ? []
    : [{ field: 'buyer.id', reason: 'the order is there already, with another buyer' }];
}

export function returnFaults(
  record: ReturnRecord,
  batch: readonly ImportRecord[],
  facts: ImportFacts,
): ImportFault[] {
  const { marketplaceId, orderId, seller } = record;
  const sellerId = facts.sellers.get(seller);
  const known = facts.orders.get(`${marketplaceId} ${orderId}`);
  const isKnown = known !== undefined && known.sellerId === sellerId;
  const comesAlong = batch.some(
    (other) =>
      other.type === 'order' &&
      other.marketplaceId === marketplaceId &&
      other.id === orderId &&
      facts.sellers.get(other.seller) === sellerId &&
      partyFaults(other, facts).length === 0 &&
      orderFaults(other, facts).length === 0,
  );
  return isKnown || comesAlong
    ? []
    : [{ field: 'order', reason: `${orderId} is no order of this seller here` }];
}
