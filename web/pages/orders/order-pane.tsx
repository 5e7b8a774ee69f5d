import type { ReactElement } from 'react';
import { useEffect, useRef, useState } from 'react';

import { withQuery } from '#web/data/address.ts';
import { ApiProblem } from '#web/data/api.ts';
import type { Order, OrderKey } from '#web/data/orders.ts';
import { useDuties, useOrder } from '#web/data/orders.ts';
import { say } from '#web/data/say.ts';
import { Button } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { EmptyNote, ProblemNote, Skeleton } from '#web/ui/notes.tsx';
import { usePageTitle } from '#web/ui/page-title.ts';
import { Link, useAddress } from '#web/ui/router.tsx';
import { useReader } from '#web/ui/settings.tsx';

import { AdjustOrder } from './adjust-order.tsx';
import { ConfirmShipment } from './confirm-shipment.tsx';
import { openMinor, openPieces } from './line-rest.ts';
import { OrderBooks } from './order-books.tsx';
import { OrderDuties } from './order-duties.tsx';
import { OrderFacts } from './order-panel.tsx';
import styles from './order-pane.module.css';
import { RequestReview } from './request-review.tsx';

/** One order: how it stands, what has to be done, and what can be. */
export function OrderPane({ order }: { readonly order: OrderKey }): ReactElement {
  const { ownerId } = useReader();
  const { data, error, refetch } = useOrder(order.marketplace, order.id);
  // They stand above the rest: shown together, so that nothing moves.
  const { isPending } = useDuties(ownerId ?? '');
  const isWaiting = error === null && (data === undefined || isPending);
  const isGone = error instanceof ApiProblem && error.status === 404;
  return (
    <section className={styles['pane']} aria-label={say('order.panel')}>
      {isGone ? <Gone /> : null}
      {error !== null && !isGone && data === undefined ? (
        <ProblemNote error={error} onRetry={() => void refetch()} />
      ) : null}
      {isWaiting ? (
        <div className={styles['waiting']}>
          <Skeleton lines={9} label={say('loading')} />
        </div>
      ) : null}
      {data === undefined || isWaiting ? null : <Opened order={data} />}
    </section>
  );
}

function Gone(): ReactElement {
  usePageTitle(say('orders.gone'));
  return (
    <EmptyNote isPage icon="search" title={say('orders.gone')}>
      <p>
        <Link href="/orders">{say('orders.show-all')}</Link>
      </p>
    </EmptyNote>
  );
}

function Opened({ order }: { readonly order: Order }): ReactElement {
  usePageTitle(order.id);
  return (
    <>
      <Head order={order} />
      <div className={styles['body']} tabIndex={0} role="region" aria-label={say('orders.details')}>
        <OrderDuties order={order} />
        <OrderFacts order={order} />
        <OrderBooks order={order} />
        <RequestReview order={order} />
      </div>
    </>
  );
}

function Head({ order }: { readonly order: Order }): ReactElement {
  const { query } = useAddress();
  const heading = useRef<HTMLHeadingElement>(null);
  // Whoever opens an order reads on here.
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const { marketplace, id, buyer } = order;
  return (
    <header className={styles['head']}>
      <Link
        href={`/orders${withQuery(query, {})}`}
        className={styles['back']}
        aria-label={say('orders.back')}
      >
        <Icon name="back" />
      </Link>
      <div className={styles['names']}>
        <h1 ref={heading} tabIndex={-1}>
          {id}
        </h1>
        <p>
          <Link href={`/orders/${marketplace}/${id}/contact`}>
            {say('orders.contact', { name: buyer.name })}
          </Link>
          <Link href={`/inbox?order=${id}`}>{say('orders.conversations')}</Link>
        </p>
      </div>
      <Actions order={order} />
    </header>
  );
}

function Actions({ order }: { readonly order: Order }): ReactElement | null {
  const [open, setOpen] = useState<'ship' | 'adjust' | null>(null);
  const close = (): void => setOpen(null);
  const canShip =
    order.fulfilment === 'seller' &&
    (order.status === 'unshipped' || order.status === 'partially_shipped') &&
    order.lines.some((line) => openPieces(line) > 0);
  const canAdjust = order.lines.some((line) => openMinor(line) > 0);
  return (
    <div className={styles['actions']}>
      {canShip ? <Button onClick={() => setOpen('ship')}>{say('orders.ship')}</Button> : null}
      {canAdjust ? <Button onClick={() => setOpen('adjust')}>{say('orders.adjust')}</Button> : null}
      {open === 'ship' ? <ConfirmShipment order={order} onClose={close} /> : null}
      {open === 'adjust' ? <AdjustOrder order={order} onClose={close} /> : null}
    </div>
  );
}
