import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { readRecord } from '#market/order-import.ts';
import { createSystemIds } from '#src/system-ports.ts';
import { importRecords } from '#store/order-import.ts';
import { MARKET_AT } from '#test/support/sample-market.ts';
import type { Answer } from '#test/support/sample-http.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

const http = await sampleHttp();
const { ask, database, market, tokens } = http;
const { anna, jan } = market;
const own = `/api/v1/buyers/${jan.id}`;

after(() => http.stop());

function put(role: string, path: string, body: object): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  return ask('PUT', path, { token: tokens.get(role), headers, body: JSON.stringify(body) });
}

async function read(role = 'buyer', language = 'de'): Promise<Answer['json']> {
  const headers = { 'accept-language': language };
  return (await ask('GET', `${own}/preferences`, { token: tokens.get(role), headers })).json;
}

test('a buyer declines what isn’t needed, mutes a seller, and reads what comes nevertheless and why (OPT 1–3)', async () => {
  const [before] = (await read()).marketplaces;
  assert.deepEqual(
    [before.marketplace, before.declines, before.since, before.muted],
    ['de', false, null, []],
  );
  const { reasons, categories, answers, inForceFrom } = before.stillComes;
  assert.ok(reasons.some(({ name }: { name: string }) => name === 'Bestelldetails bestätigen oder ergänzen'));
  assert.ok(!reasons.some(({ id }: { id: string }) => id === 'review-request'));
  assert.deepEqual([answers, inForceFrom, categories.includes('handmade')], [true, '2024-01-01', true]);

  const all = `${own}/preferences/de`;
  assert.deepEqual((await put('buyer', all, { declines: true })).json, { result: 'changed' });
  assert.deepEqual((await put('buyer', all, { declines: true })).json, { result: 'unchanged' });
  const mute = `${all}/sellers/${anna.id}`;
  assert.deepEqual((await put('buyer', mute, { declines: true })).json, { result: 'changed' });
  const [marketplace] = (await read()).marketplaces;
  assert.deepEqual(
    [marketplace.declines, marketplace.since, marketplace.muted.map(({ name }: { name: string }) => name)],
    [true, MARKET_AT.toISOString(), ['Anna Lampen']],
  );
  assert.equal((await put('buyer', mute, { declines: false })).json.result, 'changed');
  assert.deepEqual((await read()).marketplaces[0].muted, []);
});

test('customer service changes it on the buyer’s behalf; the buyer sees that it was they, not who (OPT 1)', async () => {
  const path = `${own}/preferences/de`;
  assert.equal((await put('operator', path, { declines: false })).json.result, 'changed');
  const changes = async (role: string, query = ''): Promise<Answer['json']> =>
    (await ask('GET', `${own}/preferences/changes${query}`, { token: tokens.get(role) })).json;
  const [latest] = (await changes('buyer')).items;
  assert.deepEqual(
    [latest.marketplace, latest.seller, latest.declines, latest.by],
    ['de', null, false, { kind: 'operator', label: null }],
  );
  assert.deepEqual((await changes('operator')).items[0].by, { kind: 'operator', label: 'operator token' });
  const page = await changes('buyer', '?limit=1');
  const rest = await changes('buyer', `?limit=200&after=${page.next}`);
  assert.equal(rest.items.length + 1, (await changes('buyer')).items.length);
  assert.ok(!rest.items.some(({ id }: { id: string }) => id === page.items[0].id));
});

test('the language is chosen among those of the marketplaces, and an import of the shop leaves it alone', async () => {
  const path = `${own}/language`;
  const wrong = await put('buyer', path, { language: 'xx' });
  assert.deepEqual([wrong.status, wrong.json.type], [422, 'urn:parley:problem:language-not-offered']);
  assert.match(wrong.json.detail, /Choose one of de, en\./u);
  assert.equal((await put('buyer', path, { language: 'en' })).json.result, 'changed');
  assert.equal((await put('buyer', path, { language: 'en' })).json.result, 'unchanged');
  const buyer = {
    id: 'C-Jan',
    name: 'Jan',
    language: 'nl',
    address: 'Jan@private.example',
    phone: '+31 6 7654321',
  };
  const results: string[] = [];
  await importRecords(
    database.db,
    [{ line: 1, reading: readRecord({ type: 'buyer', buyer }) }],
    { ids: createSystemIds(), now: () => MARKET_AT },
    ({ result }) => results.push(result),
  );
  const { language, languageChosen } = await read();
  assert.deepEqual([results, language, languageChosen], [['updated'], 'en', true]);
  const [latest] = (await ask('GET', `${own}/preferences/changes`, { token: tokens.get('buyer') })).json
    .items;
  assert.deepEqual([latest.language, latest.marketplace, latest.declines], ['en', null, null]);
});

test('what isn’t there can’t be muted or declined', async () => {
  const stranger = '00000000-0000-7000-8000-000000000000';
  for (const path of [
    `${own}/preferences/xx`,
    `${own}/preferences/de/sellers/${stranger}`,
    `/api/v1/buyers/${stranger}/preferences/de`,
  ])
    assert.equal((await put('operator', path, { declines: true })).status, 404, path);
  assert.equal((await put('buyer', `${own}/preferences/de`, { declines: 'yes' })).status, 400);
});
