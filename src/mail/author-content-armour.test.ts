import assert from 'node:assert/strict';
import { test } from 'node:test';

import { armouredBlocks } from './author-content-armour.ts';

const SIGNATURE = '-----BEGIN PGP SIGNATURE-----\nabc\n-----END PGP SIGNATURE-----';

test('a block goes with the quoted and blank lines that lead to it, not from within a line', () => {
  assert.deepEqual(armouredBlocks(`a\n>\n> ${SIGNATURE}\nb`), [{ start: 2, end: 6 + SIGNATURE.length }]);
  assert.deepEqual(armouredBlocks(`a ${SIGNATURE}`), []);
});

test('C10: the search for armour in a megabyte of > comes to an end', { timeout: 60_000 }, () => {
  const lines = '>\n'.repeat(500_000);
  assert.deepEqual(armouredBlocks(lines), []);
  assert.deepEqual(armouredBlocks(`${lines}-----BEGIN X`), []);
  assert.deepEqual(armouredBlocks(lines + SIGNATURE), [{ start: 0, end: lines.length + SIGNATURE.length }]);
});
