import type { ReactElement } from 'react';
import { useRef } from 'react';

import { say, sayWith } from '#web/data/say.ts';
import { useCommands } from '#web/ui/keyboard.tsx';

import styles from './answer-by-mail.module.css';

/** Where the reader's own mail program answers to: the anonymous address of the other side. */
export function AnswerByMail({
  address,
  subject,
}: {
  readonly address: string;
  readonly subject: string;
}): ReactElement {
  const link = useRef<HTMLAnchorElement>(null);
  useCommands([{ id: 'answer', label: say('command.answer'), keys: 'r', run: () => link.current?.focus() }]);
  const anchor = (inside: string): ReactElement => (
    <a key="link" ref={link} href={`mailto:${address}?subject=${encodeURIComponent(subject)}`}>
      {inside}
    </a>
  );
  return (
    <footer className={styles['answer']}>
      <p>{sayWith('conversation.answer-by-mail', { link: anchor, address }) as readonly ReactElement[]}</p>
    </footer>
  );
}
