import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createFormats } from './format.ts';

const now = new Date(2026, 10, 22, 15, 0);

test('a moment is as short as it can be said', () => {
  const { short } = createFormats('de');
  assert.equal(short(new Date(2026, 10, 22, 8, 5), now), '08:05');
  assert.equal(short(new Date(2026, 2, 1), now), '1. März');
  assert.equal(short(new Date(2025, 11, 31), now), '31.12.25');
  assert.equal(createFormats('en').short(new Date(2026, 10, 1), now), '1 Nov');
});

test('sums are in the minor unit of their currency', () => {
  assert.equal(createFormats('en').money(3380, 'EUR'), '€33.80');
  assert.equal(createFormats('nl').money(-5, 'EUR'), '€\u00a0-0,05');
  assert.equal(createFormats('de').money(1200, 'JPY'), '1.200\u00a0¥');
});

test('sizes in words of the language', () => {
  const { bytes } = createFormats('de');
  assert.deepEqual([bytes(17), bytes(1500), bytes(2_345_678)], ['17 Byte', '2 kB', '2,3 MB']);
});
