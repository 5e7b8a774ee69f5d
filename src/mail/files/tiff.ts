import { asBuffer, requireSaneSize, requireThat } from './file-fault.ts';
import type { Cleaned } from './file-fault.ts';
import { cleanIccProfile } from './icc-profile.ts';

/** TIFF 6.0: tags that make the picture. EXIF, GPS, XMP, IPTC, names, hosts, dates, sub-pictures go. */
const KEPT: ReadonlySet<number> = new Set([
  254, 255, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 280, 281, 282, 283, 284, 292, 293, 296,
  297, 317, 320, 321, 322, 323, 324, 325, 332, 338, 339, 529, 530, 531, 532, 34_675,
]);
const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];
/** None, CCITT, LZW, deflate, PackBits; JPEG inside TIFF could hold metadata of its own. */
const COMPRESSIONS: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 8, 32_773, 32_946]);
const PROFILE = 34_675;
const MOST_PAGES = 2000;

type Range = [start: number, end: number];

class Tiff {
  readonly bytes: Buffer;
  /** What the cleaned file uses; all else is blanked. */
  readonly used: Range[] = [[0, 8]];
  readonly #little: boolean;
  #read = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    const order = bytes.toString('latin1', 0, 2);
    requireThat(order === 'II' || order === 'MM', 'no TIFF');
    this.#little = order === 'II';
    requireThat(bytes.length > 14 && this.short(2) === 42, 'no TIFF of the first kind');
  }

  short(at: number): number {
    requireThat(at + 2 <= this.bytes.length, 'a field beyond the end');
    return this.#little ? this.bytes.readUInt16LE(at) : this.bytes.readUInt16BE(at);
  }

  long(at: number): number {
    requireThat(at + 4 <= this.bytes.length, 'a field beyond the end');
    return this.#little ? this.bytes.readUInt32LE(at) : this.bytes.readUInt32BE(at);
  }

  setShort(value: number, at: number): void {
    if (this.#little) this.bytes.writeUInt16LE(value, at);
    else this.bytes.writeUInt16BE(value, at);
  }

  setLong(value: number, at: number): void {
    if (this.#little) this.bytes.writeUInt32LE(value, at);
    else this.bytes.writeUInt32BE(value, at);
  }

  /** Where the values of an entry are. */
  valueRange(entry: number): Range {
    const size = (SIZES[this.short(entry + 2)] ?? 0) * this.long(entry + 4);
    const start = size <= 4 ? entry + 8 : this.long(entry + 8);
    requireThat(size > 0 && start + size <= this.bytes.length, 'a value beyond the end');
    return [start, start + size];
  }

  numbers(entry: number): number[] {
    const [start, end] = this.valueRange(entry);
    const step = SIZES[this.short(entry + 2)] ?? 1;
    requireThat(step === 2 || step === 4 || step === 1, 'numbers of an odd kind');
    this.#read += end - start;
    requireThat(this.#read <= this.bytes.length * 4 + 1_000_000, 'values within each other', 'bomb');
    const values: number[] = [];
    for (let at = start; at < end; at += step)
      values.push(step === 2 ? this.short(at) : step === 4 ? this.long(at) : (this.bytes[at] ?? 0));
    return values;
  }
}

/** Cleans the directory at `at`; gives the place of the next, 0 for none. */
function cleanDirectory(tiff: Tiff, at: number): number {
  const count = tiff.short(at);
  const end = at + 2 + count * 12;
  const next = tiff.long(end);
  const kept = new Map<number, number>();
  let to = at + 2;
  for (let entry = at + 2; entry < end; entry += 12) {
    const tag = tiff.short(entry);
    if (!KEPT.has(tag) || kept.has(tag)) continue;
    tiff.bytes.copy(tiff.bytes, to, entry, entry + 12);
    kept.set(tag, to);
    to += 12;
  }
  tiff.setShort(kept.size, at);
  tiff.setLong(next, to);
  tiff.bytes.fill(0, to + 4, end + 4);
  tiff.used.push([at, to + 4]);
  useValues(tiff, kept);
  return next;
}

function useValues(tiff: Tiff, kept: ReadonlyMap<number, number>): void {
  const numbers = (tag: number): number[] => {
    const entry = kept.get(tag);
    return entry === undefined ? [] : tiff.numbers(entry);
  };
  for (const entry of kept.values()) tiff.used.push(tiff.valueRange(entry));
  requireSaneSize(numbers(256)[0] ?? 0, numbers(257)[0] ?? 0);
  requireThat(COMPRESSIONS.has(numbers(259)[0] ?? 1), 'a compression that may hide metadata');
  const [places, lengths] = kept.has(324) ? [numbers(324), numbers(325)] : [numbers(273), numbers(279)];
  requireThat(places.length > 0 && places.length === lengths.length, 'a page without a picture');
  for (const [i, start] of places.entries()) {
    const end = start + (lengths[i] ?? 0);
    requireThat(end <= tiff.bytes.length, 'a strip beyond the end');
    tiff.used.push([start, end]);
  }
  const profileEntry = kept.get(PROFILE);
  if (profileEntry === undefined) return;
  const [start, end] = tiff.valueRange(profileEntry);
  const profile = cleanIccProfile(tiff.bytes.subarray(start, end));
  if (profile === null) tiff.bytes.fill(0, start, end);
  else tiff.bytes.set(profile, start);
}

/**
 * A TIFF with nothing but its pictures: other tags are taken out of the directories where they stand, and every
 * octet that no kept tag uses is blanked, so strips and offsets stay as they are.
 */
export function cleanTiff(bytes: Uint8Array): Cleaned {
  const tiff = new Tiff(Buffer.from(bytes));
  const seen = new Set<number>();
  for (let at = tiff.long(4); at !== 0;) {
    requireThat(!seen.has(at) && seen.size < MOST_PAGES, 'too many pages', 'bomb');
    seen.add(at);
    at = cleanDirectory(tiff, at);
  }
  requireThat(seen.size > 0, 'a TIFF without a page');
  let done = 0;
  for (const [start, end] of tiff.used.sort((a, b) => a[0] - b[0])) {
    if (start > done) tiff.bytes.fill(0, done, start);
    done = Math.max(done, end);
  }
  const clean = tiff.bytes.subarray(0, done);
  return { bytes: clean, removed: !clean.equals(asBuffer(bytes)) };
}
