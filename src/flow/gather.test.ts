import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Gather } from './gather.ts';

/** Batches that were written, and a gate that each waits for. */
function recorder(
  options: { readonly most?: number; readonly underWay?: number; readonly fails?: string } = {},
) {
  const batches: string[][] = [];
  const gate = Promise.withResolvers<void>();
  const gather = new Gather<string, string>({
    most: options.most ?? 10,
    underWay: options.underWay ?? 1,
    size: { of: (item) => item.length, most: 12 },
    keyOf: (item) => item[0] ?? '',
    write: async (items) => {
      batches.push([...items]);
      await gate.promise;
      const { fails } = options;
      if (fails !== undefined && items.some((item) => item.startsWith('x')))
        throw Object.assign(new Error('no'), { code: fails });
      return items.map((item) => item.toUpperCase());
    },
  });
  return { batches, gate, add: (item: string) => gather.add(item) };
}

test('what comes while a batch is on its way goes with the next one; each gets its own result', async () => {
  const { batches, gate, add } = recorder();
  const results = ['a', 'b', 'c'].map((item) => add(item));
  gate.resolve();
  assert.deepEqual(await Promise.all(results), ['A', 'B', 'C']);
  assert.deepEqual(batches, [['a'], ['b', 'c']]);
});

test('two of one key, too many, or too large a batch wait for the next one, and none is overtaken for ever', async () => {
  const { batches, gate, add } = recorder({ most: 3 });
  const items = ['a', 'b1', 'b2', 'c', 'd', 'e', 'f-is-larger-than-any-batch', 'g'];
  const results = items.map((item) => add(item));
  gate.resolve();
  assert.deepEqual(
    await Promise.all(results),
    items.map((item) => item.toUpperCase()),
  );
  assert.deepEqual(batches, [['a'], ['b1', 'c', 'd'], ['b2', 'e', 'g'], ['f-is-larger-than-any-batch']]);
});

test('two batches may be on their way at once', async () => {
  const { batches, gate, add } = recorder({ underWay: 2 });
  const results = ['a', 'b', 'c', 'd'].map((item) => add(item));
  assert.deepEqual(batches, [['a'], ['b']]);
  gate.resolve();
  await Promise.all(results);
  assert.deepEqual(batches.slice(2), [['c', 'd']]);
});

test('one that can not be written harms no other', async () => {
  const { batches, gate, add } = recorder({ fails: '22P05' });
  const [a, x, c] = ['a', 'x', 'c'].map((item) => add(item));
  gate.resolve();
  assert.equal(await a, 'A');
  await assert.rejects(x ?? Promise.resolve(), /no/u);
  assert.equal(await c, 'C');
  assert.deepEqual(batches, [['a'], ['x', 'c'], ['x'], ['c']]);
});

test('a database that is away is away for all of them: none is tried again here', async () => {
  const { batches, gate, add } = recorder({ fails: 'ECONNREFUSED' });
  const [a, x, c] = ['a', 'x', 'c'].map((item) => add(item));
  gate.resolve();
  assert.equal(await a, 'A');
  const later = [x, c].map((result) => assert.rejects(result ?? Promise.resolve(), /no/u));
  await Promise.all(later);
  assert.deepEqual(batches, [['a'], ['x', 'c']]);
});
