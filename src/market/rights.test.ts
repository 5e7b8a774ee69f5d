import assert from 'node:assert/strict';
import { test } from 'node:test';

import { API_SCOPES, SCOPES_OF, readScopes } from './api-scope.ts';
import type { Endpoint, Principal } from './rights.ts';
import { RIGHTS, mayUse } from './rights.ts';

const principal = (kind: Principal['kind'], scopes: readonly string[]): Principal => ({
  tokenId: 't',
  label: 'l',
  kind,
  ownerId: kind === 'operator' ? null : 'o',
  scopes,
});

test('whoever has all scopes of their kind may use exactly what their column allows', () => {
  for (const [endpoint, rights] of Object.entries(RIGHTS) as [Endpoint, (typeof RIGHTS)[Endpoint]][])
    for (const kind of ['seller', 'buyer', 'operator'] as const) {
      const verdict = mayUse(endpoint, principal(kind, SCOPES_OF[kind]));
      const expected = rights === 'public' || rights[kind] !== 'none' ? 'allowed' : 'wrong-role';
      assert.equal(verdict, expected, `${endpoint} ${kind}`);
    }
});

test('parties never reach beyond their own, and every scope is good for something', () => {
  const rows = Object.values(RIGHTS).filter((rights) => rights !== 'public');
  assert.ok(rows.every(({ seller, buyer }) => (seller as string) !== 'any' && (buyer as string) !== 'any'));
  assert.deepEqual([...new Set(rows.map(({ scope }) => scope))].sort(), [...API_SCOPES].sort());
});

test('a token without the scope may not', () => {
  assert.equal(mayUse('GET /api/v1/queue', principal('operator', ['messages:read'])), 'scope-missing');
  assert.equal(mayUse('GET /health', principal('buyer', [])), 'allowed');
});

test('scopes are a closed list per kind', () => {
  assert.deepEqual(readScopes('buyer', []), { scopes: SCOPES_OF.buyer });
  assert.deepEqual(readScopes('seller', ['orders:read', 'orders:read']), { scopes: ['orders:read'] });
  assert.deepEqual(readScopes('seller', ['queue:write']), { unknown: 'queue:write' });
  assert.deepEqual(readScopes('operator', ['root']), { unknown: 'root' });
});
