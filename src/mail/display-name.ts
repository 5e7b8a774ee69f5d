import { cleanLine } from './subject.ts';

/** More than a shop's name needs; a longer one pushes the address out of sight (threats I7). UTF-16 units. */
const LONGEST_DISPLAY_NAME = 64;
/** What is looked at, so that 64 KiB without a space cost nothing. */
const LONGEST_INPUT = 500;

/** An address or what looks like one, in ASCII, full-width or small form; brackets around it go too. */
const ADDRESS_WORD = /[^\s@＠﹫]*[@＠﹫]\S*/gu;
/** Quotes and brackets that open another syntax, backslashes, and the marks of RFC 2047 encoded words. */
const SYNTAX = /["“”„«»‹›<>＜＞\\,;:]|=\?|\?=/gu;

/**
 * Makes a name fit to stand beside one of our addresses (threats I7, relay paper section 4): no `@` and no word
 * that has one, no quotes, brackets, control, bidi or zero-width characters, at most 64 UTF-16 units. Empty
 * where nothing is left; the caller has a word for that. Takes names of our own profiles or decoded ones.
 */
export function cleanDisplayName(text: string): string {
  const line = cleanLine(text, LONGEST_INPUT);
  const plain = line
    .replace(ADDRESS_WORD, ' ')
    .replace(SYNTAX, ' ')
    .replace(/[@＠﹫]/gu, '');
  return cleanLine(plain, LONGEST_DISPLAY_NAME);
}
