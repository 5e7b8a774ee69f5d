import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { createSystemIds } from '#src/system-ports.ts';
import { changePreference } from '#store/buyer-preference.ts';
import { suppressBuyer } from '#store/suppression.ts';
import { MARKET_AT, sampleOrderId } from '#test/support/sample-market.ts';
import type { Answer } from '#test/support/sample-http.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

const ids = createSystemIds();
const http = await sampleHttp();
const { ask, database, market, tokens } = http;
const { anna, bert, jan, eva } = market;

after(() => http.stop());

interface Line {
  readonly order: string;
  readonly result: string;
  readonly message: string | null;
  readonly reasons: readonly { code: string; sentence: string }[];
}

async function request(orders: readonly string[], key = ids.uuid()): Promise<Answer> {
  return ask('POST', `/api/v1/sellers/${anna.id}/review-requests`, {
    token: tokens.get('seller'),
    headers: { 'content-type': 'application/json', 'accept-language': 'de', 'idempotency-key': key },
    body: JSON.stringify({ marketplace: 'de', orders }),
  });
}

/** Another order of a buyer at Anna's, shipped and promised so many days ago. */
async function shippedOrder(number: number, buyerId: string, daysAgo: number): Promise<string> {
  const id = `306-0000000-000000${number}`;
  const promised = new Date(MARKET_AT.getTime() - daysAgo * 86_400_000);
  await database.pool.query(
    `insert into sales_order (marketplace_id, seller_id, id, buyer_id, status, fulfilment, placed_at,
        earliest_delivery_at, latest_delivery_at, completed_at)
     values ('de', $1, $2, $3, 'shipped', 'seller', $4, $4, $4, $4)`,
    [anna.id, id, buyerId, promised],
  );
  return id;
}

test('reviews are requested for many orders at once, each with what became of it (ORDER 6)', async () => {
  const good = await shippedOrder(1, jan.id, 10);
  const early = await shippedOrder(2, jan.id, 1);
  const late = await shippedOrder(3, jan.id, 60);
  const unshipped = sampleOrderId(0, 0);
  const foreign = sampleOrderId(1, 0);
  const { status, json, text } = await request([good, early, late, unshipped, foreign, good]);
  assert.equal(status, 200, text);
  assert.equal(json.sent, 1);
  const items = json.items as Line[];
  assert.deepEqual(
    items.map(({ order, result, reasons }) => [order, result, ...reasons.map(({ code }) => code)]),
    [
      [good, 'sent'],
      [early, 'not-sent', 'before-window'],
      [late, 'not-sent', 'after-window'],
      [unshipped, 'not-sent', 'order-status', 'window-unknown'],
      [foreign, 'not-sent', 'order-unknown'],
    ],
  );
  assert.ok(items.every(({ reasons }) => reasons.every(({ sentence }) => sentence.length > 10)));
  const seen = await ask('GET', `/api/v1/messages/${items[0]?.message}`, { token: tokens.get('buyer') });
  assert.match(seen.json.subject, new RegExp(good, 'u'));
  assert.equal(seen.json.contactReason, 'review-request');
  // Again: the order has had its one.
  const again = (await request([good])).json.items[0] as Line;
  assert.deepEqual([again.result, again.reasons[0]?.code], ['not-sent', 'solicited-already']);
});

test('buyers on the list and buyers who decline are never asked (OPT 2, 7)', async () => {
  const suppressed = await shippedOrder(4, jan.id, 10);
  const declined = await shippedOrder(5, eva.id, 10);
  const actor = { kind: 'system', id: null, label: 'test' } as const;
  await database.db.transaction().execute(async (tx) => {
    const key = { marketplaceId: 'de', sellerId: anna.id, buyerId: jan.id };
    await suppressBuyer(tx, key, { source: 'hand', actor, at: MARKET_AT });
    const wish = { marketplaceId: 'de', buyerId: eva.id, sellerId: null, declines: true };
    await changePreference(tx, { ...wish, id: ids.uuid(), actor, at: MARKET_AT });
  });
  const { json } = await request([suppressed, declined]);
  const items = json.items as Line[];
  assert.deepEqual(
    items.map(({ result }) => result),
    ['not-sent', 'not-sent'],
  );
  assert.equal(items[0]?.reasons[0]?.code, 'suppressed');
  assert.ok((items[1]?.reasons.length ?? 0) > 0);
  const { rows } = await database.pool.query(
    `select 1 from message where state = 'accepted' and contact_reason = 'review-request'`,
  );
  assert.equal(rows.length, 1);
});

test('another seller’s list of orders, an unknown marketplace and too many orders are refused', async () => {
  const ask2 = (seller: string, body: object): Promise<Answer> =>
    ask('POST', `/api/v1/sellers/${seller}/review-requests`, {
      token: tokens.get('seller'),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  assert.equal((await ask2(bert.id, { marketplace: 'de', orders: [sampleOrderId(1, 0)] })).status, 404);
  assert.equal((await ask2(anna.id, { marketplace: 'xx', orders: [sampleOrderId(0, 0)] })).status, 404);
  assert.equal((await ask2(anna.id, { marketplace: 'de', orders: [] })).status, 400);
  const many = Array.from({ length: 201 }, () => sampleOrderId(0, 0));
  assert.equal((await ask2(anna.id, { marketplace: 'de', orders: many })).status, 400);
});
