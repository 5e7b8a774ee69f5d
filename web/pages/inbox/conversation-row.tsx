import type { ReactElement } from 'react';

import type { Conversation } from '#web/data/conversations.ts';
import { say } from '#web/data/say.ts';
import { classes } from '#web/ui/classes.ts';
import { Icon } from '#web/ui/icon.tsx';
import { Moment } from '#web/ui/moment.tsx';
import { Link } from '#web/ui/router.tsx';
import { useReader } from '#web/ui/settings.tsx';

import styles from './conversation-row.module.css';
import { Marked } from './marked.tsx';
import { TimeLeftMark } from './time-left-mark.tsx';

/** The height of a row: two lines and their margins, and the line below them. */
export const ROW_HEIGHT = 61;

/** Who the other side is, for this reader. */
export function otherParty(kind: 'buyer' | 'seller' | 'operator', { buyer, seller }: Conversation): string {
  if (kind === 'operator') return say('conversation.between', { buyer: buyer.name, seller: seller.name });
  return kind === 'buyer' ? seller.name : buyer.name;
}

/** A conversation in the list: who, when, what it is about, and its newest words. */
export function ConversationRow({
  conversation,
  href,
  open,
}: {
  readonly conversation: Conversation;
  readonly href: string;
  readonly open: boolean;
}): ReactElement {
  const { kind } = useReader();
  const { orderId, lastMessageAt, unreadCount } = conversation;
  const unread = (unreadCount ?? 0) > 0;
  return (
    <Link
      href={href}
      aria-current={open ? 'true' : undefined}
      className={classes(styles['row'], unread && styles['unread'])}
    >
      <span className={styles['line']}>
        <span className={styles['name']}>
          {unread ? (
            <span
              className={styles['dot']}
              role="img"
              aria-label={say('inbox.unread', { count: unreadCount ?? 0 })}
            />
          ) : null}
          {otherParty(kind, conversation)}
        </span>
        {orderId === null ? null : <span className={styles['order']}>{orderId}</span>}
        <span className={styles['when']}>
          <Moment at={lastMessageAt} />
        </span>
      </span>
      <SecondLine conversation={conversation} />
    </Link>
  );
}

function SecondLine({ conversation }: { readonly conversation: Conversation }): ReactElement {
  const { kind } = useReader();
  const { preview, subject, lastAuthor, assignee, found, hasFiles } = conversation;
  return (
    <span className={styles['line']}>
      <span className={styles['preview']}>
        {lastAuthor === kind && found === null ? (
          <span className={styles['you']}>{say('inbox.you')} </span>
        ) : null}
        {found === null ? preview || subject : <Marked text={found.text} marks={found.marks} />}
      </span>
      {hasFiles ? (
        <span className={styles['files']} role="img" aria-label={say('inbox.has-files')}>
          <Icon name="clip" />
        </span>
      ) : null}
      {assignee === null ? null : <span className={styles['who']}>{assignee.name}</span>}
      <TimeLeftMark conversation={conversation} />
    </span>
  );
}
