/** What a CMS object is as far as relaying goes (RFC 5652 §3, RFC 8551 §3.4.2). */
export type CmsObject =
  | { readonly kind: 'signed'; readonly content: Uint8Array }
  /** Signed-data without content: certificates alone, or a detached signature. */
  | { readonly kind: 'empty' }
  /** Enveloped, authenticated-enveloped, encrypted or compressed data: we can't look into it. */
  | { readonly kind: 'closed' };

interface Element {
  readonly tag: number;
  readonly isConstructed: boolean;
  readonly start: number;
  /** End of the content; null for the indefinite form. */
  readonly end: number | null;
}

const OBJECT_IDENTIFIER = 0x06;
const INTEGER = 0x02;
const OCTET_STRING = 0x04;
const SEQUENCE = 0x30;
const SET = 0x31;
const CONTEXT_0 = 0xa0;
const END_OF_CONTENTS = 0x00;

/** 1.2.840.113549.1.7.2; its siblings differ in the last octet. */
const SIGNED_DATA = '2a864886f70d010702';
/** Enveloped-data, signed-and-enveloped-data, encrypted-data; compressed and authenticated-enveloped data. */
const CLOSED = new Set([
  '2a864886f70d010703',
  '2a864886f70d010704',
  '2a864886f70d010706',
  '2a864886f70d0109100109',
  '2a864886f70d0109100117',
]);
/** RFC 5652 needs seven levels to the content; a constructed octet string may add a few. */
const DEEPEST = 16;

class NotCms extends Error {}

/**
 * Reads just enough of DER, and of the BER that S/MIME programs stream (indefinite lengths, octet strings in
 * pieces), to reach the content of signed-data. Null where the octets aren't CMS. Nothing is verified: whose
 * mail it is, DKIM and SPF say. Bounded: no recursion, each element is looked at once.
 */
export function readCms(octets: Uint8Array): CmsObject | null {
  try {
    return readContentInfo(new BerReader(octets));
  } catch (error) {
    if (error instanceof NotCms) return null;
    throw error;
  }
}

function readContentInfo(reader: BerReader): CmsObject | null {
  reader.enter(SEQUENCE);
  const type = reader.take(OBJECT_IDENTIFIER);
  const identifier = Buffer.from(type).toString('hex');
  if (CLOSED.has(identifier)) return { kind: 'closed' };
  if (identifier !== SIGNED_DATA) return null;
  reader.enter(CONTEXT_0);
  reader.enter(SEQUENCE);
  reader.take(INTEGER);
  reader.skip(SET);
  const contentEnd = reader.enter(SEQUENCE);
  reader.take(OBJECT_IDENTIFIER);
  // Certificates, which may follow, bear the same tag as the content.
  if (reader.isAt(contentEnd) || !reader.isNext(CONTEXT_0)) return { kind: 'empty' };
  reader.enter(CONTEXT_0);
  return { kind: 'signed', content: reader.takeOctetString() };
}

class BerReader {
  readonly #octets: Uint8Array;
  #position = 0;

  constructor(octets: Uint8Array) {
    this.#octets = octets;
  }

  isNext(tag: number): boolean {
    return this.#octets[this.#position] === tag;
  }

  isAt(end: number | null): boolean {
    return this.#position === end;
  }

  /** Goes into a constructed element; gives its end, or null for the indefinite form. */
  enter(tag: number): number | null {
    const element = this.#header();
    if (element.tag !== tag) throw new NotCms();
    this.#position = element.start;
    return element.end;
  }

  take(tag: number): Uint8Array {
    const element = this.#header();
    if (element.tag !== tag || element.end === null) throw new NotCms();
    this.#position = element.end;
    return this.#octets.subarray(element.start, element.end);
  }

  skip(tag: number): void {
    const element = this.#header();
    if (element.tag !== tag) throw new NotCms();
    this.#position = element.end ?? this.#walk(element, () => {});
  }

  /** Primitive, or constructed of pieces (X.690 §8.7.3). */
  takeOctetString(): Uint8Array {
    if (this.isNext(OCTET_STRING)) return this.take(OCTET_STRING);
    const element = this.#header();
    if (element.tag !== (OCTET_STRING | 0x20)) throw new NotCms();
    const pieces: Uint8Array[] = [];
    this.#position = this.#walk(element, (piece, end) => {
      if (piece.tag === OCTET_STRING) pieces.push(this.#octets.subarray(piece.start, end));
    });
    return Buffer.concat(pieces);
  }

  /** Visits the primitive elements within `outer`, depth first, and gives the place behind it. */
  #walk(outer: Element, visit: (element: Element, end: number) => void): number {
    const open: (number | null)[] = [outer.end];
    let position = outer.start;
    while (open.length > 0) {
      const end = open.at(-1) ?? null;
      if (end !== null && position >= end) {
        open.pop();
        continue;
      }
      this.#position = position;
      const element = this.#header();
      if (element.tag === END_OF_CONTENTS && end === null) {
        position = element.start;
        open.pop();
      } else if (element.isConstructed) {
        if (open.length >= DEEPEST) throw new NotCms();
        open.push(element.end);
        position = element.start;
      } else {
        if (element.end === null) throw new NotCms();
        visit(element, element.end);
        position = element.end;
      }
    }
    return position;
  }

  #header(): Element {
    const tag = this.#octet(this.#position);
    const first = this.#octet(this.#position + 1);
    const isConstructed = (tag & 0x20) !== 0;
    // Tags beyond 30 don't occur on the way to the content.
    if ((tag & 0x1f) === 0x1f) throw new NotCms();
    if (first === 0x80) {
      if (!isConstructed) throw new NotCms();
      return { tag, isConstructed, start: this.#position + 2, end: null };
    }
    const lengthOctets = first < 0x80 ? 0 : first & 0x7f;
    if (lengthOctets > 5) throw new NotCms();
    const start = this.#position + 2 + lengthOctets;
    let length = lengthOctets === 0 ? first : 0;
    for (let index = this.#position + 2; index < start; index += 1)
      length = length * 256 + this.#octet(index);
    if (start + length > this.#octets.length) throw new NotCms();
    return { tag, isConstructed, start, end: start + length };
  }

  #octet(index: number): number {
    const octet = this.#octets[index];
    if (octet === undefined) throw new NotCms();
    return octet;
  }
}
