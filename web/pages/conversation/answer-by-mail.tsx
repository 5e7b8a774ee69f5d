import type { ReactElement } from 'react';

import { sayWith } from '#web/data/say.ts';

import styles from './answer-by-mail.module.css';

/** The other way to answer: the reader's own mail program, to the anonymous address of the other side. */
export function AnswerByMail({
  address,
  subject,
}: {
  readonly address: string;
  readonly subject: string;
}): ReactElement {
  const anchor = (inside: string): ReactElement => (
    <a key="link" href={`mailto:${address}?subject=${encodeURIComponent(subject)}`}>
      {inside}
    </a>
  );
  return (
    <p className={styles['answer']}>
      {sayWith('conversation.answer-by-mail', { link: anchor }) as readonly ReactElement[]}
    </p>
  );
}
