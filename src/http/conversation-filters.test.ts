import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { SampleMessage } from '#test/support/sample-market.ts';
import { MARKET_AT, sampleOrderId, writeMessage } from '#test/support/sample-market.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

const http = await sampleHttp();
const { ask, database, market, mine, tokens } = http;
const { anna, jan, eva } = market;

after(() => http.stop());

const named = new Map<string, string>([[mine.conversationId, 'order']]);

async function write(name: string, message: Partial<SampleMessage>): Promise<string> {
  const said = { seller: anna, buyer: jan, author: 'seller', text: name, ...message } as const;
  const { conversationId } = await writeMessage(database, said);
  named.set(conversationId, name);
  return conversationId;
}

before(async () => {
  await write('refused', { state: 'refused', minute: 10 });
  await write('later', { minute: 60 * 48 });
  const resolved = await write('resolved', { author: 'buyer', minute: 20 });
  await database.pool.query('update conversation set resolved_at = $2 where id = $1', [
    resolved,
    new Date(MARKET_AT.getTime() + 3_600_000),
  ]);
  const again = await write('again', { author: 'buyer', minute: 30, buyer: eva });
  await database.pool.query('update conversation set resolved_at = $2 where id = $1', [again, MARKET_AT]);
  const { rows } = await database.pool.query<{ id: string }>(
    'select id from seller_user where seller_id = $1',
    [anna.id],
  );
  await database.pool.query('update conversation set assignee_id = $1 where id = $2', [rows[0]?.id, again]);
  await database.pool.query(`update message set contact_reason = 'order-details' where body_text = 'later'`);
  await database.pool.query(
    `insert into order_return (marketplace_id, seller_id, id, order_id, status, opened_at)
     values ('de', $1, 'R1', $2, 'requested', now())`,
    [anna.id, sampleOrderId(0, 0)],
  );
  await database.pool.query(`update buyer set language = 'fr' where id = $1`, [eva.id]);
});

const ALL = ['later', 'again', 'resolved', 'order'];

for (const [query, wanted] of [
  ['', ['later', 'again', 'resolved', 'refused', 'order']],
  ['blocked=yes', ['refused']],
  ['blocked=no', ALL],
  ['state=resolved', ['resolved']],
  ['state=open', ['later', 'again', 'refused', 'order']],
  ['assignee=none&blocked=no', ['later', 'resolved', 'order']],
  ['assignee=me', []],
  ['files=yes', ['order']],
  ['reason=order-details', ['later']],
  ['status=unshipped', ['order']],
  ['status=shipped', []],
  ['return=yes', ['order']],
  ['complaint=yes', []],
  ['language=fr', ['again']],
  ['marketplace=de&files=no&blocked=no', ['later', 'again', 'resolved']],
  ['marketplace=nl', []],
  ['since=2026-11-02', ['later']],
  ['until=2026-11-02&state=open', ['again', 'refused', 'order']],
  ['due=any&language=fr', ['again']],
  ['due=any&state=resolved', ['resolved']],
  ['unread=yes', ['again', 'resolved', 'order']],
] as const)
  test(`of the seller’s conversations, ${query || 'everything'}: ${wanted.join(', ') || 'none'}`, async () => {
    const { status, json, text } = await ask('GET', `/api/v1/conversations?${query}`, {
      token: tokens.get('seller'),
    });
    assert.equal(status, 200, text);
    const names = json.items.map(({ id }: { id: string }) => named.get(id));
    assert.deepEqual(names, wanted);
  });

test('a buyer learns nothing of who answers and what is done with', async () => {
  for (const query of ['assignee=none', 'state=open', 'due=any'])
    assert.equal(
      (await ask('GET', `/api/v1/conversations?${query}`, { token: tokens.get('buyer') })).status,
      400,
      query,
    );
  const { json } = await ask('GET', '/api/v1/conversations', { token: tokens.get('buyer') });
  for (const { assignee, resolved } of json.items) assert.deepEqual([assignee, resolved], [null, false]);
  const names = json.items.map(({ id }: { id: string }) => named.get(id));
  assert.ok(!names.includes('refused'));
});

test('a filter that is none is refused', async () => {
  for (const query of [
    'unread=maybe',
    'state=x',
    'since=yesterday',
    'reason=A%20B',
    'assignee=mia',
    `q=${'x'.repeat(201)}`,
  ])
    assert.equal(
      (await ask('GET', `/api/v1/conversations?${query}`, { token: tokens.get('seller') })).status,
      400,
      query,
    );
});
