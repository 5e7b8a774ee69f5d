import type { ReactElement } from 'react';

import type { ListedOrder } from '#web/data/orders.ts';
import { say } from '#web/data/say.ts';
import { classes } from '#web/ui/classes.ts';
import { Moment } from '#web/ui/moment.tsx';
import { Link } from '#web/ui/router.tsx';

import styles from './order-row.module.css';

/** The height of a row: two lines and their margins, and the line below them. */
export const ORDER_ROW_HEIGHT = 61;

/** An order in the list: whose, which, since when, and how it stands. With `choice` it can be chosen among others. */
export function OrderRow({
  order: { id, marketplace, buyer, status, placedAt, lines, returns },
  href,
  open,
  choice,
}: {
  readonly order: ListedOrder;
  readonly href: string;
  readonly open: boolean;
  readonly choice: { readonly isChosen: boolean; readonly toggle: () => void } | null;
}): ReactElement {
  const hasReturn = returns.some((back) => back.status !== 'refunded' && back.status !== 'closed');
  return (
    <div className={classes(styles['row'], open && styles['open'])}>
      {choice === null ? null : (
        <input
          type="checkbox"
          className={styles['choice']}
          aria-label={say('orders.choose-one', { id })}
          checked={choice.isChosen}
          onChange={choice.toggle}
        />
      )}
      <Link href={href} aria-current={open ? 'true' : undefined} className={styles['link']}>
        <span className={styles['line']}>
          <span className={styles['id']}>{id}</span>
          <span className={styles['quiet']}>
            {buyer.name} · {marketplace}
          </span>
          <span className={styles['when']}>
            <Moment at={placedAt} />
          </span>
        </span>
        <span className={styles['line']}>
          <span className={styles['titles']}>{lines.map(({ title }) => title).join(', ')}</span>
          <span className={classes(styles['status'], hasReturn && styles['warn'])}>
            {hasReturn ? say('orders.has-return') : say(`order.status.${status}`)}
          </span>
        </span>
      </Link>
    </div>
  );
}
