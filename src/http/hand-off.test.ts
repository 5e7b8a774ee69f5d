import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import type { CryptoKey } from 'jose';
import { SignJWT, UnsecuredJWT, exportSPKI, generateKeyPair } from 'jose';

import { createSystemIds } from '#src/system-ports.ts';
import { parleyOn } from '#test/support/command-line.ts';
import { MARKET_AT } from '#test/support/sample-market.ts';
import { sampleHttp } from '#test/support/sample-http.ts';
import { testFolder } from '#test/support/test-folder.ts';

import { createHttpApp } from './app.ts';

// A buyer comes from the shop with a token that the shop signed: the way in, and everything that must not be one.

const ids = createSystemIds();
const http = await sampleHttp();
const PUBLIC_URL = 'https://messages.markt.example';
const SHOP = 'https://www.markt.example';
const NOW = Math.floor(MARKET_AT.getTime() / 1000);
const app = createHttpApp({ ...http.ports(), publicUrl: PUBLIC_URL });
let key: CryptoKey;
let otherKey: CryptoKey;

after(() => http.stop());

before(async () => {
  const folder = await testFolder();
  const pair = await generateKeyPair('EdDSA', { extractable: true });
  key = pair.privateKey;
  otherKey = (await generateKeyPair('EdDSA')).privateKey;
  const file = join(folder, 'shop.pem');
  await writeFile(file, await exportSPKI(pair.publicKey));
  const add = (...args: string[]): Promise<{ status: number; err: string }> =>
    parleyOn(http.database, 'hand-off', 'add', ...args);
  assert.equal((await add('de', 'k1', file, '--shop-origin', SHOP)).status, 0);
  assert.equal((await add('de', 'k1', file)).status, 1);
  assert.equal((await add('xx', 'k2', file)).status, 1);
  assert.equal((await add('de', 'k2', join(folder, 'none.pem'))).status, 1);
  assert.equal((await add('de', 'k2', file, '--shop-origin', 'shop.example/path')).status, 2);
});

interface Claims {
  readonly iss?: string;
  readonly aud?: string;
  readonly sub?: string;
  readonly jti?: string;
  readonly iat?: number;
  readonly exp?: number;
}

function tokenOf(claims: Claims = {}, { by = key, kid = 'k1' } = {}): Promise<string> {
  const all = {
    iss: 'de',
    aud: PUBLIC_URL,
    sub: 'C-Jan',
    jti: ids.uuid(),
    iat: NOW,
    exp: NOW + 120,
    ...claims,
  };
  return new SignJWT(all).setProtectedHeader({ alg: 'EdDSA', kid }).sign(by);
}

async function post(
  token: string,
  headers: Record<string, string> = { origin: SHOP, 'sec-fetch-site': 'cross-site' },
): Promise<Response> {
  return app.request('/sign-in/hand-off', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams({ token, to: '/inbox' }).toString(),
  });
}

test('the shop’s form signs its buyer in, who sees their own conversations alone', async () => {
  const answer = await post(await tokenOf());
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get('location'), '/inbox');
  const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
  const me = await app.request('/api/v1/me', { headers: { cookie, 'sec-fetch-site': 'same-origin' } });
  const { kind, id } = (await me.json()) as { kind: string; id: string };
  assert.deepEqual([kind, id], ['buyer', http.market.jan.id]);
  const list = await app.request('/api/v1/conversations', { headers: { cookie } });
  assert.doesNotMatch(await list.text(), /Theirs/u);
});

test('replay: a token is good once, also for two who come at the same moment', async () => {
  const token = await tokenOf();
  const statuses = (await Promise.all([post(token), post(token), post(token)])).map(({ status }) => status);
  assert.deepEqual(
    statuses.sort((a, b) => a - b),
    [303, 401, 401],
  );
  assert.equal((await post(token)).status, 401);
});

test('GET shows a button and uses nothing up; the button’s form is ours', async () => {
  const token = await tokenOf();
  const path = `/sign-in/hand-off?token=${token}&to=/inbox`;
  for (let times = 0; times < 3; times += 1) {
    const page = await app.request(path);
    assert.equal(page.status, 200);
    assert.equal(page.headers.get('set-cookie'), null);
    assert.match(await page.text(), /Jan/u);
  }
  assert.equal((await post(token, { origin: PUBLIC_URL, 'sec-fetch-site': 'same-origin' })).status, 303);
});

test('sign-in CSRF: pages of others can’t post a token, good as it may be', async () => {
  const token = await tokenOf();
  for (const headers of [
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'null', 'sec-fetch-site': 'cross-site' },
    { origin: 'https://other.markt.example', 'sec-fetch-site': 'same-site' },
  ] as Record<string, string>[])
    assert.equal((await post(token, headers)).status, 403);
  assert.equal((await post(token)).status, 303);
});

test('tokens for others, too old, too long, by others, of nobody, unsigned: none opens anything', async () => {
  const unsigned = new UnsecuredJWT({
    iss: 'de',
    aud: PUBLIC_URL,
    sub: 'C-Jan',
    jti: 'x',
    iat: NOW,
    exp: NOW + 60,
  }).encode();
  const tokens: Readonly<Record<string, string>> = {
    'another audience': await tokenOf({ aud: 'https://elsewhere.example' }),
    'another marketplace': await tokenOf({ iss: 'nl' }),
    'run out': await tokenOf({ iat: NOW - 200, exp: NOW - 60 }),
    'made long ago': await tokenOf({ iat: NOW - 4000, exp: NOW + 60 }),
    'made in the future': await tokenOf({ iat: NOW + 3600, exp: NOW + 3700 }),
    'good for a day': await tokenOf({ exp: NOW + 86_400 }),
    'no buyer': await tokenOf({ sub: 'C-Nobody' }),
    'empty id': await tokenOf({ jti: '' }),
    'another key': await tokenOf({}, { by: otherKey }),
    'unknown key': await tokenOf({}, { kid: 'k9' }),
    unsigned,
    'no token': 'x.y.z',
    huge: 'x'.repeat(20_000),
  };
  for (const [what, token] of Object.entries(tokens)) {
    assert.equal((await post(token, { origin: PUBLIC_URL })).status, 401, what);
    assert.ok([401, 403].includes((await post(token)).status), what);
  }
});

test('the algorithm is the key’s, never the token’s', async () => {
  const secret = new TextEncoder().encode('0123456789abcdef0123456789abcdef');
  const claims = { iss: 'de', aud: PUBLIC_URL, sub: 'C-Jan', jti: ids.uuid(), iat: NOW, exp: NOW + 60 };
  const token = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(secret);
  assert.equal((await post(token)).status, 401);
});

test('a retired key opens nothing', async () => {
  const token = await tokenOf();
  assert.equal((await parleyOn(http.database, 'hand-off', 'retire', 'de', 'k1')).status, 0);
  assert.equal((await post(token, { origin: PUBLIC_URL })).status, 401);
  assert.match((await parleyOn(http.database, 'hand-off', 'list')).out, /k1 +EdDSA/u);
  assert.equal((await parleyOn(http.database, 'hand-off', 'retire', 'de', 'k1')).status, 1);
});
