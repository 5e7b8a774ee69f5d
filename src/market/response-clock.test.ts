import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { businessTimeBetween } from './business-hours.ts';
import type { BusinessHours } from './pack.ts';
import type { ClockEvent, ClockReading } from './response-clock.ts';
import { clockStanding, everyHour, readClock, responseFigures } from './response-clock.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-11-01T12:00:00Z');
const hour = (hours: number): Date => new Date(START + hours * HOUR);
const RULES = everyHour(24);

type Exclusion = Extract<ClockEvent, { kind: 'message' }>['exclusion'];
const message =
  (author: 'buyer' | 'seller') =>
  (at: number, messageId: string, exclusion: Exclusion = null) =>
    ({ kind: 'message', at: hour(at), messageId, author, exclusion }) as const;
const buyer = message('buyer');
const seller = message('seller');
const settled = (at: number) =>
  ({ kind: 'no-answer-needed', at: hour(at), by: 'Mia', undone: null }) as const;
const corrected = (at: number, messageId: string, outcome: 'in-time' | 'excluded') =>
  ({ kind: 'correction', at: hour(at), messageId, outcome, reason: 'outage', by: 'operator' }) as const;

const outcomes = ({ waits }: ClockReading): string[] =>
  waits.map((wait) => `${wait.messageId} ${wait.outcome}`);
const steps = ({ trace }: ClockReading): string[] =>
  trace.map(
    ({ what, exclusion, countedMs }) =>
      `${what}${exclusion === null ? '' : ` ${exclusion}`} ${countedMs / HOUR}`,
  );

const CASES: readonly (readonly [
  name: string,
  events: readonly ClockEvent[],
  now: number,
  outcomes: readonly string[],
  steps: readonly string[],
])[] = [
  ['an answer in time', [buyer(0, 'b'), seller(3, 's')], 50, ['b in-time'], ['started 0', 'answered 3']],
  [
    '24 hours to the millisecond',
    [buyer(0, 'b'), seller(24, 's')],
    50,
    ['b in-time'],
    ['started 0', 'answered 24'],
  ],
  ['a late answer', [buyer(0, 'b'), seller(25, 's')], 50, ['b late'], ['started 0', 'answered 25']],
  ['still open', [buyer(0, 'b')], 5, ['b open'], ['started 0', 'still-open 5']],
  ['overdue', [buyer(0, 'b')], 30, ['b overdue'], ['started 0', 'still-open 30']],
  [
    'a follow-up restarts it',
    [buyer(0, 'b'), buyer(20, 'c'), seller(40, 's')],
    50,
    ['b superseded', 'c in-time'],
    ['started 0', 'restarted 20', 'answered 20'],
  ],
  [
    'a follow-up does not undo what was late',
    [buyer(0, 'b'), buyer(30, 'c'), seller(31, 's')],
    50,
    ['b late', 'c in-time'],
    ['started 0', 'restarted 30', 'answered 1'],
  ],
  [
    'an automatic answer does not stop it',
    [buyer(0, 'b'), seller(1, 's', 'automatic'), seller(30, 't')],
    50,
    ['b late'],
    ['started 0', 'left-out automatic 0', 'answered 30'],
  ],
  [
    'an answer that was refused does not stop it',
    [buyer(0, 'b'), seller(1, 's', 'not-delivered')],
    2,
    ['b open'],
    ['started 0', 'left-out not-delivered 0', 'still-open 2'],
  ],
  [
    'thanks, spam, absence notes and blocked messages of the buyer do not start it',
    [
      buyer(0, 'b', 'thanks'),
      buyer(1, 'c', 'spam'),
      buyer(2, 'd', 'automatic'),
      buyer(3, 'e', 'not-delivered'),
    ],
    99,
    [],
    ['left-out thanks 0', 'left-out spam 0', 'left-out automatic 0', 'left-out not-delivered 0'],
  ],
  [
    'thanks while one waits change nothing',
    [buyer(0, 'b'), buyer(1, 'c', 'thanks'), seller(2, 's')],
    50,
    ['b in-time'],
    ['started 0', 'left-out thanks 0', 'answered 2'],
  ],
  ['no answer needed', [buyer(0, 'b'), settled(2)], 50, ['b settled'], ['started 0', 'no-answer-needed 2']],
  [
    'a mark that came too late',
    [buyer(0, 'b'), settled(26)],
    50,
    ['b late'],
    ['started 0', 'no-answer-needed 26'],
  ],
  [
    'after the mark a follow-up starts it again',
    [buyer(0, 'b'), settled(2), buyer(3, 'c')],
    4,
    ['b settled', 'c open'],
    ['started 0', 'no-answer-needed 2', 'started 0', 'still-open 1'],
  ],
  ['a message when nobody waits', [seller(0, 's')], 9, [], ['left-out nothing-open 0']],
  [
    'the operator takes a wait out',
    [buyer(0, 'b'), seller(30, 's'), corrected(40, 'b', 'excluded')],
    50,
    ['b excluded'],
    ['started 0', 'answered 30', 'corrected corrected -30'],
  ],
  [
    'or calls it in time',
    [buyer(0, 'b'), seller(30, 's'), corrected(40, 'b', 'in-time')],
    50,
    ['b in-time'],
    ['started 0', 'answered 30', 'corrected corrected 0'],
  ],
  [
    'or takes out one that lasts',
    [buyer(0, 'b'), corrected(4, 'b', 'excluded'), seller(6, 's')],
    50,
    ['b excluded'],
    ['started 0', 'corrected corrected 0', 'left-out nothing-open 0'],
  ],
  [
    'a correction of a message that began nothing is in the trace alone',
    [corrected(1, 'x', 'excluded')],
    2,
    [],
    ['corrected corrected 0'],
  ],
];

