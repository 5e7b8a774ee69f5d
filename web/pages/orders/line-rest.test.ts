import assert from 'node:assert/strict';
import { test } from 'node:test';

import { amountText, openMinor, openPieces, readAmount } from './line-rest.ts';

test('a sum is read with a comma or a point, and nothing else', () => {
  assert.deepEqual(['12,50', ' 12.5 ', '3', '1.234,50', '-1', '', '1e3', '12,5000'].map(readAmount), [
    '12.50',
    '12.5',
    '3',
    null,
    null,
    null,
    null,
    null,
  ]);
});

test('what is left of a line is never less than nothing', () => {
  assert.equal(openPieces({ quantity: 5, shipped: 2, cancelled: 1 }), 2);
  assert.equal(openPieces({ quantity: 1, shipped: 1, cancelled: 1 }), 0);
  assert.equal(openMinor({ amountMinor: 1000, adjustedMinor: 250 }), 750);
  assert.equal(openMinor({ amountMinor: 1000, adjustedMinor: 1250 }), 0);
});

test('a sum to edit has the digits of its currency', () => {
  assert.deepEqual(
    [amountText(1250, 'EUR'), amountText(1250, 'JPY'), amountText(1250, 'KWD')],
    ['12.50', '1250', '1.250'],
  );
});
