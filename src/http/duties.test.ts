import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { readRecord } from '#market/order-import.ts';
import { createSystemIds } from '#src/system-ports.ts';
import { importRecords } from '#store/order-import.ts';
import { parleyOn } from '#test/support/command-line.ts';
import type { Answer } from '#test/support/sample-http.ts';
import { sampleHttp } from '#test/support/sample-http.ts';
import { MARKET_AT, writeMessage } from '#test/support/sample-market.ts';

const http = await sampleHttp();
const { ask, database, market, tokens } = http;
after(() => http.stop());
const ids = createSystemIds();
const LATE = '305-0000001-0000001';
const GONE = '305-0000002-0000002';

function request(role: string, method: string, path: string, body?: unknown): Promise<Answer> {
  return ask(method, `/api/v1${path}`, {
    token: tokens.get(role),
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
}

async function importOrder(id: string, placedAt: string, latestDeliveryAt: string): Promise<void> {
  const order = {
    type: 'order',
    marketplace: 'de',
    seller: 'Anna',
    id,
    status: 'unshipped',
    fulfilment: 'seller',
    placedAt,
    earliestDeliveryAt: placedAt,
    latestDeliveryAt,
    buyer: { id: 'C-Jan', name: 'Jan', language: 'nl', address: 'Jan@private.example' },
    lines: [{ product: 'P-0', title: 'Lamp', quantity: 1, amount: '19.90', currency: 'EUR' }],
  };
  const orderReturn = {
    type: 'return',
    marketplace: 'de',
    seller: 'Anna',
    id: `R-${id}`,
    order: id,
    status: 'requested',
    openedAt: placedAt,
  };
  await importRecords(
    database.db,
    [order, orderReturn].map((record, index) => ({ line: index + 1, reading: readRecord(record) })),
    { ids, now: () => MARKET_AT },
    ({ result, faults }) => assert.equal(result, 'created', JSON.stringify(faults)),
  );
}

const dutiesOf = async (orderId: string): Promise<string[]> =>
  (await request('seller', 'GET', `/sellers/${market.anna.id}/duties`)).json.items
    .filter((duty: { orderId: string }) => duty.orderId === orderId)
    .map(
      ({ kind, isOverdue }: { kind: string; isOverdue: boolean }) => `${kind}${isOverdue ? ' overdue' : ''}`,
    )
    .sort();

test('duties are shown until they are done, and a buyer may cancel what is late', async () => {
  // Now is 2026-11-01T10:00:00Z.
  await importOrder(LATE, '2026-10-20T08:00:00Z', '2026-10-31T10:00:00Z');
  await importOrder(GONE, '2026-10-31T08:00:00Z', '2026-11-20T10:00:00Z');
  assert.deepEqual(await dutiesOf(LATE), [
    'answer-return overdue',
    'confirm-shipment overdue',
    'tell-delay overdue',
  ]);
  assert.deepEqual(await dutiesOf(GONE), ['answer-return', 'confirm-shipment']);

  const cancel = (role: string, id: string): Promise<Answer> =>
    request(role, 'POST', `/orders/de/${id}/cancellation`);
  assert.equal((await cancel('buyer', GONE)).json.type, 'urn:parley:problem:not-delayed');
  assert.equal((await cancel('buyer', LATE)).status, 200);
  assert.equal((await cancel('buyer', LATE)).json.type, 'urn:parley:problem:cancelled-already');
  assert.ok((await dutiesOf(LATE)).includes('refund-cancelled'));

  const { anna: seller, jan: buyer } = market;
  const told = await writeMessage(database, {
    seller,
    buyer,
    author: 'seller',
    text: 'Later.',
    orderId: LATE,
  });
  const thread = async (): Promise<Answer['json']> =>
    (await request('seller', 'GET', `/conversations/${told.conversationId}`)).json;
  assert.equal((await thread()).refundDueSince, MARKET_AT.toISOString());
  await database.db
    .updateTable('message')
    .set({ contact_reason: 'delay' })
    .where('id', '=', told.id)
    .execute();
  assert.ok(!(await dutiesOf(LATE)).includes('tell-delay overdue'));

  const adjusted = await request('seller', 'POST', `/orders/de/${LATE}/adjustments`, {
    action: 'cancel',
    reason: 'CustomerCancel',
  });
  assert.equal(adjusted.status, 201, adjusted.text);
  assert.deepEqual(await dutiesOf(LATE), ['answer-return overdue']);
  assert.equal((await thread()).refundDueSince, null);
});

test('what was cancelled for lack of stock has to be told to the buyer', async () => {
  const body = { action: 'cancel', reason: 'NoInventory' };
  assert.equal((await request('seller', 'POST', `/orders/de/${GONE}/adjustments`, body)).status, 201);
  assert.deepEqual(await dutiesOf(GONE), ['answer-return', 'tell-unavailability']);
  const { anna: seller, jan: buyer } = market;
  const told = await writeMessage(database, {
    seller,
    buyer,
    author: 'seller',
    text: 'Gone.',
    orderId: GONE,
  });
  await database.db
    .updateTable('message')
    .set({ contact_reason: 'problem-with-order' })
    .where('id', '=', told.id)
    .execute();
  assert.deepEqual(await dutiesOf(GONE), ['answer-return']);
});

test('parley duties lists the same', async () => {
  const { status, out } = await parleyOn(database, 'duties', 'Anna');
  assert.equal(status, 0);
  assert.match(
    out,
    new RegExp(`^answer-return +de +${LATE} +R-${LATE} +2026-10-22T22:00:00Z +overdue$`, 'mu'),
  );
  assert.equal((await parleyOn(database, 'duties', 'Nobody')).status, 1);
});
