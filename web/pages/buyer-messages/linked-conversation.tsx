import type { ReactElement } from 'react';

import { ConversationPane } from '#web/pages/conversation/conversation-pane.tsx';

import styles from './linked-conversation.module.css';

/** The one conversation that a link in a mail opens: no list beside it. */
export function LinkedConversation({ id }: { readonly id: string }): ReactElement {
  return (
    <div className={styles['alone']}>
      <ConversationPane id={id} />
    </div>
  );
}
