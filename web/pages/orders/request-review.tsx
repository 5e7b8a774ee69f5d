import type { ReactElement } from 'react';

import { newKey } from '#web/data/draft.ts';
import type { Order } from '#web/data/orders.ts';
import { useRequestReviews } from '#web/data/orders.ts';
import { useReasons } from '#web/data/reasons.ts';
import { say } from '#web/data/say.ts';
import { Button } from '#web/ui/button.tsx';
import { ProblemNote, Skeleton } from '#web/ui/notes.tsx';
import { useReader } from '#web/ui/settings.tsx';

import styles from './request-review.module.css';
import { ReviewResults } from './review-results.tsx';

/** The one request for a review that an order may get, or why it can't be made now (ORDER 6). */
export function RequestReview({ order }: { readonly order: Order }): ReactElement {
  const { data, error, refetch } = useReasons(order);
  return (
    <section className={styles['review']} aria-labelledby="request-review">
      <h2 id="request-review">{say('orders.review')}</h2>
      {data === undefined && error === null ? <Skeleton lines={2} label={say('loading')} /> : null}
      {data === undefined && error !== null ? (
        <ProblemNote error={error} onRetry={() => void refetch()} />
      ) : null}
      {data === undefined ? null : <Offer order={order} reasons={data} />}
    </section>
  );
}

function Offer({
  order,
  reasons: { offered, notOffered },
}: {
  readonly order: Order;
  readonly reasons: NonNullable<ReturnType<typeof useReasons>['data']>;
}): ReactElement {
  const { ownerId } = useReader();
  const request = useRequestReviews(ownerId ?? '');
  if (request.data !== undefined) return <ReviewResults results={request.data} />;
  const isOffered = offered.some(({ kind }) => kind === 'solicitation');
  const against = notOffered
    .filter(({ kind }) => kind === 'solicitation')
    .flatMap(({ obstacles }) => obstacles);
  if (!isOffered)
    return (
      <>
        <p className={styles['quiet']}>{say('orders.review-not-now')}</p>
        <ul className={styles['why']}>
          {against.map(({ code, sentence }) => (
            <li key={code}>{sentence}</li>
          ))}
        </ul>
      </>
    );
  return (
    <>
      <p className={styles['quiet']}>{say('orders.review-hint')}</p>
      {request.error === null ? null : <ProblemNote error={request.error} />}
      <p>
        <Button busy={request.isPending} onClick={() => request.mutate({ orders: [order], key: newKey() })}>
          {say('orders.request-review')}
        </Button>
      </p>
    </>
  );
}
