import { asBuffer } from './file-fault.ts';

const ORIENTATION = 0x01_12;
const SHORT = 3;

/**
 * The orientation (1 to 8) that an EXIF block declares, 1 where it says nothing or nothing readable.
 *
 * @param tiff the block from its byte order mark on (CIPA DC-008 §4.5.2)
 */
export function orientationOf(tiff: Uint8Array): number {
  const buffer = asBuffer(tiff);
  if (buffer.length < 14) return 1;
  const order = buffer.toString('latin1', 0, 2);
  if (order !== 'II' && order !== 'MM') return 1;
  const short = (at: number): number => (order === 'II' ? buffer.readUInt16LE(at) : buffer.readUInt16BE(at));
  const long = (at: number): number => (order === 'II' ? buffer.readUInt32LE(at) : buffer.readUInt32BE(at));
  const directory = long(4);
  if (short(2) !== 42 || directory + 2 > buffer.length) return 1;
  const entries = Math.min(short(directory), 500);
  for (let i = 0; i < entries; i += 1) {
    const entry = directory + 2 + i * 12;
    if (entry + 12 > buffer.length) return 1;
    if (short(entry) !== ORIENTATION || short(entry + 2) !== SHORT) continue;
    const value = short(entry + 8);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** An EXIF block that says nothing but the orientation, so that the picture stays upright (ALIAS 8). */
export function orientationBlock(orientation: number): Buffer {
  const block = Buffer.alloc(26);
  block.write('II*\0', 0, 'latin1');
  block.writeUInt32LE(8, 4);
  block.writeUInt16LE(1, 8);
  block.writeUInt16LE(ORIENTATION, 10);
  block.writeUInt16LE(SHORT, 12);
  block.writeUInt32LE(1, 14);
  block.writeUInt16LE(orientation, 18);
  return block;
}
