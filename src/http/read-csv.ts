import type { Readable } from 'node:stream';

import { LONGEST_LINE } from '#market/order-import.ts';
import { CsvRecords } from '#market/order-csv.ts';
import type { NumberedReading } from '#market/order.ts';

import { readCsvRows } from './read-csv-rows.ts';

/** Reads a table of orders and what belongs to them. What can't be read as CSV is one refused line, the last one. */
export async function* readCsv(source: string | Readable): AsyncGenerator<NumberedReading> {
  const records = new CsvRecords();
  for await (const row of readCsvRows(source, LONGEST_LINE)) {
    if (row.kind === 'row') {
      yield* records.push(row.cells, row.line);
      continue;
    }
    yield* records.end();
    const fault = { field: '', reason: row.reason };
    yield { line: row.line, reading: { kind: 'refused', faults: [fault] } };
    return;
  }
  yield* records.end();
}
