import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { ALIAS_RANDOM_BYTES, aliasLocalPart, looksLikeAlias } from './alias.ts';

test('the local part is the base32 of its bytes (RFC 4648 §10, lower case, no padding)', () => {
  const encode = (text: string): string => aliasLocalPart(new TextEncoder().encode(text));
  assert.equal(encode('foobar'), 'mzxw6ytboi');
  assert.equal(encode('fooba'), 'mzxw6ytb');
  assert.equal(encode('f'), 'my');
});

test('different bytes give different aliases of one shape', () => {
  const bytes = fc.uint8Array({ minLength: ALIAS_RANDOM_BYTES, maxLength: ALIAS_RANDOM_BYTES });
  fc.assert(
    fc.property(bytes, bytes, (one, other) => {
      assert.ok(looksLikeAlias(aliasLocalPart(one)));
      assert.equal(aliasLocalPart(one) === aliasLocalPart(other), Buffer.compare(one, other) === 0);
    }),
  );
});

test('what has not the shape of an alias needs no look-up', () => {
  for (const text of [
    'postmaster',
    'Jan',
    'abcdefghijklmnopqrstuvwxyz234567x',
    'abc.defghijklmnopqrstuvwxy',
  ]) {
    assert.ok(!looksLikeAlias(text));
  }
});
