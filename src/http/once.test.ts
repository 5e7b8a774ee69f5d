import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import type { Answer } from '#test/support/sample-http.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

const http = await sampleHttp();
const { ask, database, market, tokens } = http;
const templates = `/api/v1/sellers/${market.anna.id}/templates`;

after(() => http.stop());

const write = (method: string, path: string, body: unknown, key: string, headers = {}): Promise<Answer> =>
  ask(method, path, {
    token: tokens.get('seller'),
    ...(body === null ? {} : { body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json', 'idempotency-key': key, ...headers },
  });

test('any write with a key is done once, and its answer is the same for a day, ETag and secret too', async () => {
  const hook = { url: 'https://hooks.example/' };
  const [first, second] = [
    await write('POST', '/api/v1/webhooks', hook, 'a'),
    await write('POST', '/api/v1/webhooks', hook, 'a'),
  ];
  assert.equal(first.status, 201);
  assert.deepEqual([second.status, second.text], [first.status, first.text]);
  assert.equal(second.headers.get('idempotency-replayed'), 'true');
  assert.equal(second.headers.get('etag'), first.headers.get('etag'));
  const { json } = await ask('GET', '/api/v1/webhooks', { token: tokens.get('seller') });
  assert.equal(json.items.length, 1);
  const { rows } = await database.pool.query<{ answer: string }>('select answer from repeatable_request');
  assert.equal(rows.length, 1);
  assert.doesNotMatch(rows[0]?.answer ?? '', /whsec|hooks/u);
});

test('another body, another version or another address under the same key is refused', async () => {
  const body = { name: 'A', texts: { de: 'Gern.' } };
  const made = await write('POST', templates, body, 'b');
  assert.equal((await write('POST', templates, { ...body, name: 'B' }, 'b')).status, 422);
  const path = `${templates}/${made.json.id}`;
  const change = { ...body, name: 'C' };
  assert.equal((await write('PUT', path, change, 'c', { 'if-match': '"1"' })).status, 200);
  assert.equal((await write('PUT', path, change, 'c', { 'if-match': '"1"' })).status, 200, 'the same again');
  assert.equal((await write('PUT', path, change, 'c', { 'if-match': '"2"' })).status, 422);
  assert.equal((await write('PUT', path, change, 'd', { 'if-match': '"1"' })).status, 412);
});

test('a refusal is kept too; a body that is none of ours is refused as without a key', async () => {
  const remove = `/api/v1/sellers/${market.anna.id}/permissions/nobody%40shop.example`;
  const [first, second] = [
    await write('DELETE', remove, null, 'e'),
    await write('DELETE', remove, null, 'e'),
  ];
  assert.ok(first.status >= 400);
  assert.deepEqual(second.json, first.json);
  assert.match(second.headers.get('content-type') ?? '', /problem/u);
  assert.equal((await write('POST', templates, null, 'f')).status, 400);
  assert.equal(
    (await write('POST', templates, {}, 'no key '.repeat(50))).json.type,
    'urn:parley:problem:key-not-valid',
  );
});
