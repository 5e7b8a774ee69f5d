import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import type { EnforcementStep, StepKind } from './enforcement.ts';
import { STEP_KINDS, effectOf, phaseOf } from './enforcement.ts';
import type { Breach, ScheduleRung } from './enforcement-schedule.ts';
import { dueStep } from './enforcement-schedule.ts';
import type { ObjectionEvent, ObjectionState } from './objection.ts';
import { advanceObjection } from './objection.ts';
import type { Actor } from './party.ts';
import type { ReviewEvent, ReviewState } from './review.ts';
import { DECISIONS_OF, REVIEW_DECISIONS, REVIEW_KINDS, advanceReview } from './review.ts';

const DAY = 86_400_000;
const T0 = Date.UTC(2026, 10, 22);
const at = (days: number): Date => new Date(T0 + days * DAY);

function step(
  kind: StepKind,
  begins: number,
  ends: number | null,
  lifted: number | null = null,
): EnforcementStep {
  return {
    id: `${kind} ${begins}`,
    kind,
    beginsAt: at(begins),
    endsAt: ends === null ? null : at(ends),
    liftedAt: lifted === null ? null : at(lifted),
  };
}

const anyStep = fc
  .record({
    kind: fc.constantFrom(...STEP_KINDS),
    begins: fc.integer({ min: -20, max: 20 }),
    lasts: fc.option(fc.integer({ min: 1, max: 20 })),
    lifted: fc.option(fc.integer({ min: -20, max: 20 })),
  })
  .map(({ kind, begins, lasts, lifted }) =>
    step(kind, begins, lasts === null ? null : begins + lasts, lifted),
  );

test('a step holds from its beginning up to, but not at, its end or lifting', () => {
  const cases: [EnforcementStep, number, string][] = [
    [step('warned', 1, 3), 0.999, 'ahead'],
    [step('warned', 1, 3), 1, 'in-force'],
    [step('warned', 1, 3), 2.999, 'in-force'],
    [step('warned', 1, 3), 3, 'ended'],
    [step('warned', 1, null), 5000, 'in-force'],
    [step('warned', 1, null, 2), 2, 'lifted'],
    [step('warned', 1, null, 2), 1.5, 'in-force'],
  ];
  for (const [given, now, phase] of cases) assert.equal(phaseOf(given, at(now)), phase);
});

test('the gravest step for messages holds; suspended selling stands beside it', () => {
  const state = (...steps: EnforcementStep[]): unknown[] => {
    const effect = effectOf(steps, at(0));
    return [effect.state, effect.sellingSuspended, effect.until?.getTime() ?? null];
  };
  assert.deepEqual(state(), ['none', false, null]);
  assert.deepEqual(state(step('warned', -1, 1), step('templates-only', -1, 2)), [
    'templates-only',
    false,
    T0 + 2 * DAY,
  ]);
  assert.deepEqual(state(step('selling-suspended', -1, null)), ['selling-suspended', true, null]);
  assert.deepEqual(state(step('selling-suspended', -1, null), step('warned', -1, 1)), [
    'warned',
    true,
    T0 + DAY,
  ]);
  assert.deepEqual(state(step('templates-only', -1, 2), step('templates-only', -2, 5)), [
    'templates-only',
    false,
    T0 + 5 * DAY,
  ]);
  assert.deepEqual(state(step('messaging-suspended', -1, 0)), ['none', false, null]);
});

test('the effect depends on nothing but the steps in force, in no order', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 8 }), fc.integer({ min: -30, max: 50 }), (steps, day) => {
      const now = at(day);
      const effect = effectOf(steps, now);
      assert.deepEqual(effectOf([...steps].reverse(), now), effect);
      const standing = steps.filter((one) => phaseOf(one, now) === 'in-force');
      assert.deepEqual(effectOf(standing, now), effect);
      assert.equal(effect.state === 'none', standing.length === 0);
      assert.equal(
        effect.sellingSuspended,
        standing.some(({ kind }) => kind === 'selling-suspended'),
      );
      // One more step never makes it lighter.
      const order = ['none', 'selling-suspended', 'warned', 'templates-only', 'messaging-suspended'];
      const more = effectOf([...steps, step('templates-only', day - 1, null)], now);
      assert.ok(order.indexOf(more.state) >= order.indexOf(effect.state));
      if (effect.until !== null) assert.ok(effect.until > now);
    }),
  );
});

