import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import { sampleHttp } from '#test/support/sample-http.ts';

import { createHttpApp } from './app.ts';

const http = await sampleHttp();
const { ask, makeToken, market, ports, tokens } = http;
after(() => http.stop());

test('the page names its scripts and who reads; nothing in it runs by itself', async () => {
  const { status, text, headers } = await ask('GET', '/inbox/anything?order=1', {
    token: tokens.get('seller'),
    headers: { 'accept-language': 'de' },
  });
  assert.equal(status, 200);
  assert.match(text, /<html lang="de">/u);
  assert.match(text, /<script type="module" src="\/assets\/app-1\.js">/u);
  assert.match(
    text,
    /modulepreload" href="\/assets\/part-2\.js"[\s\S]*modulepreload" href="\/assets\/de-4\.js"/u,
  );
  const [, reader = ''] = /<script type="application\/json" id="reader">([^<]*)</u.exec(text) ?? [];
  const { events, can, ...who } = JSON.parse(reader) as { events: string; can: string[] };
  assert.ok(can.includes('GET /api/v1/orders') && !can.includes('GET /api/v1/reviews'));
  assert.deepEqual(who, {
    kind: 'seller',
    ownerId: market.anna.id,
    label: 'seller token',
    seatId: null,
    only: null,
    maxFileBytes: ports().maxFileBytes,
  });
  assert.match(events ?? '', /^[\w-]{4,}$/u);
  const policy = headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self'/u);
  assert.doesNotMatch(policy, /unsafe/u);
  assert.equal(headers.get('cache-control'), 'no-store');
});

test('a name that is markup stays data', async () => {
  const label = '</script><script>alert(1)</script>';
  const { text: token } = await makeToken('buyer', market.jan.id, { label });
  const { text } = await ask('GET', '/inbox', { token });
  assert.ok(!text.includes('<script>alert'));
  const [, reader = ''] = /id="reader">([^<]*)</u.exec(text) ?? [];
  assert.equal((JSON.parse(reader) as { label: string }).label, label);
});

test('without a session every page leads to signing in, and back', async () => {
  const { status, headers } = await ask('GET', '/orders/de/x?y=1');
  assert.equal(status, 303);
  assert.equal(headers.get('location'), '/sign-in?to=%2Forders%2Fde%2Fx%3Fy%3D1');
});

test('who signed in with a token has the plain pages: the endpoints take none from a cookie', async () => {
  const { status, headers } = await ask('GET', '/inbox', {
    headers: { cookie: `parley=${tokens.get('seller') ?? ''}` },
  });
  assert.deepEqual([status, headers.get('location')], [303, '/']);
});

test('files come in the encoding that is asked for, and are kept for ever', async () => {
  const fileWith = (encoding: string) =>
    ask('GET', '/assets/app-1.js', { headers: { 'accept-encoding': encoding } });
  const plain = await fileWith('identity');
  assert.equal(plain.text, 'one');
  assert.equal(plain.headers.get('cache-control'), 'public, max-age=31536000, immutable');
  assert.equal(plain.headers.get('content-type'), 'text/javascript; charset=utf-8');
  assert.equal(plain.headers.get('vary'), 'accept-encoding');
  const app = createHttpApp(ports());
  for (const [asked, given, unpack] of [
    ['gzip, deflate, br', 'br', brotliDecompressSync],
    ['GZIP;q=0.8', 'gzip', gunzipSync],
    ['br;q=0, gzip', 'gzip', gunzipSync],
  ] as const) {
    const response = await app.request('/assets/app-1.js', { headers: { 'accept-encoding': asked } });
    assert.equal(response.headers.get('content-encoding'), given, asked);
    assert.equal(String(unpack(await response.arrayBuffer())), 'one');
  }
});

test('files that are not there, and names that are none', async () => {
  for (const name of ['app-2.js', 'manifest.json', '..%2fmanifest.json', 'app-1.js.br', 'app-1'])
    assert.equal((await ask('GET', `/assets/${name}`)).status, 404, name);
});

test('a server without the built pages says what to run', async () => {
  const app = createHttpApp({ ...ports(), web: null });
  const headers = { authorization: `Bearer ${tokens.get('seller') ?? ''}`, accept: 'text/html' };
  const response = await app.request('/inbox', { headers });
  assert.equal(response.status, 503);
  assert.match(await response.text(), /npm run build:web/u);
  assert.equal((await app.request('/assets/app-1.js')).status, 404);
});
