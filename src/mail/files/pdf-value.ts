import { requireThat } from './file-fault.ts';

/** A value of ISO 32000-1 §7.3. Numbers keep their text, so that nothing is rounded on the way through. */
export type PdfValue =
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'keyword'; readonly text: 'true' | 'false' | 'null' }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'string'; readonly bytes: Buffer }
  | { readonly kind: 'reference'; readonly id: number }
  | PdfArray
  | PdfDictionary
  | PdfStream;

export interface PdfArray {
  readonly kind: 'array';
  readonly items: readonly PdfValue[];
}

export interface PdfDictionary {
  readonly kind: 'dictionary';
  readonly entries: ReadonlyMap<string, PdfValue>;
}

export interface PdfStream {
  readonly kind: 'stream';
  readonly dictionary: PdfDictionary;
  /** As in the file, filters on. */
  readonly data: Buffer;
}

export const PDF_NULL: PdfValue = { kind: 'keyword', text: 'null' };

const DEEPEST = 200;
const WHITE = new Set([0, 9, 10, 12, 13, 32]);
const DELIMITERS = new Set(Buffer.from('()<>[]{}/%', 'latin1'));

function isRegular(code: number): boolean {
  return !WHITE.has(code) && !DELIMITERS.has(code);
}

/** The number of a value, or null. */
export function numberOf(value: PdfValue | undefined): number | null {
  return value?.kind === 'number' ? Number(value.text) : null;
}

/** The name of a value, or an empty string. */
export function nameOf(value: PdfValue | undefined): string {
  return value?.kind === 'name' ? value.name : '';
}

/** Reads values from the octets of a file or an object stream; `at` moves on. */
export class PdfReader {
  readonly bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  skipBlank(): void {
    for (; this.at < this.bytes.length; this.at += 1) {
      const code = this.bytes[this.at] ?? 0;
      if (code === 0x25) this.at = this.#lineEnd();
      else if (!WHITE.has(code)) return;
    }
  }

  #lineEnd(): number {
    let at = this.at;
    while (at < this.bytes.length && this.bytes[at] !== 10 && this.bytes[at] !== 13) at += 1;
    return at;
  }

  value(depth = 0): PdfValue {
    requireThat(depth < DEEPEST, 'values that are too deep', 'bomb');
    this.skipBlank();
    switch (this.bytes[this.at] ?? 0) {
      case 0x2f:
        return { kind: 'name', name: this.#name() };
      case 0x28:
        return { kind: 'string', bytes: this.#literal() };
      case 0x5b:
        return this.#array(depth);
      case 0x3c:
        return this.bytes[this.at + 1] === 0x3c
          ? this.#dictionary(depth)
          : { kind: 'string', bytes: this.#hex() };
      default:
        return this.#word();
    }
  }

  #token(): string {
    const start = this.at;
    while (this.at < this.bytes.length && isRegular(this.bytes[this.at] ?? 0)) this.at += 1;
    return this.bytes.toString('latin1', start, this.at);
  }

  #name(): string {
    this.at += 1;
    return this.#token().replaceAll(/#([\da-f]{2})/giu, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  }

  #word(): PdfValue {
    const start = this.at;
    const text = this.#token();
    if (text === 'true' || text === 'false' || text === 'null') return { kind: 'keyword', text };
    requireThat(/^[+-]{0,2}(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})(?:-\d{0,20})?$/u.test(text), 'no value');
    // `12 0 R`: a reference is told by what follows.
    if (/^\d{1,10}$/u.test(text)) {
      const rest = /^[\0\t\n\f\r ]{1,10}\d{1,5}[\0\t\n\f\r ]{1,10}R(?![^\0\t\n\f\r ()<>[\]{}/%])/u.exec(
        this.bytes.toString('latin1', this.at, this.at + 30),
      );
      if (rest !== null) {
        this.at += rest[0].length;
        return { kind: 'reference', id: Number(text) };
      }
    }
    requireThat(this.at > start, 'no value');
    // Some programs write `--5` and `5-3`; readers take the first number.
    return { kind: 'number', text: /^[+-]?[\d.]+/u.exec(text.replace(/^[+-](?=[+-])/u, ''))?.[0] ?? '0' };
  }

  #array(depth: number): PdfArray {
    this.at += 1;
    const items: PdfValue[] = [];
    for (;;) {
      this.skipBlank();
      requireThat(this.at < this.bytes.length, 'an array without an end');
      if (this.bytes[this.at] === 0x5d) break;
      items.push(this.value(depth + 1));
    }
    this.at += 1;
    return { kind: 'array', items };
  }

  #dictionary(depth: number): PdfDictionary {
    this.at += 2;
    const entries = new Map<string, PdfValue>();
    for (;;) {
      this.skipBlank();
      requireThat(this.at < this.bytes.length, 'a dictionary without an end');
      if (this.bytes[this.at] === 0x3e && this.bytes[this.at + 1] === 0x3e) break;
      requireThat(this.bytes[this.at] === 0x2f, 'a key that is no name');
      const key = this.#name();
      this.skipBlank();
      const isEnd = this.bytes[this.at] === 0x3e;
      entries.set(key, isEnd ? PDF_NULL : this.value(depth + 1));
    }
    this.at += 2;
    return { kind: 'dictionary', entries };
  }

  #hex(): Buffer {
    const end = this.bytes.indexOf(0x3e, this.at);
    // The search went to the end, and counts.
    if (end === -1) this.at = this.bytes.length;
    requireThat(end !== -1, 'a string without an end');
    const digits = this.bytes.toString('latin1', this.at + 1, end).replaceAll(/[^\da-f]/giu, '');
    this.at = end + 1;
    return Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex');
  }

  #literal(): Buffer {
    const out: number[] = [];
    let depth = 0;
    for (this.at += 1; this.at < this.bytes.length; this.at += 1) {
      const code = this.bytes[this.at] ?? 0;
      if (code === 0x5c) {
        this.#escape(out);
        continue;
      }
      if (code === 0x28) depth += 1;
      if (code === 0x29 && depth === 0) {
        this.at += 1;
        return Buffer.from(out);
      }
      if (code === 0x29) depth -= 1;
      out.push(code);
    }
    requireThat(false, 'a string without an end');
    return Buffer.alloc(0);
  }

  /** §7.3.4.2, table 3: letters, up to three octal digits, a line end that doesn't count. */
  #escape(out: number[]): void {
    this.at += 1;
    const character = this.bytes.toString('latin1', this.at, this.at + 1);
    const octal = /^[0-7]{1,3}/u.exec(this.bytes.toString('latin1', this.at, this.at + 3))?.[0];
    const letter = 'nrtbf'.indexOf(character);
    if (octal !== undefined) {
      out.push(Number.parseInt(octal, 8) & 0xff);
      this.at += octal.length - 1;
    } else if (letter !== -1 && character !== '') out.push([10, 13, 9, 8, 12][letter] ?? 0);
    else if (character === '\r') {
      if (this.bytes[this.at + 1] === 10) this.at += 1;
    } else if (character !== '\n' && character !== '') out.push(character.charCodeAt(0));
  }
}
