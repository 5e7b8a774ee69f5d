import type { FileText } from '#policy/files.ts';
import { readCodes } from './barcode.ts';
import type { ContentFacts } from './content-facts.ts';
import { unreadFacts } from './content-facts.ts';
import { mediaTypeOfContent } from './content-type.ts';
import type { DocumentReading } from './document-reading.ts';
import type { FileReading, PicturesInside } from './file-jobs.ts';
import { countFrames } from './frame-count.ts';
import { picturesOfOffice, readOffice } from './office-text.ts';
import { picturesOfPdf, readPdf } from './pdf-text.ts';
import { lookOf } from './picture-look.ts';
import type { GreyPicture } from './picture-look.ts';
import { decodePicture, greyOf } from './picture.ts';
import type { PicturePixels } from './picture.ts';
import { readCard, readMarkup, readPlainText } from './plain-text.ts';

const OFFICE = /^application\/vnd\.(?:openxmlformats-officedocument|oasis\.opendocument)\./u;

/** Smaller than this no letters fit in: a spacer, a bullet, a flag. */
const LEAST_SIDE = 16;

const hasRoomForLetters = ({ width, height }: GreyPicture): boolean => Math.min(width, height) >= LEAST_SIDE;

async function readPicture(bytes: Uint8Array, mediaType: string): Promise<FileReading> {
  const frames = countFrames(bytes, mediaType);
  const pixels = await decodePicture(bytes, mediaType);
  if (typeof pixels === 'string')
    return { facts: { ...unreadFacts(pixels, mediaType), frames }, pictures: [], isContainer: false };
  const grey = greyOf(pixels);
  const facts: ContentFacts = {
    sniffedType: mediaType,
    frames,
    width: pixels.shownWidth,
    texts: await readCodes(pixels),
    look: lookOf(grey),
    nudity: null,
    unread: null,
  };
  return { facts, pictures: hasRoomForLetters(grey) ? [grey] : [], isContainer: false };
}

async function readDocument(bytes: Uint8Array, mediaType: string): Promise<DocumentReading | null> {
  if (mediaType === 'application/pdf') return readPdf(bytes);
  if (OFFICE.test(mediaType)) return readOffice(bytes);
  if (mediaType === 'text/plain') return readPlainText(bytes);
  if (mediaType === 'text/html') return readMarkup(bytes);
  if (mediaType === 'text/vcard' || mediaType === 'text/calendar') return readCard(bytes);
  return null;
}

/** Types that no message may carry, whatever is in them: nobody unpacks or runs them to find out. */
const NEVER_READ = /^application\/(?:zip|vnd\.rar|x-7z-compressed|gzip|x-archive|x-executable|x-pem-file)$/u;

/** Finds out what a file's bytes tell without recognising letters. Never throws for what is in the bytes. */
export async function readFile(bytes: Uint8Array): Promise<FileReading> {
  const mediaType = mediaTypeOfContent(bytes);
  if (mediaType === null) return { facts: unreadFacts('unknown'), pictures: [], isContainer: false };
  if (mediaType.startsWith('image/')) return readPicture(bytes, mediaType);
  const reading = await readDocument(bytes, mediaType);
  const unread = reading === null && !NEVER_READ.test(mediaType) ? 'unknown' : (reading?.unread ?? null);
  const facts: ContentFacts = {
    sniffedType: mediaType,
    frames: null,
    width: null,
    texts: reading?.texts ?? [],
    look: null,
    nudity: null,
    unread,
  };
  const mayHoldPictures = mediaType === 'application/pdf' || OFFICE.test(mediaType);
  const isReadable = unread === null || unread === 'too-large';
  return { facts, pictures: [], isContainer: mayHoldPictures && isReadable };
}

async function decodedInside(bytes: Uint8Array, mediaType: string): Promise<PicturePixels[]> {
  if (mediaType === 'application/pdf') return picturesOfPdf(bytes);
  const decoded: PicturePixels[] = [];
  for (const file of picturesOfOffice(bytes)) {
    const type = mediaTypeOfContent(file);
    const pixels = type === null ? 'unknown' : await decodePicture(file, type);
    if (typeof pixels !== 'string') decoded.push(pixels);
  }
  return decoded;
}

/** Reads the codes in the first pictures inside a document, and gives the pictures for their letters. */
export async function readPicturesInside(bytes: Uint8Array, mediaType: string): Promise<PicturesInside> {
  const texts: FileText[] = [];
  const pictures: GreyPicture[] = [];
  for (const pixels of await decodedInside(bytes, mediaType)) {
    texts.push(...(await readCodes(pixels)));
    const grey = greyOf(pixels);
    if (hasRoomForLetters(grey)) pictures.push(grey);
  }
  return { texts, pictures };
}
