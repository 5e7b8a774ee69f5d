import { cleanLink } from '#mail/html-link.ts';
import { asBuffer, FileFault, requireThat } from './file-fault.ts';
import type { PackageContext } from './ooxml.ts';
import { cleanMedia } from './package-media.ts';
import { rewriteXml, xmlText } from './xml.ts';
import type { XmlEdit, XmlTag } from './xml.ts';
import { writeZip } from './zip.ts';
import type { ZipEntry } from './zip.ts';

const KINDS: ReadonlyMap<string, string> = new Map([
  ['application/vnd.oasis.opendocument.text', 'odt'],
  ['application/vnd.oasis.opendocument.spreadsheet', 'ods'],
  ['application/vnd.oasis.opendocument.presentation', 'odp'],
  ['application/vnd.oasis.opendocument.graphics', 'odg'],
]);

/** Properties, printers, thumbnails, signatures, toolbars, caches: none is needed to show the document. */
const DROPPED =
  /(?:^|\/)(?:meta|settings|documentsignatures|macrosignatures)\.xml$|^(?:Thumbnails|Configurations2)\/|(?:^|\/)(?:layout-cache|manifest\.rdf)$/u;
const PROGRAMS = /^(?:Basic|Scripts|Dialogs)\//u;

const DROPPED_ELEMENTS: ReadonlySet<string> = new Set(
  `scripts event-listeners plugin applet connection-resource dde-source dde-connection-decls
  table-source database-source`.split(/\s+/u),
);
/** Elements whose text names a person: authors of changes and notes. */
const PERSONAL: ReadonlySet<string> = new Set([
  'creator',
  'creator-initials',
  'sender-initials',
  'initial-creator',
]);

function editElement({ local, attributes, parents }: XmlTag, context: PackageContext): XmlEdit {
  if (DROPPED_ELEMENTS.has(local)) return 'drop';
  const href = attributes.get('href');
  if (href === undefined || /^(?:#|\.?\/?(?:Pictures|Object|ObjectReplacements|media)[ /])/iu.test(href))
    return 'keep';
  requireThat(!/^vnd\.sun\.star\.script:|^macro:/iu.test(href), 'a link to a macro', 'macros');
  if (/^mailto:/iu.test(href)) return new Map([['href', context.scrubber.scrub(href).text]]);
  // A picture, object or frame from elsewhere would be fetched (C7); a link waits for a click.
  const isLink = local === 'a' && !parents.includes('image');
  return new Map([['href', isLink ? (cleanLink(href, context.scrubber).href ?? '') : '']]);
}

function cleanXmlPart(bytes: Buffer, context: PackageContext): string {
  return rewriteXml(xmlText(bytes), {
    element: (tag) => editElement(tag, context),
    text: (text, parents) => (PERSONAL.has(parents.at(-1) ?? '') ? '' : text),
  });
}

function cleanManifest(bytes: Buffer, kept: ReadonlySet<string>): string {
  // ODF 1.3 part 2 §4: older files declare the document type; its name alone is harmless, so it is taken off.
  const source = xmlText(bytes).replace(/<!DOCTYPE[^[\]>]{0,300}>/u, '');
  return rewriteXml(source, {
    element: ({ local, attributes }) => {
      requireThat(local !== 'encryption-data', 'an encrypted document');
      const path = attributes.get('full-path');
      const isFolder = path === undefined || path.endsWith('/');
      return local !== 'file-entry' || isFolder || kept.has(path) ? 'keep' : 'drop';
    },
  });
}

/**
 * A Writer, Calc, Impress or Draw file without properties, settings, names of note and change authors, thumbnail
 * and remote parts; macros, databases and encryption are refused.
 */
export function cleanOdf(
  entries: readonly ZipEntry[],
  context: PackageContext,
): { readonly bytes: Buffer; readonly kind: string; readonly mediaType: string } {
  const mediaType =
    entries
      .find(({ name }) => name === 'mimetype')
      ?.bytes.toString('latin1')
      .trim() ?? '';
  const kind = KINDS.get(mediaType);
  if (kind === undefined) throw new FileFault('archive', 'a package of an unknown kind');
  for (const { name } of entries) requireThat(!PROGRAMS.test(name), name, 'macros');
  const parts = entries.filter(({ name }) => !DROPPED.test(name));
  const kept = new Set(parts.map(({ name }) => name));
  const cleaned = parts.map(({ name, bytes }): ZipEntry => {
    if (name === 'mimetype') return { name, bytes: asBuffer(Buffer.from(mediaType, 'latin1')) };
    if (name === 'META-INF/manifest.xml') return { name, bytes: Buffer.from(cleanManifest(bytes, kept)) };
    if (name.endsWith('.xml')) return { name, bytes: Buffer.from(cleanXmlPart(bytes, context)) };
    if (/\.(?:ttf|otf|woff2?)$/iu.test(name)) return { name, bytes };
    return { name, bytes: cleanMedia(name, bytes) };
  });
  // The type has to come first (§3.3).
  cleaned.sort((a, b) => Number(b.name === 'mimetype') - Number(a.name === 'mimetype'));
  return { bytes: writeZip(cleaned), kind, mediaType };
}

export function isOdf(entries: readonly ZipEntry[]): boolean {
  return entries.some(({ name }) => name === 'mimetype');
}
