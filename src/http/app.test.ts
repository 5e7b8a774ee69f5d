import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import fc from 'fast-check';

import type { Endpoint } from '#market/rights.ts';
import { RIGHTS } from '#market/rights.ts';
import { silentLog } from '#src/log.ts';
import { createSystemIds } from '#src/system-ports.ts';
import type { FreshDatabase } from '#test/support/database.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

import { createHttpApp } from './app.ts';
import { ListenError, startHttp } from './start.ts';

const ids = createSystemIds();
const http = await sampleHttp();
const { ask, base, database, market, ports, tokens } = http;

after(() => http.stop());

test('health, readiness and metrics', async () => {
  assert.equal((await ask('GET', '/health')).status, 200);
  assert.equal((await ask('GET', '/ready')).json.status, 'ready');
  const { text } = await ask('GET', '/metrics', { token: tokens.get('operator') });
  assert.match(text, /^parley_messages_total\{state="accepted"\} 3$/mu);
  assert.match(text, /^parley_queue_deliveries \d+$/mu);
  assert.equal(text.match(/# TYPE parley_messages_total/gu)?.length, 1);
});

test('wrong methods, bodies and values get a problem with a sentence', async () => {
  const token = tokens.get('operator');
  const json = { 'content-type': 'application/json' };
  const permissions = `/api/v1/sellers/${market.anna.id}/permissions`;
  const wrong = await ask('PATCH', '/api/v1/conversations', { token });
  assert.deepEqual([wrong.status, wrong.headers.get('allow')], [405, 'GET']);
  const nowhere = await ask('GET', '/nowhere');
  assert.equal(nowhere.status, 404);
  assert.equal(nowhere.headers.get('x-content-type-options'), 'nosniff');
  assert.match(nowhere.headers.get('content-security-policy') ?? '', /default-src 'none'/u);
  assert.equal((await ask('POST', permissions, { token, headers: json, body: '{' })).status, 400);
  assert.equal((await ask('POST', permissions, { token, body: '{}' })).status, 415);
  assert.equal(
    (await ask('POST', permissions, { token, headers: json, body: Uint8Array.of(0xff) })).status,
    400,
  );
  const invalid = await ask('POST', permissions, {
    token,
    headers: json,
    body: '{"address":1,"__proto__":{}}',
  });
  assert.equal(invalid.status, 400);
  assert.ok(invalid.json.errors.some(({ field }: { field: string }) => field === 'address'));
  const huge = await ask('POST', permissions, { token, headers: json, body: `"${'x'.repeat(70_000)}"` });
  assert.equal(huge.status, 413);
  assert.equal((await ask('GET', '/api/v1/conversations?limit=0', { token })).status, 400);
  assert.equal((await ask('GET', '/api/v1/conversations?after=zzz', { token })).status, 400);
  assert.equal((await ask('GET', '/api/v1/conversations?lmit=5', { token })).status, 400);
});

test('whatever comes, it is never our fault', async () => {
  const faults: unknown[] = [];
  const log = { ...silentLog, error: (_event: string, error: unknown) => faults.push(error) };
  const app = createHttpApp({ ...ports(), log });
  const endpoints = Object.keys(RIGHTS) as Endpoint[];
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(
      '..',
      '%00',
      '%2e%2e%2f',
      "' or 1=1 --",
      '__proto__',
      '%ff',
      '\u202e',
      '9'.repeat(50),
      ids.uuid(),
    ),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...endpoints),
      fc.array(hostile, { minLength: 3, maxLength: 3 }),
      hostile,
      fc.oneof(hostile, fc.json({ maxDepth: 3 })),
      fc.constantFrom('seller', 'buyer', 'operator'),
      fc.constantFrom(
        'application/json',
        'text/csv',
        'application/jsonl',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        '"',
      ),
      async (endpoint, parameters, query, body, role, type) => {
        const [method = '', pattern = ''] = endpoint.split(' ');
        let index = 0;
        const path = pattern.replaceAll(/:\w+/gu, () =>
          encodeURIComponent((parameters[index++] ?? '').toWellFormed()),
        );
        const response = await app.request(
          `http://h${path}?after=${encodeURIComponent(query.toWellFormed())}`,
          {
            method,
            headers: {
              authorization: `Bearer ${tokens.get(role)}`,
              'content-type': type,
              'accept-language': query.replaceAll(/[^\x20-\x7e]/gu, '?'),
            },
            ...(method === 'GET' ? {} : { body }),
          },
        );
        await response.text();
        assert.ok(response.status < 500, `${endpoint} ${path} → ${response.status}`);
      },
    ),
    { numRuns: 400 },
  );
  assert.deepEqual(faults, []);
});

test('a port in use is one sentence', async () => {
  await assert.rejects(
    startHttp(createHttpApp(ports()), { host: '127.0.0.1', port: Number(new URL(base).port) }),
    (error: unknown) => error instanceof ListenError && /in use by another program/u.test(error.message),
  );
});

test('a database that is away is 503, a bug is 500, and neither says more than that', async () => {
  const broken = { ...ports(), pressure: (): 'storage' => 'storage' };
  assert.equal((await createHttpApp(broken).request('/ready')).status, 503);
  const failing = createHttpApp({
    ...ports(),
    database: {
      db: database.db,
      pool: { query: () => Promise.reject(new Error('secret detail')) } as unknown as FreshDatabase['pool'],
    },
  });
  const response = await failing.request('/ready');
  assert.equal(response.status, 500);
  assert.equal(response.headers.get('cache-control'), 'no-store');
  assert.doesNotMatch(await response.text(), /secret detail/u);
});
