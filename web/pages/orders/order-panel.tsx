import type { ReactElement } from 'react';
import { Fragment } from 'react';

import type { Order } from '#web/data/orders.ts';
import { useOrder } from '#web/data/orders.ts';
import { say } from '#web/data/say.ts';
import { Moment } from '#web/ui/moment.tsx';
import { ProblemNote, Skeleton } from '#web/ui/notes.tsx';
import { Link } from '#web/ui/router.tsx';
import { useFormats, useReader } from '#web/ui/settings.tsx';

import styles from './order-panel.module.css';

/** The order that a conversation is about. */
export function OrderPanel({
  marketplace,
  id,
}: {
  readonly marketplace: string;
  readonly id: string;
}): ReactElement {
  const { data, error, refetch } = useOrder(marketplace, id);
  if (data !== undefined)
    return (
      <div className={styles['order']}>
        <Head order={data} />
        <OrderFacts order={data} />
      </div>
    );
  return error === null ? (
    <Skeleton lines={9} label={say('loading')} />
  ) : (
    <ProblemNote error={error} onRetry={() => void refetch()} />
  );
}

/** Which order; sellers go on from here to what they can do with it. */
function Head({ order: { id, marketplace } }: { readonly order: Order }): ReactElement {
  const { kind } = useReader();
  return (
    <header>
      <h2 className={styles['id']}>{id}</h2>
      {kind === 'seller' ? <Link href={`/orders/${marketplace}/${id}`}>{say('order.manage')}</Link> : null}
    </header>
  );
}

/** What an order is: how it stands, of what, from when to when. */
export function OrderFacts({ order }: { readonly order: Order }): ReactElement {
  const { status, fulfilment, placedAt, earliestDeliveryAt, latestDeliveryAt, completedAt, returns } = order;
  return (
    <div className={styles['order']}>
      <p className={styles['status']}>{say(`order.status.${status}`)}</p>
      <OrderLines order={order} />
      <dl className={styles['facts']}>
        <Fact name={say('order.placed')}>
          <Moment at={placedAt} look="day" />
        </Fact>
        {earliestDeliveryAt === null || latestDeliveryAt === null ? null : (
          <Fact name={say('order.delivery')}>
            <DeliveryDays from={earliestDeliveryAt} to={latestDeliveryAt} />
          </Fact>
        )}
        {completedAt === null ? null : (
          <Fact name={say('order.completed')}>
            <Moment at={completedAt} look="day" />
          </Fact>
        )}
        <Fact name={say('order.fulfilment')}>{say(`order.fulfilment.${fulfilment}`)}</Fact>
        <Fact name={say('order.marketplace')}>{order.marketplace}</Fact>
        {order.writeTo === null ? null : (
          <Fact name={say('order.write-to')}>
            <AddressText address={order.writeTo} />
          </Fact>
        )}
      </dl>
      {returns.map((back) => (
        <p key={back.id} className={styles['return']}>
          {say('order.return', { id: back.id, status: back.status })}
        </p>
      ))}
    </div>
  );
}

function Fact({
  name,
  children,
}: {
  readonly name: string;
  readonly children: ReactElement | string;
}): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** May break behind the @ and before a dot: a domain cut anywhere else is misread. */
function AddressText({ address }: { readonly address: string }): ReactElement {
  return (
    <>
      {address.split(/(?<=@)|(?=\.)/u).map((piece, index) => (
        <Fragment key={`${index} ${piece}`}>
          {index === 0 ? null : <wbr />}
          {piece}
        </Fragment>
      ))}
    </>
  );
}

function DeliveryDays({ from, to }: { readonly from: string; readonly to: string }): string {
  const formats = useFormats();
  return say('order.delivery-days', { from: formats.day(new Date(from)), to: formats.day(new Date(to)) });
}

function OrderLines({ order: { lines } }: { readonly order: Order }): ReactElement {
  const formats = useFormats();
  return (
    <ul className={styles['lines']} aria-label={say('order.lines')}>
      {lines.map(({ item, title, quantity, amountMinor, currency }) => (
        <li key={item}>
          <span>{say('order.line', { quantity, title })}</span>
          <span className={styles['amount']}>{formats.money(amountMinor, currency)}</span>
        </li>
      ))}
    </ul>
  );
}
