import { LANGUAGES } from '../language.ts';
import type { Language } from '../language.ts';
import { fold } from './lexicon.ts';
import type { LexiconData } from './lexicon.ts';
import { LEXICON_DATA } from './lexicons.ts';

/** What a word says in a telephone number that is read out: digits, or how often the next digit stands. */
export type NumberWord =
  | {
      readonly kind: 'digits';
      readonly digits: string;
      readonly value: number;
      readonly rank: 'unit' | 'teen' | 'ten' | 'hundred';
    }
  | { readonly kind: 'repeat'; readonly times: number };

const flat = (word: string): string => fold(word, 'en');
const split = (list: string): string[][] =>
  list === ''
    ? []
    : list.split(' ').map((entry) => entry.split('/').map((word) => word.split('-').map(flat).join('')));

function addCompounds(
  words: Map<string, NumberWord>,
  units: string[][],
  tens: string[][],
  join: string | null,
): void {
  for (const [t, tenForms] of tens.entries()) {
    for (const [u, unitForms] of units.entries()) {
      if (u === 0) continue;
      const value = (t + 2) * 10 + u;
      const entry: NumberWord = { kind: 'digits', digits: String(value), value, rank: 'teen' };
      for (const ten of tenForms) {
        for (const unit of unitForms) {
          // Italian drops the ten's last vowel before uno and otto.
          const forms = join === null ? [ten + unit, ten.slice(0, -1) + unit] : [unit + join + ten];
          for (const form of forms) if (!words.has(form)) words.set(form, entry);
        }
      }
    }
  }
}

function addAllCompounds(
  words: Map<string, NumberWord>,
  form: string,
  units: string[][],
  tens: string[][],
): void {
  if (form === 'unit+und+ten') addCompounds(words, units, tens, 'und');
  if (form === 'unit+en+ten') addCompounds(words, units, tens, 'en');
  if (form === 'ten+unit') addCompounds(words, units, tens, null);
  // `veinticuatro` is one word; the other tens stand apart from their units.
  if (form === 'tens y units') addCompounds(words, units, tens.slice(0, 1), null);
}

function numberWords(data: LexiconData): Map<string, NumberWord> {
  const words = new Map<string, NumberWord>();
  const { numbers } = data;
  const units = split(numbers.units);
  const tens = split(numbers.tens);
  const add = (forms: string[], value: number, rank: 'unit' | 'teen' | 'ten' | 'hundred'): void => {
    for (const form of forms) words.set(form, { kind: 'digits', digits: String(value), value, rank });
  };
  for (const [value, forms] of units.entries()) add(forms, value, 'unit');
  for (const [index, forms] of split(numbers.teens).entries()) add(forms, index + 10, 'teen');
  for (const [index, forms] of tens.entries()) add(forms, (index + 2) * 10, 'ten');
  for (const [index, forms] of split(numbers.hundreds).entries()) add(forms, (index + 1) * 100, 'hundred');
  addAllCompounds(words, numbers.compound, units, tens);
  // "oh eight hundred": two noughts after a digit.
  for (const form of (numbers.noughts ?? '').split('/'))
    if (form !== '') words.set(flat(form), { kind: 'digits', digits: '00', value: 0, rank: 'teen' });
  for (const form of numbers.double.split('/'))
    if (form !== '') words.set(flat(form), { kind: 'repeat', times: 2 });
  for (const form of numbers.triple.split('/'))
    if (form !== '') words.set(flat(form), { kind: 'repeat', times: 3 });
  return words;
}

const byLanguage = new Map<Language, ReadonlyMap<string, NumberWord>>(
  LANGUAGES.map((language) => [language, numberWords(LEXICON_DATA[language])]),
);

const MAX_KNOWN = 20_000;
/** What words as written say, so that each is folded once. */
const known = new Map<Language, Map<string, NumberWord | null>>(
  LANGUAGES.map((language) => [language, new Map<string, NumberWord | null>()]),
);

/** What `word` says in a number read out in `language`; null where it says nothing. */
export function numberWordOf(word: string, language: Language): NumberWord | null {
  const cache = known.get(language);
  const cached = cache?.get(word);
  if (cached !== undefined || cache === undefined) return cached ?? null;
  const found = byLanguage.get(language)?.get(flat(word)) ?? null;
  if (cache.size >= MAX_KNOWN) cache.clear();
  cache.set(word, found);
  return found;
}
