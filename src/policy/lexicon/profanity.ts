import type { Language } from '../language.ts';
import type { TextPart } from '../view/text-part.ts';
import { fold, patternsOf } from './lexicon.ts';
import type { Lexicon } from './lexicon.ts';
import { LEXICON_DATA } from './lexicons.ts';

// Å, ä, ö and the dotless ı are letters of their own: Swedish höra is to hear, hora is a whore.
const OWN_LETTERS: ReadonlySet<Language> = new Set(['sv', 'tr']);

const foldWord = (word: string, language: Language): string =>
  OWN_LETTERS.has(language) ? word.toLowerCase() : fold(word, language);

/** A listed word as it is looked up: with its accents and, because people leave them out, without. */
const spellingsOf = (pattern: string, language: Language): string[] => [
  foldWord(pattern, language),
  fold(pattern, language),
];

/** Words that offend. */
export interface FoundProfanity {
  readonly kind: 'profanity' | 'insult' | 'threat';
  readonly certainty: 'sure' | 'likely';
  readonly start: number;
  readonly end: number;
}

interface Tier {
  readonly exact: ReadonlySet<string>;
  readonly prefixes: readonly string[];
}

interface Words {
  /** Which list a word as written is on; words are folded and looked up once. */
  readonly known: Map<string, 'always' | 'insult' | null>;
  readonly always: Tier;
  readonly insult: Tier;
  readonly phrases: readonly string[];
}

function tierOf(list: string, language: Language): Tier {
  const patterns = patternsOf(list).filter((pattern) => !pattern.includes(' '));
  return {
    exact: new Set(
      patterns
        .filter((pattern) => !pattern.endsWith('*'))
        .flatMap((pattern) => spellingsOf(pattern, language)),
    ),
    prefixes: patterns
      .filter((pattern) => pattern.endsWith('*'))
      .flatMap((pattern) => spellingsOf(pattern.slice(0, -1), language)),
  };
}

const cache = new Map<Language, Words>();

function wordsFor(language: Language): Words {
  let words = cache.get(language);
  if (words === undefined) {
    const { profanity } = LEXICON_DATA[language];
    const phrases = patternsOf(profanity.always ?? '').filter((pattern) => pattern.includes(' '));
    words = {
      known: new Map(),
      always: tierOf(profanity.always ?? '', language),
      insult: tierOf(profanity.insult ?? '', language),
      phrases: phrases.map((phrase) => fold(phrase, language)),
    };
    cache.set(language, words);
  }
  return words;
}

const isIn = (tier: Tier, word: string): boolean =>
  tier.exact.has(word) || tier.prefixes.some((prefix) => word.startsWith(prefix));

const MAX_KNOWN = 20_000;

function listOf(words: Words, word: string, language: Language): 'always' | 'insult' | null {
  const known = words.known.get(word);
  if (known !== undefined) return known;
  const folded = foldWord(word, language);
  const list = isIn(words.always, folded) ? 'always' : isIn(words.insult, folded) ? 'insult' : null;
  if (words.known.size >= MAX_KNOWN) words.known.clear();
  words.known.set(word, list);
  return list;
}