const RUNGS: readonly ScheduleRung[] = [
  { step: 'warned', breaches: 2, withinDays: 30, forDays: 30 },
  { step: 'templates-only', breaches: 3, withinDays: 60, forDays: 14 },
  { step: 'messaging-suspended', breaches: 5, withinDays: 90, forDays: null },
];
const rules = { counts: ['blocked', 'conduct'] as const, schedule: RUNGS };
const breach = (
  day: number,
  cause: Breach['cause'] = 'blocked',
  withdrawnAt: Date | null = null,
): Breach => ({
  id: `b${day}`,
  cause,
  at: at(day),
  withdrawnAt,
});

test('the schedule: the gravest rung that is reached, unless a step as grave stands', () => {
  const due = (breaches: readonly Breach[], steps: readonly EnforcementStep[] = []): string | null =>
    dueStep(rules, breaches, steps, at(0))?.rung.step ?? null;
  assert.equal(due([breach(-1)]), null);
  assert.equal(due([breach(-30), breach(-1)]), 'warned', 'the first day of the window counts');
  assert.equal(due([breach(-31), breach(-1)]), null);
  assert.equal(
    due([breach(-2), breach(-1, 'critical-misuse')]),
    null,
    'a cause that the pack does not count',
  );
  assert.equal(due([breach(-2), breach(-1, 'blocked', at(0))]), null, 'a withdrawn one');
  assert.equal(due([breach(-50), breach(-2), breach(-1)]), 'templates-only');
  assert.equal(due([breach(-50), breach(-2), breach(-1)], [step('templates-only', -1, 3)]), null);
  assert.equal(
    due([breach(-50), breach(-2), breach(-1)], [step('templates-only', 1, 3)]),
    null,
    'about to begin',
  );
  assert.equal(due([breach(-50), breach(-2), breach(-1)], [step('warned', -1, 3)]), 'templates-only');
  assert.equal(
    due([breach(-50), breach(-2), breach(-1)], [step('templates-only', -9, null, -1)]),
    'templates-only',
  );
  const five = [-80, -40, -3, -2, -1].map((day) => breach(day));
  const suspended = dueStep(rules, five, [], at(0));
  assert.deepEqual([suspended?.endsAt, suspended?.breachIds], [null, ['b-80', 'b-40', 'b-3', 'b-2', 'b-1']]);
});

test('fewer breaches never lead to a graver step', () => {
  const days = fc.array(fc.integer({ min: -100, max: 0 }), { maxLength: 8 });
  fc.assert(
    fc.property(days, fc.array(anyStep, { maxLength: 3 }), (list, steps) => {
      const gravity = (breaches: readonly Breach[]): number => {
        const due = dueStep(rules, breaches, steps, at(0));
        if (due !== null) assert.ok(due.breachIds.length >= due.rung.breaches);
        return due === null ? -1 : STEP_KINDS.indexOf(due.rung.step);
      };
      const breaches = list.map((day, index) => ({ ...breach(day), id: String(index) }));
      assert.ok(gravity(breaches.slice(1)) <= gravity(breaches));
    }),
  );
});

const ann: Actor = { kind: 'operator', id: 't1', label: 'Ann' };
const ben: Actor = { kind: 'operator', id: 't2', label: 'Ben' };

