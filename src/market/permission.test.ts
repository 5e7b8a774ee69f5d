import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import type { PermissionChange, PermissionRow } from './permission.ts';
import { changePermission, mayWrite } from './permission.ts';

const PENDING: PermissionRow = { state: 'pending', everDecided: false };
const APPROVED: PermissionRow = { state: 'approved', everDecided: true };
const BLOCKED: PermissionRow = { state: 'blocked', everDecided: true };

const CASES: readonly (readonly [PermissionRow | null, PermissionChange, string])[] = [
  [null, 'approve', 'changed approved'],
  [null, 'block', 'changed blocked'],
  [null, 'remove', 'refused not-listed'],
  [PENDING, 'approve', 'changed approved'],
  [PENDING, 'block', 'changed blocked'],
  [PENDING, 'remove', 'removed'],
  [APPROVED, 'approve', 'unchanged'],
  [APPROVED, 'block', 'changed blocked'],
  [APPROVED, 'remove', 'refused decided-cannot-be-removed'],
  [BLOCKED, 'approve', 'changed approved'],
  [BLOCKED, 'block', 'unchanged'],
  [BLOCKED, 'remove', 'refused decided-cannot-be-removed'],
];

for (const [row, change, expected] of CASES) {
  test(`${row?.state ?? 'not listed'} + ${change} → ${expected}`, () => {
    const outcome = changePermission(row, change);
    const detail =
      outcome.kind === 'changed'
        ? ` ${outcome.row.state}`
        : outcome.kind === 'refused'
          ? ` ${outcome.reason}`
          : '';
    assert.equal(outcome.kind + detail, expected);
  });
}

test('PERM 6: no run of changes removes an address once it was decided', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom<PermissionChange>('approve', 'block', 'remove')), (changes) => {
      let row: PermissionRow | null = PENDING;
      let decided = false;
      for (const change of changes) {
        const outcome = changePermission(row, change);
        if (outcome.kind === 'changed') [row, decided] = [outcome.row, true];
        if (outcome.kind === 'removed') row = null;
        assert.ok(!(decided && row === null));
      }
    }),
  );
});

test('who may write: the registered address, approved ones, never a blocked one', () => {
  assert.equal(mayWrite(null, true), 'allowed');
  assert.equal(mayWrite('approved', false), 'allowed');
  assert.equal(mayWrite('blocked', true), 'blocked');
  assert.equal(mayWrite('pending', false), 'unknown');
  assert.equal(mayWrite(null, false), 'unknown');
});