// A chunk that hides letters: `sh*t`, `k@k`, `A.r.s.c.h`, `f u c k`.
const STARRED = /(?<![\p{L}\p{N}*@#$])\p{L}[\p{L}*@#$!01345]{1,18}[\p{L}*](?![\p{L}\p{N}*@#$])/gu;
const SPACED = /(?<![\p{L}\p{N}])\p{L}(?:[.\-_*·\s]{1,2}\p{L}){3,20}(?![\p{L}\p{N}])/gu;
const LEET: Readonly<Record<string, string>> = {
  '@': 'a',
  $: 's',
  '!': 'i',
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
};

function unleet(chunk: string): string {
  return chunk.replace(/[@$!01345]/gu, (sign) => LEET[sign] ?? sign);
}

/** Whether a word with letters starred out fits a listed word: every star or sign is one letter. */
function fitsStarred(chunk: string, tier: Tier): boolean {
  const letters = chunk.toLowerCase();
  const fits = (word: string, asPrefix: boolean): boolean => {
    if (asPrefix ? letters.length < word.length : letters.length !== word.length) return false;
    for (let i = 0; i < word.length; i += 1) {
      const sign = letters[i] ?? '';
      if (sign !== '*' && sign !== '#' && unleet(sign) !== word[i]) return false;
    }
    return true;
  };
  for (const word of tier.exact) if (word.length > 2 && fits(word, false)) return true;
  return tier.prefixes.some((word) => word.length > 2 && fits(word, true));
}

// Most texts hold neither; these say so in one pass.
const MAY_BE_STARRED = /\p{L}[*@#$!0-5]{1,9}(?:\p{L}|\*)/u;
const MAY_BE_SPACED = /(?<![\p{L}\p{N}])\p{L}[.\-_*·\s]{1,2}\p{L}[.\-_*·\s]{1,2}\p{L}(?![\p{L}\p{N}])/u;

function findDisguised(text: string, words: Words, language: Language): FoundProfanity[] {
  const found: FoundProfanity[] = [];
  for (const match of MAY_BE_STARRED.test(text) ? text.matchAll(STARRED) : []) {
    const [chunk] = match;
    if (!/[*@#$!01345]/u.test(chunk) || (chunk.match(/[*#]/gu)?.length ?? 0) > chunk.length / 2) continue;
    const folded = fold(chunk, language);
    if (!fitsStarred(folded, words.always)) continue;
    found.push({
      kind: 'profanity',
      certainty: 'likely',
      start: match.index,
      end: match.index + chunk.length,
    });
  }
  for (const match of MAY_BE_SPACED.test(text) ? text.matchAll(SPACED) : []) {
    const letters = fold(match[0].replace(/[^\p{L}]/gu, ''), language);
    if (!isIn(words.always, letters)) continue;
    found.push({
      kind: 'profanity',
      certainty: 'likely',
      start: match.index,
      end: match.index + match[0].length,
    });
  }
  return found;
}

function findWritten(part: TextPart, words: Words, language: Language, lexicon: Lexicon): FoundProfanity[] {
  const found: FoundProfanity[] = [];
  for (const sentence of part.read(lexicon)) {
    const threat = sentence.hits.find((hit) => hit.concept === 'THREAT');
    if (threat !== undefined)
      found.push({ kind: 'threat', certainty: 'likely', start: threat.start, end: threat.end });
    // "Only a fool plays with sockets" insults nobody: an insult needs somebody who is meant.
    const isAddressed = sentence.hits.some((hit) => hit.concept === 'READER');
    const frames = isAddressed ? sentence.hits.filter((hit) => hit.concept === 'INSULTING') : [];
    for (const word of sentence.words) {
      const list = listOf(words, word.text, language);
      if (list === null) continue;
      if (list === 'always')
        found.push({ kind: 'profanity', certainty: 'sure', start: word.start, end: word.end });
      else if (frames.some((frame) => Math.abs(word.start - frame.end) <= 16 && frame.end <= word.start)) {
        found.push({ kind: 'insult', certainty: 'likely', start: word.start, end: word.end });
      }
    }
  }
  return found;
}

/** Literal search for a language without spaces. */
function findLiteral(text: string, words: Words): FoundProfanity[] {
  const found: FoundProfanity[] = [];
  for (const literal of [...words.always.exact, ...words.insult.exact]) {
    const at = text.indexOf(literal);
    if (at !== -1)
      found.push({ kind: 'profanity', certainty: 'likely', start: at, end: at + literal.length });
  }
  return found;
}

function findPhrases(text: string, phrases: readonly string[], language: Language): FoundProfanity[] {
  if (phrases.length === 0) return [];
  const lower = text.toLowerCase();
  const found: FoundProfanity[] = [];
  for (const phrase of phrases) {
    const at = lower.indexOf(phrase);
    const isWhole =
      at !== -1 && !/\p{L}/u.test(lower[at - 1] ?? '') && !/\p{L}/u.test(lower[at + phrase.length] ?? '');
    if (isWhole && language !== 'ja')
      found.push({ kind: 'profanity', certainty: 'sure', start: at, end: at + phrase.length });
  }
  return found;
}

/** Profanity, insults and threats of one text; a language's list is never run on another's words. */
export function findProfanity(part: TextPart, language: Language, lexicon: Lexicon): FoundProfanity[] {
  const words = wordsFor(language);
  if (lexicon.hasNoSpaces) return findLiteral(part.text, words);
  return [
    ...findWritten(part, words, language, lexicon),
    ...findPhrases(part.text, words.phrases, language),
    ...findDisguised(part.text, words, language),
  ];
}
