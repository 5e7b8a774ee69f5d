/** RFC 2045 §6.7 (5), §6.8: lines of encoded data have at most 76 characters. */
const LINE = 76;

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
  if (isPlain(canonical)) return { encoding: '7bit', bytes: Buffer.from(canonical, 'latin1') };
  const octets = Buffer.byteLength(canonical);
  const escaped = escape(canonical);
  const escapes = (escaped.length - octets) / 2;
  // Quoted-printable is shorter up to a sixth of escapes; up to a third it is worth a longer message to stay
  // readable, since filters hold base64 against text in Latin script.
  return escapes * 3 > octets
    ? { encoding: 'base64', bytes: encodeBase64(Buffer.from(canonical, 'utf8')) }
    : { encoding: 'quoted-printable', bytes: Buffer.from(inShortLines(escaped), 'latin1') };
}

function canonicalText(text: string): string {
  const lines = text
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]+/gu, '')
    .replace(/\r\n|\r|\n/gu, '\r\n');
  return lines.endsWith('\r\n') ? lines : `${lines}\r\n`;
}

/** May go as it is: ASCII, short lines, nothing that servers and programs on the way are known to change. */
function isPlain(text: string): boolean {
  return (
    /^[\t\r\n -~]*$/u.test(text) &&
    // "=_" begins our boundaries: encoded text can't hold it, so no text can hold a boundary.
    !text.includes('=_') &&
    // Some servers strip blanks at a line's end.
    !/[ \t]\r\n/u.test(text) &&
    !FROM_LINE.test(text) &&
    hasShortLines(text)
  );
}

/** Mailbox files mark messages by "From " at a line's start; programs that write them change such a line. */
const FROM_LINE = /(?:^|\n)From /u;

/** RFC 5322 §2.1.1 wants lines of 78 characters at most. */
function hasShortLines(text: string): boolean {
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
    if (end - 1 - start > LINE) return false;
    start = end + 1;
  }
  return true;
}

const ESCAPES = Array.from(
  { length: 256 },
  (_, byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`,
);

/** RFC 2045 §6.7 but for the length of lines. In strings, whose regular expressions outrun loops over octets. */
function escape(text: string): string {
  return (
    text
      .replace(/[^\t\r\n -<>-~]+/gu, escapeOctets)
      // RFC 2045 §6.7 (3): a blank must not end a line.
      .replace(/[\t ](?=\r\n)/gu, escapeOctets)
      .replace(/(?<=^|\n)F(?=rom )/gu, escapeOctets)
  );
}

function escapeOctets(text: string): string {
  let escaped = '';
  for (const byte of Buffer.from(text, 'utf8')) escaped += ESCAPES[byte] ?? '';
  return escaped;
}

/** Breaks long lines of quoted-printable by a "=" at their end (RFC 2045 §6.7 (5)). */
function inShortLines(escaped: string): string {
  const lines: string[] = [];
  for (const line of escaped.split('\r\n')) {
    let start = 0;
    while (line.length - start > LINE) {
      const end = softBreak(line, start + LINE - 1);
      lines.push(`${line.slice(start, end)}=`);
      start = end;
    }
    lines.push(line.slice(start));
  }
  return lines.join('\r\n');
}

/** The last place up to `end` where a line may be broken: no character is torn, none of the rest looks like "From ". */
function softBreak(line: string, end: number): number {
  let place = end;
  if (line[place - 1] === '=') place -= 1;
  else if (line[place - 2] === '=') place -= 2;
  // The further octets of a character in UTF-8 are 80 to BF.
  while (/[89AB]/u.test(line[place + 1] ?? '') && line[place] === '=') place -= 3;
  return line.startsWith('From ', place) ? softBreak(line, place - 1) : place;
}

/** Base64 in lines of 76 characters (RFC 2045 §6.8); one empty line for no bytes at all. */
export function encodeBase64(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) return Buffer.from('\r\n', 'latin1');
  const letters = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  const lines: string[] = [];
  for (let start = 0; start < letters.length; start += LINE) lines.push(letters.slice(start, start + LINE));
  return Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1');
}
