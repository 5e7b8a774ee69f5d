import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import type { WrittenMessage } from '#test/support/sample-market.ts';
import { sampleOrderId, writeMessage } from '#test/support/sample-market.ts';
import type { Answer } from '#test/support/sample-http.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

const http = await sampleHttp();
const { ask, database, market, mine, tokens } = http;

after(() => http.stop());

test('lists hold the reader’s own things alone', async () => {
  for (const path of ['/api/v1/conversations', '/api/v1/orders']) {
    const seen = async (role: string): Promise<string> =>
      (await ask('GET', path, { token: tokens.get(role) })).text;
    for (const role of ['seller', 'buyer'])
      assert.doesNotMatch(await seen(role), new RegExp(sampleOrderId(1, 1), 'u'));
    assert.match(await seen('operator'), new RegExp(sampleOrderId(1, 1), 'u'));
  }
});

test('the recipient says what was read: the count falls, the author sees it, and nobody else can say it', async () => {
  const { anna, jan } = market;
  const written: WrittenMessage[] = [];
  for (const hour of [1, 2, 3])
    written.push(
      await writeMessage(database, {
        seller: anna,
        buyer: jan,
        author: 'buyer',
        subject: `Question ${hour}`,
        text: 'Is it bright?',
        minute: hour,
        ...(written[0] === undefined ? {} : { conversationId: written[0].conversationId }),
      }),
    );
  const [first, second] = written;
  if (first === undefined || second === undefined) throw new Error('three were written');
  const path = `/api/v1/conversations/${first.conversationId}`;
  const headers = { 'content-type': 'application/json' };
  const read = (role: string, upTo: string | null): Promise<Answer> =>
    ask('POST', `${path}/read`, { token: tokens.get(role), headers, body: JSON.stringify({ upTo }) });
  const unread = async (role: string): Promise<unknown> =>
    (await ask('GET', path, { token: tokens.get(role) })).json.unreadCount;
  const state = async (id: string): Promise<unknown> =>
    (await ask('GET', `/api/v1/messages/${id}`, { token: tokens.get('buyer') })).json.state;

  assert.deepEqual([await unread('seller'), await unread('buyer'), await unread('operator')], [3, 0, null]);
  assert.deepEqual(
    (await read('buyer', null)).json,
    { read: 0 },
    'one’s own messages are not read by oneself',
  );
  assert.deepEqual((await read('seller', second.id)).json, { read: 2 });
  assert.deepEqual((await read('seller', second.id)).json, { read: 0 });
  assert.equal(await unread('seller'), 1);
  assert.deepEqual([await state(first.id), await state(second.id)], ['read', 'read']);
  assert.equal((await read('seller', mine.id)).status, 404, 'a message of another conversation');
  assert.equal((await read('seller', 'x')).status, 400);
  assert.equal((await read('operator', null)).status, 403);
  assert.deepEqual((await read('seller', null)).json, { read: 1 });
  assert.equal(await unread('seller'), 0);
});

test('a stored code that this release has no words for shows its detail', async () => {
  await database.pool.query(
    `update message set notes = '[{"code":"new-code","detail":"two files"}]' where id = $1`,
    [mine.id],
  );
  const { json } = await ask('GET', `/api/v1/messages/${mine.id}`, { token: tokens.get('buyer') });
  assert.deepEqual(json.notes, [{ code: 'new-code', detail: 'two files', text: 'two files' }]);
});

test('a file is a download that no browser guesses about', async () => {
  const { status, headers } = await ask('GET', `/api/v1/messages/${mine.id}/files/0`, {
    token: tokens.get('buyer'),
  });
  assert.equal(status, 200);
  assert.equal(headers.get('content-type'), 'image/png');
  assert.equal(
    headers.get('content-disposition'),
    `attachment; filename="lamp _1_.png"; filename*=UTF-8''lamp%20%221%22.png`,
  );
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  assert.match(headers.get('content-security-policy') ?? '', /sandbox/u);
});
