import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { LANGUAGES } from '#policy/language.ts';
import type { Language } from '#policy/language.ts';
import { openDictionaries, packagesFor } from './open-dictionaries.ts';

const WORDS: Readonly<Partial<Record<Language, readonly [right: string, wrong: string]>>> = {
  en: ['colour', 'colur'],
  de: ['Lieferung', 'Liferung'],
  nl: ['bestelling', 'bestteling'],
  fr: ['livraison', 'livraizon'],
  es: ['dirección', 'direcsión'],
  it: ['consegna', 'consgna'],
  pl: ['przesyłka', 'przesyka'],
  sv: ['leverans', 'leverasn'],
  tr: ['sipariş', 'siparişş'],
};

test('opening them leaves the process’s faults to the process', async () => {
  const faults = process.listeners('uncaughtException');
  await openDictionaries();
  await openDictionaries();
  assert.deepEqual(process.listeners('uncaughtException'), faults);
});

test('every language but Japanese has a dictionary that tells words from slips', async () => {
  const dictionaries = await openDictionaries();
  for (const language of LANGUAGES) {
    const dictionary = dictionaries.dictionaryOf(language);
    const words = WORDS[language];
    if (words === undefined) {
      assert.equal(dictionary, null, language);
      continue;
    }
    assert.ok(dictionary !== null, language);
    assert.ok(dictionary.knows(words[0]), words[0]);
    assert.ok(!dictionary.knows(words[1]), words[1]);
    assert.ok(!dictionary.knows('x'.repeat(500)));
    assert.equal(dictionaries.dictionaryOf(language), dictionary, 'read once');
  }
});

test('both Englishes are known', async () => {
  const english = (await openDictionaries()).dictionaryOf('en');
  for (const word of ['grey', 'gray', 'catalogue', 'catalog', 'organise', 'organize'])
    assert.ok(english?.knows(word), word);
});

test('no dictionary under the GPL is a dependency', () => {
  const { dependencies } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const gpl = [
    '@cspell/dict-de-de',
    'dictionary-de',
    '@cspell/dict-it-it',
    'dictionary-it',
    '@cspell/dict-sv',
  ];
  assert.deepEqual(
    gpl.filter((name) => name in dependencies),
    [],
  );
  for (const name of LANGUAGES.filter((one) => one !== 'ja').flatMap(packagesFor))
    assert.ok(name in dependencies || gpl.includes(name), name);
});
