import type { Language } from '../language.ts';
import { patternsOf } from '../lexicon/lexicon.ts';
import commonDe from './frequent-words/de.json' with { type: 'json' };
import commonEn from './frequent-words/en.json' with { type: 'json' };
import commonEs from './frequent-words/es.json' with { type: 'json' };
import commonFr from './frequent-words/fr.json' with { type: 'json' };
import commonIt from './frequent-words/it.json' with { type: 'json' };
import commonNl from './frequent-words/nl.json' with { type: 'json' };
import commonPl from './frequent-words/pl.json' with { type: 'json' };
import commonSv from './frequent-words/sv.json' with { type: 'json' };
import commonTr from './frequent-words/tr.json' with { type: 'json' };
import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import es from './es.json' with { type: 'json' };
import fr from './fr.json' with { type: 'json' };
import it from './it.json' with { type: 'json' };
import nl from './nl.json' with { type: 'json' };
import pl from './pl.json' with { type: 'json' };
import sv from './sv.json' with { type: 'json' };
import tr from './tr.json' with { type: 'json' };

/** A language's words as a translator edits them; see docs/policy.md. */
interface SpellingData {
  readonly language: string;
  /** Words of parcels, orders and shops, parted by spaces. */
  readonly shop: string;
  /** Pronouns, particles and auxiliaries, for languages whose dictionary lists nouns, verbs and adjectives alone. */
  readonly grammar?: string;
  /** `wrong=right`, parted by ` | `: slips so frequent that they need no dictionary. */
  readonly misspelt: string;
  /** Words that can't follow each other: see `patterns.ts`. */
  readonly patterns: string;
}

const DATA: Readonly<
  Partial<
    Record<Language, { readonly own: SpellingData; readonly common: { readonly words: readonly string[] } }>
  >
> = {
  en: { own: en, common: commonEn },
  de: { own: de, common: commonDe },
  nl: { own: nl, common: commonNl },
  fr: { own: fr, common: commonFr },
  es: { own: es, common: commonEs },
  it: { own: it, common: commonIt },
  pl: { own: pl, common: commonPl },
  sv: { own: sv, common: commonSv },
  tr: { own: tr, common: commonTr },
};

/** What the engine itself knows of a language's spelling, beside its dictionary. */
export interface SpellingWords {
  /** Frequent words, the shop's first. */
  readonly common: readonly string[];
  /** Frequent slips and what was meant, lower case. */
  readonly misspelt: ReadonlyMap<string, string>;
  readonly patterns: readonly string[];
}

const read = new Map<Language, SpellingWords>();

const NONE: SpellingWords = { common: [], misspelt: new Map(), patterns: [] };

function readData(language: Language): SpellingWords {
  const data = DATA[language];
  if (data === undefined) return NONE;
  const { shop, grammar = '', misspelt, patterns } = data.own;
  const pairs = patternsOf(misspelt).map((pair): [string, string] => {
    const [wrong = '', right = ''] = pair.split('=');
    return [wrong.trim().toLowerCase(), right.trim()];
  });
  const wrongs = new Set(pairs.map(([wrong]) => wrong));
  return {
    common: [...new Set([shop, grammar, ...data.common.words].flatMap((line) => line.split(' ')))].filter(
      (word) => word !== '' && !wrongs.has(word),
    ),
    misspelt: new Map(pairs),
    patterns: patternsOf(patterns),
  };
}

/** The words of a language; read when first asked for and kept. Empty for a language that has none. */
export function spellingWords(language: Language): SpellingWords {
  let words = read.get(language);
  if (words === undefined) {
    words = readData(language);
    read.set(language, words);
  }
  return words;
}
