import type { ReactElement } from 'react';
import { useRef } from 'react';

import { withQuery } from '#web/data/address.ts';
import type { MadeDecision, QueueState, useReviews } from '#web/data/reviews.ts';
import { say } from '#web/data/say.ts';
import { timeLeft } from '#web/data/time-left.ts';
import { useListKeys } from '#web/ui/list-keys.ts';
import { EmptyNote, ProblemNote } from '#web/ui/notes.tsx';
import { Link, useAddress } from '#web/ui/router.tsx';
import { useNow } from '#web/ui/settings.tsx';
import { SkeletonRows } from '#web/ui/skeleton-rows.tsx';
import type { WindowedListHandle } from '#web/ui/windowed-list.tsx';
import { WindowedList } from '#web/ui/windowed-list.tsx';

import styles from './review-list.module.css';
import { REVIEW_ROW_HEIGHT, ReviewRow } from './review-row.tsx';
import { UndoButton } from './undo-button.tsx';

const STATES = ['open', 'decided'] as const;

/** The cases of the queue, and what can still be undone below them. */
export function ReviewList({
  list: { data, error, refetch },
  state,
  open,
  made,
  onUndo,
}: {
  readonly list: ReturnType<typeof useReviews>;
  readonly state: QueueState;
  readonly open: string | null;
  readonly made: MadeDecision | null;
  readonly onUndo: (id: string) => void;
}): ReactElement {
  const { query } = useAddress();
  const rows = useRef<WindowedListHandle>(null);
  const items = data ?? [];
  useListKeys(rows, items.length, () => items.findIndex(({ id }) => id === open), {
    next: say('command.next-case'),
    previous: say('command.previous-case'),
    open: say('command.open-case'),
  });
  return (
    <>
      <States state={state} />
      <div className={styles['cases']}>
        {error !== null && data === undefined ? (
          <ProblemNote error={error} onRetry={() => void refetch()} />
        ) : null}
        {data === undefined && error === null ? (
          <SkeletonRows count={8} height={REVIEW_ROW_HEIGHT} label={say('loading')} />
        ) : null}
        {data?.length === 0 ? <NoCases state={state} /> : null}
        {items.length === 0 ? null : (
          <WindowedList
            ref={rows}
            label={say('reviews.list')}
            count={items.length}
            rowHeight={REVIEW_ROW_HEIGHT}
            hasMore={false}
            onEnd={() => undefined}
            row={(index) => {
              const review = items[index];
              return review === undefined ? null : (
                <ReviewRow
                  review={review}
                  href={`/reviews/${review.id}${withQuery(query, {})}`}
                  open={review.id === open}
                />
              );
            }}
          />
        )}
      </div>
      <Foot made={made} onUndo={onUndo} />
    </>
  );
}

function States({ state }: { readonly state: QueueState }): ReactElement {
  return (
    <nav className={styles['states']} aria-label={say('inbox.folders')}>
      <ul>
        {STATES.map((one) => (
          <li key={one}>
            <Link
              href={one === 'open' ? '/reviews' : '/reviews?state=decided'}
              aria-current={one === state ? 'page' : undefined}
            >
              {say(`reviews.state.${one}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function NoCases({ state }: { readonly state: QueueState }): ReactElement {
  return state === 'open' ? (
    <EmptyNote icon="check" title={say('reviews.empty')}>
      <p>{say('reviews.empty-hint')}</p>
    </EmptyNote>
  ) : (
    <EmptyNote icon="flag" title={say('reviews.none-decided')} />
  );
}

/** Always there, so that nothing moves: the last decision with its way back, or the keys. */
function Foot({
  made,
  onUndo,
}: {
  readonly made: MadeDecision | null;
  readonly onUndo: (id: string) => void;
}): ReactElement {
  const now = useNow();
  const until = made === null ? null : new Date(made.undoUntil);
  if (made === null || until === null || until <= now)
    return (
      <footer className={styles['foot']}>
        <p>{say('reviews.keys')}</p>
      </footer>
    );
  const { unit, count } = timeLeft(now, until, now);
  return (
    <footer className={styles['foot']}>
      <p className={styles['made']}>
        {say('review.just-done', { decision: made.decision, name: made.name })}{' '}
        <span className={styles['left']}>{say('clock.left', { unit, count })}</span>
      </p>
      <UndoButton onUndo={() => onUndo(made.id)} />
    </footer>
  );
}
