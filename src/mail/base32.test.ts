import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeBase32, encodeBase32 } from './base32.ts';

test('the test vectors of RFC 4648 §10, in lower case and unpadded', () => {
  const vectors = { '': '', f: 'my', fo: 'mzxq', foo: 'mzxw6', foob: 'mzxw6yq', fooba: 'mzxw6ytb' };
  for (const [text, encoded] of Object.entries(vectors)) {
    assert.equal(encodeBase32(Buffer.from(text)), encoded);
    assert.deepEqual(Buffer.from(decodeBase32(encoded) ?? []), Buffer.from(text));
  }
});

test('every value comes back, in either case', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.boolean(), (bytes, upper) => {
      const text = encodeBase32(bytes);
      assert.deepEqual(decodeBase32(upper ? text.toUpperCase() : text), bytes);
    }),
  );
});

test('a value has one spelling: left-over bits and impossible lengths are refused', () => {
  for (const text of ['mz', 'a', 'mzx', 'my======', 'm0', 'm1', 'mé', '\u212Aa'])
    assert.equal(decodeBase32(text), null, text);
});
