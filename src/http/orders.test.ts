import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { sampleOrderId } from '#test/support/sample-market.ts';
import type { Answer } from '#test/support/sample-http.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

const http = await sampleHttp();
const { ask, database, makeToken, market, tokens } = http;

after(() => http.stop());

const order = (id: string): object => ({
  type: 'order',
  marketplace: 'de',
  seller: market.anna.id,
  id,
  status: 'unshipped',
  fulfilment: 'seller',
  placedAt: '2026-10-30T08:00:00Z',
  buyer: { id: 'C-9', name: 'Ida', language: 'de', address: 'ida@example.org' },
  lines: [{ product: 'P-9', title: 'Stuhl', quantity: 1, amount: 10, currency: 'EUR' }],
});

test('orders are imported with a report line by line, and again without change (FEED 4)', async () => {
  const token = tokens.get('operator');
  const headers = { 'content-type': 'application/jsonl' };
  const body = [JSON.stringify(order('302-7777777-0000001')), '', '{"type":"order"}', 'nonsense'].join('\n');
  const first = await ask('POST', '/api/v1/orders/import', { token, headers, body });
  assert.equal(first.status, 200);
  assert.deepEqual([first.json.created, first.json.refused], [1, 2]);
  assert.deepEqual(
    first.json.lines.map(({ line, result }: { line: number; result: string }) => `${line} ${result}`),
    ['1 created', '3 refused', '4 refused'],
  );
  assert.deepEqual(first.json.lines[2].faults, [{ field: '', reason: 'is not JSON' }]);
  const again = await ask('POST', '/api/v1/orders/import', { token, headers, body });
  assert.deepEqual([again.json.created, again.json.unchanged], [0, 1]);
});

test('a shipment is confirmed by hand once, and the buyer sees it in the order’s conversation (FEED 2)', async () => {
  const id = sampleOrderId(0, 1);
  const path = `/api/v1/orders/de/${id}`;
  const token = tokens.get('seller');
  const headers = { 'content-type': 'application/json', 'accept-language': 'nl' };
  const confirm = (body: object): Promise<Answer> =>
    ask('POST', `${path}/shipments`, { token, headers, body: JSON.stringify(body) });
  const refused = await confirm({ items: [{ item: '1', quantity: 2 }], trackingNumber: 'see shop.example' });
  assert.equal(refused.status, 422);
  assert.equal(refused.json.errors[0].field, 'tracking-number');
  assert.match(refused.json.errors[0].reason, /is geen trackingnummer/u);
  const before = http.wakes();
  const shipment = { carrier: 'dpd', trackingNumber: '01234567890123', shippedAt: '2026-11-01T08:00:00Z' };
  assert.deepEqual((await confirm(shipment)).status, 201);
  assert.equal(http.wakes(), before + 1);
  const again = await confirm(shipment);
  assert.deepEqual([again.status, again.json], [200, { result: 'unchanged', id: null }]);
  assert.equal((await confirm({ shipmentId: 'second' })).json.errors[0].field, 'nothing-to-ship');
  assert.equal((await ask('GET', path, { token })).json.status, 'shipped');
  const eva = (await makeToken('buyer', market.eva.id)).text;
  const { json } = await ask('GET', `/api/v1/conversations?order=${id}`, { token: eva });
  const messages = await ask('GET', `/api/v1/conversations/${json.items[0].id}/messages`, { token: eva });
  const told = messages.json.items.filter(({ author }: { author: string }) => author === 'marketplace');
  assert.deepEqual(
    told.map((message: Record<string, unknown>) => [message['authorName'], message['automatic']]),
    [['Markt', 'automatic']],
  );
  assert.match(told[0].text, /Bezorgdienst: DPD\nTrackingnummer: 01234567890123/u);
});

test('an order that can’t be fulfilled is cancelled by hand, and all of its price goes back (FEED 3)', async () => {
  const id = '302-7777777-0000003';
  const operator = tokens.get('operator');
  const lines = { 'content-type': 'application/jsonl' };
  const imported = { token: operator, headers: lines, body: JSON.stringify(order(id)) };
  assert.equal((await ask('POST', '/api/v1/orders/import', imported)).json.created, 1);
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ action: 'cancel', reason: 'CouldNotShip' });
  const path = `/api/v1/orders/de/${id}`;
  const cancel = await ask('POST', `${path}/adjustments`, { token: operator, headers, body });
  assert.equal(cancel.status, 201, cancel.text);
  assert.equal((await ask('GET', path, { token: operator })).json.status, 'cancelled');
  const rows = await database.db
    .selectFrom('adjustment_item')
    .select(['reason', 'amount_minor'])
    .where('order_id', '=', id)
    .execute();
  assert.deepEqual(rows, [{ reason: 'CouldNotShip', amount_minor: 1000 }]);
});

