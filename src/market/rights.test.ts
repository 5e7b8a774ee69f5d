import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ApiScope } from './api-scope.ts';
import { API_SCOPES, SCOPES_OF, readScopes } from './api-scope.ts';
import type { Endpoint, EndpointRights, Principal } from './rights.ts';
import { LINK_SCOPES, RIGHTS, SCOPES_OF_ROLE, mayUse } from './rights.ts';
import { OPERATOR_ROLES, SELLER_ROLES } from './role.ts';
import type { Role } from './role.ts';

const principal = (kind: Principal['kind'], scopes: readonly string[]): Principal => ({
  tokenId: 't',
  sessionId: null,
  user: null,
  within: null,
  label: 'l',
  kind,
  ownerId: kind === 'operator' ? null : 'o',
  scopes,
});

test('whoever has all scopes of their kind may use exactly what their column allows', () => {
  for (const [endpoint, rights] of Object.entries(RIGHTS) as [Endpoint, (typeof RIGHTS)[Endpoint]][])
    for (const kind of ['seller', 'buyer', 'operator'] as const) {
      const verdict = mayUse(endpoint, principal(kind, SCOPES_OF[kind]));
      const expected = typeof rights === 'string' || rights[kind] !== 'none' ? 'allowed' : 'wrong-role';
      assert.equal(verdict, expected, `${endpoint} ${kind}`);
    }
});

test('parties never reach beyond their own, and every scope is good for something', () => {
  const rows = Object.values(RIGHTS).filter((rights): rights is EndpointRights => typeof rights !== 'string');
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

// ------------------------------------------------------------ people's roles

/** Which roles have a scope, o(wner) a(gent) r(eader) and A(dministrator) M(oderator) S(upport). */
const WHO_MAY: Readonly<Record<ApiScope, string>> = {
  'messages:read': 'oar MS',
  'messages:write': 'oa M',
  'orders:read': 'oar AMS',
  'orders:write': 'A',
  'orders:confirm': 'oa A',
  'permissions:read': 'oar AMS',
  'permissions:write': 'o A',
  'preferences:read': 'oar MS',
  'preferences:write': 'oa S',
  'applications:read': 'o A',
  'applications:write': 'o A',
  'events:read': 'oar AMS',
  'webhooks:read': 'o A',
  'webhooks:write': 'o A',
  'queue:read': 'AMS',
  'queue:write': 'A',
  'reports:write': 'oa M',
  'standing:read': 'oar AMS',
  'standing:write': 'o M',
  'moderation:read': 'MS',
  'moderation:write': 'M',
  'enforcement:write': 'M',
  'team:read': 'oar A',
  'team:write': 'o A',
  'metrics:read': 'A',
};

const LETTER: Readonly<Record<Role, string>> = {
  owner: 'o',
  agent: 'a',
  reader: 'r',
  administrator: 'A',
  moderator: 'M',
  support: 'S',
};

const person = (role: Role): Principal => {
  const kind = SELLER_ROLES.some((item) => item === role) ? 'seller' : 'operator';
  return {
    ...principal(kind, SCOPES_OF_ROLE[role]),
    tokenId: null,
    sessionId: 's',
    user: { personId: 'p', name: 'Mia', seatId: 's', role },
  };
};

for (const role of [...SELLER_ROLES, ...OPERATOR_ROLES])
  test(`endpoint by endpoint: what ${role} may`, () => {
    for (const [endpoint, rights] of Object.entries(RIGHTS) as [Endpoint, (typeof RIGHTS)[Endpoint]][]) {
      const { kind } = person(role);
      const expected =
        typeof rights === 'string'
          ? 'allowed'
          : rights[kind] === 'none'
            ? 'wrong-role'
            : WHO_MAY[rights.scope].includes(LETTER[role])
              ? 'allowed'
              : 'scope-missing';
      assert.equal(mayUse(endpoint, person(role)), expected, `${endpoint} ${role}`);
    }
  });

test('every scope is some role’s, and each role has what the table of roles says', () => {
  for (const scope of API_SCOPES)
    for (const role of [...SELLER_ROLES, ...OPERATOR_ROLES])
      assert.equal(
        SCOPES_OF_ROLE[role].includes(scope),
        WHO_MAY[scope].includes(LETTER[role]),
        `${scope} ${role}`,
      );
});

test('least privilege: a reader writes nothing, keepers of people read no messages, moderators make no users', () => {
  assert.ok(SCOPES_OF_ROLE.reader.every((scope) => scope.endsWith(':read')));
  const writes = SCOPES_OF_ROLE.support.filter((scope) => !scope.endsWith(':read'));
  assert.deepEqual(writes, ['preferences:write']);
  assert.ok(
    !SCOPES_OF_ROLE.administrator.some((scope) => /^(?:messages|moderation|enforcement)/u.test(scope)),
  );
  assert.ok(!SCOPES_OF_ROLE.moderator.includes('team:write'));
  for (const role of SELLER_ROLES)
    assert.ok(SCOPES_OF_ROLE[role].every((scope) => SCOPES_OF.seller.includes(scope)));
});

test('a session by a link in a mail reads and writes in one conversation, and nothing else', () => {
  const byLink = {
    ...principal('buyer', LINK_SCOPES),
    within: { marketplaceId: 'de', sellerId: 's', conversationId: 'c' },
  } satisfies Principal;
  const open = (Object.keys(RIGHTS) as Endpoint[]).filter(
    (endpoint) => typeof RIGHTS[endpoint] !== 'string' && mayUse(endpoint, byLink) === 'allowed',
  );
  assert.ok(open.length > 5);
  const others =
    /^(?:GET \/api\/v1\/orders\/:marketplace\/:id|DELETE \/api\/v1\/conversations\/:id\/answer-links)$/u;
  for (const endpoint of open.filter((each) => !others.test(each)))
    assert.match(endpoint, /^(?:GET|POST|PUT) (?:\/api\/v1)?\/(?:conversations|messages|events\/stream$)/u);
});
