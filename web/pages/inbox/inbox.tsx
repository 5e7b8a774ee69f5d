import type { ReactElement } from 'react';

import { say } from '#web/data/say.ts';
import { usePageTitle } from '#web/ui/page-title.ts';
import { EmptyNote } from '#web/ui/notes.tsx';

import { MessagesOff } from '#web/pages/notifications/messages-off.tsx';
import { ConversationPane } from '#web/pages/conversation/conversation-pane.tsx';
import { ConversationList } from './conversation-list.tsx';
import styles from '#web/ui/panes.module.css';

/** The conversations, the open one beside them, and where there is room its order beside that. */
export function Inbox({ open }: { readonly open: string | null }): ReactElement {
  return (
    <div className={styles['panes']} data-open={open !== null}>
      <section className={styles['list']} aria-label={say('inbox.list')}>
        {open === null ? <h1 className={styles['title']}>{say('inbox.title')}</h1> : null}
        <ConversationList open={open} />
        <MessagesOff />
      </section>
      {open === null ? <NothingOpen /> : <ConversationPane key={open} id={open} />}
    </div>
  );
}

function NothingOpen(): ReactElement {
  usePageTitle(say('inbox.title'));
  return (
    <section className={styles['nothing']} aria-label={say('inbox.conversation')}>
      <EmptyNote icon="chat" title={say('inbox.none-open')}>
        <p>{say('inbox.none-open-hint')}</p>
      </EmptyNote>
    </section>
  );
}
