import type { FormEvent, ReactElement } from 'react';
import { useCallback, useRef, useState } from 'react';

import type { OrderStatus } from '#market/order.ts';
import { withQuery } from '#web/data/address.ts';
import type { ListedOrder, OrderKey } from '#web/data/orders.ts';
import { useDuties, useOrders } from '#web/data/orders.ts';
import { say } from '#web/data/say.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { useCommands } from '#web/ui/keyboard.tsx';
import { EmptyNote, ProblemNote } from '#web/ui/notes.tsx';
import { Link, useAddress, useGo } from '#web/ui/router.tsx';
import { useReader } from '#web/ui/settings.tsx';
import { SkeletonRows } from '#web/ui/skeleton-rows.tsx';
import type { WindowedListHandle } from '#web/ui/windowed-list.tsx';
import { WindowedList } from '#web/ui/windowed-list.tsx';

import { DutyList } from './duty-list.tsx';
import styles from './order-list.module.css';
import { ORDER_ROW_HEIGHT, OrderRow } from './order-row.tsx';
import { ReviewSelection } from './review-selection.tsx';
import { useOrderKeys } from './use-order-keys.ts';

/** What of the orders is listed, by the word in the address. */
const SHOWN = {
  all: null,
  unshipped: ['unshipped', 'partially_shipped'],
  shipped: ['shipped'],
  cancelled: ['cancelled', 'unfulfillable'],
  pending: ['pending'],
} as const satisfies Readonly<Record<string, readonly OrderStatus[] | null>>;

type Shown = keyof typeof SHOWN;

function isShown(word: string): word is Shown {
  return Object.hasOwn(SHOWN, word);
}

/** The seller's duties, or their orders as the address asks for them. */
export function OrderList({ open }: { readonly open: OrderKey | null }): ReactElement {
  const { query } = useAddress();
  const { ownerId } = useReader();
  const number = query.get('number');
  const show = query.get('show') ?? 'all';
  const duties = useDuties(ownerId ?? '');
  const isDuties = show === 'duties' && number === null;
  return (
    <>
      <OrderSearch key={number} number={number} />
      <Folders chosen={number === null ? show : null} dutyCount={duties.data?.length ?? null} />
      {isDuties ? (
        <DutyList duties={duties} open={open} />
      ) : (
        <Orders open={open} number={number} shown={number === null && isShown(show) ? show : 'all'} />
      )}
    </>
  );
}

function Orders({
  open,
  number,
  shown,
}: {
  readonly open: OrderKey | null;
  readonly number: string | null;
  readonly shown: Shown;
}): ReactElement {
  const list = useOrders({ status: SHOWN[shown], number, openReturn: false });
  const [chosen, setChosen] = useState<readonly OrderKey[] | null>(null);
  const { data, error, refetch } = list;
  return (
    <>
      {error !== null && data === undefined ? (
        <ProblemNote error={error} onRetry={() => void refetch()} />
      ) : null}
      <div className={styles['rows']}>
        {data === undefined && error === null ? (
          <SkeletonRows count={12} height={ORDER_ROW_HEIGHT} label={say('loading')} />
        ) : null}
        {data?.length === 0 ? <NoOrders number={number} shown={shown} /> : null}
        {data === undefined || data.length === 0 ? null : (
          <Rows list={list} items={data} open={open} chosen={chosen} onChoose={setChosen} />
        )}
      </div>
      <footer className={styles['foot']}>
        {chosen === null ? (
          <Button look="quiet" onClick={() => setChosen([])}>
            {say('orders.choose')}
          </Button>
        ) : (
          <ReviewSelection orders={chosen} onDone={() => setChosen(null)} />
        )}
      </footer>
    </>
  );
}

function toggled(chosen: readonly OrderKey[], order: OrderKey): readonly OrderKey[] {
  const others = chosen.filter(({ id }) => id !== order.id);
  return others.length === chosen.length ? [...others, order] : others;
}

function Rows({
  list: { hasNextPage, isFetchingNextPage, fetchNextPage },
  items,
  open,
  chosen,
  onChoose,
}: {
  readonly list: ReturnType<typeof useOrders>;
  readonly items: readonly ListedOrder[];
  readonly open: OrderKey | null;
  readonly chosen: readonly OrderKey[] | null;
  readonly onChoose: (chosen: readonly OrderKey[]) => void;
}): ReactElement {
  const { query } = useAddress();
  const rows = useRef<WindowedListHandle>(null);
  useOrderKeys(rows, items.length, () => items.findIndex((order) => order.id === open?.id));
  const onEnd = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [isFetchingNextPage, fetchNextPage]);
  return (
    <WindowedList
      ref={rows}
      label={say('orders.list')}
      count={items.length}
      rowHeight={ORDER_ROW_HEIGHT}
      hasMore={hasNextPage}
      onEnd={onEnd}
      row={(index) => {
        const order = items[index];
        if (order === undefined) return null;
        const { marketplace, id } = order;
        const choice =
          chosen === null
            ? null
            : {
                isChosen: chosen.some((one) => one.id === id),
                toggle: () => onChoose(toggled(chosen, { marketplace, id })),
              };
        return (
          <OrderRow
            order={order}
            href={`/orders/${marketplace}/${id}${withQuery(query, {})}`}
            open={id === open?.id}
            choice={choice}
          />
        );
      }}
    />
  );
}

function NoOrders({
  number,
  shown,
}: {
  readonly number: string | null;
  readonly shown: Shown;
}): ReactElement {
  if (number !== null || shown !== 'all')
    return (
      <EmptyNote
        icon="search"
        title={number === null ? say('orders.none-of-these') : say('orders.no-match', { number })}
      >
        <p>
          <Link href="/orders">{say('orders.show-all')}</Link>
        </p>
      </EmptyNote>
    );
  return (
    <EmptyNote icon="bag" title={say('orders.empty')}>
      <p>{say('orders.empty-hint')}</p>
    </EmptyNote>
  );
}

/** Looks up orders by a part of their number; it stands in the address. */
function OrderSearch({ number }: { readonly number: string | null }): ReactElement {
  const go = useGo();
  const field = useRef<HTMLInputElement>(null);
  useCommands([{ id: 'search', label: say('command.search'), keys: '/', run: () => field.current?.focus() }]);
  const search = (event: FormEvent): void => {
    event.preventDefault();
    const typed = field.current?.value.trim() ?? '';
    go(typed === '' ? '/orders' : `/orders?number=${encodeURIComponent(typed)}`);
  };
  return (
    <form role="search" className={styles['search']} onSubmit={search}>
      <input
        ref={field}
        type="search"
        inputMode="numeric"
        defaultValue={number ?? ''}
        aria-label={say('orders.search')}
        placeholder={say('orders.search')}
        pattern="\s*[0-9\-]{3,19}\s*"
        title={say('orders.search-shape')}
      />
      <IconButton name="search" type="submit" label={say('inbox.search-go')} />
    </form>
  );
}

const FOLDERS = ['all', 'duties', 'unshipped', 'shipped', 'cancelled', 'pending'] as const;

function Folders({
  chosen,
  dutyCount,
}: {
  readonly chosen: string | null;
  readonly dutyCount: number | null;
}): ReactElement {
  return (
    <nav aria-label={say('inbox.folders')} className={styles['folders']}>
      <ul>
        {FOLDERS.map((word) => (
          <li key={word}>
            <Link
              href={word === 'all' ? '/orders' : `/orders?show=${word}`}
              aria-current={chosen === word ? 'true' : undefined}
            >
              {say(`orders.show.${word}`)}
              {word === 'duties' ? <span className={styles['count']}>{dutyCount}</span> : null}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
