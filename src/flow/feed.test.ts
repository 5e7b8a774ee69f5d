import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { readRecord } from '#market/order-import.ts';
import type { FeedFormat, FeedType } from '#market/feed-type.ts';
import { silentLog } from '#src/log.ts';
import { createSystemIds } from '#src/system-ports.ts';
import { importRecords } from '#store/order-import.ts';
import type { FreshDatabase } from '#test/support/database.ts';
import { freshDatabase } from '#test/support/database.ts';
import { feedOrderId, shipmentXml, xmlFeed } from '#test/support/sample-feed.ts';
import type { SampleMarket } from '#test/support/sample-market.ts';
import { MARKET_AT, sampleMarket, sampleOrderId } from '#test/support/sample-market.ts';

import { FEED_BATCH, takeFeed } from './feed.ts';
import { fileDueAccountUpdates } from './file-account-updates.ts';

const ids = createSystemIds();
let database: FreshDatabase;
let market: SampleMarket;
let wakes = 0;
/** Orders are used once: tests don't see each other's. */
let nextOrder = 0;

before(async () => {
  database = await freshDatabase();
  market = await sampleMarket(database);
});

/** Imports an order of Anna's: two lamps of 19.90 in all 39.80, and a cable of 5.00. */
async function newOrder(changes: object = {}): Promise<string> {
  const id = feedOrderId((nextOrder += 1));
  const order = {
    type: 'order',
    marketplace: 'de',
    seller: 'Anna',
    id,
    status: 'unshipped',
    fulfilment: 'seller',
    placedAt: '2026-10-30T08:00:00Z',
    buyer: { id: 'C-Jan', name: 'Jan', language: 'nl', address: 'Jan@private.example' },
    lines: [
      { product: 'P-0', title: 'Lamp', quantity: 2, amount: '39.80', currency: 'EUR' },
      { product: 'P-1', title: 'Kabel', quantity: 1, amount: '5.00', currency: 'EUR' },
    ],
    ...changes,
  };
  await importRecords(
    database.db,
    [{ line: 1, reading: readRecord(order) }],
    { ids, now: () => MARKET_AT },
    ({ result, faults }) => assert.equal(result, 'created', JSON.stringify(faults)),
  );
  return id;
}

interface Feed {
  readonly id: string;
  readonly state: string;
  readonly fault: { code: string; line: number } | null;
  /** `1 taken`, `2 refused over-quantity`. */
  readonly lines: string[];
  readonly counts: number[];
}

async function submit(
  text: string | Uint8Array,
  type: FeedType,
  { format = 'xml', chunk = 1000 }: { format?: FeedFormat; chunk?: number } = {},
): Promise<Feed> {
  const all = Buffer.from(text);
  const bytes = (async function* (): AsyncGenerator<Uint8Array> {
    for (let start = 0; start < all.length; start += chunk) yield all.subarray(start, start + chunk);
  })();
  const actor = { kind: 'command-line', id: null, label: 'test' } as const;
  const id = await takeFeed(
    {
      sellerId: market.anna.id,
      merchantNames: [market.anna.id, 'Anna'],
      marketplaceIds: ['de'],
      type,
      format,
      actor,
    },
    bytes,
    { db: database.db, ids, clock: { now: () => MARKET_AT }, wake: () => (wakes += 1) },
  );
  await fileDueAccountUpdates({ db: database.db, log: silentLog, wake: () => undefined });
  const feed = await database.db
    .selectFrom('feed')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const results = await database.db
    .selectFrom('feed_result')
    .selectAll()
    .where('feed_id', '=', id)
    .orderBy('position')
    .execute();
  return {
    id,
    state: feed.state,
    fault: feed.fault as Feed['fault'],
    lines: results.map(({ message_id, result, faults }) =>
      [message_id ?? '-', result, ...(faults as { code: string }[]).map(({ code }) => code)].join(' '),
    ),
    counts: [feed.processed, feed.successful, feed.with_error, feed.with_warning],
  };
}

const fulfil = (bodies: readonly string[]): Promise<Feed> =>
  submit(xmlFeed(bodies, { messageType: 'OrderFulfillment' }), 'order-fulfilment');

const adjust = (bodies: readonly string[]): Promise<Feed> =>
  submit(xmlFeed(bodies, { messageType: 'OrderAdjustment' }), 'order-adjustment');

const acknowledge = (bodies: readonly string[]): Promise<Feed> =>
  submit(xmlFeed(bodies, { messageType: 'OrderAcknowledgement' }), 'order-acknowledgement');

