import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readWordGraph, WordGraphError } from './word-graph.ts';

const file = (data: string): string =>
  `#!/usr/bin/env cspell-trie reader\nTrieXv3\nbase=32\n# made by hand\n__DATA__\n${data}`;

test('words end at $ and go up; digits go up further; # shares what stands below an earlier node', () => {
  // cats, cat; dogs and dog share the node below `t` (number 4 of those made, written one less).
  const graph = readWordGraph(file('cats$$3\ndog#3;<3e\\3$2'));
  for (const word of ['cat', 'cats', 'dog', 'dogs', 'e3']) assert.ok(graph.has(word), word);
  for (const word of ['', 'c', 'ca', 'do', 'catss', 'Cat', 'dogx', 'e']) assert.ok(!graph.has(word), word);
});

test('parts marked with + make compounds; what ! forbids is none', () => {
  // Haus+, +tür+, +tür, +griff and !Hausgriff
  const graph = readWordGraph(file('Haus+$5+tür+$$3griff$6!Hausgriff$'));
  assert.ok(graph.knows('Haustür'));
  assert.ok(graph.knows('Haustürgriff'));
  assert.ok(!graph.knows('Haus'));
  assert.ok(!graph.knows('türgriff'));
  assert.ok(!graph.knows('Hausgriff'));
  assert.ok(!graph.knows(`Haus${'tür'.repeat(40)}`));
});

test('what is no word graph is refused', () => {
  for (const text of [
    '',
    'TrieXv1\nbase=32\n__DATA__\n',
    'TrieXv3\nbase=32\n',
    file('#zz;'),
    file('a<<<'),
    file('a#1'),
  ])
    assert.throws(() => readWordGraph(text), WordGraphError, text);
});

test('any text is read or refused', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-c$<2-9#;+\\]{0,40}$/u), (data) => {
      try {
        assert.equal(typeof readWordGraph(file(data)).knows('abc'), 'boolean');
      } catch (error) {
        assert.ok(error instanceof WordGraphError, String(error));
      }
    }),
  );
});
