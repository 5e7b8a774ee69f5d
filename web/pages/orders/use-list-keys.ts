import { say } from '#web/data/say.ts';
import { useCommands } from '#web/ui/keyboard.tsx';
import type { WindowedListHandle } from '#web/ui/windowed-list.tsx';

/** `j` and `k` move from row to row, `o` opens. `openIndex` gives the row of what is open, or -1. */
export function useListKeys(
  rows: { readonly current: WindowedListHandle | null },
  count: number,
  openIndex: () => number,
): void {
  const move = (step: number): void => {
    const focused = document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset['row'];
    const from = focused === undefined ? openIndex() : Number(focused);
    const start = from === -1 && step < 0 ? 0 : from;
    rows.current?.focusRow(Math.max(0, Math.min(count - 1, start + step)));
  };
  const follow = (): void => document.activeElement?.closest<HTMLElement>('[data-row] a')?.click();
  useCommands([
    { id: 'next', label: say('command.next-order'), keys: 'j', run: () => move(1) },
    { id: 'previous', label: say('command.previous-order'), keys: 'k', run: () => move(-1) },
    { id: 'open', label: say('command.open-order'), keys: 'o', run: follow },
  ]);
}
