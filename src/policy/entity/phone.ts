import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { CountryCode } from 'libphonenumber-js/max';
import type { Language } from '../language.ts';
import { numberWordOf } from '../lexicon/number-words.ts';
import type { NumberWord } from '../lexicon/number-words.ts';
import { fold } from '../lexicon/lexicon.ts';

/** A run of digits, or of words for digits, that may be a telephone number. */
export interface PhoneCandidate {
  /** Digits, `+` before them where it was written. */
  readonly digits: string;
  readonly start: number;
  readonly end: number;
  /** Words or letters stand for some of the digits. */
  readonly disguised: boolean;
  /** Groups of digits as written. */
  readonly groups: number;
  /** A letter or a sign of another kind of number touches it. */
  readonly touches: boolean;
}

const TOKEN = /\d+|\p{L}+/gu;
// Signs between the groups of a number; a sentence doesn't go on over more of them.
const GAP = /^[\s().\-–—−/\\·•_*,;:|+~'’"“”]{0,4}$/u;
const LOOK_ALIKE: Readonly<Record<string, string>> = { o: '0', l: '1', i: '1', s: '5', b: '8', z: '2' };
const MIN_DIGITS = 7;
const MAX_DIGITS = 16;
const MAX_TOKENS = 32;

interface Piece {
  readonly digits: string;
  readonly start: number;
  readonly end: number;
  readonly word: NumberWord | null;
  readonly spelled: boolean;
}

function lookAlikeDigits(word: string): string | null {
  if (word.length > 4) return null;
  let digits = '';
  for (const letter of word.toLowerCase()) {
    const digit = Object.hasOwn(LOOK_ALIKE, letter) ? LOOK_ALIKE[letter] : undefined;
    if (digit === undefined) return null;
    digits += digit;
  }
  return digits;
}

function pieceOf(text: string, token: RegExpMatchArray, languages: readonly Language[]): Piece | null {
  const start = token.index ?? 0;
  const end = start + token[0].length;
  if (/^\d/u.test(token[0])) return { digits: token[0], start, end, word: null, spelled: false };
  for (const language of languages) {
    const word = numberWordOf(token[0], language);
    if (word !== null)
      return { digits: word.kind === 'digits' ? word.digits : '', start, end, word, spelled: true };
  }
  // A letter for a digit counts only where it touches one: `O2O`, `Ol88`.
  const touches = /\d/u.test(text[start - 1] ?? '') || /\d/u.test(text[end] ?? '');
  const digits = touches || /^[oO]$/u.test(token[0]) ? lookAlikeDigits(token[0]) : null;
  return digits === null ? null : { digits, start, end, word: null, spelled: true };
}

interface ReadNumber {
  readonly digits: string;
  /** Pieces that it took. */
  readonly taken: number;
}

/** The number that starts at piece `at`: `cinquecento trentadue`, `trente-quatre`, `treinta y cuatro`, or the piece alone. */
function readNumber(pieces: readonly Piece[], at: number): ReadNumber {
  let value = 0;
  let taken = 0;
  let last: NumberWord | null = null;
  for (let i = at; i < pieces.length; i += 1) {
    const word = pieces[i]?.word ?? null;
    if (word?.kind !== 'digits' || (taken > 0 && !combines(last, word))) break;
    value += word.value;
    taken += 1;
    last = word;
  }
  if (taken > 1) return { digits: String(value), taken };
  return { digits: pieces[at]?.digits ?? '', taken: 1 };
}

function joinDigits(pieces: readonly Piece[]): string {
  let digits = '';
  let times = 1;
  for (let i = 0; i < pieces.length;) {
    const word = pieces[i]?.word;
    if (word?.kind === 'repeat') {
      times = word.times;
      i += 1;
      continue;
    }
    const read = readNumber(pieces, i);
    digits += read.digits.repeat(times);
    times = 1;
    i += read.taken;
  }
  return digits;
}

function combines(before: NumberWord | null, next: NumberWord & { kind: 'digits' }): boolean {
  if (before?.kind !== 'digits') return false;
  if (before.rank === 'hundred') return next.rank !== 'hundred' && next.value > 0;
  if (before.rank !== 'ten') return false;
  if (next.rank === 'unit') return next.value > 0;
  // French counts on by twenty: soixante-douze, quatre-vingt-douze.
  return next.rank === 'teen' && next.value < 20 && (before.value === 60 || before.value === 80);
}

const JOINERS: ReadonlySet<string> = new Set(['y', 'et', 'and', 'e', 'i', 'og', 'och']);

/** `quatre-vingt` is two words; the word `quatre` before `vingt` makes eighty. */
function mergeEighty(pieces: Piece[]): void {
  for (let i = 0; i + 1 < pieces.length; i += 1) {
    const [four, twenty] = [pieces[i], pieces[i + 1]];
    if (four?.word?.kind !== 'digits' || twenty?.word?.kind !== 'digits') continue;
    if (four.word.value !== 4 || twenty.word.value !== 20 || twenty.word.rank !== 'ten') continue;
    const word: NumberWord = { kind: 'digits', digits: '80', value: 80, rank: 'ten' };
    pieces.splice(i, 2, { ...four, end: twenty.end, digits: '80', word });
  }
}

/** Whether a letter or a sign of another kind of number stands right before or after. */
function touchesOthers(text: string, start: number, end: number): boolean {
  // Japanese writes numbers between words without a space.
  if (
    /(?![\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}])[\p{L}\p{N}#№%$€£@_]/u.test(
      text[start - 1] ?? '',
    )
  )
    return true;
  return /^(?:(?![\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}])\p{L}|[%€£$@]|[.,]\d)/u.test(
    text.slice(end, end + 2),
  );
}

