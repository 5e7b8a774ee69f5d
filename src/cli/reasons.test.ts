import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import type { FreshDatabase } from '#test/support/database.ts';
import { parleyOn } from '#test/support/command-line.ts';
import { freshDatabase } from '#test/support/database.ts';
import { MARKET_AT, sampleMarket, sampleOrderId } from '#test/support/sample-market.ts';

let database: FreshDatabase;

before(async () => {
  database = await freshDatabase();
  await sampleMarket(database);
});

async function parley(...args: string[]): Promise<{ status: number; said: string }> {
  const { status, out, err } = await parleyOn(database, ...args);
  return { status, said: out + err };
}

test('parley reasons says for each reason whether it is offered and why not, in the reader’s language', async () => {
  const { status, said } = await parley(
    'reasons',
    sampleOrderId(0, 0),
    '--marketplace',
    'de',
    '--language',
    'de',
  );
  assert.equal(status, 0);
  assert.match(said, /^order-details +Bestelldetails bestätigen oder ergänzen +yes +passes$/mu);
  assert.match(
    said,
    /^problem-with-order .* no +passes +not-adjusted: Erstatten Sie zuerst den vollen Betrag/mu,
  );
  assert.match(
    said,
    /^review-request .* no +stopped +order-status: Das gibt es nicht für eine Bestellung, die noch nicht versandt ist\./mu,
  );
});

test('parley reasons names what it can’t find', async () => {
  assert.deepEqual(await parley('reasons', '999-9999999-9999999', '--marketplace', 'de'), {
    status: 1,
    said: 'de has no order 999-9999999-9999999.',
  });
  const nowhere = await parley('reasons', sampleOrderId(0, 0), '--marketplace', '../..');
  assert.equal(nowhere.status, 1);
  assert.match(nowhere.said, /no such marketplace/u);
  assert.equal((await parley('reasons')).status, 2);
  assert.match((await parley('reasons', '--help')).said, /parley reasons ORDER --marketplace de/u);
});

test('parley preference sets and shows what a buyer declines, and what it changes for an order', async () => {
  const at = ['--marketplace', 'de'];
  const show = async (): Promise<string> => (await parley('preference', 'show', 'C-Jan')).said;
  assert.equal(await show(), 'Language: nl, as the shop says.\nde: declines nothing from all sellers.');
  assert.equal((await parley('preference', 'set', 'C-Jan', 'declines', ...at)).said, 'changed');
  assert.equal((await parley('preference', 'set', 'C-Jan', 'declines', ...at)).said, 'unchanged');
  assert.match(
    await show(),
    /\nde: declines messages that are not needed\.\nWHEN.*\n.* de +every seller +declines +command line$/u,
  );
  assert.match(
    (await parley('reasons', sampleOrderId(0, 0), ...at)).said,
    /^other .* no +stopped +opted-out: /mu,
  );
  assert.equal((await parley('preference', 'set', 'C-Jan', 'takes', ...at)).said, 'changed');
  assert.match((await parley('reasons', sampleOrderId(0, 0), ...at)).said, /^other .* yes +stopped$/mu);
  assert.equal(
    (await parley('preference', 'set', 'C-Jan', 'declines', ...at, '--seller', 'Anna')).said,
    'changed',
  );
  assert.match(await show(), /^de: declines them from Anna Lampen \(/mu);
  assert.equal((await parley('preference', 'set', 'C-Jan', 'perhaps', ...at)).status, 2);
  assert.equal((await parley('preference', 'set', 'C-Nobody', 'takes', ...at)).status, 1);
});

test('parley preference language chooses the language that a buyer reads', async () => {
  assert.equal((await parley('preference', 'language', 'C-Eva', 'de')).said, 'changed');
  assert.equal((await parley('preference', 'language', 'C-Eva', 'de')).said, 'unchanged');
  assert.match(
    (await parley('preference', 'show', 'C-Eva')).said,
    /^Language: de, chosen\.\n[^]* all +- +language de +command line$/u,
  );
  assert.match(
    (await parley('preference', 'language', 'C-Eva', 'xx')).said,
    /^LANGUAGE is one of de, en\.$/u,
  );
  assert.equal((await parley('preference', 'language', 'C-Nobody', 'de')).status, 1);
});

test('parley review-request asks each order’s buyer once, and says of each order what became of it', async () => {
  const [ready, early] = [sampleOrderId(0, 1), sampleOrderId(0, 0)];
  await database.pool.query(
    `update sales_order set status = 'shipped', completed_at = $2::timestamptz - interval '12 days',
            earliest_delivery_at = $2::timestamptz - interval '14 days',
            latest_delivery_at = $2::timestamptz - interval '10 days'
      where id = $1`,
    [ready, MARKET_AT],
  );
  const ask = (...orders: string[]): ReturnType<typeof parley> =>
    parley('review-request', orders.join(','), '--seller', 'Anna', '--marketplace', 'de');
  const first = await ask(ready, early, '999-9999999-9999999');
  assert.equal(first.status, 1);
  const [asked = '', refused = '', unknown = ''] = first.said.split('\n');
  assert.match(asked, new RegExp(`^${ready} +sent *$`, 'u'));
  assert.match(refused, new RegExp(`^${early} +not-sent +order-status: `, 'u'));
  assert.match(unknown, /^999-9999999-9999999 +not-sent +order-unknown: /u);
  const again = await ask(ready);
  assert.equal(again.status, 1);
  assert.match(again.said, /solicited-already: /u);
  const { rows } = await database.pool.query(
    `select criticality, state from message where criticality = 'solicitation'`,
  );
  assert.deepEqual(rows, [{ criticality: 'solicitation', state: 'accepted' }]);
  assert.equal((await ask('302-1')).status, 2);
});
