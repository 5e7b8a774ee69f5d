import { decodeCharset } from './charset.ts';
import { hexPair } from './mime-transfer.ts';

/** A structured field with parameters: Content-Type, Content-Disposition (RFC 2045 §5.1, RFC 2231). */
export interface ParameterField {
  /** What stands before the first semicolon, lower case, without comments. */
  readonly value: string;
  /** Names in lower case; values decoded (RFC 2231). */
  readonly parameters: ReadonlyMap<string, string>;
  /** Names of which readers can make different values: given twice, half quoted, split by a comment. */
  readonly disputed: ReadonlySet<string>;
}

interface Piece {
  readonly kind: 'token' | 'quoted' | 'comment' | 'equals';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** No matching end, or a backslash in a quoted string that readers treat differently. */
  readonly odd: boolean;
}

interface Segment {
  readonly name: string;
  readonly value: string;
  readonly odd: boolean;
}

const WHITE_SPACE = /[ \t\r\n]/u;
const ENDS_TOKEN = new Set(' \t\r\n;="('.split(''));
const MEDIA_TYPE_PIECE = /^[^\s;=]+$/u;
/** RFC 2231 §3; more sections than any file name needs. */
const MOST_SECTIONS = 500;

/** Reads such a field's text, folds still in it or not. Linear, never fails: see `disputed`. */
export function parseParameters(text: string): ParameterField {
  const segments = splitSegments(text);
  const head = readHead(segments.shift() ?? []);
  const read = [...head.rest, ...segments].map((pieces) => readSegment(text, pieces));
  const disputed = new Set<string>();
  const parameters = assemble(
    read.filter((segment) => segment !== null),
    disputed,
  );
  return { value: head.value, parameters, disputed };
}

function splitSegments(text: string): Piece[][] {
  const segments: Piece[][] = [[]];
  let index = 0;
  // An open parenthesis that never closes is no comment: it must not swallow the boundary behind it. Nor is
  // any after it, or 64 KiB of them would be searched to the end each (threats C10).
  let commentsClose = true;
  while (index < text.length) {
    const character = text.charAt(index);
    if (character === ';') {
      segments.push([]);
      index += 1;
    } else if (WHITE_SPACE.test(character)) index += 1;
    else {
      const piece = readPiece(text, index, commentsClose);
      if (piece.kind === 'token' && character === '(') commentsClose = false;
      segments.at(-1)?.push(piece);
      index = piece.end;
    }
  }
  return segments;
}

function readPiece(text: string, start: number, commentsClose: boolean): Piece {
  const character = text.charAt(start);
  if (character === '=') return { kind: 'equals', text: '=', start, end: start + 1, odd: false };
  if (character === '"') return readQuoted(text, start);
  if (character === '(' && commentsClose) return readComment(text, start);
  let end = start + 1;
  while (end < text.length && !ENDS_TOKEN.has(text.charAt(end))) end += 1;
  return { kind: 'token', text: text.slice(start, end), start, end, odd: false };
}

function readQuoted(text: string, start: number): Piece {
  let value = '';
  let odd = false;
  let index = start + 1;
  for (; index < text.length && text.charAt(index) !== '"'; index += 1) {
    const character = text.charAt(index);
    const next = text.charAt(index + 1);
    if (character === '\r' || character === '\n') continue;
    if (character === '\\' && (next === '"' || next === '\\')) {
      value += next;
      index += 1;
    } else {
      // `filename="C:\new.txt"`: programs don't escape the backslashes of a Windows path.
      if (character === '\\') odd = true;
      value += character;
    }
  }
  const closed = index < text.length;
  // Without its end the string may reach to the next semicolon or to the end of the field.
  if (!closed && value.includes(';')) odd = true;
  return { kind: 'quoted', text: value, start, end: closed ? index + 1 : index, odd };
}

function readComment(text: string, start: number): Piece {
  let depth = 0;
  let index = start;
  for (; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '\\') index += 1;
    else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    if (depth === 0) break;
  }
  if (depth > 0) return { kind: 'token', text: '(', start, end: start + 1, odd: true };
  return { kind: 'comment', text: '', start, end: Math.min(index + 1, text.length), odd: false };
}

/** The media type, or the disposition. What follows it without a semicolon is read as a parameter. */
function readHead(all: readonly Piece[]): { readonly value: string; readonly rest: Piece[][] } {
  const pieces = all.filter(({ kind }) => kind !== 'comment');
  const equals = pieces.findIndex(({ kind }) => kind === 'equals');
  const words = equals === -1 ? pieces : pieces.slice(0, Math.max(equals - 1, 0));
  // RFC 822 let `text / plain` be written with spaces.
  const value = words.map(({ text }) => text).join('');
  const usable = MEDIA_TYPE_PIECE.test(value) ? value.toLowerCase().replace(/,+$/u, '') : '';
  return { value: usable, rest: equals > 0 ? [pieces.slice(equals - 1)] : [] };
}

