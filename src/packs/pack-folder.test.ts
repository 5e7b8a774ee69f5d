import assert from 'node:assert/strict';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { SAMPLE_PACKS } from '#test/support/sample-packs.ts';
import { testFolder } from '#test/support/test-folder.ts';

import { readPackFolder } from './pack-folder.ts';

test('a pack is whole where all of its files are there and right', () => {
  for (const name of ['de', 'nl', 'uk'])
    assert.deepEqual(readPackFolder(SAMPLE_PACKS, name), { kind: 'whole' });
});

test('what is no folder of a pack is missing, and what is there is named', () => {
  for (const name of ['fr', '', '..', '../packs/de', 'de/texts'])
    assert.deepEqual(readPackFolder(SAMPLE_PACKS, name), { kind: 'missing', known: ['de', 'nl', 'uk'] });
  assert.deepEqual(readPackFolder(join(SAMPLE_PACKS, 'none'), 'de'), { kind: 'missing', known: [] });
});

test('mistakes of every file come together, with file and line', async () => {
  const root = await testFolder();
  await cp(join(SAMPLE_PACKS, 'de'), join(root, 'de'), { recursive: true });
  await writeFile(
    join(root, 'de', 'rules.json'),
    '{\n  "name": "de",\n  "version": "1",\n  "inspectFiles": "no"\n}\n',
  );
  await writeFile(join(root, 'de', 'enforcement.json'), '{}');
  const reading = readPackFolder(root, 'de');
  assert.equal(reading.kind, 'invalid');
  const problems = reading.kind === 'invalid' ? reading.problems : [];
  assert.ok(
    problems.some((line) => line.startsWith('enforcement.json:1:')),
    problems.join('\n'),
  );
  assert.ok(
    problems.includes('rules.json:4: inspectFiles: expected true or false, found "no"'),
    problems.join('\n'),
  );
});
