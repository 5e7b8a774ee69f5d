import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseSecrets, sealingKeys } from './seal-keys.ts';
import type { Sealed } from './seal.ts';
import { seal, unseal, UnsealError } from './seal.ts';

const secretOf = (id: string, fill: string): string => `${id}:${Buffer.alloc(32, fill).toString('base64')}`;
const keysOf = (...lines: string[]) => sealingKeys(parseSecrets(lines.join('\n'), 'the test'));

const keys = keysOf(secretOf('new', 'n'), secretOf('old', 'o'));
const row = ['message_source', 'de', '0190-1', '0190-2'];
const plain = Buffer.from('From: jan@example.nl\r\n\r\nHello');

test('what was sealed opens in the same row', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), fc.array(fc.string()), (bytes, anyRow) => {
      assert.deepEqual(new Uint8Array(unseal(keys, seal(keys, bytes, anyRow, randomBytes), anyRow)), bytes);
    }),
    { numRuns: 100 },
  );
});

test('it is 49 bytes longer, holds nothing of the text, and is different each time', () => {
  const first = seal(keys, plain, row, randomBytes);
  const second = seal(keys, plain, row, randomBytes);
  assert.equal(first.sealedBy, 'new');
  assert.equal(first.sealed.length, plain.length + 49);
  assert.ok(!Buffer.from(first.sealed).includes('example'));
  assert.notDeepEqual(first.sealed, second.sealed);
});

test('a long text is shorter than before, and opens', () => {
  const long = Buffer.from('Is the lamp bright enough for a cellar?\r\n'.repeat(100));
  const sealed = seal(keys, long, row, randomBytes);
  assert.ok(sealed.sealed.length < long.length / 10);
  assert.deepEqual(unseal(keys, sealed, row), long);
  const noise = randomBytes(5000);
  assert.deepEqual(unseal(keys, seal(keys, noise, row, randomBytes), row), noise);
  const relabelled = Buffer.from(sealed.sealed);
  relabelled[0] = 1;
  assert.throws(() => unseal(keys, { ...sealed, sealed: relabelled }, row), UnsealError);
});

test('any changed bit is noticed', () => {
  const { sealed, sealedBy } = seal(keys, plain, row, randomBytes);
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const changed = Buffer.from(sealed);
    changed[bit >> 3] = changed.readUInt8(bit >> 3) ^ (1 << (bit & 7));
    assert.throws(() => unseal(keys, { sealed: changed, sealedBy }, row), UnsealError);
  }
});

test('cut off anywhere, it does not open', () => {
  const { sealed, sealedBy } = seal(keys, plain, row, randomBytes);
  for (let length = 0; length < sealed.length; length += 1)
    assert.throws(() => unseal(keys, { sealed: sealed.subarray(0, length), sealedBy }, row), UnsealError);
});

test('it does not open in another row, whatever the parts of the row are glued to', () => {
  const sealed = seal(keys, plain, ['t', 'ab', 'c'], randomBytes);
  for (const other of [['t', 'a', 'bc'], ['t', 'ab', 'd'], ['t', 'ab'], ['t', 'ab', 'c', ''], []])
    assert.throws(() => unseal(keys, sealed, other), UnsealError);
});

test('after a rotation the old secret still opens, and the new one seals', () => {
  const before = seal(keysOf(secretOf('old', 'o')), plain, row, randomBytes);
  assert.equal(before.sealedBy, 'old');
  assert.deepEqual(unseal(keys, before, row), plain);
  assert.equal(seal(keys, plain, row, randomBytes).sealedBy, 'new');
});

test('without its secret, or with another of the same name, it does not open', () => {
  const sealed = seal(keys, plain, row, randomBytes);
  assert.throws(
    () => unseal(keysOf(secretOf('old', 'o')), sealed, row),
    /The secret "new" is not in the configuration/u,
  );
  assert.throws(() => unseal(keysOf(secretOf('new', 'x')), sealed, row), UnsealError);
  const relabelled: Sealed = { ...sealed, sealedBy: 'old' };
  assert.throws(() => unseal(keys, relabelled, row), UnsealError);
});

test('bytes sealed by the first release open for ever', () => {
  const sealed = Buffer.from(
    'AQcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHpWvZx7fjU0MZy2lYEUwVfxra1ND3pxkT5H6OG8n9chTNn4QvFBdm69lBfuYg',
    'base64',
  );
  assert.deepEqual(unseal(keys, { sealed, sealedBy: 'new' }, row), plain);
});
