import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { enforcementFor, readEnforcement, readEnforcementText, requireEnforcement } from './enforcement.ts';

const root = fileURLToPath(new URL('../../packs', import.meta.url));
const text = readFileSync(`${root}/de/enforcement.json`, 'utf8');

test('every pack has its rules of moderation, and every marketplace finds them by its pack', () => {
  const packs = requireEnforcement(root);
  assert.deepEqual([...packs.keys()].sort(), ['de', 'nl', 'uk']);
  assert.equal(enforcementFor(packs, { id: 'x', pack: 'uk' }), packs.get('uk'));
  assert.throws(() => enforcementFor(packs, { id: 'x', pack: 'fr' }), /no packs\/fr\/enforcement\.json/u);
});

test('mistakes are explained by line', () => {
  const wrong = (from: string, to: string): string => {
    assert.ok(text.includes(from), from);
    const reading = readEnforcementText(text.replace(from, to));
    assert.equal(reading.kind, 'invalid');
    return reading.kind === 'invalid'
      ? reading.problems.map(({ line, sentence }) => `${line}: ${sentence}`).join('\n')
      : '';
  };
  assert.match(wrong('"objectionDays": 184', '"objectionDays": 14'), /must be 184 or more, found 14/u);
  assert.match(
    wrong('"breaches": 5', '"breaches": 3'),
    /^\d+: “templates-only” must need more than the 3 breaches/u,
  );
  assert.match(wrong('"templates-only"', '"warned"'), /“warned” must be graver than “warned”/u);
  assert.match(wrong('"conduct"', '"mood"'), /must be one of .*“conduct”/u);
  assert.match(wrong('"version"', 'version'), /This is not JSON/u);
});

test('a folder without the file says what is missing', () => {
  const reading = readEnforcement(`${root}/nowhere`);
  assert.equal(
    reading.kind === 'invalid' && reading.problems[0]?.sentence,
    'This file is missing; copy it from another pack.',
  );
});
