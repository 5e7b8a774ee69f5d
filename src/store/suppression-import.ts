import type { Kysely } from 'kysely';

import type { CsvRow } from '#market/csv-row.ts';
import type { Actor } from '#market/party.ts';

import type { DB } from './schema.gen.ts';
import { addSuppression, readBuyerName } from './suppression.ts';

/** What became of one line of the table. */
export interface SuppressionLine {
  readonly line: number;
  readonly result: 'added' | 'unchanged' | 'refused';
  /** Why it was refused; the sentence is the catalogue's `suppression.…`. */
  readonly reason: 'not-a-buyer-name' | 'buyer-unknown' | 'no-heading' | 'not-csv' | null;
}

export interface SuppressionImport {
  readonly sellerId: string;
  /** Of orders in lines that name no marketplace. */
  readonly marketplaceId: string | null;
  readonly actor: Actor;
  readonly at: Date;
  readonly newId: () => string;
}

/** Lines that are written together. */
const BATCH = 200;

interface NamedLine {
  readonly line: number;
  readonly buyer: string;
  readonly marketplaceId: string | null;
}

/**
 * Puts the buyers of a table on the seller's list, line by line (OPT 7): column `buyer` has an order of the seller's
 * or the anonymous address of a buyer, column `marketplace`, where there is one, says whose order it is.
 */
export async function importSuppressions(
  db: Kysely<DB>,
  rows: AsyncIterable<CsvRow>,
  wish: SuppressionImport,
  report: (line: SuppressionLine) => void,
): Promise<void> {
  let columns: { readonly buyer: number; readonly marketplace: number } | null = null;
  let batch: NamedLine[] = [];
  const flush = async (): Promise<void> => {
    const lines = batch;
    batch = [];
    for (const line of await take(db, lines, wish)) report(line);
  };
  for await (const row of rows) {
    if (row.kind === 'broken') {
      await flush();
      report({ line: row.line, result: 'refused', reason: 'not-csv' });
      return;
    }
    if (columns === null) {
      const names = row.cells.map((cell) => cell.trim().toLowerCase());
      columns = { buyer: names.indexOf('buyer'), marketplace: names.indexOf('marketplace') };
      if (columns.buyer >= 0) continue;
      report({ line: row.line, result: 'refused', reason: 'no-heading' });
      return;
    }
    const marketplace = (row.cells[columns.marketplace] ?? '').trim();
    const marketplaceId = marketplace === '' ? wish.marketplaceId : marketplace;
    batch.push({ line: row.line, buyer: row.cells[columns.buyer] ?? '', marketplaceId });
    if (batch.length >= BATCH) await flush();
  }
  await flush();
}

async function take(
  db: Kysely<DB>,
  lines: readonly NamedLine[],
  { sellerId, actor, at, newId }: SuppressionImport,
): Promise<SuppressionLine[]> {
  return db.transaction().execute(async (tx) => {
    const taken: SuppressionLine[] = [];
    for (const { line, buyer: text, marketplaceId } of lines) {
      const buyer = readBuyerName(text, marketplaceId);
      if (buyer === null) {
        taken.push({ line, result: 'refused', reason: 'not-a-buyer-name' });
        continue;
      }
      const change = { sellerId, buyer, actor, at, auditId: newId() };
      const result = await addSuppression(tx, change, 'import');
      taken.push(
        result === 'buyer-unknown'
          ? { line, result: 'refused', reason: result }
          : { line, result, reason: null },
      );
    }
    return taken;
  });
}
