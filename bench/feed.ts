// How long the command line takes for feeds of many messages, on a bundled PostgreSQL of its own with real fsync.
//   node bench/feed.ts [MESSAGES=100000] [FOLDER]
// Prints a table: wall time, processor time of both sides, and the largest resident set of the process that reads.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { fileDueAccountUpdates } from '#flow/file-account-updates.ts';
import { silentLog } from '#src/log.ts';
import { feedOrderId, shipmentXml } from '#test/support/sample-feed.ts';

import { openBenchStore } from './bench-store.ts';
import { databaseCpuSeconds } from './processor-time.ts';

const PROGRAM = fileURLToPath(new URL('../bin/parley', import.meta.url));
const messages = Number(process.argv[2] ?? 100_000);
const folder = process.argv[3] ?? (await mkdtemp(join(tmpdir(), 'parley-bench-feed-')));
const data = join(folder, 'data');

const { store } = await openBenchStore({ PARLEY_DATA: data }, 1);
const seller = await store.db.selectFrom('seller').select('id').executeTakeFirstOrThrow();
const marketplace = await store.db
  .selectFrom('marketplace')
  .select(['id', 'alias_domain'])
  .executeTakeFirstOrThrow();

/** `messages` orders of half as many buyers, two lines each; straight into the tables, because it isn't measured. */
async function createOrders(): Promise<void> {
  // One after the other with their statistics between: the foreign keys are checked by plans.
  const insert = async (text: string, values: unknown[]): Promise<void> => {
    await store.pool.query(text, values);
    await store.pool.query('analyze');
  };
  const given = [marketplace.id, seller.id, messages];
  await insert(
    `insert into buyer (id, name, language, address, address_canonical, shop_id)
     select gen_random_uuid(), 'Kunde ' || n, (array['de', 'en', 'nl'])[1 + n % 3], 'k' || n || '@people.example',
            'k' || n || '@people.example', 'feed-' || n
       from generate_series(0, ($1 + 1) / 2) n`,
    [messages],
  );
  await insert(
    `insert into relationship (marketplace_id, seller_id, buyer_id)
     select $1, $2, id from buyer where shop_id like 'feed-%'`,
    given.slice(0, 2),
  );
  await insert(
    `insert into sales_order (marketplace_id, seller_id, id, buyer_id, status, fulfilment, placed_at)
     select $1, $2, '305-' || lpad(n::text, 7, '0') || '-7654321', b.id, 'unshipped', 'seller', '2026-10-30T08:00:00Z'
       from generate_series(1, $3) n join buyer b on b.shop_id = 'feed-' || n / 2`,
    given,
  );
  await insert(
    `insert into order_line (marketplace_id, seller_id, order_id, line_no, product_id, title, quantity, amount_minor,
         currency)
     select $1, $2, '305-' || lpad(n::text, 7, '0') || '-7654321', l, 'P-' || n % 500, 'Lampe ' || n % 500, l, 1990, 'EUR'
       from generate_series(1, $3) n, generate_series(1, 2) l`,
    given,
  );
}

async function writeFeed(
  name: string,
  head: string,
  message: (n: number) => string,
  foot: string,
): Promise<string> {
  const path = join(folder, name);
  const file = createWriteStream(path);
  file.write(head);
  for (let n = 1; n <= messages; n += 1) if (!file.write(message(n))) await once(file, 'drain');
  file.end(foot);
  await once(file, 'close');
  return path;
}

const shipments = (): Promise<string> =>
  writeFeed(
    'shipments.xml',
    `<?xml version="1.0" encoding="UTF-8"?>
<AmazonEnvelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="amzn-envelope.xsd">
<Header><DocumentVersion>1.01</DocumentVersion></Header><MessageType>OrderFulfillment</MessageType>\n`,
    (n) => {
      const item = (line: number): string =>
        `<AmazonOrderItemCode>${line}</AmazonOrderItemCode><Quantity>${line}</Quantity>`;
      const body = shipmentXml({
        order: feedOrderId(n),
        shipmentId: `S-${n}`,
        method: 'Standard',
        tracking: `00340434${String(n).padStart(12, '0')}`,
        items: [item(1), item(2)],
      });
      return `<Message><MessageID>${n}</MessageID><OrderFulfillment>${body}</OrderFulfillment></Message>\n`;
    },
    '</AmazonEnvelope>\n',
  );