test('a table in CSV comes in as well', async () => {
  const body = [
    '\uFEFFmarketplace,seller,id,status,fulfilment,placedAt,buyer.id,buyer.name,buyer.language,buyer.address,line.product,line.title,line.quantity,line.amount,line.currency',
    'de,Anna,302-8888888-0000001,shipped,seller,2026-10-30T08:00:00Z,C-8,"Uwe, der\nErste",de,uwe@example.org,P-1,Lampe,1,10.00,EUR',
    'de,Anna,302-8888888-0000001,,,,,,,,P-2,Kabel,2,5,EUR',
    'de,Anna,302-8888888-0000002,shipped,seller,2026-10-30T08:00:00Z,C-8,"Uwe, der Erste",de,uwe@example.org,P-1,Lampe,0,10.00,EUR',
  ].join('\r\n');
  const answer = await ask('POST', '/api/v1/orders/import', {
    token: tokens.get('operator'),
    headers: { 'content-type': 'text/csv; charset=utf-8' },
    body,
  });
  assert.deepEqual(
    answer.json.lines.map((line: { line: number; result: string; faults: { field: string }[] }) =>
      [line.line, line.result, ...line.faults.map(({ field }) => field)].join(' '),
    ),
    ['2 refused buyer.name', '5 refused line.quantity'],
  );
  const mended = await ask('POST', '/api/v1/orders/import', {
    token: tokens.get('operator'),
    headers: { 'content-type': 'text/csv' },
    body: body.replace('der\nErste', 'der Erste').replace('Lampe,0', 'Lampe,1'),
  });
  assert.equal(mended.json.created, 2, mended.text);
  const { json } = await ask('GET', '/api/v1/orders/de/302-8888888-0000001', { token: tokens.get('seller') });
  assert.deepEqual(
    json.lines.map(({ amountMinor }: { amountMinor: number }) => amountMinor),
    [1000, 500],
  );
});

test('orders are found by status, by a part of the number, by an open return; each reader finds their own alone', async () => {
  const found = async (who: 'seller' | 'buyer' | 'operator', query: string): Promise<string[]> => {
    const { status, json } = await ask('GET', `/api/v1/orders?${query}`, { token: tokens.get(who) });
    assert.equal(status, 200);
    return json.items.map(({ id }: { id: string }) => id).sort();
  };
  const own = sampleOrderId(0, 0);
  const foreign = sampleOrderId(1, 0);
  assert.ok((await found('seller', 'status=unshipped,partially_shipped')).includes(own));
  assert.ok(!(await found('seller', 'status=cancelled,pending')).includes(own));
  assert.deepEqual(await found('seller', `number=${own}`), [own]);
  assert.ok((await found('seller', `number=${own.slice(4, 9)}`)).includes(own));
  assert.deepEqual(await found('seller', `number=${foreign}`), []);
  assert.deepEqual(await found('operator', `number=${foreign}`), [foreign]);
  assert.deepEqual(await found('seller', 'number=302&marketplace=nl'), []);
  await database.pool.query(
    `insert into order_return (marketplace_id, seller_id, id, order_id, status, opened_at)
     values ('de', $1, 'R-1', $3, 'requested', now()), ('de', $2, 'R-2', $4, 'closed', now())`,
    [market.anna.id, market.bert.id, own, foreign],
  );
  assert.deepEqual(await found('operator', 'return=open'), [own]);
  for (const query of ['status=lost', 'number=%25', 'number=30', 'return=closed', 'marketplace=A%20B'])
    assert.equal((await ask('GET', `/api/v1/orders?${query}`, { token: tokens.get('seller') })).status, 400);
});

test('an order shows what was shipped and what went back, by line; to its own parties alone', async () => {
  const id = '302-7777777-0000005';
  const token = tokens.get('seller');
  const lines = [
    { product: 'P-9', title: 'Stuhl', quantity: 3, amount: 30, currency: 'EUR' },
    { product: 'P-8', title: 'Tisch', quantity: 1, amount: 50, currency: 'EUR' },
  ];
  const body = JSON.stringify({ ...order(id), lines });
  const imported = { token: tokens.get('operator'), headers: { 'content-type': 'application/jsonl' }, body };
  assert.equal((await ask('POST', '/api/v1/orders/import', imported)).json.created, 1);
  const path = `/api/v1/orders/de/${id}`;
  const headers = { 'content-type': 'application/json' };
  const post = (what: string, value: object): Promise<Answer> =>
    ask('POST', `${path}/${what}`, { token, headers, body: JSON.stringify(value) });
  const shipment = {
    carrier: 'Deutsche Post',
    trackingNumber: '01234567890123',
    shippedAt: '2026-11-01T08:00:00Z',
  };
  assert.equal((await post('shipments', { ...shipment, items: [{ item: '1', quantity: 2 }] })).status, 201);
  const items = [{ item: '2', reason: 'PriceError', amount: '4.50' }];
  assert.equal((await post('adjustments', { action: 'refund', items })).status, 201);
  const { json } = await ask('GET', path, { token });
  assert.deepEqual(
    json.lines.map((line: Record<string, unknown>) => [
      line['shipped'],
      line['cancelled'],
      line['adjustedMinor'],
    ]),
    [
      [2, 0, 0],
      [0, 0, 450],
    ],
  );
  assert.deepEqual(
    [json.shipments[0].carrier, json.shipments[0].trackingNumber, json.shipments[0].items],
    ['Deutsche Post', '01234567890123', [{ item: '1', quantity: 2 }]],
  );
  assert.deepEqual(
    [json.adjustments[0].kind, json.adjustments[0].amountMinor, json.adjustments[0].items[0].reason],
    ['refund', 450, 'PriceError'],
  );
  assert.equal((await ask('GET', path, { token: tokens.get('buyer') })).status, 404);
});
