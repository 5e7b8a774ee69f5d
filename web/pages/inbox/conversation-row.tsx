import type { ReactElement } from 'react';

import type { Conversation } from '#web/data/conversations.ts';
import { say } from '#web/data/say.ts';
import { classes } from '#web/ui/classes.ts';
import { Moment } from '#web/ui/moment.tsx';
import { Link } from '#web/ui/router.tsx';
import { useReader } from '#web/ui/settings.tsx';

import styles from './conversation-row.module.css';
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
  const { orderId, preview, lastMessageAt, lastAuthor, unreadCount, subject } = conversation;
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
      <span className={styles['line']}>
        <span className={styles['preview']}>
          {lastAuthor === kind ? <span className={styles['you']}>{say('inbox.you')} </span> : null}
          {preview === '' ? subject : preview}
        </span>
        <TimeLeftMark conversation={conversation} />
      </span>
    </Link>
  );
}
