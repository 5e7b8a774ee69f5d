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
    // RFC 5322 §2.1.1 wants lines of 78 at most; some servers strip blanks at a line's end.
    !/[^\n]{78}|[ \t]\r\n/u.test(text) &&
    !/(?:^|\n)From /u.test(text)
  );
}

/** Octets that quoted-printable would escape. */
function escapesOf(bytes: Uint8Array): number {
  let escapes = 0;
  for (const byte of bytes) if (byte > 0x7e || byte === EQUALS) escapes += 1;
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

/** RFC 2045 §6.7. Expects CRLF line ends, as `encodeText` makes them. */
function encodeQuotedPrintable(bytes: Uint8Array): Uint8Array {
  // Worst case: three characters per octet, and a soft break of three every 72 characters or more.
  const out = Buffer.allocUnsafe(Math.ceil(bytes.length * 3 * 1.05) + 16);
  let length = 0;
  let column = 0;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0;
    if (byte === CR) {
      out[length++] = CR;
      out[length++] = LF;
      index += 1;
      column = 0;
      continue;
    }
    const verbatim = isVerbatim(bytes, index);
    if (column + (verbatim ? 1 : 3 * sequenceLength(byte)) > LINE - 1) {
      out[length++] = EQUALS;
      out[length++] = CR;
      out[length++] = LF;
      column = 0;
    }
    if (verbatim && (column > 0 || !isFromLine(bytes, index))) {
      out[length++] = byte;
      column += 1;
    } else {
      out[length++] = EQUALS;
      out[length++] = HEX[byte >>> 4] ?? 0;
      out[length++] = HEX[byte & 15] ?? 0;
      column += 3;
    }
  }
  return out.subarray(0, length);
}

function isVerbatim(bytes: Uint8Array, index: number): boolean {
  const byte = bytes[index] ?? 0;
  if (byte > 0x7e || byte === EQUALS) return false;
  // RFC 2045 §6.7 (3): a blank must not end a line; before a soft break the "=" ends it.
  return (byte !== SPACE && byte !== TAB) || bytes[index + 1] !== CR;
}

/** Base64 in lines of 76 characters (RFC 2045 §6.8); one empty line for no bytes at all. */
export function encodeBase64(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) return Buffer.from('\r\n', 'latin1');
  const letters = Buffer.from(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
    'latin1',
  );
  const lines = Math.ceil(letters.length / LINE);
  const out = Buffer.allocUnsafe(letters.length + lines * 2);
  let length = 0;
  for (let start = 0; start < letters.length; start += LINE) {
    length += letters.copy(out, length, start, start + LINE);
    out[length++] = CR;
    out[length++] = LF;
  }
  return out;
}
