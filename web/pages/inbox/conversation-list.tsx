import type { ReactElement } from 'react';
import { useCallback, useRef, useState } from 'react';

import { withQuery } from '#web/data/address.ts';
import type { Conversation } from '#web/data/conversations.ts';
import { useConversationList } from '#web/data/conversations.ts';
import { readFilter } from '#web/data/inbox-filter.ts';
import type { ConversationFilter } from '#web/data/inbox-filter.ts';
import { say } from '#web/data/say.ts';
import { useCommands } from '#web/ui/keyboard.tsx';
import { focusedRow, useListKeys } from '#web/ui/list-keys.ts';
import { EmptyNote, ProblemNote } from '#web/ui/notes.tsx';
import { Link, useAddress } from '#web/ui/router.tsx';
import { useReader } from '#web/ui/settings.tsx';
import { SkeletonRows } from '#web/ui/skeleton-rows.tsx';
import type { WindowedListHandle } from '#web/ui/windowed-list.tsx';
import { WindowedList } from '#web/ui/windowed-list.tsx';

import { MessageBoxes } from '#web/pages/buyer-messages/message-boxes.tsx';

import styles from './conversation-list.module.css';
import { ConversationRow, ROW_HEIGHT, otherParty } from './conversation-row.tsx';
import { ConversationSearch } from './conversation-search.tsx';
import { useDesk } from './desk.tsx';
import { Folders } from './folders.tsx';

/** The reader's conversations as the address asks for them. */
export function ConversationList({ open }: { readonly open: string | null }): ReactElement {
  const { query } = useAddress();
  const { kind } = useReader();
  const desk = useDesk();
  const filter = readFilter(query);
  const list = useConversationList(filter);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const choose = (id: string): void => setChosen((before) => before.symmetricDifference(new Set([id])));
  return (
    <>
      <ConversationSearch />
      {kind === 'buyer' ? <MessageBoxes /> : <Folders />}
      {desk === null ? null : <desk.Chips />}
      <Body list={list} filter={filter}>
        {(items) => (
          <Rows
            items={items}
            list={list}
            open={open}
            chosen={chosen}
            onChoose={desk === null ? null : choose}
          />
        )}
      </Body>
      {desk === null || chosen.size === 0 ? null : (
        <desk.Bulk ids={[...chosen]} onDone={() => setChosen(new Set())} />
      )}
    </>
  );
}

/** The rows, or what stands there without them. */
function Body({
  list: { data, error, refetch },
  filter,
  children,
}: {
  readonly list: ReturnType<typeof useConversationList>;
  readonly filter: ConversationFilter;
  readonly children: (items: readonly Conversation[]) => ReactElement;
}): ReactElement {
  if (data !== undefined) return data.length === 0 ? <NoConversations filter={filter} /> : children(data);
  return error === null ? (
    <SkeletonRows count={12} height={ROW_HEIGHT} label={say('loading')} />
  ) : (
    <ProblemNote error={error} onRetry={() => void refetch()} />
  );
}

function Rows({
  items,
  list: { hasNextPage, isFetchingNextPage, fetchNextPage },
  open,
  chosen,
  onChoose,
}: {
  readonly items: readonly Conversation[];
  readonly list: ReturnType<typeof useConversationList>;
  readonly open: string | null;
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: ((id: string) => void) | null;
}): ReactElement {
  const { query } = useAddress();
  const rows = useRef<WindowedListHandle>(null);
  useListKeys(rows, items.length, () => items.findIndex(({ id }) => id === open), {
    next: say('command.next'),
    previous: say('command.previous'),
    open: say('command.open'),
  });
  useChoiceKey(items, onChoose);
  const onEnd = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [isFetchingNextPage, fetchNextPage]);
  return (
    <div className={styles['rows']} data-choosing={chosen.size > 0}>
      <WindowedList
        ref={rows}
        label={say('inbox.list')}
        count={items.length}
        rowHeight={ROW_HEIGHT}
        hasMore={hasNextPage}
        onEnd={onEnd}
        row={(index) => {
          const conversation = items[index];
          if (conversation === undefined) return null;
          const { id } = conversation;
          return (
            <>
              {onChoose === null ? null : (
                <Choice conversation={conversation} chosen={chosen.has(id)} onChoose={onChoose} />
              )}
              <ConversationRow
                conversation={conversation}
                href={`/inbox/${id}${withQuery(query, {})}`}
                open={id === open}
              />
            </>
          );
        }}
      />
    </div>
  );
}

function Choice({
  conversation,
  chosen,
  onChoose,
}: {
  readonly conversation: Conversation;
  readonly chosen: boolean;
  readonly onChoose: (id: string) => void;
}): ReactElement {
  const { kind } = useReader();
  return (
    <input
      type="checkbox"
      className={styles['choice']}
      aria-label={say('inbox.choose', { name: otherParty(kind, conversation) })}
      checked={chosen}
      onChange={() => onChoose(conversation.id)}
    />
  );
}

/** `x` chooses the row that has the focus. */
function useChoiceKey(items: readonly Conversation[], onChoose: ((id: string) => void) | null): void {
  const choose = (): void => {
    const id = items[focusedRow() ?? -1]?.id;
    if (id !== undefined) onChoose?.(id);
  };
  useCommands(
    onChoose === null ? [] : [{ id: 'choose', label: say('command.choose'), keys: 'x', run: choose }],
  );
}

function NoConversations({ filter }: { readonly filter: ConversationFilter }): ReactElement {
  const { due, ...others } = filter;
  const all = (
    <p>
      <Link href="/inbox">{say('inbox.show-all')}</Link>
    </p>
  );
  if (Object.keys(others).length > 0)
    return (
      <EmptyNote icon="search" title={say('inbox.no-match')}>
        {all}
      </EmptyNote>
    );
  if (due !== undefined)
    return (
      <EmptyNote icon="check" title={say('inbox.nobody-waits')}>
        {all}
      </EmptyNote>
    );
  return (
    <EmptyNote icon="chat" title={say('inbox.empty')}>
      <p>{say('inbox.empty-hint')}</p>
    </EmptyNote>
  );
}
