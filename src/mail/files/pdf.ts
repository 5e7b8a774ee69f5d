import { isUtf8 } from 'node:buffer';
import { deflateSync } from 'node:zlib';

import { cleanLink } from '#mail/html-link.ts';
import type { Scrubber } from '#mail/scrub.ts';
import { FileFault, requireThat } from './file-fault.ts';
import { cleanIccProfile } from './icc-profile.ts';
import { cleanJpeg } from './jpeg.ts';
import { cleanJpeg2000 } from './jpeg-2000.ts';
import { readPdf, unfiltered } from './pdf-file.ts';
import { nameOf, numberOf, PDF_NULL } from './pdf-value.ts';
import type { PdfDictionary, PdfStream, PdfValue } from './pdf-value.ts';
import { writePdf } from './pdf-write.ts';

/** What a catalog keeps (§7.7.2): pages, outline, names of places, forms, structure, layers, colours. */
const CATALOG: ReadonlySet<string> = new Set(
  `Type Version Extensions Pages PageLabels Names Dests ViewerPreferences PageLayout PageMode Outlines AcroForm
  StructTreeRoot MarkInfo Lang OutputIntents OCProperties`.split(/\s+/u),
);

/** Keys that go wherever they stand: metadata, private data of programs, files, actions by themselves. */
const DROPPED: ReadonlySet<string> = new Set(
  `Metadata PieceInfo LastModified AA AF EF RF EmbeddedFiles JavaScript JS XFA Thumb OPI Threads B ID DPart CreatorInfo
  PressSteps FFilter FDecodeParms Perms DSS Legal Collection Lock SV SigFlags Renditions AlternatePresentations
  Templates IDS URLS`.split(/\s+/u),
);

/** Keys of single programs (Annex E): TeX writes the paths of the pictures it took. */
const PRIVATE_KEY = /^(?:PTEX|ADBE|AAPL|MSFT|xmp)[._:]/u;

/** §12.6.4: what an action may do. All others start something or fetch something. */
const HARMLESS_ACTIONS: ReadonlySet<string> = new Set(['GoTo', 'URI', 'Named']);
const ACTIONS: ReadonlySet<string> = new Set(
  `GoTo URI Named GoToR GoToE Launch Thread Sound Movie Hide SubmitForm ResetForm ImportData JavaScript SetOCGState
  Rendition Trans GoTo3DView RichMediaExecute GoToDp`.split(/\s+/u),
);

/** Annotations with a file, a film or a program in them. */
const DROPPED_ANNOTATIONS: ReadonlySet<string> = new Set(
  'FileAttachment Sound Movie Screen RichMedia 3D TrapNet'.split(' '),
);
/** Of every other annotation: who made it, when, and its global name. */
const ANNOTATION_AUTHOR: ReadonlySet<string> = new Set(['T', 'NM', 'M', 'CreationDate', 'ExData']);
const ANNOTATIONS: ReadonlySet<string> = new Set(
  `Text Link FreeText Line Square Circle Polygon PolyLine Highlight Underline Squiggly StrikeOut Stamp Caret Ink Popup
  PrinterMark Watermark Redact Projection`.split(/\s+/u),
);

/** Pictures and profiles inside a PDF are inflated up to this many octets. */
const LARGEST_PROFILE = 5_000_000;

class PdfCleaner {
  readonly #objects: ReadonlyMap<number, PdfValue>;
  readonly #scrubber: Scrubber;
  /** New number of each object that is reached, in the order of finding. */
  readonly #numbers = new Map<number, number>();
  readonly #queue: { from: number; to: number }[] = [];
  readonly cleaned = new Map<number, PdfValue>();

  constructor(objects: ReadonlyMap<number, PdfValue>, scrubber: Scrubber) {
    this.#objects = objects;
    this.#scrubber = scrubber;
  }

