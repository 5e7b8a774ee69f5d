import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { fileDueAccountUpdates } from '#flow/file-account-updates.ts';
import { readRecord } from '#market/order-import.ts';
import { silentLog } from '#src/log.ts';
import { createSystemIds } from '#src/system-ports.ts';
import { importRecords } from '#store/order-import.ts';
import type { FreshDatabase } from '#test/support/database.ts';
import { freshDatabase } from '#test/support/database.ts';
import { feedOrderId, shipmentXml, xmlFeed } from '#test/support/sample-feed.ts';
import { MARKET_AT, sampleMarket } from '#test/support/sample-market.ts';
import { testFolder } from '#test/support/test-folder.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/parley', import.meta.url));
const ORDERS = 1300;
/** Of the first two batches, and a part of the third. */
const SENT_BEFORE_THE_KILL = 1150;

async function importOrders({ db }: FreshDatabase): Promise<void> {
  const ids = createSystemIds();
  const readings = Array.from({ length: ORDERS }, (_, index) => ({
    line: index + 1,
    reading: readRecord({
      type: 'order',
      marketplace: 'de',
      seller: 'Anna',
      id: feedOrderId(index + 1),
      status: 'unshipped',
      fulfilment: 'seller',
      placedAt: '2026-10-30T08:00:00Z',
      buyer: {
        id: `B-${index % 50}`,
        name: 'Ida',
        language: 'de',
        address: `ida${index % 50}@people.example`,
      },
      lines: [{ product: 'P-0', title: 'Lamp', quantity: 1, amount: '19.90', currency: 'EUR' }],
    }),
  }));
  await importRecords(db, readings, { ids, now: () => MARKET_AT }, ({ result }) =>
    assert.equal(result, 'created'),
  );
}

/** Files what feeds left to be told, as a running server does. */
const file = ({ db }: FreshDatabase): Promise<void> =>
  fileDueAccountUpdates({ db, log: silentLog, wake: () => undefined });

async function countsOf({ pool }: FreshDatabase): Promise<Record<string, number>> {
  const { rows } = await pool.query<Record<string, number>>(
    `select (select count(*) from shipment) as shipments,
            (select count(distinct order_id) from shipment) as orders,
            (select count(*) from message where author = 'marketplace') as told,
            (select count(*) from delivery) as deliveries,
            (select count(*) from sales_order where status = 'shipped') as shipped,
            (select count(*) from feed_result where result = 'taken') as reported`,
  );
  return rows[0] ?? {};
}

test('a feed that is killed between two batches is sent again: nothing twice, one account update each (FEED 4)', async (t) => {
  const database = await freshDatabase();
  const { anna } = await sampleMarket(database);
  await importOrders(database);
  const text = xmlFeed(
    Array.from({ length: ORDERS }, (_, index) => shipmentXml({ order: feedOrderId(index + 1) })),
    { messageType: 'OrderFulfillment' },
  );
  const { PATH = '', HOME = '' } = process.env;
  const folder = await testFolder();
  const submit = () =>
    spawn(PROGRAM, ['feed', 'submit', '-', '--seller', anna.id, '--type', 'order-fulfilment'], {
      env: { PATH, HOME, PARLEY_DATA: folder, DATABASE_URL: database.url },
      stdio: ['pipe', 'pipe', 'ignore'],
    });

  const killed = submit();
  t.after(() => killed.kill('SIGKILL'));
  killed.stdin.on('error', () => undefined);
  const ended = once(killed, 'close');
  // It waits for the rest of the third batch when it is killed.
  killed.stdin.write(text.slice(0, text.indexOf(`<MessageID>${SENT_BEFORE_THE_KILL}<`)));
  const patience = AbortSignal.timeout(120_000);
  while (((await countsOf(database))['reported'] ?? 0) < 1000) {
    assert.ok(!patience.aborted && killed.exitCode === null, 'the first two batches were not written');
    await delay(20);
  }
  killed.kill('SIGKILL');
  await ended;
  await file(database);
  const half = await countsOf(database);
  assert.deepEqual(
    half,
    { shipments: 1000, orders: 1000, told: 1000, deliveries: 1000, shipped: 1000, reported: 1000 },
    'what is reported as taken was taken, and the reverse',
  );

  const again = submit();
  t.after(() => again.kill('SIGKILL'));
  let output = '';
  again.stdout.setEncoding('utf8').on('data', (words: string) => (output += words));
  again.stdin.end(text);
  const [code] = (await once(again, 'close')) as [number | null];
  assert.equal(code, 0, output);
  assert.match(output, /: done, 1300 processed, 1300 taken \(1000 of them before\), 0 refused/u);
  const all = {
    shipments: ORDERS,
    orders: ORDERS,
    told: ORDERS,
    deliveries: ORDERS,
    shipped: ORDERS,
    reported: ORDERS,
  };
  await file(database);
  assert.deepEqual(await countsOf(database), all);
});
