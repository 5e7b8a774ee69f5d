import type { ReactElement } from 'react';
import { useEffect, useRef, useState } from 'react';

import { withQuery } from '#web/data/address.ts';
import { useConversation } from '#web/data/conversations.ts';
import type { Conversation } from '#web/data/conversations.ts';
import { say } from '#web/data/say.ts';
import { OrderPanel } from '#web/pages/orders/order-panel.tsx';
import { otherParty } from '#web/pages/inbox/conversation-row.tsx';
import { useDesk } from '#web/pages/inbox/desk.tsx';
import { TimeLeftMark } from '#web/pages/inbox/time-left-mark.tsx';
import { Button } from '#web/ui/button.tsx';
import { Dialog } from '#web/ui/dialog.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { lazyPage } from '#web/ui/lazy-page.tsx';
import { EmptyNote, ProblemNote, Skeleton } from '#web/ui/notes.tsx';
import { usePageTitle } from '#web/ui/page-title.ts';
import { Link, useAddress } from '#web/ui/router.tsx';
import { useReader } from '#web/ui/settings.tsx';
import { ApiProblem } from '#web/data/api.ts';

import { Composer } from './composer.tsx';
import styles from './conversation-pane.module.css';
import { NoAnswerNeeded } from './no-answer-needed.tsx';
import { MessageStream } from './message-stream.tsx';

/** One conversation with its order. */
export function ConversationPane({ id }: { readonly id: string }): ReactElement {
  const { data, error, refetch } = useConversation(id);
  const isGone = error instanceof ApiProblem && error.status === 404;
  return (
    <>
      <section className={styles['conversation']} aria-label={say('inbox.conversation')}>
        {data === undefined && error === null ? <Waiting /> : null}
        {isGone ? <Gone /> : null}
        {error !== null && !isGone && data === undefined ? (
          <ProblemNote error={error} onRetry={() => void refetch()} />
        ) : null}
        {data === undefined ? null : <Opened conversation={data} />}
      </section>
      {data?.orderId == null ? null : (
        <aside className={styles['order']} aria-label={say('order.panel')}>
          <OrderPanel marketplace={data.marketplace} id={data.orderId} />
        </aside>
      )}
    </>
  );
}

function Waiting(): ReactElement {
  return (
    <div className={styles['waiting']}>
      <Skeleton lines={9} label={say('loading')} />
    </div>
  );
}

function Gone(): ReactElement {
  usePageTitle(say('conversation.gone'));
  return (
    <EmptyNote isPage icon="search" title={say('conversation.gone')}>
      <p>{say('conversation.gone-hint')}</p>
      <p>
        <Link href="/inbox">{say('inbox.show-all')}</Link>
      </p>
    </EmptyNote>
  );
}

function Opened({ conversation }: { readonly conversation: Conversation }): ReactElement {
  const { kind } = useReader();
  const title = conversation.subject === '' ? say('conversation.no-subject') : conversation.subject;
  usePageTitle(title);
  return (
    <>
      <Head conversation={conversation} title={title} other={otherParty(kind, conversation)} />
      <MessageStream conversation={conversation} />
      {kind === 'operator' ? null : <Composer conversation={conversation} />}
    </>
  );
}

const ConversationChoices = lazyPage(
  async () => (await import('#web/pages/buyer-messages/conversation-choices.tsx')).default,
);

/** What a buyer can do about a conversation beside answering. */
function Choices({ conversation }: { readonly conversation: Conversation }): ReactElement {
  const [isOpen, setIsOpen] = useState(false);
  const close = (): void => setIsOpen(false);
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>{say('choices')}</Button>
      {isOpen ? (
        <Dialog title={say('choices.title')} look="side" onClose={close}>
          <ConversationChoices conversation={conversation} onDone={close} />
        </Dialog>
      ) : null}
    </>
  );
}

function Head({
  conversation,
  title,
  other,
}: {
  readonly conversation: Conversation;
  readonly title: string;
  readonly other: string;
}): ReactElement {
  const { query } = useAddress();
  const { kind, only } = useReader();
  const desk = useDesk();
  const { marketplace, orderId, waitingSince } = conversation;
  const [showsOrder, setShowsOrder] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  // Whoever opens a conversation reads on here.
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <header className={styles['head']}>
      {only === null ? (
        <Link
          href={`/inbox${withQuery(query, {})}`}
          className={styles['back']}
          aria-label={say('inbox.back')}
        >
          <Icon name="back" />
        </Link>
      ) : null}
      <div className={styles['names']}>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <p>
          {other} <TimeLeftMark conversation={conversation} />
        </p>
      </div>
      {kind === 'buyer' ? <Choices conversation={conversation} /> : null}
      {kind === 'seller' && waitingSince !== null ? <NoAnswerNeeded conversation={conversation} /> : null}
      {orderId === null ? null : (
        <Button icon="bag" className={styles['order-button']} onClick={() => setShowsOrder(true)}>
          {say('order.show')}
        </Button>
      )}
      {showsOrder && orderId !== null ? (
        <Dialog title={say('order.panel')} look="side" onClose={() => setShowsOrder(false)}>
          <OrderPanel marketplace={marketplace} id={orderId} />
        </Dialog>
      ) : null}
      {desk === null ? null : <desk.Work conversation={conversation} />}
    </header>
  );
}
