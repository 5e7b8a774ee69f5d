import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { decodeIso2022, shiftedCharset } from './charset-iso2022.ts';
import { asBuffer } from './mime-transfer.ts';

export interface DecodedText {
  readonly text: string;
  /** A charset that was declared but can't be right, or isn't known; null where all is well. */
  readonly complaint: 'charset-unknown' | 'charset-wrong' | null;
}

/** Names that mean "I don't know" (RFC 1428 and practice). */
const NO_CHARSET =
  /^(?:|unknown(?:-?8bit)?|x-unknown|default.*|none|8bit|7bit|binary|user-defined|x-user-defined)$/u;
/** Transfer encodings, which iconv-lite would take for charsets. */
const NOT_A_CHARSET = /base-?64|hex|binary/u;
/** The labels for which bytes above 0x7f prove nothing. */
const ASCII_NAMES = /^(?:us-?ascii|ascii|ansi_x3\.4-19\d\d|iso646-us|iso-ir-6|646)$/u;
/** The WHATWG encoding standard reads all of these as windows-1252. */
const WINDOWS_1252_NAMES =
  /^(?:windows-?1252|cp-?1252|x-cp1252|iso[-_]?8859[-_]?1(?:$|:)|iso_8859-1:1987|latin-?1|l1|iso-ir-100|cp819|ibm819|ansi)$/u;

/**
 * Decodes bytes to Unicode, once (threats C9). `label` is the declared charset or null. What isn't declared,
 * is declared as ASCII or under an unknown name is UTF-8 if it is valid UTF-8, else windows-1252, in which no
 * byte is lost. The result is well-formed UTF-16 without NUL.
 *
 * SECURITY: UTF-7 and ISO-2022 are decoded where they are declared, before anybody looks for markup or
 * addresses in the text; what leaves is declared as UTF-8, so no reader has a reason to decode again.
 */
export function decodeCharset(bytes: Uint8Array, label: string | null): DecodedText {
  const decoded = decode(bytes, normalLabel(label));
  return { text: clean(decoded.text), complaint: decoded.complaint };
}

