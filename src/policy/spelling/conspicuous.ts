import type { Language } from '../language.ts';
import type { TextPart } from '../view/text-part.ts';
import type { Speller } from './speller.ts';
import { textWords } from './text-words.ts';
import type { TextWord } from './text-words.ts';

/** An error that a reader stumbles over. Offsets are those of the part's normal text. */
export interface SpellingError {
  readonly kind: 'word' | 'grammar';
  readonly start: number;
  readonly end: number;
  /** What is written, in lower case. */
  readonly lower: string;
  /** What was probably meant; null for grammar. */
  readonly meant: string | null;
  /** Nothing but accents is wrong. */
  readonly onlyAccents: boolean;
}

/** The errors of a text and how many of its words were judged. */
export interface SpellingReading {
  readonly errors: readonly SpellingError[];
  readonly judged: number;
  readonly unknown: number;
}

const MIN_LENGTH = 3;
// SECURITY: looking for what was meant costs tens of microseconds; who writes gibberish is judged by its beginning.
const MAX_UNKNOWN = 80;
const LOWER = /^[\p{Ll}\p{M}']+$/u;
const GERMAN_NOUN = /^\p{Lu}[\p{Ll}\p{M}]{5,}$/u;
const NOUN_CUE =
  /^(?:der|die|das|den|dem|des|ein|eine|einen|einem|einer|eines|ihr|ihre|ihren|ihrem|ihrer|mein|meine|unser|unsere|unserer|diese|dieser|dieses|kein|keine|im|am|zum|zur|beim|vom)$/u;

/** Whether a word's letter case lets it be judged: names and abbreviations have capitals. */
function isJudged(words: readonly TextWord[], at: number, language: Language): boolean {
  const word = words[at];
  if (word === undefined || word.isOdd || word.lower.length < MIN_LENGTH) return false;
  if (LOWER.test(word.text)) return true;
  if (language !== 'de' || !GERMAN_NOUN.test(word.text)) return false;
  // A noun with its article or possessive before it is no name.
  const before = words[at - 1];
  return word.gap === 'space' && before !== undefined && NOUN_CUE.test(before.lower);
}

/** Reads a text's words: `spellers` are the text's language first, then others whose words may stand in it. */
export function readSpelling(
  part: TextPart,
  language: Language,
  spellers: readonly Speller[],
  names: ReadonlySet<string>,
): SpellingReading {
  const [own, ...others] = spellers;
  if (own === undefined) return { errors: [], judged: 0, unknown: 0 };
  const words = textWords(part);
  const errors: SpellingError[] = own.patterns.find(words).map(({ first, last }) => ({
    kind: 'grammar',
    start: words[first]?.start ?? 0,
    end: words[last]?.end ?? 0,
    lower: words
      .slice(first, last + 1)
      .map(({ lower }) => lower)
      .join(' '),
    meant: null,
    onlyAccents: false,
  }));
  let judged = 0;
  let unknown = 0;
  for (let at = 0; at < words.length && unknown < MAX_UNKNOWN; at += 1) {
    const word = words[at];
    if (word === undefined || !isJudged(words, at, language)) continue;
    judged += 1;
    const reading = own.read(word.text);
    if (reading.kind === 'right' || names.has(word.lower)) continue;
    if (others.some((speller) => speller.hasDictionary && speller.knows(word.text))) continue;
    unknown += 1;
    if (reading.kind === 'unknown') continue;
    const { word: meant, distance } = reading.meant;
    errors.push({
      kind: 'word',
      start: word.start,
      end: word.end,
      lower: word.lower,
      meant,
      onlyAccents: distance === 0,
    });
  }
  return { errors, judged, unknown };
}

const FEWEST_WORDS = 2;
// Who has no keys for accents leaves them all out; that is a style, and takes more to be conspicuous.
const FEWEST_WITHOUT_ACCENTS = 3;
// With more of them the text is of another trade or language than the dictionary.
const MOST_UNKNOWN = 0.5;

/** The errors that together are conspicuous (policy guideline: one slip is not); else none. */
export function conspicuousErrors(
  readings: readonly SpellingReading[],
): readonly (readonly SpellingError[])[] {
  const judged = readings.reduce((sum, reading) => sum + reading.judged, 0);
  const unknown = readings.reduce((sum, reading) => sum + reading.unknown, 0);
  const errors = readings.flatMap((reading) => reading.errors);
  const grammar = errors.some(({ kind }) => kind === 'grammar');
  const slips = new Set(
    errors.filter(({ kind, onlyAccents }) => kind === 'word' && !onlyAccents).map(({ lower }) => lower),
  );
  const bare = new Set(errors.filter(({ onlyAccents }) => onlyAccents).map(({ lower }) => lower));
  const isForeign = judged >= 6 && unknown > judged * MOST_UNKNOWN;
  const enough =
    slips.size >= FEWEST_WORDS ||
    (slips.size > 0 && slips.size + bare.size >= FEWEST_WORDS) ||
    bare.size >= FEWEST_WITHOUT_ACCENTS;
  if (!grammar && (!enough || isForeign)) return readings.map(() => []);
  return readings.map((reading) => reading.errors);
}
