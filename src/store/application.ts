import { createHash } from 'node:crypto';

import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';

import type { ApplicationRole } from '#market/application.ts';
import { OLD_SECRET_DAYS } from '#market/application.ts';
import type { Actor } from '#market/party.ts';

import { writeAudit } from './audit.ts';
import type { DB } from './schema.gen.ts';

/** How secrets and tokens are kept and looked up: they are random, so a plain hash says nothing of them. */
export function secretHash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Who changes something, when, and under which id the audit log keeps it. */
export interface Trace {
  readonly at: Date;
  readonly actor: Actor;
  readonly auditId: string;
}

export interface NewApplication {
  readonly id: string;
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What sellers may at most grant it. */
  readonly roles: readonly ApplicationRole[];
  /** Where sellers' agreements may be sent. */
  readonly redirectUris: readonly string[];
}

export interface Application {
  readonly id: string;
  readonly name: string;
  readonly clientId: string;
  readonly roles: readonly ApplicationRole[];
  readonly redirectUris: readonly string[];
  readonly createdAt: Date;
  readonly withdrawnAt: Date | null;
}

const COLUMNS = [
  'id',
  'name',
  'client_id as clientId',
  'roles',
  'redirect_uris as redirectUris',
  'created_at as createdAt',
  'withdrawn_at as withdrawnAt',
] as const;

/** Registers an application with its first secret (API 1). */
export async function addApplication(
  tx: Transaction<DB>,
  application: NewApplication,
  trace: Trace,
): Promise<void> {
  const { id, at } = { id: application.id, at: trace.at };
  await tx
    .insertInto('application')
    .values({
      id,
      name: application.name,
      client_id: application.clientId,
      roles: [...application.roles],
      redirect_uris: [...application.redirectUris],
      created_at: at,
    })
    .execute();
  await insertSecret(tx, id, application.clientSecret, at);
  await audit(tx, trace, { action: 'application.added', subject: id, to: application.roles.join(', ') });
}

async function insertSecret(
  tx: Transaction<DB>,
  applicationId: string,
  secret: string,
  at: Date,
): Promise<void> {
  await tx
    .insertInto('application_secret')
    .values({ secret_hash: secretHash(secret), application_id: applicationId, created_at: at })
    .execute();
}

async function audit(
  tx: Transaction<DB>,
  { at, actor, auditId }: Trace,
  entry: {
    readonly action: string;
    readonly subject: string;
    readonly to?: string;
    readonly sellerId?: string;
  },
): Promise<void> {
  const { action, subject, to = null, sellerId = null } = entry;
  await writeAudit(tx, { id: auditId, at, sellerId, actor, action, subject, from: null, to });
}

/** All applications, the newest first. */
export async function listApplications(db: Kysely<DB>): Promise<Application[]> {
  const rows = await db.selectFrom('application').select(COLUMNS).orderBy('id', 'desc').execute();
  return rows as Application[];
}

/** The application with this id or client id; null where there is none. */
export async function findApplication(db: Kysely<DB>, name: string): Promise<Application | null> {
  const row = await db
    .selectFrom('application')
    .select(COLUMNS)
    .where((is) => is.or([is('client_id', '=', name), is(sql`id::text`, '=', name.toLowerCase())]))
    .executeTakeFirst();
  return (row as Application | undefined) ?? null;
}

/** The application behind a client id and its secret; null where they don't belong together. */
export async function authenticateApplication(
  db: Kysely<DB>,
  { clientId, clientSecret, now }: { clientId: string; clientSecret: string; now: Date },
): Promise<Application | null> {
  const row = await db
    .selectFrom('application_secret')
    .innerJoin('application', 'application.id', 'application_secret.application_id')
    .select([
      'application.id',
      'application.name',
      'application.client_id as clientId',
      'application.roles',
      'application.redirect_uris as redirectUris',
      'application.created_at as createdAt',
      'application.withdrawn_at as withdrawnAt',
    ])
    .where('application_secret.secret_hash', '=', secretHash(clientSecret))
    .where('application.client_id', '=', clientId)
    .where('application.withdrawn_at', 'is', null)
    .where((is) => is.or([is('ends_at', 'is', null), is('ends_at', '>', now)]))
    .executeTakeFirst();
  return (row as Application | undefined) ?? null;
}

/** Replaces the secret; the last one is good for a week more. False where there is no such application. */
export async function rotateSecret(
  tx: Transaction<DB>,
  { applicationId, clientSecret }: { readonly applicationId: string; readonly clientSecret: string },
  trace: Trace,
): Promise<boolean> {
  const found = await tx
    .selectFrom('application')
    .select('id')
    .where('id', '=', applicationId)
    .where('withdrawn_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  if (found === undefined) return false;
  // Only the last one stays: one that was replaced because it leaked is gone by rotating twice.
  await tx
    .deleteFrom('application_secret')
    .where('application_id', '=', applicationId)
    .where('ends_at', 'is not', null)
    .execute();
  await tx
    .updateTable('application_secret')
    .set({ ends_at: new Date(trace.at.getTime() + OLD_SECRET_DAYS * 86_400_000) })
    .where('application_id', '=', applicationId)
    .execute();
  await insertSecret(tx, applicationId, clientSecret, trace.at);
  await audit(tx, trace, { action: 'application.secret-rotated', subject: applicationId });
  return true;
}

/** Ends an application: from now on nothing it holds is good. False where there is none that goes on. */
export async function withdrawApplication(
  tx: Transaction<DB>,
  applicationId: string,
  trace: Trace,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('application')
    .set({ withdrawn_at: trace.at })
    .where('id', '=', applicationId)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await tx.deleteFrom('application_token').where('application_id', '=', applicationId).execute();
  await tx.deleteFrom('application_secret').where('application_id', '=', applicationId).execute();
  await audit(tx, trace, { action: 'application.withdrawn', subject: applicationId });
  return true;
}
