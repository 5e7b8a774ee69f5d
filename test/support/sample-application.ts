import { authoriseApplication, registerApplication } from '#flow/applications.ts';
import type { ApplicationRole } from '#market/application.ts';
import { APPLICATION_ROLES } from '#market/application.ts';
import { createSystemIds } from '#src/system-ports.ts';
import { findApplication } from '#store/application.ts';

import type { FreshDatabase } from './database.ts';
import { MARKET_AT } from './sample-market.ts';

const ids = createSystemIds();
const actor = { kind: 'command-line', id: null, label: 'test' } as const;

export interface SampleApplication {
  readonly id: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** An application that the operator registered, with all roles. */
export async function sampleApplication({ db }: FreshDatabase): Promise<SampleApplication> {
  const wanted = {
    name: 'Tool',
    roles: APPLICATION_ROLES,
    redirectUris: ['https://tool.example/back'],
  };
  return registerApplication(wanted, actor, { db, ids, clock: { now: () => MARKET_AT } });
}

/** Lets it act for a seller and gives the refresh token. */
export async function letAct(
  { db }: FreshDatabase,
  { id }: Pick<SampleApplication, 'id'>,
  sellerId: string,
  roles: readonly ApplicationRole[] = APPLICATION_ROLES,
): Promise<string> {
  const application = await findApplication(db, id);
  if (application === null) throw new Error('no such application');
  const ports = { db, ids, clock: { now: () => MARKET_AT } };
  return authoriseApplication({ application, sellerId, roles }, actor, ports);
}
