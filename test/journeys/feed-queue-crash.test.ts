import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { readRecord } from '#market/order-import.ts';
import { createSystemIds } from '#src/system-ports.ts';
import { fillDocument, openDocument } from '#store/api-document.ts';
import { createFeedRequest } from '#store/feed-request.ts';
import { importRecords } from '#store/order-import.ts';
import type { FreshDatabase } from '#test/support/database.ts';
import { freshDatabase } from '#test/support/database.ts';
import { sampleApplication } from '#test/support/sample-application.ts';
import { feedOrderId, shipmentXml, xmlFeed } from '#test/support/sample-feed.ts';
import { MARKET_AT, sampleMarket } from '#test/support/sample-market.ts';
import { Node } from '#test/support/serve-process.ts';
import { testFolder } from '#test/support/test-folder.ts';

const ORDERS = 3000;
const ids = createSystemIds();

async function importOrders({ db }: FreshDatabase): Promise<void> {
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

/** What a program hands in, as the door keeps it. */
async function queueFeed(database: FreshDatabase, sellerId: string): Promise<string> {
  const { db } = database;
  const { id: applicationId } = await sampleApplication(database);
  const at = new Date();
  const document = {
    id: ids.uuid(),
    purpose: 'feed',
    applicationId,
    sellerId,
    resource: null,
    contentMd5: null,
    mediaType: 'text/xml; charset=UTF-8',
    at,
    endsAt: new Date(at.getTime() + 3_600_000),
  } as const;
  await openDocument(db, document);
  const shipments = Array.from({ length: ORDERS }, (_, index) =>
    shipmentXml({ order: feedOrderId(index + 1) }),
  );
  const bytes = Buffer.from(xmlFeed(shipments, { messageType: 'OrderFulfillment' }));
  assert.equal(await fillDocument(db, { id: document.id, bytes, at }), 'filled');
  const request = {
    id: ids.uuid(),
    applicationId,
    sellerId,
    documentId: document.id,
    type: 'order-fulfilment',
    marketplaceIds: ['de'],
    at,
  } as const;
  assert.equal(await db.transaction().execute((tx) => createFeedRequest(tx, request)), 'created');
  return request.id;
}

async function shipped({ pool }: FreshDatabase): Promise<[shipments: number, orders: number]> {
  const { rows } = await pool.query<{ shipments: number; orders: number }>(
    'select count(*)::int as shipments, count(distinct order_id)::int as orders from shipment',
  );
  return [rows[0]?.shipments ?? 0, rows[0]?.orders ?? 0];
}

test('a node that is killed while it reads a queued feed: the next one reads it to its end, nothing twice (FEED 4)', async (t) => {
  const database = await freshDatabase();
  const { anna } = await sampleMarket(database);
  await importOrders(database);
  const feedId = await queueFeed(database, anna.id);
  const node = new Node('server', {
    DATABASE_URL: database.url,
    PARLEY_DATA: await testFolder(),
    PARLEY_LEASE_SECONDS: '2',
  });
  t.after(() => node.killGroup());
  const patience = AbortSignal.timeout(240_000);
  await node.start();
  while ((await shipped(database))[0] === 0) {
    assert.ok(!patience.aborted, 'nothing was taken');
    await delay(5);
  }
  await node.kill();
  const [taken] = await shipped(database);
  assert.ok(taken > 0 && taken < ORDERS, `killed in the middle: ${taken}`);

  await node.start();
  const stateOf = async (): Promise<string | undefined> =>
    (await database.db.selectFrom('feed_request').select('state').where('id', '=', feedId).executeTakeFirst())
      ?.state;
  while ((await stateOf()) !== 'done') {
    assert.ok(!patience.aborted, 'the feed was never read to its end');
    await delay(50);
  }
  assert.deepEqual(await shipped(database), [ORDERS, ORDERS]);
  const { rows } = await database.pool.query<{ successful: number; with_warning: number }>(
    'select successful, with_warning from feed order by submitted_at desc limit 1',
  );
  assert.deepEqual(rows, [{ successful: ORDERS, with_warning: taken }]);
  await node.stop();
});
