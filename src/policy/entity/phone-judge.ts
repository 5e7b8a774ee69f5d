import { numberWordOf } from '../lexicon/number-words.ts';
import type { TextPart } from '../view/text-part.ts';
import { languageOf } from '../language.ts';
import type { Language } from '../language.ts';
import type { Concept } from '../lexicon/concepts.ts';
import type { ConceptHit } from '../lexicon/lexicon.ts';
import { lexiconOf } from '../lexicon/lexicons.ts';
import type { MessageView, PlacedText } from '../view/message-view.ts';
import { weaker } from '../finding.ts';
import type { Contact } from './contact.ts';
import { placeIn } from './contact.ts';
import { findPhoneCandidates, phoneShape } from './phone.ts';
import type { PhoneCandidate } from './phone.ts';

const COUNTRIES: Readonly<Record<Language, readonly string[]>> = {
  en: ['GB', 'US'],
  de: ['DE', 'AT', 'CH'],
  nl: ['NL', 'BE'],
  fr: ['FR', 'BE', 'CH'],
  es: ['ES'],
  it: ['IT'],
  pl: ['PL'],
  sv: ['SE'],
  ja: ['JP'],
  tr: ['TR'],
};
const NEAR_BEFORE = 60;
const NEAR_AFTER = 40;
const LABEL_BEFORE = 32;

/** Which words stand near a candidate: the last cue before it decides what the number is. */
interface Cues {
  readonly call: boolean;
  readonly label: boolean;
  /** The sentence is about a carrier, a maker or a warranty. */
  readonly exempt: boolean;
}

/** Where the last hit of `concepts` ends that stands at most `reach` characters before the candidate; -1 for none. */
function lastBefore(
  hits: readonly ConceptHit[],
  candidate: PhoneCandidate,
  concepts: readonly Concept[],
  reach: number,
): number {
  let end = -1;
  for (const hit of hits) {
    const distance = candidate.start - hit.end;
    if (concepts.includes(hit.concept) && distance >= 0 && distance <= reach) end = Math.max(end, hit.end);
  }
  return end;
}

const CALLING: readonly Concept[] = ['CALL', 'MESSENGER'];

function cuesOf(hits: readonly ConceptHit[], candidate: PhoneCandidate): Cues {
  const callEnd = lastBefore(hits, candidate, CALLING, NEAR_BEFORE);
  const label = lastBefore(hits, candidate, ['IDCUE'], LABEL_BEFORE) > callEnd;
  const isAfter = (hit: ConceptHit): boolean =>
    hit.start >= candidate.end && hit.start - candidate.end <= NEAR_AFTER;
  const callAfter = !label && hits.some((hit) => CALLING.includes(hit.concept) && isAfter(hit));
  const labelAfter =
    callEnd < 0 && hits.some((hit) => hit.concept === 'IDCUE' && isRightAfter(hit, candidate));
  return { call: callEnd >= 0 || callAfter, label: label || labelAfter, exempt: isExempt(hits, candidate) };
}

const AFTER_WORDS = 30;

const isRightAfter = (hit: ConceptHit, candidate: PhoneCandidate): boolean =>
  hit.start >= candidate.end && hit.start - candidate.end <= AFTER_WORDS;

/**
 * A carrier's, a maker's or a warranty's number. SECURITY: a sentence that only names a carrier exempts no number of the
 * author's own: "the driver couldn't find you, call us on …".
 */
function isExempt(hits: readonly ConceptHit[], candidate: PhoneCandidate): boolean {
  const others = lastBefore(hits, candidate, ['CARRIER', 'MAKER'], Number.POSITIVE_INFINITY);
  const own = lastBefore(hits, candidate, ['OWNCALL'], NEAR_BEFORE);
  if (others >= 0) return own <= others;
  const condition = hits.find((hit) => hit.concept === 'IF' && isRightAfter(hit, candidate));
  return (
    own < 0 &&
    hits.some(
      (hit) =>
        (hit.concept === 'CARRIER' || hit.concept === 'MAKER') &&
        hit.start >= candidate.end &&
        hit.start <= (condition?.start ?? candidate.end + NEAR_AFTER),
    )
  );
}

