import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import type { AttemptFacts, DeliveryFacts } from './delivery.ts';
import { DELIVERY_LIFETIME_MS, retryInterval, settleAttempt, visibleState } from './delivery.ts';

const CREATED = new Date('2026-03-01T00:00:00Z');
const after = (hours: number): Date => new Date(CREATED.getTime() + hours * 3_600_000);

const facts = (changes: Partial<AttemptFacts>): AttemptFacts => ({
  attemptCount: 1,
  now: after(0),
  createdAt: CREATED,
  expiresAt: new Date(CREATED.getTime() + DELIVERY_LIFETIME_MS),
  delayNoticed: false,
  jitter: 0.5,
  ...changes,
});

test('a refusal and a hand-over settle at once, whatever the time', () => {
  assert.deepEqual(settleAttempt('handed-over', facts({ now: after(200) })), { kind: 'handed_over' });
  assert.deepEqual(settleAttempt('refused', facts({})), { kind: 'refused' });
});

test('the first retry comes after about a minute', () => {
  assert.deepEqual(settleAttempt('deferred', facts({})), {
    kind: 'retry',
    at: new Date(CREATED.getTime() + 60_000),
    noticeDelay: false,
  });
});

test('the author is told of a delay after four hours, once', () => {
  const late = settleAttempt('deferred', facts({ now: after(4), attemptCount: 9 }));
  assert.ok(late.kind === 'retry' && late.noticeDelay);
  const again = settleAttempt('deferred', facts({ now: after(9), attemptCount: 10, delayNoticed: true }));
  assert.ok(again.kind === 'retry' && !again.noticeDelay);
});

test('tries end after four days, and the last one falls on the deadline', () => {
  const nearEnd = settleAttempt('deferred', facts({ now: after(95), attemptCount: 20 }));
  assert.ok(nearEnd.kind === 'retry' && nearEnd.at.getTime() === after(96).getTime());
  assert.deepEqual(settleAttempt('deferred', facts({ now: after(96) })), { kind: 'expired' });
});

test('intervals grow, and jitter stays within a fifth', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (attempt, jitter) => {
        assert.ok(retryInterval(attempt + 1, 0.5) >= retryInterval(attempt, 0.5));
        const ratio = retryInterval(attempt, jitter) / retryInterval(attempt, 0.5);
        assert.ok(ratio > 0.79 && ratio < 1.21);
      },
    ),
  );
});

const SENT: DeliveryFacts = { state: 'handed_over', attemptCount: 1, delayNoticed: false };
const QUEUED: DeliveryFacts = { state: 'queued', attemptCount: 0, delayNoticed: false };
const DELAYED: DeliveryFacts = { state: 'queued', attemptCount: 9, delayNoticed: true };
const REFUSED: DeliveryFacts = { state: 'refused', attemptCount: 1, delayNoticed: false };

const VISIBLE: readonly (readonly [Parameters<typeof visibleState>, ReturnType<typeof visibleState>])[] = [
  [['held', [], false], 'held'],
  [['refused', [QUEUED], false], 'refused'],
  [['accepted', [], false], 'kept'],
  [['accepted', [QUEUED], false], 'queued'],
  [['accepted', [DELAYED], false], 'delayed'],
  [['accepted', [SENT], false], 'handed-over'],
  [['accepted', [SENT, REFUSED], false], 'refused-by-provider'],
  [['accepted', [SENT, QUEUED], false], 'queued'],
  [['accepted', [{ ...SENT, state: 'expired' }], false], 'expired'],
  [['accepted', [{ ...SENT, state: 'cancelled' }], false], 'cancelled'],
  [['accepted', [REFUSED], true], 'read'],
];

for (const [given, expected] of VISIBLE) {
  test(`${given[0]} with [${given[1].map((delivery) => delivery.state)}] is shown as ${expected}`, () =>
    assert.equal(visibleState(...given), expected));
}
