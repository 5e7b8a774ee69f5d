import type { CleanFile, ContentNote, ContentRefusal, ContentRefusalCode } from '#mail/authored-content.ts';
import type { Scrubber } from '#mail/scrub.ts';
import { asBuffer, FileFault, requireThat } from './file-fault.ts';
import { cleanFileName, isProgramName, shownFileName } from './file-name.ts';
import { typeOfBytes } from './file-type.ts';
import type { FileType } from './file-type.ts';
import { cleanOdf, isOdf } from './odf.ts';
import { cleanOoxml, isOoxml } from './ooxml.ts';
import type { PackageContext } from './ooxml.ts';
import { cleanPdf } from './pdf.ts';
import { pictureKind } from './picture.ts';
import { cleanTextFile } from './text-file.ts';
import { readZip } from './zip.ts';

/** A file of a mail, transfer encoding off. */
export interface GivenFile {
  readonly name: string | null;
  /** As declared, lower case. */
  readonly mediaType: string;
  readonly charset: string | undefined;
  readonly bytes: Uint8Array;
}

export type FileOutcome =
  | { readonly kind: 'clean'; readonly file: CleanFile; readonly notes: readonly ContentNote[] }
  | { readonly kind: 'refused'; readonly refusal: ContentRefusal };

interface CleanBytes {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** Endings that fit; the first is the usual one. */
  readonly extensions: readonly string[];
  readonly removed: boolean;
  readonly replaced: number;
}

const OFFICE_TYPES: ReadonlyMap<string, string> = new Map([
  ['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['pptx', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
]);
/** A document in a document in a document is as deep as anybody's tables and charts go. */
const DEEPEST_PACKAGE = 2;

function cleanPackage(bytes: Uint8Array, scrubber: Scrubber, depth: number): CleanBytes {
  requireThat(depth <= DEEPEST_PACKAGE, 'packages within packages', 'bomb');
  const entries = readZip(bytes);
  const context: PackageContext = {
    scrubber,
    inner: (inner) => cleanPackage(inner, scrubber, depth + 1).bytes,
  };
  if (isOoxml(entries)) {
    const { bytes: clean, kind } = cleanOoxml(entries, context);
    const mediaType = OFFICE_TYPES.get(kind) ?? '';
    return { bytes: clean, mediaType, extensions: [kind], removed: true, replaced: 0 };
  }
  if (isOdf(entries)) {
    const { bytes: clean, kind, mediaType } = cleanOdf(entries, context);
    return { bytes: clean, mediaType, extensions: [kind], removed: true, replaced: 0 };
  }
  throw new FileFault('archive', 'a plain ZIP');
}

/** MS-CFB: a name in the directory tells an old Office document from other containers. */
function refuseContainer(bytes: Uint8Array): never {
  const buffer = asBuffer(bytes);
  const holds = (name: string): boolean => buffer.includes(Buffer.from(name, 'utf16le'));
  if (holds('EncryptedPackage')) throw new FileFault('unreadable-file', 'an encrypted document');
  const isOffice =
    holds('WordDocument') || holds('Workbook') || holds('PowerPoint Document') || holds('Book');
  throw new FileFault(isOffice ? 'macros' : 'unreadable-file', 'a compound file');
}

function cleanText(given: GivenFile, scrubber: Scrubber): CleanBytes {
  const { bytes, replaced } = cleanTextFile(given.bytes, given.charset, scrubber);
  const isCsv = given.mediaType === 'text/csv' || /\.csv$/iu.test(given.name ?? '');
  return {
    bytes,
    mediaType: isCsv ? 'text/csv' : 'text/plain',
    extensions: isCsv ? ['csv', 'txt', 'tsv'] : ['txt', 'text', 'csv', 'tsv', 'log', 'md'],
    removed: false,
    replaced,
  };
}

/** Why a file of this type can't travel, as far as its type alone says so. */
const REFUSED: ReadonlyMap<FileType, ContentRefusalCode> = new Map([
  ['archive', 'archive'],
  ['program', 'program'],
  ['markup', 'program'],
]);

function cleanBytes(given: GivenFile, scrubber: Scrubber): CleanBytes {
  const type = typeOfBytes(given.bytes);
  const refused = REFUSED.get(type);
  if (refused !== undefined) throw new FileFault(refused, `content of type ${type}`);
  const picture = pictureKind(given.bytes);
  if (picture !== null) {
    const { mediaType, extensions } = picture;
    return { ...picture.clean(given.bytes), mediaType, extensions, replaced: 0 };
  }
  if (type === 'pdf') {
    const clean = cleanPdf(given.bytes, scrubber);
    return { ...clean, mediaType: 'application/pdf', extensions: ['pdf'], replaced: 0 };
  }
  if (type === 'zip') return cleanPackage(given.bytes, scrubber, 0);
  if (type === 'ole') return refuseContainer(given.bytes);
  requireThat(!isProgramName(given.name), 'a script', 'program');
  if (type === 'text') return cleanText(given, scrubber);
  throw new FileFault('unreadable-file', `content of type ${type}`);
}

/**
 * Makes one file fit to travel (ALIAS 8): typed by its content, rid of what names a person, under a clean name. What
 * can't be cleaned without re-compressing is refused, never passed: old Office formats and RTF (macros, objects),
 * audio and video, SVG, HTML and XML (they run), archives, programs, encrypted documents, unknown content.
 *
 * Linear in the file and what it unpacks to; never throws for a bad file.
 */
export function cleanFile(given: GivenFile, scrubber: Scrubber): FileOutcome {
  try {
    const { bytes, mediaType, extensions, removed, replaced } = cleanBytes(given, scrubber);
    const { name, renamed } = cleanFileName(given.name, extensions, scrubber);
    const notes: ContentNote[] = [];
    if (removed) notes.push({ code: 'metadata-removed', detail: name });
    if (replaced > 0) notes.push({ code: 'address-replaced', detail: String(replaced) });
    if (renamed) notes.push({ code: 'file-renamed', detail: name });
    // A copy in memory of its own: a view would carry other octets along to wherever it is cloned.
    const file = { name, mediaType, bytes: new Uint8Array(bytes), contentId: null };
    return { kind: 'clean', file, notes };
  } catch (error) {
    const detail = shownFileName(given.name, scrubber);
    if (error instanceof FileFault) return { kind: 'refused', refusal: { code: error.code, detail } };
    // A field read beyond the end of a damaged file.
    if (error instanceof RangeError) return { kind: 'refused', refusal: { code: 'unreadable-file', detail } };
    throw error;
  }
}
