import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

import { asBuffer, FileFault, requireThat } from './file-fault.ts';

/** One file of a package. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: Buffer;
}

/** What a package may cost (threats C4). Office files with thousands of cells stay far below. */
export const ZIP_LIMITS = { entries: 5000, bytes: 150_000_000, entryBytes: 64_000_000, ratio: 150 };

const LOCAL = 0x04_03_4b_50;
const CENTRAL = 0x02_01_4b_50;
const END = 0x06_05_4b_50;
const STORED = 0;
const DEFLATED = 8;
/** Under this size no ratio makes a bomb: a page of blanks compresses a thousandfold. */
const SMALL = 4_000_000;

interface Listed {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly localAt: number;
}

function endRecord(bytes: Buffer): number {
  // APPNOTE §4.3.16: 22 octets and a comment of up to 65,535.
  const from = Math.max(0, bytes.length - 65_557);
  for (let at = bytes.length - 22; at >= from; at -= 1) if (bytes.readUInt32LE(at) === END) return at;
  throw new FileFault('unreadable-file', 'no directory');
}

function listed(bytes: Buffer): Listed[] {
  const end = endRecord(bytes);
  const count = bytes.readUInt16LE(end + 10);
  requireThat(count === bytes.readUInt16LE(end + 8) && count !== 0xff_ff, 'several disks or ZIP64');
  requireThat(count <= ZIP_LIMITS.entries, `${count} entries`, 'bomb');
  const entries: Listed[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let i = 0; i < count; i += 1) {
    requireThat(at + 46 <= end && bytes.readUInt32LE(at) === CENTRAL, 'a broken directory');
    const nameEnd = at + 46 + bytes.readUInt16LE(at + 28);
    requireThat((bytes.readUInt16LE(at + 8) & 0x20_41) === 0, 'encrypted');
    entries.push({
      name: bytes.toString('utf8', at + 46, nameEnd),
      method: bytes.readUInt16LE(at + 10),
      crc: bytes.readUInt32LE(at + 16),
      packed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      localAt: bytes.readUInt32LE(at + 42),
    });
    at = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

function requireSaneName(name: string): void {
  requireThat(
    name !== '' && !name.startsWith('/') && !/\\|[\0-\u001F]|(?:^|\/)\.\.(?:\/|$)|^[a-z]:/iu.test(name),
    'a name that leaves its folder',
  );
}

function unpacked(packed: Buffer, entry: Listed): Buffer {
  if (entry.method === STORED) return packed;
  requireThat(entry.method === DEFLATED, 'an unknown compression');
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.size) });
  } catch (error) {
    const tooLong =
      error instanceof RangeError || (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE';
    throw new FileFault(tooLong ? 'bomb' : 'unreadable-file', 'unpacks to more than it says, or not at all');
  }
}

function dataOf(bytes: Buffer, entry: Listed): { start: number; end: number } {
  const at = entry.localAt;
  requireThat(at + 30 <= bytes.length && bytes.readUInt32LE(at) === LOCAL, 'an entry without a head');
  const nameEnd = at + 30 + bytes.readUInt16LE(at + 26);
  requireThat(bytes.toString('utf8', at + 30, nameEnd) === entry.name, 'two names for one entry');
  const start = nameEnd + bytes.readUInt16LE(at + 28);
  requireThat(start + entry.packed <= bytes.length, 'an entry beyond the end');
  return { start, end: start + entry.packed };
}

/**
 * Reads a ZIP package into memory, folders left out. Refuses what unpacks too far, entries that overlap
 * (Fifield 2019), duplicate and outside names, encryption, ZIP64, and an entry whose two heads differ.
 */
export function readZip(source: Uint8Array): ZipEntry[] {
  const bytes = asBuffer(source);
  requireThat(bytes.length > 22, 'no ZIP');
  const list = listed(bytes);
  const total = list.reduce((sum, { size }) => sum + size, 0);
  requireThat(total <= ZIP_LIMITS.bytes, `${total} bytes`, 'bomb');
  requireThat(total < SMALL || total / bytes.length <= ZIP_LIMITS.ratio, 'packed too well', 'bomb');
  const names = new Set<string>();
  const entries: ZipEntry[] = [];
  let done = 0;
  for (const entry of [...list].sort((a, b) => a.localAt - b.localAt)) {
    requireThat(entry.size <= ZIP_LIMITS.entryBytes, `${entry.size} bytes in one entry`, 'bomb');
    const { start, end } = dataOf(bytes, entry);
    requireThat(entry.localAt >= done, 'entries that overlap', 'bomb');
    done = end;
    requireSaneName(entry.name);
    requireThat(!names.has(entry.name.toLowerCase()), 'two entries of one name');
    names.add(entry.name.toLowerCase());
    if (entry.name.endsWith('/')) continue;
    const data = unpacked(bytes.subarray(start, end), entry);
    requireThat(data.length === entry.size && crc32(data) === entry.crc, 'a damaged entry');
    entries.push({ name: entry.name, bytes: data });
  }
  return entries;
}

/** MS-DOS date of 1980-01-01: the earliest there is, so that no file tells when it was made. */
const NO_DATE = 0x00_21;

function isPacked(name: string): boolean {
  return /\.(?:jpe?g|png|gif|webp)$/iu.test(name);
}

/** Writes a package: no extra fields, no comments, no dates, no attributes of the author's system. */
export function writeZip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, bytes } of entries) {
    // ODF 1.3 part 2 §3.3: `mimetype` isn't packed, so that the type stands at a fixed place.
    const stored = name === 'mimetype' || isPacked(name);
    const data = stored ? bytes : deflateRawSync(bytes);
    const encoded = Buffer.from(name, 'utf8');
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(/[^ -~]/u.test(name) ? 0x08_00 : 0, 2);
    fields.writeUInt16LE(stored ? STORED : DEFLATED, 4);
    fields.writeUInt16LE(NO_DATE, 8);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(bytes.length, 18);
    fields.writeUInt16LE(encoded.length, 22);
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), fields, encoded, data);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\0', 'latin1'), fields, rest, encoded);
    at += 30 + encoded.length + data.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, list, end]);
}
