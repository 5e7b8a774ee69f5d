import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';

import { Validator } from '@seriousme/openapi-schema-validator';

import { ParleyClient, ParleyProblem } from '#client/parley-client.ts';
import { openApiDocument } from '#http/description/openapi.ts';
import { OPERATIONS } from '#http/description/operations.ts';
import { RIGHTS } from '#market/rights.ts';
import { sampleOrderId } from '#test/support/sample-market.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

import { clientTypes } from '../../scripts/client-types.ts';

const http = await sampleHttp();
const { ask, base, market, mine, tokens } = http;

after(() => http.stop());

const clientOf = (role: string): ParleyClient => new ParleyClient({ base, token: tokens.get(role) ?? '' });
const seller = clientOf('seller');

test('the description is valid OpenAPI 3.1, and every endpoint of the API is in it', async () => {
  const { json, headers } = await ask('GET', '/api/v1/openapi.json');
  assert.match(headers.get('content-type') ?? '', /^application\/json/u);
  assert.deepEqual(json, JSON.parse(JSON.stringify(openApiDocument())));
  const validator = new Validator();
  const checked = await validator.validate(structuredClone(json));
  assert.deepEqual(checked.errors ?? [], []);
  assert.equal(checked.valid, true);
  assert.equal(validator.version, '3.1');
  const endpoints = Object.keys(RIGHTS).filter((endpoint) => endpoint.includes(' /api/v1/'));
  assert.deepEqual(Object.keys(OPERATIONS).sort(), endpoints.sort());
});

test('a description that isn’t valid would be found out', async () => {
  const broken = JSON.parse(JSON.stringify(openApiDocument())) as { paths: Record<string, unknown> };
  broken.paths['/api/v1/events'] = { get: { parameters: [{ name: 'x' }] } };
  assert.equal((await new Validator().validate(broken)).valid, false);
});

test('operation ids and references are good', () => {
  const text = JSON.stringify(openApiDocument());
  const ids = [...text.matchAll(/"operationId":"([^"]+)"/gu)].map(([, id]) => id);
  assert.equal(new Set(ids).size, ids.length);
  const { components } = JSON.parse(text) as { components: { schemas: Record<string, unknown> } };
  for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/gu))
    assert.ok(Object.hasOwn(components.schemas, name), name);
});

test('the page of the API shows every endpoint and loads nothing from elsewhere', async () => {
  const page = await ask('GET', '/docs/api', { headers: { accept: 'text/html' } });
  assert.equal(page.status, 200);
  assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/u);
  assert.doesNotMatch(page.text, /<script|https?:\/\//u);
  for (const endpoint of Object.keys(OPERATIONS))
    assert.ok(page.text.includes(`<code>${endpoint.replaceAll(/:(\w+)/gu, '{$1}')}</code>`), endpoint);
});

test('the client’s types are what the description makes', () => {
  const kept = readFileSync(new URL('../../client/endpoints.gen.ts', import.meta.url), 'utf8');
  assert.ok(kept === clientTypes(), 'run: npm run write:client');
});

test('the client reads, writes, repeats, changes by ETag, and tells problems', async () => {
  const { items } = await seller.call('GET /api/v1/conversations', { query: { limit: 10 } });
  assert.deepEqual(
    items.map(({ id }) => id),
    [mine.conversationId],
  );
  const answer = {
    path: { id: mine.conversationId },
    body: { text: 'Ja, de lamp geeft veel licht.' },
    idempotencyKey: 'answer-1',
  };
  const first = await seller.call('POST /api/v1/conversations/:id/messages', answer);
  const again = await seller.call('POST /api/v1/conversations/:id/messages', answer);
  assert.equal(first.message.id, again.message.id);
  const path = { seller: market.anna.id };
  const body = { name: 'Thanks', texts: { de: 'Gern, {buyer}.' } };
  const made = await seller.ask('POST /api/v1/sellers/:seller/templates', { path, body });
  const named = { seller: market.anna.id, id: made.value.id };
  const change = { path: named, body: { ...body, name: 'Welcome' }, ifMatch: made.etag ?? '' };
  const changed = await seller.call('PUT /api/v1/sellers/:seller/templates/:id', change);
  assert.equal(changed.name, 'Welcome');
  await assert.rejects(
    seller.call('PUT /api/v1/sellers/:seller/templates/:id', change),
    (error) => error instanceof ParleyProblem && error.status === 412 && /changed/u.test(error.message),
  );
});

test('the client goes through a list page by page', async () => {
  const orders: string[] = [];
  for await (const { id } of seller.each('GET /api/v1/orders', { query: { limit: 1 } })) orders.push(id);
  assert.deepEqual(orders.sort(), [sampleOrderId(0, 0), sampleOrderId(0, 1)]);
});

test('the client polls events from a place that it keeps', async () => {
  const { next } = await clientOf('buyer').call('GET /api/v1/events', { query: { after: 'latest' } });
  const { items, more } = await clientOf('buyer').call('GET /api/v1/events', { query: { after: next } });
  assert.deepEqual([items.length, more], [0, false]);
});
