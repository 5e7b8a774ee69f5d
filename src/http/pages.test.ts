import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { guidelineRules } from '#locales/catalogue.ts';
import { writeMessage } from '#test/support/sample-market.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

import { createHttpApp } from './app.ts';

const http = await sampleHttp();
const { ask, base, database, market, mine, other, ports, tokens } = http;

after(() => http.stop());

test('each guideline has a page in the reader’s language, and the notices’ links lead there', async () => {
  const german = { 'accept-language': 'de' };
  const index = await ask('GET', '/rules', { headers: german });
  const links = [...index.text.matchAll(/href="(\/rules\/[a-z-]+)"/gu)].map(([, path = '']) => path);
  assert.equal(links.length, guidelineRules().length);
  for (const path of links) assert.equal((await ask('GET', path, { headers: german })).status, 200, path);
  const page = await ask('GET', '/rules/email-address', { headers: german });
  assert.match(page.text, /<html lang="de">[\s\S]*<h1>E-Mail-Adressen<\/h1>[\s\S]*So beheben Sie es/u);
  assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/u);
  assert.equal((await ask('GET', '/rules/constructor', { headers: german })).status, 404);
});

const signIn = async (role: string): Promise<string> => {
  const answer = await ask('POST', '/sign-in', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `token=${tokens.get(role)}`,
  });
  assert.equal(answer.status, 303);
  const cookie = answer.headers.get('set-cookie') ?? '';
  assert.match(cookie, /HttpOnly/u);
  assert.match(cookie, /SameSite=Strict/u);
  return cookie.split(';', 1)[0] ?? '';
};

test('the page shows what the token’s holder may see, in their language, without script', async () => {
  const cookie = await signIn('buyer');
  const headers = { cookie, 'accept-language': 'nl', accept: 'text/html' };
  const list = await ask('GET', '/', { headers });
  assert.match(list.text, /<html lang="nl">/u);
  assert.match(list.text, new RegExp(`/conversations/${mine.conversationId}`, 'u'));
  assert.match(
    list.headers.get('content-security-policy') ?? '',
    /default-src 'none'.*frame-ancestors 'none'/u,
  );
  const page = await ask('GET', `/conversations/${mine.conversationId}`, { headers });
  assert.match(page.text, /<iframe[^>]+sandbox=/u);
  assert.doesNotMatch(page.text, /<script|\son\w+=|<img/iu);
  const body = await ask('GET', `/messages/${mine.id}/body`, { headers });
  assert.match(body.text, /src="data:image\/png;base64,/u);
  assert.match(body.headers.get('content-security-policy') ?? '', /default-src 'none'.*sandbox/u);
  const foreign = await ask('GET', `/conversations/${other.conversationId}`, { headers });
  assert.equal(foreign.status, 404);
  assert.match(foreign.text, /<p class="problem" role="alert">Op dit adres/u);
});

test('what people wrote is text on the page', async () => {
  const { anna, jan } = market;
  const nasty = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>';
  const written = await writeMessage(database, {
    seller: anna,
    buyer: jan,
    author: 'buyer',
    text: nasty,
    subject: nasty,
  });
  const cookie = await signIn('seller');
  for (const path of ['/', `/conversations/${written.conversationId}`]) {
    const { text } = await ask('GET', path, { headers: { cookie } });
    assert.ok(text.includes('&lt;script&gt;'));
    assert.doesNotMatch(text, /<script|<img/iu);
  }
});

test('the cookie opens no API endpoint, and a form of another website does nothing', async () => {
  const cookie = await signIn('operator');
  assert.equal((await ask('GET', '/api/v1/queue', { headers: { cookie } })).status, 401);
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }] as Record<
    string,
    string
  >[])
    assert.equal((await ask('POST', '/sign-out', { headers: { ...headers, cookie } })).status, 403);
  assert.equal((await ask('POST', '/sign-out', { headers: { origin: base, cookie } })).status, 303);
});

test('over https the cookie is the host’s alone and HSTS is on', async () => {
  const app = createHttpApp({ ...ports(), publicUrl: 'https://messages.markt.example' });
  const response = await app.request('/sign-in', {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      origin: 'https://messages.markt.example',
    },
    body: `token=${tokens.get('buyer')}`,
  });
  assert.match(response.headers.get('set-cookie') ?? '', /^__Host-parley=.*Secure/u);
  assert.match(response.headers.get('strict-transport-security') ?? '', /max-age=/u);
});
