import type { ReactElement } from 'react';

import type { Order } from '#web/data/orders.ts';
import { say } from '#web/data/say.ts';
import { Moment } from '#web/ui/moment.tsx';
import { useFormats } from '#web/ui/settings.tsx';

import styles from './order-books.module.css';

/** What was shipped of an order and what went back, with the lines that it was of. */
export function OrderBooks({ order }: { readonly order: Order }): ReactElement {
  const { shipments, adjustments, lines } = order;
  const titleOf = (item: string): string => lines.find((line) => line.item === item)?.title ?? item;
  return (
    <>
      {shipments.length === 0 ? null : (
        <section className={styles['part']} aria-labelledby="shipments">
          <h2 id="shipments">{say('orders.shipments')}</h2>
          <ul className={styles['list']}>
            {shipments.map(({ id, carrier, trackingNumber, shippedAt, items }) => (
              <li key={id}>
                <p className={styles['line']}>
                  <span>
                    {say('orders.shipment', { carrier: carrier ?? '-', number: trackingNumber ?? '-' })}
                  </span>
                  <Moment at={shippedAt} look="day" />
                </p>
                {items.map(({ item, quantity }) => (
                  <p key={item} className={styles['item']}>
                    {say('order.line', { quantity, title: titleOf(item) })}
                  </p>
                ))}
              </li>
            ))}
          </ul>
        </section>
      )}
      {adjustments.length === 0 ? null : <Adjustments order={order} titleOf={titleOf} />}
    </>
  );
}

function Adjustments({
  order: { adjustments },
  titleOf,
}: {
  readonly order: Order;
  readonly titleOf: (item: string) => string;
}): ReactElement {
  const formats = useFormats();
  return (
    <section className={styles['part']} aria-labelledby="adjustments">
      <h2 id="adjustments">{say('orders.adjustments')}</h2>
      <ul className={styles['list']}>
        {adjustments.map(({ id, kind, amountMinor, currency, adjustedAt, items }) => (
          <li key={id}>
            <p className={styles['line']}>
              <span>{say('orders.adjusted', { kind, amount: formats.money(amountMinor, currency) })}</span>
              <Moment at={adjustedAt} look="day" />
            </p>
            {items.map(({ item, reason }) => (
              <p key={item} className={styles['item']}>
                {say('orders.adjusted-item', { title: titleOf(item), reason: say(`adjustment.${reason}`) })}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}
