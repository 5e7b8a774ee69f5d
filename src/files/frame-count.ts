import { asBuffer } from '#mail/files/file-fault.ts';

/** GIF89a §15–26: counts image descriptors, passing over everything by its length. */
function gifFrames(bytes: Buffer): number {
  const colours = (packed: number): number => ((packed & 0x80) === 0 ? 0 : 3 * 2 ** ((packed & 7) + 1));
  const afterBlocks = (from: number): number => {
    let at = from;
    for (let size = bytes[at] ?? 0; size > 0; size = bytes[at] ?? 0) at += size + 1;
    return at + 1;
  };
  let frames = 0;
  let at = 13 + colours(bytes[10] ?? 0);
  while (at < bytes.length) {
    const kind = bytes[at];
    if (kind === 0x21) at = afterBlocks(at + 2);
    else if (kind === 0x2c) {
      frames += 1;
      at = afterBlocks(at + 11 + colours(bytes[at + 9] ?? 0));
    } else break;
  }
  return frames;
}

/** PNG 3rd edition §11.3.4: `acTL` announces an animation, each `fcTL` begins a frame. */
function pngFrames(bytes: Buffer): number {
  let announced = 0;
  let frames = 0;
  for (let at = 8; at + 12 <= bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (type === 'acTL') announced = bytes.readUInt32BE(at + 8);
    if (type === 'fcTL') frames += 1;
  }
  return announced === 0 ? 1 : Math.max(1, announced, frames);
}

/** RFC 9649 §2.7: an animated WebP has a chunk `ANMF` for each frame. */
function webpFrames(bytes: Buffer): number {
  let frames = 0;
  for (let at = 12; at + 8 <= bytes.length;) {
    if (bytes.toString('latin1', at, at + 4) === 'ANMF') frames += 1;
    const size = bytes.readUInt32LE(at + 4);
    at += 8 + size + (size % 2);
  }
  return Math.max(1, frames);
}

/** ISO/IEC 23008-12: the brands of image sequences; how many pictures one has stands deep in its boxes. */
const SEQUENCE_BRANDS = /avis|msf1|hevc|hevx/u;

function heifFrames(bytes: Buffer): number {
  const size = Math.min(bytes.readUInt32BE(0), 64);
  return SEQUENCE_BRANDS.test(bytes.toString('latin1', 8, size)) ? 2 : 1;
}

/**
 * How many pictures a file shows one after the other, by its container alone: nothing is decoded, so a bomb costs
 * nothing. Two stands for "several" in AVIF and HEIC.
 */
export function countFrames(source: Uint8Array, mediaType: string): number {
  const bytes = asBuffer(source);
  if (mediaType === 'image/gif') return gifFrames(bytes);
  if (mediaType === 'image/png') return pngFrames(bytes);
  if (mediaType === 'image/webp') return webpFrames(bytes);
  if (mediaType === 'image/avif' || mediaType === 'image/heic') return heifFrames(bytes);
  return 1;
}
