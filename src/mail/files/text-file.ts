import { isUtf8 } from 'node:buffer';

import iconv from 'iconv-lite';

import type { Scrubber } from '#mail/scrub.ts';
import { asBuffer, requireThat } from './file-fault.ts';

/** A text file as it may travel: in UTF-8 where anything was changed, else octet for octet. */
export interface CleanText {
  readonly bytes: Uint8Array;
  readonly replaced: number;
}

function encodingOf(bytes: Buffer, declared: string | undefined): string {
  const mark = bytes.toString('hex', 0, 3);
  if (mark.startsWith('fffe')) return 'utf16le';
  if (mark.startsWith('feff')) return 'utf16be';
  if (isUtf8(bytes)) return 'utf8';
  return declared !== undefined && iconv.encodingExists(declared) ? declared : 'windows-1252';
}

/** Text of unknown or declared encoding: byte order mark, then UTF-8, then what was declared, then Windows-1252. */
export function decodeTextFile(bytes: Uint8Array, declared: string | undefined): string {
  const buffer = asBuffer(bytes);
  return iconv.decode(buffer, encodingOf(buffer, declared));
}

/** Replaces private values in a text or CSV file. */
export function cleanTextFile(
  bytes: Uint8Array,
  declared: string | undefined,
  scrubber: Scrubber,
): CleanText {
  const text = decodeTextFile(bytes, declared);
  requireThat(!text.includes('\0'), 'binary');
  const { text: clean, count } = scrubber.scrub(text);
  return count === 0 ? { bytes, replaced: 0 } : { bytes: Buffer.from(clean, 'utf8'), replaced: count };
}
