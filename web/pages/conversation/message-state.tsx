import type { ReactElement } from 'react';

import type { Message } from '#web/data/conversations.ts';
import { say } from '#web/data/say.ts';
import { classes } from '#web/ui/classes.ts';

import styles from './message-state.module.css';

type State = NonNullable<Message['state']>;

/** States that ask something of the reader. */
const BAD = new Set<State>(['refused', 'refused-by-provider', 'expired']);
const WARN = new Set<State>(['held', 'delayed', 'cancelled']);

/** Where an own message stands, in words, with what to do where something is to be done. */
export function MessageState({ state }: { readonly state: State }): ReactElement {
  return (
    <p
      className={classes(styles['state'], BAD.has(state) && styles['bad'], WARN.has(state) && styles['warn'])}
    >
      {say(`state.${state}`)}
    </p>
  );
}
