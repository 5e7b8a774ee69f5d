import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { lineOfPath, linesOfJson } from './json-lines.ts';
import { RulesError, loadRules, loadRulesFile, problemLine, readRules } from './read-ruleset.ts';

const PACKS = fileURLToPath(new URL('../../packs', import.meta.url));

test('every pack of this release has rules under its own name, and a version', () => {
  const packs = loadRules(PACKS);
  assert.deepEqual([...packs.keys()].sort(), ['de', 'nl', 'uk']);
  for (const [name, { ruleset }] of packs) {
    assert.equal(ruleset.name, name);
    assert.match(ruleset.version, /^\d{4}-\d{2}-\d{2}/u);
  }
});

test('mistakes are named with file, line and a sentence', () => {
  const text = `{
  "name": "x",
  "version": 3,
  "hosts": ["shop.example", "Shop"],
  "rules": {
    "emoji": "loud",
    "late-contact": {
      "severity": "block",
      "options": { "days": "many" }
    },
    "nothing": "off"
  }
}`;
  const reading = readRules(text, 'packs/x/rules.json');
  assert.equal(reading.kind, 'invalid');
  assert.deepEqual(reading.problems.map(problemLine), [
    'packs/x/rules.json:3: version: expected a text, found 3',
    'packs/x/rules.json:4: hosts.1: expected a host name in lower case, found "Shop"',
    'packs/x/rules.json:6: rules.emoji.severity: expected block, warn or off, found "loud"',
    'packs/x/rules.json:9: rules.late-contact.options.days: expected a number from 1 to 3650, found "many"',
    'packs/x/rules.json:11: rules.nothing: there is no such rule',
  ]);
});

test('what is no JSON is named with its line', () => {
  const reading = readRules('{\n  "name": "x",\n  "version" "1"\n}', 'r.json');
  assert.equal(reading.kind, 'invalid');
  assert.match(reading.problems.map(problemLine).join(), /^r\.json:3: not JSON: /u);
  assert.throws(() => loadRulesFile(fileURLToPath(import.meta.url)), RulesError);
});

test('lines of values by their path', () => {
  const lines = linesOfJson('{\n "a": [1,\n {"b": "x:,{\\"y"}],\n "c": {\n "d": null }\n}');
  assert.deepEqual(
    ['', 'a', 'a.0', 'a.1', 'a.1.b', 'c.d', 'c.d.gone', 'gone'].map((path) => lineOfPath(lines, path)),
    [1, 2, 2, 3, 3, 5, 5, 1],
  );
});
