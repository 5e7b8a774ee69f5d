import { asBuffer } from './mime-transfer.ts';

/** A file that a program wrote into the running text, as before MIME. */
interface InlineFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface TextWithoutFiles {
  readonly octets: Uint8Array;
  readonly files: readonly InlineFile[];
}

interface Block {
  readonly file: InlineFile;
  readonly end: number;
}

/** Finds the next line that starts with a word, at or after a place; -1 where there is none. */
type LineFinder = (from: number) => number;

interface Finders {
  readonly begin: LineFinder;
  readonly end: LineFinder;
  readonly base64End: LineFinder;
  readonly yencBegin: LineFinder;
  readonly yencEnd: LineFinder;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const EQUALS = 0x3d;
const MOST_FILES = 100;
const LONGEST_HEAD = 1000;
const UU_BEGIN = /^begin(-base64)? [0-7]{3,4}(?: (.*))?$/u;

/**
 * Finds uuencoded (POSIX) and yEnc files in a text body and takes them out (threats C2). A block without its
 * end line is text, and so is one with a line that can't be uuencoded. Linear.
 */
export function takeInlineFiles(octets: Uint8Array): TextWithoutFiles {
  const buffer = asBuffer(octets);
  const finders: Finders = {
    begin: lineFinder(buffer, 'begin'),
    end: lineFinder(buffer, 'end'),
    base64End: lineFinder(buffer, '===='),
    yencBegin: lineFinder(buffer, '=ybegin '),
    yencEnd: lineFinder(buffer, '=yend '),
  };
  const pieces: Uint8Array[] = [];
  const files: InlineFile[] = [];
  let from = 0;
  let position = nextBegin(finders, 0);
  while (position !== -1 && files.length < MOST_FILES) {
    const block = readBlock(buffer, position, finders);
    if (block !== null) {
      files.push(block.file);
      pieces.push(octets.subarray(from, position));
      from = block.end;
    }
    position = nextBegin(finders, block?.end ?? position + 1);
  }
  if (files.length === 0) return { octets, files };
  pieces.push(octets.subarray(from));
  return { octets: Buffer.concat(pieces), files };
}

/** Remembers the last answer: asked from place to place in rising order it looks at each octet once. */
function lineFinder(buffer: Buffer, word: string): LineFinder {
  let askedFrom = 0;
  let place = buffer.subarray(0, word.length).equals(Buffer.from(word)) ? 0 : find(buffer, word, 0);
  return (from) => {
    if (from < askedFrom || (place !== -1 && place < from)) {
      place = find(buffer, word, Math.max(from - 1, 0));
      askedFrom = from;
    }
    return place;
  };
}

function find(buffer: Buffer, word: string, from: number): number {
  const place = buffer.indexOf(`\n${word}`, from, 'latin1');
  return place === -1 ? -1 : place + 1;
}

function nextBegin(finders: Finders, from: number): number {
  const places = [finders.begin(from), finders.yencBegin(from)].filter((place) => place !== -1);
  return places.length === 0 ? -1 : Math.min(...places);
}

function lineEnd(buffer: Buffer, start: number): number {
  const feed = buffer.indexOf(LINE_FEED, start);
  return feed === -1 ? buffer.length : feed;
}

function readBlock(buffer: Buffer, start: number, finders: Finders): Block | null {
  const headEnd = lineEnd(buffer, start);
  const head = buffer.toString('latin1', start, Math.min(headEnd, start + LONGEST_HEAD)).trimEnd();
  if (head.startsWith('=ybegin ')) return readYenc(buffer, headEnd + 1, head, finders);
  const begin = UU_BEGIN.exec(head);
  if (begin === null) return null;
  const [, base64, name = ''] = begin;
  const dataEnd = (base64 === undefined ? finders.end : finders.base64End)(headEnd + 1);
  if (dataEnd === -1) return null;
  const data = buffer.subarray(headEnd + 1, dataEnd);
  const bytes = base64 === undefined ? decodeUuLines(data) : Buffer.from(data.toString('latin1'), 'base64');
  return bytes === null ? null : makeBlock(buffer, name, bytes, dataEnd);
}

function makeBlock(buffer: Buffer, latin1Name: string, bytes: Uint8Array, dataEnd: number): Block {
  const name = Buffer.from(latin1Name, 'latin1').toString('utf8').trim();
  return { file: { name, bytes }, end: Math.min(lineEnd(buffer, dataEnd) + 1, buffer.length) };
}

/** The octets of uuencoded lines; null where a line can't be one, so that plain words stay words. */
function decodeUuLines(data: Buffer): Uint8Array | null {
  const size = countUuOctets(data);
  if (size === null) return null;
  const output = new Uint8Array(size);
  let length = 0;
  for (const { start, end } of linesOf(data))
    length = putUuLine(data.subarray(start + 1, end), uuCount(data[start]), output, length);
  return output;
}

function countUuOctets(data: Buffer): number | null {
  let size = 0;
  for (const { start, end } of linesOf(data)) {
    const count = uuCount(data[start]);
    if (!isUuLine(count, data.subarray(start + 1, end))) return null;
    size += count;
  }
  return size;
}

/** Lines that aren't empty. */
function* linesOf(data: Buffer): Generator<{ readonly start: number; readonly end: number }> {
  for (let start = 0; start < data.length;) {
    const feed = lineEnd(data, start);
    const end = feed > start && data[feed - 1] === CARRIAGE_RETURN ? feed - 1 : feed;
    if (end > start) yield { start, end };
    start = feed + 1;
  }
}

function uuCount(octet = 0x20): number {
  return (octet - 0x20) & 0x3f;
}

function isUuLine(count: number, digits: Uint8Array): boolean {
  const expected = Math.ceil(count / 3) * 4;
  // Programs drop spaces at the end, which are zeros, and some add a check letter. With half of its digits
  // gone it is no line of a file, and would make much out of little.
  if (digits.length > expected + 2 || digits.length * 2 < expected) return false;
  return digits.every((digit) => digit >= 0x20 && digit <= 0x60);
}

function putUuLine(digits: Uint8Array, count: number, output: Uint8Array, start: number): number {
  for (let index = 0, made = 0; made < count; index += 4) {
    const bits =
      (uuCount(digits[index]) << 18) |
      (uuCount(digits[index + 1]) << 12) |
      (uuCount(digits[index + 2]) << 6) |
      uuCount(digits[index + 3]);
    for (let shift = 16; shift >= 0 && made < count; shift -= 8, made += 1)
      output[start + made] = (bits >> shift) & 0xff;
  }
  return start + count;
}

/** A body that is uuencoded as a whole (`Content-Transfer-Encoding: x-uuencode`); as it is where it isn't. */
export function decodeUuencoded(octets: Uint8Array): Uint8Array {
  return takeInlineFiles(octets).files[0]?.bytes ?? octets;
}

/** yEnc 1.3: every octet is 42 too high; a critical one follows `=` and is 64 higher still. */
function readYenc(buffer: Buffer, dataStart: number, head: string, finders: Finders): Block | null {
  const nameAt = head.indexOf(' name=');
  const dataEnd = finders.yencEnd(dataStart);
  if (nameAt === -1 || dataEnd === -1) return null;
  const isSplit = buffer.toString('latin1', dataStart, dataStart + 7) === '=ypart ';
  const first = isSplit ? lineEnd(buffer, dataStart) + 1 : dataStart;
  const output = new Uint8Array(Math.max(dataEnd - first, 0));
  let length = 0;
  for (let index = first; index < dataEnd; index += 1) {
    let octet = buffer[index] ?? 0;
    if (octet === CARRIAGE_RETURN || octet === LINE_FEED) continue;
    let shift = 42;
    if (octet === EQUALS) {
      index += 1;
      octet = buffer[index] ?? 0;
      shift += 64;
    }
    output[length] = (octet - shift) & 0xff;
    length += 1;
  }
  return makeBlock(buffer, head.slice(nameAt + 6), output.subarray(0, length), dataEnd);
}
