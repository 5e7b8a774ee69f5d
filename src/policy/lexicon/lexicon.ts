import type { Language } from '../language.ts';
import { CONCEPTS } from './concepts.ts';
import type { Concept } from './concepts.ts';

/** A language's words as a translator edits them: patterns are separated by ` | `. See docs/policy.md. */
export interface LexiconData {
  readonly language: string;
  readonly concepts: Readonly<Record<string, string>>;
  readonly numbers: Readonly<
    Record<'units' | 'teens' | 'tens' | 'hundreds' | 'compound' | 'double' | 'triple', string> & {
      /** Words for two noughts after a digit. */
      noughts?: string;
    }
  >;
  readonly address: Readonly<Record<'at' | 'atSure' | 'dot' | 'dash' | 'underscore', string>>;
  readonly linkText: Readonly<Record<'generic' | 'neutral', string>>;
  readonly altText: string;
  readonly profanity: Readonly<Record<string, string>>;
}

/** A place where a concept's words stand; offsets are those of the words' text, end exclusive. */
export interface ConceptHit {
  readonly concept: Concept;
  readonly start: number;
  readonly end: number;
  /** Number of words. */
  readonly length: number;
}

/** A word of a text, with offsets into it. */
export interface Word {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const MARKS = /[\u0300-\u036f]/gu;
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  ł: 'l',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  đ: 'd',
};
const MAX_GAP = 3;
const MAX_CACHED = 20_000;

/** Lower case without accents; German's ae, oe, ue as its umlauts, so that both spellings meet. */
export function fold(word: string, language: string): string {
  const lower = word.toLowerCase();
  const bare = /^[\x00-\x7f]*$/u.test(lower)
    ? lower
    : lower
        .normalize('NFD')
        .replace(MARKS, '')
        .replace(/[ßłøæœıđ]/gu, (letter) => LETTERS[letter] ?? letter)
        .normalize('NFC');
  return language === 'de' ? bare.replace(/([aou])e/gu, '$1') : bare;
}

const WORD = /[\p{L}\p{M}]+|\p{N}+|%/gu;

/** Words, numbers and percent signs of a text, in order. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(WORD)) {
    words.push({ start: match.index, end: match.index + match[0].length, text: match[0] });
  }
  return words;
}

export function patternsOf(list: string): string[] {
  return list
    .split('|')
    .map((pattern) => pattern.trim())
    .filter((pattern) => pattern !== '');
}

interface Element {
  readonly group: number;
  /** Up to three words may stand before it. */
  readonly afterGap: boolean;
}

interface Pattern {
  readonly concept: Concept;
  readonly elements: readonly Element[];
}

/** Finds which patterns' first, second, … words a given word may be. */
class Vocabulary {
  readonly #language: string;
  readonly #exact = new Map<string, number[]>();
  readonly #prefixes = new Map<string, number[]>();
  readonly #suffixes = new Map<string, number[]>();
  readonly #infixes: { readonly text: string; readonly group: number }[] = [];
  readonly #groups = new Map<string, number>();
  readonly #cache = new Map<string, ReadonlySet<number> | null>();
  #longestPrefix = 0;
  #longestSuffix = 0;

  constructor(language: string) {
    this.#language = language;
  }

  /** The group of an element such as `(review/rating*)`. */
  group(element: string): number {
    const known = this.#groups.get(element);
    if (known !== undefined) return known;
    const group = this.#groups.size;
    this.#groups.set(element, group);
    for (const alternative of element.replace(/^\(|\)$/gu, '').split('/')) this.#add(alternative, group);
    return group;
  }

  #add(alternative: string, group: number): void {
    const open = alternative.startsWith('*');
    const ends = alternative.endsWith('*');
    const text = fold(alternative.replaceAll('*', ''), this.#language);
    if (text === '') return;
    if (open && ends) this.#infixes.push({ text, group });
    else if (open) {
      this.#longestSuffix = Math.max(this.#longestSuffix, text.length);
      this.#push(this.#suffixes, text, group);
    } else if (ends) {
      this.#longestPrefix = Math.max(this.#longestPrefix, text.length);
      this.#push(this.#prefixes, text, group);
    } else this.#push(this.#exact, text, group);
  }

