import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import type { AdjustmentFact, AdjustmentReason } from './adjustment.ts';
import { ADJUSTMENT_REASONS, adjustedInFull } from './adjustment.ts';

const fact = (day: number, reason: AdjustmentReason, amountMinor: number): AdjustmentFact => ({
  reason,
  amountMinor,
  at: new Date(Date.UTC(2026, 10, day)),
});

const ORDER = { amountMinor: 3000 };

test('the whole amount with one of the two reasons, in one or several parts (ORDER 1)', () => {
  assert.deepEqual(adjustedInFull(ORDER, [fact(1, 'NoInventory', 3000)]), {
    kind: 'in-full',
    reason: 'NoInventory',
    at: new Date('2026-11-01'),
  });
  const parts = [fact(2, 'CouldNotShip', 1000), fact(1, 'NoInventory', 2000)];
  assert.deepEqual(adjustedInFull(ORDER, parts), {
    kind: 'in-full',
    reason: 'CouldNotShip',
    at: new Date('2026-11-02'),
  });
});

test('a part, or other reasons, are not the full amount', () => {
  assert.deepEqual(adjustedInFull(ORDER, []), { kind: 'not-in-full', missingMinor: 3000 });
  assert.deepEqual(adjustedInFull(ORDER, [fact(1, 'NoInventory', 2999)]), {
    kind: 'not-in-full',
    missingMinor: 1,
  });
  for (const reason of ADJUSTMENT_REASONS)
    assert.equal(
      adjustedInFull(ORDER, [fact(1, reason, 3000)]).kind,
      reason === 'NoInventory' || reason === 'CouldNotShip' ? 'in-full' : 'not-in-full',
      reason,
    );
});

test('what went back before for another reason needs no second refund; what goes back later does not count', () => {
  const goodwill = fact(1, 'GeneralAdjustment', 500);
  assert.equal(adjustedInFull(ORDER, [goodwill, fact(2, 'NoInventory', 2500)]).kind, 'in-full');
  const partThenRest = [fact(1, 'NoInventory', 100), fact(2, 'GeneralAdjustment', 2900)];
  assert.deepEqual(adjustedInFull(ORDER, partThenRest), { kind: 'not-in-full', missingMinor: 2900 });
});

test('an order without an amount needs one such adjustment', () => {
  assert.equal(adjustedInFull({ amountMinor: 0 }, []).kind, 'not-in-full');
  assert.equal(adjustedInFull({ amountMinor: 0 }, [fact(1, 'NoInventory', 0)]).kind, 'in-full');
});

test('more credit for lack of stock never turns yes into no', () => {
  const facts = fc.array(
    fc
      .record({
        day: fc.integer({ min: 1, max: 28 }),
        reason: fc.constantFrom(...ADJUSTMENT_REASONS),
        amount: fc.integer({ min: 0, max: 5000 }),
      })
      .map(({ day, reason, amount }) => fact(day, reason, amount)),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(facts, fc.integer({ min: 0, max: 9000 }), (adjustments, amountMinor) => {
      fc.pre(adjustedInFull({ amountMinor }, adjustments).kind === 'in-full');
      const more = [...adjustments, fact(30, 'NoInventory', 1)];
      assert.equal(adjustedInFull({ amountMinor }, more).kind, 'in-full');
    }),
  );
});
