import type { ReactElement } from 'react';

import { withQuery } from '#web/data/address.ts';
import type { ResponseTimes } from '#web/data/response-times.ts';
import { responseTimesFile, useMissedWaits, useResponseTimes } from '#web/data/response-times.ts';
import { say } from '#web/data/say.ts';
import { EmptyNote, ProblemNote, Skeleton } from '#web/ui/notes.tsx';
import { Page } from '#web/ui/page.tsx';
import { Link, useAddress } from '#web/ui/router.tsx';
import { useReader } from '#web/ui/settings.tsx';

import { FigureChart } from './figure-chart.tsx';
import { FigureTable } from './figure-table.tsx';
import { MissedWaits } from './missed-waits.tsx';
import styles from './response-time-page.module.css';

const PERIODS = [7, 30, 90] as const;

/** Response time: answered in time, late, open, by period, and the waits that weren't in time (INBOX 4). */
export function ResponseTimePage(): ReactElement {
  const { query } = useAddress();
  const days = PERIODS.find((period) => String(period) === query.get('days')) ?? 30;
  return (
    <Page title={say('response.title')} lead={say('response.lead')}>
      <Periods days={days} />
      <Period days={days} />
    </Page>
  );
}

/** Figures and waits of a period, shown together so that nothing moves. */
function Period({ days }: { readonly days: number }): ReactElement {
  const { ownerId } = useReader();
  const seller = ownerId ?? '';
  const times = useResponseTimes(seller);
  const waits = useMissedWaits(seller, days);
  if (times.data !== undefined && waits.data !== undefined)
    return (
      <>
        <Figures times={times.data} days={days} />
        <MissedWaits waits={waits.data} />
        <p>
          <a href={responseTimesFile(seller, days)} download>
            {say('response.csv', { days })}
          </a>
        </p>
      </>
    );
  const error = times.error ?? waits.error;
  const retry = (): void => {
    void times.refetch();
    void waits.refetch();
  };
  return error === null ? (
    <Skeleton lines={9} label={say('loading')} />
  ) : (
    <ProblemNote error={error} onRetry={retry} />
  );
}

function Periods({ days }: { readonly days: number }): ReactElement {
  const { path, query } = useAddress();
  return (
    <nav aria-label={say('response.periods')} className={styles['periods']}>
      <ul>
        {PERIODS.map((period) => (
          <li key={period}>
            <Link
              href={path + withQuery(query, { days: String(period) })}
              aria-current={period === days ? 'page' : undefined}
            >
              {say('response.days', { days: period })}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Figures({
  times,
  days,
}: {
  readonly times: readonly ResponseTimes[];
  readonly days: number;
}): ReactElement {
  if (times.length === 0)
    return (
      <EmptyNote icon="chat" title={say('response.none')}>
        <p>{say('response.none-hint')}</p>
      </EmptyNote>
    );
  return (
    <>
      {times.map((one) => (
        <section key={one.marketplace} className={styles['part']} aria-labelledby={`m-${one.marketplace}`}>
          <h2 id={`m-${one.marketplace}`}>
            {say('response.marketplace', { marketplace: one.marketplace, hours: one.limitHours })}
          </h2>
          <FigureChart figures={one.figures.find((figures) => figures.days === days)} />
          <FigureTable times={one} />
        </section>
      ))}
    </>
  );
}