function normalLabel(label: string | null): string {
  return (label ?? '')
    .trim()
    .toLowerCase()
    .replace(/^["']+|["']+$/gu, '');
}

function clean(text: string): string {
  const plain = text.includes('\0') ? text.replaceAll('\0', '') : text;
  return plain.isWellFormed() ? plain : plain.toWellFormed();
}

function decode(bytes: Uint8Array, label: string): DecodedText {
  const marked = decodeByMark(bytes);
  if (marked !== null) return { text: marked, complaint: null };
  if (NO_CHARSET.test(label)) return decodeUndeclared(bytes, null);
  if (ASCII_NAMES.test(label)) return decodeUndeclared(bytes, 'charset-wrong');
  if (label === 'utf-8' || label === 'utf8') return decodeUtf8(bytes);
  if (WINDOWS_1252_NAMES.test(label)) return { text: decodeWindows1252(bytes), complaint: null };
  const shifted = shiftedCharset(label);
  if (shifted !== null) return { text: decodeIso2022(bytes, shifted), complaint: null };
  const text = decodeByName(bytes, label);
  if (text !== null) return { text, complaint: null };
  return { text: decodeUndeclared(bytes, null).text, complaint: 'charset-unknown' };
}

/** A byte order mark outweighs the label, as the WHATWG encoding standard has it. */
function decodeByMark(bytes: Uint8Array): string | null {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return new TextDecoder('utf-8').decode(bytes);
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return null;
}

function decodeUndeclared(bytes: Uint8Array, ifNotAscii: 'charset-wrong' | null): DecodedText {
  const octets = asBuffer(bytes);
  if (!isUtf8(octets)) return { text: decodeWindows1252(octets), complaint: ifNotAscii };
  // RFC 1468: ISO-2022-JP is seven-bit; old programs sent it without a charset.
  const escape = octets.indexOf('\u001b$');
  if (escape !== -1 && /[@B]/u.test(String.fromCharCode(octets[escape + 2] ?? 0)))
    return { text: decodeIso2022Jp(octets), complaint: null };
  const text = octets.toString('utf8');
  return { text, complaint: text.length < octets.length ? ifNotAscii : null };
}

function decodeUtf8(bytes: Uint8Array): DecodedText {
  const octets = asBuffer(bytes);
  if (isUtf8(octets)) return { text: octets.toString('utf8'), complaint: null };
  const text = octets.toString('utf8');
  // Not one letter of it is UTF-8: it is the wrong label on a Western text, not a broken letter.
  const isWestern = !/[^\u0000-\u007f\ufffd]/u.test(text);
  return { text: isWestern ? decodeWindows1252(octets) : text, complaint: 'charset-wrong' };
}

/**
 * Not by `TextDecoder`: in Node 24.21 its windows-1252 is plain Latin-1, with 0x80 (the euro sign) decoded
 * to a control character.
 */
function decodeWindows1252(bytes: Uint8Array): string {
  return iconv.decode(asBuffer(bytes), 'win1252');
}

function decodeByName(bytes: Uint8Array, label: string): string | null {
  if (label === 'utf-16')
    return new TextDecoder(looksBigEndian(bytes) ? 'utf-16be' : 'utf-16le').decode(bytes);
  const name = aliasOf(label);
  if (name === 'iso-2022-jp') return decodeIso2022Jp(bytes);
  // UTF-7, the code pages of DOS and others that the WHATWG standard leaves out.
  try {
    return new TextDecoder(name).decode(bytes);
  } catch {
    return !NOT_A_CHARSET.test(label) && iconv.encodingExists(label)
      ? iconv.decode(asBuffer(bytes), label, { stripBOM: true })
      : null;
  }
}

/** A switch of charset with nothing before the next one. */
const EMPTY_SHIFT = /\u001b(?:\([BIJ]|\$[@B])(?=\u001b)/gu;

/**
 * The decoder of the web makes an error of a switch that is followed by another; in mail they come about where
 * two encoded words, each of which ends in ASCII, are joined.
 */
function decodeIso2022Jp(bytes: Uint8Array): string {
  const shifted = asBuffer(bytes).toString('latin1').replace(EMPTY_SHIFT, '');
  return new TextDecoder('iso-2022-jp').decode(Buffer.from(shifted, 'latin1'));
}

/** `cp-1251`, `windows1251`, `iso8859_2`: hyphens that programs forget or invent. */
function aliasOf(label: string): string {
  const windows = /^(?:cp|win|windows|ms|x-cp)[-_]?(125[0-8]|874)$/u.exec(label);
  if (windows !== null) return `windows-${windows[1]}`;
  const iso = /^iso[-_]?8859[-_](\d{1,2})(?:-[ei])?$/u.exec(label);
  if (iso !== null) return `iso-8859-${iso[1]}`;
  if (/^(?:cp|ms|windows[-_]?)(?:932|31j)$/u.test(label)) return 'shift_jis';
  if (/^(?:cp|ms|windows[-_]?)936$/u.test(label)) return 'gbk';
  if (/^(?:cp|ms|windows[-_]?)949$/u.test(label)) return 'euc-kr';
  if (/^(?:cp|ms|windows[-_]?)950$/u.test(label)) return 'big5';
  if (/^(?:cs)?iso-?2022-?jp/u.test(label)) return 'iso-2022-jp';
  return label;
}

/** RFC 2781 §4.3 says big-endian without a mark; Windows programs send little-endian all the same. */
function looksBigEndian(bytes: Uint8Array): boolean {
  let zeroFirst = 0;
  let zeroSecond = 0;
  for (let index = 0; index + 1 < Math.min(bytes.length, 512); index += 2) {
    if (bytes[index] === 0) zeroFirst += 1;
    if (bytes[index + 1] === 0) zeroSecond += 1;
  }
  return zeroFirst >= zeroSecond;
}
