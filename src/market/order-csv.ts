import { readRecord } from './order-import.ts';
import type { ImportFault, NumberedReading, RecordReading } from './order.ts';

/** The columns that a table may have, by the fields that they stand for; their order doesn't matter. */
const CSV_COLUMNS = [
  'type',
  'marketplace',
  'seller',
  'id',
  'status',
  'fulfilment',
  'placedAt',
  'earliestDeliveryAt',
  'latestDeliveryAt',
  'completedAt',
  'buyer.id',
  'buyer.name',
  'buyer.language',
  'buyer.address',
  'buyer.phone',
  'line.product',
  'line.title',
  'line.quantity',
  'line.amount',
  'line.currency',
  'title',
  'categories',
  'pictures',
  'order',
  'reason',
  'openedAt',
  'closedAt',
] as const;

type Column = (typeof CSV_COLUMNS)[number];
const LISTS: ReadonlySet<Column> = new Set(['categories', 'pictures']);
/** What stands between the items of a list in one cell. */
const LIST_SEPARATOR = '|';
const MOST_ROWS_OF_ORDER = 500;

interface Row {
  readonly line: number;
  readonly cells: ReadonlyMap<Column, string>;
}

/**
 * Makes records of the rows of a table. A row is a record of the kind in its column `type`, an order without
 * one; an order with several lines is several rows one after the other with the same id, of which only the
 * first has to fill the columns that aren't the line's. Push the header first, then every row, then `end`.
 */
export class CsvRecords {
  #columns: readonly (Column | null)[] | null = null;
  #rows: Row[] = [];

  /** Gives what the rows before this one made. `line` is the row's first line in the file, from 1. */
  push(cells: readonly string[], line: number): NumberedReading[] {
    if (this.#columns === null) return this.#readHeader(cells, line);
    const extra = cells.findIndex((cell, index) => index >= (this.#columns?.length ?? 0) && cell !== '');
    const row = { line, cells: toCells(this.#columns, cells) };
    if (extra >= 0)
      return [...this.end(), refuse(line, { field: `column ${extra + 1}`, reason: 'has no heading' })];
    if (this.#goesOn(row)) {
      this.#rows.push(row);
      return [];
    }
    const finished = this.end();
    this.#rows = [row];
    return finished;
  }

  /** Gives what the last rows made. */
  end(): NumberedReading[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows.length === 0 ? [] : [readRows(rows)];
  }

  #readHeader(cells: readonly string[], line: number): NumberedReading[] {
    const names = cells.map((cell) => cell.trim());
    const columns = names.map((name) => CSV_COLUMNS.find((column) => column === name) ?? null);
    this.#columns = columns;
    const unknown = names.filter((_, index) => columns[index] === null);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (unknown.length > 0)
      return unknown.map((name) =>
        refuse(line, { field: name.slice(0, 60), reason: 'is no column of an import' }),
      );
    return twice === undefined ? [] : [refuse(line, { field: twice, reason: 'stands twice in the heading' })];
  }

  #goesOn({ cells }: Row): boolean {
    const [first] = this.#rows;
    return (
      first !== undefined &&
      typeOf(first) === 'order' &&
      (cells.get('type') ?? 'order') === 'order' &&
      cells.get('id') === first.cells.get('id') &&
      (cells.get('marketplace') ?? first.cells.get('marketplace')) === first.cells.get('marketplace') &&
      this.#rows.length < MOST_ROWS_OF_ORDER
    );
  }
}

function refuse(line: number, fault: ImportFault): NumberedReading {
  return { line, reading: { kind: 'refused', faults: [fault] } };
}

function toCells(columns: readonly (Column | null)[], cells: readonly string[]): ReadonlyMap<Column, string> {
  const found = new Map<Column, string>();
  for (const [index, column] of columns.entries()) {
    const text = (cells[index] ?? '').trim();
    if (column !== null && text !== '') found.set(column, text);
  }
  return found;
}

function typeOf({ cells }: Row): string {
  return cells.get('type') ?? 'order';
}

function readRows(rows: readonly Row[]): NumberedReading {
  const [first] = rows;
  if (first === undefined) throw new Error('a record of no rows');
  const contradiction = findContradiction(first, rows);
  if (contradiction !== null) return contradiction;
  const reading = readRecord(toValue(first, rows));
  return {
    line: reading.kind === 'record' ? first.line : lineToMend(first, rows, reading.faults),
    reading: inColumns(reading),
  };
}

function findContradiction(first: Row, rows: readonly Row[]): NumberedReading | null {
  for (const { cells, line } of rows)
    for (const [column, text] of cells)
      if (!column.startsWith('line.') && column !== 'type' && first.cells.get(column) !== text)
        return refuse(line, { field: column, reason: 'differs from the first row of the order' });
  return null;
}

function lineToMend(first: Row, rows: readonly Row[], faults: readonly ImportFault[]): number {
  const index = /^lines\.(\d+)\./u.exec(faults[0]?.field ?? '')?.[1];
  return index === undefined ? first.line : (rows[Number(index)]?.line ?? first.line);
}

/** Faults name columns, as the table has them. */
function inColumns(reading: RecordReading): RecordReading {
  if (reading.kind === 'record') return reading;
  const faults = reading.faults.map(({ field, reason }) => ({
    field: field.replace(/^lines(?:\.\d+)?/u, 'line'),
    reason,
  }));
  return { kind: 'refused', faults };
}

/** The value that the same record would be in JSON. */
function toValue(first: Row, rows: readonly Row[]): unknown {
  const value: Record<string, unknown> = { type: typeOf(first) };
  const buyer: Record<string, string> = {};
  for (const [column, text] of first.cells) {
    if (column.startsWith('buyer.')) buyer[column.slice('buyer.'.length)] = text;
    else if (LISTS.has(column)) value[column] = text.split(LIST_SEPARATOR);
    else if (!column.startsWith('line.')) value[column] = text;
  }
  if (Object.keys(buyer).length > 0) value['buyer'] = buyer;
  const lines = rows.map(lineOf).filter((line) => Object.keys(line).length > 0);
  if (lines.length > 0) value['lines'] = lines;
  return value;
}

function lineOf({ cells }: Row): Record<string, string> {
  const line: Record<string, string> = {};
  for (const [column, text] of cells)
    if (column.startsWith('line.')) line[column.slice('line.'.length)] = text;
  return line;
}
