import type { Kysely } from 'kysely';
import { sql } from 'kysely';

import type { DB } from './schema.gen.ts';

/** Filters that somebody keeps under a name. */
export interface InboxView {
  readonly id: string;
  readonly name: string;
  /** As it stands in the address, without `?`. */
  readonly query: string;
}

export const MOST_VIEWS = 30;

export async function listInboxViews(db: Kysely<DB>, holderId: string): Promise<readonly InboxView[]> {
  return db
    .selectFrom('inbox_view')
    .select(['id', 'name', 'query'])
    .where('holder_id', '=', holderId)
    .orderBy(sql`lower(name)`)
    .execute();
}

/** Keeps a view; one of the same name is replaced. Null where there are too many. */
export async function keepInboxView(
  db: Kysely<DB>,
  holderId: string,
  { id, name, query }: InboxView,
  at: Date,
): Promise<InboxView | null> {
  const { rows } = await sql<InboxView>`
    insert into inbox_view (holder_id, id, name, query, made_at)
    select ${holderId}::uuid, ${id}::uuid, ${name}, ${query}, ${at}::timestamptz
     where (select count(*) from inbox_view
             where holder_id = ${holderId}::uuid and lower(name) <> lower(${name})) < ${MOST_VIEWS}::int
    on conflict (holder_id, lower(name)) do update set query = excluded.query
    returning id, name, query`.execute(db);
  return rows[0] ?? null;
}

/** False where it isn't theirs. */
export async function removeInboxView(db: Kysely<DB>, holderId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('inbox_view')
    .where('holder_id', '=', holderId)
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
