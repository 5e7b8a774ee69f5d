import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { SignInTry } from './sign-in-limits.ts';
import { SignInLimits } from './sign-in-limits.ts';

const NOW = new Date('2026-11-22T10:00:00Z');
const later = (minutes: number): Date => new Date(NOW.getTime() + minutes * 60_000);
const attempt = (clientAddress: string, account: string, knownDeviceOf: string | null = null): SignInTry => ({
  clientAddress,
  account,
  knownDeviceOf,
});

test('one client that tries many accounts is cut off, for ten minutes, and no other client is', () => {
  const limits = new SignInLimits();
  for (let index = 0; index < 20; index += 1) {
    assert.equal(limits.isCutOff(attempt('203.0.113.9', `a${index}`), NOW), false);
    limits.miss(attempt('203.0.113.9', `a${index}`), NOW);
  }
  assert.equal(limits.isCutOff(attempt('203.0.113.9', 'fresh'), NOW), true);
  assert.equal(limits.isCutOff(attempt('203.0.113.10', 'fresh'), NOW), false);
  assert.equal(limits.isCutOff(attempt('203.0.113.9', 'fresh'), later(10)), false);
});

test('an account that is tried from everywhere is shut for strangers, never for the browser of its owner', () => {
  const limits = new SignInLimits();
  for (let index = 0; index < 10; index += 1) limits.miss(attempt(`203.0.113.${index}`, 'mia'), NOW);
  assert.equal(limits.isCutOff(attempt('198.51.100.1', 'mia'), NOW), true);
  assert.equal(limits.isCutOff(attempt('198.51.100.1', 'mia', 'p1'), NOW), false);
  assert.equal(limits.isCutOff(attempt('198.51.100.1', 'tom'), NOW), false);
  for (let index = 0; index < 10; index += 1) limits.miss(attempt('198.51.100.1', 'mia', 'p1'), NOW);
  assert.equal(limits.isCutOff(attempt('198.51.100.1', 'mia', 'p1'), NOW), true);
  assert.equal(limits.isCutOff(attempt('198.51.100.1', 'mia', 'p1'), later(15)), false);
});

test('whoever signs in rightly ever so often is never cut off', () => {
  const limits = new SignInLimits();
  for (let index = 0; index < 100; index += 1) {
    assert.equal(limits.isCutOff(attempt('203.0.113.9', 'mia'), NOW), false);
    limits.miss(attempt('203.0.113.9', 'mia'), NOW);
    limits.forgive(attempt('203.0.113.9', 'mia'));
  }
});