  /** Copies what can be reached from the catalog; older revisions and orphans stay behind. */
  run(catalogId: number, catalog: PdfDictionary): void {
    const kept = [...catalog.entries].filter(([key, value]) => this.#isCatalogEntry(key, value));
    this.#numbers.set(catalogId, 1);
    this.cleaned.set(1, this.#dictionary({ kind: 'dictionary', entries: new Map(kept) }));
    for (let next = this.#queue.pop(); next !== undefined; next = this.#queue.pop())
      this.cleaned.set(next.to, this.#value(this.#objects.get(next.from) ?? PDF_NULL));
  }

  #isCatalogEntry(key: string, value: PdfValue): boolean {
    // A document may open at a place; an action on opening goes.
    if (key === 'OpenAction') return value.kind === 'array';
    return CATALOG.has(key);
  }

  #resolved(value: PdfValue | undefined): PdfValue | undefined {
    return value?.kind === 'reference' ? this.#objects.get(value.id) : value;
  }

  #value(value: PdfValue): PdfValue {
    switch (value.kind) {
      case 'reference':
        return this.#reference(value.id);
      case 'array':
        return {
          kind: 'array',
          items: value.items.filter((item) => !this.#isDropped(item)).map((item) => this.#value(item)),
        };
      case 'dictionary':
        return this.#isDropped(value) ? PDF_NULL : this.#dictionary(value);
      case 'stream':
        return this.#stream(value);
      case 'number':
      case 'keyword':
      case 'name':
      case 'string':
        return value;
    }
  }

  #reference(id: number): PdfValue {
    if (!this.#objects.has(id)) return PDF_NULL;
    let number = this.#numbers.get(id);
    if (number === undefined) {
      number = this.#numbers.size + 1;
      this.#numbers.set(id, number);
      this.#queue.push({ from: id, to: number });
    }
    return { kind: 'reference', id: number };
  }

  /** Annotations with files, actions that start something, signatures: gone as if they weren't there. */
  #isDropped(value: PdfValue): boolean {
    const target = this.#resolved(value);
    if (target?.kind !== 'dictionary') return false;
    const { entries } = target;
    const action = nameOf(entries.get('S'));
    if (ACTIONS.has(action) && !HARMLESS_ACTIONS.has(action) && !entries.has('K') && !entries.has('W'))
      return true;
    if (/^(?:Sig|DocTimeStamp)$/u.test(nameOf(entries.get('Type')))) return true;
    return DROPPED_ANNOTATIONS.has(nameOf(entries.get('Subtype'))) && entries.has('Rect');
  }

  #dictionary({ entries }: PdfDictionary): PdfDictionary {
    const isAnnotation = ANNOTATIONS.has(nameOf(entries.get('Subtype'))) && entries.has('Rect');
    const cleaned = new Map<string, PdfValue>();
    for (const [key, value] of entries) {
      const isPersonal = isAnnotation && ANNOTATION_AUTHOR.has(key);
      if (DROPPED.has(key) || PRIVATE_KEY.test(key) || isPersonal || this.#isDropped(value)) continue;
      cleaned.set(key, key === 'URI' ? this.#link(value) : this.#value(value));
    }
    return { kind: 'dictionary', entries: cleaned };
  }

  /** §12.6.4.7: a web link as it may travel; a link to a private mailbox leads to its alias. */
  #link(value: PdfValue): PdfValue {
    const target = this.#resolved(value);
    if (target?.kind !== 'string') return this.#value(value);
    const encoding = isUtf8(target.bytes) ? 'utf8' : 'latin1';
    const href = target.bytes.toString(encoding);
    const isMail = /^mailto:/iu.test(href);
    const clean = isMail ? this.#scrubber.scrub(href).text : (cleanLink(href, this.#scrubber).href ?? '');
    return { kind: 'string', bytes: Buffer.from(clean, encoding) };
  }

  #stream(stream: PdfStream): PdfValue {
    const { entries } = stream.dictionary;
    if (nameOf(entries.get('Type')) === 'EmbeddedFile') return PDF_NULL;
    const data = this.#streamData(stream);
    const dictionary = this.#dictionary({
      kind: 'dictionary',
      // A stream's `F` names a file outside; its length is written anew.
      entries: new Map([...entries].filter(([key]) => key !== 'Length' && key !== 'F')),
    });
    return { kind: 'stream', dictionary, data };
  }

  /** The filters of a stream, resolved. */
  #filters(stream: PdfStream): string[] {
    const filter = this.#resolved(stream.dictionary.entries.get('Filter'));
    if (filter === undefined) return [];
    return filter.kind === 'array'
      ? filter.items.map((item) => nameOf(this.#resolved(item)))
      : [nameOf(filter)];
  }

  #streamData(stream: PdfStream): Buffer {
    const [filter, ...more] = this.#filters(stream);
    if (more.length === 0 && (filter === 'DCTDecode' || filter === 'DCT'))
      return cleanedPicture(stream.data, cleanJpeg);
    if (more.length === 0 && filter === 'JPXDecode') return cleanedPicture(stream.data, cleanJpeg2000);
    // A picture behind two filters could hide its metadata from us.
    requireThat(
      ![filter, ...more].some((name) => /^(?:DCTDecode|DCT|JPXDecode)$/u.test(name ?? '')) ||
        more.length === 0,
      'a picture behind two filters',
    );
    return this.#isProfile(stream) ? this.#profile(stream, filter) : stream.data;
  }

  /** §8.6.5.5: a colour profile has a number of components and is no picture. */
  #isProfile(stream: PdfStream): boolean {
    const components = numberOf(this.#resolved(stream.dictionary.entries.get('N')));
    return [1, 3, 4].includes(components ?? 0) && !stream.dictionary.entries.has('Type');
  }

  #profile(stream: PdfStream, filter: string | undefined): Buffer {
    const data = unfiltered(stream, LARGEST_PROFILE);
    const clean = data === null ? null : cleanIccProfile(data);
    if (clean === null) return stream.data;
    return filter === undefined ? clean : deflateSync(clean);
  }
}

function cleanedPicture(data: Buffer, clean: (bytes: Uint8Array) => { bytes: Uint8Array }): Buffer {
  return Buffer.from(clean(data).bytes);
}

/**
 * A PDF in one new revision that holds what can be reached from its catalog: no information dictionary, no XMP,
 * no private data of programs, no authors of comments, no signatures, no scripts, no embedded files, no actions
 * but links and jumps. Page contents, fonts and pictures are the author's, octet for octet (pictures without
 * EXIF). What stood in older revisions isn't in it.
 */
export function cleanPdf(bytes: Uint8Array, scrubber: Scrubber): { bytes: Uint8Array; removed: boolean } {
  const file = readPdf(bytes);
  const cleaner = new PdfCleaner(file.objects, scrubber);
  cleaner.run(file.catalogId, file.catalog);
  const hasPages = [...cleaner.cleaned.values()].some(
    (value) => value.kind === 'dictionary' && nameOf(value.entries.get('Type')) === 'Page',
  );
  if (!hasPages) throw new FileFault('unreadable-file', 'no pages');
  return { bytes: writePdf(file.version, cleaner.cleaned), removed: true };
}
