import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { createSystemIds } from '#src/system-ports.ts';
import { parseSecrets } from '#store/seal-keys.ts';
import type { FreshDatabase } from '#test/support/database.ts';
import { freshDatabase } from '#test/support/database.ts';
import { MARKET_AT, sampleMarket, sampleOrderId } from '#test/support/sample-market.ts';

import { VERBS } from './verbs.ts';

let database: FreshDatabase;

before(async () => {
  database = await freshDatabase();
  await sampleMarket(database);
});

async function parley(...[verb = '', ...args]: string[]): Promise<{ status: number; said: string }> {
  const said: string[] = [];
  const found = VERBS.get(verb);
  assert.ok(found, verb);
  const status = await found.run(args, {
    db: database.db,
    ids: createSystemIds(),
    clock: { now: () => MARKET_AT },
    publicUrl: null,
    secrets: parseSecrets(`test:${Buffer.alloc(32, 7).toString('base64')}`, 'test'),
    out: (line) => said.push(line),
    err: (line) => said.push(line),
  });
  return { status, said: said.join('\n') };
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
  assert.equal((await parley('preference', 'show', 'C-Jan', ...at)).said, 'Declines nothing.');
  assert.equal((await parley('preference', 'set', 'C-Jan', 'declines', ...at)).said, 'changed');
  assert.equal((await parley('preference', 'set', 'C-Jan', 'declines', ...at)).said, 'unchanged');
  const shown = (await parley('preference', 'show', 'C-Jan', ...at)).said;
  assert.match(
    shown,
    /^Declines messages that are not needed\.\nWHEN.*\n.* every seller +declines +command line$/u,
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
  assert.equal((await parley('preference', 'set', 'C-Jan', 'perhaps', ...at)).status, 2);
  assert.equal((await parley('preference', 'set', 'C-Nobody', 'takes', ...at)).status, 1);
});