const adjusted = (item: string, reason: string, amount: string, more = ''): string =>
  `<AdjustedItem><AmazonOrderItemCode>${item}</AmazonOrderItemCode>${more}<AdjustmentReason>${reason}</AdjustmentReason>` +
  `<ItemPriceAdjustments><Component><Type>Principal</Type><Amount currency="EUR">${amount}</Amount></Component></ItemPriceAdjustments></AdjustedItem>`;

const orderRef = (id: string): string => `<AmazonOrderID>${id}</AmazonOrderID>`;

async function messagesOf(order: string): Promise<{ subject: string; body_text: string }[]> {
  return database.db
    .selectFrom('message')
    .innerJoin('conversation', 'conversation.id', 'message.conversation_id')
    .select(['message.subject', 'message.body_text'])
    .where('conversation.order_id', '=', order)
    .where('message.author', '=', 'marketplace')
    .orderBy('message.received_at')
    .orderBy('message.id')
    .execute();
}

async function statusOf(order: string): Promise<string> {
  const row = await database.db
    .selectFrom('sales_order')
    .select('status')
    .where('id', '=', order)
    .executeTakeFirstOrThrow();
  return row.status;
}

// ------------------------------------------------------------ shipments

test('a shipment is taken, told to the buyer in their language, and filed under the order (FEED 2)', async () => {
  const order = await newOrder();
  const woken = wakes;
  const feed = await fulfil([shipmentXml({ order, carrier: 'DHL', tracking: '0034 0434 1234 5678' })]);
  assert.deepEqual([feed.state, feed.lines, feed.counts], ['done', ['1 taken'], [1, 1, 0, 0]]);
  assert.equal(await statusOf(order), 'shipped');
  assert.ok(wakes > woken);
  const [told, ...more] = await messagesOf(order);
  assert.deepEqual(more, []);
  assert.equal(told?.subject, `Onderweg: uw bestelling ${order}`);
  assert.match(told?.body_text ?? '', /Anna Lampen heeft .* op 1 november 2026/u);
  assert.match(told?.body_text ?? '', /2 × Lamp\n1 × Kabel/u);
  assert.match(told?.body_text ?? '', /Bezorgdienst: DHL\nTrackingnummer: 0034043412345678/u);
  const [delivery] = await database.db
    .selectFrom('delivery')
    .innerJoin('message', 'message.id', 'delivery.message_id')
    .innerJoin('conversation', 'conversation.id', 'message.conversation_id')
    .select([
      'delivery.recipient',
      'delivery.state',
      'conversation.unread_buyer',
      'conversation.unread_seller',
    ])
    .where('conversation.order_id', '=', order)
    .execute();
  assert.deepEqual(delivery, { recipient: 'buyer', state: 'queued', unread_buyer: 1, unread_seller: 0 });
});

test('the same file again takes nothing and tells nobody (FEED 4)', async () => {
  const orders = [await newOrder(), await newOrder()];
  const bodies = orders.map((order) => shipmentXml({ order, shipmentId: 'S-1', tracking: 'JJD0000123456' }));
  assert.deepEqual((await fulfil(bodies)).counts, [2, 2, 0, 0]);
  const again = await fulfil(bodies);
  assert.deepEqual(again.lines, ['1 unchanged taken-before', '2 unchanged taken-before']);
  assert.deepEqual(again.counts, [2, 2, 0, 2]);
  for (const order of orders) assert.equal((await messagesOf(order)).length, 1);
});

test('parts are shipped until nothing is left, and no piece twice, also within one file', async () => {
  const order = await newOrder();
  const item = (code: string, quantity: number): string =>
    `<AmazonOrderItemCode>${code}</AmazonOrderItemCode><Quantity>${quantity}</Quantity>`;
  const first = await fulfil([
    shipmentXml({ order, shipmentId: 'A', items: [item('1', 1)] }),
    shipmentXml({ order, shipmentId: 'B', items: [item('1', 2)] }),
    shipmentXml({ order, shipmentId: 'A', items: [item('2', 1)] }),
    shipmentXml({ order, shipmentId: 'A', items: [item('1', 1)] }),
    shipmentXml({ order, shipmentId: 'C', items: [item('3', 1), item('1', 1), item('1', 1)] }),
  ]);
  assert.deepEqual(first.lines, [
    '1 taken',
    '2 refused over-quantity',
    '3 refused shipment-id-used',
    '4 unchanged taken-before',
    '5 refused item-unknown item-repeated',
  ]);
  assert.equal(await statusOf(order), 'partially_shipped');
  const rest = await fulfil([
    shipmentXml({ order, shipmentId: 'D' }),
    shipmentXml({ order, shipmentId: 'E' }),
  ]);
  assert.deepEqual(rest.lines, ['1 taken', '2 refused nothing-to-ship']);
  assert.equal(await statusOf(order), 'shipped');
  const subjects = (await messagesOf(order)).map(({ subject }) => subject);
  assert.deepEqual(subjects, [
    `Gedeeltelijk onderweg: uw bestelling ${order}`,
    `Onderweg: uw bestelling ${order}`,
  ]);
});

