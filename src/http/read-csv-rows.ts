import { Readable, pipeline } from 'node:stream';

import { CsvError, parse } from 'csv-parse';

import type { CsvRow } from '#market/csv-row.ts';

interface ParsedRow {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads the rows of a table (RFC 4180, UTF-8, with or without byte order mark), the heading among them, from text or
 * a stream of it. Where the quotes don't match, the rest can't be trusted: that is said, and reading ends.
 */
export async function* readCsvRows(source: string | Readable, longestRow: number): AsyncGenerator<CsvRow> {
  const rows = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: longestRow,
  });
  // Unlike `pipe`, a pipeline hands on the source's failure; whoever reads the rows hears of it.
  pipeline(typeof source === 'string' ? Readable.from([source]) : source, rows, () => undefined);
  let lines = 0;
  try {
    for await (const { record, info } of rows as AsyncIterable<ParsedRow>) {
      lines = info.lines;
      yield { kind: 'row', line: lines - lineBreaksIn(record), cells: record };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const reason = `can't be read as CSV (${error.code.toLowerCase().replaceAll('_', ' ')})`;
    yield { kind: 'broken', line: lines + 1, reason };
  }
}

/** The parser counts lines at the end of a row; a row begins earlier if its cells hold line breaks. */
function lineBreaksIn(record: readonly string[]): number {
  return record.reduce((count, cell) => count + (cell.match(/\r\n|\r|\n/gu)?.length ?? 0), 0);
}
