import { constants, inflateSync } from 'node:zlib';

import { asBuffer, FileFault, requireThat } from './file-fault.ts';
import { nameOf, numberOf, PdfReader } from './pdf-value.ts';
import type { PdfDictionary, PdfStream, PdfValue } from './pdf-value.ts';

/** What a PDF may cost (threats C4, C10). */
const LIMITS = { objects: 400_000, inflated: 100_000_000 };

/** Times the file's length that may be read in vain. */
const MOST_WASTE = 8;
/** What one vain attempt counts for at least. */
const LEAST_WASTE = 500;

/** A PDF as its newest revision has it. */
export interface PdfFile {
  readonly version: string;
  readonly objects: ReadonlyMap<number, PdfValue>;
  /** Number of the catalog's object. */
  readonly catalogId: number;
  readonly catalog: PdfDictionary;
}

/** §7.3.10, §7.5.5: what a scan stops at. */
const LANDMARK = /(\d{1,10})[\0\t\n\f\r ]{1,20}\d{1,5}[\0\t\n\f\r ]{1,20}obj\b|\btrailer\b/gu;

class Scan {
  readonly objects = new Map<number, PdfValue>();
  readonly trailers: PdfDictionary[] = [];
  readonly #bytes: Buffer;
  readonly #source: string;
  /** Object streams by the place of their container, to be opened in file order. */
  readonly #order = new Map<number, number>();
  #lengths: Map<number, number> | null = null;
  #inflated = 0;
  #wasted = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#source = bytes.toString('latin1');
  }

  run(): void {
    const containers: { at: number; stream: PdfStream }[] = [];
    LANDMARK.lastIndex = 0;
    for (let match = LANDMARK.exec(this.#source); match !== null; match = LANDMARK.exec(this.#source)) {
      const at = match.index;
      const end = LANDMARK.lastIndex;
      const found = this.#tryValue(end);
      if (found === null) continue;
      LANDMARK.lastIndex = Math.max(end, found.end);
      if (match[1] === undefined) {
        if (found.value.kind === 'dictionary') this.trailers.push(found.value);
        continue;
      }
      this.#put(Number(match[1]), found.value, at);
      if (found.value.kind !== 'stream') continue;
      const type = nameOf(found.value.dictionary.entries.get('Type'));
      if (type === 'ObjStm') containers.push({ at, stream: found.value });
      if (type === 'XRef') this.trailers.push(found.value.dictionary);
    }
    requireThat(!this.trailers.some(({ entries }) => entries.has('Encrypt')), 'encrypted');
    for (const { at, stream } of containers) this.#openContainer(stream, at);
  }

  /** The last definition of an object in the file is the one that counts (§7.5.6). */
  #put(id: number, value: PdfValue, at: number): void {
    if ((this.#order.get(id) ?? -1) > at) return;
    this.#order.set(id, at);
    this.objects.set(id, value);
    requireThat(this.objects.size <= LIMITS.objects, 'too many objects', 'bomb');
  }

  /** Reading that comes to nothing is paid for: an unclosed string after every landmark would make it quadratic. */
  #waste(octets: number): void {
    this.#wasted += octets;
    requireThat(
      this.#wasted <= this.#bytes.length * MOST_WASTE + 1_000_000,
      'too much that is nothing',
      'bomb',
    );
  }

  #tryValue(at: number): { value: PdfValue; end: number } | null {
    const reader = new PdfReader(this.#bytes, at);
    try {
      const value = reader.value();
      if (value.kind !== 'dictionary') return { value, end: reader.at };
      reader.skipBlank();
      const isStream = this.#source.startsWith('stream', reader.at);
      return isStream ? this.#stream(value, reader.at + 6) : { value, end: reader.at };
    } catch (error) {
      // A landmark that is no object: the words may stand in a string. Bombs end the reading.
      if (!(error instanceof FileFault) || error.code === 'bomb') throw error;
      this.#waste(Math.max(reader.at - at, LEAST_WASTE));
      return null;
    }
  }

  #stream(dictionary: PdfDictionary, keywordEnd: number): { value: PdfValue; end: number } {
    let start = keywordEnd;
    if (this.#bytes[start] === 13) start += 1;
    if (this.#bytes[start] === 10) start += 1;
    const declared = this.#length(dictionary.entries.get('Length'));
    if (declared !== null && start + declared <= this.#bytes.length) {
      const after = /^[\0\t\n\f\r ]{0,4}endstream/u.exec(
        this.#source.slice(start + declared, start + declared + 16),
      );
      if (after !== null) {
        const data = this.#bytes.subarray(start, start + declared);
        return { value: { kind: 'stream', dictionary, data }, end: start + declared + after[0].length };
      }
    }
    const end = this.#source.indexOf('endstream', start);
    if (end === -1) this.#waste(this.#bytes.length - start);
    requireThat(end !== -1, 'a stream without an end');
    const lineEnd = /\r?\n?$/u.exec(this.#source.slice(Math.max(start, end - 2), end))?.[0].length ?? 0;
    return {
      value: { kind: 'stream', dictionary, data: this.#bytes.subarray(start, end - lineEnd) },
      end: end + 9,
    };
  }

  #length(value: PdfValue | undefined): number | null {
    if (value?.kind !== 'reference') return numberOf(value);
    this.#lengths ??= new Map(
      [
        ...this.#source.matchAll(
          /(\d{1,10})[\0\t\n\f\r ]{1,9}\d{1,5}[\0\t\n\f\r ]{1,9}obj[\0\t\n\f\r ]{0,9}(\d{1,10})[\0\t\n\f\r ]{0,9}endobj/gu,
        ),
      ].map(([, id, length]) => [Number(id), Number(length)]),
    );
    return this.#lengths.get(value.id) ?? null;
  }

  /** §7.5.7. */
  #openContainer(stream: PdfStream, at: number): void {
    const data = unfiltered(stream, LIMITS.inflated - this.#inflated);
    requireThat(data !== null, 'an object stream with an unknown filter');
    if (data === null) return;
    this.#inflated += data.length;
    const count = numberOf(stream.dictionary.entries.get('N')) ?? 0;
    const first = numberOf(stream.dictionary.entries.get('First')) ?? 0;
    requireThat(count <= LIMITS.objects, 'too many objects', 'bomb');
    const head = new PdfReader(data.subarray(0, first));
    let read = 0;
    for (let i = 0; i < count; i += 1) {
      const [id, offset] = [numberOf(head.value()), numberOf(head.value())];
      requireThat(id !== null && offset !== null, 'a broken object stream');
      if (id === null || offset === null) continue;
      const reader = new PdfReader(data, first + offset);
      this.#put(id, reader.value(), at);
      // Objects stand one after the other; those that share octets could be read without end.
      read += reader.at - first - offset;
      requireThat(read <= data.length * 2 + 10_000, 'objects within each other', 'bomb');
    }
  }
}

