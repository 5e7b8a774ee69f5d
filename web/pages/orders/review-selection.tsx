import type { ReactElement } from 'react';
import { useRef } from 'react';

import { newKey } from '#web/data/draft.ts';
import type { OrderKey } from '#web/data/orders.ts';
import { useRequestReviews } from '#web/data/orders.ts';
import { say } from '#web/data/say.ts';
import { Button } from '#web/ui/button.tsx';
import { Dialog } from '#web/ui/dialog.tsx';
import { problemText } from '#web/ui/notes.tsx';
import { useReader } from '#web/ui/settings.tsx';
import { useToast } from '#web/ui/toast.tsx';

import { ReviewResults } from './review-results.tsx';
import styles from './review-selection.module.css';

/** Asks the buyers of the chosen orders for a review, and says what became of each (ORDER 6). */
export function ReviewSelection({
  orders,
  onDone,
}: {
  readonly orders: readonly OrderKey[];
  readonly onDone: () => void;
}): ReactElement {
  const { ownerId } = useReader();
  const request = useRequestReviews(ownerId ?? '');
  const toast = useToast();
  // The same orders again after a lost answer: nobody is asked twice.
  const attempt = useRef({ of: '', key: '' });
  const ask = (): void => {
    const of = orders.map(({ marketplace, id }) => `${marketplace} ${id}`).join('\n');
    if (attempt.current.of !== of) attempt.current = { of, key: newKey() };
    request.mutate(
      { orders, key: attempt.current.key },
      { onError: (error) => toast({ text: problemText(error) }) },
    );
  };
  return (
    <div className={styles['bar']}>
      <p>{say('orders.chosen', { count: orders.length })}</p>
      <Button look="main" busy={request.isPending} disabled={orders.length === 0} onClick={ask}>
        {say('orders.request-reviews')}
      </Button>
      <Button look="quiet" onClick={onDone}>
        {say('cancel')}
      </Button>
      {request.data === undefined ? null : (
        <Dialog title={say('reviews-asked.title')} onClose={onDone}>
          <ReviewResults results={request.data} />
        </Dialog>
      )}
    </div>
  );
}
