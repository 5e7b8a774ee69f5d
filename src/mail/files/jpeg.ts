import { orientationBlock, orientationOf } from './exif.ts';
import { asBuffer, requireSaneSize, requireThat } from './file-fault.ts';
import type { Cleaned } from './file-fault.ts';
import { cleanIccProfile } from './icc-profile.ts';

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
/** Cameras write some dozens. */
const MOST_SEGMENTS = 5000;
const EXIF_HEAD = 'Exif\0\0';
const ICC_HEAD = 'ICC_PROFILE\0';

interface Segment {
  readonly marker: number;
  readonly body: Buffer;
  /** For SOS: the entropy-coded data behind the header. */
  readonly data: Buffer;
}

/** ITU-T T.81 Annex B: tables, frames, restart intervals; no application data, no comments. */
function isPicture(marker: number): boolean {
  return (
    (marker >= 0xc0 && marker <= 0xcf) ||
    marker === 0xdb ||
    marker === 0xdc ||
    marker === 0xdd ||
    marker === 0xde ||
    marker === 0xdf ||
    marker === SOS
  );
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** Where entropy-coded data ends: at the next marker that is neither a stuffed zero nor a restart. */
function dataEnd(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next === undefined) return at;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return bytes.length;
}

/** The segments up to the end of the first picture; what follows (previews, films) isn't read. */
function segmentsOf(bytes: Buffer): Segment[] {
  requireThat(bytes[0] === 0xff && bytes[1] === SOI, 'no JPEG');
  const segments: Segment[] = [];
  let at = 2;
  while (at + 4 <= bytes.length) {
    requireThat(bytes[at] === 0xff, 'no marker where one must be');
    requireThat(segments.length < MOST_SEGMENTS, 'too many segments', 'bomb');
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === EOI) break;
    const length = bytes.readUInt16BE(at + 2);
    requireThat(length >= 2 && at + 2 + length <= bytes.length, 'a segment beyond the end');
    const bodyEnd = at + 2 + length;
    const end = marker === SOS ? dataEnd(bytes, bodyEnd) : bodyEnd;
    segments.push({ marker, body: bytes.subarray(at + 4, bodyEnd), data: bytes.subarray(bodyEnd, end) });
    at = end;
  }
  return segments;
}

function segment(marker: number, body: Uint8Array): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** ICC.1 B.4: a profile in numbered pieces. */
function profileOf(segments: readonly Segment[]): Buffer | null {
  const pieces = segments.filter(
    ({ marker, body }) => marker === APP2 && body.toString('latin1', 0, 12) === ICC_HEAD && body.length > 14,
  );
  pieces.sort((a, b) => (a.body[12] ?? 0) - (b.body[12] ?? 0));
  return pieces.length === 0 ? null : Buffer.concat(pieces.map(({ body }) => body.subarray(14)));
}

function profileSegments(profile: Buffer): Buffer[] {
  const size = 65_000;
  const count = Math.ceil(profile.length / size);
  return Array.from({ length: count }, (_, i) =>
    segment(
      APP2,
      Buffer.concat([
        Buffer.from(ICC_HEAD, 'latin1'),
        Buffer.from([i + 1, count]),
        profile.subarray(i * size, (i + 1) * size),
      ]),
    ),
  );
}

function orientationIn(segments: readonly Segment[]): number {
  for (const { marker, body } of segments)
    if (marker === APP1 && body.toString('latin1', 0, 6) === EXIF_HEAD)
      return orientationOf(body.subarray(6));
  return 1;
}

/** The application segments of the cleaned picture. */
function ownSegments(segments: readonly Segment[]): Buffer[] {
  const own: Buffer[] = [];
  const jfif = segments.find(
    ({ marker, body }) => marker === APP0 && body.toString('latin1', 0, 5) === 'JFIF\0',
  );
  if (jfif !== undefined && jfif.body.length >= 12)
    own.push(segment(APP0, Buffer.concat([jfif.body.subarray(0, 12), Buffer.from([0, 0])])));
  const orientation = orientationIn(segments);
  if (orientation !== 1)
    own.push(segment(APP1, Buffer.concat([Buffer.from(EXIF_HEAD, 'latin1'), orientationBlock(orientation)])));
  const profile = profileOf(segments);
  const clean = profile === null ? null : cleanIccProfile(profile);
  if (clean !== null && clean.length < 255 * 65_000) own.push(...profileSegments(clean));
  // The colour transform of CMYK and RGB pictures hangs on this one; it has no room for words.
  const adobe = segments.find(
    ({ marker, body }) => marker === APP14 && body.toString('latin1', 0, 5) === 'Adobe',
  );
  if (adobe !== undefined && adobe.body.length >= 12) own.push(segment(APP14, adobe.body.subarray(0, 12)));
  return own;
}

/**
 * A JPEG without EXIF, XMP, IPTC, comments, thumbnails and everything behind its end (CIPA DC-008, ITU-T T.81).
 * The compressed data is copied byte for byte; where the picture has to be turned to stand upright, an EXIF
 * block with nothing but that says so.
 */
export function cleanJpeg(bytes: Uint8Array): Cleaned {
  const source = asBuffer(bytes);
  const segments = segmentsOf(source);
  const frame = segments.find(({ marker }) => isFrame(marker));
  requireThat(
    frame !== undefined && segments.some(({ marker }) => marker === SOS),
    'a JPEG without a picture',
  );
  if (frame !== undefined) {
    requireThat(frame.body.length >= 6, 'a frame without a size');
    // A height of 0 is told by a DNL segment behind the first scan.
    requireSaneSize(frame.body.readUInt16BE(3), frame.body.readUInt16BE(1) || 1);
  }
  const out: Buffer[] = [Buffer.from([0xff, SOI]), ...ownSegments(segments)];
  for (const { marker, body, data } of segments) if (isPicture(marker)) out.push(segment(marker, body), data);
  out.push(Buffer.from([0xff, EOI]));
  const clean = Buffer.concat(out);
  return { bytes: clean, removed: !clean.equals(source) };
}
