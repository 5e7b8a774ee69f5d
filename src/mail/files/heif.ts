import { asBuffer, requireSaneSize, requireThat } from './file-fault.ts';
import type { Cleaned } from './file-fault.ts';
import { cleanIccProfile } from './icc-profile.ts';

/** A box of ISO/IEC 14496-12: `bytes` is its payload, over the memory of the file. */
interface Box {
  readonly type: string;
  /** Place of the payload in the file. */
  readonly at: number;
  readonly head: Buffer;
  readonly bytes: Buffer;
}

/** Item types that are pictures; `Exif`, `mime` (XMP) and `uri ` are what has to go. */
const PICTURE_ITEMS: ReadonlySet<string> = new Set(
  'hvc1 lhv1 hvt1 av01 avc1 jpeg vvc1 grid iovl iden tmap unci'.split(' '),
);

/** Properties that tell how to decode and show; descriptions (`udes`, `altt`) and unknown ones go. */
const PICTURE_PROPERTIES: ReadonlySet<string> = new Set(
  `hvcC av1C avcC vvcC lhvC jpgC ispe pixi colr irot imir clap pasp auxC clli mdcv cclv amve lsel a1op a1lx rloc
  oinf tols rref cmpd uncC`.split(/\s+/u),
);

const META_BOXES: ReadonlySet<string> = new Set('hdlr pitm iloc iinf iprp iref idat grpl dinf'.split(' '));

function boxesOf(file: Buffer, from: number, to: number): Box[] {
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= to;) {
    requireThat(boxes.length < 10_000, 'too many boxes', 'bomb');
    const short = file.readUInt32BE(at);
    const headSize = short === 1 ? 16 : 8;
    requireThat(at + headSize <= to, 'a box without a size');
    const size = short === 1 ? Number(file.readBigUInt64BE(at + 8)) : short === 0 ? to - at : short;
    requireThat(size >= headSize && at + size <= to, 'a box beyond the end');
    boxes.push({
      type: file.toString('latin1', at + 4, at + 8),
      at: at + headSize,
      head: file.subarray(at, at + headSize),
      bytes: file.subarray(at + headSize, at + size),
    });
    at += size;
  }
  return boxes;
}

/** Leaves a hole of the same size, so that every offset in the file stays right. */
function blank(box: Box): void {
  box.head.write('free', 4, 'latin1');
  box.bytes.fill(0);
}

