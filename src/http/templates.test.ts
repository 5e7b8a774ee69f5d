import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { sampleOrderId } from '#test/support/sample-market.ts';
import type { Answer } from '#test/support/sample-http.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

const http = await sampleHttp();
const { ask, market, tokens } = http;
const path = `/api/v1/sellers/${market.anna.id}/templates`;
const token = tokens.get('seller');

after(() => http.stop());

const send = (
  method: string,
  where: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> =>
  ask(method, where, {
    token,
    headers: { 'content-type': 'application/json', 'accept-language': 'de', ...headers },
    body: JSON.stringify(body),
  });
const save = (body: object): Promise<Answer> => send('POST', path, body);

test('a template is kept with what the guidelines find in it, at its own places, and sent away only where a variable can’t be', async () => {
  const text = 'Guten Tag {buyer}, schreiben Sie an {seller} unter anna@shop.example.';
  const saved = await save({ name: 'Adresse', texts: { de: text, fr: 'Bonjour anna@shop.example' } });
  assert.equal(saved.status, 201, saved.text);
  assert.equal(saved.headers.get('etag'), '"1"');
  const finding = saved.json.findings.find(({ rule }: { rule: string }) => rule === 'email-address');
  const [{ start, end }] = finding.where;
  assert.equal(text.slice(start, end), 'anna@shop.example');
  assert.deepEqual([finding.language, finding.marketplaces, finding.effect], ['de', ['de'], 'refuse']);
  assert.match(finding.guideline.name, /E-Mail/u);
  assert.ok(!saved.json.findings.some(({ language }: { language: string }) => language === 'fr'));

  const wrong = await save({ name: 'Falsch', texts: { de: 'Hallo {käufer} {buyerName} {orderId}' } });
  assert.deepEqual([wrong.status, wrong.json.type], [422, 'urn:parley:problem:variable-unknown']);
  assert.equal(wrong.json.errors.length, 1);
  assert.match(wrong.json.errors[0].reason, /^\{buyerName\} steht hier für nichts; bekannt sind orderId, /u);
  const listed = await ask('GET', path, { token });
  assert.deepEqual(
    listed.json.items.map(({ name }: { name: string }) => name),
    ['Adresse'],
  );
  assert.equal(
    listed.json.variables.find(({ name }: { name: string }) => name === 'orderId').meaning,
    "the order's number",
  );
});

test('of two people who change the same template the second one is told (If-Match)', async () => {
  const { json } = await save({ name: 'Dank', texts: { de: 'Gern.' } });
  const row = `${path}/${json.id}`;
  const body = { name: 'Dank', texts: { de: 'Sehr gern.' } };
  assert.equal((await send('PUT', row, body)).status, 428);
  const first = await send('PUT', row, body, { 'if-match': '"1"' });
  assert.deepEqual([first.status, first.headers.get('etag'), first.json.version], [200, '"2"', 2]);
  const second = await send('PUT', row, body, { 'if-match': '"1"' });
  assert.deepEqual([second.status, second.json.type], [412, 'urn:parley:problem:changed-meanwhile']);
  const shown = await ask('GET', row, { token });
  assert.deepEqual(
    [shown.headers.get('etag'), shown.json.texts.de, shown.json.changedBy.label],
    ['"2"', 'Sehr gern.', 'seller token'],
  );
  assert.equal((await save({ name: 'DANK', texts: { de: 'x' } })).json.type, 'urn:parley:problem:name-taken');
  assert.equal((await send('DELETE', row, {}, { 'if-match': '"1"' })).status, 412);
  assert.equal((await send('DELETE', row, {}, { 'if-match': '"2"' })).status, 200);
  assert.equal((await ask('GET', row, { token })).status, 404);
});

test('a template is filled for an order of its seller, and what nothing is known for is named', async () => {
  const { json } = await save({
    name: 'Versand',
    texts: {
      de: 'Hallo {buyer}, {orderId} ({product}) von {seller}.',
      nl: 'Volg {trackingNumber} bij {carrier}.',
    },
  });
  const fill = (order: string, language = 'de'): Promise<Answer> =>
    send('POST', `${path}/${json.id}/fill`, { marketplace: 'de', order, language });
  assert.deepEqual((await fill(sampleOrderId(0, 0))).json, {
    language: 'de',
    text: `Hallo J., ${sampleOrderId(0, 0)} (Lamp) von Anna Lampen.`,
  });
  const empty = await fill(sampleOrderId(0, 0), 'nl');
  assert.deepEqual([empty.status, empty.json.type], [422, 'urn:parley:problem:variable-empty']);
  assert.match(empty.json.detail, /: trackingNumber, carrier\.$/u);
  const shipment = { carrier: 'dhl', trackingNumber: '00340434161094042557' };
  assert.equal(
    (await send('POST', `/api/v1/orders/de/${sampleOrderId(0, 0)}/shipments`, shipment)).status,
    201,
  );
  assert.equal((await fill(sampleOrderId(0, 0), 'nl')).json.text, 'Volg 00340434161094042557 bij DHL.');
  assert.match((await fill(sampleOrderId(0, 0), 'fr')).json.detail, /nur in de, nl|nur in nl, de/u);
  assert.equal((await fill(sampleOrderId(1, 0))).status, 404, 'another seller’s order');
});
