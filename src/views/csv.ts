/** What may stand in a cell. */
export type CsvCell = string | number | Date | null;

// SECURITY: spreadsheets run a text that begins so, and also after blanks or in its full-width form; what the other side
// wrote may stand in a cell. A leading apostrophe makes it text.
const FORMULA = /^[\s\u200b\ufeff]*[=+\-@|\uff1d\uff0b\uff0d\uff20\t\r]/u;

function cellText(cell: CsvCell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  if (cell instanceof Date) return cell.toISOString();
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n;\t]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line of CSV (RFC 4180) with its line end. Texts that a spreadsheet would run are defused. */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(cellText).join(',')}\r\n`;
}
