import type { Kysely } from 'kysely';
import { sql } from 'kysely';

import type { DB } from './schema.gen.ts';

/** A request that its sender may send again under the same key. */
export interface RepeatableRequest {
  /** Whose key it is. */
  readonly asker: string;
  /** SHA-256 of the key. */
  readonly keyHash: Uint8Array;
  /** SHA-256 of what was asked. */
  readonly requestHash: Uint8Array;
  readonly at: Date;
}

export interface KeptAnswer {
  readonly status: number;
  readonly answer: string;
}

/** `begun`: this one is the first, or the first one died on the way. */
export type RepeatOutcome =
  | { readonly kind: 'begun' }
  | ({ readonly kind: 'answered' } & KeptAnswer)
  | { readonly kind: 'under-way' }
  /** The key was used for something else. */
  | { readonly kind: 'other-request' };

/** Keys are forgotten after a day. */
const KEPT_MS = 24 * 3_600_000;
/** A request that was begun this long ago and has no answer died with its node. */
const DEAD_AFTER_MS = 2 * 60_000;
const SWEPT_AT_ONCE = 100;

/** Takes a key for a request, or says what is known of it. Of several at once one begins. */
export async function beginRequest(db: Kysely<DB>, request: RepeatableRequest): Promise<RepeatOutcome> {
  const { asker, keyHash, requestHash, at } = request;
  const key = Buffer.from(keyHash);
  const old = new Date(at.getTime() - KEPT_MS);
  await sql`
    delete from repeatable_request where ctid = any(array(
      select ctid from repeatable_request where begun_at < ${old} limit ${SWEPT_AT_ONCE} for update skip locked))`.execute(
    db,
  );
  const dead = new Date(at.getTime() - DEAD_AFTER_MS);
  const begun = await sql`
    insert into repeatable_request as r (asker, key_hash, request_hash, begun_at)
    values (${asker}, ${key}, ${Buffer.from(requestHash)}, ${at})
    on conflict (asker, key_hash) do update set begun_at = excluded.begun_at
     where r.status is null and r.begun_at < ${dead} and r.request_hash = excluded.request_hash
    returning true`.execute(db);
  if (begun.rows.length > 0) return { kind: 'begun' };
  const row = await db
    .selectFrom('repeatable_request')
    .select(['request_hash', 'status', 'answer'])
    .where('asker', '=', asker)
    .where('key_hash', '=', key)
    .executeTakeFirst();
  if (row === undefined) return { kind: 'under-way' };
  if (!Buffer.from(requestHash).equals(row.request_hash)) return { kind: 'other-request' };
  if (row.status === null) return { kind: 'under-way' };
  return { kind: 'answered', status: row.status, answer: row.answer ?? '' };
}

/** Keeps the answer for whoever asks again; null: it failed, and the next one begins anew. */
export async function endRequest(
  db: Kysely<DB>,
  { asker, keyHash }: RepeatableRequest,
  kept: KeptAnswer | null,
): Promise<void> {
  const key = Buffer.from(keyHash);
  if (kept === null)
    await db
      .deleteFrom('repeatable_request')
      .where('asker', '=', asker)
      .where('key_hash', '=', key)
      .execute();
  else
    await db
      .updateTable('repeatable_request')
      .set({ status: kept.status, answer: kept.answer })
      .where('asker', '=', asker)
      .where('key_hash', '=', key)
      .execute();
}
