import { deflateSync } from 'node:zlib';

import type { PdfDictionary, PdfValue } from './pdf-value.ts';

const OBJECTS_A_STREAM = 200;

function nameText(name: string): string {
  return `/${name.replaceAll(/[^!-~]|[#()<>[\]{}/%]/gu, (character) => `#${character.charCodeAt(0).toString(16).padStart(2, '0')}`)}`;
}

/** The value in PDF syntax, as Latin-1. Streams stand by themselves and are written by their reference. */
function valueText(value: PdfValue): string {
  switch (value.kind) {
    case 'number':
    case 'keyword':
      return value.text;
    case 'name':
      return nameText(value.name);
    case 'string':
      return `<${value.bytes.toString('hex')}>`;
    case 'reference':
      return `${value.id} 0 R`;
    case 'array':
      return `[${value.items.map(valueText).join(' ')}]`;
    case 'dictionary':
      return dictionaryText(value);
    case 'stream':
      return dictionaryText(value.dictionary);
  }
}

function dictionaryText({ entries }: PdfDictionary): string {
  return `<<${[...entries].map(([key, value]) => `${nameText(key)} ${valueText(value)}`).join('\n')}>>`;
}

/** Where an object is: at an offset, or as the n-th of an object stream (§7.5.8.3). */
type Place =
  | readonly [type: 1, offset: number, generation: 0]
  | readonly [type: 2, container: number, index: number];

class Writer {
  readonly #parts: Buffer[] = [];
  readonly #places = new Map<number, Place>();
  #at = 0;

  bytes(chunk: Buffer): void {
    this.#parts.push(chunk);
    this.#at += chunk.length;
  }

  text(text: string): void {
    this.bytes(Buffer.from(text, 'latin1'));
  }

  object(id: number, dictionary: string, data: Buffer): void {
    this.#places.set(id, [1, this.#at, 0]);
    this.text(`${id} 0 obj\n${dictionary.slice(0, -2)}/Length ${data.length}>>\nstream\n`);
    this.bytes(data);
    this.text('\nendstream\nendobj\n');
  }

  /** §7.5.7: many small objects, deflated together. */
  container(id: number, objects: readonly (readonly [number, PdfValue])[]): void {
    const texts = objects.map(([, value]) => valueText(value));
    let offset = 0;
    const head = objects.map(([inner], index) => {
      this.#places.set(inner, [2, id, index]);
      const pair = `${inner} ${offset}`;
      offset += (texts[index]?.length ?? 0) + 1;
      return pair;
    });
    const index = `${head.join(' ')}\n`;
    const data = deflateSync(Buffer.from(`${index}${texts.join('\n')}\n`, 'latin1'));
    const dictionary = `<</Type/ObjStm/N ${objects.length}/First ${index.length}/Filter/FlateDecode>>`;
    this.object(id, dictionary, data);
  }

  finish(id: number, root: number): Buffer {
    const start = this.#at;
    this.#places.set(id, [1, start, 0]);
    const rows = Buffer.alloc((id + 1) * 7);
    for (const [object, [type, second, third]] of this.#places) {
      rows[object * 7] = type;
      rows.writeUInt32BE(second, object * 7 + 1);
      rows.writeUInt16BE(third, object * 7 + 5);
    }
    this.object(
      id,
      `<</Type/XRef/Size ${id + 1}/W[1 4 2]/Root ${root} 0 R/Filter/FlateDecode>>`,
      deflateSync(rows),
    );
    this.text(`startxref\n${start}\n%%EOF\n`);
    return Buffer.concat(this.#parts);
  }
}

/** Writes one revision of a document: objects numbered from 1, object 1 the catalog, no information dictionary. */
export function writePdf(version: string, objects: ReadonlyMap<number, PdfValue>): Buffer {
  const writer = new Writer();
  writer.text(`%PDF-${version < '1.5' ? '1.7' : version}\n%\xe2\xe3\xcf\xd3\n`);
  let next = objects.size + 1;
  let small: (readonly [number, PdfValue])[] = [];
  const flush = (): void => {
    if (small.length === 0) return;
    writer.container(next, small);
    next += 1;
    small = [];
  };
  for (const [id, value] of objects) {
    if (value.kind === 'stream') {
      writer.object(id, dictionaryText(value.dictionary), value.data);
      continue;
    }
    small.push([id, value]);
    if (small.length === OBJECTS_A_STREAM) flush();
  }
  flush();
  return writer.finish(next, 1);
}
