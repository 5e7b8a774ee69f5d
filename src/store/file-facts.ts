import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Pool } from 'pg';

import type { DB } from './schema.gen.ts';
import { run, statement } from './statement.ts';

const FIND = statement<{ facts: string }>(
  'find-file-facts',
  'select facts from file_facts where sha256 = $1 and reader = $2',
);

const KEEP = statement(
  'keep-file-facts',
  `insert into file_facts (sha256, reader, facts, kept_at) values ($1, $2, $3, $4)
   on conflict (sha256) do update set reader = excluded.reader, facts = excluded.facts, kept_at = excluded.kept_at`,
);

/** What this version of the reader found out about a file with this content; null where it wasn't asked yet. */
export async function findFileFacts(pool: Pool, sha256: Uint8Array, reader: number): Promise<string | null> {
  const [row] = await run(pool, FIND, [sha256, reader]);
  return row?.facts ?? null;
}

/** Keeps what was found out about a file. */
export async function keepFileFacts(
  pool: Pool,
  sha256: Uint8Array,
  { reader, facts, at }: { readonly reader: number; readonly facts: string; readonly at: Date },
): Promise<void> {
  await run(pool, KEEP, [sha256, reader, facts, at]);
}

/** Forgets what files said that no message holds any more, because they were erased or were too old (OPS 4). */
export async function forgetFileFacts(db: Kysely<DB>, now: Date): Promise<void> {
  await sql`
    delete from file_facts f
     where f.kept_at < ${now}::timestamptz
       and not exists (select from message_file m where m.sha256 = f.sha256)`.execute(db);
}