// `1, 2, 3, 4, 5, 6, 7` and `130, 140, 150`: a list. `255;0;255`: a colour. Telephone numbers begin with a nought.
const LIST = /^\(?(?!0\d)\d{1,3}(?:\s?[,;]\s?\d{1,3}){2,}\)?$/u;
const SMALL_NUMBERS = /^\d{1,2}(?:\s*[,;]\s*\d{1,2}){3,}$/u;
// `16.777.216`: thousands. A Spanish or Polish number has three digits in front too.
const THOUSANDS = /^[1-9]\d?(?:([.,])\d{3})(?:\1\d{3})+$/u;
// `192.168.0.1`: an address of the internet, RFC 791.
const OCTETS = /^(?:(?:0|[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])\.){3}(?:0|[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])$/u;

/** Whether digits of the candidate are a list, an amount, a colour or an internet address. */
function isOtherFigure(text: string, candidate: PhoneCandidate): boolean {
  const shown = text.slice(candidate.start, candidate.end).trim();
  if (SMALL_NUMBERS.test(shown) || LIST.test(shown) || THOUSANDS.test(shown) || OCTETS.test(shown))
    return true;
  const groups = shown.match(/\d{1,15}/gu) ?? [];
  return groups.length === 3 && new Set(groups).size === 1;
}

function isSpelledNumber(candidate: PhoneCandidate, shape: string, cues: Cues): boolean {
  const length = candidate.digits.length;
  if (cues.call) return length >= 7;
  return (length >= 9 && candidate.groups >= 5) || (shape === 'valid' && candidate.groups >= 2);
}

function isWrittenNumber(candidate: PhoneCandidate, shape: string, cues: Cues): boolean {
  const { digits, groups } = candidate;
  const isInternational = digits.startsWith('+') || digits.startsWith('00');
  if (shape === 'no') return false;
  if (cues.call) return true;
  if (digits.startsWith('+')) return true;
  if (shape !== 'valid') return false;
  if (isInternational || digits.startsWith('0')) return groups > 1 || digits.length >= 10;
  return groups >= 3;
}

function isPhone(
  text: string,
  candidate: PhoneCandidate,
  hits: readonly ConceptHit[],
  countries: readonly string[],
): boolean {
  const cues = cuesOf(hits, candidate);
  if (cues.exempt || cues.label) return false;
  if (candidate.touches || isOtherFigure(text, candidate)) return false;
  const shape = phoneShape(candidate.digits, countries);
  return candidate.disguised
    ? isSpelledNumber(candidate, shape, cues)
    : isWrittenNumber(candidate, shape, cues);
}

function countriesOf(view: MessageView, language: Language): string[] {
  const languages = [language, languageOf(view.context.preferredLanguage)];
  const known = languages.flatMap((language) => (language === null ? [] : COUNTRIES[language]));
  return [...new Set([view.context.country, ...known].filter((country) => /^[A-Z]{2}$/u.test(country)))];
}

const FEWEST_NUMBER_WORDS = 3;

/** Most texts hold no digit beside their known numbers, and no three words for numbers. */
function mayHoldNumber(text: TextPart, languages: readonly Language[]): boolean {
  if (/\d/u.test(text.masked)) return true;
  let count = 0;
  for (const word of text.words) {
    if (languages.some((language) => numberWordOf(word.text, language) !== null)) count += 1;
    if (count >= FEWEST_NUMBER_WORDS) return true;
  }
  return false;
}

/** The telephone numbers of one text that lead to the seller. */
export function judgePhones(view: MessageView, placed: PlacedText): Contact[] {
  const { text } = placed;
  const language = view.languageOf(placed);
  const languages = [...new Set<Language>([language, 'en'])];
  if (!mayHoldNumber(text, languages)) return [];
  const candidates = findPhoneCandidates(text.masked, languages);
  if (candidates.length === 0) return [];
  const countries = countriesOf(view, language);
  const lexicon = lexiconOf(language);
  const phones: Contact[] = [];
  for (const candidate of candidates) {
    const sentence = text.readAt(lexicon, candidate.start);
    if (!isPhone(text.masked, candidate, sentence.hits, countries)) continue;
    const isPlain = !candidate.disguised && placed.file !== 'name';
    phones.push({
      place: placeIn(placed, candidate.start, candidate.end),
      around: placeIn(
        placed,
        Math.min(sentence.start, candidate.start),
        Math.max(sentence.end, candidate.end),
      ),
      shown: text.text.slice(candidate.start, candidate.end),
      certainty: weaker(placed.certainty, isPlain ? 'sure' : 'likely'),
    });
  }
  return phones;
}