test('batches that are about one order follow each other, whatever is written at the same time', async () => {
  const orders = [await newOrder(), await newOrder()];
  const [first = '', second = ''] = orders;
  const item = '<AmazonOrderItemCode>1</AmazonOrderItemCode><Quantity>1</Quantity>';
  const unknown = Array.from({ length: FEED_BATCH - 1 }, (_, index) =>
    shipmentXml({ order: feedOrderId(900_000 + index) }),
  );
  const parts = (part: string): string[] => [
    shipmentXml({ order: first, shipmentId: part, items: [item] }),
    ...unknown,
    shipmentXml({ order: second, shipmentId: part, items: [item] }),
    ...unknown,
  ];
  const feed = await fulfil([...parts('A'), ...parts('B'), ...parts('C')]);
  assert.deepEqual(feed.counts, [6 * FEED_BATCH, 4, 6 * FEED_BATCH - 4, 0]);
  const named = feed.lines.filter((line) => !line.endsWith('order-unknown'));
  assert.deepEqual(
    named,
    [0, 1, 2, 3]
      .map((batch) => `${batch * FEED_BATCH + 1} taken`)
      .concat([4, 5].map((batch) => `${batch * FEED_BATCH + 1} refused over-quantity`)),
  );
});

test('nothing that a seller wrote reaches the buyer but a tracking number and a known carrier', async () => {
  const order = await newOrder();
  const feed = await fulfil([
    shipmentXml({
      order,
      shipmentId: 'SECRET-1 shop.example',
      carrier: 'Write to me@shop.example <b>SECRET</b>',
      method: 'SECRET www.shop.example',
      tracking: '1Z 999 AA1 01 2345 6784',
    }),
  ]);
  assert.deepEqual(feed.lines, ['1 taken']);
  const [told] = await messagesOf(order);
  assert.doesNotMatch(JSON.stringify(told), /SECRET|shop\.example/u);
  assert.match(told?.body_text ?? '', /1Z999AA10123456784/u);
  const other = await newOrder();
  const wordy = await fulfil([shipmentXml({ order: other, tracking: 'CALL ME 0612345678' })]);
  assert.deepEqual(wordy.lines, ['1 refused tracking-number']);
  assert.deepEqual(await messagesOf(other), []);
});

test('another seller’s order is refused with the words for one that never was', async () => {
  const foreign = sampleOrderId(1, 0);
  const feed = await fulfil([shipmentXml({ order: foreign }), shipmentXml({ order: '399-0000000-0000000' })]);
  assert.deepEqual(feed.lines, ['1 refused order-unknown', '2 refused order-unknown']);
  const results = await database.db
    .selectFrom('feed_result')
    .select('faults')
    .where('feed_id', '=', feed.id)
    .orderBy('position')
    .execute();
  assert.deepEqual(
    results.map(({ faults }) => faults),
    [foreign, '399-0000000-0000000'].map((order) => [{ code: 'order-unknown', values: { order } }]),
  );
  assert.equal(await statusOf(foreign), 'unshipped');
});

test('what can’t be shipped is refused with its reason', async () => {
  const cases = [
    [await newOrder({ status: 'pending' }), {}, 'order-pending'],
    [await newOrder({ status: 'cancelled' }), {}, 'order-cancelled'],
    [await newOrder({ fulfilment: 'marketplace' }), {}, 'marketplace-ships'],
    [await newOrder(), { date: '2026-10-01T00:00:00Z' }, 'shipped-too-early'],
    [await newOrder(), { date: '2026-11-05T00:00:00Z' }, 'shipped-in-future'],
    [await newOrder(), { date: '2026-02-30T00:00:00Z' }, 'field-wrong'],
    ['305-12', {}, 'field-wrong'],
  ] as const;
  const feed = await fulfil(cases.map(([order, words]) => shipmentXml({ order, ...words })));
  assert.deepEqual(
    feed.lines,
    cases.map(([, , code], index) => `${index + 1} refused ${code}`),
  );
});

