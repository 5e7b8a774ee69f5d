import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';

import type { Actor } from '#market/party.ts';
import type {
  BuyerRecord,
  ImportFault,
  ImportRecord,
  NumberedReading,
  OrderRecord,
  ProductRecord,
  ReturnRecord,
} from '#market/order.ts';

import { writeAudit } from './audit.ts';
import type { Located, LocatedOrder } from './order.ts';
import { productKey, recordKey, replaceOrderLines, upsertOrders, upsertReturns } from './order.ts';
import type { ImportFacts } from './order-facts.ts';
import { loadImportFacts, orderFaults, partyFaults, returnFaults } from './order-facts.ts';
import type { IdSource } from './party-import.ts';
import { ensureRelationships, upsertBuyers } from './party-import.ts';
import { noteProductsOfLines, upsertProducts } from './product.ts';
import type { DB } from './schema.gen.ts';

/** What became of one record (FEED 4). */
export interface ImportedLine {
  readonly line: number;
  readonly result: 'created' | 'updated' | 'unchanged' | 'refused';
  /** `order 302-…`; null where the record can't be read that far. */
  readonly what: string | null;
  readonly faults: readonly ImportFault[];
}

/** Records per transaction: few enough that a crash costs little, many enough that the commits cost nothing. */
const BATCH = 500;

/**
 * The first import fills empty tables, and plans that were made for empty tables are quadratic in full ones, those
 * of the foreign keys too: 10,000 orders took 80 s without this and 8 s with it.
 * Autovacuum comes after a minute.
 */
const ANALYZE_AFTER: ReadonlySet<number> = new Set([1, 8, 64]);
const ANALYZED_TABLES = 'buyer, relationship, alias, product, sales_order, order_line, order_return';

interface Numbered {
  readonly line: number;
  readonly record: ImportRecord;
}

/**
 * Takes records one after the other: good ones are kept, bad ones refused with line, field and reason, and
 * what is there already is left alone, so an import can be repeated (FEED 4). One transaction per batch.
 * `report` hears of every record, in the order of the file. Throws what the database throws; batches that
 * were reported are kept.
 */
export async function importRecords(
  db: Kysely<DB>,
  readings: AsyncIterable<NumberedReading> | Iterable<NumberedReading>,
  ports: { readonly ids: IdSource; now(): Date },
  report: (line: ImportedLine) => void,
): Promise<void> {
  let batch: Numbered[] = [];
  let keys = new Set<string>();
  let refused: ImportedLine[] = [];
  let batches = 0;
  const flush = async (): Promise<void> => {
    const records = batch;
    const outcomes =
      records.length === 0
        ? []
        : await db.transaction().execute((tx) => importBatch(tx, records, ports.ids, ports.now()));
    for (const line of [...outcomes, ...refused].sort((a, b) => a.line - b.line)) report(line);
    batch = [];
    keys = new Set();
    refused = [];
    batches += 1;
    if (ANALYZE_AFTER.has(batches)) await sql`analyze ${sql.raw(ANALYZED_TABLES)}`.execute(db);
  };
  for await (const { line, reading } of readings) {
    if (reading.kind === 'refused') {
      refused.push({ line, result: 'refused', what: null, faults: reading.faults });
    } else {
      const key = describe(reading.record);
      // A record that comes twice is a change of the first: the second has to see what the first wrote.
      if (keys.has(key)) await flush();
      keys.add(key);
      batch.push({ line, record: reading.record });
    }
    if (batch.length + refused.length >= BATCH) await flush();
  }
  await flush();
}

function describe(record: ImportRecord): string {
  if (record.type === 'buyer') return `buyer ${record.buyer.shopId}`;
  const { type, marketplaceId, seller, id } = record;
  return type === 'product'
    ? `product ${id} (${marketplaceId}, ${seller})`
    : `${type} ${id} (${marketplaceId})`;
}

interface Sorted {
  readonly orders: LocatedOrder[];
  readonly products: Located<ProductRecord>[];
  readonly returns: Located<ReturnRecord>[];
}

async function importBatch(
  tx: Transaction<DB>,
  batch: readonly Numbered[],
  ids: IdSource,
  at: Date,
): Promise<ImportedLine[]> {
  const records = batch.map(({ record }) => record);
  const facts = await loadImportFacts(tx, records);
  const faults = new Map(batch.map(({ line, record }) => [line, faultsOf(record, records, facts)]));
  const good = batch.filter(({ line }) => faults.get(line)?.length === 0).map(({ record }) => record);

  const buyers = await upsertBuyers(tx, buyersOf(good), ids, at);
  const buyerId = (shopId: string): string => {
    const buyer = buyers.get(shopId);
    if (buyer === undefined) throw new Error('a buyer that was written is gone');
    return buyer.id;
  };
  const sorted = sortRecords(good, facts, buyerId);
  await ensureRelationships(tx, sorted.orders, ids, at);
  const changes = await writeRecords(tx, sorted, at);
  for (const [shopId, { changed }] of buyers) if (changed) changes.set(`buyer ${shopId}`, 'updated');
  return batch.map(({ line, record }) => outcomeOf(line, record, faults.get(line) ?? [], changes, facts));
}

