import type { ReactElement } from 'react';

import type { Order } from '#web/data/orders.ts';
import { useDuties } from '#web/data/orders.ts';
import { say } from '#web/data/say.ts';
import { TimeLeftMark } from '#web/pages/inbox/time-left-mark.tsx';
import { Note } from '#web/ui/notes.tsx';
import { useReader } from '#web/ui/settings.tsx';

import styles from './order-duties.module.css';

/** What has to be done about this order, and until when. */
export function OrderDuties({ order: { marketplace, id } }: { readonly order: Order }): ReactElement | null {
  const { ownerId } = useReader();
  const { data } = useDuties(ownerId ?? '');
  const own = (data ?? []).filter((duty) => duty.orderId === id && duty.marketplace === marketplace);
  if (own.length === 0) return null;
  return (
    <Note look={own.some(({ isOverdue }) => isOverdue) ? 'bad' : 'warn'} icon="flag">
      <ul aria-label={say('duties.of-order')}>
        {own.map(({ kind, returnId, since, dueBefore }) => (
          <li key={`${kind} ${returnId}`} className={styles['duty']}>
            <span>{say(`duty.${kind}`)}</span>
            <TimeLeftMark conversation={{ waitingSince: since, answerDueAt: dueBefore }} />
          </li>
        ))}
      </ul>
    </Note>
  );
}
