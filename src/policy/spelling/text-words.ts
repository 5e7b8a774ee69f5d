import type { TextPart } from '../view/text-part.ts';

/** A word of a text with what stands around it. Offsets are those of the part's normal text. */
export interface TextWord {
  readonly start: number;
  readonly end: number;
  /** Lower case, apostrophes as `'`. */
  readonly lower: string;
  /** As written, apostrophes as `'`. */
  readonly text: string;
  /** Part of an address, a number, a file's name, a hyphenated or starred word: not for a dictionary. */
  readonly isOdd: boolean;
  /** What parts it from the word before: nothing but white space, a comma, or something else. */
  readonly gap: 'space' | 'comma' | 'other';
}

const WORD = /[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu;
const STICKS_BEFORE = /[\d_@#/\\&~+*=<>|^\ufffc$%\-\u2010-\u2013.·]/u;
const STICKS_AFTER = /[\d_@#/\\&~+*=<>|^\ufffc$%\-\u2010-\u2013(]/u;
// SECURITY: a text of a megabyte is judged by its beginning.
const MAX_WORDS = 4_000;

function gapBetween(text: string, from: number, to: number): TextWord['gap'] {
  const gap = text.slice(from, Math.min(to, from + 4));
  if (to - from > 3) return gap.trim() === '' && !gap.includes('\n') ? 'space' : 'other';
  if (/^[^\S\n]+\n?$|^\n$/u.test(gap)) return 'space';
  return /^\s?,\s*$/u.test(gap) ? 'comma' : 'other';
}

function sticks(text: string, start: number, end: number): boolean {
  if (start > 0 && STICKS_BEFORE.test(text[start - 1] ?? '')) return true;
  if (STICKS_AFTER.test(text[end] ?? '')) return true;
  // An apostrophe at a word's end leaves letters out, or stands for an accent: `piu'`.
  if (text[end] === "'" || text[end] === '’') return true;
  // `marketplace.example`, `e.g`: a stop with a letter after it ends no sentence.
  return /[.:·]/u.test(text[end] ?? '') && /[\p{L}\d]/u.test(text[end + 1] ?? '');
}

/** The words of a text, those of addresses, links and numbers left out. */
export function textWords(part: TextPart): TextWord[] {
  const text = part.masked;
  const words: TextWord[] = [];
  let last = 0;
  for (const match of text.matchAll(WORD)) {
    if (words.length >= MAX_WORDS) break;
    const start = match.index;
    const end = start + match[0].length;
    const shown = match[0].includes('’') ? match[0].replaceAll('’', "'") : match[0];
    words.push({
      start,
      end,
      text: shown,
      lower: shown.toLowerCase(),
      isOdd: sticks(text, start, end),
      gap: words.length === 0 ? 'other' : gapBetween(text, last, start),
    });
    last = end;
  }
  return words;
}
