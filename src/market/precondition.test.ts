import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { orderSituation } from '#test/support/sample-order.ts';
import { shippedPack, shippedPacks } from '#test/support/packs.ts';

import { localDate } from './calendar.ts';
import type { Pack } from './pack.ts';
import { findReason } from './pack.ts';
import type { OrderSituation } from './precondition.ts';
import { findPreconditionObstacles, lastProactiveDay, solicitationWindow } from './precondition.ts';

const de = shippedPack('de');
const uk = shippedPack('uk');

function codes(
  pack: Pack,
  reasonId: string,
  order: Partial<OrderSituation>,
  now: string,
  isReply = false,
): string[] {
  const reason = findReason(pack, reasonId);
  assert.ok(reason !== null);
  const found = findPreconditionObstacles(reason, orderSituation(order), {
    pack,
    isReply,
    now: new Date(now),
  });
  return found.map(({ code }) => code);
}

const COMPLETED: readonly (readonly [
  name: string,
  pack: Pack,
  completedAt: string,
  now: string,
  late: boolean,
])[] = [
  // Completed on 1 October, so that day 30 is the 31st; summer time ends in between, on the 25th.
  ['day 30, its last millisecond in Berlin', de, '2026-10-01T10:00:00Z', '2026-10-31T22:59:59.999Z', false],
  ['day 31 begins at midnight in Berlin', de, '2026-10-01T10:00:00Z', '2026-10-31T23:00:00Z', true],
  ['the same instant is still day 30 in London', uk, '2026-10-01T10:00:00Z', '2026-10-31T23:59:59Z', false],
  ['and its own midnight ends it', uk, '2026-10-01T10:00:00Z', '2026-11-01T00:00:00Z', true],
  ['more than 30 × 24 hours, still day 30', de, '2026-10-01T00:00:00Z', '2026-10-31T20:00:00Z', false],
  ['less than 30 × 24 hours, but day 31', de, '2026-10-01T21:59:00Z', '2026-10-31T23:00:00Z', true],
  // 22:30 in universal time is half past midnight of the next day in Berlin.
  ['the day of completion is the zone’s', de, '2026-10-01T22:30:00Z', '2026-11-01T22:59:59Z', false],
  ['summer time begins in between', de, '2026-03-10T12:00:00Z', '2026-04-09T21:59:59Z', false],
  ['and day 31 comes an hour earlier', de, '2026-03-10T12:00:00Z', '2026-04-09T22:00:00Z', true],
];

for (const [name, pack, completedAt, now, late] of COMPLETED)
  test(`lateness: ${name}`, () => {
    const order = { status: 'shipped', completedAt: new Date(completedAt) } as const;
    assert.deepEqual(codes(pack, 'warranty', order, now), late ? ['completed-too-long-ago'] : []);
    // ORDER 5 binds proactive messages alone.
    assert.deepEqual(codes(pack, 'warranty', order, now, true), []);
  });

test('an order that is not completed is never late', () => {
  assert.deepEqual(codes(de, 'legal-disclosure', { status: 'shipped' }, '2040-01-01T00:00:00Z'), []);
  assert.equal(lastProactiveDay(null, 30, 'Europe/Berlin'), null);
});

test('how late it is, is counted in days of the calendar', () => {
  const reason = findReason(de, 'invoice');
  assert.ok(reason !== null);
  const order = orderSituation({ status: 'shipped', completedAt: new Date('2026-10-01T10:00:00Z') });
  const at = { pack: de, isReply: false, now: new Date('2026-11-02T12:00:00Z') };
  assert.deepEqual(findPreconditionObstacles(reason, order, at), [
    { code: 'completed-too-long-ago', values: { passed: 32, days: 30 } },
  ]);
});

const ADJUSTED = (reason: 'NoInventory' | 'CouldNotShip' | 'GeneralAdjustment', amountMinor: number) => [
  { reason, amountMinor, at: new Date('2026-11-20') },
];

test('a problem with the order needs its full amount adjusted for lack of stock or shipping (ORDER 1)', () => {
  const now = '2026-11-22T12:00:00Z';
  assert.deepEqual(codes(de, 'problem-with-order', {}, now), ['not-adjusted']);
  for (const reason of ['NoInventory', 'CouldNotShip'] as const) {
    assert.deepEqual(codes(de, 'problem-with-order', { adjustments: ADJUSTED(reason, 5000) }, now), []);
    assert.deepEqual(codes(de, 'problem-with-order', { adjustments: ADJUSTED(reason, 4999) }, now), [
      'not-adjusted',
    ]);
  }
  const other = { adjustments: ADJUSTED('GeneralAdjustment', 5000) };
  assert.deepEqual(codes(de, 'problem-with-order', other, now), ['not-adjusted']);
  // The shop cancels what was refunded in full: the message has to pass then too.
  const cancelled = { status: 'cancelled', adjustments: ADJUSTED('NoInventory', 5000) } as const;
  assert.deepEqual(codes(de, 'problem-with-order', cancelled, now), []);
  // What it asks of the order holds in an answer too.
  assert.deepEqual(codes(de, 'problem-with-order', {}, now, true), ['not-adjusted']);
});

