import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newKey, parseDraft } from './draft.ts';

test('a draft comes back with the key under which it was tried', () => {
  const draft = { text: 'Guten Tag,\n', key: newKey() };
  assert.deepEqual(parseDraft(JSON.stringify(draft)), draft);
  assert.deepEqual(parseDraft(JSON.stringify({ text: 'a', key: null })), { text: 'a', key: null });
});

test('what is no draft is an empty one', () => {
  for (const kept of [null, '', '{', 'null', '1', '{"text":1}', '[]'])
    assert.deepEqual(parseDraft(kept), { text: '', key: null }, String(kept));
});

test('a key is as the server takes it, and no two are alike', () => {
  assert.match(newKey(), /^[0-9a-f]{32}$/u);
  assert.notEqual(newKey(), newKey());
});
