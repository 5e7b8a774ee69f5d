import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isUsableMessageId, makeMessageId } from './message-id.ts';
import { MAX_REFERENCES, threadHeaders } from './threading.ts';

const ids = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `m${index}@market.example`);

test('a Message-ID is the same for every attempt of a delivery, and another for another delivery', () => {
  const id = makeMessageId('019a5b3c-0d4e-7f60-8123-456789abcdef', 'Market.Example');
  assert.match(id, /^[a-z2-7]{26}@market\.example$/u);
  assert.equal(id, makeMessageId('019A5B3C-0D4E-7F60-8123-456789ABCDEF', 'market.example'));
  assert.notEqual(id, makeMessageId('019a5b3c-0d4e-7f60-8123-456789abcdee', 'market.example'));
  assert.ok(isUsableMessageId(id));
});

test('the first message of a thread refers to nothing', () => {
  assert.deepEqual(threadHeaders([]), { inReplyTo: null, references: [] });
  assert.deepEqual(threadHeaders([null, null]), { inReplyTo: null, references: [] });
});

test('a reply names its parent, and the thread oldest first', () => {
  assert.deepEqual(threadHeaders(ids(3)), { inReplyTo: 'm2@market.example', references: ids(3) });
});

test('what the recipient does not hold is left out, the nearest ancestor takes its place', () => {
  assert.deepEqual(threadHeaders(['a@x', null, 'b@x', null]), {
    inReplyTo: 'b@x',
    references: ['a@x', 'b@x'],
  });
});

test('a long thread keeps its first id and the last ones', () => {
  const all = ids(100);
  const { inReplyTo, references } = threadHeaders(all);
  assert.equal(inReplyTo, all[99]);
  assert.equal(references.length, MAX_REFERENCES);
  assert.deepEqual(references, [all[0], ...all.slice(71)]);
  assert.deepEqual(threadHeaders(ids(30)).references, ids(30));
  assert.equal(threadHeaders(ids(31)).references.length, 30);
});

test('C3: ids that foreign programs made and that no header can hold are dropped', () => {
  const bad = ['a@x\r\nBcc: b@y', 'a b@x', '<a@x>', 'é@x', 'no-at-sign', `${'a'.repeat(901)}@x`, '@x', 'a@'];
  for (const id of bad) assert.deepEqual(threadHeaders(['a@x', id]).references, ['a@x'], id);
});

test('the parent stands last, no id twice, never more than the cap', () => {
  const id = fc.constantFrom(...ids(40));
  fc.assert(
    fc.property(fc.array(fc.option(id), { maxLength: 80 }), (chain) => {
      const { inReplyTo, references } = threadHeaders(chain);
      assert.equal(references.at(-1) ?? null, inReplyTo);
      assert.equal(new Set(references).size, references.length);
      assert.ok(references.length <= MAX_REFERENCES);
    }),
  );
});
