/** RFC 5322 §2.1.1: at most 998 characters a line, and better no more than 78. */
const PREFERRED_LINE = 76;
const LONGEST_LINE = 998;

/** RFC 2047 §2: an encoded word has at most 75 characters, of which these are not payload. */
const ENCODED_WORD_FRAME = '=?utf-8?B??='.length;
const ENCODED_WORD = 75;

/**
 * Text of a person in one line: control characters and line separators become a space, characters that
 * turn the direction of text go (threats I7), lone surrogates become U+FFFD.
 */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu, '')
    .replace(/[ \u0000-\u001F\u007F-\u009F\u2028\u2029]+/gu, ' ')
    .trim();
}

/**
 * Text that programs wrote (ids, addresses, field values): printable ASCII or a fault. SECURITY: with
 * `oneLine` the only two ways into a header, so no value can start a line of its own (threats C3).
 */
export function requireAscii(value: string, pattern: RegExp, what: string): string {
  if (value.length > LONGEST_LINE - 100 || !/^[ -~]*$/u.test(value) || !pattern.test(value))
    throw new TypeError(`${what} can't stand in a header field`);
  return value;
}

const ADDRESS =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/u;

/** An address of ours: dot-atom and A-labels. Throws for anything else. */
export function requireAddress(address: string): string {
  return requireAscii(address, ADDRESS, 'address');
}

/** Joins words by spaces, and by folds (RFC 5322 §2.2.3) where the line would get too long. */
export function fold(name: string, words: readonly string[]): string {
  let field = `${name}:`;
  let column = field.length;
  for (const word of words) {
    if (column + 1 + word.length > PREFERRED_LINE && column > name.length + 1) {
      field += '\r\n';
      column = 0;
    }
    field += ` ${word}`;
    column += 1 + word.length;
  }
  return `${field}\r\n`;
}

/** A field whose value is text of a person, such as Subject. */
export function textField(name: string, text: string): string {
  const clean = oneLine(text);
  return fold(name, isPlain(clean) ? clean.split(' ') : encodedWords(clean, name.length + 2));
}

// "=?" in plain text would be read as the start of an encoded word.
function isPlain(text: string): boolean {
  return /^[ -~]*$/u.test(text) && !text.includes('=?') && !/[^ ]{72}/u.test(text);
}

/** A field whose value is one mailbox (RFC 5322 §3.4). */
export function mailboxField(name: string, displayName: string, address: string): string {
  const route = `<${requireAddress(address)}>`;
  return fold(name, [...phrase(displayName, name.length + 2), route]);
}

/**
 * A display name as words of a field: a quoted string, or encoded words where it isn't ASCII. What could
 * be taken for an address, a comment's or a string's end is left out (relay paper, section 4; threats I7).
 */
function phrase(displayName: string, column: number): string[] {
  const clean = oneLine(displayName.replace(/["\\@<>\uFF20\uFE6B]+/gu, ' '));
  if (clean === '') return [];
  return isPlain(clean) && clean.length < PREFERRED_LINE - 2 ? [`"${clean}"`] : encodedWords(clean, column);
}

/**
 * RFC 2047 words, none over 75 characters, each whole in itself (§5: no character is split). `column` is
 * where the first one will stand.
 */
function encodedWords(text: string, column: number): string[] {
  const bytes = Buffer.byteLength(text);
  const quoted = quotedLength(text);
  const inBase64 = quoted > Math.ceil(bytes / 3) * 4;
  const words: string[] = [];
  let room = Math.max(24, PREFERRED_LINE - column) - ENCODED_WORD_FRAME;
  let word = '';
  let used = 0;
  for (const character of text) {
    const cost = inBase64 ? Buffer.byteLength(character) : quotedLength(character);
    const limit = inBase64 ? Math.floor(room / 4) * 3 : room;
    if (used + cost > limit) {
      words.push(encodedWord(word, inBase64));
      word = '';
      used = 0;
      room = ENCODED_WORD - ENCODED_WORD_FRAME;
    }
    word += character;
    used += cost;
  }
  return [...words, encodedWord(word, inBase64)];
}

function encodedWord(text: string, inBase64: boolean): string {
  if (inBase64) return `=?utf-8?B?${Buffer.from(text, 'utf8').toString('base64')}?=`;
  let payload = '';
  for (const byte of Buffer.from(text, 'utf8')) payload += QUOTED[byte];
  return `=?utf-8?Q?${payload}?=`;
}

// RFC 2047 §5 (3): in a phrase only these go unencoded; the same set does for every field.
const QUOTED: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  if (byte === 0x20) return '_';
  const letter = String.fromCharCode(byte);
  return /[A-Za-z0-9!*+/-]/u.test(letter) ? letter : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
});

function quotedLength(text: string): number {
  let length = 0;
  for (const byte of Buffer.from(text, 'utf8')) length += QUOTED[byte]?.length ?? 0;
  return length;
}

/** RFC 2231 §3 and §4: a parameter in pieces, in UTF-8, percent-encoded; or a plain quoted string. */
export function parameter(name: string, value: string): string {
  if (/^[A-Za-z0-9 !#$&+.,_()-]*$/u.test(value) && value.length < PREFERRED_LINE - 16)
    return `;\r\n ${name}="${value}"`;
  const pieces: string[] = [];
  let piece = `utf-8''`;
  for (const character of value) {
    const encoded = percentEncoded(character);
    if (piece.length + encoded.length > PREFERRED_LINE - 20) {
      pieces.push(piece);
      piece = '';
    }
    piece += encoded;
  }
  pieces.push(piece);
  return pieces.length === 1
    ? `;\r\n ${name}*=${piece}`
    : pieces.map((text, index) => `;\r\n ${name}*${index}*=${text}`).join('');
}

function percentEncoded(character: string): string {
  if (/^[A-Za-z0-9._-]$/u.test(character)) return character;
  let text = '';
  for (const byte of Buffer.from(character, 'utf8'))
    text += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  return text;
}
