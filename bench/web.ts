// What the inbox costs: lists and searches of a full store, open event streams, and the page in a browser.
//   npm run bench:web [-- MESSAGES=100000 [FOLDER]]
// On a bundled PostgreSQL of its own. A tenth of the messages is one seller's. Prints tables; asserts nothing.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import pg from 'pg';

import { EventStreams } from '#http/event-streams.ts';
import { searchWords } from '#market/search-words.ts';
import { silentLog } from '#src/log.ts';
import { findSearchTerms, indexMessages } from '#store/search-index.ts';
import type { ConversationChoice } from '#views/conversation-choice.ts';
import { listConversations, listWaiting } from '#views/conversations.ts';

import { openBenchStore } from './bench-store.ts';
import { measurePage } from './web-page.ts';

const messages = Number(process.argv[2] ?? 100_000);
const folder = process.argv[3] ?? (await mkdtemp(join(tmpdir(), 'parley-bench-web-')));
const { store, config } = await openBenchStore({ PARLEY_DATA: join(folder, 'data') }, 1);
const { db, pool } = store;

const SELLERS = 1000;
const STREAMS = 1000;
const ROUNDS = 200;
/** Messages whose words are written by the worker, to see how quick it is; the others' are filled in. */
const INDEXED = 2000;

/** Straight into the tables, without checking keys and without the pool's limits on time: it isn't measured. */
async function fill(): Promise<void> {
  const client = new pg.Client({ connectionString: pool.options.connectionString });
  await client.connect();
  const run = async (text: string, values: unknown[] = []): Promise<void> =>
    void (await client.query(text, values));
  try {
    await run('set session_replication_role = replica');
    await run('drop index message_search_words');
    await run(
      `insert into seller (id, name, language, message_address, shop_id)
       select gen_random_uuid(), 'Seller ' || n, 'en', 's' || n || '@bench.example', 'D-' || n
         from generate_series(0, ${SELLERS - 1}) n`,
    );
    await run(
      `insert into buyer (id, name, language, address, address_canonical, shop_id)
       select gen_random_uuid(), 'Buyer ' || n, 'de', 'd' || n || '@bench.example', 'd' || n || '@bench.example', 'D-' || n
         from generate_series(0, $1::int / 8) n`,
      [messages],
    );
    // A conversation has four messages; a tenth of them all is one seller's.
    await run(
      `insert into conversation (marketplace_id, seller_id, id, buyer_id, order_id, is_primary, subject, opened_at,
           last_message_at, last_author, message_count, asked_at, answered_at, unread_seller)
       select 'de', s.id, gen_random_uuid(), b.id, '305-' || lpad(n::text, 7, '0') || '-7654321', true, 'Lamp',
              now() - n % 90 * interval '1 day', now() - n % 90 * interval '1 day' - n * interval '1 millisecond', 'buyer', 4,
              now() - n % 90 * interval '1 day', case when n % 20 > 0 then now() end, (n % 10 = 0)::int
         from generate_series(1, $1::int / 4) n
         join seller s on s.shop_id = 'D-' || case when n % 10 = 0 then 1 else n % ${SELLERS} end
         join buyer b on b.shop_id = 'D-' || n / 2`,
      [messages],
    );
    await run(
      `insert into relationship (marketplace_id, seller_id, buyer_id)
       select distinct marketplace_id, seller_id, buyer_id from conversation on conflict do nothing`,
    );
    // Words as people use them: the hundredth is rare, the first is everywhere (the share falls with the square root).
    await run(
      `insert into message (marketplace_id, seller_id, id, buyer_id, conversation_id, author, author_label, door, state,
           subject, body_text, cut, verdict, dedup_key, received_at)
       select c.marketplace_id, c.seller_id, gen_random_uuid(), c.buyer_id, c.id,
              case when m % 2 = 0 then 'buyer' else 'seller' end, 'X', 'mail', 'accepted', 'Lamp',
              (select string_agg('wort' || to_hex((power(random(), 4) * 20000)::int), ' ')
                 from generate_series(1, 30 + 0 * m)),
              'none', '{"kind": "permit", "reasons": []}', uuid_send(gen_random_uuid()),
              c.last_message_at - m * interval '1 hour'
         from conversation c, generate_series(0, 3) m`,
    );
    await run(
      `insert into message_search (marketplace_id, seller_id, buyer_id, conversation_id, message_id, received_at, words)
       select marketplace_id, seller_id, buyer_id, conversation_id, id, received_at,
              array_to_tsvector(string_to_array(body_text, ' ') || array['lamp', 's:' || seller_id, 'b:' || buyer_id])
         from message`,
    );
    await run('create index message_search_words on message_search using gin (words)');
    await run('set session_replication_role = default');
    await run('vacuum analyze');
  } finally {
    await client.end();
  }
}

async function measure(what: string, act: (round: number) => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS + 5; round += 1) {
    const start = performance.now();
    await act(round);
    // The first ones fill caches that a server has filled.
    if (round >= 5) times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(1).padStart(9);
  console.log(`${what.padEnd(58)}${at(0.5)}${at(0.99)}`);
}

async function sellerId(shop: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>('select id from seller where shop_id = $1', [shop]);
  return rows[0]?.id ?? '';
}

