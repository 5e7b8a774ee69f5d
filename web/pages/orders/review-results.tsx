import type { ReactElement } from 'react';

import type { ReviewRequests } from '#web/data/orders.ts';
import { say } from '#web/data/say.ts';
import { classes } from '#web/ui/classes.ts';

import styles from './review-results.module.css';

/** What became of each request for a review, with the reasons where it wasn't sent. */
export function ReviewResults({
  results: { sent, items },
}: {
  readonly results: ReviewRequests;
}): ReactElement {
  return (
    <>
      <p className={styles['sum']}>{say('reviews-asked.sum', { sent, all: items.length })}</p>
      <ul className={styles['list']}>
        {items.map(({ marketplace, order, result, reasons }) => (
          <li key={`${marketplace} ${order}`}>
            <p>
              <strong>{order}</strong>{' '}
              <span className={classes(result === 'sent' ? styles['sent'] : styles['not'])}>
                {say(`reviews-asked.${result}`)}
              </span>
            </p>
            {reasons.map(({ code, sentence }) => (
              <p key={code}>{sentence}</p>
            ))}
          </li>
        ))}
      </ul>
    </>
  );
}
