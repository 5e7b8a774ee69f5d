import { orientationBlock, orientationOf } from './exif.ts';
import { asBuffer, requireSaneSize, requireThat } from './file-fault.ts';
import type { Cleaned } from './file-fault.ts';
import { cleanIccProfile } from './icc-profile.ts';

/** RFC 9649 §2: flags of the VP8X chunk. */
const HAS_PROFILE = 0x20;
const HAS_EXIF = 0x08;
const HAS_XMP = 0x04;

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

function chunksOf(bytes: Buffer, from: number): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = from; at + 8 <= bytes.length;) {
    const length = bytes.readUInt32LE(at + 4);
    requireThat(at + 8 + length <= bytes.length, 'a chunk beyond the end');
    requireThat(chunks.length < 20_000, 'too many chunks', 'bomb');
    chunks.push({
      type: bytes.toString('latin1', at, at + 4),
      data: bytes.subarray(at + 8, at + 8 + length),
    });
    at += 8 + length + (length & 1);
  }
  return chunks;
}

function written({ type, data }: Chunk): Buffer {
  const out = Buffer.alloc(8 + data.length + (data.length & 1));
  out.write(type, 0, 'latin1');
  out.writeUInt32LE(data.length, 4);
  out.set(data, 8);
  return out;
}

/** A frame of an animation holds chunks of its own behind 16 octets. */
function cleanFrame(data: Buffer): Buffer {
  requireThat(data.length > 16, 'an empty frame');
  const inner = chunksOf(data, 16).filter(({ type }) => /^(?:VP8 |VP8L|ALPH)$/u.test(type));
  return Buffer.concat([data.subarray(0, 16), ...inner.map(written)]);
}

function cleanChunk(chunk: Chunk): Chunk | null {
  switch (chunk.type) {
    case 'VP8 ':
    case 'VP8L':
    case 'VP8X':
    case 'ALPH':
    case 'ANIM':
      return chunk;
    case 'ANMF':
      return { type: 'ANMF', data: cleanFrame(chunk.data) };
    case 'ICCP': {
      const profile = cleanIccProfile(chunk.data);
      return profile === null ? null : { type: 'ICCP', data: profile };
    }
    case 'EXIF': {
      const tiff = chunk.data.toString('latin1', 0, 6) === 'Exif\0\0' ? chunk.data.subarray(6) : chunk.data;
      const orientation = orientationOf(tiff);
      return orientation === 1 ? null : { type: 'EXIF', data: orientationBlock(orientation) };
    }
    default:
      return null;
  }
}

/** RFC 9649 §2.7: the flags of the extended header have to agree with the chunks. */
function withFlags(chunks: readonly Chunk[]): Chunk[] {
  return chunks.map((chunk) => {
    if (chunk.type !== 'VP8X') return chunk;
    requireThat(chunk.data.length >= 10, 'a short header');
    requireSaneSize(chunk.data.readUIntLE(4, 3) + 1, chunk.data.readUIntLE(7, 3) + 1);
    const data = Buffer.from(chunk.data.subarray(0, 10));
    const has = (type: string, flag: number): number =>
      chunks.some((other) => other.type === type) ? flag : 0;
    data[0] =
      ((data[0] ?? 0) & ~(HAS_PROFILE | HAS_EXIF | HAS_XMP)) |
      has('ICCP', HAS_PROFILE) |
      has('EXIF', HAS_EXIF);
    return { type: 'VP8X', data };
  });
}

/** A WebP without EXIF (but for the orientation), XMP and unknown chunks; pixels untouched (RFC 9649). */
export function cleanWebp(bytes: Uint8Array): Cleaned {
  const source = asBuffer(bytes);
  requireThat(source.length > 20 && source.toString('latin1', 8, 12) === 'WEBP', 'no WebP');
  const end = Math.min(source.length, 8 + source.readUInt32LE(4));
  const kept = withFlags(
    chunksOf(source.subarray(0, end), 12)
      .map(cleanChunk)
      .filter((chunk) => chunk !== null),
  );
  requireThat(
    kept.some(({ type }) => /^(?:VP8 |VP8L|ANMF)$/u.test(type)),
    'a WebP without a picture',
  );
  const body = Buffer.concat([Buffer.from('WEBP', 'latin1'), ...kept.map(written)]);
  const head = Buffer.from('RIFF\0\0\0\0', 'latin1');
  head.writeUInt32LE(body.length, 4);
  const clean = Buffer.concat([head, body]);
  return { bytes: clean, removed: !clean.equals(source) };
}
