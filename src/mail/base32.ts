const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

const VALUES: ReadonlyMap<string, number> = new Map(
  ALPHABET.split('').map((letter, index) => [letter, index]),
);

/**
 * Base32 of RFC 4648 §6 in lower case without padding: survives servers that fold the case of a local part.
 */
export function encodeBase32(bytes: Uint8Array): string {
  let text = '';
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET.charAt((buffer >>> bits) & 31);
    }
    buffer &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + ALPHABET.charAt((buffer << (5 - bits)) & 31);
}

/**
 * Reads what `encodeBase32` wrote, in either case. Null for foreign characters, for a length that no
 * encoding has, and for left-over bits that aren't zero: one value has one spelling.
 */
export function decodeBase32(text: string): Uint8Array | null {
  if (!/^[A-Za-z2-7]*$/u.test(text)) return null;
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  let buffer = 0;
  let bits = 0;
  let length = 0;
  for (const letter of text.toLowerCase()) {
    const value = VALUES.get(letter);
    if (value === undefined) return null;
    buffer = (buffer << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[length] = buffer >>> bits;
      length += 1;
      buffer &= (1 << bits) - 1;
    }
  }
  return bits >= 5 || buffer !== 0 ? null : bytes;
}
