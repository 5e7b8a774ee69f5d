import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import type { DutyCause } from './duty.ts';
import { dutiesOf, mayCancelForDelay } from './duty.ts';

const pack = {
  timeZone: 'Europe/Berlin',
  duties: {
    shipWithinDays: 2,
    delayNoticeDays: 1,
    delayReasons: ['delay'],
    unavailabilityWithinDays: 1,
    unavailabilityReasons: ['problem-with-order'],
    refundWithinDays: 2,
    answerReturnWithinDays: 3,
    refundReturnWithinDays: 14,
  },
};
const at = (text: string): Date => new Date(text);
const toShip = (changes: object = {}): DutyCause => ({
  kind: 'order-to-ship',
  orderId: '1',
  placedAt: at('2026-03-27T22:59:00Z'),
  latestDeliveryAt: null,
  toldOfDelay: false,
  ...changes,
});
const lines = (cause: DutyCause, now: string): string[] =>
  dutiesOf([cause], pack, at(now)).map(
    ({ kind, dueBefore, isOverdue }) => `${kind} ${dueBefore.toISOString()}${isOverdue ? ' overdue' : ''}`,
  );

test('days are whole days of the marketplace’s calendar, across the change to summer time', () => {
  assert.deepEqual(lines(toShip(), '2026-03-29T12:00:00Z'), ['confirm-shipment 2026-03-29T22:00:00.000Z']);
  // A minute later it is the 28th in Berlin.
  const later = toShip({ placedAt: at('2026-03-27T23:00:00Z') });
  assert.deepEqual(lines(later, '2026-03-30T22:00:00Z'), [
    'confirm-shipment 2026-03-30T22:00:00.000Z overdue',
  ]);
});

test('the buyer is told of a delay on the day before the last promised one, once', () => {
  const promised = { latestDeliveryAt: at('2026-04-10T10:00:00Z') };
  const kinds = (changes: object, now: string): string[] =>
    dutiesOf([toShip(changes)], pack, at(now)).map(({ kind }) => kind);
  assert.deepEqual(kinds(promised, '2026-04-08T21:59:59Z'), ['confirm-shipment']);
  assert.deepEqual(kinds(promised, '2026-04-08T22:00:00Z'), ['confirm-shipment', 'tell-delay']);
  assert.deepEqual(kinds({ ...promised, toldOfDelay: true }, '2026-04-12T00:00:00Z'), ['confirm-shipment']);
});

test('each cause is a duty with its deadline', () => {
  const day = at('2026-05-04T08:00:00Z');
  const now = '2026-05-04T09:00:00Z';
  for (const [cause, line] of [
    [{ kind: 'cancelled-pieces', orderId: '1', adjustedAt: day }, 'tell-unavailability 2026-05-05'],
    [{ kind: 'cancellation-wish', orderId: '1', wishedAt: day }, 'refund-cancelled 2026-05-06'],
    [
      { kind: 'return', orderId: '1', returnId: 'R', status: 'requested', openedAt: day },
      'answer-return 2026-05-07',
    ],
    [
      { kind: 'return', orderId: '1', returnId: 'R', status: 'received', openedAt: day },
      'refund-return 2026-05-18',
    ],
  ] as const)
    assert.deepEqual(lines(cause, now), [`${line}T22:00:00.000Z`]);
});

test('a buyer may cancel what isn’t shipped once they were told of a delay, or the promised day is over', () => {
  const order = { status: 'unshipped', latestDeliveryAt: at('2026-05-04T08:00:00Z'), toldOfDelay: false };
  assert.equal(mayCancelForDelay(order, pack, at('2026-05-04T21:59:59Z')), false);
  assert.equal(mayCancelForDelay(order, pack, at('2026-05-04T22:00:00Z')), true);
  assert.equal(mayCancelForDelay({ ...order, toldOfDelay: true }, pack, at('2026-05-01T00:00:00Z')), true);
  assert.equal(mayCancelForDelay({ ...order, status: 'shipped' }, pack, at('2026-06-01T00:00:00Z')), false);
  assert.equal(
    mayCancelForDelay({ ...order, latestDeliveryAt: null }, pack, at('2026-06-01T00:00:00Z')),
    false,
  );
});

test('duties stand in the order of their deadlines, and are overdue from then on', () => {
  const placed = fc
    .integer({ min: 0, max: 300 })
    .map((hours) => new Date(Date.parse('2026-03-20') + hours * 3_600_000));
  const cause = placed.map((placedAt) => toShip({ placedAt }));
  fc.assert(
    fc.property(fc.array(cause, { maxLength: 20 }), placed, (causes, now) => {
      const found = dutiesOf(causes, pack, now);
      assert.equal(found.length, causes.length);
      for (const [index, duty] of found.entries()) {
        assert.equal(duty.isOverdue, duty.dueBefore <= now);
        assert.ok(duty.since < duty.dueBefore);
        assert.ok(index === 0 || (found[index - 1]?.dueBefore ?? now) <= duty.dueBefore);
      }
    }),
  );
});