const adjustments = (): Promise<string> =>
  writeFeed(
    'adjustments.json',
    '{"header":{"version":"2.0"},"messages":[\n',
    (n) => {
      const component = { type: 'Principal', amount: '3.50', currency: 'EUR' };
      const adjustedItems = [
        {
          amazonOrderItemCode: '1',
          merchantAdjustmentItemId: `A-${n}`,
          adjustmentReason: 'CustomerReturn',
          itemPriceAdjustments: { component },
        },
      ];
      const orderAdjustment = { amazonOrderId: feedOrderId(n), adjustedItems };
      return `${n === 1 ? '' : ','}${JSON.stringify({ messageId: n, orderAdjustment })}\n`;
    },
    ']}\n',
  );

/** The highest water mark of a process's resident set, in MB, as far as Linux says. */
function peakMb(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/u.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

async function run(what: string, file: string, type: string): Promise<void> {
  const { size } = await stat(file);
  const databaseBefore = await databaseCpuSeconds(store.pool);
  const start = performance.now();
  const child = spawn(PROGRAM, ['feed', 'submit', file, '--seller', seller.id, '--type', type], {
    env: { ...process.env, PARLEY_DATA: data },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, peakMb(child.pid ?? 0));
  }, 50);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(watch);
  if (code !== 0) throw new Error(`${what}: the command ended with ${code ?? 'a signal'}`);
  const seconds = (performance.now() - start) / 1000;
  const database = (await databaseCpuSeconds(store.pool)) - databaseBefore;
  console.log(
    [
      what.padEnd(28),
      `${(size / 1e6).toFixed(0)} MB`.padStart(7),
      `${seconds.toFixed(1)} s`.padStart(8),
      `${Math.round(messages / seconds)}/s`.padStart(8),
      `${database.toFixed(1)} s`.padStart(8),
      `${Math.round(peak)} MB`.padStart(8),
      ` ${output.trim().replace(/^feed \S+: /u, '')}`,
    ].join(' '),
  );
}

/** What a running server does beside or after it: the buyers' account updates into conversations and outbox. */
async function runFiling(): Promise<void> {
  const databaseBefore = await databaseCpuSeconds(store.pool);
  const start = performance.now();
  const failed = (error: unknown): never => {
    throw error;
  };
  const log = { ...silentLog, error: (_event: string, error: unknown) => failed(error) };
  await fileDueAccountUpdates({ db: store.db, log, wake: () => undefined });
  const seconds = (performance.now() - start) / 1000;
  const database = (await databaseCpuSeconds(store.pool)) - databaseBefore;
  console.log(
    `${'its account updates filed'.padEnd(36)} ${seconds.toFixed(1).padStart(6)} s ${`${Math.round(messages / seconds)}/s`.padStart(8)} ${database.toFixed(1).padStart(6)} s`,
  );
}

await createOrders();
const files = [await shipments(), await adjustments()] as const;
console.log(
  `${'feed'.padEnd(28)} ${'size'.padStart(7)} ${'time'.padStart(8)} ${'rate'.padStart(8)} ${'db cpu'.padStart(8)} ${'peak RSS'.padStart(8)}`,
);
await run('shipments, XML', files[0], 'order-fulfilment');
await runFiling();
await run('the same again', files[0], 'order-fulfilment');
await run('adjustments, JSON', files[1], 'order-adjustment');
await runFiling();
const { rows } = await store.pool.query(
  `select (select count(*) from shipment) as shipments, (select count(*) from adjustment) as adjustments,
          (select count(*) from message where author = 'marketplace') as "accountUpdates",
          (select count(*) from delivery) as deliveries`,
);
console.log(JSON.stringify(rows[0]));
await store.close();
await rm(folder, { recursive: true });
