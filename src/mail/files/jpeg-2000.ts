import { asBuffer, requireThat } from './file-fault.ts';
import type { Cleaned } from './file-fault.ts';

/** A JPEG 2000 picture without boxes of words (ISO/IEC 15444-1 Annex I): XML, UUID, rights. */
export function cleanJpeg2000(bytes: Uint8Array): Cleaned {
  const clean = Buffer.from(bytes);
  // A bare code stream has no boxes.
  if (clean[0] === 0xff && clean[1] === 0x4f) return { bytes: clean, removed: false };
  for (let at = 0; at + 8 <= clean.length;) {
    const short = clean.readUInt32BE(at);
    const size =
      short === 1 && at + 16 <= clean.length
        ? Number(clean.readBigUInt64BE(at + 8))
        : short || clean.length - at;
    requireThat(size >= 8 && at + size <= clean.length, 'a box beyond the end');
    const type = clean.toString('latin1', at + 4, at + 8);
    if (!/^(?:jP {2}|ftyp|jp2h|jp2c|rreq)$/u.test(type)) {
      clean.write('free', at + 4, 'latin1');
      clean.fill(0, at + (short === 1 ? 16 : 8), at + size);
    }
    at += size;
  }
  return { bytes: clean, removed: !clean.equals(asBuffer(bytes)) };
}
