import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { loadThread } from '#store/load-thread.ts';
import { parleyOn } from '#test/support/command-line.ts';
import type { WrittenMessage } from '#test/support/sample-market.ts';
import { MARKET_AT, sampleOrderId, writeMessage } from '#test/support/sample-market.ts';
import type { Answer } from '#test/support/sample-http.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

const http = await sampleHttp();
const { ask, database, market, other, tokens } = http;
after(() => http.stop());
const { anna: seller, jan: buyer } = market;
const ORDER = sampleOrderId(0, 0);
const KEY = { marketplaceId: 'de', sellerId: seller.id, buyerId: buyer.id };

function request(role: string, method: string, path: string, body?: unknown): Promise<Answer> {
  return ask(method, `/api/v1${path}`, {
    token: tokens.get(role),
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
}

const write = (text: string, minute: number, thread?: WrittenMessage): Promise<WrittenMessage> =>
  writeMessage(database, {
    seller,
    buyer,
    author: 'buyer',
    text,
    subject: text,
    minute: minute - 600,
    ...(thread === undefined ? {} : { conversationId: thread.conversationId }),
  });

const view = async (id: string): Promise<Answer['json']> =>
  (await request('seller', 'GET', `/conversations/${id}`)).json;
const textsIn = async (id: string): Promise<string[]> =>
  (await request('seller', 'GET', `/conversations/${id}/messages`)).json.items.map(
    ({ text }: { text: string }) => text,
  );

/** Where a mail of the seller's would be filed that answers a message, or quotes a conversation's reference. */
async function filed(marks: { answers?: WrittenMessage; quotes?: string }): Promise<(string | undefined)[]> {
  const rfcIds: string[] = [];
  if (marks.answers?.deliveryId != null) {
    const { rfc_message_id: rfcId } = await database.db
      .selectFrom('delivery')
      .select('rfc_message_id')
      .where('id', '=', marks.answers.deliveryId)
      .executeTakeFirstOrThrow();
    rfcIds.push(rfcId);
  }
  const conversationIds = marks.quotes === undefined ? [] : [marks.quotes];
  const window = { burstSince: MARKET_AT, absenceSince: MARKET_AT };
  const facts = await loadThread(
    database.pool,
    KEY,
    'seller',
    { rfcIds, orderIds: [], conversationIds },
    window,
  );
  return [
    ...[...facts.held.values()].map(({ conversationId }) => conversationId),
    ...conversationIds.map((id) => facts.conversations.get(id)?.id),
  ];
}

test('messages are moved to the right order, and answers, counts and clocks follow them', async () => {
  const first = await write('About the lamp', 1);
  const second = await write('About the order', 2, first);
  const path = `/conversations/${first.conversationId}/move`;
  const order = await request('seller', 'POST', path, { messages: [second.id], to: { order: ORDER } });
  assert.equal(order.status, 200, order.text);
  const { conversationId, moved } = order.json;
  assert.equal(moved, 1);
  assert.equal((await view(conversationId)).orderId, ORDER);
  assert.ok((await textsIn(conversationId)).includes('About the order'));
  assert.deepEqual(await textsIn(first.conversationId), ['About the lamp']);
  assert.deepEqual(await filed({ answers: second }), [conversationId]);
  assert.deepEqual(await filed({ answers: first }), [first.conversationId]);
  const left = await view(first.conversationId);
  assert.equal(left.messageCount, 1);
  assert.equal(left.unreadCount, 1);
  assert.equal(left.waitingSince, new Date(MARKET_AT.getTime() - 599 * 60_000).toISOString());

  const { rows } = await database.pool.query<{ data: { from: string; to: string } }>(
    `select data from event where kind = 'message.moved' and message_id = $1`,
    [second.id],
  );
  assert.deepEqual(
    rows.map(({ data }) => [data.from, data.to]),
    [[first.conversationId, conversationId]],
  );
  const audit = (await request('operator', 'GET', `/sellers/${seller.id}/audit`)).json.items[0];
  assert.deepEqual(
    [audit.action, audit.subject, audit.from, audit.to],
    ['message.moved', second.id, first.conversationId, conversationId],
  );
});

test('a conversation is split and merged; an old reference leads to where its messages are', async () => {
  const first = await write('One', 10);
  const second = await write('Two', 11, first);
  const split = await request('seller', 'POST', `/conversations/${first.conversationId}/move`, {
    messages: [second.id],
    to: 'new',
  });
  const apart = split.json.conversationId;
  assert.deepEqual(await textsIn(apart), ['Two']);
  const merge = (from: string, into: string): Promise<Answer> =>
    request('seller', 'POST', `/conversations/${from}/merge`, { into });
  assert.equal((await merge(first.conversationId, apart)).status, 200);
  assert.deepEqual(await textsIn(apart), ['One', 'Two']);
  assert.equal((await request('seller', 'GET', `/conversations/${first.conversationId}`)).status, 404);
  assert.deepEqual(await filed({ quotes: first.conversationId }), [apart]);

  const third = await write('Three', 12);
  assert.equal((await merge(apart, third.conversationId)).status, 200);
  assert.deepEqual(await filed({ quotes: first.conversationId }), [third.conversationId]);
  assert.equal((await merge(apart, third.conversationId)).json.type, 'urn:parley:problem:nothing-to-move');
});

test('messages stay between the two who wrote them, and sellers move what they see', async () => {
  const mine = await write('Mine', 20);
  const path = `/conversations/${mine.conversationId}/move`;
  const to = { conversation: other.conversationId };
  assert.equal((await request('seller', 'POST', path, { messages: [mine.id], to })).status, 404);
  const crossed = await request('operator', 'POST', path, { messages: [mine.id], to });
  assert.equal(crossed.json.type, 'urn:parley:problem:nothing-to-move');
  const foreign = { order: sampleOrderId(1, 1) };
  assert.equal((await request('seller', 'POST', path, { messages: [mine.id], to: foreign })).status, 404);
  const held = await writeMessage(database, {
    seller,
    buyer,
    author: 'buyer',
    text: 'Held',
    state: 'held',
    conversationId: mine.conversationId,
  });
  const unseen = await request('seller', 'POST', path, { messages: [mine.id, held.id], to: 'new' });
  assert.equal(unseen.json.type, 'urn:parley:problem:nothing-to-move');
  assert.deepEqual(await textsIn(mine.conversationId), ['Mine']);
  const before = await database.db.selectFrom('conversation').select('id').execute();
  await request('seller', 'POST', path, { messages: [other.id], to: 'new' });
  assert.equal((await database.db.selectFrom('conversation').select('id').execute()).length, before.length);
});

test('parley conversation moves and merges', async () => {
  const first = await write('A', 30);
  const second = await write('B', 31, first);
  const args = ['conversation', 'move', first.conversationId, '--message', second.id];
  assert.equal((await parleyOn(database, ...args)).status, 2);
  const { status, out } = await parleyOn(database, ...args, '--new');
  assert.equal(status, 0);
  const apart = /^1 messages are in (\S+)$/u.exec(out)?.[1] ?? '';
  const merged = await parleyOn(database, 'conversation', 'merge', apart, '--into', first.conversationId);
  assert.equal(merged.status, 0, merged.err);
  assert.deepEqual(await textsIn(first.conversationId), ['A', 'B']);
});
