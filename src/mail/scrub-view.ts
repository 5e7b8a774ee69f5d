import { decodeHTML } from 'entities';

/**
 * A text as the scrubber compares it, each UTF-16 unit with the stretch of the source that it came from.
 * The views are made in one or more passes; every pass keeps the map to the very first source.
 */
export interface TextView {
  readonly text: string;
  /** Offset in the source where unit `i` begins. */
  readonly starts: Uint32Array;
  /** Offset in the source where unit `i` ends, exclusive. */
  readonly ends: Uint32Array;
}

type Places = Pick<TextView, 'starts' | 'ends'>;

/** A text whose places are worked out when they are asked for: only where something was found in it. */
class LateView implements TextView {
  readonly text: string;
  readonly #work: () => Places;
  #places: Places | null = null;

  constructor(text: string, work: () => Places) {
    this.text = text;
    this.#work = work;
  }

  get starts(): Uint32Array {
    return (this.#places ??= this.#work()).starts;
  }

  get ends(): Uint32Array {
    return (this.#places ??= this.#work()).ends;
  }
}

function ownPlaces(length: number): Places {
  const starts = new Uint32Array(length);
  const ends = new Uint32Array(length);
  for (let i = 0; i < length; i += 1) {
    starts[i] = i;
    ends[i] = i + 1;
  }
  return { starts, ends };
}

/** The text as it stands. */
export function sourceView(text: string): TextView {
  return new LateView(text, () => ownPlaces(text.length));
}

/** What is not seen: default-ignorable code points, control characters, interlinear annotation marks. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cc}\uFFF9-\uFFFB]/u;
const SPACE = /\s/u;

/**
 * Compatibility decomposition and full case folding of a short text. Decomposition rather than composition,
 * because it works code point by code point: the classes of equal texts are the same (UAX #15).
 */
export function fold(text: string): string {
  return text.normalize('NFKD').toUpperCase().toLowerCase().normalize('NFKD');
}

/** What folds to something else than itself in lower case. */
const UNPLAIN = /[^\t-\r -~]+/gu;
const LINE_BLANK = /[\t-\r]/gu;

/** Folds for comparison: UAX #15 compatibility, case, nothing that is invisible; line ends and tabs as blanks. */
export function foldedView(source: TextView): TextView {
  const plain = source.text.replaceAll(UNPLAIN, foldedRun);
  // What was folded is in lower case already: it stays as it is.
  const text = plain.toLowerCase().replaceAll(LINE_BLANK, ' ');
  // Most mail is plain ASCII: there folding keeps every place.
  return new LateView(text, () => (plain === source.text ? source : foldedPlaces(source, text.length)));
}

/** Where each unit of the folded text comes from. */
function foldedPlaces(source: TextView, length: number): Places {
  const { text, starts: from, ends: to } = source;
  const starts = new Uint32Array(length);
  const ends = new Uint32Array(length);
  let next = 0;
  for (let i = 0; i < text.length;) {
    const code = text.codePointAt(i) ?? 0;
    const size = code > 0xff_ff ? 2 : 1;
    const units = isPlainCode(code) ? 1 : foldedUnplain(String.fromCodePoint(code)).length;
    starts.fill(from[i] ?? 0, next, next + units);
    ends.fill(to[i + size - 1] ?? 0, next, next + units);
    next += units;
    i += size;
  }
  return { starts, ends };
}

function isPlainCode(code: number): boolean {
  return (code >= 0x20 && code < 0x7f) || (code >= 0x09 && code <= 0x0d);
}

/** Folding is slow and texts use few characters: those of the Basic Multilingual Plane are kept, at most 65,536. */
const foldedCharacters = new Map<string, string>();

function foldedRun(characters: string): string {
  let folded = '';
  for (const character of characters) folded += foldedUnplain(character);
  return folded;
}

/** One code point that isn't printable ASCII. */
function foldedUnplain(character: string): string {
  const known = foldedCharacters.get(character);
  if (known !== undefined) return known;
  const folded = SPACE.test(character) ? ' ' : UNSEEN.test(character) ? '' : fold(character);
  if (character.length === 1) foldedCharacters.set(character, folded);
  return folded;
}

/** A folded view without blanks and without the `>` of quoted lines, for addresses that were broken or spaced. */
export function squeezedView(folded: TextView): TextView {
  const text = folded.text.replaceAll(/ >?/gu, '');
  return new LateView(text, () => squeezedPlaces(folded, text.length));
}

function squeezedPlaces({ text, starts: from, ends: to }: TextView, length: number): Places {
  const starts = new Uint32Array(length);
  const ends = new Uint32Array(length);
  let next = 0;
  let last = '';
  for (let i = 0; i < text.length; i += 1) {
    const before = last;
    last = text.charAt(i);
    if (last === ' ' || (last === '>' && before === ' ')) continue;
    starts[next] = from[i] ?? 0;
    ends[next] = to[i] ?? 0;
    next += 1;
  }
  return { starts, ends };
}

/** Something that may be an escape: worth a decoding pass. */
const ESCAPE = /&#|&[a-z]|%[\da-f]{2}|=[\da-f]{2}|=\r?\n|\\[ux]|\+AEA-/iu;

/** The first test is the quick one. */
function mayHoldEscape(text: string): boolean {
  return /[&%=\\+]/.test(text) && ESCAPE.test(text);
}

/**
 * Character reference, percent escape or quoted-printable remains, soft line break, script escape, the UTF-7 `@`.
 * Each alternative is one escape; all are bounded in length, so the scan is linear.
 */
const ESCAPES =
  /(&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,24});?)|((?:%[\da-f]{2}){1,4}|(?:=[\da-f]{2}){1,4})|=\r?\n|(\\u[\da-f]{4}|\\u\{[\da-f]{1,6}\}|\\x[\da-f]{2})|(\+AEA-)/giu;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** One to four octets as the UTF-8 characters that they begin with, or else as Latin-1. */
