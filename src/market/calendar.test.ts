import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import {
  addDays,
  daysBetween,
  instantOf,
  localDate,
  localTime,
  parseCalendarDate,
  startOfDay,
} from './calendar.ts';

const date = (text: string) => {
  const parsed = parseCalendarDate(text);
  assert.ok(parsed !== null, text);
  return parsed;
};

test('a date that does not exist is none', () => {
  for (const text of [
    '2026-02-30',
    '2025-02-29',
    '2026-13-01',
    '2026-1-1',
    '',
    '2026-01-01T00:00',
    '26-01-01',
  ])
    assert.equal(parseCalendarDate(text), null, text);
  assert.equal(parseCalendarDate('2024-02-29'), '2024-02-29');
});

test('days are added and counted across months, years and leap days', () => {
  assert.equal(addDays(date('2026-11-22'), 30), '2026-12-22');
  assert.equal(addDays(date('2024-02-28'), 1), '2024-02-29');
  assert.equal(addDays(date('2026-01-01'), -1), '2025-12-31');
  assert.equal(daysBetween(date('2026-03-01'), date('2026-03-31')), 30);
  assert.equal(daysBetween(date('2026-03-31'), date('2026-03-01')), -30);
});

const DAY_STARTS: readonly (readonly [date: string, zone: string, instant: string])[] = [
  ['2026-11-22', 'Europe/Berlin', '2026-11-21T23:00:00.000Z'],
  ['2026-07-01', 'Europe/Berlin', '2026-06-30T22:00:00.000Z'],
  // Summer time begins at 2 and ends at 3: both days begin by the clock of the day before.
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
  ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
  ['2026-10-25', 'Europe/Amsterdam', '2026-10-24T22:00:00.000Z'],
  ['2026-10-26', 'Europe/Amsterdam', '2026-10-25T23:00:00.000Z'],
  ['2026-03-29', 'Europe/London', '2026-03-29T00:00:00.000Z'],
  ['2026-03-30', 'Europe/London', '2026-03-29T23:00:00.000Z'],
  ['2026-01-01', 'Asia/Kathmandu', '2025-12-31T18:15:00.000Z'],
  // Midnight itself is skipped: the day begins at 1.
  ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
  // Samoa left out 30 December 2011 whole: its first instant is the next day's.
  ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
  ['2011-12-31', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
];
for (const [day, zone, instant] of DAY_STARTS)
  test(`${day} begins in ${zone} at ${instant}`, () =>
    assert.equal(startOfDay(date(day), zone).toISOString(), instant));

test('the last millisecond before midnight belongs to the day before', () => {
  for (const zone of ['Europe/Berlin', 'Europe/London', 'America/New_York', 'Australia/Lord_Howe']) {
    const start = startOfDay(date('2026-10-25'), zone);
    assert.equal(localDate(start, zone), '2026-10-25', zone);
    assert.equal(localDate(new Date(start.getTime() - 1), zone), '2026-10-24', zone);
  }
});

test('a time of the wall clock that comes twice means the first; one in a gap the end of the gap', () => {
  const at = (day: string, minute: number) =>
    instantOf({ date: date(day), minute }, 'Europe/Berlin').toISOString();
  assert.equal(at('2026-10-25', 150), '2026-10-25T00:30:00.000Z');
  assert.equal(at('2026-10-25', 240), '2026-10-25T03:00:00.000Z');
  assert.equal(at('2026-03-29', 150), '2026-03-29T01:00:00.000Z');
  assert.equal(at('2026-03-29', 540), '2026-03-29T07:00:00.000Z');
  assert.equal(at('2026-03-29', 1440), '2026-03-29T22:00:00.000Z');
  assert.equal(at('2026-11-22', 0), '2026-11-21T23:00:00.000Z');
});

test('every instant lies in the day that its date names', () => {
  const zones = fc.constantFrom('Europe/Berlin', 'Europe/London', 'America/New_York', 'Asia/Kathmandu');
  const instants = fc.date({ min: new Date('2000-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(instants, zones, (at, zone) => {
      const day = localDate(at, zone);
      assert.ok(startOfDay(day, zone) <= at);
      assert.ok(at < startOfDay(addDays(day, 1), zone));
    }),
  );
});

test('the wall clock is read back from the instant, where it is not in a gap', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 0, max: 1439 }), (days, minute) => {
      const given = { date: addDays(date('2024-01-01'), days), minute };
      const shown = localTime(instantOf(given, 'Europe/Berlin'), 'Europe/Berlin');
      assert.equal(shown.date, given.date);
      // The gap is at most an hour long.
      assert.ok(shown.minute === minute || (shown.minute > minute && shown.minute - minute < 60));
    }),
  );
});