function faultsOf(
  record: ImportRecord,
  batch: readonly ImportRecord[],
  facts: ImportFacts,
): readonly ImportFault[] {
  const faults = partyFaults(record, facts);
  if (faults.length > 0) return faults;
  if (record.type === 'order') return orderFaults(record, facts);
  return record.type === 'return' ? returnFaults(record, batch, facts) : [];
}

/** Of several records of one buyer the last one counts. */
function buyersOf(records: readonly ImportRecord[]): BuyerRecord[] {
  const buyers = records.flatMap((record) =>
    record.type === 'buyer' || record.type === 'order' ? [record.buyer] : [],
  );
  return [...new Map(buyers.map((buyer) => [buyer.shopId, buyer])).values()];
}

function sortRecords(
  records: readonly ImportRecord[],
  facts: ImportFacts,
  buyerId: (shopId: string) => string,
): Sorted {
  const sorted: Sorted = { orders: [], products: [], returns: [] };
  const located = <T extends OrderRecord | ProductRecord | ReturnRecord>(record: T): Located<T> => ({
    ...record,
    sellerId: facts.sellers.get(record.seller) ?? '',
  });
  for (const record of records) {
    if (record.type === 'order')
      sorted.orders.push({ ...located(record), buyerId: buyerId(record.buyer.shopId) });
    else if (record.type === 'product') sorted.products.push(located(record));
    else if (record.type === 'return') sorted.returns.push(located(record));
  }
  return sorted;
}

type RecordChanges = Map<string, 'created' | 'updated'>;

async function writeRecords(tx: Transaction<DB>, sorted: Sorted, at: Date): Promise<RecordChanges> {
  const changes: RecordChanges = new Map();
  const note = (type: string, found: ReadonlyMap<string, 'created' | 'updated'>): void => {
    for (const [key, change] of found) changes.set(`${type} ${key}`, change);
  };
  // One record may name the seller by our id and another by the shop's.
  const products = new Map(sorted.products.map((product) => [productKey(product), product]));
  note('product', await upsertProducts(tx, [...products.values()], at));
  await noteProductsOfLines(tx, sorted.orders, at);
  const orders = await upsertOrders(tx, sorted.orders, at);
  for (const key of await replaceOrderLines(tx, sorted.orders)) orders.set(key, orders.get(key) ?? 'updated');
  note('order', orders);
  note('return', await upsertReturns(tx, sorted.returns));
  await logChanges(tx, sorted, orders, at);
  return changes;
}

/** Orders that are new or changed are events for whoever follows the log. */
async function logChanges(
  tx: Transaction<DB>,
  { orders }: Sorted,
  changes: RecordChanges,
  at: Date,
): Promise<void> {
  const events = orders.flatMap((order) => {
    const change = changes.get(recordKey(order));
    return change === undefined
      ? []
      : [
          {
            at,
            kind: `order.${change}`,
            marketplace_id: order.marketplaceId,
            seller_id: order.sellerId,
            buyer_id: order.buyerId,
            data: JSON.stringify({ orderId: order.id, status: order.status }),
          },
        ];
  });
  if (events.length > 0) await tx.insertInto('event').values(events).execute();
}

function outcomeOf(
  line: number,
  record: ImportRecord,
  faults: readonly ImportFault[],
  changes: RecordChanges,
  facts: ImportFacts,
): ImportedLine {
  const what = describe(record);
  if (faults.length > 0) return { line, result: 'refused', what, faults };
  const result = changeOf(record, changes, facts) ?? 'unchanged';
  return { line, result, what, faults: [] };
}

function changeOf(
  record: ImportRecord,
  changes: RecordChanges,
  facts: ImportFacts,
): 'created' | 'updated' | undefined {
  switch (record.type) {
    case 'buyer':
      return changes.get(`buyer ${record.buyer.shopId}`);
    case 'order':
      return changes.get(`order ${recordKey(record)}`) ?? changes.get(`buyer ${record.buyer.shopId}`);
    case 'return':
      return changes.get(`return ${recordKey(record)}`);
    case 'product':
      return changes.get(
        `product ${productKey({ ...record, sellerId: facts.sellers.get(record.seller) ?? '' })}`,
      );
  }
}

export type ImportCounts = Record<ImportedLine['result'], number>;

/** How many records were created, updated, unchanged and refused. */
export function countResults(report: readonly ImportedLine[]): ImportCounts {
  const counts: ImportCounts = { created: 0, updated: 0, unchanged: 0, refused: 0 };
  for (const { result } of report) counts[result] += 1;
  return counts;
}

/** Writes into the audit log who imported how much. */
export async function noteImport(
  tx: Transaction<DB>,
  note: { readonly id: string; readonly at: Date; readonly actor: Actor; readonly counts: ImportCounts },
): Promise<void> {
  const { id, at, actor, counts } = note;
  const subject = JSON.stringify(counts);
  await writeAudit(tx, {
    id,
    at,
    actor,
    sellerId: null,
    action: 'orders.imported',
    subject,
    from: null,
    to: null,
  });
}
