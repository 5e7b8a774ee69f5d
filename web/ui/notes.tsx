import type { ReactElement, ReactNode } from 'react';

import { ApiProblem } from '#web/data/api.ts';
import { say } from '#web/data/say.ts';

import { Button } from './button.tsx';
import { classes } from './classes.ts';
import type { IconName } from './icon.tsx';
import { Icon } from './icon.tsx';
import styles from './notes.module.css';

/** Nothing is here: why, and what can be done. */
export function EmptyNote({
  icon,
  title,
  isPage = false,
  children,
}: {
  readonly icon: IconName;
  readonly title: string;
  /** It stands where a page would: its title is the heading. */
  readonly isPage?: boolean;
  readonly children?: ReactNode;
}): ReactElement {
  return (
    <div className={styles['empty']}>
      <Icon name={icon} />
      {isPage ? <h1 className={styles['title']}>{title}</h1> : <p className={styles['title']}>{title}</p>}
      {children}
    </div>
  );
}

/** The sentence for what went wrong. */
export function problemText(error: unknown): string {
  if (!(error instanceof ApiProblem)) return say('problem.unknown');
  if (error.status === 0) return say('problem.unreachable');
  return error.message === '' ? say('problem.unknown') : error.message;
}

/** Something couldn't be shown or done: what happened, and a way to try again. */
export function ProblemNote({
  error,
  onRetry,
}: {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
}): ReactElement {
  return (
    <div role="alert" className={classes(styles['note'], styles['bad'])}>
      <Icon name="warning" />
      <div>
        <p>{problemText(error)}</p>
        <FieldReasons error={error} />
        {error instanceof ApiProblem && error.status === 401 ? (
          <a href="/sign-in">{say('problem.sign-in')}</a>
        ) : null}
        {onRetry === undefined ? null : (
          <Button look="quiet" icon="refresh" onClick={onRetry}>
            {say('problem.again')}
          </Button>
        )}
      </div>
    </div>
  );
}

/** What exactly stands against it, where the server names it in sentences for people. */
function FieldReasons({ error }: { readonly error: unknown }): ReactElement | null {
  if (!(error instanceof ApiProblem) || error.status !== 422 || error.fields.length === 0) return null;
  return (
    <ul className={styles['reasons']}>
      {[...new Set(error.fields.map(({ reason }) => reason))].map((reason) => (
        <li key={reason}>{reason}</li>
      ))}
    </ul>
  );
}

/** A box beside what it speaks of. */
export function Note({
  look,
  icon,
  children,
}: {
  readonly look: 'quiet' | 'warn' | 'bad';
  readonly icon: IconName;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <div className={classes(styles['note'], styles[look])}>
      <Icon name={icon} />
      <div>{children}</div>
    </div>
  );
}

/** A place holder of the size that the text will have. */
export function Skeleton({ lines, label }: { readonly lines: number; readonly label: string }): ReactElement {
  return (
    <div className={styles['skeleton']} data-waiting role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} />
      ))}
    </div>
  );
}
