import type { Clock, Ids } from '#flow/ports.ts';
import type { Log } from '#src/log.ts';
import type { Database } from '#store/connect.ts';
import type { Secrets } from '#store/seal-keys.ts';

import type { SamplePerson } from './sample-people.ts';

/** What the operator decides about signing in. */
export interface AccountSettings {
  /** Addresses and networks of proxies in front of the pages, whose X-Forwarded-For is believed. */
  readonly proxyPeers: readonly string[];
  /** Of the demo alone: people to be with one click. Empty everywhere else. */
  readonly samplePeople: readonly SamplePerson[];
}

/** What signing in and keeping people need of their surroundings. */
export interface AccountPorts {
  readonly database: Pick<Database, 'db' | 'pool'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly secrets: Secrets;
  /** Where people reach the pages; null: nobody can be given a link. */
  readonly publicUrl: string | null;
  readonly accounts: AccountSettings;
}
