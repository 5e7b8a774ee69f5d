import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { orderOffering } from '#test/support/api-orders.ts';
import type { Answer } from '#test/support/sample-http.ts';
import { sampleOrderId } from '#test/support/sample-market.ts';
import { sellingPartnerHttp } from '#test/support/selling-partner-http.ts';

const door = await sellingPartnerHttp();
const { call, http } = door;
const { database, market } = http;
const MINE = sampleOrderId(0, 0);
const V0 = '/orders/v0/orders';
const V2026 = '/orders/2026-01-01/orders';
const SINCE = 'CreatedAfter=2026-01-01T00:00:00Z&MarketplaceIds=de';

after(() => door.stop());

async function ask(path: string, token?: string): Promise<Answer> {
  door.later(90);
  return call('GET', path, { token });
}

async function restricted(path: string, dataElements: readonly string[] = []): Promise<string> {
  door.later(2);
  const body = { restrictedResources: [{ method: 'GET', path, dataElements }] };
  const { status, json } = await call('POST', '/tokens/2021-03-01/restrictedDataToken', { body });
  assert.equal(status, 200);
  return json.restrictedDataToken;
}

/** Nothing of the buyer beyond alias and initials, whatever the token (ALIAS 3). */
function assertAnonymous({ text }: Answer): void {
  assert.doesNotMatch(text, /private\.example|12345678|"Jan"/u);
}

test('an order as tools know it, without the buyer', async () => {
  const answer = await ask(`${V0}/${MINE}`);
  assert.equal(answer.status, 200);
  const { payload } = answer.json;
  assert.deepEqual(
    [payload.AmazonOrderId, payload.OrderStatus, payload.FulfillmentChannel, payload.MarketplaceId],
    [MINE, 'Unshipped', 'MFN', 'de'],
  );
  assert.deepEqual(payload.OrderTotal, { CurrencyCode: 'EUR', Amount: '19.90' });
  assert.equal(payload.PurchaseDate, '2026-10-01T08:00:00Z');
  assert.equal(payload.BuyerInfo, undefined);
  assertAnonymous(answer);
});

test('with a restricted data token that names it: the alias and initials, and no more of the buyer', async () => {
  for (const path of [`${V0}/{orderId}`, `${V0}/${MINE}`]) {
    const answer = await ask(`${V0}/${MINE}`, await restricted(path, ['buyerInfo']));
    assert.match(answer.json.payload.BuyerInfo.BuyerEmail, /^[a-z0-9]+@mail\.markt\.example$/u);
    assert.equal(answer.json.payload.BuyerInfo.BuyerName, 'J.');
    assertAnonymous(answer);
  }
  const plain = await ask(`${V0}/${MINE}`, await restricted(`${V0}/${MINE}`));
  assert.equal(plain.json.payload.BuyerInfo, undefined, 'a token that names no data shows none');
});

test('buyer info and address need the token, and show no private data', async () => {
  for (const part of ['buyerInfo', 'address']) {
    assert.equal((await ask(`${V0}/${MINE}/${part}`)).status, 403);
    const token = await restricted(`${V0}/{orderId}/${part}`);
    const answer = await ask(`${V0}/${MINE}/${part}`, token);
    assert.deepEqual([answer.status, answer.json.payload.AmazonOrderId], [200, MINE]);
    assertAnonymous(answer);
    assert.equal((await ask(`${V0}/${MINE}`, token)).status, 403, 'it opens nothing else');
  }
});

test('items with what was ordered and shipped', async () => {
  const { json } = await ask(`${V0}/${MINE}/orderItems`);
  assert.deepEqual(json.payload, {
    AmazonOrderId: MINE,
    OrderItems: [
      {
        ASIN: 'P-0',
        SellerSKU: 'P-0',
        OrderItemId: '1',
        Title: 'Lamp',
        QuantityOrdered: 1,
        QuantityShipped: 0,
        ItemPrice: { CurrencyCode: 'EUR', Amount: '19.90' },
      },
    ],
  });
});

test('another seller’s order isn’t there, in either version and any part', async () => {
  const other = sampleOrderId(1, 1);
  for (const path of [`${V0}/${other}`, `${V0}/${other}/orderItems`, `${V2026}/${other}`])
    assert.equal((await ask(path)).status, 404, path);
  const token = await restricted(`${V0}/{orderId}/buyerInfo`);
  assert.equal((await ask(`${V0}/${other}/buyerInfo`, token)).status, 404);
  assert.equal((await ask(`${V0}/1`)).status, 400, 'an id that is none');
});

test('lists: the seller’s own, page by page, by the token alone', async () => {
  const all = await ask(`${V0}?${SINCE}`);
  const idsOf = ({ json }: Answer): string[] =>
    json.payload.Orders.map(({ AmazonOrderId }: { AmazonOrderId: string }) => AmazonOrderId);
  assert.deepEqual(idsOf(all), [sampleOrderId(0, 1), sampleOrderId(0, 0)]);
  const first = await ask(`${V0}?${SINCE}&MaxResultsPerPage=1`);
  const { NextToken } = first.json.payload;
  const rest = await ask(`${V0}?MarketplaceIds=de&NextToken=${encodeURIComponent(NextToken)}`);
  assert.deepEqual([...idsOf(first), ...idsOf(rest)], idsOf(all));
  assert.equal(rest.json.payload.NextToken, undefined);
  const bert = await door.accessFor(market.bert.id);
  const stolen = await ask(`${V0}?NextToken=${encodeURIComponent(NextToken)}`, bert);
  assert.ok(
    idsOf(stolen).every((id) => id.startsWith('302-0000001')),
    'a token is no key to another’s orders',
  );
});

