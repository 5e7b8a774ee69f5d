import type { ReactElement } from 'react';

import type { Message } from '#web/data/conversations.ts';
import { say, sayWith } from '#web/data/say.ts';
import { Note } from '#web/ui/notes.tsx';

import styles from './message-reasons.module.css';

/** Why a message doesn't go, and what was changed in one that went. */
export function MessageReasons({ message }: { readonly message: Message }): ReactElement | null {
  const { state, reasons, findings, notes } = message;
  const isStopped = state === 'refused' || state === 'held';
  const hasMore = reasons.length > 0 || findings.length > 0;
  if (!hasMore && notes.length === 0) return null;
  return (
    <div className={styles['boxes']}>
      {hasMore ? (
        <Note look={state === 'refused' ? 'bad' : 'warn'} icon="warning">
          <h2>{say(isStopped ? `message.why-${state}` : 'message.findings')}</h2>
          <ul className={styles['list']}>
            {reasons.map(({ code, detail, text }) => (
              <li key={`${code} ${detail}`}>{text}</li>
            ))}
            {findings.map((finding, index) => (
              <FindingItem key={index} finding={finding} />
            ))}
          </ul>
        </Note>
      ) : null}
      {notes.length > 0 ? (
        <Note look="quiet" icon="check">
          <h2>{say('message.notes')}</h2>
          <ul className={styles['list']}>
            {notes.map(({ code, detail, text }) => (
              <li key={`${code} ${detail}`}>{text}</li>
            ))}
          </ul>
        </Note>
      ) : null}
    </div>
  );
}

function FindingItem({ finding }: { readonly finding: Message['findings'][number] }): ReactElement {
  const { quote, text, rule } = finding;
  const link = (inside: string): ReactElement => (
    <a key="link" href={`/rules/${rule}`} target="_blank" rel="noreferrer">
      {inside}
    </a>
  );
  return (
    <li>
      {quote === '' ? null : <q className={styles['quote']}>{quote}</q>} {text}{' '}
      {sayWith('message.guideline', { link }) as readonly ReactElement[]}
    </li>
  );
}
