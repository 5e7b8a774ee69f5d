/** What a transfer decoder gives: the octets, and what had to be put up with (threats C1). */
export interface DecodedOctets {
  readonly bytes: Uint8Array;
  readonly complaint:
    | 'base64-junk'
    | 'base64-after-padding'
    | 'base64-cut-off'
    | 'quoted-printable-junk'
    | null;
}

const CLEAN_BASE64 = /^[A-Za-z0-9+/\r\n]*={0,2}[\r\n]*$/u;

const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;
const EQUALS = 0x3d;

/** The six bits of each base64 digit; -1 for junk, -2 for white space, -3 for padding. */
const SIX_BITS = new Int8Array(256).fill(-1);
const BASE64_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
for (let value = 0; value < 64; value += 1) SIX_BITS[BASE64_DIGITS.charCodeAt(value)] = value;
for (const space of ' \t\r\n') SIX_BITS[space.charCodeAt(0)] = -2;
SIX_BITS[EQUALS] = -3;

/**
 * Takes base64 off (RFC 2045 §6.8). Junk between the digits is skipped as the RFC says. Digits behind padding
 * are decoded as a new run: programs that encode piece by piece send them, other readers stop there, and what
 * we judge is what we send on.
 */
export function decodeBase64(octets: Uint8Array): DecodedOctets {
  const text = asBuffer(octets).toString('latin1');
  if (!CLEAN_BASE64.test(text)) return decodeUncleanBase64(octets);
  return { bytes: Buffer.from(text, 'base64'), complaint: null };
}

function decodeUncleanBase64(octets: Uint8Array): DecodedOctets {
  const output = new Uint8Array(Math.ceil((octets.length * 3) / 4));
  let length = 0;
  let bits = 0;
  let count = 0;
  let padded = false;
  let complaint: DecodedOctets['complaint'] = null;
  for (let index = 0; index < octets.length; index += 1) {
    const value = SIX_BITS[octets[index] ?? 0] ?? -1;
    if (value >= 0) {
      if (padded) complaint = 'base64-after-padding';
      padded = false;
      bits = ((bits << 6) | value) & 0xffffff;
      count += 6;
      if (count >= 8) {
        count -= 8;
        output[length] = (bits >> count) & 0xff;
        length += 1;
      }
    } else if (value === -3) {
      padded = true;
      bits = 0;
      count = 0;
    } else if (value === -1) complaint ??= 'base64-junk';
  }
  if (count >= 6) complaint ??= 'base64-cut-off';
  return { bytes: output.subarray(0, length), complaint };
}

/**
 * Takes quoted-printable off (RFC 2045 §6.7): white space at line ends goes, small hexadecimal digits are
 * taken, an `=` that starts nothing stays.
 */
export function decodeQuotedPrintable(octets: Uint8Array): DecodedOctets {
  const output = new Uint8Array(octets.length);
  let length = 0;
  /** White space before this place was encoded and so is meant. */
  let floor = 0;
  let hasJunk = false;
  for (let index = 0; index < octets.length; index += 1) {
    const octet = octets[index] ?? 0;
    if (octet === EQUALS) {
      const value = hexPair(octets[index + 1], octets[index + 2]);
      if (value >= 0) {
        output[length] = value;
        length += 1;
        floor = length;
        index += 2;
        continue;
      }
      const next = endOfSoftBreak(octets, index + 1);
      if (next !== -1) {
        index = next - 1;
        floor = length;
        continue;
      }
      hasJunk = true;
    } else if (octet === LINE_FEED || (octet === CARRIAGE_RETURN && octets[index + 1] === LINE_FEED))
      length = trimEnd(output, floor, length);
    output[length] = octet;
    length += 1;
  }
  length = trimEnd(output, floor, length);
  return { bytes: output.subarray(0, length), complaint: hasJunk ? 'quoted-printable-junk' : null };
}

/** The place behind a soft line break that starts here, or -1. Blanks before the line end are transport's. */
function endOfSoftBreak(octets: Uint8Array, start: number): number {
  let index = start;
  while (isBlank(octets[index])) index += 1;
  if (index >= octets.length) return index;
  if (octets[index] === LINE_FEED) return index + 1;
  return octets[index] === CARRIAGE_RETURN && octets[index + 1] === LINE_FEED ? index + 2 : -1;
}

function trimEnd(output: Uint8Array, floor: number, length: number): number {
  let end = length;
  while (end > floor && isBlank(output[end - 1])) end -= 1;
  return end;
}

function isBlank(octet: number | undefined): boolean {
  return octet === 0x20 || octet === 0x09;
}

/** The value of two hexadecimal digits in either case, or -1. */
export function hexPair(high: number | undefined, low: number | undefined): number {
  const first = hexDigit(high);
  const second = hexDigit(low);
  return first < 0 || second < 0 ? -1 : first * 16 + second;
}

function hexDigit(octet = 0): number {
  if (octet >= 0x30 && octet <= 0x39) return octet - 0x30;
  const lower = octet | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** The same memory seen as a Buffer, for its native searches. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
