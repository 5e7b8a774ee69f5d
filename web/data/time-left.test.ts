import assert from 'node:assert/strict';
import { test } from 'node:test';

import { timeLeft } from './time-left.ts';

const since = new Date('2026-11-22T10:00:00Z');
const due = new Date('2026-11-23T10:00:00Z');
const at = (text: string) => timeLeft(since, due, new Date(text));

test('the time left is said in the unit that is thought in', () => {
  assert.deepEqual(at('2026-11-22T10:00:00Z'), {
    isLate: false,
    unit: 'hours',
    count: 24,
    share: 1,
    urgency: 'calm',
  });
  assert.deepEqual(at('2026-11-23T09:20:00Z'), {
    isLate: false,
    unit: 'minutes',
    count: 40,
    share: 40 / 1440,
    urgency: 'urgent',
  });
  assert.equal(at('2026-11-23T04:00:01Z').urgency, 'soon');
  assert.equal(at('2026-11-23T04:00:00Z').urgency, 'calm');
});

test('what is late says by how much', () => {
  assert.deepEqual(at('2026-11-23T13:30:00Z'), {
    isLate: true,
    unit: 'hours',
    count: 3,
    share: 0,
    urgency: 'late',
  });
  assert.deepEqual([at('2026-11-25T10:00:00Z').unit, at('2026-11-25T10:00:00Z').count], ['days', 2]);
  assert.equal(timeLeft(due, due, due).share, 0);
});
