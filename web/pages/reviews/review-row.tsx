import type { ReactElement } from 'react';

import type { Review } from '#web/data/reviews.ts';
import { say } from '#web/data/say.ts';
import { TimeLeftMark } from '#web/pages/inbox/time-left-mark.tsx';
import { classes } from '#web/ui/classes.ts';
import { Moment } from '#web/ui/moment.tsx';
import { Link } from '#web/ui/router.tsx';
import { useNow } from '#web/ui/settings.tsx';

import styles from './review-row.module.css';

/** The height of a row: three lines and their margins, and the line below them. */
export const REVIEW_ROW_HEIGHT = 81;

/** Whose message or conduct it is about, by name. */
export function nameOf({ names, about }: Review): string {
  return names?.[about] ?? say('review.side', { side: about });
}

/** A case in the list: about whom, since when, of what kind, until when, and who works on it. */
export function ReviewRow({
  review,
  href,
  open,
}: {
  readonly review: Review;
  readonly href: string;
  readonly open: boolean;
}): ReactElement {
  const { kind, about, openedAt, answerBy } = review;
  return (
    <Link href={href} aria-current={open ? 'true' : undefined} className={styles['row']}>
      <span className={styles['line']}>
        <span className={styles['name']}>{nameOf(review)}</span>
        <span className={styles['when']}>
          <Moment at={openedAt} />
        </span>
      </span>
      <span className={styles['line']}>
        <span className={styles['kind']}>{say(`review.kind.${kind}`)}</span>
        <TimeLeftMark conversation={{ waitingSince: openedAt, answerDueAt: answerBy }} />
      </span>
      <span className={styles['line']}>
        <span className={styles['side']}>{say('review.side', { side: about })}</span>
        <Standing review={review} />
      </span>
    </Link>
  );
}

function Standing({ review: { state, isMine } }: { readonly review: Review }): ReactElement | null {
  const now = useNow();
  if (state.kind === 'decided')
    return <span className={styles['standing']}>{say(`review.done.${state.decision}`)}</span>;
  if (state.kind !== 'open' || state.claim === null || new Date(state.claim.until) <= now) return null;
  return (
    <span className={classes(styles['standing'], isMine && styles['mine'])}>
      {isMine ? say('review.is-mine') : say('review.is-claimed', { name: state.claim.by.label })}
    </span>
  );
}
