import { asBuffer, requireSaneSize, requireThat } from './file-fault.ts';
import type { Cleaned } from './file-fault.ts';

const HEADERS: ReadonlySet<number> = new Set([40, 52, 56, 108, 124]);

/** A BMP without colour profile (it may name a file of its author's), gaps and trailing data. */
export function cleanBmp(bytes: Uint8Array): Cleaned {
  const source = asBuffer(bytes);
  requireThat(source.length > 54 && source.toString('latin1', 0, 2) === 'BM', 'no BMP');
  const headerSize = source.readUInt32LE(14);
  requireThat(HEADERS.has(headerSize), 'an unknown header');
  const [width, height] = [Math.abs(source.readInt32LE(18)), Math.abs(source.readInt32LE(22))];
  requireSaneSize(width, height);
  const [depth, compression] = [source.readUInt16LE(28), source.readUInt32LE(30)];
  requireThat(compression <= 3, 'a compression that may hide metadata');
  const pixelsAt = source.readUInt32LE(10);
  const rowSize = Math.ceil((width * depth) / 32) * 4;
  const size = compression === 1 || compression === 2 ? source.readUInt32LE(34) : rowSize * height;
  const colours = depth <= 8 ? source.readUInt32LE(46) || 2 ** depth : source.readUInt32LE(46);
  const masks = compression === 3 && headerSize === 40 ? 12 : 0;
  const headEnd = 14 + headerSize + masks + Math.min(colours, 256) * 4;
  requireThat(headEnd <= pixelsAt && pixelsAt + size <= source.length && size > 0, 'pixels beyond the end');
  const clean = Buffer.from(source.subarray(0, pixelsAt + size));
  clean.writeUInt32LE(clean.length, 2);
  clean.fill(0, 6, 10);
  clean.fill(0, headEnd, pixelsAt);
  if (headerSize >= 108) {
    clean.write('BGRs', 14 + 56, 'latin1');
    clean.fill(0, 14 + 60, 14 + headerSize);
  }
  return { bytes: clean, removed: !clean.equals(source) };
}
