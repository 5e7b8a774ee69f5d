import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findOrderIds, isOrderId } from './order-id.ts';

const ID = '302-1234567-7654321';

const FOUND: readonly (readonly [name: string, text: string])[] = [
  ['plain', `Order ${ID} is late`],
  ['typographic hyphens', 'Bestellung 302\u20131234567\u20137654321'],
  ['blanks', 'bestelling 302 1234567 7654321, dank u'],
  ['run together', '30212345677654321'],
  ['full-width digits', '３０２-１２３４５６７-７６５４３２１'],
  ['in brackets', `[${ID}]`],
];

for (const [name, text] of FOUND) {
  test(`an order id is found: ${name}`, () => assert.deepEqual(findOrderIds(text), [ID]));
}

const NOT_FOUND: readonly (readonly [name: string, text: string])[] = [
  ['a digit too many', '302-1234567-76543210'],
  ['a digit before', '1302-1234567-7654321'],
  ['mixed separators', '302-1234567 7654321'],
  ['a longer number with hyphens', '12-302-1234567-7654321'],
  ['a telephone number', '+49 302 1234567'],
];

for (const [name, text] of NOT_FOUND) {
  test(`no order id is found: ${name}`, () => assert.deepEqual(findOrderIds(text), []));
}

test('two mentions of one order are one id, two orders are two', () => {
  assert.deepEqual(findOrderIds(`${ID} and ${ID} and 303-0000000-0000001`), [ID, '303-0000000-0000001']);
});

test('the marketplace form alone is an order id', () => {
  assert.ok(isOrderId(ID));
  assert.ok(!isOrderId('30212345677654321'));
});