for (const [name, events, now, waits, trace] of CASES)
  test(name, () => {
    const reading = readClock(events, RULES, hour(now));
    assert.deepEqual(outcomes(reading), waits);
    assert.deepEqual(steps(reading), trace);
  });

test('events may come in any order', () => {
  const events = [buyer(0, 'b'), buyer(20, 'c'), seller(40, 's'), buyer(50, 'd')];
  assert.deepEqual(readClock(events.toReversed(), RULES, hour(60)), readClock(events, RULES, hour(60)));
});

const anyEvent: fc.Arbitrary<ClockEvent> = fc.oneof(
  fc
    .record({
      at: fc.integer({ min: 0, max: 3000 }),
      id: fc.integer({ min: 1, max: 30 }),
      author: fc.constantFrom('buyer' as const, 'seller' as const),
      exclusion: fc.constantFrom(
        null,
        null,
        null,
        'automatic' as const,
        'thanks' as const,
        'not-delivered' as const,
      ),
    })
    .map(({ at, id, author, exclusion }) => message(author)(at, `${author} ${at} ${id}`, exclusion)),
  fc.integer({ min: 0, max: 3000 }).map(settled),
);

/** Some histories, with corrections of messages that are in them. */
const history = fc
  .tuple(
    fc.array(anyEvent, { maxLength: 25 }),
    fc.array(fc.tuple(fc.nat(24), fc.boolean()), { maxLength: 5 }),
  )
  .map(([events, picks]) => [
    ...events,
    ...picks.flatMap(([index, excluded]) => {
      const event = events[index];
      return event?.kind === 'message'
        ? [corrected(3001, event.messageId, excluded ? 'excluded' : 'in-time')]
        : [];
    }),
  ]);

const WEEKDAYS_9_TO_17: BusinessHours = {
  days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
  fromMinute: 540,
  toMinute: 1020,
};
const BUSINESS = {
  limitMs: 8 * HOUR,
  elapsed: (from: Date, to: Date) => businessTimeBetween(from, to, WEEKDAYS_9_TO_17, 'Europe/Berlin'),
};

for (const [name, rules, numRuns] of [
  ['every hour', RULES, 300],
  ['business hours', BUSINESS, 20],
] as const)
  test(`the total is the sum of the trace, and of the waits: ${name}`, () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 3002, max: 3100 }), (events, now) => {
        const { totalMs, trace, waits } = readClock(events, rules, hour(now));
        assert.equal(
          trace.reduce((sum, { countedMs }) => sum + countedMs, 0),
          totalMs,
        );
        assert.equal(
          waits.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0),
          totalMs,
        );
        assert.ok(waits.every(({ elapsedMs }) => elapsedMs >= 0));
        assert.equal(trace.length >= events.length, true);
        // At most one wait lasts, and it is the last one.
        assert.ok(waits.slice(0, -1).every(({ endedAt }) => endedAt !== null));
      }),
      { numRuns },
    );
  });

