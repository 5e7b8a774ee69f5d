import { createHash } from 'node:crypto';

const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;
const TAB = 0x09;

export interface SplitMessage {
  /** The header section with its last CRLF. */
  readonly header: Uint8Array;
  readonly body: Uint8Array;
}

/** Cuts a message with CRLF line ends at the empty line. Throws where there is none: we made the message. */
export function splitMessage(bytes: Uint8Array): SplitMessage {
  const end = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf('\r\n\r\n', 0, 'latin1');
  if (end === -1) throw new TypeError('a message has an empty line after its header');
  return { header: bytes.subarray(0, end + 2), body: bytes.subarray(end + 4) };
}

export interface SignedField {
  /** Lower case. */
  readonly name: string;
  /** The canonical form, without CRLF. */
  readonly canonical: string;
}

/** The fields of a header section, in order. */
export function fieldsOf(header: Uint8Array): SignedField[] {
  const text = Buffer.from(header.buffer, header.byteOffset, header.byteLength).toString('latin1');
  return text
    .slice(0, -2)
    .split(/\r\n(?![ \t])/u)
    .map(relaxedField);
}

/** RFC 6376 §3.4.2: name in lower case, value unfolded, blanks run together. */
export function relaxedField(field: string): SignedField {
  const colon = field.indexOf(':');
  if (colon < 1) throw new TypeError('a header line has no name');
  const name = field.slice(0, colon).trim().toLowerCase();
  const value = field
    .slice(colon + 1)
    .replace(/[ \t\r\n]+/gu, ' ')
    .trim();
  return { name, canonical: `${name}:${value}` };
}

/** SHA-256 of the body in relaxed form (RFC 6376 §3.4.4), base64. */
export function bodyHash(body: Uint8Array): string {
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  // Files are base64 and most text has no doubled blanks: then the body is canonical as it is.
  const hasBlanks =
    buffer.at(-1) === SPACE ||
    buffer.includes('  ', 0, 'latin1') ||
    buffer.includes('\t', 0, 'latin1') ||
    buffer.includes(' \r\n', 0, 'latin1');
  const hash = createHash('sha256');
  const canonical = withoutEmptyEnd(hasBlanks ? withoutBlanks(buffer) : buffer);
  hash.update(canonical);
  if (canonical.length > 0 && canonical.at(-1) !== LF) hash.update('\r\n');
  return hash.digest('base64');
}

/** Blanks before a line's end go, others become one space. */
function withoutBlanks(body: Uint8Array): Uint8Array {
  const out = Buffer.allocUnsafe(body.length);
  let length = 0;
  let blank = false;
  for (let index = 0; index < body.length; index++) {
    const byte = body[index] ?? 0;
    if (byte === SPACE || byte === TAB) {
      blank = true;
      continue;
    }
    if (blank && byte !== CR) out[length++] = SPACE;
    blank = false;
    out[length++] = byte;
  }
  return out.subarray(0, length);
}

/** Empty lines at the end are ignored; a body of nothing else is empty. */
function withoutEmptyEnd(body: Uint8Array): Uint8Array {
  let end = body.length;
  while (
    end >= 4 &&
    body[end - 1] === LF &&
    body[end - 2] === CR &&
    body[end - 3] === LF &&
    body[end - 4] === CR
  )
    end -= 2;
  return end === 2 && body[0] === CR && body[1] === LF ? body.subarray(0, 0) : body.subarray(0, end);
}
