import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Pool } from 'pg';

import type { ApplicationRole, ApplicationTokenKind, RestrictedResource } from '#market/application.ts';
import { applicationTokenKind } from '#market/application.ts';

import { secretHash } from './application.ts';
import type { DB } from './schema.gen.ts';
import { run, statement } from './statement.ts';

export interface NewApplicationToken {
  readonly text: string;
  readonly kind: ApplicationTokenKind;
  readonly applicationId: string;
  /** Null: the application acts for itself. */
  readonly sellerId: string | null;
  readonly scopes?: readonly string[];
  readonly redirectUri?: string | null;
  readonly resources?: readonly RestrictedResource[];
  readonly at: Date;
  /** Null for refresh tokens. */
  readonly endsAt: Date | null;
}

/** So long an access token that ran out is still known as one, so that its holder hears that it did. */
const KEPT_AFTER_END_DAYS = 30;
/** Tokens that are swept away with each one that is made: more than are made, so none pile up. */
const SWEPT_AT_ONCE = 10;

/** Keeps a token's hash with what it is good for, and sweeps away some that ran out long ago. */
export async function createApplicationToken(
  db: Kysely<DB> | Transaction<DB>,
  token: NewApplicationToken,
): Promise<void> {
  await db
    .insertInto('application_token')
    .values({
      token_hash: secretHash(token.text),
      kind: token.kind,
      application_id: token.applicationId,
      seller_id: token.sellerId,
      scopes: [...(token.scopes ?? [])],
      redirect_uri: token.redirectUri ?? null,
      resources: token.resources === undefined ? null : JSON.stringify(token.resources),
      created_at: token.at,
      ends_at: token.endsAt,
    })
    .execute();
  const before = new Date(token.at.getTime() - KEPT_AFTER_END_DAYS * 86_400_000);
  await sql`
    delete from application_token where token_hash in (
      select token_hash from application_token where ends_at < ${before}::timestamptz
       order by ends_at limit ${SWEPT_AT_ONCE} for update skip locked)`.execute(db);
}

/** For whom a refresh token of this application is good; null where it is none, or ended. */
export async function readRefreshToken(
  db: Kysely<DB>,
  { text, applicationId }: { readonly text: string; readonly applicationId: string },
): Promise<string | null> {
  if (applicationTokenKind(text) !== 'refresh') return null;
  const row = await db
    .selectFrom('application_token as t')
    .innerJoin('application_grant as g', (on) =>
      on.onRef('g.application_id', '=', 't.application_id').onRef('g.seller_id', '=', 't.seller_id'),
    )
    .select('t.seller_id')
    .where('t.token_hash', '=', secretHash(text))
    .where('t.kind', '=', 'refresh')
    .where('t.application_id', '=', applicationId)
    .where('g.withdrawn_at', 'is', null)
    .executeTakeFirst();
  return row?.seller_id ?? null;
}

/**
 * Takes a code, once: whoever shows it a second time gets nothing. Gives the seller who agreed, or null where it is none
 * of this application's, ran out, was used or was sent to another address.
 */
export async function takeCode(
  tx: Transaction<DB>,
  code: {
    readonly text: string;
    readonly applicationId: string;
    readonly redirectUri: string | null;
    readonly now: Date;
  },
): Promise<string | null> {
  if (applicationTokenKind(code.text) !== 'code') return null;
  const row = await tx
    .updateTable('application_token')
    .set({ used_at: code.now })
    .where('token_hash', '=', secretHash(code.text))
    .where('kind', '=', 'code')
    .where('application_id', '=', code.applicationId)
    .where('used_at', 'is', null)
    .where('ends_at', '>', code.now)
    // Tools that were given no address beforehand send none.
    .where((is) =>
      is.or([
        is('redirect_uri', 'is', null),
        is('redirect_uri', '=', code.redirectUri ?? ''),
        ...(code.redirectUri === null ? [is.val(true)] : []),
      ]),
    )
    .returning('seller_id')
    .executeTakeFirst();
  if (row === undefined || row.seller_id === null) return null;
  // Held until the refresh token is written: a grant that is withdrawn meanwhile takes that token with it.
  const grant = await tx
    .selectFrom('application_grant')
    .select('seller_id')
    .where('application_id', '=', code.applicationId)
    .where('seller_id', '=', row.seller_id)
    .where('withdrawn_at', 'is', null)
    .forShare()
    .executeTakeFirst();
  return grant?.seller_id ?? null;
}

/** Who calls, and what the call may show. */
export interface ApiCaller {
  readonly applicationId: string;
  readonly applicationName: string;
  /** Null: the application acts for itself, within `scopes`. */
  readonly sellerId: string | null;
  /** What the seller granted and the operator allows. */
  readonly roles: readonly ApplicationRole[];
  readonly scopes: readonly string[];
  /** Null unless it is a restricted data token. */
  readonly resources: readonly RestrictedResource[] | null;
}

export type AccessReading =
  | { readonly kind: 'caller'; readonly caller: ApiCaller }
  | { readonly kind: 'unknown' | 'expired' };

interface AccessRow {
  readonly kind: ApplicationTokenKind;
  readonly application_id: string;
  readonly name: string;
  readonly seller_id: string | null;
  readonly scopes: string[];
  readonly resources: RestrictedResource[] | null;
  readonly ends_at: Date;
  readonly roles: ApplicationRole[];
  readonly is_good: boolean;
}

// Both are looked up with each call: what the operator or the seller withdraws is gone at once.
const FIND_ACCESS = statement<AccessRow>(
  'find-application-access',
  `select t.kind, t.application_id, a.name, t.seller_id, t.scopes, t.resources, t.ends_at,
          array(select unnest(a.roles) intersect select unnest(g.roles)) as roles,
          a.withdrawn_at is null
            and (t.seller_id is null or (g.application_id is not null and g.withdrawn_at is null)) as is_good
     from application_token t
     join application a on a.id = t.application_id
     left join application_grant g on (g.application_id, g.seller_id) = (t.application_id, t.seller_id)
    where t.token_hash = $1 and t.kind in ('access', 'restricted')`,
);

/** Who an access token or restricted data token speaks for. SECURITY: looked up by its hash, see `readToken`. */
export async function readAccessToken(pool: Pool, text: string, now: Date): Promise<AccessReading> {
  const kind = applicationTokenKind(text);
  if (kind !== 'access' && kind !== 'restricted') return { kind: 'unknown' };
  const [row] = await run(pool, FIND_ACCESS, [secretHash(text)]);
  if (row === undefined || !row.is_good) return { kind: 'unknown' };
  if (row.ends_at <= now) return { kind: 'expired' };
  return {
    kind: 'caller',
    caller: {
      applicationId: row.application_id,
      applicationName: row.name,
      sellerId: row.seller_id,
      roles: row.roles,
      scopes: row.scopes,
      resources: row.resources,
    },
  };
}
