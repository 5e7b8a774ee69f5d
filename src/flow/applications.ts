import type { Kysely } from 'kysely';

import type { ApplicationRole } from '#market/application.ts';
import {
  TOKEN_SECONDS,
  makeApplicationToken,
  makeClientCredentials,
  makeClientSecret,
} from '#market/application.ts';
import type { Actor } from '#market/party.ts';
import type { Application, Trace } from '#store/application.ts';
import { addApplication, rotateSecret } from '#store/application.ts';
import { grantApplication } from '#store/application-grant.ts';
import { createApplicationToken } from '#store/application-token.ts';
import type { DB } from '#store/schema.gen.ts';

import type { Clock, Ids } from './ports.ts';

export interface ApplicationPorts {
  readonly db: Kysely<DB>;
  readonly ids: Ids;
  readonly clock: Clock;
}

function traceOf({ ids, clock }: ApplicationPorts, actor: Actor): Trace {
  return { at: clock.now(), actor, auditId: ids.uuid() };
}

/** Registers an application. The secret is shown this once. */
export async function registerApplication(
  wanted: {
    readonly name: string;
    readonly roles: readonly ApplicationRole[];
    readonly redirectUris: readonly string[];
  },
  actor: Actor,
  ports: ApplicationPorts,
): Promise<{ readonly id: string; readonly clientId: string; readonly clientSecret: string }> {
  const { db, ids } = ports;
  const id = ids.uuid();
  const credentials = makeClientCredentials((length) => ids.random(length));
  await db
    .transaction()
    .execute((tx) => addApplication(tx, { id, ...wanted, ...credentials }, traceOf(ports, actor)));
  return { id, ...credentials };
}

/** Gives an application a new secret, shown this once; null where there is no such application. */
export async function renewSecret(
  applicationId: string,
  actor: Actor,
  ports: ApplicationPorts,
): Promise<string | null> {
  const { db, ids } = ports;
  const clientSecret = makeClientSecret((length) => ids.random(length));
  const isRenewed = await db
    .transaction()
    .execute((tx) => rotateSecret(tx, { applicationId, clientSecret }, traceOf(ports, actor)));
  return isRenewed ? clientSecret : null;
}

export interface Agreement {
  readonly application: Application;
  readonly sellerId: string;
  readonly roles: readonly ApplicationRole[];
}

/** Lets an application act for a seller and gives the refresh token, which is shown this once. */
export async function authoriseApplication(
  agreement: Agreement,
  actor: Actor,
  ports: ApplicationPorts,
): Promise<string> {
  return grantWithToken(agreement, { kind: 'refresh', redirectUri: null }, actor, ports);
}

/** The same for a seller who agrees on a page: gives the code that travels to the application, good for minutes. */
export async function agreeToApplication(
  agreement: Agreement & { readonly redirectUri: string | null },
  actor: Actor,
  ports: ApplicationPorts,
): Promise<string> {
  return grantWithToken(agreement, { kind: 'code', redirectUri: agreement.redirectUri }, actor, ports);
}

async function grantWithToken(
  { application, sellerId, roles }: Agreement,
  { kind, redirectUri }: { readonly kind: 'refresh' | 'code'; readonly redirectUri: string | null },
  actor: Actor,
  ports: ApplicationPorts,
): Promise<string> {
  const { db, ids } = ports;
  const trace = traceOf(ports, actor);
  const text = makeApplicationToken(kind, (length) => ids.random(length));
  const endsAt = kind === 'refresh' ? null : new Date(trace.at.getTime() + TOKEN_SECONDS.code * 1000);
  const holder = { applicationId: application.id, sellerId };
  await db.transaction().execute(async (tx) => {
    await grantApplication(tx, { ...holder, roles }, trace);
    await createApplicationToken(tx, { text, kind, ...holder, redirectUri, at: trace.at, endsAt });
  });
  return text;
}
