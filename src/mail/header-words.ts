import { decodeCharset } from './charset.ts';
import { decodeBase64, hexPair } from './mime-transfer.ts';

interface EncodedWord {
  readonly charset: string;
  readonly encoding: 'b' | 'q';
  readonly bytes: Uint8Array;
  readonly end: number;
}

/** RFC 2047 §2 allows 75 octets in all; programs exceed it, and a charset name never gets this long. */
const LONGEST_CHARSET = 60;
const WHITE_SPACE_ONLY = /^[ \t\r\n]*$/u;
const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu;

/**
 * Decodes RFC 2047 encoded words anywhere in a text and unfolds it; what isn't one stays as it is. Takes words
 * that programs write against the rules (spaces within, no white space around, a letter split over two words).
 *
 * SECURITY: decoded once, and every control character, line ends above all, becomes one space (threats C3):
 * what comes out can't start another header field. Linear: each `=?` is looked at once.
 */
export function decodeWords(text: string): string {
  return (text.includes('=?') ? replaceWords(text) : text).replace(CONTROLS, ' ');
}

function replaceWords(text: string): string {
  const output: string[] = [];
  let pending: EncodedWord[] = [];
  let from = 0;
  let index = text.indexOf('=?');
  const flush = (): void => {
    if (pending.length > 0) output.push(decodeRun(pending));
    pending = [];
  };
  while (index !== -1) {
    const word = readWord(text, index);
    if (word === null) {
      index = text.indexOf('=?', index + 2);
      continue;
    }
    const between = text.slice(from, index);
    // RFC 2047 §6.2: white space between two encoded words is not shown.
    const joins = pending.length > 0 && WHITE_SPACE_ONLY.test(between);
    if (!joins) {
      flush();
      output.push(between);
    }
    const last = pending.at(-1);
    if (last !== undefined && (last.charset !== word.charset || last.encoding !== word.encoding)) flush();
    pending.push(word);
    from = word.end;
    index = text.indexOf('=?', from);
  }
  flush();
  output.push(text.slice(from));
  return output.join('');
}

/** Words of one charset are decoded together, as some programs split a letter over two of them. */
function decodeRun(words: readonly EncodedWord[]): string {
  const bytes = Buffer.concat(words.map((word) => word.bytes));
  return decodeCharset(bytes, words[0]?.charset ?? null).text;
}

function readWord(text: string, start: number): EncodedWord | null {
  const charsetEnd = text.indexOf('?', start + 2);
  if (charsetEnd === -1 || charsetEnd - start > LONGEST_CHARSET) return null;
  const encoding = text.charAt(charsetEnd + 1).toLowerCase();
  if ((encoding !== 'b' && encoding !== 'q') || text.charAt(charsetEnd + 2) !== '?') return null;
  const bodyStart = charsetEnd + 3;
  const bodyEnd = text.indexOf('?', bodyStart);
  if (bodyEnd === -1 || text.charAt(bodyEnd + 1) !== '=') return null;
  // RFC 2231 §5: a language may follow the charset after an asterisk.
  const charset = (text.slice(start + 2, charsetEnd).split('*')[0] ?? '').toLowerCase();
  if (!/^[\x21-\x7e]+$/u.test(charset)) return null;
  const body = text.slice(bodyStart, bodyEnd);
  return { charset, encoding, bytes: wordBytes(encoding, body), end: bodyEnd + 2 };
}

function wordBytes(encoding: 'b' | 'q', body: string): Uint8Array {
  const octets = Buffer.from(body, 'utf8');
  return encoding === 'b' ? decodeBase64(octets).bytes : decodeQ(octets);
}

/** RFC 2047 §4.2. */
function decodeQ(octets: Uint8Array): Uint8Array {
  const output = new Uint8Array(octets.length);
  let length = 0;
  for (let index = 0; index < octets.length; index += 1) {
    const octet = octets[index] ?? 0;
    const value = octet === 0x3d ? hexPair(octets[index + 1], octets[index + 2]) : -1;
    if (value >= 0) {
      output[length] = value;
      index += 2;
    } else output[length] = octet === 0x5f ? 0x20 : octet;
    length += 1;
  }
  return output.subarray(0, length);
}
