import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import type { FreshDatabase } from '#test/support/database.ts';
import type { Said } from '#test/support/command-line.ts';
import { parleyOn } from '#test/support/command-line.ts';
import { freshDatabase } from '#test/support/database.ts';
import { shipmentXml, xmlFeed } from '#test/support/sample-feed.ts';
import { sampleMarket, sampleOrderId } from '#test/support/sample-market.ts';

let database: FreshDatabase;
let folder: string;

before(async () => {
  database = await freshDatabase();
  await sampleMarket(database);
  folder = await mkdtemp(join(tmpdir(), 'parley-cli-'));
});

after(() => rm(folder, { recursive: true }));

const parley = (...args: string[]): Promise<Said> => parleyOn(database, ...args);

test('a feed is submitted, and its report says line by line what was taken and what refused, and why', async () => {
  const file = join(folder, 'shipments.xml');
  const bodies = [sampleOrderId(0, 0), sampleOrderId(1, 0)].map((order) => shipmentXml({ order }));
  await writeFile(file, xmlFeed(bodies, { messageType: 'OrderFulfillment' }));
  const submitted = await parley('feed', 'submit', file, '--seller', 'Anna', '--type', 'order-fulfilment');
  assert.equal(submitted.status, 1);
  const [, id = ''] =
    /^feed (\S+): done, 2 processed, 1 taken \(0 of them before\), 1 refused$/u.exec(submitted.out) ?? [];
  const report = await parley('feed', 'report', id, '--all');
  assert.match(report.out, /line 5: message 1, order 302-0000000-0000000: taken\n/u);
  assert.match(report.out, /message 2, .*: refused – 302-0000001-0000000 is no order of yours here\./u);
  const json = await parley('feed', 'report', id, '--format', 'json', '--language', 'de');
  const { issues, summary } = JSON.parse(json.out) as { issues: { message: string }[]; summary: object };
  assert.match(issues[0]?.message ?? '', /ist keine Bestellung bei Ihnen/u);
  assert.deepEqual(summary, {
    errors: 1,
    warnings: 0,
    messagesProcessed: 2,
    messagesAccepted: 1,
    messagesInvalid: 1,
  });
  assert.match((await parley('feed', 'list', '--seller', 'Anna')).out, new RegExp(id, 'u'));
  assert.equal((await parley('feed', 'report', 'x')).status, 1);
  assert.equal((await parley('feed', 'submit', file, '--seller', 'Anna', '--type', 'x')).status, 2);
});

test('an order is shipped or cancelled by hand', async () => {
  const order = sampleOrderId(0, 1);
  const market = ['--marketplace', 'de'];
  const wrong = await parley('order', 'ship', order, ...market, '--item', '1=x');
  assert.deepEqual([wrong.status, wrong.err], [1, "Quantity has a value that can't be."]);
  const part = await parley('order', 'adjust', order, ...market, '--reason', 'Other', '--item', '1=0.90');
  assert.deepEqual([part.status, part.err], [0, '']);
  const over = await parley('order', 'adjust', order, ...market, '--reason', 'Other', '--item', '1=19.90');
  assert.match(over.err, /€19\.90 is more than the buyer can still get back for this order: €19\.00\./u);
  const shipped = await parley(
    'order',
    'ship',
    order,
    ...market,
    '--carrier',
    'ups',
    '--tracking',
    '1Z999AA10123456784',
  );
  assert.deepEqual([shipped.status, shipped.err], [0, '']);
  const late = await parley('order', 'adjust', order, ...market, '--reason', 'NoInventory');
  assert.deepEqual([late.status, /shipped already/u.test(late.err)], [1, true]);
  const { rows } = await database.pool.query('select action from audit_entry order by id');
  assert.deepEqual(
    rows.map(({ action }: { action: string }) => action).filter((action) => action.startsWith('order.')),
    ['order.adjusted', 'order.shipped'],
  );
});
