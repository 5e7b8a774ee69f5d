import { isUtf8 } from 'node:buffer';

import { asBuffer, requireThat } from './file-fault.ts';

/** A file inside `winmail.dat`. */
export interface TnefFile {
  readonly name: string | null;
  readonly mediaType: string;
  readonly contentId: string | null;
  readonly bytes: Buffer;
}

/** What a Transport Neutral Encapsulation Format stream holds (MS-OXTNEF), without sender and recipients. */
export interface TnefContent {
  readonly text: string | null;
  readonly html: string | null;
  readonly files: readonly TnefFile[];
  /** Attached messages and OLE objects, which stay shut. */
  readonly embedded: number;
  /** There is a body in compressed RTF, which isn't read. */
  readonly hasRichText: boolean;
}

const MOST_ATTRIBUTES = 20_000;
const MOST_PROPERTIES = 20_000;
const MOST_FILES = 200;

const ATT_BODY = 0x80_0c;
const ATT_TITLE = 0x80_10;
const ATT_DATA = 0x80_0f;
const ATT_RENDER = 0x90_02;
const ATT_PROPERTIES = 0x90_05;
const MESSAGE_PROPERTIES = 0x90_03;

const PR_BODY = 0x10_00;
const PR_RTF = 0x10_09;
const PR_BODY_HTML = 0x10_13;
const PR_ATTACH_DATA = 0x37_01;
const PR_ATTACH_FILENAME = 0x37_04;
const PR_ATTACH_METHOD = 0x37_05;
const PR_ATTACH_LONG_FILENAME = 0x37_07;
const PR_ATTACH_MIME_TAG = 0x37_0e;
const PR_ATTACH_CONTENT_ID = 0x37_12;

const FIXED_SIZES: ReadonlyMap<number, number> = new Map([
  [0x00_01, 0],
  [0x00_02, 4],
  [0x00_03, 4],
  [0x00_04, 4],
  [0x00_05, 8],
  [0x00_06, 8],
  [0x00_07, 8],
  [0x00_0a, 4],
  [0x00_0b, 4],
  [0x00_14, 8],
  [0x00_40, 8],
  [0x00_48, 16],
]);
const VARIABLE = new Set([0x00_0d, 0x00_1e, 0x00_1f, 0x01_02]);
const UNICODE = 0x00_1f;
const OBJECT = 0x00_0d;

interface Property {
  readonly id: number;
  readonly type: number;
  readonly value: Buffer;
}

class Cursor {
  readonly bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  take(size: number): Buffer {
    requireThat(size >= 0 && this.at + size <= this.bytes.length, 'a field beyond the end');
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }

  long(): number {
    return this.take(4).readUInt32LE(0);
  }

  short(): number {
    return this.take(2).readUInt16LE(0);
  }

  /** Values fill whole groups of four octets. */
  align(): void {
    this.at = Math.min(this.bytes.length, this.at + ((4 - (this.at % 4)) % 4));
  }
}

/** MS-OXTNEF §2.1.3.4: a named property carries a GUID and a number or a name. */
function skipName(cursor: Cursor): void {
  cursor.take(16);
  if (cursor.long() === 0) {
    cursor.take(4);
    return;
  }
  cursor.take(cursor.long());
  cursor.align();
}

function values(cursor: Cursor, type: number): Buffer[] {
  const isMultiple = (type & 0x10_00) !== 0;
  const base = type & 0x0f_ff;
  const isVariable = VARIABLE.has(base);
  const size = FIXED_SIZES.get(base);
  requireThat(isVariable || size !== undefined, 'a property of an unknown type');
  const count = isMultiple || isVariable ? cursor.long() : 1;
  requireThat(count <= MOST_PROPERTIES && (size !== 0 || count <= 1), 'too many values', 'bomb');
  const found: Buffer[] = [];
  for (let i = 0; i < count; i += 1) {
    found.push(cursor.take(isVariable ? cursor.long() : (size ?? 0)));
    cursor.align();
  }
  return found;
}