// ------------------------------------------------------------ adjustments

test('a refund is taken and told; more than the order cost is refused (FEED 3)', async () => {
  const order = await newOrder();
  const feed = await adjust([
    orderRef(order) + adjusted('1', 'CustomerReturn', '9.95'),
    orderRef(order) + adjusted('1', 'GeneralAdjustment', '34.86'),
    orderRef(order) + adjusted('1', 'GeneralAdjustment', '-1.00'),
    orderRef(order) + adjusted('1', 'BuyerCancelled', '1.00'),
    orderRef(order) + adjusted('1', 'Other', '1.00').replace('EUR', 'SEK'),
    orderRef(order) + adjusted('1', 'GeneralAdjustment', '34.85'),
  ]);
  assert.deepEqual(feed.lines, [
    '1 taken',
    '2 refused over-order-amount',
    '3 refused no-credit',
    '4 refused field-wrong',
    '5 refused currency-differs',
    '6 taken',
  ]);
  const [told] = await messagesOf(order);
  assert.equal(told?.subject, `Terugbetaling van €\u00a09,95 voor uw bestelling ${order}`);
  assert.match(told?.body_text ?? '', /Reden: uw retourzending/u);
  assert.equal(await statusOf(order), 'unshipped');
});

test('a fee may be taken off within a credit; the seller’s number makes a second one of the same', async () => {
  const order = await newOrder();
  const fee =
    '<Component><Type>RestockingFee</Type><Amount currency="EUR">-2.00</Amount></Component></ItemPriceAdjustments>';
  const id = (number: string): string => `<MerchantAdjustmentItemID>${number}</MerchantAdjustmentItemID>`;
  const feed = await adjust([
    orderRef(order) +
      adjusted('1', 'CustomerReturn', '10.00', id('A')).replace('</ItemPriceAdjustments>', fee),
    orderRef(order) + adjusted('1', 'CustomerReturn', '5.00', id('A')),
    orderRef(order) + adjusted('1', 'CustomerReturn', '5.00', id('B')),
    orderRef(order) + adjusted('1', 'CustomerReturn', '5.00', id('B')),
    orderRef(order) + adjusted('1', 'CustomerReturn', '5.00', id('C')),
  ]);
  assert.deepEqual(feed.lines, [
    '1 taken',
    '2 refused adjustment-id-used',
    '3 taken',
    '4 unchanged taken-before',
    '5 taken',
  ]);
  const rows = await database.db
    .selectFrom('adjustment')
    .select('amount_minor')
    .where('order_id', '=', order)
    .execute();
  assert.deepEqual(
    rows.map(({ amount_minor }) => amount_minor).toSorted((a, b) => a - b),
    [500, 500, 800],
  );
});

test('cancelling pieces gives back their part of the line, and all of it cancels the order', async () => {
  const order = await newOrder({
    lines: [{ product: 'P-0', title: 'Lamp', quantity: 3, amount: '10.00', currency: 'EUR' }],
  });
  const cancel = (quantity: number): string =>
    `${orderRef(order)}<ActionType>Cancel</ActionType><AdjustedItem><AmazonOrderItemCode>1</AmazonOrderItemCode><AdjustmentReason>NoInventory</AdjustmentReason><QuantityCancelled>${quantity}</QuantityCancelled></AdjustedItem>`;
  assert.deepEqual((await adjust([cancel(1), cancel(3)])).lines, [
    '1 taken',
    '2 refused over-cancel-quantity',
  ]);
  assert.equal(await statusOf(order), 'unshipped');
  assert.deepEqual((await adjust([cancel(2)])).lines, ['1 taken']);
  assert.equal(await statusOf(order), 'cancelled');
  const rows = await database.db
    .selectFrom('adjustment_item')
    .select(['amount_minor', 'reason'])
    .where('order_id', '=', order)
    .orderBy('amount_minor')
    .execute();
  assert.deepEqual(rows, [
    { amount_minor: 333, reason: 'NoInventory' },
    { amount_minor: 667, reason: 'NoInventory' },
  ]);
  const subjects = (await messagesOf(order)).map(({ subject }) => subject);
  assert.deepEqual(subjects, [
    `Gedeeltelijk geannuleerd: uw bestelling ${order}`,
    `Geannuleerd: uw bestelling ${order}`,
  ]);
});

