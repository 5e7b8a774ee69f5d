import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GuessLimit } from './guess-limit.ts';

const START = new Date('2026-03-01T12:00:00Z');
const later = (minutes: number): Date => new Date(START.getTime() + minutes * 60_000);
const LIMITS = { misses: 3, windowMs: 10 * 60_000, clients: 2 };

function missed(limit: GuessLimit, client: string, times: number): void {
  for (let count = 0; count < times; count += 1) limit.miss(client, START);
}

test('T11: a client is cut off after its misses, and comes back after the window', () => {
  const limit = new GuessLimit(LIMITS);
  missed(limit, '192.0.2.1', 2);
  assert.ok(!limit.isCutOff('192.0.2.1', START));
  missed(limit, '192.0.2.1', 1);
  assert.ok(limit.isCutOff('192.0.2.1', later(9)));
  assert.ok(!limit.isCutOff('192.0.2.1', later(10)));
});

test('another client is not affected', () => {
  const limit = new GuessLimit(LIMITS);
  missed(limit, '192.0.2.1', 3);
  assert.ok(!limit.isCutOff('192.0.2.2', START));
});

test('an IPv6 host guesses from its whole /64', () => {
  const limit = new GuessLimit(LIMITS);
  limit.miss('2001:db8:1:2::1', START);
  limit.miss('2001:db8:1:2:ffff::9', START);
  limit.miss('2001:db8:1:2:3:4:5:6', START);
  assert.ok(limit.isCutOff('2001:db8:1:2::abcd', START));
  assert.ok(!limit.isCutOff('2001:db8:1:3::1', START));
});

test('memory is bounded: the oldest clients are forgotten', () => {
  const limit = new GuessLimit(LIMITS);
  missed(limit, '192.0.2.1', 3);
  missed(limit, '192.0.2.2', 3);
  missed(limit, '192.0.2.3', 3);
  assert.ok(!limit.isCutOff('192.0.2.1', START));
  assert.ok(limit.isCutOff('192.0.2.3', START));
});
