import { crc32, deflateSync, inflateSync } from 'node:zlib';

import { orientationBlock, orientationOf } from './exif.ts';
import { asBuffer, requireSaneSize, requireThat } from './file-fault.ts';
import type { Cleaned } from './file-fault.ts';
import { cleanIccProfile } from './icc-profile.ts';

export const PNG_SIGNATURE: Buffer = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** PNG 3rd edition §11: chunks that make the picture; `pHYs` is its resolution. All others go. */
const KEPT: ReadonlySet<string> = new Set(
  'IHDR PLTE IDAT IEND tRNS cHRM gAMA sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs acTL fcTL fdAT'.split(' '),
);

const MOST_CHUNKS = 100_000;
const LARGEST_PROFILE = 5_000_000;

function chunk(type: string, data: Uint8Array): Buffer {
  const out = Buffer.alloc(data.length + 12);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, 'latin1');
  out.set(data, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
}

/** §11.3.3.3: a profile's name and the profile, deflated. */
function cleanProfileChunk(data: Buffer): Buffer | null {
  const nameEnd = data.indexOf(0);
  if (nameEnd < 1 || nameEnd > 79) return null;
  try {
    const profile = inflateSync(data.subarray(nameEnd + 2), { maxOutputLength: LARGEST_PROFILE });
    const clean = cleanIccProfile(profile);
    return clean === null
      ? null
      : chunk('iCCP', Buffer.concat([Buffer.from('ICC\0\0', 'latin1'), deflateSync(clean)]));
  } catch {
    return null;
  }
}

function cleanChunk(type: string, data: Buffer): Buffer | null {
  if (KEPT.has(type)) return chunk(type, data);
  if (type === 'iCCP') return cleanProfileChunk(data);
  if (type === 'eXIf' && orientationOf(data) !== 1)
    return chunk('eXIf', orientationBlock(orientationOf(data)));
  return null;
}

/** A PNG or APNG without texts, EXIF, times, private chunks and what follows its end; pixels untouched. */
export function cleanPng(bytes: Uint8Array): Cleaned {
  const source = asBuffer(bytes);
  requireThat(source.subarray(0, 8).equals(PNG_SIGNATURE), 'no PNG');
  requireThat(source.toString('latin1', 12, 16) === 'IHDR' && source.length >= 33, 'a PNG without a header');
  requireSaneSize(source.readUInt32BE(16), source.readUInt32BE(20));
  const out: Buffer[] = [PNG_SIGNATURE];
  let ended = false;
  for (let at = 8; !ended && at + 12 <= source.length;) {
    requireThat(out.length < MOST_CHUNKS, 'too many chunks', 'bomb');
    const length = source.readUInt32BE(at);
    requireThat(at + 12 + length <= source.length, 'a chunk beyond the end');
    const type = source.toString('latin1', at + 4, at + 8);
    const clean = cleanChunk(type, source.subarray(at + 8, at + 8 + length));
    if (clean !== null) out.push(clean);
    ended = type === 'IEND';
    at += 12 + length;
  }
  requireThat(ended, 'a PNG without an end');
  const clean = Buffer.concat(out);
  return { bytes: clean, removed: !clean.equals(source) };
}
