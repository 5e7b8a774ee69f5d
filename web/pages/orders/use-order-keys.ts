import { say } from '#web/data/say.ts';
import { useListKeys } from '#web/ui/list-keys.ts';
import type { WindowedListHandle } from '#web/ui/windowed-list.tsx';

/** The keys of a list of orders. `openIndex` gives the row of what is open, or -1. */
export function useOrderKeys(
  rows: { readonly current: WindowedListHandle | null },
  count: number,
  openIndex: () => number,
): void {
  useListKeys(rows, count, openIndex, {
    next: say('command.next-order'),
    previous: say('command.previous-order'),
    open: say('command.open-order'),
  });
}
