/** A row of a table, or where it can't be read on. `line` is the row's first line in the file, from 1. */
export type CsvRow =
  | { readonly kind: 'row'; readonly line: number; readonly cells: readonly string[] }
  | { readonly kind: 'broken'; readonly line: number; readonly reason: string };
