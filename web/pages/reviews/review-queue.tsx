import type { ReactElement } from 'react';
import { useState } from 'react';

import { withQuery } from '#web/data/address.ts';
import type { MadeDecision, QueueState, Review } from '#web/data/reviews.ts';
import { useReviews, useUndoReview } from '#web/data/reviews.ts';
import { say } from '#web/data/say.ts';
import { useAnnounce } from '#web/ui/announce.tsx';
import { EmptyNote, problemText } from '#web/ui/notes.tsx';
import { usePageTitle } from '#web/ui/page-title.ts';
import { useAddress, useGo } from '#web/ui/router.tsx';
import { useToast } from '#web/ui/toast.tsx';

import { ReviewCasePane } from './review-case-pane.tsx';
import { ReviewList } from './review-list.tsx';
import styles from '#web/ui/panes.module.css';

/** The case to go on with: the next below that nobody else works on, else the first such one. */
function nextCase(items: readonly Review[], decided: string): Review | undefined {
  const isFree = ({ id, isMine, state }: Review): boolean =>
    id !== decided && (isMine || state.kind !== 'open' || state.claim === null);
  const at = items.findIndex(({ id }) => id === decided);
  return items.slice(at + 1).find(isFree) ?? items.find(isFree);
}

/** The operator's queue: the cases, and beside them the one that is worked on. */
export function ReviewQueue({ open }: { readonly open: string | null }): ReactElement {
  const { query } = useAddress();
  const go = useGo();
  const announce = useAnnounce();
  const [made, setMade] = useState<MadeDecision | null>(null);
  const state: QueueState = query.get('state') === 'decided' ? 'decided' : 'open';
  const list = useReviews(state);
  const undo = useUndo(() => setMade(null));
  const onDecided = (decision: MadeDecision): void => {
    setMade(decision);
    announce(say('review.just-done', { decision: decision.decision, name: decision.name }));
    const next = nextCase(list.data ?? [], decision.id);
    go(`/reviews${next === undefined ? '' : `/${next.id}`}${withQuery(query, {})}`);
  };
  return (
    <div className={styles['panes']} data-open={open !== null}>
      <section className={styles['list']} aria-label={say('reviews.list')}>
        {open === null ? <h1 className={styles['title']}>{say('reviews.title')}</h1> : null}
        <ReviewList list={list} state={state} open={open} made={made} onUndo={undo} />
      </section>
      {open === null ? (
        <NothingChosen />
      ) : (
        <ReviewCasePane key={open} id={open} onDecided={onDecided} onUndo={undo} />
      )}
    </div>
  );
}

/** Takes a decision back and opens its case again. */
function useUndo(onUndone: () => void): (id: string) => void {
  const go = useGo();
  const toast = useToast();
  const { mutateAsync } = useUndoReview();
  return (id) =>
    void mutateAsync(id).then(
      () => {
        onUndone();
        toast({ text: say('review.undone') });
        go(`/reviews/${id}`);
      },
      (error: unknown) => toast({ text: problemText(error) }),
    );
}

function NothingChosen(): ReactElement {
  usePageTitle(say('reviews.title'));
  return (
    <section className={styles['nothing']} aria-label={say('review.case')}>
      <EmptyNote icon="flag" title={say('reviews.none-chosen')}>
        <p>{say('reviews.none-chosen-hint')}</p>
      </EmptyNote>
    </section>
  );
}
