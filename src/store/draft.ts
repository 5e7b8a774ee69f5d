import type { Kysely } from 'kysely';
import { sql } from 'kysely';

import type { RelationshipKey } from '#market/party.ts';

import type { DB } from './schema.gen.ts';

export interface Draft {
  readonly text: string;
  /** Counts the changes; 0: there is none yet. */
  readonly version: number;
}

/** Whose draft, in which conversation. */
export interface DraftKey {
  readonly key: RelationshipKey;
  readonly conversationId: string;
  /** A seat, a buyer, or a seller for its programs. */
  readonly holderId: string;
}

/** What was begun there. */
export async function findDraft(db: Kysely<DB>, { key, conversationId, holderId }: DraftKey): Promise<Draft> {
  const row = await db
    .selectFrom('draft')
    .select(['body as text', 'version'])
    .where('marketplace_id', '=', key.marketplaceId)
    .where('seller_id', '=', key.sellerId)
    .where('conversation_id', '=', conversationId)
    .where('holder_id', '=', holderId)
    .executeTakeFirst();
  return row ?? { text: '', version: 0 };
}

/** Keeps a draft, if it is still the one of that version; null where another device was quicker. An empty one stays as a version. */
export async function keepDraft(
  db: Kysely<DB>,
  { key, conversationId, holderId }: DraftKey,
  { text, version }: Draft,
  at: Date,
): Promise<Draft | null> {
  const { rows } = await sql<Draft>`
    insert into draft (marketplace_id, seller_id, conversation_id, holder_id, body, version, changed_at)
    select ${key.marketplaceId}, ${key.sellerId}::uuid, ${conversationId}::uuid, ${holderId}::uuid, ${text}, 1,
           ${at}::timestamptz
     where ${version}::int = 0 or exists (
       select from draft d
        where (d.marketplace_id, d.seller_id, d.conversation_id, d.holder_id)
            = (${key.marketplaceId}, ${key.sellerId}::uuid, ${conversationId}::uuid, ${holderId}::uuid))
    on conflict (marketplace_id, seller_id, conversation_id, holder_id)
    do update set body = excluded.body, version = draft.version + 1, changed_at = excluded.changed_at
     where draft.version = ${version}::int
    returning body as text, version`.execute(db);
  return rows[0] ?? null;
}

/** Its message is written: what another device still has of it is an older version. */
export async function emptyDraft(
  db: Kysely<DB>,
  { key, conversationId, holderId }: DraftKey,
  at: Date,
): Promise<void> {
  await sql`
    update draft set body = '', version = version + 1, changed_at = ${at}::timestamptz
     where (marketplace_id, seller_id, conversation_id, holder_id)
         = (${key.marketplaceId}, ${key.sellerId}::uuid, ${conversationId}::uuid, ${holderId}::uuid)
       and body <> ''`.execute(db);
}