/** Inflates up to a bound; more is a bomb. A stream that was cut short gives what there is of it. */
function inflatedUpTo(data: Buffer, most: number): Buffer {
  try {
    return inflateSync(data, { maxOutputLength: Math.max(1, most), finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    const tooLong =
      error instanceof RangeError || (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE';
    throw new FileFault(tooLong ? 'bomb' : 'unreadable-file', 'a stream that does not inflate');
  }
}

function filtersOf(filter: PdfValue | undefined): string[] {
  if (filter === undefined) return [];
  return filter.kind === 'array' ? filter.items.map(nameOf) : [nameOf(filter)];
}

/** The octets of a stream without filters: only those that object streams and profiles use; else null. */
export function unfiltered({ dictionary, data }: PdfStream, most: number): Buffer | null {
  const filters = filtersOf(dictionary.entries.get('Filter'));
  if (filters.length === 0) return data;
  const parameters = dictionary.entries.get('DecodeParms');
  const isPlain = parameters === undefined || parameters.kind === 'keyword';
  const isFlate = filters.length === 1 && /^(?:FlateDecode|Fl)$/u.test(filters[0] ?? '');
  return isFlate && isPlain ? inflatedUpTo(data, most) : null;
}

function catalogOf(scan: Scan): Pick<PdfFile, 'catalogId' | 'catalog'> {
  for (const { entries } of scan.trailers.toReversed()) {
    const root = entries.get('Root');
    if (root?.kind !== 'reference') continue;
    const value = scan.objects.get(root.id);
    if (value?.kind === 'dictionary' && value.entries.has('Pages'))
      return { catalogId: root.id, catalog: value };
  }
  throw new FileFault('unreadable-file', 'no catalog');
}

/**
 * Reads a PDF by going through it from front to back, as readers do that repair; the cross-reference table is
 * not asked, so it can't hide anything. Encrypted files can't be cleaned.
 */
export function readPdf(source: Uint8Array): PdfFile {
  const bytes = asBuffer(source);
  const head = bytes.subarray(0, 1024).indexOf('%PDF-');
  requireThat(head !== -1, 'no PDF');
  const scan = new Scan(bytes);
  scan.run();
  const version = /^\d\.\d/u.exec(bytes.toString('latin1', head + 5, head + 8))?.[0] ?? '1.7';
  return { version, objects: scan.objects, ...catalogOf(scan) };
}
