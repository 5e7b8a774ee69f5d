import { Readable, pipeline } from 'node:stream';

import { CsvError, parse } from 'csv-parse';

import { LONGEST_LINE } from '#market/order-import.ts';
import { CsvRecords } from '#market/order-csv.ts';
import type { NumberedReading } from '#market/order.ts';

interface ParsedRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads a table (RFC 4180, with a heading, UTF-8, with or without byte order mark) from text or a stream of it.
 * Where the quotes don't match, the rest can't be trusted: that line is refused and reading ends.
 */
export async function* readCsv(source: string | Readable): AsyncGenerator<NumberedReading> {
  const rows = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_LINE,
  });
  // Unlike `pipe`, a pipeline hands on the source's failure; whoever reads the rows hears of it.
  pipeline(typeof source === 'string' ? Readable.from([source]) : source, rows, () => undefined);
  const records = new CsvRecords();
  let lines = 0;
  try {
    for await (const { record, info } of rows as AsyncIterable<ParsedRow>) {
      lines = info.lines;
      yield* records.push(record, lines - lineBreaksIn(record));
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    yield* records.end();
    const fault = {
      field: '',
      reason: `can't be read as CSV (${error.code.toLowerCase().replaceAll('_', ' ')})`,
    };
    yield { line: lines + 1, reading: { kind: 'refused', faults: [fault] } };
    return;
  }
  yield* records.end();
}

/** The parser counts lines at the end of a row; a row begins earlier if its cells hold line breaks. */
function lineBreaksIn(record: readonly string[]): number {
  return record.reduce((count, cell) => count + (cell.match(/\r\n|\r|\n/gu)?.length ?? 0), 0);
}