test('what is left out makes no difference to anything that counts', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 25 }), (events) => {
      const counting = events.filter((event) => event.kind !== 'message' || event.exclusion === null);
      assert.deepEqual(
        readClock(events, RULES, hour(4000)).waits,
        readClock(counting, RULES, hour(4000)).waits,
      );
    }),
  );
});

test('in business hours a question of Friday evening is in time on Monday', () => {
  // Hour 0 is noon of Sunday, 1 November, universal time.
  const events = [buyer(126, 'b'), seller(189, 's')];
  assert.deepEqual(outcomes(readClock(events, RULES, hour(300))), ['b late']);
  assert.deepEqual(outcomes(readClock(events, BUSINESS, hour(300))), ['b in-time']);
});

test('figures of 7, 30 and 90 days', () => {
  const day = (days: number) => days * 24;
  const events = [
    buyer(0, 'a'),
    seller(1, 'sa'),
    buyer(day(65), 'b'),
    seller(day(67), 'sb'),
    buyer(day(86), 'c'),
    settled(day(86) + 1),
    buyer(day(88), 'd'),
    seller(day(88) + 2, 'sd'),
    buyer(day(89), 'e'),
    buyer(day(89) + 1, 'f', 'thanks'),
  ];
  const { waits, trace } = readClock(events, RULES, hour(day(89) + 3));
  assert.deepEqual(responseFigures(waits, trace, hour(day(89) + 3)), [
    {
      days: 7,
      inTime: 1,
      late: 0,
      open: 1,
      overdue: 0,
      uncounted: 1,
      shareInTime: 1,
      leftOut: { thanks: 1 },
    },
    {
      days: 30,
      inTime: 1,
      late: 1,
      open: 1,
      overdue: 0,
      uncounted: 1,
      shareInTime: 0.5,
      leftOut: { thanks: 1 },
    },
    {
      days: 90,
      inTime: 2,
      late: 1,
      open: 1,
      overdue: 0,
      uncounted: 1,
      shareInTime: 2 / 3,
      leftOut: { thanks: 1 },
    },
  ]);
  assert.equal(responseFigures([], [], hour(0))[0]?.shareInTime, null);
});

test('a mark that was taken back counts for nothing and stays in the trace', () => {
  const undone = { ...settled(2), undone: { at: hour(9), by: 'Mia' } };
  const reading = readClock([buyer(0, 'b'), undone], RULES, hour(30));
  assert.deepEqual(outcomes(reading), ['b overdue']);
  assert.deepEqual(steps(reading), ['started 0', 'left-out undone 0', 'still-open 30']);
});

test('of two events of one instant the question comes first', () => {
  for (const events of [
    [buyer(1, 'b'), seller(1, 's')],
    [seller(1, 's'), buyer(1, 'b')],
  ])
    assert.deepEqual(outcomes(readClock(events, RULES, hour(2))), ['b in-time']);
});

test('what a conversation’s row says agrees with its clock', () => {
  const taken = fc
    .tuple(history, fc.array(fc.nat(24), { maxLength: 3 }))
    .map(([events, undone]) =>
      events.map((event, index) =>
        event.kind === 'no-answer-needed' && undone.includes(index)
          ? { ...event, undone: { at: hour(3050), by: 'Mia' } }
          : event,
      ),
    );
  fc.assert(
    fc.property(taken, (events) => {
      const { waits } = readClock(events, RULES, hour(4000));
      const { askedAt, answeredAt } = clockStanding(events);
      const waitingSince = askedAt !== null && (answeredAt === null || askedAt > answeredAt) ? askedAt : null;
      assert.deepEqual(waitingSince, waits.find(({ endedAt }) => endedAt === null)?.startedAt ?? null);
    }),
    { numRuns: 500 },
  );
});