  #push(map: Map<string, number[]>, text: string, group: number): void {
    const groups = map.get(text);
    if (groups === undefined) map.set(text, [group]);
    else groups.push(group);
  }

  groupsOf(word: string): ReadonlySet<number> | null {
    const known = this.#cache.get(word);
    if (known !== undefined) return known;
    const groups = word.length > 64 ? null : this.#find(fold(word, this.#language));
    if (this.#cache.size >= MAX_CACHED) this.#cache.clear();
    this.#cache.set(word, groups);
    return groups;
  }

  #find(word: string): ReadonlySet<number> | null {
    const found = new Set(this.#exact.get(word));
    for (let length = Math.min(word.length, this.#longestPrefix); length > 0; length -= 1) {
      for (const group of this.#prefixes.get(word.slice(0, length)) ?? []) found.add(group);
    }
    for (let length = Math.min(word.length, this.#longestSuffix); length > 0; length -= 1) {
      for (const group of this.#suffixes.get(word.slice(-length)) ?? []) found.add(group);
    }
    for (const infix of this.#infixes) if (word.includes(infix.text)) found.add(infix.group);
    return found.size === 0 ? null : found;
  }
}

/** `a (b c/d) e` as `a b c e` and `a (d) e`: an alternative of several words is a pattern of its own. */
function expand(pattern: string): string[] {
  for (const group of pattern.matchAll(/\(([^)]*)\)/gu)) {
    const alternatives = (group[1] ?? '').split('/');
    const long = alternatives.filter((alternative) => /[\s'’-]/u.test(alternative));
    if (long.length === 0) continue;
    const short = alternatives.filter((alternative) => !long.includes(alternative));
    const choices = short.length === 0 ? long : [...long, `(${short.join('/')})`];
    const head = pattern.slice(0, group.index);
    const tail = pattern.slice(group.index + group[0].length);
    return choices.flatMap((choice) => expand(head + choice + tail));
  }
  return [pattern];
}

const ELEMENT = /\.\.|\([^)]*\)|[^\s]+/gu;

function splitElement(token: string): string[] {
  if (token.startsWith('(')) return [token];
  // `e-mail` and `l'avis` are two words, as in the text.
  return token.split(/[-'’]/u).filter((word) => word !== '');
}

/** One language's words, ready to be looked up. */
export class Lexicon {
  readonly language: Language;
  readonly data: LexiconData;
  readonly #vocabulary: Vocabulary;
  readonly #byFirst = new Map<number, Pattern[]>();
  readonly #byGroups = new WeakMap<ReadonlySet<number>, readonly Pattern[]>();
  readonly #literals: { readonly concept: Concept; readonly text: string }[] = [];

  constructor(language: Language, data: LexiconData) {
    this.language = language;
    this.data = data;
    this.#vocabulary = new Vocabulary(language);
    for (const concept of CONCEPTS) {
      for (const pattern of patternsOf(data.concepts[concept] ?? '').flatMap(expand))
        this.#addPattern(concept, pattern);
    }
  }

  /** Japanese has no spaces between words: its patterns are looked for as they stand. */
  get hasNoSpaces(): boolean {
    return this.language === 'ja';
  }

  #addPattern(concept: Concept, pattern: string): void {
    if (this.hasNoSpaces) {
      this.#literals.push({ concept, text: pattern.toLowerCase() });
      return;
    }
    const elements: Element[] = [];
    let afterGap = false;
    for (const [token] of pattern.matchAll(ELEMENT)) {
      if (token === '..') {
        afterGap = true;
        continue;
      }
      for (const word of splitElement(token)) {
        elements.push({ group: this.#vocabulary.group(word), afterGap });
        afterGap = false;
      }
    }
    const first = elements[0];
    if (first === undefined || (elements.length === 1 && /^[a-z]$/u.test(pattern))) return;
    const patterns = this.#byFirst.get(first.group);
    if (patterns === undefined) this.#byFirst.set(first.group, [{ concept, elements }]);
    else patterns.push({ concept, elements });
  }

  /** Every place of every concept; `text` is what `words` were taken from. */
  hits(text: string, words: readonly Word[]): ConceptHit[] {
    if (this.hasNoSpaces) return this.#literalHits(text);
    const groups = words.map((word) => this.#vocabulary.groupsOf(word.text));
    const hits: ConceptHit[] = [];
    for (let at = 0; at < words.length; at += 1) {
      const own = groups[at];
      if (own == null) continue;
      for (const pattern of this.#beginningWith(own)) {
        const last = matchFrom(pattern.elements, 1, at, groups);
        if (last === -1) continue;
        hits.push({
          concept: pattern.concept,
          start: words[at]?.start ?? 0,
          end: words[last]?.end ?? 0,
          length: last - at + 1,
        });
      }
    }
    return hits;
  }

  /** The patterns that may begin with a word of these groups; found once per word. */
  #beginningWith(groups: ReadonlySet<number>): readonly Pattern[] {
    let patterns = this.#byGroups.get(groups);
    if (patterns === undefined) {
      patterns = [...groups].flatMap((group) => this.#byFirst.get(group) ?? []);
      this.#byGroups.set(groups, patterns);
    }
    return patterns;
  }

  #literalHits(text: string): ConceptHit[] {
    const lower = text.toLowerCase();
    const hits: ConceptHit[] = [];
    for (const { concept, text: literal } of this.#literals) {
      for (let at = lower.indexOf(literal); at !== -1; at = lower.indexOf(literal, at + literal.length)) {
        hits.push({ concept, start: at, end: at + literal.length, length: Math.ceil(literal.length / 2) });
      }
    }
    return hits.sort((a, b) => a.start - b.start || a.end - b.end);
  }
}

type GroupsOfWords = readonly (ReadonlySet<number> | null)[];

/** Index of the last word when `elements` from `index` on match after word `at`; -1 where they don't. */
function matchFrom(elements: readonly Element[], index: number, at: number, groups: GroupsOfWords): number {
  const element = elements[index];
  if (element === undefined) return at;
  const furthest = at + 1 + (element.afterGap ? MAX_GAP : 0);
  for (let next = at + 1; next <= furthest; next += 1) {
    if (groups[next]?.has(element.group) !== true) continue;
    const last = matchFrom(elements, index + 1, next, groups);
    if (last !== -1) return last;
  }
  return -1;
}