function properties(bytes: Buffer): Property[] {
  const cursor = new Cursor(bytes);
  const count = cursor.long();
  requireThat(count <= MOST_PROPERTIES, 'too many properties', 'bomb');
  const found: Property[] = [];
  for (let i = 0; i < count && cursor.at + 4 <= bytes.length; i += 1) {
    const type = cursor.short();
    const id = cursor.short();
    if (id >= 0x80_00) skipName(cursor);
    const [value] = values(cursor, type);
    if (value !== undefined) found.push({ id, type: type & 0x0f_ff, value });
  }
  return found;
}

function textOf({ type, value }: Property): string {
  const text = new TextDecoder(type === UNICODE ? 'utf-16le' : 'windows-1252').decode(value);
  return text.replace(/\0[^]*$/u, '');
}

class Reader {
  text: string | null = null;
  html: string | null = null;
  embedded = 0;
  hasRichText = false;
  readonly files: TnefFile[] = [];
  #title: string | null = null;
  #data: Buffer | null = null;
  #properties: Property[] = [];

  attribute(id: number, data: Buffer): void {
    if (id === ATT_RENDER) this.closeFile();
    else if (id === ATT_TITLE) this.#title = textOf({ id: 0, type: 0x1e, value: data });
    else if (id === ATT_DATA) this.#data = data;
    else if (id === ATT_PROPERTIES) this.#properties = properties(data);
    else if (id === ATT_BODY) this.text ??= textOf({ id: 0, type: 0x1e, value: data });
    else if (id === MESSAGE_PROPERTIES) this.#message(properties(data));
  }

  #message(found: readonly Property[]): void {
    for (const property of found) {
      if (property.id === PR_BODY) this.text = textOf(property);
      if (property.id === PR_BODY_HTML)
        this.html = isUtf8(property.value) ? property.value.toString('utf8') : textOf(property);
      if (property.id === PR_RTF) this.hasRichText = true;
    }
  }

  closeFile(): void {
    const content = this.#find(PR_ATTACH_DATA);
    const method = this.#find(PR_ATTACH_METHOD)?.value.readUInt32LE(0) ?? 1;
    const bytes = content?.value ?? this.#data;
    // Methods 5 and 6: a message or an OLE object, which starts with the GUID of its interface.
    if (method === 5 || method === 6 || content?.type === OBJECT) this.embedded += 1;
    else if (bytes !== null && this.files.length < MOST_FILES) this.files.push(this.#file(bytes));
    this.#title = null;
    this.#data = null;
    this.#properties = [];
  }

  #find(id: number): Property | undefined {
    return this.#properties.find((property) => property.id === id);
  }

  #file(bytes: Buffer): TnefFile {
    const read = (id: number): string | null => {
      const property = this.#find(id);
      return property === undefined ? null : textOf(property);
    };
    return {
      name: read(PR_ATTACH_LONG_FILENAME) ?? read(PR_ATTACH_FILENAME) ?? this.#title,
      mediaType: read(PR_ATTACH_MIME_TAG)?.toLowerCase() ?? 'application/octet-stream',
      contentId: read(PR_ATTACH_CONTENT_ID),
      bytes,
    };
  }
}

/**
 * Reads the body and the files of a `winmail.dat`. Attributes that name people, hosts and messages aren't read at
 * all. A stream that breaks off gives what was whole.
 */
export function readTnef(source: Uint8Array): TnefContent {
  const bytes = asBuffer(source);
  requireThat(bytes.length >= 6 && bytes.readUInt32LE(0) === 0x22_3e_9f_78, 'no TNEF');
  const cursor = new Cursor(bytes);
  cursor.take(6);
  const reader = new Reader();
  // Level, id and type, length, data, checksum.
  for (let i = 0; i < MOST_ATTRIBUTES && cursor.at + 11 <= bytes.length; i += 1) {
    const level = cursor.take(1)[0] ?? 0;
    if (level !== 1 && level !== 2) break;
    const id = cursor.long() & 0xff_ff;
    const length = cursor.long();
    if (cursor.at + length > bytes.length) break;
    reader.attribute(id, cursor.take(length));
    cursor.at += 2;
  }
  reader.closeFile();
  const { text, html, files, embedded, hasRichText } = reader;
  return { text, html, files, embedded, hasRichText };
}