/** `+44 (0) 20 …`: the nought in brackets is dialled inside the country alone (ITU-T E.123 §2.3). */
function withoutTrunkZero(digits: string, shown: string): string {
  const code = /^(\d{1,3})\)?\s?\(0\)/u.exec(shown)?.[1];
  return code === undefined ? digits : code + digits.slice(code.length + 1);
}

function candidateOf(text: string, run: Piece[]): PhoneCandidate | null {
  const [first] = run;
  const last = run.at(-1);
  if (first === undefined || last === undefined) return null;
  mergeEighty(run);
  const digits = joinDigits(run);
  if (digits.length < MIN_DIGITS || digits.length > MAX_DIGITS) return null;
  const plus = /\+\s?\(?$/u.exec(text.slice(Math.max(0, first.start - 3), first.start));
  const start = first.start - (plus?.[0].length ?? 0);
  return {
    digits:
      plus === null ? digits : `+${withoutTrunkZero(digits, text.slice(first.start, first.start + 12))}`,
    start: text[start - 1] === '(' ? start - 1 : start,
    end: last.end,
    disguised: run.some((piece) => piece.spelled),
    groups: run.length,
    touches: touchesOthers(text, start, last.end),
  };
}

/** Every run of digits or number words long enough for a telephone number; `languages` are tried in order. */
export function findPhoneCandidates(text: string, languages: readonly Language[]): PhoneCandidate[] {
  const found: PhoneCandidate[] = [];
  let run: Piece[] = [];
  let end = -1;
  const flush = (): void => {
    const candidate = run.length === 0 ? null : candidateOf(text, run);
    if (candidate !== null) found.push(candidate);
    run = [];
  };
  for (const token of text.matchAll(TOKEN)) {
    const start = token.index;
    const gapFits = run.length > 0 && GAP.test(text.slice(end, Math.min(start, end + 6)));
    const isJoiner = gapFits && run.at(-1)?.spelled === true && JOINERS.has(fold(token[0], 'en'));
    if (isJoiner) {
      end = start + token[0].length;
      continue;
    }
    const piece = token[0].length > 24 ? null : pieceOf(text, token, languages);
    if (!gapFits || run.length >= MAX_TOKENS) flush();
    if (piece === null) flush();
    else {
      run.push(piece);
      end = piece.end;
    }
  }
  flush();
  return found;
}

export type PhoneShape = 'valid' | 'possible' | 'no';

/** How much a candidate looks like a number of `countries` (tried in order) or an international one. */
export function phoneShape(digits: string, countries: readonly string[]): PhoneShape {
  const text = digits.startsWith('00') ? `+${digits.slice(2)}` : digits;
  let possible = false;
  for (const country of text.startsWith('+') ? [undefined] : countries) {
    const number = parsePhoneNumberFromString(
      text,
      country === undefined ? {} : { defaultCountry: country as CountryCode },
    );
    if (number?.isValid() === true) return 'valid';
    if (number?.isPossible() === true) possible = true;
  }
  return possible ? 'possible' : 'no';
}
