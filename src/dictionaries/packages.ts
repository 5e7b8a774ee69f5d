import type { Language } from '#policy/language.ts';

/** Which packages hold a language's words, and how they are read. */
export type DictionarySource =
  /** Graphs of words in cspell's format, `.gz` or not; a word of any of them is known. */
  | { readonly kind: 'graph'; readonly files: readonly string[] }
  /** Hunspell's rules and stems: `index.aff` and `index.dic` of a package. */
  | { readonly kind: 'hunspell'; readonly package: string }
  /** JSON files whose strings are word forms. */
  | { readonly kind: 'forms'; readonly files: readonly string[] };

const FORMS = ['words-dict/dist/words', 'verbs-dict/dist/verbs', 'adjectives-dict/dist/adjectives'];

function formsOf(language: 'german' | 'italian'): DictionarySource {
  return { kind: 'forms', files: FORMS.map((file) => `${language}-${file}.json`) };
}

const graph = (...files: readonly string[]): DictionarySource => ({ kind: 'graph', files });
const hunspell = (name: string): DictionarySource => ({ kind: 'hunspell', package: name });

/**
 * The sources of each language; the first whose packages are installed is taken. Those under the GPL come first and
 * are no dependencies of Parley: an operator adds them or doesn't (requirements 12.10, docs/adr/0011). Japanese has
 * no spaces between words and isn't judged.
 */
export const DICTIONARY_SOURCES: Readonly<Record<Language, readonly DictionarySource[]>> = {
  en: [graph('@cspell/dict-en_us/en_US.trie.gz', '@cspell/dict-en-gb/en_GB.trie.gz')],
  de: [graph('@cspell/dict-de-de/de_DE.trie.gz'), hunspell('dictionary-de'), formsOf('german')],
  nl: [graph('@cspell/dict-nl-nl/Dutch.trie.gz')],
  fr: [graph('@cspell/dict-fr-fr/fr-fr.trie.gz')],
  es: [graph('@cspell/dict-es-es/Spanish.trie.gz')],
  it: [graph('@cspell/dict-it-it/dict/it-it.trie'), hunspell('dictionary-it'), formsOf('italian')],
  pl: [graph('@cspell/dict-pl_pl/pl_pl.trie.gz')],
  sv: [hunspell('dictionary-sv')],
  tr: [hunspell('dictionary-tr')],
  ja: [],
};
