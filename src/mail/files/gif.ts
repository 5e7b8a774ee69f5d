import { asBuffer, requireSaneSize, requireThat } from './file-fault.ts';
import type { Cleaned } from './file-fault.ts';

const IMAGE = 0x2c;
const EXTENSION = 0x21;
const TRAILER = 0x3b;
const MOST_PICTURES = 20_000;
const GRAPHIC_CONTROL = 0xf9;
const APPLICATION = 0xff;

/** Where the data sub-blocks that begin at `at` end (GIF89a §15). */
function subBlocksEnd(bytes: Buffer, at: number): number {
  for (let place = at; place < bytes.length;) {
    const size = bytes[place] ?? 0;
    if (size === 0) return place + 1;
    place += size + 1;
  }
  requireThat(false, 'a block without an end');
  return at;
}

function tableSize(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

/** How often an animation repeats: the one application block that travels, written anew. */
function loopBlock(bytes: Buffer, at: number): Buffer | null {
  const name = bytes.toString('latin1', at + 3, at + 14);
  if (name !== 'NETSCAPE2.0' && name !== 'ANIMEXTS1.0') return null;
  if (bytes[at + 14] !== 3 || bytes[at + 15] !== 1) return null;
  return Buffer.concat([bytes.subarray(at, at + 18), Buffer.from([0])]);
}

/** The extension that begins at `at`, or nothing of it, and where it ends. */
function extension(bytes: Buffer, at: number): { kept: Buffer | null; end: number } {
  const end = subBlocksEnd(bytes, at + 2);
  const label = bytes[at + 1];
  if (label === GRAPHIC_CONTROL) return { kept: bytes.subarray(at, end), end };
  return { kept: label === APPLICATION ? loopBlock(bytes, at) : null, end };
}

/** A GIF without comments, texts, application data (XMP) and what follows its end; pixels untouched. */
export function cleanGif(bytes: Uint8Array): Cleaned {
  const source = asBuffer(bytes);
  requireThat(/^GIF8[79]a$/u.test(source.toString('latin1', 0, 6)) && source.length > 13, 'no GIF');
  requireSaneSize(source.readUInt16LE(6), source.readUInt16LE(8));
  let at = 13 + tableSize(source[10] ?? 0);
  const out: Buffer[] = [source.subarray(0, at)];
  let pictures = 0;
  while (at < source.length && source[at] !== TRAILER) {
    if (source[at] === EXTENSION) {
      const { kept, end } = extension(source, at);
      if (kept !== null) out.push(kept);
      at = end;
      continue;
    }
    requireThat(source[at] === IMAGE && at + 11 <= source.length, 'an unknown block');
    requireThat(pictures < MOST_PICTURES, 'too many pictures', 'bomb');
    const end = subBlocksEnd(source, at + 11 + tableSize(source[at + 9] ?? 0));
    out.push(source.subarray(at, end));
    pictures += 1;
    at = end;
  }
  requireThat(pictures > 0, 'a GIF without a picture');
  out.push(Buffer.from([TRAILER]));
  const clean = Buffer.concat(out);
  return { bytes: clean, removed: !clean.equals(source) };
}
