import { LANGUAGES } from '../language.ts';
import type { Language } from '../language.ts';
import data from './function-words.json' with { type: 'json' };
import { patternsOf } from './lexicon.ts';
import type { Word } from './lexicon.ts';
import { LEXICON_DATA } from './lexicons.ts';

/** A language's small words, and the whole words that its lexicon holds. */
function wordsIn(language: Language): Set<string> {
  const words = new Set(data[language].split(' '));
  for (const list of Object.values(LEXICON_DATA[language].concepts)) {
    for (const pattern of patternsOf(list)) {
      for (const word of pattern.split(/[\s()/.'’-]+/u))
        if (word.length > 3 && !word.includes('*')) words.add(word.toLowerCase());
    }
  }
  words.delete('');
  return words;
}

let bits: ReadonlyMap<string, number> | null = null;

/** Word → the languages that know it, one bit for each. */
function languageBits(): ReadonlyMap<string, number> {
  const map = new Map<string, number>();
  for (const [index, language] of LANGUAGES.entries()) {
    for (const word of wordsIn(language)) map.set(word, (map.get(word) ?? 0) | (1 << index));
  }
  return map;
}

const FIRST_WORDS = 100;
const FEWEST_VOTES = 4;
const LONGEST = 16;

/** How many of the first words each language knows, in the order of `LANGUAGES`. */
function votesOf(words: readonly Word[]): Int32Array {
  bits ??= languageBits();
  const votes = new Int32Array(LANGUAGES.length);
  for (let at = 0; at < words.length && at < FIRST_WORDS; at += 1) {
    const word = words[at]?.text ?? '';
    const own = word.length > LONGEST ? undefined : (bits.get(word) ?? bits.get(word.toLowerCase()));
    if (own !== undefined) addVotes(votes, own);
  }
  return votes;
}

function addVotes(votes: Int32Array, own: number): void {
  for (let index = 0; index < votes.length; index += 1)
    votes[index] = (votes[index] ?? 0) + ((own >> index) & 1);
}

/**
 * Whether a text's words say by themselves that it is written in `language`: four at least that this language knows, and
 * three times as many as any other knows. False says nothing.
 */
export function areWordsOf(words: readonly Word[], language: Language): boolean {
  const votes = votesOf(words);
  const wanted = votes[LANGUAGES.indexOf(language)] ?? 0;
  if (wanted < FEWEST_VOTES) return false;
  return votes.every((count, index) => LANGUAGES[index] === language || count * 3 <= wanted);
}
