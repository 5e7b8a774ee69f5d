import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { excerptOf, foldWords, markWords, searchWords } from './search-words.ts';

test('words are folded', () => {
  for (const [text, folded] of [
    ['Glühbirne', 'gluhbirne'],
    ['STRASSE Straße', 'strasse strasse'],
    ['Ærø, œuvre', 'aero oeuvre'],
    ['naïve café', 'naive cafe'],
    ['302-0000001-0000001', '302 0000001 0000001'],
    ['Łódź', 'lodz'],
  ] as const)
    assert.equal(foldWords(text), folded);
});

test('umlauts are looked for in both ways of writing', () => {
  const beginnings = (text: string) => searchWords(text).map((word) => word.beginnings);
  assert.deepEqual(beginnings('Glühbirne'), [['gluhbirne', 'gluehbirne']]);
  assert.deepEqual(beginnings('gluehbirne'), [['gluehbirne', 'gluhbirne']]);
  assert.deepEqual(beginnings('die Lampe!'), [['die'], ['lampe']]);
  assert.deepEqual(beginnings(' ,. '), []);
});

test('what was found is marked, as a whole word', () => {
  const marked = (text: string, ...beginnings: string[]) =>
    markWords(text, beginnings).map(([from, to]) => text.slice(from, to));
  assert.deepEqual(marked('Die Glühbirnen, die GLÜHBIRNE.', 'gluhbirne'), ['Glühbirnen', 'GLÜHBIRNE']);
  assert.deepEqual(marked('an und am', 'an'), ['an'], 'short ones are found as they stand');
});

test('an excerpt shows the first word that was found, and marks are in it', () => {
  const text = `${'lang '.repeat(60)}Glühbirne kaputt`;
  const { text: shown, marks } = excerptOf(text, ['gluhbirne']);
  assert.match(shown, /^…lang .*Glühbirne kaputt$/u);
  assert.deepEqual(
    marks.map(([from, to]) => shown.slice(from, to)),
    ['Glühbirne'],
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (anything, word) => {
      const beginnings = searchWords(word).flatMap((item) => item.beginnings);
      const excerpt = excerptOf(anything, beginnings);
      assert.ok(excerpt.text.length <= 141);
      for (const [from, to] of excerpt.marks) assert.ok(from >= 0 && from < to && to <= excerpt.text.length);
    }),
  );
});