test('about a return a seller writes only while one is open (ORDER 4)', () => {
  const now = '2026-11-22T12:00:00Z';
  assert.deepEqual(codes(de, 'return-follow-up', { status: 'shipped' }, now), ['no-open-return']);
  assert.deepEqual(codes(de, 'return-follow-up', { status: 'shipped', hasOpenReturn: true }, now), []);
});

test('status, fulfilment, categories and completion', () => {
  const now = '2026-11-22T12:00:00Z';
  assert.deepEqual(codes(de, 'delay', { status: 'shipped' }, now), ['order-status']);
  assert.deepEqual(codes(de, 'delay', { fulfilment: 'marketplace' }, now), ['fulfilment']);
  assert.deepEqual(codes(de, 'schedule-delivery', {}, now), ['category']);
  assert.deepEqual(codes(de, 'schedule-delivery', { categories: ['home', 'freight'] }, now), []);
  const done = { status: 'shipped', completedAt: new Date('2026-11-20') } as const;
  assert.deepEqual(codes(de, 'other', done, now), ['completed']);
});

const DELIVERED = {
  status: 'shipped',
  earliestDeliveryAt: new Date('2026-10-20T10:00:00Z'),
  latestDeliveryAt: new Date('2026-10-22T10:00:00Z'),
} as const;

const WINDOW: readonly (readonly [name: string, now: string, codes: readonly string[]])[] = [
  ['the moment before it opens', '2026-10-24T21:59:59.999Z', ['before-window']],
  // 25 October is the day on which summer time ends.
  ['day 5 after the earliest delivery', '2026-10-24T22:00:00Z', []],
  ['its last millisecond', '2026-11-21T22:59:59.999Z', []],
  ['day 31 after the latest delivery', '2026-11-21T23:00:00Z', ['after-window']],
];
for (const [name, now, expected] of WINDOW)
  test(`solicitation window: ${name}`, () =>
    assert.deepEqual(codes(de, 'review-request', DELIVERED, now), expected));

test('one solicitation per order, in an answer too; lateness is not its matter (ORDER 6)', () => {
  const now = '2026-11-15T12:00:00Z';
  const asked = { ...DELIVERED, solicitations: 1 };
  assert.deepEqual(codes(de, 'review-request', asked, now), ['solicited-already']);
  assert.deepEqual(codes(de, 'review-request', asked, now, true), ['solicited-already']);
  const done = { ...DELIVERED, completedAt: new Date('2026-10-01') };
  assert.deepEqual(codes(de, 'review-request', done, now), []);
});

test('the window without one or both delivery dates', () => {
  const none = { completedAt: null, earliestDeliveryAt: null, latestDeliveryAt: null };
  assert.equal(solicitationWindow(none, de), null);
  assert.deepEqual(codes(de, 'review-request', { status: 'shipped' }, '2026-11-15T12:00:00Z'), [
    'window-unknown',
  ]);
  const window = { opensOn: '2026-10-25', closesOn: '2026-11-19' };
  const at = new Date('2026-10-20T10:00:00Z');
  assert.deepEqual(solicitationWindow({ ...none, earliestDeliveryAt: at }, de), window);
  assert.deepEqual(solicitationWindow({ ...none, latestDeliveryAt: at }, de), window);
  assert.deepEqual(solicitationWindow({ ...none, completedAt: at }, de), window);
});

test('a reason may be limited to a number per order', () => {
  const [reason, ...rest] = de.reasons;
  assert.ok(reason !== undefined);
  const once = { ...reason, conditions: { ...reason.conditions, adjustedInFull: false, atMostPerOrder: 1 } };
  const pack = { ...de, reasons: [once, ...rest] };
  const sent = (times: number) => ({ sentByReason: new Map([[reason.id, times]]) });
  assert.deepEqual(codes(pack, reason.id, sent(0), '2026-11-22T12:00:00Z'), []);
  assert.deepEqual(codes(pack, reason.id, sent(1), '2026-11-22T12:00:00Z'), ['sent-already']);
  assert.deepEqual(codes(pack, reason.id, sent(1), '2026-11-22T12:00:00Z', true), []);
});

test('before the marketplace’s date preconditions bind nobody; one solicitation per order always does', () => {
  assert.deepEqual(codes(de, 'problem-with-order', { status: 'shipped' }, '2023-12-31T22:59:59Z'), []);
  assert.deepEqual(codes(de, 'problem-with-order', { status: 'shipped' }, '2023-12-31T23:00:00Z'), [
    'order-status',
    'not-adjusted',
  ]);
  assert.deepEqual(codes(de, 'review-request', { solicitations: 1 }, '2023-06-01T00:00:00Z'), [
    'solicited-already',
  ]);
});

test('lateness is a question of dates alone, in every zone', () => {
  const instants = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
  const packs = [...shippedPacks().values()];
  fc.assert(
    fc.property(
      instants,
      fc.integer({ min: 0, max: 70 * 86_400_000 }),
      fc.constantFrom(...packs),
      (at, later, pack) => {
        const now = new Date(at.getTime() + later);
        const last = lastProactiveDay(at, 30, pack.timeZone);
        assert.ok(last !== null);
        const late = localDate(now, pack.timeZone) > last;
        // An hour of summer time more or less, and the rest of the first day.
        if (later <= 30 * 86_400_000 - 3_600_000) assert.equal(late, false);
        if (later >= 31 * 86_400_000 + 3_600_000) assert.equal(late, true);
      },
    ),
  );
});
