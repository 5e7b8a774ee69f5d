import type { ReactElement } from 'react';

import type { OrderKey } from '#web/data/orders.ts';
import { say } from '#web/data/say.ts';
import { EmptyNote } from '#web/ui/notes.tsx';
import { usePageTitle } from '#web/ui/page-title.ts';
import panes from '#web/ui/panes.module.css';

import { OrderList } from './order-list.tsx';
import { OrderPane } from './order-pane.tsx';

/** Manage orders: what there is and what has to be done, and beside it the order that is open (REASON 1, ORDER 7). */
export function OrdersPage({ open }: { readonly open: OrderKey | null }): ReactElement {
  return (
    <div className={panes['panes']} data-open={open !== null}>
      <section className={panes['list']} aria-label={say('orders.list')}>
        {open === null ? <h1 className={panes['title']}>{say('orders.title')}</h1> : null}
        <OrderList open={open} />
      </section>
      {open === null ? <NothingOpen /> : <OrderPane key={`${open.marketplace} ${open.id}`} order={open} />}
    </div>
  );
}

function NothingOpen(): ReactElement {
  usePageTitle(say('orders.title'));
  return (
    <section className={panes['nothing']} aria-label={say('order.panel')}>
      <EmptyNote icon="bag" title={say('orders.none-open')}>
        <p>{say('orders.none-open-hint')}</p>
      </EmptyNote>
    </section>
  );
}
