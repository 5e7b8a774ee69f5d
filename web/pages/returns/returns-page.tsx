import type { ReactElement } from 'react';
import { useState } from 'react';

import type { Duty, ListedOrder, OrderKey } from '#web/data/orders.ts';
import { useDuties, useOrder, useOrders } from '#web/data/orders.ts';
import { say } from '#web/data/say.ts';
import { TimeLeftMark } from '#web/pages/inbox/time-left-mark.tsx';
import { AdjustOrder } from '#web/pages/orders/adjust-order.tsx';
import { Button } from '#web/ui/button.tsx';
import { Moment } from '#web/ui/moment.tsx';
import { EmptyNote, ProblemNote } from '#web/ui/notes.tsx';
import { Page } from '#web/ui/page.tsx';
import { Link } from '#web/ui/router.tsx';
import { useReader } from '#web/ui/settings.tsx';
import { SkeletonRows } from '#web/ui/skeleton-rows.tsx';
import { Table } from '#web/ui/table.tsx';

import styles from './returns-page.module.css';

type Return = ListedOrder['returns'][number];
interface OpenReturn {
  readonly order: ListedOrder;
  readonly back: Return;
}

const isOpen = ({ status }: Return): boolean => status !== 'refunded' && status !== 'closed';

/** Manage returns: those that are open, the oldest first, each with its deadline and what can be done. */
export function ReturnsPage(): ReactElement {
  const { ownerId } = useReader();
  const list = useOrders({ status: null, number: null, openReturn: true });
  const duties = useDuties(ownerId ?? '');
  const { data, error, refetch } = list;
  const isWaiting = error === null && (data === undefined || duties.isPending);
  return (
    <Page title={say('returns.title')} lead={say('returns.lead')}>
      {isWaiting ? <SkeletonRows count={4} height={45} label={say('loading')} /> : null}
      {data === undefined && error !== null ? (
        <ProblemNote error={error} onRetry={() => void refetch()} />
      ) : null}
      {data === undefined || isWaiting ? null : <Returns orders={data} duties={duties.data ?? []} />}
      {list.hasNextPage ? (
        <p>
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {say('more')}
          </Button>
        </p>
      ) : null}
    </Page>
  );
}

function Returns({
  orders,
  duties,
}: {
  readonly orders: readonly ListedOrder[];
  readonly duties: readonly Duty[];
}): ReactElement {
  const [refunded, setRefunded] = useState<OrderKey | null>(null);
  const found = orders
    .flatMap((order) => order.returns.filter(isOpen).map((back): OpenReturn => ({ order, back })))
    .toSorted((a, b) => a.back.openedAt.localeCompare(b.back.openedAt));
  if (found.length === 0)
    return (
      <EmptyNote icon="check" title={say('returns.none')}>
        <p>{say('returns.none-hint')}</p>
      </EmptyNote>
    );
  return (
    <>
      <Table
        label={say('returns.title')}
        columns={[
          { label: say('returns.order') },
          { label: say('returns.return') },
          { label: say('returns.opened') },
          { label: say('returns.due') },
          { label: '' },
        ]}
        rows={found.map(({ order, back }) => ({
          key: `${order.marketplace} ${back.id}`,
          cells: [
            <Link key="order" href={`/orders/${order.marketplace}/${order.id}`}>
              {order.id}
            </Link>,
            say('order.return', { id: back.id, status: back.status }),
            <Moment key="at" at={back.openedAt} look="day" />,
            <Due key="due" duty={duties.find(({ returnId }) => returnId === back.id)} />,
            <Actions key="do" order={order} onRefund={() => setRefunded(order)} />,
          ],
        }))}
      />
      {refunded === null ? null : <Refund order={refunded} onClose={() => setRefunded(null)} />}
    </>
  );
}

function Due({ duty }: { readonly duty: Duty | undefined }): ReactElement | null {
  return duty === undefined ? null : (
    <>
      {say(`duty.${duty.kind}`)}{' '}
      <TimeLeftMark conversation={{ waitingSince: duty.since, answerDueAt: duty.dueBefore }} />
    </>
  );
}

function Actions({
  order,
  onRefund,
}: {
  readonly order: OrderKey;
  readonly onRefund: () => void;
}): ReactElement {
  return (
    <span className={styles['actions']}>
      <Button onClick={onRefund}>{say('returns.refund')}</Button>
      <Link href={`/orders/${order.marketplace}/${order.id}/contact?reason=return-follow-up`}>
        {say('returns.follow-up')}
      </Link>
    </span>
  );
}

/** The adjustment of the order, once its lines are there. */
function Refund({
  order,
  onClose,
}: {
  readonly order: OrderKey;
  readonly onClose: () => void;
}): ReactElement | null {
  const { data, error } = useOrder(order.marketplace, order.id);
  if (data === undefined) return error === null ? null : <ProblemNote error={error} />;
  return <AdjustOrder order={data} reason="CustomerReturn" onClose={onClose} />;
}