function octetText(escaped: string): { text: string; used: number } {
  const octets = Uint8Array.from(escaped.matchAll(/[\da-f]{2}/giu), ([hex]) => Number.parseInt(hex, 16));
  const lead = octets[0] ?? 0;
  const size = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  try {
    return { text: utf8.decode(octets.subarray(0, size)), used: size * 3 };
  } catch {
    return { text: String.fromCharCode(lead), used: 3 };
  }
}

function scriptText(escaped: string): string {
  const code = Number.parseInt(escaped.replaceAll(/[^\da-f]/giu, ''), 16);
  return code > 0x10_ff_ff || (code >= 0xd8_00 && code <= 0xdf_ff) ? '' : String.fromCodePoint(code);
}

interface Escape {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What an escape says, and how much of it says so. */
function unescape([whole, entity, octets, script, seven]: RegExpExecArray): { text: string; used: number } {
  const used = whole.length;
  if (entity !== undefined) return { text: decodeHTML(entity), used };
  if (octets !== undefined) return octetText(octets);
  if (script !== undefined) return { text: scriptText(script), used };
  return { text: seven === undefined ? '' : '@', used };
}

function escapesIn(text: string): Escape[] {
  const escapes: Escape[] = [];
  ESCAPES.lastIndex = 0;
  for (let match = ESCAPES.exec(text); match !== null; match = ESCAPES.exec(text)) {
    const decoded = unescape(match);
    const end = match.index + decoded.used;
    ESCAPES.lastIndex = end;
    if (decoded.text !== match[0]) escapes.push({ start: match.index, end, text: decoded.text });
  }
  return escapes;
}

/**
 * Takes off one layer of character references, percent escapes, quoted-printable remains, script escapes and
 * the UTF-7 `@`. Null when there was none.
 */
export function decodedView(source: TextView): TextView | null {
  const escapes = mayHoldEscape(source.text) ? escapesIn(source.text) : [];
  if (escapes.length === 0) return null;
  let text = '';
  let done = 0;
  for (const escape of escapes) {
    text += source.text.slice(done, escape.start) + escape.text;
    done = escape.end;
  }
  text += source.text.slice(done);
  return new LateView(text, () => decodedPlaces(source, escapes, text.length));
}

function decodedPlaces(
  { text, starts: from, ends: to }: TextView,
  escapes: readonly Escape[],
  length: number,
): Places {
  const starts = new Uint32Array(length);
  const ends = new Uint32Array(length);
  let next = 0;
  let done = 0;
  const copy = (end: number): void => {
    starts.set(from.subarray(done, end), next);
    ends.set(to.subarray(done, end), next);
    next += end - done;
    done = end;
  };
  for (const escape of escapes) {
    copy(escape.start);
    const units = escape.text.length;
    starts.fill(from[escape.start] ?? 0, next, next + units);
    ends.fill(to[escape.end - 1] ?? 0, next, next + units);
    next += units;
    done = escape.end;
  }
  copy(text.length);
  return { starts, ends };
}

/** `%252540` is three layers; nobody's program writes more, and each costs a pass over the text. */
const LAYERS = 4;

/**
 * All the ways a person or a program may read the text: as it stands and with one to four layers of escapes
 * off. Each is folded; linear in the length of the text.
 */
export function foldedViews(text: string): TextView[] {
  let current: TextView | null = sourceView(text);
  const views = [foldedView(current)];
  for (let layer = 0; layer < LAYERS; layer += 1) {
    current = decodedView(current);
    if (current === null) break;
    views.push(foldedView(current));
  }
  return views;
}
