import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addJsonStrings, WordSet } from './word-set.ts';

test('holds what was added and nothing else', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(fc.string()), (added, asked) => {
      const set = new WordSet(4);
      const oracle = new Set(added);
      for (const word of added) set.add(word);
      assert.equal(set.size, oracle.size);
      for (const word of [...added, ...asked]) assert.equal(set.has(word), oracle.has(word));
    }),
  );
});

test('takes every string of a JSON text, names of members too', () => {
  const set = new WordSet();
  addJsonStrings(JSON.stringify({ gehen: { S: ['gehe', 'gehst'], EIZ: 'zu "gehen"' } }), set);
  for (const word of ['gehen', 'S', 'gehe', 'gehst', 'EIZ']) assert.ok(set.has(word), word);
  assert.equal(set.size, 6);
});
