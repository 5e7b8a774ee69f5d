/**
 * How words are compared in a search: without case, accents and ligatures, `ß` as `ss`. The same as `search_fold` in the
 * database (migration 0018); a test holds them against each other.
 */
export function foldWords(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]+/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('æ', 'ae')
    .replaceAll('œ', 'oe')
    .replaceAll(/[øłđı]/gu, (letter) => FOLDED[letter] ?? letter)
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ');
}

const FOLDED: Readonly<Record<string, string>> = { ø: 'o', ł: 'l', đ: 'd', ı: 'i' };

/** A word that is looked for, in the ways in which it may stand in a text. */
export interface SearchWord {
  /** In lower case, as it was typed: what stems are made of. */
  readonly typed: string;
  /** Folded; a text's word that begins with one of them is found. */
  readonly beginnings: readonly string[];
}

const MOST_WORDS = 8;
const LONGEST_WORD = 60;
/** Shorter ones are found as whole words alone: half of all words begin with an `a` or an `e`. */
export const SHORTEST_BEGINNING = 3;

/** The words of a search. `ä`, `ö`, `ü` are written `ae`, `oe`, `ue` as well, and the other way round. */
export function searchWords(text: string): readonly SearchWord[] {
  return [
    ...text
      .normalize('NFKC')
      .toLowerCase()
      .matchAll(/[\p{L}\p{N}\p{M}]+/gu),
  ]
    .slice(0, MOST_WORDS)
    .map(([word]) => {
      const typed = word.slice(0, LONGEST_WORD);
      const spelt = typed.replaceAll(/[äöü]/gu, (letter) => SPELT[letter] ?? letter);
      const short = spelt.replaceAll(/[aou]e/gu, ([letter = '']) => letter);
      return { typed, beginnings: [...new Set([typed, spelt, short].map(foldWords))] };
    });
}

const SPELT: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue' };

/** Where in a text words stand that were found, as [from, to). */
export type Marks = readonly (readonly [from: number, to: number])[];

/** The places of words that begin as one of `beginnings`, or are it where it is short. */
export function markWords(text: string, beginnings: readonly string[]): Marks {
  const found: [number, number][] = [];
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    const folded = foldWords(word);
    const isFound = beginnings.some((beginning) =>
      beginning.length < SHORTEST_BEGINNING ? folded === beginning : folded.startsWith(beginning),
    );
    if (isFound) found.push([index, index + word.length]);
  }
  return found;
}

/** A part of a text around what was found in it, on one line. */
export interface Excerpt {
  readonly text: string;
  readonly marks: Marks;
}

const BEFORE = 40;
const EXCERPT_LENGTH = 140;

/** The beginning of a text, or where the first word stands that was found. */
export function excerptOf(text: string, beginnings: readonly string[]): Excerpt {
  const line = text.replaceAll(/\s+/gu, ' ').trim();
  const [first] = markWords(line, beginnings);
  let from = first === undefined || first[0] <= BEFORE ? 0 : line.indexOf(' ', first[0] - BEFORE) + 1;
  if (first !== undefined && from > first[0]) [from] = first;
  const part = line.slice(from, from + EXCERPT_LENGTH).toWellFormed();
  const shown = from > 0 ? `…${part}` : part;
  return { text: shown, marks: markWords(shown, beginnings) };
}
