import { asBuffer } from './file-fault.ts';

/** What a file is by its content; its name and declared type decide only among kinds of text. */
export type FileType =
  | 'jpeg'
  | 'png'
  | 'gif'
  | 'webp'
  | 'heif'
  | 'tiff'
  | 'bmp'
  | 'pdf'
  | 'zip'
  | 'ole'
  | 'tnef'
  | 'apple-double'
  | 'archive'
  | 'program'
  | 'markup'
  | 'calendar'
  | 'contact-card'
  | 'key'
  | 'text'
  | 'unknown';

type Magic = readonly [type: FileType, at: number, magic: string];

/** Octets at fixed places, as Latin-1. Own table, after the formats' specifications. */
const MAGICS: readonly Magic[] = [
  ['jpeg', 0, '\xff\xd8\xff'],
  ['png', 0, '\x89PNG\r\n\x1a\n'],
  ['gif', 0, 'GIF87a'],
  ['gif', 0, 'GIF89a'],
  ['webp', 8, 'WEBP'],
  ['tiff', 0, 'II*\0'],
  ['tiff', 0, 'MM\0*'],
  ['bmp', 0, 'BM'],
  ['ole', 0, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
  ['tnef', 0, '\x78\x9f\x3e\x22'],
  ['apple-double', 0, '\0\x05\x16\x07'],
  ['apple-double', 0, '\0\x05\x16\0'],
  ['zip', 0, 'PK\x03\x04'],
  ['archive', 0, 'PK\x05\x06'],
  ['archive', 0, 'PK\x07\x08'],
  ['archive', 0, 'Rar!\x1a\x07'],
  ['archive', 0, '7z\xbc\xaf\x27\x1c'],
  ['archive', 0, '\x1f\x8b'],
  ['archive', 0, '\x1f\x9d'],
  ['archive', 0, '\x1f\xa0'],
  ['archive', 0, 'BZh'],
  ['archive', 0, '\xfd7zXZ\0'],
  ['archive', 0, '\x28\xb5\x2f\xfd'],
  ['archive', 0, '\x04\x22\x4d\x18'],
  ['archive', 0, 'LZIP'],
  ['archive', 257, 'ustar'],
  ['archive', 0, 'MSCF'],
  ['archive', 0, 'ISc('],
  ['archive', 0, '!<arch>\n'],
  ['archive', 0, 'xar!'],
  ['archive', 0, '\x60\xea'],
  ['archive', 2, '-lh'],
  ['archive', 7, '**ACE**'],
  ['archive', 0x80_01, 'CD001'],
  ['archive', 0, 'conectix'],
  ['archive', 0, 'vhdxfile'],
  ['archive', 0, 'KDMV'],
  ['archive', 0, 'QFI\xfb'],
  ['program', 0, 'MZ'],
  ['program', 0, '\x7fELF'],
  ['program', 0, '\xfe\xed\xfa'],
  ['program', 0, '\xce\xfa\xed\xfe'],
  ['program', 0, '\xcf\xfa\xed\xfe'],
  ['program', 0, '\xca\xfe\xba\xbe'],
  ['program', 0, '\0asm'],
  ['program', 0, 'dex\n'],
  ['program', 0, '#!'],
  ['program', 0, 'L\0\0\0\x01\x14\x02\0'],
  ['program', 0, 'ITSF'],
  ['program', 0, 'FWS'],
  ['program', 0, 'CWS'],
  ['program', 0, 'ZWS'],
];

const HEIF_BRANDS = /^(?:heic|heix|heim|heis|mif1|mif2|avif|miaf|MA1B|MA1A)$/u;

function boxType(bytes: Buffer): FileType | null {
  if (bytes.toString('latin1', 4, 8) !== 'ftyp') return null;
  return HEIF_BRANDS.test(bytes.toString('latin1', 8, 12)) ? 'heif' : 'unknown';
}

/** RFC 5322-like text that begins with one of these is what it says. */
const TEXT_HEADS: readonly (readonly [RegExp, FileType])[] = [
  [/^begin:vcalendar/iu, 'calendar'],
  [/^begin:vcard/iu, 'contact-card'],
  [/^-----begin (?:pgp|certificate|pkcs7|x509|[a-z ]{0,20}private key|[a-z ]{0,20}public key|ssh)/iu, 'key'],
  [/^\{\\rtf/iu, 'unknown'],
  [/^%!(?:ps|fontType)/iu, 'program'],
  [/^(?:<\?xml|<!doctype|<html|<svg|<head|<body|<script|<\?php|<%|<!--)/iu, 'markup'],
];

/** Anything that a browser, reading on its own, might take for HTML (WHATWG MIME Sniffing §7.1). */
const SNIFFED_AS_HTML =
  /<(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|svg|object|embed)[\s>]/iu;

function textType(bytes: Buffer): FileType | null {
  const text = decodedHead(bytes);
  if (text === null) return null;
  const head = text.trimStart().slice(0, 200);
  for (const [pattern, type] of TEXT_HEADS) if (pattern.test(head)) return type;
  return SNIFFED_AS_HTML.test(text.slice(0, 1500)) ? 'markup' : 'text';
}

/** The first 4,096 octets as text, or null where they are binary. */
function decodedHead(bytes: Buffer): string | null {
  const head = bytes.subarray(0, 4096);
  const mark = head.toString('hex', 0, 2);
  if (mark === 'fffe') return new TextDecoder('utf-16le').decode(head);
  if (mark === 'feff') return new TextDecoder('utf-16be').decode(head);
  for (const octet of head) {
    // Tab, line feed, form feed, carriage return and escape (ISO 2022) occur in text.
    const isControl = octet < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(octet);
    if (isControl) return null;
  }
  return head.toString('utf8').replace(/^\uFEFF/u, '');
}

/** Tells a file's type from its octets alone (ASVS V5.2.2). */
export function typeOfBytes(source: Uint8Array): FileType {
  const bytes = asBuffer(source);
  if (bytes.length === 0) return 'unknown';
  for (const [type, at, magic] of MAGICS)
    if (bytes.toString('latin1', at, at + magic.length) === magic && isWhole(type, bytes)) return type;
  const box = boxType(bytes);
  if (box !== null) return box;
  // ISO 32000-1, implementation note 13: readers look for the head in the first 1,024 octets.
  const text = textType(bytes);
  if (bytes.subarray(0, 1024).includes('%PDF-')) return 'pdf';
  return text ?? 'unknown';
}

/** `BM` and `MZ` begin words too: there the size has to fit as well. */
function isWhole(type: FileType, bytes: Buffer): boolean {
  if (type === 'bmp')
    return bytes.length > 26 && bytes.readUInt32LE(6) < 0xff_ff && decodedHead(bytes) === null;
  if (type === 'webp') return bytes.toString('latin1', 0, 4) === 'RIFF';
  return true;
}
