import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readRecord } from '#market/order-import.ts';
import { FULFILMENTS, ORDER_STATUSES, RETURN_STATUSES } from '#market/order.ts';

import { BUYERS, MARKETPLACES, sampleMailboxes } from './sample-market.ts';
import { sampleRecords } from './sample-orders.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const readings = sampleRecords(NOW).map(readRecord);
const records = readings.flatMap((reading) => (reading.kind === 'record' ? [reading.record] : []));

test('every sample record can be imported', () => {
  assert.deepEqual(
    readings.filter(({ kind }) => kind === 'refused'),
    [],
  );
});

test('300 orders in every state, in three marketplaces, with returns in every state', () => {
  const orders = records.filter((record) => record.type === 'order');
  assert.equal(orders.length, 300);
  assert.equal(new Set(orders.map(({ id }) => id)).size, 300);
  assert.deepEqual(new Set(orders.map(({ status }) => status)), new Set(ORDER_STATUSES));
  assert.deepEqual(new Set(orders.map(({ fulfilment }) => fulfilment)), new Set(FULFILMENTS));
  assert.deepEqual(
    new Set(orders.map(({ marketplaceId }) => marketplaceId)),
    new Set(MARKETPLACES.map(({ id }) => id)),
  );
  const returns = records.filter((record) => record.type === 'return');
  assert.deepEqual(new Set(returns.map(({ status }) => status)), new Set(RETURN_STATUSES));
});

const readAll = (count: number) =>
  sampleRecords(NOW, count)
    .map(readRecord)
    .flatMap((reading) => (reading.kind === 'record' ? [reading.record] : []));

test('every buyer has orders and a mailbox', () => {
  const buying = new Set(
    readAll(2200).flatMap((record) => (record.type === 'order' ? [record.buyer.address] : [])),
  );
  assert.equal(buying.size, BUYERS.length);
  for (const { address } of BUYERS) assert.ok(sampleMailboxes().has(address));
});
