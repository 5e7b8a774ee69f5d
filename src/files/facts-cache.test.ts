import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unreadFacts } from './content-facts.ts';
import type { ContentFacts } from './content-facts.ts';
import { FactsCache } from './facts-cache.ts';

const factsWith = (text: string): ContentFacts => ({
  ...unreadFacts('unknown'),
  texts: [{ source: 'document', text, certainty: 'sure' }],
});

test('what was asked for longest ago goes first', () => {
  const cache = new FactsCache(2000);
  cache.put('a', factsWith('A'.repeat(300)));
  cache.put('b', factsWith('B'.repeat(300)));
  assert.equal(cache.get('a')?.texts[0]?.text[0], 'A');
  cache.put('c', factsWith('C'.repeat(300)));
  assert.equal(cache.get('b'), null);
  assert.notEqual(cache.get('a'), null);
  assert.notEqual(cache.get('c'), null);
});

test('what is larger than the cache isn’t kept, and nothing is counted twice', () => {
  const cache = new FactsCache(2000);
  cache.put('large', factsWith('L'.repeat(3000)));
  assert.equal(cache.get('large'), null);
  for (let round = 0; round < 10; round += 1) cache.put('same', factsWith('S'.repeat(900)));
  assert.notEqual(cache.get('same'), null);
});
