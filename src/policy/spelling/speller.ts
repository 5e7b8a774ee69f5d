import type { Language } from '../language.ts';
import type { SpellingDictionaries, SpellingDictionary } from './dictionary.ts';
import { NearWords } from './near-words.ts';
import type { NearWord } from './near-words.ts';
import { GrammarPatterns } from './patterns.ts';
import { spellingWords } from './spelling-data.ts';
import { isCompound, isForm } from './word-forms.ts';

/** What is thought of a word: spelled right, a slip of a frequent word, or nothing that can be told. */
export type WordReading =
  | { readonly kind: 'right' }
  | { readonly kind: 'slip'; readonly meant: NearWord }
  | { readonly kind: 'unknown' };

const RIGHT: WordReading = { kind: 'right' };
const UNKNOWN: WordReading = { kind: 'unknown' };
// About 4 MB a language; ordinary mail comes back to the same words.
const MAX_CACHED = 40_000;
const ELISION =
  /^(?:[\p{L}]{1,2}|qu|lorsqu|puisqu|jusqu|quoiqu|quelqu|presqu|aujourd|entr|dell|nell|all|dall|sull|coll|quell|quest|bell|sant|tutt|nient|anch|com|cos|dov|quand|senz|mezz|grand|buon|nessun|ciascun|alcun|un|pover|d|l)'(?=\p{L}{2})/u;
const CLITIC = /'(?:s|t|d|m|re|ve|ll|n|S)$/u;

/** Knows a language's words, from its dictionary and from the engine's own lists. Remembers what it was asked. */
export class Speller {
  readonly patterns: GrammarPatterns;
  readonly #language: Language;
  readonly #dictionary: SpellingDictionary | null;
  readonly #english: SpellingDictionary | null;
  readonly #own: ReadonlySet<string>;
  readonly #misspelt: ReadonlyMap<string, string>;
  readonly #near: NearWords;
  readonly #cache = new Map<string, WordReading>();

  constructor(language: Language, dictionaries: SpellingDictionaries) {
    const { common, misspelt, patterns } = spellingWords(language);
    this.#language = language;
    this.#dictionary = dictionaries.dictionaryOf(language);
    // Trade speaks English everywhere: `tracking`, `return label`.
    this.#english = language === 'en' ? null : dictionaries.dictionaryOf('en');
    this.#own = new Set(common);
    this.#misspelt = misspelt;
    this.#near = new NearWords(common);
    this.patterns = new GrammarPatterns(patterns);
  }

  /** Whether there is a dictionary: without one only listed slips are found. */
  get hasDictionary(): boolean {
    return this.#dictionary !== null;
  }

  /** `word` as written, apostrophes as `'`. */
  read(word: string): WordReading {
    let reading = this.#cache.get(word);
    if (reading === undefined) {
      reading = this.#read(word);
      if (this.#cache.size >= MAX_CACHED) this.#cache.clear();
      this.#cache.set(word, reading);
    }
    return reading;
  }

  /** Whether the word is spelled right in this language, by its dictionary or the engine's own list. */
  knows(word: string): boolean {
    return this.read(word).kind === 'right';
  }

  #knows(word: string): boolean {
    if (this.#own.has(word) || this.#dictionary?.knows(word) === true) return true;
    const lower = word.toLowerCase();
    return lower !== word && (this.#own.has(lower) || this.#dictionary?.knows(lower) === true);
  }

  #read(word: string): WordReading {
    const meant = this.#misspelt.get(word.toLowerCase());
    if (meant !== undefined) return { kind: 'slip', meant: { word: meant, distance: 1 } };
    if (this.#dictionary === null || this.#knows(word)) return RIGHT;
    if (word.includes("'")) {
      const bareWord = word.replace(ELISION, '').replace(CLITIC, '').replace(/'$/u, '');
      return bareWord === word || bareWord.includes("'") ? UNKNOWN : this.read(bareWord);
    }
    return this.#readUnknown(word);
  }

  #readUnknown(word: string): WordReading {
    const knows = (part: string): boolean => this.#own.has(part) || this.#dictionary?.knows(part) === true;
    const lower = word.toLowerCase();
    // A noun without its capital is no slip of its letters.
    if (this.#language === 'de' && lower === word && knows((word[0] ?? '').toUpperCase() + word.slice(1)))
      return RIGHT;
    if (isForm(lower, this.#language, knows) || this.#isEnglish(lower)) return RIGHT;
    const meant = this.#near.find(word);
    // What is one slip from a frequent word is that slip, even where it falls into known parts; but a compound's other
    // ending is none.
    if (meant !== null && meant.distance <= 1 && !sharesStem(word, meant.word))
      return { kind: 'slip', meant };
    if (isCompound(word, this.#language, knows)) return RIGHT;
    return meant === null ? UNKNOWN : { kind: 'slip', meant };
  }

  #isEnglish(lower: string): boolean {
    return lower.length > 2 && this.#english?.knows(lower) === true;
  }
}

/** Whether the words differ in their endings alone. */
function sharesStem(word: string, other: string): boolean {
  const stem = Math.max(word.length, other.length) - 3;
  return stem >= 6 && word.slice(0, stem).toLowerCase() === other.slice(0, stem);
}

const spellers = new WeakMap<SpellingDictionaries, Map<Language, Speller>>();

/** The speller of a language over these dictionaries; made when first asked for and kept with them. */
export function spellerOf(language: Language, dictionaries: SpellingDictionaries): Speller {
  let byLanguage = spellers.get(dictionaries);
  if (byLanguage === undefined) {
    byLanguage = new Map();
    spellers.set(dictionaries, byLanguage);
  }
  let speller = byLanguage.get(language);
  if (speller === undefined) {
    speller = new Speller(language, dictionaries);
    byLanguage.set(language, speller);
  }
  return speller;
}