function only(boxes: readonly Box[], type: string): Box | null {
  const found = boxes.filter((box) => box.type === type);
  requireThat(found.length <= 1, `two boxes of type ${type}`);
  return found[0] ?? null;
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** A big-endian number of 0, 1, 2, 4 or 8 octets. */
  number(size: number): number {
    requireThat(this.#at + size <= this.#bytes.length, 'a field beyond the end');
    let value = 0;
    for (let i = 0; i < size; i += 1) value = value * 256 + (this.#bytes[this.#at + i] ?? 0);
    this.#at += size;
    return value;
  }
}

/** ISO/IEC 14496-12 §8.11.6: the type of each item, and its name blanked. */
function itemTypes(iinf: Box): Map<number, string> {
  const version = iinf.bytes[0] ?? 0;
  const types = new Map<number, string>();
  for (const entry of boxesOf(iinf.bytes, version === 0 ? 6 : 8, iinf.bytes.length)) {
    const entryVersion = entry.bytes[0] ?? 0;
    requireThat(entry.type === 'infe' && (entryVersion === 2 || entryVersion === 3), 'an old item table');
    const idSize = entryVersion === 2 ? 2 : 4;
    const id = new Reader(entry.bytes, 4).number(idSize);
    const typeAt = 4 + idSize + 2;
    const type = entry.bytes.toString('latin1', typeAt, typeAt + 4);
    types.set(id, type);
    for (let at = typeAt + 4; PICTURE_ITEMS.has(type) && at < entry.bytes.length; at += 1)
      if (entry.bytes[at] !== 0) entry.bytes[at] = 0x20;
  }
  return types;
}

interface Extent {
  readonly item: number;
  readonly inItemData: boolean;
  readonly start: number;
  readonly end: number;
}

/** §8.11.3: where each item's octets are. */
function extentsOf(iloc: Box): Extent[] {
  const version = iloc.bytes[0] ?? 0;
  const reader = new Reader(iloc.bytes, 4);
  const sizes = reader.number(2);
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexSize = version === 0 ? 0 : sizes & 15;
  const extents: Extent[] = [];
  const items = reader.number(version < 2 ? 2 : 4);
  for (let i = 0; i < items; i += 1) {
    const item = reader.number(version < 2 ? 2 : 4);
    const method = version === 0 ? 0 : reader.number(2) & 15;
    requireThat(reader.number(2) === 0 && method <= 1, 'data in another file');
    const base = reader.number(baseSize);
    const count = reader.number(2);
    for (let j = 0; j < count; j += 1) {
      reader.number(indexSize);
      const start = base + reader.number(offsetSize);
      const length = reader.number(lengthSize);
      requireThat(length > 0, 'an item of unknown length');
      requireThat(extents.length < 100_000, 'too many pieces', 'bomb');
      extents.push({ item, inItemData: method === 1, start, end: start + length });
    }
  }
  return extents;
}

/** Blanks every octet of a data box that no picture item uses. `origin`: where its offsets count from. */
function blankUnused(data: Box, origin: number, used: readonly Extent[]): void {
  let done = 0;
  for (const { start, end } of [...used].sort((a, b) => a.start - b.start)) {
    const from = Math.min(Math.max(start - origin, 0), data.bytes.length);
    if (from > done) data.bytes.fill(0, done, from);
    done = Math.max(done, Math.min(end - origin, data.bytes.length));
  }
  data.bytes.fill(0, Math.max(done, 0));
}

function cleanProperties(iprp: Box): void {
  const container = only(boxesOf(iprp.bytes, 0, iprp.bytes.length), 'ipco');
  requireThat(container !== null, 'no properties');
  if (container === null) return;
  for (const property of boxesOf(container.bytes, 0, container.bytes.length)) {
    if (!PICTURE_PROPERTIES.has(property.type)) blank(property);
    if (property.type === 'ispe' && property.bytes.length >= 12)
      requireSaneSize(property.bytes.readUInt32BE(4), property.bytes.readUInt32BE(8));
    if (property.type === 'colr' && /^(?:prof|rICC)$/u.test(property.bytes.toString('latin1', 0, 4))) {
      const profile = cleanIccProfile(property.bytes.subarray(4));
      if (profile === null) blank(property);
      else property.bytes.set(profile, 4);
    }
  }
}

function cleanMeta(meta: Box, dataBoxes: readonly Box[]): void {
  const boxes = boxesOf(meta.bytes, 4, meta.bytes.length);
  for (const box of boxes) if (!META_BOXES.has(box.type)) blank(box);
  const handler = only(boxes, 'hdlr');
  if (handler !== null) handler.bytes.fill(0, Math.min(24, handler.bytes.length));
  const [items, places, properties] = [only(boxes, 'iinf'), only(boxes, 'iloc'), only(boxes, 'iprp')];
  requireThat(items !== null && places !== null && properties !== null, 'no items');
  if (items === null || places === null || properties === null) return;
  cleanProperties(properties);
  const types = itemTypes(items);
  const kept = extentsOf(places).filter(({ item }) => PICTURE_ITEMS.has(types.get(item) ?? ''));
  requireThat(kept.length > 0, 'no picture');
  const inFile = kept.filter(({ inItemData }) => !inItemData);
  for (const data of dataBoxes) blankUnused(data, data.at, inFile);
  const itemData = only(boxes, 'idat');
  if (itemData !== null)
    blankUnused(
      itemData,
      0,
      kept.filter(({ inItemData }) => inItemData),
    );
}

/**
 * A HEIC or AVIF still without EXIF, XMP, descriptions and everything that no picture item uses. Those octets
 * are blanked where they stand, so the compressed data and all offsets stay (ISO/IEC 23008-12). Which way is up
 * is told by properties of the picture, not by EXIF. Sequences and live pictures (`moov`) aren't read.
 */
export function cleanHeif(bytes: Uint8Array): Cleaned {
  const clean = Buffer.from(bytes);
  const boxes = boxesOf(clean, 0, clean.length);
  requireThat(boxes[0]?.type === 'ftyp' && only(boxes, 'moov') === null, 'not a still picture');
  const meta = only(boxes, 'meta');
  requireThat(meta !== null, 'no metadata box');
  for (const box of boxes) if (!/^(?:ftyp|meta|mdat)$/u.test(box.type)) blank(box);
  if (meta !== null)
    cleanMeta(
      meta,
      boxes.filter(({ type }) => type === 'mdat'),
    );
  return { bytes: clean, removed: !clean.equals(asBuffer(bytes)) };
}
