import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import type { ApplicationTokenKind } from './application.ts';
import {
  applicationTokenKind,
  isRedirectUri,
  makeApplicationToken,
  makeClientCredentials,
  readApplicationRoles,
} from './application.ts';

const bytes = (length: number): Uint8Array => new Uint8Array(length).fill(0xa5);

test('a token tells its kind by its beginning, and nothing else is one', () => {
  const kinds: ApplicationTokenKind[] = ['code', 'refresh', 'access', 'restricted'];
  for (const kind of kinds) {
    const text = makeApplicationToken(kind, bytes);
    assert.equal(applicationTokenKind(text), kind);
    assert.equal(applicationTokenKind(`${text}x`), null);
    assert.equal(applicationTokenKind(text.slice(0, -1)), null);
    assert.ok(text.length < 2048);
  }
  fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => applicationTokenKind(text) === null));
});

test('client ids and secrets have the form that tools check for', () => {
  const { clientId, clientSecret } = makeClientCredentials(bytes);
  assert.match(clientId, /^amzn1\.application-oa2-client\.[0-9a-f]{32}$/u);
  assert.match(clientSecret, /^amzn1\.oa2-cs\.v1\.[0-9a-f]{64}$/u);
});

test('roles are read in any letter case; none named means all; a word that is none is told', () => {
  assert.deepEqual(readApplicationRoles(['buyer communication']), { roles: ['Buyer Communication'] });
  assert.deepEqual(readApplicationRoles(['Pricing']), { unknown: 'Pricing' });
  const all = readApplicationRoles([]);
  assert.ok('roles' in all && all.roles.length > 3);
});

for (const [uri, isGood] of [
  ['https://tool.example/back?x=1', true],
  ['http://localhost:3000/back', true],
  ['http://tool.example/back', false],
  ['https://user@tool.example/', false],
  ['https://tool.example/#x', false],
  ['javascript:alert(1)', false],
  ['nonsense', false],
] as const)
  test(`an agreement ${isGood ? 'may' : 'may not'} be sent to ${uri}`, () => {
    assert.equal(isRedirectUri(uri), isGood);
  });
