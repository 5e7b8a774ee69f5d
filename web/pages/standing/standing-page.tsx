import type { ReactElement } from 'react';

import { say } from '#web/data/say.ts';
import type { Step } from '#web/data/standing.ts';
import { useStanding, useStatements } from '#web/data/standing.ts';
import { Moment } from '#web/ui/moment.tsx';
import { Note, ProblemNote, Skeleton } from '#web/ui/notes.tsx';
import { Page } from '#web/ui/page.tsx';
import { useFormats, useReader } from '#web/ui/settings.tsx';

import styles from './standing-page.module.css';
import { StatementArticle } from './statement-article.tsx';

/** Account standing: what holds, what was decided, why, and how to object (MOD 2, 3). */
export function StandingPage(): ReactElement {
  const { ownerId } = useReader();
  const standing = useStanding(ownerId ?? '');
  const statements = useStatements();
  const error = standing.error ?? statements.error;
  const retry = (): void => {
    void standing.refetch();
    void statements.refetch();
  };
  const isThere = standing.data !== undefined && statements.data !== undefined;
  return (
    <Page title={say('standing.title')} lead={say('standing.lead')}>
      {!isThere && error !== null ? <ProblemNote error={error} onRetry={retry} /> : null}
      {!isThere && error === null ? <Skeleton lines={6} label={say('loading')} /> : null}
      {isThere ? (
        <>
          <InForce inForce={standing.data.inForce} />
          <Statements statements={statements.data} />
          <Steps steps={standing.data.steps} />
        </>
      ) : null}
    </Page>
  );
}

type Standing = NonNullable<ReturnType<typeof useStanding>['data']>;

function InForce({ inForce }: Pick<Standing, 'inForce'>): ReactElement {
  const formats = useFormats();
  const holding = inForce.filter(({ state, sellingSuspended }) => state !== 'none' || sellingSuspended);
  if (holding.length === 0)
    return (
      <Note look="quiet" icon="check">
        <p>{say('standing.nothing')}</p>
      </Note>
    );
  return (
    <ul className={styles['holding']}>
      {holding.map(({ marketplace, state, until }) => (
        <li key={marketplace}>
          <Note look={state === 'warned' ? 'warn' : 'bad'} icon="warning">
            <p>
              {say('standing.holds', {
                state: choiceOf(state),
                marketplace,
                until: until === null ? 'none' : formats.day(new Date(until)),
              })}
            </p>
          </Note>
        </li>
      ))}
    </ul>
  );
}

function Statements({
  statements,
}: {
  readonly statements: NonNullable<ReturnType<typeof useStatements>['data']>;
}): ReactElement | null {
  if (statements.length === 0) return null;
  return (
    <section className={styles['part']} aria-labelledby="statements">
      <h2 id="statements">{say('standing.statements')}</h2>
      {statements.map((statement) => (
        <StatementArticle key={statement.id} statement={statement} />
      ))}
    </section>
  );
}

function Steps({ steps }: { readonly steps: readonly Step[] }): ReactElement | null {
  if (steps.length === 0) return null;
  return (
    <section className={styles['part']} aria-labelledby="steps">
      <h2 id="steps">{say('standing.steps')}</h2>
      <ul>
        {steps.map(({ id, kind, marketplace, automatic, beginsAt, endsAt, liftedAt }) => (
          <li key={id} className={styles['step']}>
            <Moment at={beginsAt} look="day" />
            <span>
              {say('standing.step', { kind: choiceOf(kind), marketplace, automatic: String(automatic) })}
            </span>
            <span className={styles['end']}>
              <StepEnd endsAt={endsAt} liftedAt={liftedAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A state as ICU message syntax can choose by it: without a hyphen. */
function choiceOf(state: string): string {
  return state.replaceAll('-', '_');
}

function StepEnd({ endsAt, liftedAt }: Pick<Step, 'endsAt' | 'liftedAt'>): string {
  const formats = useFormats();
  if (liftedAt !== null) return say('standing.lifted', { day: formats.day(new Date(liftedAt)) });
  return endsAt === null
    ? say('standing.no-end')
    : say('standing.ends', { day: formats.day(new Date(endsAt)) });
}
