import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { readRecord } from '#market/order-import.ts';
import { makeSignedLink } from '#market/signed-link.ts';
import type { LinkPurpose } from '#market/signed-link.ts';
import { createSystemIds } from '#src/system-ports.ts';
import { ANSWER_LINK_DAYS } from '#store/answer-link.ts';
import { importRecords } from '#store/order-import.ts';
import { currentTokenKey } from '#store/seal-keys.ts';
import { parleyOn } from '#test/support/command-line.ts';
import type { SampleMessage } from '#test/support/sample-market.ts';
import { MARKET_AT, sampleOrderId, writeMessage } from '#test/support/sample-market.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

import { createHttpApp } from './app.ts';

// A buyer comes by the link in a mail: to one conversation, for a while, and by nothing that a scanner does.

const http = await sampleHttp();
const { database, market } = http;
const { anna, bert, jan, eva } = market;
const ORIGIN = 'https://messages.markt.example';
let now = MARKET_AT;
const newApp = (): ReturnType<typeof createHttpApp> =>
  createHttpApp({ ...http.ports(), publicUrl: ORIGIN, clock: { now: () => now } });
let app = newApp();

after(() => http.stop());

const write = (message: Partial<SampleMessage>): ReturnType<typeof writeMessage> =>
  writeMessage(database, {
    seller: anna,
    buyer: jan,
    author: 'seller',
    text: 'When shall it come?',
    orderId: sampleOrderId(0, 0),
    ...message,
  });

function linkTo(deliveryId: string | null, purpose: LinkPurpose = 'answer'): string {
  return `/answer/${makeSignedLink(purpose, deliveryId ?? '', currentTokenKey(http.ports().secrets))}`;
}

const OURS = { 'sec-fetch-site': 'same-origin', origin: ORIGIN, 'parley-request': '1' };

async function press(path: string, headers: Record<string, string> = OURS): Promise<Response> {
  return app.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: '',
  });
}

