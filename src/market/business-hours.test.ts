import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { businessTimeBetween } from './business-hours.ts';
import type { BusinessHours } from './pack.ts';

const HOUR = 3_600_000;
const WEEKDAYS_9_TO_17: BusinessHours = {
  days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
  fromMinute: 540,
  toMinute: 1020,
};
const between = (from: string, to: string): number =>
  businessTimeBetween(new Date(from), new Date(to), WEEKDAYS_9_TO_17, 'Europe/Berlin') / HOUR;

test('only the hours of working days count', () => {
  // 20 November 2026 is a Friday; Berlin is an hour ahead of universal time.
  assert.equal(between('2026-11-20T15:00:00Z', '2026-11-20T15:30:00Z'), 0.5);
  assert.equal(between('2026-11-20T15:00:00Z', '2026-11-23T08:30:00Z'), 1.5);
  assert.equal(between('2026-11-21T10:00:00Z', '2026-11-22T10:00:00Z'), 0);
  assert.equal(between('2026-11-16T00:00:00Z', '2026-11-23T00:00:00Z'), 40);
  assert.equal(between('2026-11-20T15:00:00Z', '2026-11-20T14:00:00Z'), 0);
});

test('working hours are the wall clock’s, whatever summer time does', () => {
  // Monday after summer time ended: 9 o'clock is 8 in universal time, a week before it was 7.
  assert.equal(between('2026-10-19T07:00:00Z', '2026-10-19T08:00:00Z'), 1);
  assert.equal(between('2026-10-26T07:00:00Z', '2026-10-26T08:00:00Z'), 0);
  assert.equal(between('2026-10-19T00:00:00Z', '2026-10-31T00:00:00Z'), 80);
});

test('hours of two stretches add up, and never exceed the time that passed', () => {
  const instants = fc.date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true });
  const elapsed = (a: Date, b: Date) => businessTimeBetween(a, b, WEEKDAYS_9_TO_17, 'Europe/Berlin');
  fc.assert(
    fc.property(instants, instants, instants, (...given) => {
      const [a, b, c] = given.toSorted((x, y) => x.getTime() - y.getTime()) as [Date, Date, Date];
      assert.equal(elapsed(a, b) + elapsed(b, c), elapsed(a, c));
      assert.ok(elapsed(a, c) <= c.getTime() - a.getTime());
    }),
    { numRuns: 30 },
  );
});
