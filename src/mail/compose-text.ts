import { isAscii } from 'node:buffer';

/** RFC 2045 §6.7 (5), §6.8: lines of encoded data have at most 76 characters. */
const LINE = 76;

const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;
const TAB = 0x09;
const EQUALS = 0x3d;
const CAPITAL_F = 0x46;

export interface EncodedText {
  readonly encoding: '7bit' | 'quoted-printable' | 'base64';
  /** Lines end in CRLF, the last one too. */
  readonly bytes: Uint8Array;
}

/**
 * Text for the wire: UTF-8, CRLF line ends, in the leanest encoding that survives transport. NUL and the
 * other control characters except tab are dropped; a bare CR or LF is a line end (threats T1, T2).
 */
export function encodeText(text: string): EncodedText {
  const canonical = canonicalText(text);
  const bytes = Buffer.from(canonical, 'utf8');
  if (isPlain(canonical, bytes)) return { encoding: '7bit', bytes };
  // Quoted-printable is shorter up to a sixth of escapes; up to a third it is worth a longer message to stay
  // readable, since filters hold base64 against text in Latin script.
  return escapesOf(bytes) * 3 > bytes.length
    ? { encoding: 'base64', bytes: encodeBase64(bytes) }
    : { encoding: 'quoted-printable', bytes: encodeQuotedPrintable(bytes) };
}

function canonicalText(text: string): string {
  const lines = text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]+/gu, '')
    .replace(/\r\n|\r|\n/gu, '\r\n');
  return lines.endsWith('\r\n') ? lines : `${lines}\r\n`;
}

/** May go as it is: ASCII, short lines, nothing that servers and programs on the way are known to change. */
function isPlain(text: string, bytes: Uint8Array): boolean {
  return (
    isAscii(bytes) &&
    // "=_" begins our boundaries: encoded text can't hold it, so no text can hold a boundary.
    !text.includes('=_') &&
    // Some servers strip blanks at a line's end.
    !/[ \t]\r\n/u.test(text) &&
    !/(?:^|\n)From /u.test(text) &&
    hasShortLines(text)
  );
}

/** RFC 5322 §2.1.1 wants lines of 78 characters at most. */
function hasShortLines(text: string): boolean {
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
    if (end - 1 - start > LINE) return false;
    start = end + 1;
  }
  return true;
}

/** Octets that quoted-printable would escape. */
function escapesOf(bytes: Uint8Array): number {
  let escapes = 0;
  for (let index = 0; index < bytes.length; index++) if (KIND_OF[bytes[index] ?? 0] === ESCAPED) escapes += 1;
  return escapes;
}

// Mailbox files mark messages by "From " at a line's start; programs that write them change such a line.
function isFromLine(bytes: Uint8Array, index: number): boolean {
  return (
    bytes[index] === CAPITAL_F &&
    bytes[index + 1] === 0x72 &&
    bytes[index + 2] === 0x6f &&
    bytes[index + 3] === 0x6d &&
    bytes[index + 4] === SPACE
  );
}

const HEX = Buffer.from('0123456789ABCDEF', 'ascii');

/** Octets of the UTF-8 sequence that begins with `byte`, so that no character is torn by a soft line break. */
function sequenceLength(byte: number): number {
  if (byte < 0xc0) return 1;
  if (byte < 0xe0) return 2;
  return byte < 0xf0 ? 3 : 4;
}

/** What quoted-printable does with an octet; the last three depend on where it stands. */
const VERBATIM = 0;
const ESCAPED = 1;
const LINE_END = 2;
const BLANK = 3;
const FROM = 4;

const KIND_OF = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === CR) return LINE_END;
  if (byte === SPACE || byte === TAB) return BLANK;
  if (byte === CAPITAL_F) return FROM;
  return byte > 0x7e || byte < SPACE || byte === EQUALS ? ESCAPED : VERBATIM;
});

/** Lines of quoted-printable (RFC 2045 §6.7), no longer than 76 characters. */
class QuotedLines {
  readonly #out: Uint8Array;
  #length = 0;
  column = 0;

  /** Worst case: three characters per octet, and a soft break of three every 64 characters or more. */
  constructor(octets: number) {
    this.#out = new Uint8Array(Math.ceil(octets * 3 * 1.05) + 16);
  }

  put(byte: number): void {
    this.#out[this.#length++] = byte;
    this.column += 1;
  }

  escape(byte: number): void {
    this.put(EQUALS);
    this.put(HEX[byte >>> 4] ?? 0);
    this.put(HEX[byte & 15] ?? 0);
  }

  endLine(): void {
    this.put(CR);
    this.put(LF);
    this.column = 0;
  }

  /** Ends the line by a soft break if `width` more characters and the "=" of such a break won't fit. */
  makeRoom(width: number): void {
    if (this.column + width < LINE) return;
    this.put(EQUALS);
    this.endLine();
  }

  bytes(): Uint8Array {
    return this.#out.subarray(0, this.#length);
  }
}

/** Expects CRLF line ends, as `encodeText` makes them. */
function encodeQuotedPrintable(bytes: Uint8Array): Uint8Array {
  const lines = new QuotedLines(bytes.length);
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0;
    const kind = KIND_OF[byte] ?? ESCAPED;
    if (kind === LINE_END) {
      lines.endLine();
      index += 1;
      continue;
    }
    // RFC 2045 §6.7 (3): a blank must not end a line; before a soft break the "=" ends it.
    const escaped = kind === ESCAPED || (kind === BLANK && bytes[index + 1] === CR);
    lines.makeRoom(escaped ? 3 * sequenceLength(byte) : 1);
    if (escaped || (kind === FROM && lines.column === 0 && isFromLine(bytes, index))) lines.escape(byte);
    else lines.put(byte);
  }
  return lines.bytes();
}

/** Base64 in lines of 76 characters (RFC 2045 §6.8); one empty line for no bytes at all. */
export function encodeBase64(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) return Buffer.from('\r\n', 'latin1');
  const letters = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  const lines: string[] = [];
  for (let start = 0; start < letters.length; start += LINE) lines.push(letters.slice(start, start + LINE));
  return Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1');
}
