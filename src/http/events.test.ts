import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import type { EventKind } from '#market/event.ts';
import { EVENT_KINDS } from '#market/event.ts';
import { writeMessage } from '#test/support/sample-market.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

const http = await sampleHttp();
const { ask, database, market, mine, other, tokens } = http;

after(() => http.stop());

type Item = Record<string, unknown>;

/**
 * Waits until no transaction that is older than the newest event is open: until then the log gives nothing beyond it, and
 * other tests write in other databases of the same server.
 */
async function settled(): Promise<void> {
  const patience = AbortSignal.timeout(60_000);
  for (;;) {
    const { rows } = await database.pool.query(
      'select from event where xid >= pg_snapshot_xmin(pg_current_snapshot()) limit 1',
    );
    if (rows.length === 0) return;
    assert.ok(!patience.aborted, 'a transaction of somebody else stays open');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function events(role: string, query = ''): Promise<Item[]> {
  await settled();
  const items: Item[] = [];
  let next = '';
  for (;;) {
    const page = (
      await ask('GET', `/api/v1/events?limit=3${next === '' ? '' : `&after=${next}`}${query}`, {
        token: tokens.get(role),
      })
    ).json;
    items.push(...page.items);
    next = page.next;
    if (page.more !== true) return items;
  }
}

test('each hears of what is theirs; sellers never of a buyer’s id (ALIAS 2)', async () => {
  const all = await events('operator');
  const messages = (items: Item[]): unknown[] =>
    items.filter(({ type }) => type === 'message.accepted').map(({ message }) => message);
  assert.deepEqual(messages(all), [mine.id, other.id]);
  assert.deepEqual(messages(await events('seller')), [mine.id]);
  assert.deepEqual(messages(await events('buyer')), [mine.id]);
  assert.equal(all.filter(({ type }) => type === 'order.created').length, 4);
  for (const role of ['seller', 'buyer']) {
    const own = await events(role);
    assert.equal(own.filter(({ type }) => type === 'order.created').length, 2, role);
    assert.ok(
      own.every((item) => all.some(({ id, cursor }) => id === item['id'] && cursor === item['cursor'])),
    );
  }
  assert.ok((await events('seller')).every(({ buyer }) => buyer === null));
  assert.ok((await events('buyer')).every(({ buyer }) => buyer === market.jan.id));
});

test('SECURITY: what is held or refused exists for its author alone', async () => {
  const { anna: seller, jan: buyer } = market;
  for (const state of ['held', 'refused'] as const) {
    const { id } = await writeMessage(database, { seller, buyer, author: 'seller', text: 'x', state });
    await database.pool.query(
      `insert into event (at, kind, marketplace_id, seller_id, buyer_id, message_id, data)
       select received_at, kind, marketplace_id, seller_id, buyer_id, id, '{"from": "a", "byOperator": true}'
         from message, unnest($2::text[]) as kind where id = $1`,
      [id, [`message.${state}`, 'message.moved', 'delivery.refused', 'delivery.complained']],
    );
    const heard = async (role: string): Promise<unknown[]> =>
      (await events(role)).filter(({ message }) => message === id).map(({ type }) => type);
    assert.deepEqual(await heard('buyer'), []);
    const own = await heard('seller');
    assert.ok(own.includes(`message.${state}`) && own.includes('message.moved'));
    assert.ok(own.includes('delivery.refused') && !own.includes('delivery.complained'));
    const told = (await events('seller', `&types=message.${state}`)).at(-1);
    assert.deepEqual(Object.keys(told?.['data'] as object).includes('byOperator'), false);
    assert.ok((await heard('operator')).includes('delivery.complained'));
  }
});

test('what happens from now on: after=latest', async () => {
  const token = tokens.get('buyer');
  await settled();
  const { next } = (await ask('GET', '/api/v1/events?after=latest', { token })).json;
  const { anna: seller, jan: buyer } = market;
  const written = await writeMessage(database, { seller, buyer, author: 'seller', text: 'New' });
  await settled();
  const page = (await ask('GET', `/api/v1/events?after=${next}`, { token })).json;
  assert.deepEqual(
    page.items.map(({ type, message }: Item) => [type, message]),
    [['message.accepted', written.id]],
  );
  assert.equal(page.more, false);
});

test('a place that is none and a kind that is none are refused', async () => {
  for (const query of ['after=x', 'after=', 'types=message', 'limit=0', 'since=1'])
    assert.equal(
      (await ask('GET', `/api/v1/events?${query}`, { token: tokens.get('seller') })).status,
      400,
      query,
    );
});

test('every kind of event that was written here is on the list', async () => {
  const { rows } = await database.pool.query<{ kind: string; data: object }>('select kind, data from event');
  const kinds: Readonly<Record<string, EventKind>> = EVENT_KINDS;
  for (const { kind } of rows) assert.ok(Object.hasOwn(kinds, kind), kind);
});
