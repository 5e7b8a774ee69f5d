import type { ReactElement } from 'react';
import { useState } from 'react';

import type { Message } from '#web/data/conversations.ts';
import { say } from '#web/data/say.ts';
import { Button } from '#web/ui/button.tsx';
import { classes } from '#web/ui/classes.ts';
import { Icon } from '#web/ui/icon.tsx';
import { Moment } from '#web/ui/moment.tsx';
import { Dialog } from '#web/ui/dialog.tsx';
import { lazyPage } from '#web/ui/lazy-page.tsx';
import { useCan, useFormats } from '#web/ui/settings.tsx';

import styles from './message-article.module.css';
import { MessageReasons } from './message-reasons.tsx';
import { markedText } from './marked-text.ts';
import { MessageState } from './message-state.tsx';

/** One message: who, when, what, and for its author where it stands. */
export function MessageArticle({ message }: { readonly message: Message }): ReactElement {
  const { mine, automatic, author, authorName, receivedAt, state } = message;
  if (automatic !== null) return <AutomaticLine message={message} />;
  const isStopped = state === 'refused' || state === 'held';
  return (
    <article
      className={classes(
        styles['message'],
        mine && styles['mine'],
        author === 'marketplace' && styles['market'],
        isStopped && styles['stopped'],
      )}
      aria-label={say('message.by', { name: authorName })}
    >
      <header className={styles['head']}>
        <strong>{authorName}</strong>
        <Moment at={receivedAt} />
      </header>
      <MessageBody message={message} />
      <FileList message={message} />
      <MessageReasons message={message} />
      {state === null ? null : <MessageState state={state} />}
      {mine || author === 'marketplace' ? null : <ReportMessage message={message} />}
    </article>
  );
}

const ReportForm = lazyPage(async () => (await import('./report-form.tsx')).default);

/** The way to tell the marketplace of a message that isn't right (INBOX 6). */
function ReportMessage({ message: { id } }: { readonly message: Message }): ReactElement | null {
  const can = useCan();
  const [isOpen, setIsOpen] = useState(false);
  const close = (): void => setIsOpen(false);
  if (!can('POST /api/v1/messages/:id/reports')) return null;
  return (
    <>
      <Button look="quiet" className={styles['toggle']} onClick={() => setIsOpen(true)}>
        {say('message.report')}
      </Button>
      {isOpen ? (
        <Dialog title={say('message.report-title')} onClose={close}>
          <ReportForm reported={{ what: 'messages', id }} onDone={close} />
        </Dialog>
      ) : null}
    </>
  );
}

/** An automatic answer is one grey line that opens. */
function AutomaticLine({ message }: { readonly message: Message }): ReactElement {
  const { authorName, automatic, receivedAt } = message;
  return (
    <details className={styles['automatic']}>
      <summary>
        {say(automatic === 'absence-note' ? 'message.absence' : 'message.automatic', { name: authorName })}{' '}
        <Moment at={receivedAt} />
      </summary>
      <MessageBody message={message} />
      <FileList message={message} />
    </details>
  );
}

/**
 * The author's words. SECURITY: what they formatted is shown on request in a frame that belongs to no origin and
 * where nothing runs (threats C6 to C8); the text is what it says.
 */
function MessageBody({ message }: { readonly message: Message }): ReactElement {
  const { id, hasHtml, authorName } = message;
  const [isFormatted, setIsFormatted] = useState(false);
  return (
    <>
      {isFormatted ? (
        <iframe
          className={styles['formatted']}
          src={`/messages/${id}/body`}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          referrerPolicy="no-referrer"
          title={say('message.frame', { name: authorName })}
        />
      ) : (
        <p className={styles['text']} lang={message.language ?? undefined} dir="auto">
          {markedText(message).map(({ text, finding }, index) =>
            finding === null ? text : <mark key={index}>{text}</mark>,
          )}
        </p>
      )}
      {hasHtml ? (
        <Button
          look="quiet"
          className={styles['toggle']}
          aria-pressed={isFormatted}
          onClick={() => setIsFormatted(!isFormatted)}
        >
          {say('message.formatted')}
        </Button>
      ) : null}
    </>
  );
}

function FileList({ message: { id, files } }: { readonly message: Message }): ReactElement | null {
  const formats = useFormats();
  if (files.length === 0) return null;
  return (
    <ul className={styles['files']} aria-label={say('message.files')}>
      {files.map(({ position, name, byteCount }) => (
        <li key={position}>
          <a href={`/messages/${id}/files/${position}`} download={name}>
            <Icon name="file" />
            <span className={styles['file-name']}>{name}</span>
            <span className={styles['size']}>{formats.bytes(byteCount)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
