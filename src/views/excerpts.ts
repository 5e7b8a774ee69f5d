import type { Kysely } from 'kysely';
import { sql } from 'kysely';

import type { Excerpt } from '#market/search-words.ts';
import { excerptOf } from '#market/search-words.ts';
import type { DB } from '#store/schema.gen.ts';
import type { SearchTerms } from '#store/search-index.ts';

import type { Reader } from './reader.ts';
import { ownRows, visibleMessages } from './reader.ts';

/** As much of a text as is looked through for the place to show. */
const LOOKED_THROUGH = 20_000;

/** By conversation, where the newest message that has the words says them. */
export async function findExcerpts(
  db: Kysely<DB>,
  reader: Reader,
  { query, beginnings }: SearchTerms,
  conversationIds: readonly string[],
): Promise<ReadonlyMap<string, Excerpt>> {
  const { rows } = await sql<{ conversation_id: string; body: string }>`
    select c.id as conversation_id, said.body
      from conversation c
      join lateral (
        select left(m.body_text, ${LOOKED_THROUGH}::int) as body
          from message m
          join message_search v on (v.marketplace_id, v.seller_id, v.message_id) = (m.marketplace_id, m.seller_id, m.id)
         where (m.marketplace_id, m.seller_id, m.conversation_id) = (c.marketplace_id, c.seller_id, c.id)
           and v.words @@ ${query}::tsquery and ${visibleMessages(reader, 'm')}
         order by m.received_at desc, m.id desc limit 1) said on true
     where c.id = any (${conversationIds}::uuid[]) and ${ownRows(reader, 'c')}`.execute(db);
  return new Map(rows.map((row) => [row.conversation_id, excerptOf(row.body, beginnings)]));
}
