import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { nameForPrograms } from '#store/api-marketplace.ts';
import { sampleOrderId } from '#test/support/sample-market.ts';
import { sellingPartnerHttp } from '#test/support/selling-partner-http.ts';

const door = await sellingPartnerHttp();
const { call } = door;
const { db } = door.http.database;
const orderId = sampleOrderId(0, 0);
const PATH = `/messaging/v1/orders/${orderId}`;

after(() => door.stop());

test('the actions of an order are the offered reasons, with their schema inline and as payload', async () => {
  const { status, json } = await call('GET', `${PATH}?marketplaceIds=de`);
  assert.equal(status, 200);
  const names = new Set(json._links.actions.map(({ name }: { name: string }) => name));
  assert.ok(names.has('confirmOrderDetails'));
  assert.ok(!names.has('unexpectedProblem'), 'nothing was adjusted');
  assert.ok(!names.has('confirmCustomizationDetails'), 'nothing is made to measure');
  assert.equal(json._links.self.href, `${PATH}?marketplaceIds=de`);
  const action = json._embedded.actions.find(({ name }: { name: string }) => name === 'confirmOrderDetails');
  assert.equal(action._links.schema.href, `${PATH}/messages/confirmOrderDetails/schema`);
  assert.equal(action._links.self.href, `${PATH}/messages/confirmOrderDetails?marketplaceIds=de`);
  assert.deepEqual(action.payload, { name: 'confirmOrderDetails' });
  const { schema } = action._embedded;
  assert.equal(schema.properties.rawMessageBody.maxLength, 2000);
  assert.deepEqual(schema.payload.properties, schema.properties);
  assert.equal(schema.$schema, 'http://json-schema.org/draft-04/schema#');
});

test('a schema that is linked can be fetched', async () => {
  const { status, json } = await call('GET', `${PATH}/messages/sendInvoice/schema`);
  assert.deepEqual([status, json.name, json.properties.attachments.maxItems], [200, 'sendInvoice', 5]);
  assert.equal((await call('GET', `${PATH}/messages/nothing/schema`)).status, 404);
});

test('the buyer’s language, and nothing else of the buyer', async () => {
  const { json } = await call('GET', `${PATH}/attributes?marketplaceIds=de`);
  assert.deepEqual(json, { buyer: { locale: 'nl-NL' } });
});

test('no solicitation before its window: no actions in either list', async () => {
  const { status, json } = await call('GET', `/solicitations/v1/orders/${orderId}?marketplaceIds=de`);
  assert.deepEqual([status, json._links.actions, json._embedded.actions], [200, [], []]);
});

test('in its window the solicitation is offered, with a schema that asks for nothing', async () => {
  await db
    .updateTable('sales_order')
    .set({
      status: 'shipped',
      earliest_delivery_at: new Date('2026-10-12T08:00:00Z'),
      latest_delivery_at: new Date('2026-10-14T08:00:00Z'),
    })
    .where('id', '=', orderId)
    .execute();
  const { json } = await call('GET', `/solicitations/v1/orders/${orderId}?marketplaceIds=de`);
  const [action] = json._embedded.actions;
  assert.equal(action.name, 'productReviewAndSellerFeedback');
  assert.deepEqual([action._embedded.schema['x-ui-hidden'], action._embedded.schema.properties], [true, {}]);
  assert.equal((await call('GET', action._links.schema.href)).status, 200);
});

test('a marketplace is known by our id and by its name for programs, and links use the one that was said', async () => {
  assert.equal(await nameForPrograms(db, 'de', 'A1PA6795UKMFR9'), true);
  for (const name of ['de', 'A1PA6795UKMFR9']) {
    const { status, json } = await call('GET', `${PATH}?marketplaceIds=${name}`);
    assert.equal(status, 200);
    assert.equal(json._links.self.href, `${PATH}?marketplaceIds=${name}`);
  }
  const { json } = await call('GET', '/sellers/v1/marketplaceParticipations');
  const [{ marketplace, participation, storeName }] = json.payload;
  assert.deepEqual(
    [marketplace.id, marketplace.countryCode, marketplace.defaultCurrencyCode, storeName],
    ['A1PA6795UKMFR9', 'DE', 'EUR', 'Anna Lampen'],
  );
  assert.deepEqual(participation, { isParticipating: true, hasSuspendedListings: false });
});