async function cookieBy(path: string): Promise<string> {
  const answer = await press(path);
  assert.equal(answer.status, 303, await answer.text());
  return (answer.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
}

async function ask(cookie: string, path: string, init: RequestInit = {}): Promise<Response> {
  return app.request(path, { ...init, headers: { ...OURS, cookie, ...(init.headers as object) } });
}

const rows = async (): Promise<string> => {
  const { rows: found } = await database.pool.query(
    `select (select count(*) from web_session) || ' ' || (select count(*) from audit_entry) as n`,
  );
  return String((found as { n: string }[])[0]?.n);
};

test('M6: whatever opens the link ahead of its reader changes nothing', async () => {
  const { deliveryId } = await write({});
  const before = await rows();
  for (let times = 0; times < 10; times += 1) {
    const page = await app.request(linkTo(deliveryId));
    assert.equal(page.status, 200);
    assert.equal(page.headers.get('set-cookie'), null);
    const text = await page.text();
    assert.match(text, /Anna/u);
    assert.doesNotMatch(text, /When shall it come|Jan/u, 'scanners learn nothing of the conversation');
  }
  assert.equal(await rows(), before);
});

test('the button opens this conversation, for reading and answering, and nothing else', async () => {
  const asked = await write({ author: 'buyer', text: 'Is it bright?' });
  const mine = await write({ conversationId: asked.conversationId });
  const sibling = await write({ text: 'Another order of the same pair', orderId: null });
  const path = linkTo(mine.deliveryId);
  const opened = await press(path);
  assert.equal(opened.headers.get('location'), `/inbox/${mine.conversationId}`);
  const cookie = (opened.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';

  const messages = await ask(cookie, `/api/v1/conversations/${mine.conversationId}/messages`);
  assert.match(await messages.text(), /When shall it come/u);
  const list = (await (await ask(cookie, '/api/v1/conversations')).json()) as { items: { id: string }[] };
  assert.deepEqual(
    list.items.map(({ id }) => id),
    [mine.conversationId],
  );
  const order = await ask(cookie, `/api/v1/orders/de/${sampleOrderId(0, 0)}`);
  assert.equal(order.status, 200);
  const answer = await ask(cookie, `/api/v1/conversations/${mine.conversationId}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'Tomorrow, please.' }),
  });
  assert.equal(answer.status, 201, await answer.clone().text());

  for (const closed of [
    `/api/v1/conversations/${sibling.conversationId}`,
    `/api/v1/conversations/${sibling.conversationId}/messages`,
    `/api/v1/messages/${sibling.id}`,
    `/api/v1/conversations/${http.other.conversationId}`,
    `/api/v1/orders/de/${sampleOrderId(1, 0)}`,
  ])
    assert.equal((await ask(cookie, closed)).status, 404, closed);
  for (const closed of [
    '/api/v1/orders',
    `/api/v1/buyers/${jan.id}/preferences`,
    '/api/v1/statements',
    '/api/v1/me/sessions',
  ])
    assert.equal((await ask(cookie, closed)).status, 403, closed);

  const again = await ask(cookie, path);
  assert.deepEqual([again.status, again.headers.get('location')], [303, `/inbox/${mine.conversationId}`]);
});

test('a link follows its message to where it was filed', async () => {
  const first = await write({});
  const second = await write({ text: 'Elsewhere' });
  await database.pool.query('update message set conversation_id = $1 where id = $2', [
    second.conversationId,
    first.id,
  ]);
  const opened = await press(linkTo(first.deliveryId));
  assert.equal(opened.headers.get('location'), `/inbox/${second.conversationId}`);
});

test('forged, for another purpose, of a seller’s mail, of nothing: one answer', async () => {
  const toSeller = await write({ author: 'buyer' });
  const { deliveryId } = await write({});
  for (const path of [
    '/answer/none',
    `/answer/${'A'.repeat(43)}`,
    linkTo(deliveryId, 'unsubscribe'),
    linkTo(toSeller.deliveryId),
    linkTo(createSystemIds().uuid()),
    linkTo(deliveryId).replace(/.$/u, (letter) => (letter === 'A' ? 'B' : 'A')),
  ]) {
    assert.equal((await app.request(path)).status, 401, path);
    assert.equal((await press(path)).status, 401, path);
  }
});

test('sign-in CSRF: a page elsewhere can’t post it', async () => {
  const { deliveryId } = await write({});
  const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
  assert.equal((await press(linkTo(deliveryId), foreign)).status, 403);
});

test('it runs out, and so does the session by it', async () => {
  const { deliveryId, conversationId } = await write({});
  const cookie = await cookieBy(linkTo(deliveryId));
  now = new Date(MARKET_AT.getTime() + 2 * 3_600_000);
  assert.equal((await ask(cookie, `/api/v1/conversations/${conversationId}`)).status, 401);
  now = new Date(MARKET_AT.getTime() + (ANSWER_LINK_DAYS - 1) * 86_400_000);
  assert.equal((await app.request(linkTo(deliveryId))).status, 200);
  now = new Date(MARKET_AT.getTime() + (ANSWER_LINK_DAYS + 1) * 86_400_000);
  assert.equal((await app.request(linkTo(deliveryId))).status, 401);
  assert.equal((await press(linkTo(deliveryId))).status, 401);
  now = MARKET_AT;
});

test('its buyer stops all links about this seller, which ends the sessions that they began', async () => {
  const { deliveryId, conversationId } = await write({ seller: bert, orderId: null });
  const ofAnna = await write({ orderId: null });
  const cookie = await cookieBy(linkTo(deliveryId));
  const path = `/api/v1/conversations/${conversationId}/answer-links`;
  const seller = await http.ask('DELETE', path, { token: http.tokens.get('seller') });
  assert.equal(seller.status, 403);
  const stopped = await ask(cookie, path, { method: 'DELETE' });
  assert.deepEqual([stopped.status, await stopped.json()], [200, { ended: 1 }]);
  assert.equal((await ask(cookie, `/api/v1/conversations/${conversationId}`)).status, 401);
  assert.equal((await press(linkTo(deliveryId))).status, 401);
  assert.equal((await app.request(linkTo(ofAnna.deliveryId))).status, 200, 'another seller’s');
  const later = await write({ seller: bert, orderId: null, minute: 1, conversationId });
  assert.equal((await app.request(linkTo(later.deliveryId))).status, 200, 'a newer mail’s');
  const byHand = await parleyOn(database, 'buyer', 'stop-links', 'C-Jan');
  assert.equal(byHand.status, 0);
  assert.equal((await app.request(linkTo(ofAnna.deliveryId))).status, 401, 'about all sellers');
  assert.equal((await parleyOn(database, 'buyer', 'stop-links', 'nobody')).status, 1);
  await database.pool.query('delete from answer_link_stop');
});

test('SECURITY: a buyer who has another mailbox now leaves no good link in the old one', async () => {
  const { deliveryId, conversationId } = await write({ seller: bert, buyer: eva, orderId: null });
  const cookie = await cookieBy(linkTo(deliveryId));
  const record = {
    type: 'order',
    marketplace: 'de',
    seller: bert.id,
    id: sampleOrderId(1, 1),
    status: 'unshipped',
    fulfilment: 'seller',
    placedAt: '2026-10-04T08:00:00Z',
    buyer: { id: 'C-Eva', name: 'Eva', language: 'nl', address: 'eva@elsewhere.example' },
    lines: [{ product: 'P-1', title: 'Lamp', quantity: 1, amount: '19.90', currency: 'EUR' }],
  };
  await importRecords(
    database.db,
    [{ line: 1, reading: readRecord(record) }],
    { ids: createSystemIds(), now: () => MARKET_AT },
    ({ result }) => assert.notEqual(result, 'refused'),
  );
  assert.equal((await app.request(linkTo(deliveryId))).status, 401);
  assert.equal((await ask(cookie, `/api/v1/conversations/${conversationId}`)).status, 401);
});

test('guesses are counted per client, and sessions per link', async () => {
  const { deliveryId } = await write({});
  const statuses: number[] = [];
  for (let times = 0; times < 22; times += 1) statuses.push((await press(linkTo(deliveryId))).status);
  assert.deepEqual([statuses[19], statuses[20], statuses[21]], [303, 429, 429]);
  app = newApp();
  for (let times = 0; times < 20; times += 1) assert.equal((await app.request('/answer/none')).status, 401);
  assert.equal((await app.request('/answer/none')).status, 429);
  assert.equal((await app.request(linkTo(deliveryId))).status, 429, 'no telling then which is good');
});
