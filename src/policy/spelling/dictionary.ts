import type { Language } from '../language.ts';

/** The words of one language, as spelling dictionaries have them. */
export interface SpellingDictionary {
  /** Whether `word` is spelled right as it stands, letter case included. Any text may be asked for. */
  knows(word: string): boolean;
}

/**
 * Where the engine gets its dictionaries from. They are read from files, so they come in as a value: see
 * `dictionaries/open-dictionaries.ts`. Asking for a language may read it in.
 */
export interface SpellingDictionaries {
  /** Null where there is no dictionary for the language: then its spelling isn't judged (requirements 12.10). */
  dictionaryOf(language: Language): SpellingDictionary | null;
}

export const NO_DICTIONARIES: SpellingDictionaries = { dictionaryOf: () => null };
