import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { exportBuyer } from '#store/export-buyer.ts';
import { sampleHttp } from '#test/support/sample-http.ts';
import { sampleOrderId, writeMessage } from '#test/support/sample-market.ts';
import type { Answer } from '#test/support/sample-http.ts';

const http = await sampleHttp();
const { ask, database, market, mine, other, tokens } = http;

after(() => http.stop());

const JSON_TYPE = { 'content-type': 'application/json' };

const send = (
  method: string,
  path: string,
  body: unknown,
  role = 'seller',
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> =>
  ask(method, path, {
    token: tokens.get(role),
    body: JSON.stringify(body),
    headers: { ...JSON_TYPE, ...headers },
  });

const change = async (body: object): Promise<unknown> =>
  (await send('POST', '/api/v1/conversations/changes', body)).json.changed;

const thread = async (id: string, role = 'seller') =>
  (await ask('GET', `/api/v1/conversations/${id}`, { token: tokens.get(role) })).json;

const { rows: seats } = await database.pool.query<{ id: string; seller_id: string }>(
  'select id, seller_id from seller_user',
);
const annas = seats.find(({ seller_id: seller }) => seller === market.anna.id)?.id ?? '';
const berts = seats.find(({ seller_id: seller }) => seller === market.bert.id)?.id ?? '';

test('conversations are assigned, many at once; what was before is said, others’ are left alone', async () => {
  const ids = [mine.conversationId, other.conversationId];
  const assign = (assignee: string | null) => change({ conversations: ids, change: 'assign', assignee });
  assert.deepEqual(await assign(annas), [{ id: mine.conversationId, assignee: null }]);
  assert.deepEqual(await assign(annas), [], 'they answer already');
  assert.deepEqual((await thread(mine.conversationId)).assignee, { id: annas, name: 'Inhaber' });
  assert.equal((await thread(mine.conversationId, 'buyer')).assignee, null);
  assert.deepEqual(await assign(null), [{ id: mine.conversationId, assignee: annas }]);
  const wrong = { conversations: ids, change: 'assign', assignee: berts };
  assert.equal((await send('POST', '/api/v1/conversations/changes', wrong)).status, 400);
});

test('resolved is over when the buyer asks again', async () => {
  const { anna: seller, jan: buyer } = market;
  const conversations = [mine.conversationId];
  assert.equal(((await change({ conversations, change: 'resolve' })) as unknown[]).length, 1);
  assert.equal((await thread(mine.conversationId)).resolved, true);
  assert.deepEqual(await change({ conversations, change: 'resolve' }), []);
  await writeMessage(database, {
    seller,
    buyer,
    author: 'buyer',
    text: 'And another question: is it bright?',
    orderId: sampleOrderId(0, 0),
    conversationId: mine.conversationId,
    minute: 5,
  });
  assert.equal((await thread(mine.conversationId)).resolved, false);
});

test('marked as unread, it is read again by reading', async () => {
  const conversations = [mine.conversationId];
  const unread = async () => (await thread(mine.conversationId)).unreadCount;
  await change({ conversations, change: 'mark-read' });
  assert.equal(await unread(), 0);
  await change({ conversations, change: 'mark-unread' });
  assert.equal(await unread(), 1);
  await send('POST', `/api/v1/conversations/${mine.conversationId}/read`, {});
  assert.equal(await unread(), 0);
});

const CANARY = 'Wolpertinger-Notiz';

test('SECURITY: a note is nowhere but with the seller’s people: no view, no mail, no export of anybody else', async () => {
  const path = `/api/v1/conversations/${mine.conversationId}`;
  const { status, json } = await send('POST', `${path}/notes`, { text: CANARY, mentions: [annas, berts] });
  assert.equal(status, 201);
  const { items } = (await ask('GET', `${path}/notes`, { token: tokens.get('seller') })).json;
  assert.deepEqual(
    [items[0].text, items[0].mentions],
    [CANARY, [annas]],
    'nobody of another seller is meant',
  );
  for (const role of ['buyer', 'operator'])
    for (const where of [
      '/api/v1/conversations',
      path,
      `${path}/messages`,
      `${path}/notes`,
      '/api/v1/events?limit=200',
      `/conversations/${mine.conversationId}`,
    ]) {
      const answer = await ask('GET', where, { token: tokens.get(role) });
      assert.ok(!answer.text.includes(CANARY), `${role} ${where}`);
      if (where.endsWith('/notes')) assert.equal(answer.status, 403);
    }
  assert.ok(!JSON.stringify(await exportBuyer(database.db, market.jan.id)).includes(CANARY));
  const { rows: tables } = await database.pool.query<{ name: string }>(
    `select table_name as name from information_schema.columns
      where table_schema = 'public' group by 1 having not bool_or(table_name = 'conversation_note')`,
  );
  for (const { name } of tables) {
    const { rows } = await database.pool.query(`select 1 from "${name}" t where t::text like $1`, [
      `%${CANARY}%`,
    ]);
    assert.deepEqual(rows, [], `${name}: what mails are made of has it`);
  }
  assert.equal(
    (await ask('DELETE', `${path}/notes/${json.id}`, { token: tokens.get('seller') })).status,
    200,
  );
  assert.deepEqual((await ask('GET', `${path}/notes`, { token: tokens.get('seller') })).json.items, []);
});

test('a draft goes from device to device; who was slower is told', async () => {
  const path = `/api/v1/conversations/${mine.conversationId}/draft`;
  const keep = (text: string, version: number, role = 'seller') =>
    send('PUT', path, { text }, role, { 'if-match': `"${version}"` });
  const read = async (role: string) => (await ask('GET', path, { token: tokens.get(role) })).json;
  assert.deepEqual(await read('seller'), { text: '', version: 0 });
  assert.equal((await keep('Guten', 0)).json.version, 1);
  assert.equal((await keep('Guten Tag', 1)).headers.get('etag'), '"2"');
  assert.equal((await keep('Hallo', 1)).status, 412);
  assert.equal((await keep('Hallo', 0)).status, 412);
  assert.equal((await send('PUT', path, { text: 'x' })).status, 428);
  assert.deepEqual(await read('seller'), { text: 'Guten Tag', version: 2 });
  assert.deepEqual(await read('buyer'), { text: '', version: 0 }, 'everybody has their own');
  assert.equal((await keep('Ik', 0, 'buyer')).status, 200);
});

test('views are kept by name, each their own', async () => {
  const { json } = await send('POST', '/api/v1/inbox-views', { name: 'Spät', query: 'due=overdue' });
  await send('POST', '/api/v1/inbox-views', { name: 'spät', query: 'due=any' });
  const { items } = (await ask('GET', '/api/v1/inbox-views', { token: tokens.get('seller') })).json;
  assert.deepEqual(items, [{ id: json.id, name: 'Spät', query: 'due=any' }]);
});