function readSegment(text: string, pieces: readonly Piece[]): Segment | null {
  const equals = pieces.findIndex(({ kind }) => kind === 'equals');
  if (equals < 1) return null;
  const nameWords = pieces.slice(0, equals).filter(({ kind }) => kind !== 'comment');
  const written = nameWords.map((piece) => piece.text).join('');
  // A name in quotation marks may hold what no name can: it is another's the way some reader sees it.
  const name = written.replaceAll(/[\s;=]+/gu, '').toLowerCase();
  const after = pieces.slice(equals + 1);
  const words = after.filter(({ kind }) => kind !== 'comment');
  const [first] = words;
  if (first === undefined) return { name, value: '', odd: true };
  const last = isOneWord(words) ? words.at(-1) : after.at(-1);
  const isSingle = isOneWord(words) && !isGlued(after);
  const value =
    first.kind === 'quoted' ? first.text : unquotedText(text, first.start, last?.end ?? first.end);
  return {
    name,
    value,
    odd: nameWords.length !== 1 || name.length !== written.length || !isSingle || first.odd || value === '',
  };
}

/** One quoted string, or a token in which an equals sign wasn't quoted: `boundary=----=_Part_1`. */
function isOneWord(words: readonly Piece[]): boolean {
  return words.every(
    (word, index) =>
      index === 0 ||
      (word.kind !== 'quoted' && words[index - 1]?.end === word.start && words[0]?.kind !== 'quoted'),
  );
}

/** `a(b)` is a token and a comment by the book, one word for many readers. */
function isGlued(pieces: readonly Piece[]): boolean {
  return pieces.some(
    (piece, index) => piece.kind === 'comment' && index > 0 && pieces[index - 1]?.end === piece.start,
  );
}

/** `filename=Invoice (1).pdf`, `boundary=a=b`: everything up to the semicolon, as it stands. */
function unquotedText(text: string, start: number, end: number): string {
  return text
    .slice(start, end)
    .replace(/[\r\n]+/gu, '')
    .trim();
}

interface Collected {
  plain: string | null;
  extended: string | null;
  readonly sections: Map<number, { readonly text: string; readonly isEncoded: boolean }>;
}

function assemble(segments: readonly Segment[], disputed: Set<string>): Map<string, string> {
  const collected = new Map<string, Collected>();
  for (const segment of segments) collect(segment, collected, disputed);
  const parameters = new Map<string, string>();
  for (const [name, { plain, extended, sections }] of collected) {
    const joined = extended ?? (sections.size > 0 ? joinSections(sections) : null);
    const value = joined ?? plain;
    if (value === null) continue;
    if (joined !== null && plain !== null && joined !== plain) disputed.add(name);
    parameters.set(name, value);
  }
  return parameters;
}

function collect(
  { name: written, value, odd }: Segment,
  all: Map<string, Collected>,
  disputed: Set<string>,
): void {
  const [name = '', mark, last] = written.split('*');
  const entry = all.get(name) ?? { plain: null, extended: null, sections: new Map() };
  all.set(name, entry);
  const isAgreed = put(entry, { value, mark, isEncoded: mark === '' || last === '' });
  if (odd || !isAgreed) disputed.add(name);
}

interface Marked {
  readonly value: string;
  /** What follows the first asterisk of the name; undefined where there is none. */
  readonly mark: string | undefined;
  readonly isEncoded: boolean;
}

/** The first of several values stays; false where another differs from it. */
function put(entry: Collected, { value, mark, isEncoded }: Marked): boolean {
  if (mark === undefined) {
    entry.plain ??= value;
    return entry.plain === value;
  }
  if (mark === '') {
    const decoded = decodeExtended([{ text: value, isEncoded }]);
    entry.extended ??= decoded;
    return entry.extended === decoded;
  }
  const number = /^\d{1,3}$/u.test(mark) ? Number(mark) : MOST_SECTIONS;
  if (number >= MOST_SECTIONS) return false;
  const section = entry.sections.get(number);
  if (section === undefined) entry.sections.set(number, { text: value, isEncoded });
  return section === undefined || section.text === value;
}

type Section = { readonly text: string; readonly isEncoded: boolean };

/** RFC 2231 §3: sections count from 0 without a gap, in any order. */
function joinSections(sections: ReadonlyMap<number, Section>): string | null {
  const inOrder: Section[] = [];
  for (let section = sections.get(0); section !== undefined; section = sections.get(inOrder.length))
    inOrder.push(section);
  return inOrder.length === 0 ? null : decodeExtended(inOrder);
}

/** RFC 2231 §4: charset and language stand before the first section's text, in front of two apostrophes. */
function decodeExtended(sections: readonly Section[]): string {
  const prefix = /^([^']*)'[^']*'/u.exec(sections[0]?.isEncoded === true ? sections[0].text : '');
  const octets = sections.map(({ text, isEncoded }, index) => {
    const own = index === 0 && prefix !== null ? text.slice(prefix[0].length) : text;
    return isEncoded ? percentDecode(own) : Buffer.from(own, 'utf8');
  });
  return decodeCharset(Buffer.concat(octets), prefix?.[1] ?? null).text;
}

function percentDecode(text: string): Uint8Array {
  const octets = Buffer.from(text, 'utf8');
  let length = 0;
  for (let index = 0; index < octets.length; index += 1) {
    const value = octets[index] === 0x25 ? hexPair(octets[index + 1], octets[index + 2]) : -1;
    octets[length] = value >= 0 ? value : (octets[index] ?? 0);
    if (value >= 0) index += 2;
    length += 1;
  }
  return octets.subarray(0, length);
}
