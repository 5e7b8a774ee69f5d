import type { FormEvent, ReactElement } from 'react';
import { useCallback, useRef } from 'react';

import { withQuery } from '#web/data/address.ts';
import type { Conversation } from '#web/data/conversations.ts';
import { useConversationList } from '#web/data/conversations.ts';
import { say } from '#web/data/say.ts';
import { IconButton } from '#web/ui/button.tsx';
import { useCommands } from '#web/ui/keyboard.tsx';
import { EmptyNote, ProblemNote } from '#web/ui/notes.tsx';
import { Link, useAddress, useGo } from '#web/ui/router.tsx';
import { SkeletonRows } from '#web/ui/skeleton-rows.tsx';
import type { WindowedListHandle } from '#web/ui/windowed-list.tsx';
import { WindowedList } from '#web/ui/windowed-list.tsx';

import styles from './conversation-list.module.css';
import { ConversationRow, ROW_HEIGHT } from './conversation-row.tsx';
import { Folders } from './folders.tsx';

/** The reader's conversations as the address asks for them. */
export function ConversationList({ open }: { readonly open: string | null }): ReactElement {
  const { query } = useAddress();
  const order = query.get('order');
  const due = order === null ? query.get('due') : null;
  const list = useConversationList({ order, due });
  const rows = useRef<WindowedListHandle>(null);
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = list;
  const items = data ?? [];
  useListKeys(items, open, rows);
  const onEnd = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [isFetchingNextPage, fetchNextPage]);
  return (
    <>
      <OrderSearch key={order} order={order} />
      <Folders />
      {error !== null && data === undefined ? (
        <ProblemNote error={error} onRetry={() => void refetch()} />
      ) : null}
      {data === undefined && error === null ? (
        <SkeletonRows count={12} height={ROW_HEIGHT} label={say('loading')} />
      ) : null}
      {data?.length === 0 ? <NoConversations order={order} due={due} /> : null}
      {items.length === 0 ? null : (
        <WindowedList
          ref={rows}
          label={say('inbox.list')}
          count={items.length}
          rowHeight={ROW_HEIGHT}
          hasMore={hasNextPage}
          onEnd={onEnd}
          row={(index) => {
            const conversation = items[index];
            return conversation === undefined ? null : (
              <ConversationRow
                conversation={conversation}
                href={`/inbox/${conversation.id}${withQuery(query, {})}`}
                open={conversation.id === open}
              />
            );
          }}
        />
      )}
    </>
  );
}

function NoConversations({
  order,
  due,
}: {
  readonly order: string | null;
  readonly due: string | null;
}): ReactElement {
  if (due !== null)
    return (
      <EmptyNote icon="check" title={say('inbox.nobody-waits')}>
        <p>
          <Link href="/inbox">{say('inbox.show-all')}</Link>
        </p>
      </EmptyNote>
    );
  if (order === null)
    return (
      <EmptyNote icon="chat" title={say('inbox.empty')}>
        <p>{say('inbox.empty-hint')}</p>
      </EmptyNote>
    );
  return (
    <EmptyNote icon="search" title={say('inbox.no-match', { order })}>
      <p>
        <Link href="/inbox">{say('inbox.show-all')}</Link>
      </p>
    </EmptyNote>
  );
}

/** Looks up the conversations about one order; it stands in the address. */
function OrderSearch({ order }: { readonly order: string | null }): ReactElement {
  const go = useGo();
  const field = useRef<HTMLInputElement>(null);
  useCommands([{ id: 'search', label: say('command.search'), keys: '/', run: () => field.current?.focus() }]);
  const search = (event: FormEvent): void => {
    event.preventDefault();
    const typed = field.current?.value.trim() ?? '';
    go(typed === '' ? '/inbox' : `/inbox?order=${encodeURIComponent(typed)}`);
  };
  return (
    <form role="search" className={styles['search']} onSubmit={search}>
      <input
        ref={field}
        type="search"
        inputMode="numeric"
        defaultValue={order ?? ''}
        aria-label={say('inbox.search')}
        placeholder={say('inbox.search')}
        pattern="\s*\d{3}-\d{7}-\d{7}\s*"
        title={say('inbox.search-shape')}
      />
      <IconButton name="search" type="submit" label={say('inbox.search-go')} />
    </form>
  );
}

/** `j` and `k` move from row to row, `o` opens. */
function useListKeys(
  items: readonly Conversation[],
  open: string | null,
  rows: { readonly current: WindowedListHandle | null },
): void {
  const move = (step: number): void => {
    const focused = document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset['row'];
    const from = focused === undefined ? items.findIndex(({ id }) => id === open) : Number(focused);
    const start = from === -1 && step < 0 ? 0 : from;
    rows.current?.focusRow(Math.max(0, Math.min(items.length - 1, start + step)));
  };
  useCommands([
    { id: 'next', label: say('command.next'), keys: 'j', run: () => move(1) },
    { id: 'previous', label: say('command.previous'), keys: 'k', run: () => move(-1) },
    {
      id: 'open',
      label: say('command.open'),
      keys: 'o',
      run: () => document.activeElement?.closest<HTMLElement>('[data-row] a')?.click(),
    },
  ]);
}