test('filters: state, channel, delivery, ids, the buyer’s alias', async () => {
  const shipped = await orderOffering(database, market.anna.id, 'productReviewAndSellerFeedback');
  const found = async (query: string): Promise<string[]> => {
    const answer = await ask(`${V0}?MarketplaceIds=de&${query}`);
    assert.equal(answer.status, 200, answer.text);
    return answer.json.payload.Orders.map(({ AmazonOrderId }: { AmazonOrderId: string }) => AmazonOrderId);
  };
  assert.deepEqual(await found('CreatedAfter=2026-01-01&OrderStatuses=Shipped'), [shipped]);
  assert.deepEqual(await found('CreatedAfter=2026-01-01&OrderStatuses=PendingAvailability'), []);
  assert.deepEqual(await found('CreatedAfter=2026-01-01&FulfillmentChannels=AFN'), []);
  assert.deepEqual(await found('LatestDeliveryDateAfter=2026-10-14T00:00:00Z'), [shipped]);
  assert.deepEqual(await found(`AmazonOrderIds=${shipped}`), [shipped]);
  const info = await ask(`${V0}/${MINE}/buyerInfo`, await restricted(`${V0}/${MINE}/buyerInfo`));
  const alias = encodeURIComponent(info.json.payload.BuyerEmail);
  assert.deepEqual(await found(`CreatedAfter=2026-01-01&BuyerEmail=${alias}`), [shipped, MINE]);
  assert.deepEqual(await found('CreatedAfter=2026-01-01&BuyerEmail=Jan%40private.example'), []);
});

for (const [what, query] of [
  ['no marketplace', 'CreatedAfter=2026-01-01'],
  ['no time and no ids', 'MarketplaceIds=de'],
  ['a time that is none', 'MarketplaceIds=de&CreatedAfter=soon'],
  ['a time that may change still', `${SINCE}&CreatedBefore=2999-01-01`],
  ['an unknown state', `${SINCE}&OrderStatuses=Lost`],
  ['too many on a page', `${SINCE}&MaxResultsPerPage=101`],
  ['a token that is none', 'MarketplaceIds=de&NextToken=x'],
  ['characters that nothing can keep', 'MarketplaceIds=%00&CreatedAfter=2026-01-01'],
] as const)
  test(`${what} → 400`, async () => {
    const { status, json } = await ask(`${V0}?${query}`);
    assert.deepEqual([status, json.errors[0].code], [400, 'InvalidInput']);
  });

test('the version of 2026: what is included is what was asked for', async () => {
  const bare = await ask(`${V2026}/${MINE}`);
  assert.deepEqual(Object.keys(bare.json.order).toSorted(), [
    'createdTime',
    'lastUpdatedTime',
    'orderId',
    'orderItems',
    'salesChannel',
  ]);
  const full = await ask(`${V2026}/${MINE}?includedData=BUYER,FULFILLMENT,PROCEEDS`);
  const { buyer, fulfillment, proceeds } = full.json.order;
  assert.match(buyer.buyerEmail, /@mail\.markt\.example$/u);
  assert.deepEqual(
    [buyer.buyerName, fulfillment.fulfillmentStatus, proceeds.grandTotal],
    ['J.', 'UNSHIPPED', { amount: '19.90', currencyCode: 'EUR' }],
  );
  assertAnonymous(full);
  const list = await ask(`${V2026}?createdAfter=2026-01-01T00:00:00Z&maxResultsPerPage=1`);
  assert.equal(list.json.orders.length, 1);
  const next = encodeURIComponent(list.json.pagination.nextToken);
  const rest = await ask(`${V2026}?paginationToken=${next}`);
  assert.notEqual(rest.json.orders[0].orderId, list.json.orders[0].orderId);
  assert.equal((await ask(`${V2026}/${MINE}?includedData=EVERYTHING`)).status, 400);
});

function confirmation(changes: object = {}, marketplaceId = 'de'): object {
  const packageDetail = {
    packageReferenceId: '1',
    carrierCode: 'DHL',
    trackingNumber: '1Z999AA10123456784',
    shipDate: '2026-10-20T08:00:00Z',
    orderItems: [{ orderItemId: '1', quantity: 1 }],
    ...changes,
  };
  return { marketplaceId, packageDetail };
}

test('a confirmed shipment: 204 without a body, and the order is shipped; what is wrong says why', async () => {
  const orderId = await orderOffering(database, market.anna.id, 'confirmOrderDetails');
  const path = `${V0}/${orderId}/shipmentConfirmation`;
  const post = async (body: object): Promise<Answer> => {
    door.later(5);
    return call('POST', path, { body });
  };
  const odd = await post(confirmation({ orderItems: [{ orderItemId: '9', quantity: 1 }] }));
  assert.deepEqual([odd.status, odd.json.errors[0].code], [400, 'InvalidInput']);
  assert.equal((await post(confirmation({}, 'nl'))).status, 400);
  assert.equal((await post(confirmation({ trackingNumber: 'none' }))).status, 400);
  const sent = await post(confirmation({ orderItems: [{ orderItemId: '1', quantity: 2 }] }));
  assert.deepEqual([sent.status, sent.text], [204, '']);
  assert.equal((await ask(`${V0}/${orderId}`)).json.payload.OrderStatus, 'Shipped');
});
