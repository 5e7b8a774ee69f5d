import type { ReactElement } from 'react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';

import type { Conversation, Message } from '#web/data/conversations.ts';
import { useMarkRead, useMessages } from '#web/data/conversations.ts';
import type { Note } from '#web/data/desk.ts';
import { say } from '#web/data/say.ts';
import { useDesk } from '#web/pages/inbox/desk.tsx';
import { useAnnounce } from '#web/ui/announce.tsx';
import { Button } from '#web/ui/button.tsx';
import { ProblemNote, Skeleton } from '#web/ui/notes.tsx';

import { MessageArticle } from './message-article.tsx';
import styles from './message-stream.module.css';

/** The messages of a conversation in a column, the newest at the end. */
export function MessageStream({ conversation }: { readonly conversation: Conversation }): ReactElement {
  const desk = useDesk();
  const { data, error, refetch } = useMessages(conversation.id);
  const notes = (desk?.useNotes ?? useNoNotes)(conversation.id);
  const box = useRef<HTMLDivElement>(null);
  const { newCount, showEnd, onScroll } = useEnd(box, data);
  useReading(conversation, data);
  if (data === undefined)
    return (
      <div className={styles['stream']}>
        {error === null ? (
          <Skeleton lines={9} label={say('loading')} />
        ) : (
          <ProblemNote error={error} onRetry={() => void refetch()} />
        )}
      </div>
    );
  return (
    <div className={styles['frame']}>
      <div
        ref={box}
        className={styles['stream']}
        onScroll={onScroll}
        tabIndex={0}
        role="log"
        aria-label={say('conversation.messages')}
      >
        {inOrder(data, notes).map((item) =>
          'receivedAt' in item ? (
            <MessageArticle key={item.id} message={item} />
          ) : desk === null ? null : (
            <desk.NoteArticle key={item.id} conversationId={conversation.id} note={item} />
          ),
        )}
      </div>
      {newCount === 0 ? null : (
        <Button className={styles['pill']} icon="down" onClick={showEnd}>
          {say('conversation.new', { count: newCount })}
        </Button>
      )}
    </div>
  );
}

const NO_NOTES: readonly Note[] = [];
const useNoNotes = (): readonly Note[] => NO_NOTES;

/** Messages with the notes between them, by time. */
function inOrder(messages: readonly Message[], notes: readonly Note[]): readonly (Message | Note)[] {
  const timeOf = (item: Message | Note): string => ('receivedAt' in item ? item.receivedAt : item.at);
  return notes.length === 0
    ? messages
    : [...messages, ...notes].sort((a, b) => timeOf(a).localeCompare(timeOf(b)));
}

/** How far from the end still counts as being at it. */
const NEAR_END = 48;

/**
 * Keeps a reader who is at the end there, and nobody else: what comes while they read further up is counted and
 * waits.
 */
function useEnd(box: { readonly current: HTMLElement | null }, messages: readonly Message[] | undefined) {
  const isAtEnd = useRef(true);
  const height = useRef(0);
  const [seen, setSeen] = useState<number | null>(null);
  const announce = useAnnounce();
  const count = messages?.length ?? null;
  const isThere = count !== null;
  useLayoutEffect(() => {
    if (count === null || box.current === null) return;
    if (isAtEnd.current) {
      box.current.scrollTop = box.current.scrollHeight;
      setSeen(count);
    }
  }, [box, count]);
  const newestIsMine = messages?.at(-1)?.mine === true;
  // Who has just sent something sees it.
  useLayoutEffect(() => {
    if (count === null || !newestIsMine || box.current === null) return;
    box.current.scrollTop = box.current.scrollHeight;
  }, [box, count, newestIsMine]);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    // The box below grows with what is written in it.
    const observer = new ResizeObserver(() => {
      height.current = element.clientHeight;
      if (isAtEnd.current) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [box, isThere]);
  const newCount = count === null || seen === null ? 0 : Math.max(0, count - seen);
  useEffect(() => {
    if (newCount > 0) announce(say('conversation.new', { count: newCount }));
  }, [announce, newCount]);
  const showEnd = (): void => {
    if (box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  };
  const onScroll = (): void => {
    if (box.current === null) return;
    const { scrollTop, scrollHeight, clientHeight } = box.current;
    // The box below grew or shrank, and its observer wasn't called yet: this says nothing of what the reader wants.
    if (clientHeight !== height.current) return;
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
    if (isAtEnd.current) setSeen(count);
  };
  return { newCount, showEnd, onScroll };
}

/** What is on the screen of a visible tab has been read. */
function useReading({ id, unreadCount }: Conversation, messages: readonly Message[] | undefined): void {
  const { mutate } = useMarkRead(id);
  const newest = messages?.at(-1)?.id;
  useEffect(() => {
    if (newest === undefined || (unreadCount ?? 0) === 0) return undefined;
    const mark = (): void => {
      if (document.visibilityState === 'visible') mutate(newest);
    };
    mark();
    document.addEventListener('visibilitychange', mark);
    return () => document.removeEventListener('visibilitychange', mark);
  }, [mutate, newest, unreadCount]);
}
