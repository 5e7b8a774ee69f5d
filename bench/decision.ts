// How long decisions about one order and the lists of a large seller take on a store that is full: may a message be sent
// (loadSituation, offerReasons), which conversations are due, a seller's response times, a seller's duties.
//   node bench/decision.ts [ORDERS=1000000] [FOLDER]
// On a bundled PostgreSQL of its own. A tenth of the orders is one seller's. Prints a table of milliseconds.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import pg from 'pg';

import { offerReasons } from '#market/offered-reasons.ts';
import { clocksOf } from '#market/response-clock.ts';
import { requirePacks } from '#packs/read-pack.ts';
import { loadSituation } from '#store/order-situation.ts';
import { listWaiting } from '#views/conversations.ts';
import { listDuties } from '#views/duties.ts';
import { sellerResponseTimes } from '#views/response-clock.ts';

import { openBenchStore } from './bench-store.ts';

const orders = Number(process.argv[2] ?? 1_000_000);
const folder = process.argv[3] ?? (await mkdtemp(join(tmpdir(), 'parley-bench-decision-')));
const { store } = await openBenchStore({ PARLEY_DATA: join(folder, 'data') }, 1);
const { db, pool } = store;
const pack = requirePacks(fileURLToPath(new URL('../packs', import.meta.url))).get('de');
if (pack === undefined) throw new Error('there is a pack de');
const SELLERS = 1000;
const now = new Date('2026-11-22T12:00:00Z');
const orderId = (n: number): string => `305-${String(n).padStart(7, '0')}-7654321`;

/** Straight into the tables, without checking keys and without the pool's limits on time: it isn't measured. */
async function fill(): Promise<void> {
  const client = new pg.Client({ connectionString: pool.options.connectionString });
  await client.connect();
  const run = async (text: string, values: unknown[] = []): Promise<void> =>
    void (await client.query(text, values));
  try {
    await run(`set session_replication_role = replica`);
    await run(
      `insert into seller (id, name, language, message_address, shop_id)
       select gen_random_uuid(), 'Seller ' || n, 'en', 's' || n || '@bench.example', 'D-' || n
         from generate_series(0, ${SELLERS - 1}) n`,
    );
    await run(
      `insert into buyer (id, name, language, address, address_canonical, shop_id)
       select gen_random_uuid(), 'Buyer ' || n, 'de', 'd' || n || '@bench.example', 'd' || n || '@bench.example', 'D-' || n
         from generate_series(0, $1 / 2) n`,
      [orders],
    );
    await run(
      `create temporary table made as
       select n, s.id as seller_id, b.id as buyer_id, '305-' || lpad(n::text, 7, '0') || '-7654321' as id,
              $2::timestamptz - n % 360 * interval '1 day' as placed_at
         from generate_series(1, $1::int) n
         join seller s on s.shop_id = 'D-' || case when n % 10 = 0 then 1 else n % ${SELLERS} end
         join buyer b on b.shop_id = 'D-' || n / 2`,
      [orders, now],
    );
    await run(
      `insert into relationship (marketplace_id, seller_id, buyer_id)
       select distinct 'de', seller_id, buyer_id from made`,
    );
    await run(
      `insert into sales_order (marketplace_id, seller_id, id, buyer_id, status, fulfilment, placed_at,
           earliest_delivery_at, latest_delivery_at, completed_at)
       select 'de', seller_id, id, buyer_id, case when n % 360 < 3 then 'unshipped' else 'shipped' end, 'seller',
              placed_at, placed_at + interval '2 days', placed_at + interval '4 days',
              case when n % 360 >= 3 then placed_at + interval '3 days' end
         from made`,
    );
    await run(
      `insert into order_line (marketplace_id, seller_id, order_id, line_no, product_id, title, quantity, amount_minor,
           currency)
       select 'de', seller_id, id, 1, 'P-' || n % 500, 'Lamp', 1, 1990, 'EUR' from made`,
    );
    await run(
      `insert into order_return (marketplace_id, seller_id, id, order_id, status, opened_at)
       select 'de', seller_id, 'R-' || n, id, case when n % 360 < 10 then 'requested' else 'closed' end, placed_at
         from made where n % 20 = 0`,
    );
    await run(
      `insert into conversation (marketplace_id, seller_id, id, buyer_id, order_id, subject, opened_at, last_message_at,
           last_author, message_count, asked_at, answered_at)
       select 'de', seller_id, gen_random_uuid(), buyer_id, id, 'Lamp', placed_at, placed_at + interval '30 hours',
              'seller', 4, placed_at + interval '20 hours',
              case when n % 360 > 1 then placed_at + interval '30 hours' end
         from made where n % 4 = 0`,
    );
    await run(
      `insert into message (marketplace_id, seller_id, id, buyer_id, conversation_id, author, author_label, door, state,
           subject, body_text, cut, verdict, dedup_key, received_at)
       select c.marketplace_id, c.seller_id, gen_random_uuid(), c.buyer_id, c.id,
              case when m % 2 = 0 then 'buyer' else 'seller' end, 'X', 'mail', 'accepted', 'Lamp',
              repeat('Where is my lamp? ', 20), 'none', '{"kind": "permit", "reasons": []}', uuid_send(gen_random_uuid()),
              c.opened_at + m * interval '10 hours'
         from conversation c, generate_series(0, 3) m
        where m < 3 or c.answered_at is not null`,
    );
    await run(`set session_replication_role = default`);
    await run('vacuum analyze');
  } finally {
    await client.end();
  }
}

