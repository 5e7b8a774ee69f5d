import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { suppressBuyer } from '#store/suppression.ts';
import { parleyOn } from '#test/support/command-line.ts';
import { MARKET_AT, sampleOrderId } from '#test/support/sample-market.ts';
import type { Answer } from '#test/support/sample-http.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

const http = await sampleHttp();
const { ask, database, market, tokens } = http;
const { anna, eva } = market;
const path = `/api/v1/sellers/${anna.id}/suppressions`;
const token = tokens.get('seller');
const json = { 'content-type': 'application/json' };

after(() => http.stop());

const add = (buyer: string, marketplace?: string): Promise<Answer> =>
  ask('POST', path, { token, headers: json, body: JSON.stringify({ buyer, marketplace }) });
const list = async (role = 'seller'): Promise<Answer['json'][]> =>
  (await ask('GET', path, { token: tokens.get(role) })).json.items;

test('a buyer is named by an order or by their anonymous address, and nobody else’s buyer can be (OPT 7, ALIAS 2)', async () => {
  assert.equal((await add(sampleOrderId(0, 0), 'de')).json.result, 'added');
  assert.equal((await add(sampleOrderId(0, 0), 'de')).json.result, 'unchanged');
  const [entry] = await list();
  assert.deepEqual([entry.buyer, entry.source, entry.marketplace], [{ id: null, name: 'J.' }, 'hand', 'de']);
  assert.match(entry.address, /@mail\.markt\.example$/u);
  assert.equal((await add(entry.address)).json.result, 'unchanged');
  for (const [buyer, marketplace] of [
    [sampleOrderId(1, 0), 'de'],
    [sampleOrderId(0, 0), undefined],
    ['jan@private.example', undefined],
    ['Jan', 'de'],
  ] as const)
    assert.equal((await add(buyer, marketplace)).json.type, 'urn:parley:problem:buyer-unknown', buyer);
  const row = `${path}/${encodeURIComponent(entry.address)}`;
  assert.equal((await ask('DELETE', row, { token })).json.result, 'removed');
  assert.equal((await ask('DELETE', row, { token })).status, 404);
  assert.deepEqual(await list(), []);
  const audit = (await ask('GET', `/api/v1/sellers/${anna.id}/audit`, { token })).json.items;
  assert.deepEqual(
    audit.slice(0, 2).map((item: Record<string, unknown>) => [item['action'], item['from'], item['to']]),
    [
      ['suppression.changed', 'listed', null],
      ['suppression.changed', null, 'hand'],
    ],
  );
});

test('what a buyer’s own wish put there stays, and doesn’t say which wish it was', async () => {
  const key = { marketplaceId: 'de', sellerId: anna.id, buyerId: eva.id };
  const actor = { kind: 'system', id: null, label: 'Parley' } as const;
  await database.db
    .transaction()
    .execute((tx) => suppressBuyer(tx, key, { source: 'flag', actor, at: MARKET_AT }));
  const [entry] = await list();
  assert.equal(entry.source, 'automatic');
  assert.equal((await list('operator'))[0].source, 'flag');
  const row = `${path}/${encodeURIComponent(entry.address)}`;
  assert.equal((await ask('DELETE', row, { token })).json.type, 'urn:parley:problem:suppression-automatic');
  assert.equal((await ask('DELETE', row, { token: tokens.get('operator') })).json.result, 'removed');
});

const TABLE = [
  'Buyer,Marketplace',
  `${sampleOrderId(0, 0)},de`,
  `${sampleOrderId(0, 0)},de`,
  `${sampleOrderId(1, 1)},de`,
  'somebody,de',
  `${sampleOrderId(0, 1)},`,
].join('\r\n');

test('a table is taken line by line, with the reason for each line that isn’t', async () => {
  const headers = { 'content-type': 'text/csv', 'accept-language': 'de' };
  const answer = await ask('POST', `${path}/import?marketplace=de`, { token, headers, body: TABLE });
  const { added, unchanged, refused, lines } = answer.json;
  assert.deepEqual([added, unchanged, refused], [2, 1, 2]);
  assert.deepEqual(
    lines.map((line: Record<string, unknown>) => [line['line'], line['result'], line['reason']]),
    [
      [2, 'added', null],
      [3, 'unchanged', null],
      [4, 'refused', 'buyer-unknown'],
      [5, 'refused', 'not-a-buyer-name'],
      [6, 'added', null],
    ],
  );
  assert.equal(lines[2].sentence, 'so heißt kein Käufer dieses Verkäufers');
  const first = await ask('GET', `${path}?limit=1`, { token });
  const second = await ask('GET', `${path}?limit=1&after=${first.json.next}`, { token });
  assert.equal(second.json.next, null);
  assert.deepEqual(
    new Set([first, second].map(({ json: page }) => page.items[0].buyer.name)),
    new Set(['E.', 'J.']),
  );
  for (const [body, reason] of [
    ['name\nx', 'no-heading'],
    ['buyer\n"x', 'not-csv'],
  ] as const) {
    const broken = await ask('POST', `${path}/import`, { token, headers, body });
    assert.equal(broken.json.lines.at(-1).reason, reason);
  }
  assert.equal((await ask('POST', `${path}/import`, { token, headers: json, body: '{}' })).status, 415);
});

test('parley suppression lists, adds and removes', async () => {
  const parley = (...args: string[]): ReturnType<typeof parleyOn> =>
    parleyOn(database, 'suppression', ...args, '--seller', 'Anna');
  assert.match((await parley('list')).out, / de +Jan +import +2026-11-01T10:00:00Z$/mu);
  const named = [sampleOrderId(0, 0), '--marketplace', 'de'];
  assert.equal((await parley('remove', ...named)).out, 'removed');
  assert.match((await parley('remove', ...named)).err, /is not in the list/u);
  assert.equal((await parley('add', ...named)).out, 'added');
  assert.equal((await parley('add', ...named)).out, 'unchanged');
  assert.match((await parley('add', 'Jan')).err, /None of this seller's buyers/u);
  assert.match((await parley('import', '/nowhere.csv')).err, /is not there/u);
});
