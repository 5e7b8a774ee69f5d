import type { ReactElement, ReactNode } from 'react';
import { useCallback, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import type { Ref } from 'react';

import styles from './windowed-list.module.css';

/** What others can ask of the list. */
export interface WindowedListHandle {
  /** Moves the focus to the link of a row, wherever it is. */
  readonly focusRow: (index: number) => void;
}

interface WindowedListProps {
  readonly label: string;
  readonly count: number;
  readonly rowHeight: number;
  readonly row: (index: number) => ReactNode;
  /** The reader comes near the end of what is there. */
  readonly onEnd: () => void;
  /** There is more than `count`. */
  readonly hasMore: boolean;
  readonly ref?: Ref<WindowedListHandle>;
}

const OVERSCAN = 10;

/** Rows of one height, of which only those near the window are drawn: 100,000 are as quick as ten. */
export function WindowedList(props: WindowedListProps): ReactElement {
  const { label, count, rowHeight, row, onEnd, hasMore, ref } = props;
  const box = useRef<HTMLDivElement>(null);
  const [[first, last], setWindow] = useState<readonly [number, number]>([0, 30]);
  const wanted = useRef<number | null>(null);
  const measure = useCallback(() => {
    const element = box.current;
    if (element === null) return;
    const from = Math.max(0, Math.floor(element.scrollTop / rowHeight) - OVERSCAN);
    const to = Math.ceil((element.scrollTop + element.clientHeight) / rowHeight) + OVERSCAN;
    setWindow((before) => (before[0] === from && before[1] === to ? before : [from, to]));
  }, [rowHeight]);
  useEffect(() => {
    if (box.current === null) return undefined;
    const observer = new ResizeObserver(measure);
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [measure]);
  useEffect(() => {
    if (hasMore && last >= count) onEnd();
  }, [hasMore, last, count, onEnd]);
  useImperativeHandle(ref, () => ({
    focusRow: (index) => {
      wanted.current = index;
      reveal(box.current, index * rowHeight, rowHeight);
      measure();
      focusWanted(box.current, wanted);
    },
  }));
  useLayoutEffect(() => focusWanted(box.current, wanted));
  const end = Math.min(count, last);
  return (
    <div ref={box} className={styles['box']} onScroll={measure}>
      <ul aria-label={label} className={styles['rows']} style={{ blockSize: count * rowHeight }}>
        {Array.from({ length: Math.max(0, end - first) }, (_, offset) => {
          const index = first + offset;
          return (
            <li
              key={index}
              data-row={index}
              aria-setsize={hasMore ? -1 : count}
              aria-posinset={index + 1}
              style={{ insetBlockStart: index * rowHeight, blockSize: rowHeight }}
            >
              {row(index)}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function reveal(box: HTMLElement | null, top: number, height: number): void {
  if (box === null) return;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + height > box.scrollTop + box.clientHeight) box.scrollTop = top + height - box.clientHeight;
}

/** The row may be drawn only after the scrolling: then it gets the focus when it is. */
function focusWanted(box: HTMLElement | null, wanted: { current: number | null }): void {
  if (wanted.current === null) return;
  const link = box?.querySelector<HTMLElement>(`[data-row="${wanted.current}"] a`);
  if (link === null || link === undefined) return;
  wanted.current = null;
  link.focus({ preventScroll: true });
}
