import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LANGUAGES } from '../language.ts';
import { MappedText } from '../view/mapped-text.ts';
import { TextPart } from '../view/text-part.ts';
import { conspicuousErrors, readSpelling } from './conspicuous.ts';
import type { SpellingDictionaries } from './dictionary.ts';
import { NearWords, slipsBetween } from './near-words.ts';
import { GrammarPatterns } from './patterns.ts';
import { spellingWords } from './spelling-data.ts';
import { Speller } from './speller.ts';
import { textWords } from './text-words.ts';
import { isCompound, isForm } from './word-forms.ts';

const partOf = (text: string): TextPart => new TextPart(new MappedText('text', text));
/** A dictionary that has the given words and says how often it was asked. */
function dictionariesOf(words: readonly string[]): SpellingDictionaries & { asked: number } {
  const known = new Set(words);
  const dictionaries = {
    asked: 0,
    dictionaryOf: () => ({
      knows: (word: string): boolean => {
        dictionaries.asked += 1;
        return known.has(word);
      },
    }),
  };
  return dictionaries;
}

test('the data of every language are well formed', () => {
  for (const language of LANGUAGES) {
    const { common, misspelt, patterns } = spellingWords(language);
    const frequent = new Set(common);
    for (const [wrong, right] of misspelt) {
      assert.match(wrong, /^[\p{L}\p{M}]+$/u, `${language}: ${wrong}`);
      assert.ok(right !== '' && right.toLowerCase() !== wrong, `${language}: ${wrong}`);
      assert.ok(!frequent.has(wrong), `${language}: ${wrong} is listed as right and wrong`);
    }
    for (const pattern of patterns)
      for (const group of pattern.match(/\([^)]*\)/gu) ?? [])
        assert.ok(!/\s/u.test(group), `${language}: ${pattern}`);
  }
});

test('slips are counted as letters left out, put in, changed or swapped', () => {
  assert.equal(slipsBetween('parcel', 'parcel', 2), 0);
  assert.equal(slipsBetween('pracel', 'parcel', 2), 1);
  assert.equal(slipsBetween('parcl', 'parcel', 2), 1);
  assert.equal(slipsBetween('parzell', 'parcel', 2), 2);
  assert.equal(slipsBetween('kettle', 'parcel', 2), 3);
  fc.assert(
    fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => {
      assert.equal(slipsBetween(a, b, 20), slipsBetween(b, a, 20));
    }),
  );
});

test('the word that was meant', () => {
  const near = new NearWords(['parcel', 'delivery', 'été', 'address', 'here']);
  assert.deepEqual(near.find('pracel'), { word: 'parcel', distance: 1 });
  assert.deepEqual(near.find('qarcel'), { word: 'parcel', distance: 1 });
  assert.deepEqual(near.find('arcel'), { word: 'parcel', distance: 1 });
  assert.deepEqual(near.find('dellivary'), { word: 'delivery', distance: 2 });
  assert.deepEqual(near.find('ete'), { word: 'été', distance: 0 });
  // Two slips in a short word leave too much open, and three letters everything.
  assert.equal(near.find('pasel'), null);
  assert.equal(near.find('hee'), null);
  assert.equal(near.find('x'.repeat(60)), null);
});

test('compounds and regular forms of known words', () => {
  const german = (word: string): boolean =>
    ['Versand', 'Etikett', 'Ersatz', 'Teil', 'Paket', 'gelb', 'sendet', 'groß'].includes(word);
  assert.ok(isCompound('Versandetikett', 'de', german));
  assert.ok(isCompound('Ersatzteilpaket', 'de', german));
  assert.ok(!isCompound('Versandetiket', 'de', german));
  assert.ok(!isCompound('Versandetikett', 'fr', german));
  assert.ok(!isCompound('ab'.repeat(400), 'de', () => true));
  for (const form of ['gelbes', 'zusendet', 'gross']) assert.ok(isForm(form, 'de', german), form);
  const italian = (word: string): boolean => ['inviare', 'gentile', 'bello'].includes(word);
  for (const form of ['inviarcelo', 'gentilmente', 'bellissima'])
    assert.ok(isForm(form, 'it', italian), form);
});

test('patterns match words with nothing but white space, or a comma where one is asked for', () => {
  const patterns = new GrammarPatterns(['(could/should) of', 'hope , das (we/you)', "un'altro"]);
  const found = (text: string): string[] => {
    const words = textWords(partOf(text));
    return patterns.find(words).map(({ first, last }) => text.slice(words[first]?.start, words[last]?.end));
  };
  assert.deepEqual(found('You could of said; should, of course, not.'), ['could of']);
  assert.deepEqual(found('I hope, das you come. I hope das we go.'), ['hope, das you', 'hope das we']);
  assert.deepEqual(found('un’altro pezzo'), ['un’altro']);
});

test('numbers, addresses, hyphens and names are no words', () => {
  const text = 'file_a b2c abc.example e-mail #tag more/less piu’ plain';
  assert.deepEqual(
    textWords(partOf(text))
      .filter(({ isOdd }) => !isOdd)
      .map(({ lower }) => lower),
    ['plain'],
  );
});

const ENGLISH = 'we have sent your parcel today and it will come on friday with the lid'.split(' ');

function errorsOf(text: string, names: readonly string[] = []): string[] {
  const speller = new Speller('en', dictionariesOf(ENGLISH));
  const reading = readSpelling(partOf(text), 'en', [speller], new Set(names));
  return conspicuousErrors([reading])
    .flat()
    .map(({ lower }) => lower);
}

test('one slip is not conspicuous, the same slip twice neither, two are', () => {
  assert.deepEqual(errorsOf('we have sent your pracel today'), []);
  assert.deepEqual(errorsOf('we have sent your pracel today and your pracel will come'), []);
  assert.deepEqual(errorsOf('we have sent your pracel todya'), ['pracel', 'todya']);
  assert.deepEqual(errorsOf('we have sent your pracel todya', ['todya']), []);
  assert.deepEqual(errorsOf('we have sent your Pracel Todya PRACEL'), []);
});

test('a text of mostly unknown words is of another language', () => {
  assert.deepEqual(errorsOf('pracel todya frieday sentt wiht lidd comme'), []);
});

test('who writes gibberish is read to a limit', () => {
  const dictionaries = dictionariesOf(ENGLISH);
  const speller = new Speller('en', dictionaries);
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  const word = (n: number): string =>
    `zq${letters[n % 26]}${letters[Math.floor(n / 26) % 26]}${letters[Math.floor(n / 676) % 26]}x`;
  const text = Array.from({ length: 60_000 }, (_, n) => word(n)).join(' ');
  const reading = readSpelling(partOf(text), 'en', [speller], new Set());
  assert.equal(reading.unknown, 80);
  assert.ok(dictionaries.asked < 2_000, `${dictionaries.asked}`);
});
