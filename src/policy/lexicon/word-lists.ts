import { LANGUAGES } from '../language.ts';
import type { Language } from '../language.ts';
import { fold, patternsOf, wordsOf } from './lexicon.ts';
import { LEXICON_DATA } from './lexicons.ts';

/** Words that stand for `@`, `.`, `-` and `_` when an address is written out, lower case without accents. */
export interface AddressWords {
  /** Common words too: they count in brackets, or beside a written-out dot. */
  readonly at: ReadonlySet<string>;
  /** Words that mean nothing else. */
  readonly atSure: ReadonlySet<string>;
  readonly dot: ReadonlySet<string>;
  readonly dash: ReadonlySet<string>;
  readonly underscore: ReadonlySet<string>;
}

const flat = (word: string): string => fold(word, 'en');

function union(lists: readonly string[]): ReadonlySet<string> {
  return new Set(lists.flatMap(patternsOf).map(flat));
}

function joinAddressWords(): AddressWords {
  const all = LANGUAGES.map((language) => LEXICON_DATA[language].address);
  return {
    at: union(all.map((words) => words.at)),
    atSure: union(all.map((words) => words.atSure)),
    dot: union(all.map((words) => words.dot)),
    dash: union(all.map((words) => words.dash)),
    underscore: union(all.map((words) => words.underscore)),
  };
}

/** All languages together: who disguises an address borrows words. */
export const ADDRESS_WORDS: AddressWords = joinAddressWords();

interface LinkWords {
  readonly generic: ReadonlySet<string>;
  readonly neutral: ReadonlySet<string>;
}

function linkWordsOf(language: Language): LinkWords {
  const { generic, neutral } = LEXICON_DATA[language].linkText;
  const words = (list: string): Set<string> =>
    new Set(
      list
        .split(/\s+/u)
        .filter((word) => word !== '')
        .map(flat),
    );
  return { generic: words(generic), neutral: words(neutral) };
}

const linkWords = new Map<Language, LinkWords>(
  LANGUAGES.map((language) => [language, linkWordsOf(language)]),
);

/** Whether a link's text says nothing about where it goes, in any of the languages. */
export function isGenericLinkText(text: string): boolean {
  const words = wordsOf(text).map((word) => flat(word.text));
  if (words.length === 0 || words.length > 8) return false;
  for (const { generic, neutral } of linkWords.values()) {
    if (
      words.every((word) => generic.has(word) || neutral.has(word)) &&
      words.some((word) => generic.has(word))
    )
      return true;
  }
  const bare = text.replace(/[\s。、.!]/gu, '');
  const ja = linkWords.get('ja');
  return (
    ja !== undefined &&
    [...ja.generic].some((word) => bare === word || [...ja.neutral].some((tail) => bare === word + tail))
  );
}

/** Alternative texts that say no more than that there is a picture. */
export const EMPTY_ALT_TEXTS: ReadonlySet<string> = union(
  LANGUAGES.map((language) => LEXICON_DATA[language].altText),
);
