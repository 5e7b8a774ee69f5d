import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { RateLimit } from './rate-limit.ts';

function limitAt(most?: number) {
  const clock = { ms: 0 };
  const limit = new RateLimit({ now: () => new Date(clock.ms) }, most);
  return { clock, limit };
}

test('a burst, then one call per interval, each key by itself', () => {
  const { clock, limit } = limitAt();
  const plan = { rate: 0.5, burst: 3 };
  const take = (key: string): boolean => limit.take(key, plan);
  assert.deepEqual([take('a'), take('a'), take('a'), take('a')], [true, true, true, false]);
  assert.equal(take('b'), true);
  clock.ms += 1999;
  assert.equal(take('a'), false);
  clock.ms += 1;
  assert.deepEqual([take('a'), take('a')], [true, false]);
});

test('never more calls than the plan allows, whatever the clock does', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1000, max: 5000 }), { maxLength: 200 }), (steps) => {
      const { clock, limit } = limitAt();
      let taken = 0;
      let furthest = 0;
      let passed = 0;
      for (const step of steps) {
        clock.ms += step;
        passed += Math.max(0, step);
        furthest = Math.max(furthest, clock.ms);
        if (limit.take('a', { rate: 1, burst: 5 })) taken += 1;
      }
      assert.ok(taken <= 5 + passed / 1000);
    }),
  );
});

test('keeps a bounded number of buckets; the one used longest ago goes', () => {
  const { limit } = limitAt(3);
  const plan = { rate: 0.001, burst: 1 };
  for (const key of ['a', 'b', 'c']) assert.equal(limit.take(key, plan), true);
  assert.equal(limit.take('a', plan), false);
  assert.equal(limit.take('d', plan), true);
  assert.equal(limit.size, 3);
  assert.equal(limit.take('a', plan), false, 'a was used since b');
  assert.equal(limit.take('b', plan), true, 'b was dropped, and is full again');
});
