import type { ReactElement } from 'react';
import { useState } from 'react';

import type { DeliveryState } from '#market/delivery.ts';
import type { Delivery } from '#web/data/deliveries.ts';
import { useDeliveries, useDeliveryChange } from '#web/data/deliveries.ts';
import { say } from '#web/data/say.ts';
import { Button } from '#web/ui/button.tsx';
import { Moment } from '#web/ui/moment.tsx';
import { Note, ProblemNote, Skeleton } from '#web/ui/notes.tsx';
import { Page } from '#web/ui/page.tsx';
import { Table } from '#web/ui/table.tsx';
import { useToast } from '#web/ui/toast.tsx';

import styles from './deliveries-page.module.css';

const STATES: readonly DeliveryState[] = ['queued', 'refused', 'expired', 'handed_over', 'cancelled'];

/** What leaves as mail, and what came back: the outbox. */
export function DeliveriesPage(): ReactElement {
  const [state, setState] = useState<DeliveryState>('queued');
  const { data, error, refetch } = useDeliveries(state);
  return (
    <Page title={say('deliveries.title')} lead={say('deliveries.lead')}>
      <p className={styles['choice']}>
        <label>
          {say('deliveries.state')}{' '}
          <select
            value={state}
            onChange={({ currentTarget: { value } }) =>
              setState(STATES.find((one) => one === value) ?? 'queued')
            }
          >
            {STATES.map((one) => (
              <option key={one} value={one}>
                {say('deliveries.state-is', { state: one })}
              </option>
            ))}
          </select>
        </label>
      </p>
      {data === undefined && error !== null ? (
        <ProblemNote error={error} onRetry={() => void refetch()} />
      ) : null}
      {data === undefined && error === null ? <Skeleton lines={8} label={say('loading')} /> : null}
      {data?.length === 0 ? (
        <Note look="quiet" icon="check">
          <p>{say('deliveries.none')}</p>
        </Note>
      ) : null}
      {data !== undefined && data.length > 0 ? <Deliveries deliveries={data} /> : null}
    </Page>
  );
}

function Deliveries({ deliveries }: { readonly deliveries: readonly Delivery[] }): ReactElement {
  return (
    <Table
      label={say('deliveries.title')}
      columns={[
        { label: say('deliveries.created') },
        { label: say('deliveries.what') },
        { label: say('deliveries.attempts'), isNumber: true },
        { label: say('deliveries.answer') },
        { label: '' },
      ]}
      rows={deliveries.map((delivery) => ({
        key: delivery.id,
        cells: [
          <Moment key="at" at={delivery.createdAt} look="short" />,
          say('deliveries.what-is', {
            side: delivery.recipient,
            notice: delivery.notice === null ? 'none' : 'notice',
            marketplace: delivery.marketplaceId,
          }),
          delivery.attemptCount,
          <RemoteAnswer key="answer" delivery={delivery} />,
          <Changes key="changes" delivery={delivery} />,
        ],
      }))}
    />
  );
}

/** The other server's own words, for the operator alone. */
function RemoteAnswer({ delivery }: { readonly delivery: Delivery }): ReactElement {
  const { remoteHost, remoteCode, remoteEnhanced, remoteAnswer } = delivery;
  const code = [remoteCode, remoteEnhanced].filter((part) => part !== null).join(' ');
  return (
    <span className={styles['answer']}>
      {[remoteHost, code, remoteAnswer].filter((part) => part !== null && part !== '').join(' · ') || '–'}
    </span>
  );
}

function Changes({ delivery }: { readonly delivery: Delivery }): ReactElement | null {
  const toast = useToast();
  const { mutateAsync, isPending, error } = useDeliveryChange(delivery.id);
  const change = (kind: 'retry' | 'cancel'): void => {
    void mutateAsync(kind).then(
      () => toast({ text: say('deliveries.done', { kind }) }),
      () => undefined,
    );
  };
  if (delivery.state === 'handed_over') return null;
  return (
    <span className={styles['buttons']}>
      <Button onClick={() => change('retry')} busy={isPending}>
        {say('deliveries.retry')}
      </Button>
      {delivery.state === 'queued' ? (
        <Button onClick={() => change('cancel')} busy={isPending}>
          {say('deliveries.cancel')}
        </Button>
      ) : null}
      {error === null ? null : <ProblemNote error={error} />}
    </span>
  );
}
