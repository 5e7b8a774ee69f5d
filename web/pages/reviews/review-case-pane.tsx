import type { ReactElement } from 'react';
import { useEffect, useRef, useState } from 'react';

import { withQuery } from '#web/data/address.ts';
import { ApiProblem } from '#web/data/api.ts';
import type { Message } from '#web/data/conversations.ts';
import { useMessages } from '#web/data/conversations.ts';
import type { MadeDecision, ReviewCase } from '#web/data/reviews.ts';
import { useReview } from '#web/data/reviews.ts';
import { say } from '#web/data/say.ts';
import { TimeLeftMark } from '#web/pages/inbox/time-left-mark.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { EmptyNote, ProblemNote, Skeleton } from '#web/ui/notes.tsx';
import { usePageTitle } from '#web/ui/page-title.ts';
import { Link, useAddress } from '#web/ui/router.tsx';
import { useFormats } from '#web/ui/settings.tsx';

import { CaseEvidence } from './case-evidence.tsx';
import styles from './review-case-pane.module.css';
import { ReviewActions } from './review-actions.tsx';
import { nameOf } from './review-row.tsx';

/** One case: what it is decided on, and below it what can be done. */
export function ReviewCasePane({
  id,
  onDecided,
  onUndo,
}: {
  readonly id: string;
  readonly onDecided: (decision: MadeDecision) => void;
  readonly onUndo: (id: string) => void;
}): ReactElement {
  const { data, error, refetch } = useReview(id);
  const isGone = error instanceof ApiProblem && error.status === 404;
  const hasFailed = error !== null && !isGone && data === undefined;
  return (
    <section className={styles['pane']} aria-label={say('review.case')}>
      {isGone ? <Gone /> : null}
      {hasFailed ? <ProblemNote error={error} onRetry={() => void refetch()} /> : null}
      {data === undefined && error === null ? <Waiting /> : null}
      {data === undefined ? null : <Loaded review={data} onDecided={onDecided} onUndo={onUndo} />}
    </section>
  );
}

function Waiting(): ReactElement {
  return (
    <div className={styles['waiting']}>
      <Skeleton lines={9} label={say('loading')} />
    </div>
  );
}

function Gone(): ReactElement {
  usePageTitle(say('review.gone'));
  return (
    <EmptyNote isPage icon="search" title={say('review.gone')}>
      <p>
        <Link href="/reviews">{say('review.back')}</Link>
      </p>
    </EmptyNote>
  );
}

function Loaded({
  review,
  onDecided,
  onUndo,
}: {
  readonly review: ReviewCase;
  readonly onDecided: (decision: MadeDecision) => void;
  readonly onUndo: (id: string) => void;
}): ReactElement {
  const { data, error, refetch } = useMessages(review.conversationId);
  const name = nameOf(review);
  usePageTitle(name);
  return (
    <>
      <Head review={review} name={name} />
      <div className={styles['body']} tabIndex={0} role="region" aria-label={say('review.evidence')}>
        {error !== null && data === undefined ? (
          <ProblemNote error={error} onRetry={() => void refetch()} />
        ) : null}
        {data === undefined && error === null ? <Skeleton lines={9} label={say('loading')} /> : null}
        {data === undefined ? null : <Veiled review={review} messages={data} />}
      </div>
      <ReviewActions review={review} onDecided={onDecided} onUndo={() => onUndo(review.id)} />
    </>
  );
}

/** What was shown stays shown while the case is open; the next one is veiled again. */
function Veiled({
  review,
  messages,
}: {
  readonly review: ReviewCase;
  readonly messages: readonly Message[];
}): ReactElement {
  const [isShown, setIsShown] = useState(false);
  return (
    <CaseEvidence review={review} messages={messages} isShown={isShown} onShow={() => setIsShown(true)} />
  );
}

function Head({ review, name }: { readonly review: ReviewCase; readonly name: string }): ReactElement {
  const { query } = useAddress();
  const formats = useFormats();
  const heading = useRef<HTMLHeadingElement>(null);
  const { kind, about, openedAt, answerBy, marketplace } = review;
  // Whoever opens a case reads on here.
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <header className={styles['head']}>
      <Link
        href={`/reviews${withQuery(query, {})}`}
        className={styles['back']}
        aria-label={say('review.back')}
      >
        <Icon name="back" />
      </Link>
      <div className={styles['names']}>
        <h1 ref={heading} tabIndex={-1}>
          {name}
        </h1>
        <p className={styles['facts']}>
          <span>{say(`review.kind.${kind}`)}</span>
          <span>{say('review.side', { side: about })}</span>
          <span>{say('review.marketplace', { marketplace })}</span>
          <time dateTime={openedAt}>{say('review.since', { time: formats.full(new Date(openedAt)) })}</time>
        </p>
      </div>
      <TimeLeftMark conversation={{ waitingSince: openedAt, answerDueAt: answerBy }} />
    </header>
  );
}