async function measure(
  what: string,
  rounds: number,
  act: (round: number) => Promise<unknown>,
): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < rounds + 5; round += 1) {
    const start = performance.now();
    await act(round);
    // The first ones fill caches that a server has filled.
    if (round >= 5) times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): string => (times[Math.floor(times.length * share)] ?? 0).toFixed(2).padStart(9);
  console.log(`${what.padEnd(44)} ${at(0.5)} ${at(0.99)} ${String(rounds).padStart(7)}`);
}

await fill();
const largest = await db
  .selectFrom('seller')
  .select('id')
  .where('shop_id', '=', 'D-1')
  .executeTakeFirstOrThrow();
const clocks = clocksOf(pack);
const some = (round: number): string => orderId(1 + ((round * 7919) % orders));
console.log(`${'ms'.padEnd(44)} ${'p50'.padStart(9)} ${'p99'.padStart(9)} ${'rounds'.padStart(7)}`);
await measure('situation of an order', 3000, (round) => loadSituation(pool, 'de', some(round)));
await measure('situation, of the largest seller', 3000, (round) =>
  loadSituation(pool, 'de', orderId(10 * (1 + ((round * 7919) % (orders / 10))))),
);
const stored = await loadSituation(pool, 'de', some(1));
if (stored === null) throw new Error('the order was made');
const situation = { pack, ...stored, position: 'new', door: 'web', enforcement: 'none', now } as const;
await measure('reasons that it offers', 3000, async () => offerReasons(situation));
await measure('due conversations, page of 50', 200, () =>
  listWaiting(
    db,
    { kind: 'seller', sellerId: largest.id },
    { after: null, limit: 50, dueBefore: null, limits: [{ marketplaceId: 'de', limitMs: 86_400_000 }] },
  ),
);
const query = { sellerId: largest.id, marketplaces: ['de'], clocksOf: () => clocks, now };
await measure('response times of 90 days, largest seller', 10, () => sellerResponseTimes(db, query));
await measure('duties, largest seller', 100, () =>
  listDuties(db, largest.id, new Map([['de', pack]]), { now, limit: 50 }),
);
const { rows } = await pool.query(
  `select (select count(*) from sales_order) as orders, (select count(*) from message) as messages,
          (select count(*) from sales_order where seller_id = $1) as "ordersOfLargest",
          (select count(*) from conversation where seller_id = $1) as "conversationsOfLargest"`,
  [largest.id],
);
console.log(JSON.stringify(rows[0]));
await store.close();
await rm(folder, { recursive: true });
