import type { ReactElement } from 'react';
import { useRef } from 'react';

import { withQuery } from '#web/data/address.ts';
import type { Duty, OrderKey, useDuties } from '#web/data/orders.ts';
import { say } from '#web/data/say.ts';
import { TimeLeftMark } from '#web/pages/inbox/time-left-mark.tsx';
import { classes } from '#web/ui/classes.ts';
import { EmptyNote, ProblemNote } from '#web/ui/notes.tsx';
import { Link, useAddress } from '#web/ui/router.tsx';
import { SkeletonRows } from '#web/ui/skeleton-rows.tsx';
import type { WindowedListHandle } from '#web/ui/windowed-list.tsx';
import { WindowedList } from '#web/ui/windowed-list.tsx';

import styles from './order-row.module.css';
import { ORDER_ROW_HEIGHT } from './order-row.tsx';
import { useOrderKeys } from './use-order-keys.ts';

/** What a seller has to do, the most urgent first, each with its deadline (ORDER 7). */
export function DutyList({
  duties: { data, error, refetch },
  open,
}: {
  readonly duties: ReturnType<typeof useDuties>;
  readonly open: OrderKey | null;
}): ReactElement {
  const { query } = useAddress();
  const rows = useRef<WindowedListHandle>(null);
  const items = data ?? [];
  useOrderKeys(rows, items.length, () => items.findIndex(({ orderId }) => orderId === open?.id));
  if (data === undefined)
    return error === null ? (
      <SkeletonRows count={8} height={ORDER_ROW_HEIGHT} label={say('loading')} />
    ) : (
      <ProblemNote error={error} onRetry={() => void refetch()} />
    );
  if (items.length === 0)
    return (
      <EmptyNote icon="check" title={say('duties.none')}>
        <p>{say('duties.none-hint')}</p>
      </EmptyNote>
    );
  return (
    <WindowedList
      ref={rows}
      label={say('orders.show.duties')}
      count={items.length}
      rowHeight={ORDER_ROW_HEIGHT}
      hasMore={false}
      onEnd={() => undefined}
      row={(index) => {
        const duty = items[index];
        return duty === undefined ? null : (
          <DutyRow
            duty={duty}
            href={`/orders/${duty.marketplace}/${duty.orderId}${withQuery(query, {})}`}
            open={duty.orderId === open?.id}
          />
        );
      }}
    />
  );
}

function DutyRow({
  duty: { kind, orderId, marketplace, since, dueBefore },
  href,
  open,
}: {
  readonly duty: Duty;
  readonly href: string;
  readonly open: boolean;
}): ReactElement {
  return (
    <div className={classes(styles['row'], open && styles['open'])}>
      <Link href={href} aria-current={open ? 'true' : undefined} className={styles['link']}>
        <span className={styles['line']}>
          <span className={styles['titles']}>{say(`duty.${kind}`)}</span>
          <TimeLeftMark conversation={{ waitingSince: since, answerDueAt: dueBefore }} />
        </span>
        <span className={styles['line']}>
          <span className={styles['id']}>{orderId}</span>
          <span className={styles['quiet']}>{marketplace}</span>
        </span>
      </Link>
    </div>
  );
}
