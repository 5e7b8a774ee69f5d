import { useCommands } from './keyboard.tsx';
import type { WindowedListHandle } from './windowed-list.tsx';

/** The row that has the focus; null where none has. */
export function focusedRow(): number | null {
  const row = document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset['row'];
  return row === undefined ? null : Number(row);
}

/** `j` and `k` move from row to row, `o` opens. `openIndex` gives the row of what is open, or -1. */
export function useListKeys(
  rows: { readonly current: WindowedListHandle | null },
  count: number,
  openIndex: () => number,
  labels: { readonly next: string; readonly previous: string; readonly open: string },
): void {
  const move = (step: number): void => {
    const from = focusedRow() ?? openIndex();
    const start = from === -1 && step < 0 ? 0 : from;
    rows.current?.focusRow(Math.max(0, Math.min(count - 1, start + step)));
  };
  const follow = (): void => document.activeElement?.closest<HTMLElement>('[data-row] a')?.click();
  useCommands([
    { id: 'next', label: labels.next, keys: 'j', run: () => move(1) },
    { id: 'previous', label: labels.previous, keys: 'k', run: () => move(-1) },
    { id: 'open', label: labels.open, keys: 'o', run: follow },
  ]);
}
