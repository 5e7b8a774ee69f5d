import type { Pool } from 'pg';

import type { SearchWord } from '#market/search-words.ts';
import { SHORTEST_BEGINNING } from '#market/search-words.ts';

import type { EventPosition } from './event-log.ts';
import { readEvents } from './event-log.ts';
import { run, statement } from './statement.ts';

// The languages that PostgreSQL brings a stemmer for; words of others are found as they stand, and by their beginnings.
const STEMMERS = JSON.stringify({
  da: 'danish_stem',
  de: 'german_stem',
  en: 'english_stem',
  es: 'spanish_stem',
  fi: 'finnish_stem',
  fr: 'french_stem',
  it: 'italian_stem',
  nl: 'dutch_stem',
  no: 'norwegian_stem',
  pt: 'portuguese_stem',
  ro: 'romanian_stem',
  sv: 'swedish_stem',
  tr: 'turkish_stem',
});

/** The stemmers of the languages that an SQL expression gives. */
const stemmersOf = (languages: string): string =>
  `(select array_agg(distinct value::regdictionary) from jsonb_each_text('${STEMMERS}'::jsonb)
     where key = any (${languages}))`;

/*
 * What a message says isn't known to be in one language: people mix them, and buyers' messages aren't judged. So its words
 * are stemmed in each language of its marketplace and of both parties; one word has one stem in most of them.
 */
const WRITE_WORDS = `insert into message_search
      (marketplace_id, seller_id, buyer_id, conversation_id, message_id, received_at, words)
  select d.marketplace_id, d.seller_id, d.buyer_id, d.conversation_id, d.id, d.received_at,
         array_to_tsvector(array(
           select left(word, 60) from regexp_split_to_table(search_fold(d.said), ' ') word where word <> ''
           union
           -- Most stems are plain already; folding them all took most of the time.
           select case when octet_length(stem) = length(stem) then stem else trim(search_fold(stem)) end
             from (select distinct left(w, 60) as word
                     from regexp_split_to_table(lower(normalize(d.said, NFKC)), '[^[:alnum:]]+') w where w <> '') said,
                  unnest(d.stemmers) s, unnest(ts_lexize(s, said.word)) stem
            where stem <> ''
           union select 's:' || d.seller_id union select 'b:' || d.buyer_id))
    from (
      select m.*, concat_ws(' ', m.subject, left(m.body_text, 50000), c.order_id,
               (select string_agg(f.name, ' ') from message_file f
                 where (f.marketplace_id, f.seller_id, f.message_id) = (m.marketplace_id, m.seller_id, m.id)),
               (select string_agg(l.title, ' ') from order_line l
                 where (l.marketplace_id, l.seller_id, l.order_id) = (c.marketplace_id, c.seller_id, c.order_id))) as said,
             ${stemmersOf('k.languages || b.language || s.language')} as stemmers
        from given g
        join message m on (m.marketplace_id, m.seller_id, m.id) = (g.marketplace_id, g.seller_id, g.id)
        join conversation c on (c.marketplace_id, c.seller_id, c.id) = (m.marketplace_id, m.seller_id, m.conversation_id)
        join marketplace k on k.id = m.marketplace_id
        join buyer b on b.id = m.buyer_id
        join seller s on s.id = m.seller_id
       where m.erased_at is null
       -- A fence: without it what stands above is worked out again for each word.
       offset 0) d
  on conflict (marketplace_id, seller_id, message_id)
  do update set conversation_id = excluded.conversation_id, words = excluded.words`;

const INDEX_MESSAGES = statement<{ written: number }>(
  'index-messages',
  `with moved as (
    -- Where another node was quicker, nothing is written twice.
    update search_progress set xid = $2::xid8, seq = $3::bigint
     where xid = $4::xid8 and seq = $5::bigint returning one),
  given as (
    select * from jsonb_to_recordset($1::jsonb) as x (marketplace_id text, seller_id uuid, id uuid)
     where exists (select from moved)),
  written as (${WRITE_WORDS} returning message_id)
  select count(*)::int as written from written`,
);

const PROGRESS = statement<{ xid: string; seq: number }>(
  'search-progress',
  'select xid::text, seq from search_progress',
);

/** Events that are gone through at a time: some hundred messages, well under a second. */
const AT_ONCE = 300;
const WRITTEN = new Set(['message.accepted', 'message.held', 'message.refused', 'message.moved']);

/**
 * Makes the next messages of the event log findable; true where there may be more. Nothing of it happens while a message
 * is taken: that would cost the door a third of its speed. May run on several nodes at once.
 */
export async function indexMessages(pool: Pool): Promise<boolean> {
  const [before] = await run(pool, PROGRESS, []);
  if (before === undefined) throw new Error('the place of the search stands in its table');
  const { events, position, more } = await readEvents(pool, before, AT_ONCE);
  if (position.xid === before.xid && position.seq === before.seq) return false;
  const keys = new Map(
    events
      .filter(({ kind, messageId }) => WRITTEN.has(kind) && messageId !== null)
      .map((event) => [
        event.messageId,
        { marketplace_id: event.marketplaceId, seller_id: event.sellerId, id: event.messageId },
      ]),
  );
  await writeProgress(pool, JSON.stringify([...keys.values()]), position, before);
  return more;
}

async function writeProgress(
  pool: Pool,
  keys: string,
  to: EventPosition,
  from: EventPosition,
): Promise<void> {
  await run(pool, INDEX_MESSAGES, [keys, to.xid, to.seq, from.xid, from.seq]);
}

const STEMS = statement<{ word: string; stems: string[] }>(
  'search-stems',
  `with known as (
     select array(select unnest(languages) from marketplace union select unnest($2::text[])) as languages)
   select word, array(select distinct search_fold(stem)
                        from unnest(${stemmersOf('(select languages from known)::text[]')}) s,
                             unnest(ts_lexize(s, word)) stem) as stems
     from unnest($1::text[]) word`,
);

/** What is looked for, as the index takes it. */
export interface SearchTerms {
  /** A tsquery. */
  readonly query: string;
  /** What words begin with that were found: for marking them. */
  readonly beginnings: readonly string[];
}

/**
 * The words of a search with their stems in the languages of all marketplaces and of whoever asks; all of them have to be
 * in a message. Null where there is no word in it.
 */
export async function findSearchTerms(
  pool: Pool,
  words: readonly SearchWord[],
  language: string,
): Promise<SearchTerms | null> {
  if (words.length === 0) return null;
  const rows = await run(pool, STEMS, [words.map(({ typed }) => typed), [language]]);
  const stems = new Map(rows.map((row) => [row.word, row.stems] as const));
  const all = words.map(({ typed, beginnings }) => ({ beginnings, stems: stems.get(typed) ?? [] }));
  return {
    // Folded: letters and digits alone, so nothing in them is an operator.
    query: all
      .map(({ beginnings, stems: own }) =>
        [
          ...beginnings.map((word) => (word.length < SHORTEST_BEGINNING ? `'${word}'` : `'${word}':*`)),
          ...own.filter((stem) => /^[\p{L}\p{N}]+$/u.test(stem)).map((stem) => `'${stem}'`),
        ].join(' | '),
      )
      .map((either) => `(${either})`)
      .join(' & '),
    beginnings: [...new Set(all.flatMap((word) => [...word.beginnings, ...word.stems]))],
  };
}
