import { createHash } from 'node:crypto';

import type { Kysely, Transaction } from 'kysely';
import type { Pool } from 'pg';

import type { ApiScope, TokenOwnerKind } from '#market/api-scope.ts';
import type { Actor } from '#market/party.ts';
import type { Principal } from '#market/rights.ts';

import { writeAudit } from './audit.ts';
import type { DB } from './schema.gen.ts';
import { run, statement } from './statement.ts';

const TOKEN_BYTES = 32;
/** The beginning makes a token that leaks recognisable to scanners for secrets. */
const TOKEN = /^parley_[A-Za-z0-9_-]{43}$/u;

/** 256 random bits as text: shown once, and kept as a hash alone. */
export function makeTokenText(random: (length: number) => Uint8Array): string {
  return `parley_${Buffer.from(random(TOKEN_BYTES)).toString('base64url')}`;
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

export interface NewToken {
  readonly id: string;
  readonly text: string;
  readonly kind: TokenOwnerKind;
  readonly ownerId: string | null;
  readonly scopes: readonly ApiScope[];
  readonly label: string;
  readonly at: Date;
  readonly expiresAt: Date | null;
  readonly actor: Actor;
  readonly auditId: string;
}

/** Keeps a token's hash with what it is good for. The owner has to exist. */
export async function createToken(tx: Transaction<DB>, token: NewToken): Promise<void> {
  await tx
    .insertInto('api_token')
    .values({
      id: token.id,
      token_hash: hashOf(token.text),
      owner_kind: token.kind,
      owner_id: token.ownerId,
      scopes: [...token.scopes],
      label: token.label,
      created_at: token.at,
      expires_at: token.expiresAt,
    })
    .execute();
  await writeAudit(tx, {
    id: token.auditId,
    at: token.at,
    sellerId: token.kind === 'seller' ? token.ownerId : null,
    actor: token.actor,
    action: 'token.created',
    subject: token.id,
    from: null,
    to: token.scopes.join(' '),
  });
}

export interface ListedToken {
  readonly id: string;
  readonly kind: TokenOwnerKind;
  readonly ownerId: string | null;
  readonly scopes: readonly string[];
  readonly label: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** All tokens, newest first. */
export async function listTokens(db: Kysely<DB>): Promise<ListedToken[]> {
  return db
    .selectFrom('api_token')
    .select([
      'id',
      'owner_kind as kind',
      'owner_id as ownerId',
      'scopes',
      'label',
      'created_at as createdAt',
      'expires_at as expiresAt',
      'revoked_at as revokedAt',
      'last_used_at as lastUsedAt',
    ])
    .orderBy('id', 'desc')
    .execute();
}

/** Ends a token at once. False where there is none of this id that isn't revoked already. */
export async function revokeToken(
  tx: Transaction<DB>,
  token: { readonly id: string; readonly at: Date; readonly actor: Actor; readonly auditId: string },
): Promise<boolean> {
  const row = await tx
    .updateTable('api_token')
    .set({ revoked_at: token.at })
    .where('id', '=', token.id)
    .where('revoked_at', 'is', null)
    .returning(['owner_kind', 'owner_id'])
    .executeTakeFirst();
  if (row === undefined) return false;
  await writeAudit(tx, {
    id: token.auditId,
    at: token.at,
    sellerId: row.owner_kind === 'seller' ? row.owner_id : null,
    actor: token.actor,
    action: 'token.revoked',
    subject: token.id,
    from: null,
    to: null,
  });
  return true;
}

export type TokenReading =
  | { readonly kind: 'valid'; readonly principal: Principal }
  | { readonly kind: 'unknown' | 'revoked' | 'expired' };

interface TokenRow {
  readonly id: string;
  readonly label: string;
  readonly owner_kind: TokenOwnerKind;
  readonly owner_id: string | null;
  readonly scopes: string[];
  readonly expires_at: Date | null;
  readonly revoked_at: Date | null;
  readonly last_used_at: Date | null;
}

const FIND_TOKEN = statement<TokenRow>(
  'find-token',
  `select id, label, owner_kind, owner_id, scopes, expires_at, revoked_at, last_used_at
     from api_token where token_hash = $1`,
);

/** How exact `last_used_at` is: a write per request would make every read a write. */
const LAST_USED_STEP_MS = 60_000;

/**
 * Who a token speaks for. SECURITY: it is looked up by its SHA-256, so how long the comparison takes tells
 * nothing about the text: who measures it learns about hashes that they can't choose. What became of a token
 * is told to nobody but its holder.
 */
export async function readToken(pool: Pool, text: string, now: Date): Promise<TokenReading> {
  if (!TOKEN.test(text)) return { kind: 'unknown' };
  const [row] = await run(pool, FIND_TOKEN, [hashOf(text)]);
  if (row === undefined) return { kind: 'unknown' };
  if (row.revoked_at !== null) return { kind: 'revoked' };
  if (row.expires_at !== null && row.expires_at <= now) return { kind: 'expired' };
  if (row.last_used_at === null || now.getTime() - row.last_used_at.getTime() >= LAST_USED_STEP_MS)
    await pool.query('update api_token set last_used_at = $2 where id = $1', [row.id, now]);
  return {
    kind: 'valid',
    principal: {
      tokenId: row.id,
      sessionId: null,
      user: null,
      within: null,
      label: row.label,
      kind: row.owner_kind,
      ownerId: row.owner_id,
      scopes: row.scopes,
    },
  };
}
