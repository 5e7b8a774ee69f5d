import { LATIN_PHRASES } from './phrases-latin.ts';
import { OTHER_SCRIPT_PHRASES } from './phrases-other-scripts.ts';
import type { QuotePhrases } from './phrases.ts';

/** Every language of the table. */
export const PHRASES: readonly QuotePhrases[] = [...LATIN_PHRASES, ...OTHER_SCRIPT_PHRASES];

/** Lower case for comparing; the Turkish dotted capital loses the dot that Unicode leaves beside it. */
export function folded(text: string): string {
  const lower = text.toLowerCase();
  return lower.includes('\u0307') ? lower.replaceAll('i\u0307', 'i') : lower;
}

/** Takes a cell of the table apart. */
export function alternatives(cell: string): string[] {
  return cell
    .split('|')
    .map((phrase) => folded(phrase.trim()).normalize('NFC'))
    .filter((phrase) => phrase !== '');
}

/** All alternatives of one column, over all languages, longest first so that a longer phrase wins. */
export function column(name: Exclude<keyof QuotePhrases, 'language' | 'nameAfterVerb'>): string[] {
  const all = new Set(PHRASES.flatMap((row) => alternatives(row[name])));
  return [...all].sort((a, b) => b.length - a.length);
}

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;
const WORD = /[\p{L}\p{M}\p{N}]/u;

/** Where a phrase stands in a text. */
export interface PhrasePlace {
  readonly index: number;
  readonly phrase: string;
}

/** Whether the place begins and ends at the edge of a word; scripts without spaces have no such edges. */
function isWhole(text: string, { index, phrase }: PhrasePlace): boolean {
  const end = index + phrase.length;
  const opens = index === 0 || UNSPACED.test(phrase[0] ?? '') || !WORD.test(text[index - 1] ?? '');
  const closes = end === text.length || UNSPACED.test(phrase.at(-1) ?? '') || !WORD.test(text[end] ?? '');
  return opens && closes;
}

const WORDS = /[\p{L}\p{M}\p{N}]+/gu;

/** Phrases by the word that they begin with. */
export interface PhraseIndex {
  readonly all: readonly string[];
  readonly byWord: ReadonlyMap<string, readonly string[]>;
  /** Those that may begin within a word. */
  readonly others: readonly string[];
}

export function phraseIndex(phrases: readonly string[]): PhraseIndex {
  const firstWord = (phrase: string): string | null =>
    UNSPACED.test(phrase) || !WORD.test(phrase[0] ?? '') ? null : (phrase.match(WORDS)?.[0] ?? null);
  const spaced = phrases.filter((phrase) => firstWord(phrase) !== null);
  return {
    all: phrases,
    byWord: Map.groupBy(spaced, (phrase) => firstWord(phrase) ?? ''),
    others: phrases.filter((phrase) => firstWord(phrase) === null),
  };
}

/** The phrases that may stand in a text: of most texts, none. */
function phrasesIn(lower: string, { all, byWord, others }: PhraseIndex): readonly string[] {
  // The edges of words are told by single units.
  if (/[\ud800-\udfff]/.test(lower)) return all;
  const found = new Set(others);
  for (const [word] of lower.matchAll(WORDS)) for (const phrase of byWord.get(word) ?? []) found.add(phrase);
  return [...found];
}

/**
 * Finds the last of the phrases in a text as whole words. Plain searches, one per phrase that may be there: their
 * time grows with the length of the text alone.
 *
 * @param lower text in lower case
 */
export function lastPhrase(lower: string, index: PhraseIndex): PhrasePlace | null {
  let last: PhrasePlace | null = null;
  for (const phrase of phrasesIn(lower, index)) {
    const place = { index: lower.lastIndexOf(phrase), phrase };
    if (place.index === -1 || !isWhole(lower, place)) continue;
    // A longer phrase that ends at the same place is the better reading ("het volgende geschreven").
    const more = last === null ? 1 : place.index + phrase.length - last.index - last.phrase.length;
    if (more > 0 || (more === 0 && phrase.length > (last?.phrase.length ?? 0))) last = place;
  }
  return last;
}

/** Whether one of the phrases opens the text. */
export function opensWithPhrase(lower: string, phrases: readonly string[]): boolean {
  return phrases.some((phrase) => lower.startsWith(phrase) && isWhole(lower, { index: 0, phrase }));
}