async function lists(): Promise<void> {
  const any = await Promise.all(Array.from({ length: 50 }, (_, n) => sellerId(`D-${n * 10 + 3}`)));
  const readers = [
    ['largest', () => large],
    ['any seller', (round: number) => any[round % any.length] ?? ''],
  ] as const;
  const large = await sellerId('D-1');
  const { rows } = await pool.query<{ n: number }>(
    'select count(*)::int n from conversation where seller_id = $1',
    [large],
  );
  console.log(
    `\n${messages} messages; the largest seller has ${rows[0]?.n} conversations; ms`.padEnd(60),
    '    p50      p99',
  );
  const list = (who: (round: number) => string, choice: ConversationChoice) => (round: number) =>
    listConversations(db, { kind: 'seller', sellerId: who(round) }, { after: null, limit: 50, ...choice });
  const terms = (text: string) => findSearchTerms(pool, searchWords(text), 'en');
  const [common, rare, beginning, two] = await Promise.all(
    ['wort0', 'wort4e00', 'wort4e', 'wort0 wort1f'].map(terms),
  );
  await measure('the words of a search', () => terms('zerbrochene glühbirne'));
  for (const [who, reader] of readers) {
    await measure(`${who}: newest 50`, list(reader, {}));
    await measure(`${who}: unread`, list(reader, { unread: true }));
    await measure(
      `${who}: open, unassigned, order shipped`,
      list(reader, { resolved: false, assignee: 'none' }),
    );
    await measure(`${who}: with attachment (none has)`, list(reader, { files: true }));
    await measure(`${who}: to answer, by time left`, (round) =>
      listWaiting(
        db,
        { kind: 'seller', sellerId: reader(round) },
        {
          after: null,
          limit: 50,
          dueBefore: null,
          limits: [{ marketplaceId: 'de', limitMs: 86_400_000 }],
        },
      ),
    );
    await measure(`${who}: search, a word in half of all messages`, list(reader, { terms: common ?? null }));
    await measure(`${who}: search, a rare word`, list(reader, { terms: rare ?? null }));
    await measure(`${who}: search, a beginning of 256 words`, list(reader, { terms: beginning ?? null }));
    await measure(`${who}: search, two words`, list(reader, { terms: two ?? null }));
  }
}

async function indexing(): Promise<void> {
  await pool.query(
    `insert into event (at, kind, marketplace_id, seller_id, buyer_id, conversation_id, message_id)
     select received_at, 'message.accepted', marketplace_id, seller_id, buyer_id, conversation_id, id
       from message limit ${INDEXED}`,
  );
  while (await indexMessages(pool)) continue;
  await pool.query(
    `insert into event (at, kind, marketplace_id, seller_id, buyer_id, conversation_id, message_id)
     select received_at, 'message.accepted', marketplace_id, seller_id, buyer_id, conversation_id, id
       from message offset ${INDEXED} limit ${INDEXED}`,
  );
  const start = performance.now();
  while (await indexMessages(pool)) continue;
  const seconds = (performance.now() - start) / 1000;
  console.log(`\nmessages made findable: ${Math.round(INDEXED / seconds)} a second`);
  const { rows } = await pool.query<{ heap: string; index: string }>(
    `select pg_size_pretty(pg_table_size('message_search')) as heap,
            pg_size_pretty(pg_relation_size('message_search_words')) as index`,
  );
  console.log(`words of ${messages} messages: ${rows[0]?.heap}, their index ${rows[0]?.index}`);
}

async function streams(): Promise<void> {
  const limits = { streams: 2 * STREAMS, perAccount: 2 * STREAMS };
  const events = new EventStreams({ pool, log: silentLog, limits });
  const { rows } = await pool.query<{ id: string }>(`select id from seller where shop_id like 'D-%'`);
  const memory = (): number => {
    globalThis.gc?.();
    return process.memoryUsage().rss;
  };
  const before = memory();
  const bodies = await Promise.all(
    rows.slice(0, STREAMS).map(({ id }) => events.open({ kind: 'seller', sellerId: id }, id, null)),
  );
  const readers = bodies.flatMap((body) => (body === null ? [] : [body.getReader()]));
  await Promise.all(readers.map((reader) => reader.read()));
  const kilobytes = (memory() - before) / 1024 / STREAMS;
  const start = performance.now();
  await pool.query(
    `insert into event (at, kind, marketplace_id, seller_id)
     select now(), 'conversation.resolved', 'de', id from seller where shop_id like 'D-%'`,
  );
  const cpu = process.cpuUsage();
  await Promise.all(readers.map((reader) => reader.read()));
  const { user, system } = process.cpuUsage(cpu);
  console.log(
    `\n${events.count} event streams in one process: ${kilobytes.toFixed(1)} kB each, without their sockets`,
  );
  console.log(
    `an event for each of them is told within ${Math.round(performance.now() - start)} ms, ${Math.round((user + system) / 1000)} ms of processor time`,
  );
  await events.stop();
}

try {
  await fill();
  await lists();
  await indexing();
  await streams();
  await measurePage({ store, config, sellerId: await sellerId('D-1') });
} finally {
  await store.close();
  if (process.argv[3] === undefined) await rm(folder, { recursive: true });
}
