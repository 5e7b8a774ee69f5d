import { cleanBmp } from './bmp.ts';
import type { Cleaned } from './file-fault.ts';
import { typeOfBytes } from './file-type.ts';
import type { FileType } from './file-type.ts';
import { cleanGif } from './gif.ts';
import { cleanHeif } from './heif.ts';
import { cleanJpeg } from './jpeg.ts';
import { cleanPng } from './png.ts';
import { cleanTiff } from './tiff.ts';
import { cleanWebp } from './webp.ts';

/** A kind of picture that can be cleaned without re-compressing. */
export interface PictureKind {
  readonly mediaType: string;
  readonly extensions: readonly string[];
  readonly clean: (bytes: Uint8Array) => Cleaned;
}

const KINDS: ReadonlyMap<FileType, PictureKind> = new Map([
  ['jpeg', { mediaType: 'image/jpeg', extensions: ['jpg', 'jpeg', 'jpe', 'jfif'], clean: cleanJpeg }],
  ['png', { mediaType: 'image/png', extensions: ['png', 'apng'], clean: cleanPng }],
  ['gif', { mediaType: 'image/gif', extensions: ['gif'], clean: cleanGif }],
  ['webp', { mediaType: 'image/webp', extensions: ['webp'], clean: cleanWebp }],
  ['tiff', { mediaType: 'image/tiff', extensions: ['tif', 'tiff'], clean: cleanTiff }],
  ['bmp', { mediaType: 'image/bmp', extensions: ['bmp', 'dib'], clean: cleanBmp }],
]);
const HEIC: PictureKind = { mediaType: 'image/heic', extensions: ['heic', 'heif'], clean: cleanHeif };
const AVIF: PictureKind = { mediaType: 'image/avif', extensions: ['avif'], clean: cleanHeif };

/** The kind of picture that the octets are, or null. */
export function pictureKind(bytes: Uint8Array): PictureKind | null {
  const type = typeOfBytes(bytes);
  if (type !== 'heif') return KINDS.get(type) ?? null;
  // ISO/IEC 14496-12 §4.3: the brands stand in the first box.
  const brands = Buffer.from(bytes.subarray(8, 64)).toString('latin1');
  return brands.includes('avif') ? AVIF : HEIC;
}
