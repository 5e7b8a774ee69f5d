import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Attachment } from './attachments.ts';
import { bytesOf, withFiles } from './attachments.ts';

const file = (id: string, size: number): Attachment => ({
  id,
  file: new File([new Uint8Array(size)], `${id}.pdf`),
});
const LIMITS = { maxBytes: 10, most: 3 };

test('files are taken up to the limit of all together; what is beyond it is refused, and the rest taken', () => {
  const first = withFiles([], [file('a', 6), file('b', 5), file('c', 4)], LIMITS);
  assert.deepEqual([first.files.map(({ id }) => id), first.refusal], [['a', 'c'], 'too-large']);
  assert.equal(bytesOf(first.files), 10);
  assert.deepEqual(withFiles(first.files, [file('d', 1)], LIMITS).refusal, 'too-large');
});

test('an empty file and one too many say so', () => {
  assert.equal(withFiles([], [file('a', 0)], LIMITS).refusal, 'empty');
  const three = withFiles([], [file('a', 1), file('b', 1), file('c', 1)], LIMITS);
  assert.equal(three.refusal, null);
  assert.equal(withFiles(three.files, [file('d', 1)], LIMITS).refusal, 'too-many');
});
