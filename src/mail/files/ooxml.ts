import type { Scrubber } from '#mail/scrub.ts';
import { asBuffer, FileFault, requireThat } from './file-fault.ts';
import { cleanTarget, editOfficeElement, requireNoProgramFields } from './office-xml.ts';
import { cleanMedia } from './package-media.ts';
import { rewriteXml, xmlText } from './xml.ts';
import { writeZip } from './zip.ts';
import type { ZipEntry } from './zip.ts';

/** What a package is cleaned with. `inner` cleans a package within the package. */
export interface PackageContext {
  readonly scrubber: Scrubber;
  readonly inner: (bytes: Uint8Array) => Uint8Array;
}

/** Parts that say who and where, none of which the document needs (ECMA-376; MS-DOCX, MS-XLSX, MS-PPTX). */
const DROPPED =
  /^(?:docProps\/|docMetadata\/|customXml\/|customUI\/|_xmlsignatures\/|userCustomization\/|\[trash\]\/)|(?:^|\/)(?:people|commentAuthors|authors)\.xml$|(?:^|\/)(?:persons|threadedComments|printerSettings|revisions|changesInfos|queryTables|tags|modernComments)\/|(?:^|\/)printerSettings\d*\.bin$|^xl\/connections\.xml$|^ppt\/revisionInfo\.xml$|(?:^|\/)thumbnail\.[a-z]+$|(?:^|\/)_rels\/(?:item|person|people|commentAuthors|connections|tag)[^/]*\.rels$/iu;

/** Parts that run. */
const PROGRAMS =
  /(?:^|\/)(?:vbaProject|vbaData|attachedToolbars)[^/]*$|(?:^|\/)(?:activeX|macrosheets|dialogsheets)\/|vbaProjectSignature/iu;
const PROGRAM_TYPES = /macroEnabled|vbaProject|activeX|macrosheet/iu;

const RELATIONSHIPS = /(?:^|\/)_rels\/[^/]*\.rels$/u;

/** The part that a relationships part belongs to, and the folder its targets count from. */
function folderOf(relationshipsName: string): string {
  return relationshipsName.replace(/_rels\/[^/]*$/u, '');
}

/** RFC 3986 §5.2 for part names: resolves `../media/image1.png` in `word/`. */
function resolved(folder: string, target: string): string {
  const path = target.startsWith('/') ? target.slice(1) : folder + target;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return decodeURIComponentOr(parts.join('/'));
}

function decodeURIComponentOr(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function cleanRelationships(entry: ZipEntry, kept: ReadonlySet<string>, context: PackageContext): string {
  const folder = folderOf(entry.name);
  return rewriteXml(xmlText(entry.bytes), {
    element: ({ local, attributes }) => {
      if (local !== 'Relationship') return 'keep';
      const [type = '', target = ''] = [attributes.get('Type'), attributes.get('Target')];
      if (attributes.get('TargetMode') !== 'External')
        return target.startsWith('#') || kept.has(resolved(folder, target).toLowerCase()) ? 'keep' : 'drop';
      if (type.endsWith('/attachedTemplate')) return 'drop';
      const clean = cleanTarget({ type, target, external: true }, context.scrubber);
      return clean === target ? 'keep' : new Map([['Target', clean]]);
    },
  });
}

function cleanContentTypes(entry: ZipEntry, kept: ReadonlySet<string>): string {
  return rewriteXml(xmlText(entry.bytes), {
    element: ({ local, attributes }) => {
      requireThat(!PROGRAM_TYPES.test(attributes.get('ContentType') ?? ''), 'a macro type', 'macros');
      const name = attributes.get('PartName')?.replace(/^\//u, '').toLowerCase();
      return local === 'Override' && name !== undefined && !kept.has(name) ? 'drop' : 'keep';
    },
  });
}

const MOST_NOTE_AUTHORS = 200;

/** Excel writes "NAME:" at the head of a note; the names stand in the same part. */
function cleanNotes(source: string, context: PackageContext): string {
  const authors: string[] = [];
  const blanked = rewriteXml(source, {
    element: (tag) => editOfficeElement(tag, context.scrubber),
    text: (text, parents) => {
      if (parents.at(-1) !== 'author') return text;
      authors.push(text.trim());
      return '';
    },
  });
  const names = [...new Set(authors)].filter((name) => name.length > 2).slice(0, MOST_NOTE_AUTHORS);
  return rewriteXml(blanked, {
    element: () => 'keep',
    text: (text) =>
      names.reduce((rest, name) => (rest.startsWith(`${name}:`) ? rest.slice(name.length + 1) : rest), text),
  });
}

function cleanXmlPart(entry: ZipEntry, context: PackageContext): string {
  const source = xmlText(entry.bytes);
  if (/^xl\/.*comments?\d*\.xml$/iu.test(entry.name)) return cleanNotes(source, context);
  let codes = '';
  const clean = rewriteXml(source, {
    element: (tag) => {
      requireThat(!/^(?:ddeLink|oleLink)$/u.test(tag.local), 'a DDE link', 'macros');
      return editOfficeElement(tag, context.scrubber);
    },
    text: (text, parents) => {
      if (parents.at(-1) === 'instrText') codes += text;
      return text;
    },
  });
  requireNoProgramFields(codes);
  return clean;
}

function cleanPart(entry: ZipEntry, kept: ReadonlySet<string>, context: PackageContext): ZipEntry {
  const { name, bytes } = entry;
  const written = (text: string): ZipEntry => ({ name, bytes: Buffer.from(text, 'utf8') });
  if (name === '[Content_Types].xml') return written(cleanContentTypes(entry, kept));
  if (RELATIONSHIPS.test(name)) return written(cleanRelationships(entry, kept, context));
  if (/\.(?:xml|vml)$/iu.test(name)) return written(cleanXmlPart(entry, context));
  if (/\.(?:xlsx|docx|pptx)$/iu.test(name)) return { name, bytes: asBuffer(context.inner(bytes)) };
  // Embedded fonts are scrambled by a key in the document and hold no metadata of the author.
  if (/\.(?:odttf|fntdata)$/iu.test(name)) return entry;
  return { name, bytes: cleanMedia(name, bytes) };
}

/**
 * A Word, Excel or PowerPoint file without properties, people, their initials, revision ids, printers, local
 * paths, templates, custom data and dates; macros, controls, DDE and linked programs are refused. What the author
 * wrote in it stays as it is.
 *
 * @returns the new package, and its kind by its main part
 */
export function cleanOoxml(
  entries: readonly ZipEntry[],
  context: PackageContext,
): { readonly bytes: Buffer; readonly kind: 'docx' | 'xlsx' | 'pptx' } {
  for (const { name } of entries) requireThat(!PROGRAMS.test(name), name, 'macros');
  const parts = entries.filter(({ name }) => !DROPPED.test(name));
  const kept = new Set(parts.map(({ name }) => name.toLowerCase()));
  const kind = (
    [
      ['docx', 'word/document.xml'],
      ['xlsx', 'xl/workbook.xml'],
      ['pptx', 'ppt/presentation.xml'],
    ] as const
  ).find(([, main]) => kept.has(main))?.[0];
  if (kind === undefined) throw new FileFault('archive', 'a package of an unknown kind');
  return { bytes: writeZip(parts.map((entry) => cleanPart(entry, kept, context))), kind };
}

/** True for what looks like an OPC package. */
export function isOoxml(entries: readonly ZipEntry[]): boolean {
  return entries.some(({ name }) => name === '[Content_Types].xml');
}
