import { asBuffer } from '#mail/files/file-fault.ts';
import { typeOfBytes } from '#mail/files/file-type.ts';
import type { FileType } from '#mail/files/file-type.ts';
import { pictureKind } from '#mail/files/picture.ts';

const MEDIA_TYPES: ReadonlyMap<FileType, string> = new Map([
  ['pdf', 'application/pdf'],
  ['zip', 'application/zip'],
  ['ole', 'application/x-ole-storage'],
  ['tnef', 'application/ms-tnef'],
  ['apple-double', 'application/applefile'],
  ['program', 'application/x-executable'],
  ['markup', 'text/html'],
  ['calendar', 'text/calendar'],
  ['contact-card', 'text/vcard'],
  ['key', 'application/x-pem-file'],
  ['text', 'text/plain'],
]);

const ARCHIVES: readonly (readonly [magic: string, mediaType: string])[] = [
  ['PK', 'application/zip'],
  ['Rar!', 'application/vnd.rar'],
  ['7z', 'application/x-7z-compressed'],
  ['\x1f\x8b', 'application/gzip'],
];

/** Names in a package's directory tell its kind without unpacking anything. */
const PACKAGES: readonly (readonly [name: string, mediaType: string])[] = [
  ['word/document.xml', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['xl/workbook.xml', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['ppt/presentation.xml', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
];

/** ODF 1.3 part 2 §3.3: the first entry is `mimetype`, not packed, so the type stands at octet 38. */
function odfType(bytes: Buffer): string | null {
  const declared = bytes.toString('latin1', 30, 110);
  return /^mimetype(application\/vnd\.oasis\.opendocument\.[a-z]{4,20})/u.exec(declared)?.[1] ?? null;
}

function packageType(bytes: Buffer): string {
  const odf = odfType(bytes);
  if (odf !== null) return odf;
  if (bytes.includes('[Content_Types].xml'))
    for (const [name, mediaType] of PACKAGES) if (bytes.includes(name)) return mediaType;
  return 'application/zip';
}

/** The media type of a file by its octets alone; null for what isn't recognised. */
export function mediaTypeOfContent(source: Uint8Array): string | null {
  const bytes = asBuffer(source);
  const picture = pictureKind(bytes);
  if (picture !== null) return picture.mediaType;
  const type = typeOfBytes(bytes);
  if (type === 'zip') return packageType(bytes);
  if (type === 'archive') {
    const head = bytes.toString('latin1', 0, 4);
    return ARCHIVES.find(([magic]) => head.startsWith(magic))?.[1] ?? 'application/x-archive';
  }
  return MEDIA_TYPES.get(type) ?? null;
}
