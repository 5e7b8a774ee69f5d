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

class ViewBuilder {
  #text = '';
  #length = 0;
  #starts: Uint32Array;
  #ends: Uint32Array;

  constructor(capacity: number) {
    this.#starts = new Uint32Array(capacity);
    this.#ends = new Uint32Array(capacity);
  }

  add(text: string, start: number, end: number): void {
    if (this.#length + text.length > this.#starts.length) this.#grow(text.length);
    for (let i = 0; i < text.length; i += 1) {
      this.#starts[this.#length] = start;
      this.#ends[this.#length] = end;
      this.#length += 1;
    }
    this.#text += text;
  }

  view(): TextView {
    return {
      text: this.#text,
      starts: this.#starts.subarray(0, this.#length),
      ends: this.#ends.subarray(0, this.#length),
    };
  }

  #grow(needed: number): void {
    const size = (this.#starts.length + needed) * 2;
    const starts = new Uint32Array(size);
    const ends = new Uint32Array(size);
    starts.set(this.#starts);
    ends.set(this.#ends);
    this.#starts = starts;
    this.#ends = ends;
  }
}

/** A text whose every unit stands where it stands in another. Places are asked for where something was found. */
class SameView implements TextView {
  readonly text: string;
  readonly #places: () => Pick<TextView, 'starts' | 'ends'>;

  constructor(text: string, places: () => Pick<TextView, 'starts' | 'ends'>) {
    this.text = text;
    this.#places = places;
  }

  get starts(): Uint32Array {
    return this.#places().starts;
  }

  get ends(): Uint32Array {
    return this.#places().ends;
  }
}

function ownPlaces(length: number): Pick<TextView, 'starts' | 'ends'> {
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
  let places: Pick<TextView, 'starts' | 'ends'> | null = null;
  return new SameView(text, () => (places ??= ownPlaces(text.length)));
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

/** Folds for comparison: UAX #15 compatibility, case, nothing that is invisible; line ends and tabs as blanks. */
export function foldedView(source: TextView): TextView {
  const { text } = source;
  // Most mail is plain ASCII: there folding keeps every place.
  if (/^[\t-\r -~]*$/u.test(text))
    return new SameView(text.toLowerCase().replaceAll(/[\t-\r]/gu, ' '), () => source);
  const { starts, ends } = source;
  const builder = new ViewBuilder(text.length);
  for (let i = 0; i < text.length;) {
    const code = text.codePointAt(i) ?? 0;
    const size = code > 0xff_ff ? 2 : 1;
    const start = starts[i] ?? 0;
    const end = ends[i + size - 1] ?? 0;
    builder.add(code < 0x80 ? foldedAscii(code) : foldedCharacter(code), start, end);
    i += size;
  }
  return builder.view();
}

function foldedAscii(code: number): string {
  if (code >= 0x41 && code <= 0x5a) return String.fromCharCode(code + 0x20);
  if (code >= 0x20 && code !== 0x7f) return String.fromCharCode(code);
  return code >= 0x09 && code <= 0x0d ? ' ' : '';
}

/** Folding is slow and texts use few characters: those of the Basic Multilingual Plane are kept, at most 65,536. */
const foldedCharacters = new Map<number, string>();

function foldedCharacter(code: number): string {
  const known = foldedCharacters.get(code);
  if (known !== undefined) return known;
  const character = String.fromCodePoint(code);
  const folded = SPACE.test(character) ? ' ' : UNSEEN.test(character) ? '' : fold(character);
  if (code <= 0xff_ff) foldedCharacters.set(code, folded);
  return folded;
}

/** A folded view without blanks and without the `>` of quoted lines, for addresses that were broken or spaced. */
export function squeezedView(folded: TextView): TextView {
  const { text, starts, ends } = folded;
  const builder = new ViewBuilder(text.length);
  for (let i = 0; i < text.length; i += 1) {
    const character = text.charAt(i);
    if (character === ' ') continue;
    if (character === '>' && text.charAt(i - 1) === ' ') continue;
    builder.add(character, starts[i] ?? 0, ends[i] ?? 0);
  }
  return builder.view();
}

/** Something that may be an escape: worth a decoding pass. */
const ESCAPE = /&#|&[a-z]|%[\da-f]{2}|=[\da-f]{2}|=\r?\n|\\[ux]|\+AEA-/iu;

/** The first test is the quick one. */
function mayHoldEscape(text: string): boolean {
  return /[&%=\\+]/u.test(text) && ESCAPE.test(text);
}

/** Each alternative is one escape; all are bounded in length, so the scan is linear. */
const ESCAPES =
  /(?<entity>&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,24});?)|(?<octets>(?:%[\da-f]{2}){1,4}|(?:=[\da-f]{2}){1,4})|(?<soft>=\r?\n)|(?<script>\\u[\da-f]{4}|\\u\{[\da-f]{1,6}\}|\\x[\da-f]{2})|(?<seven>\+AEA-)/giu;

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

/**
 * Takes off one layer of character references, percent escapes, quoted-printable remains, script escapes and
 * the UTF-7 `@`. Null when there was none.
 */
export function decodedView(source: TextView): TextView | null {
  const { text } = source;
  if (!mayHoldEscape(text)) return null;
  const { starts, ends } = source;
  const builder = new ViewBuilder(text.length);
  let done = 0;
  let changed = false;
  const copy = (to: number): void => {
    for (; done < to; done += 1) builder.add(text.charAt(done), starts[done] ?? 0, ends[done] ?? 0);
  };
  ESCAPES.lastIndex = 0;
  for (let match = ESCAPES.exec(text); match !== null; match = ESCAPES.exec(text)) {
    const { entity, octets, script, seven } = match.groups ?? {};
    let used = match[0].length;
    let decoded = '';
    if (entity !== undefined) decoded = decodeHTML(entity);
    else if (octets !== undefined) ({ text: decoded, used } = octetText(octets));
    else if (script !== undefined) decoded = scriptText(script);
    else if (seven !== undefined) decoded = '@';
    ESCAPES.lastIndex = match.index + used;
    if (decoded === match[0]) continue;
    copy(match.index);
    builder.add(decoded, starts[match.index] ?? 0, ends[match.index + used - 1] ?? 0);
    done = match.index + used;
    changed = true;
  }
  if (!changed) return null;
  copy(text.length);
  return builder.view();
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