test('a case: claimed by one, decided by the same, undone while nothing has left', () => {
  const run = (events: readonly ReviewEvent[], now = 0): string => {
    let state: ReviewState = { kind: 'open', claim: null };
    for (const event of events) {
      const next = advanceReview('held', state, event, at(now));
      if (next.kind === 'refused') return next.reason;
      state = next.state;
    }
    return state.kind;
  };
  const claim = (by: Actor, until = 1): ReviewEvent => ({ kind: 'claim', by, until: at(until) });
  const decide = (
    by: Actor,
    decision: (typeof REVIEW_DECISIONS)[number] = 'permit',
    undo = 1,
  ): ReviewEvent => ({
    kind: 'decide',
    by,
    decision,
    undoUntil: at(undo),
  });
  const undo = (hasLeft: boolean): ReviewEvent => ({ kind: 'undo', by: ben, hasLeft });
  assert.equal(run([decide(ann)]), 'review-not-claimed');
  assert.equal(run([claim(ann), decide(ben)]), 'review-claimed');
  assert.equal(run([claim(ann), claim(ben)]), 'review-claimed');
  assert.equal(run([claim(ann, -1), claim(ben), decide(ben)]), 'decided', 'a claim that ran out');
  assert.equal(run([claim(ann, -1), decide(ann)]), 'review-not-claimed');
  assert.equal(
    run([claim(ann), claim({ ...ann, id: 't9' }), decide(ann)]),
    'decided',
    'one person, two tokens',
  );
  assert.equal(run([claim(ann), { kind: 'release', by: ann }, claim(ben)]), 'open');
  assert.equal(run([claim(ann), decide(ann, 'block')]), 'decision-not-possible');
  assert.equal(run([claim(ann), decide(ann), decide(ann)]), 'review-decided');
  assert.equal(run([claim(ann), decide(ann), undo(false)]), 'open');
  assert.equal(run([claim(ann), decide(ann), undo(true)]), 'undo-too-late');
  assert.equal(run([claim(ann), decide(ann, 'permit', 0), undo(false)]), 'undo-too-late');
  assert.equal(run([undo(false)]), 'review-not-decided');
  assert.equal(run([{ kind: 'settle' }, claim(ann)]), 'review-decided');
});

test('whatever happens, a case is decided only by who holds a claim that runs, and only as its kind allows', () => {
  const who = fc.constantFrom(ann, ben);
  const when = fc.integer({ min: 0, max: 20 });
  const anyEvent = fc.oneof(
    fc.record({ kind: fc.constant('claim' as const), by: who, until: when.map(at) }),
    fc.record({ kind: fc.constant('release' as const), by: who }),
    fc.record({
      kind: fc.constant('decide' as const),
      by: who,
      decision: fc.constantFrom(...REVIEW_DECISIONS),
      undoUntil: when.map(at),
    }),
    fc.record({ kind: fc.constant('undo' as const), by: who, hasLeft: fc.boolean() }),
  );
  const kinds = fc.constantFrom(...REVIEW_KINDS);
  fc.assert(
    fc.property(kinds, fc.array(anyEvent, { maxLength: 20 }), (kind, events) => {
      let state: ReviewState = { kind: 'open', claim: null };
      for (const [index, event] of events.entries()) {
        const now = at(index);
        const next = advanceReview(kind, state, event, now);
        assert.deepEqual(advanceReview(kind, state, event, now), next, 'pure');
        if (next.kind === 'refused') continue;
        if (next.state.kind === 'decided') {
          assert.ok(DECISIONS_OF[kind].includes(next.state.decision));
          assert.ok(state.kind === 'open' && state.claim !== null && state.claim.until > now);
          assert.equal(state.claim.by, next.state.by);
        }
        if (state.kind === 'decided')
          assert.ok(event.kind === 'undo' && !event.hasLeft && state.undoUntil > now);
        state = next.state;
      }
    }),
  );
});

test('one objection, in time, answered by somebody else unless there is nobody', () => {
  const statement = { decidedBy: ann, objectUntil: at(184) };
  const run = (events: readonly ObjectionEvent[], day = 1): string => {
    let state: ObjectionState = { kind: 'none' };
    for (const event of events) {
      const next = advanceObjection(state, event, statement, at(day));
      if (next.kind === 'refused') return next.reason;
      state = next.state;
    }
    return state.kind === 'decided' ? state.outcome : state.kind;
  };
  const object: ObjectionEvent = { kind: 'object' };
  const decide = (by: Actor, nobodyElse = false): ObjectionEvent => ({
    kind: 'decide',
    by,
    outcome: 'reversed',
    nobodyElse,
  });
  assert.equal(run([object]), 'open');
  assert.equal(run([object], 183.99), 'open');
  assert.equal(run([object], 184), 'objection-too-late');
  assert.equal(run([object, object]), 'objected-already');
  assert.equal(run([decide(ben)]), 'no-objection');
  assert.equal(run([object, decide(ann)]), 'decided-by-same');
  assert.equal(run([object, decide(ann, true)]), 'reversed');
  assert.equal(run([object, decide(ben)]), 'reversed');
  assert.equal(run([object, decide(ben), object]), 'objected-already');
  assert.equal(run([object, decide(ben), decide(ben)]), 'no-objection');
});