// ------------------------------------------------------------ acknowledgements

test('an acknowledgement gives the order and its lines the names of the seller’s books', async () => {
  const order = await newOrder();
  const own = '<MerchantOrderID>BOOK-1</MerchantOrderID>';
  const item =
    '<Item><AmazonOrderItemCode>2</AmazonOrderItemCode><MerchantOrderItemID>B1-2</MerchantOrderItemID></Item>';
  const success = `${orderRef(order)}${own}<StatusCode>Success</StatusCode>${item}`;
  const other = `${orderRef(await newOrder())}${own}<StatusCode>Success</StatusCode>`;
  const feed = await acknowledge([success, success, other]);
  assert.deepEqual(feed.lines, ['1 taken', '2 unchanged taken-before', '3 refused seller-order-id-used']);
  assert.deepEqual(await messagesOf(order), []);
  const byOwnNames = shipmentXml({ order })
    .replace(orderRef(order), own)
    .concat('<Item><MerchantOrderItemID>B1-2</MerchantOrderItemID></Item>');
  assert.deepEqual((await fulfil([byOwnNames])).lines, ['1 taken']);
  assert.equal(await statusOf(order), 'partially_shipped');
});

test('a failure cancels the whole order and gives back all that is left of its price', async () => {
  const order = await newOrder();
  assert.deepEqual((await adjust([orderRef(order) + adjusted('1', 'Other', '4.80')])).lines, ['1 taken']);
  const failure = `${orderRef(order)}<StatusCode>Failure</StatusCode><Item><AmazonOrderItemCode>1</AmazonOrderItemCode><CancelReason>NoInventory</CancelReason></Item>`;
  const without = `${orderRef(order)}<StatusCode>Failure</StatusCode>`;
  assert.deepEqual((await acknowledge([without, failure, failure])).lines, [
    '1 refused field-missing',
    '2 taken',
    '3 unchanged taken-before',
  ]);
  assert.equal(await statusOf(order), 'cancelled');
  const [, told] = await messagesOf(order);
  assert.match(told?.body_text ?? '', /U krijgt €\u00a040,00 terug/u);
  assert.match(told?.body_text ?? '', /Reden: niet op voorraad/u);
  assert.deepEqual((await fulfil([shipmentXml({ order })])).lines, ['1 refused order-cancelled']);
});

test('what is shipped can’t fail', async () => {
  const order = await newOrder();
  await fulfil([shipmentXml({ order })]);
  const failure = `${orderRef(order)}<StatusCode>Failure</StatusCode><Item><AmazonOrderItemCode>1</AmazonOrderItemCode><CancelReason>NoInventory</CancelReason></Item>`;
  assert.deepEqual((await acknowledge([failure])).lines, ['1 refused shipped-already']);
});

// ------------------------------------------------------------ the file

test('a file that breaks off is taken up to there, and the report says the line (FEED 4)', async () => {
  const orders = [await newOrder(), await newOrder()];
  const whole = xmlFeed(
    orders.map((order) => shipmentXml({ order })),
    { messageType: 'OrderFulfillment' },
  );
  const broken = whole.replace('<MessageID>2</MessageID>', '<MessageID>2</MessageId>');
  const line = broken.slice(0, broken.indexOf('<MessageID>2')).split('\n').length;
  for (const chunk of [1, 7, 100_000]) {
    const feed = await submit(broken, 'order-fulfilment', { chunk });
    assert.deepEqual([feed.state, feed.fault?.code, feed.fault?.line], ['fatal', 'not-well-formed', line]);
    assert.equal(feed.lines.length, 1);
  }
  assert.deepEqual((await submit(whole, 'order-fulfilment')).lines, ['1 unchanged taken-before', '2 taken']);
});

test('heads that speak of something else are refused before any message', async () => {
  const order = await newOrder();
  const feed = (options: Partial<Parameters<typeof xmlFeed>[1]>): Promise<Feed> =>
    submit(
      xmlFeed([shipmentXml({ order })], { messageType: 'OrderFulfillment', ...options }),
      'order-fulfilment',
    );
  assert.equal((await feed({ merchant: 'Bert' })).fault?.code, 'wrong-merchant');
  assert.equal((await feed({ messageType: 'OrderAdjustment' })).fault?.code, 'wrong-message-type');
  assert.equal((await feed({ head: '<!DOCTYPE x [<!ENTITY a "b">]>' })).fault?.code, 'document-type');
  assert.equal((await submit('<html></html>', 'order-fulfilment')).fault?.code, 'wrong-envelope');
  assert.equal((await submit('<AmazonEnvelope/>', 'order-fulfilment')).fault?.code, 'no-messages');
  assert.equal((await submit('', 'order-fulfilment')).fault?.code, 'not-well-formed');
  assert.equal(await statusOf(order), 'unshipped');
  assert.deepEqual((await feed({ merchant: 'Anna' })).lines, ['1 taken']);
});

