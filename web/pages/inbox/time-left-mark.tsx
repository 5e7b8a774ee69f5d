import type { ReactElement } from 'react';

import type { Conversation } from '#web/data/conversations.ts';
import { say } from '#web/data/say.ts';
import { timeLeft } from '#web/data/time-left.ts';
import { classes } from '#web/ui/classes.ts';
import { useFormats, useNow } from '#web/ui/settings.tsx';

import styles from './time-left-mark.module.css';

/** Until when the buyer has to be answered: in words and as a bar that empties. Nothing where nobody waits. */
export function TimeLeftMark({
  conversation: { waitingSince, answerDueAt },
}: {
  readonly conversation: Pick<Conversation, 'waitingSince' | 'answerDueAt'>;
}): ReactElement | null {
  const now = useNow();
  const formats = useFormats();
  if (waitingSince === null || answerDueAt === null) return null;
  const due = new Date(answerDueAt);
  const { isLate, unit, count, share, urgency } = timeLeft(new Date(waitingSince), due, now);
  return (
    <span
      className={classes(styles['mark'], styles[urgency])}
      title={say('clock.until', { time: formats.full(due) })}
    >
      <span className={styles['bar']} aria-hidden="true">
        <span style={{ inlineSize: `${Math.round(share * 100)}%` }} />
      </span>
      {say(isLate ? 'clock.late' : 'clock.left', { unit, count })}
    </span>
  );
}