test('ISO-8859-1 is read where the declaration says so; bytes that are no text end the reading', async () => {
  const order = await newOrder();
  const body = shipmentXml({ order, carrier: 'Österreichische Post' });
  const head = '<?xml version="1.0" encoding="iso-8859-1"?>';
  const text = xmlFeed([body], { messageType: 'OrderFulfillment', head });
  const feed = await submit(Buffer.from(text, 'latin1'), 'order-fulfilment');
  assert.deepEqual(feed.lines, ['1 taken']);
  assert.match((await messagesOf(order))[0]?.body_text ?? '', /Österreichische Post/u);
  const wrong = await submit(Buffer.from(text.replace('iso-8859-1', 'UTF-8'), 'latin1'), 'order-fulfilment');
  assert.equal(wrong.fault?.code, 'encoding');
});

test('numbers of messages: positive, and each once', async () => {
  const orders = [await newOrder(), await newOrder(), await newOrder()];
  const text = xmlFeed(
    orders.map((order) => shipmentXml({ order })),
    { messageType: 'OrderFulfillment' },
  )
    .replace('<MessageID>2<', '<MessageID>01<')
    .replace('<MessageID>3<', '<MessageID>0<');
  assert.deepEqual((await submit(text, 'order-fulfilment')).lines, [
    '1 taken',
    '1 refused message-id-repeated',
    '- refused message-id',
  ]);
});

test('the same in JSON', async () => {
  const orders = [await newOrder(), await newOrder()];
  const message = (messageId: number, orderFulfillment: object): object => ({ messageId, orderFulfillment });
  const shipment = (order: string | undefined): object => ({
    amazonOrderId: order,
    fulfillmentDate: '2026-11-01T09:00:00Z',
    fulfillmentData: { carrierCode: 'GLS', shipperTrackingNumber: '12345678901' },
    items: [{ amazonOrderItemCode: '1', quantity: 2 }],
  });
  const text = JSON.stringify(
    {
      header: { sellerId: 'Anna', version: '2.0' },
      messages: [message(1, shipment(orders[0])), message(2, shipment(orders[1])), message(3, {}), 5, null],
    },
    null,
    1,
  );
  for (const chunk of [1, 10_000]) {
    const feed = await submit(text, 'order-fulfilment', { format: 'json', chunk });
    assert.equal(feed.state, 'done');
    assert.deepEqual(
      feed.lines.map((line) => line.split(' ').slice(0, 2).join(' ')),
      [
        ...(chunk === 1 ? ['1 taken', '2 taken'] : ['1 unchanged', '2 unchanged']),
        '3 refused',
        '- refused',
        '- refused',
      ],
    );
  }
  const broken = text.replace('"messageId": 2', '"messageId" 2');
  const line = broken.slice(0, broken.indexOf('"messageId" 2')).split('\n').length;
  const feed = await submit(broken, 'order-fulfilment', { format: 'json' });
  assert.deepEqual([feed.fault?.code, feed.fault?.line, feed.lines.length], ['not-well-formed', line, 1]);
});

test('an adjustment in JSON', async () => {
  const order = await newOrder();
  const component = { type: 'Principal', amount: { currency: 'EUR', value: 12.5 } };
  const text = JSON.stringify({
    messages: [
      {
        messageId: '7',
        orderAdjustment: {
          amazonOrderId: order,
          adjustedItems: [
            {
              amazonOrderItemCode: 1,
              adjustmentReason: 'CouldNotShip',
              itemPriceAdjustments: {
                components: [component, { type: 'Shipping', amount: '1', currency: 'EUR' }],
              },
            },
          ],
        },
      },
    ],
  });
  assert.deepEqual((await submit(text, 'order-adjustment', { format: 'json' })).lines, ['7 taken']);
  const rows = await database.db
    .selectFrom('adjustment')
    .select('amount_minor')
    .where('order_id', '=', order)
    .execute();
  assert.deepEqual(rows, [{ amount_minor: 1350 }]);
});
