import type { ContentRefusalCode } from '#mail/authored-content.ts';

/** Ends the reading of a file that can't travel; `cleanFile` catches it and makes a refusal of it. */
export class FileFault extends Error {
  readonly code: ContentRefusalCode;

  constructor(code: ContentRefusalCode, why: string) {
    super(why);
    this.code = code;
  }
}

/** Ends the reading unless the condition holds. `why` is for tests and logs of the operator, never for a mail. */
export function requireThat(
  condition: boolean,
  why: string,
  code: ContentRefusalCode = 'unreadable-file',
): void {
  if (!condition) throw new FileFault(code, why);
}

/** A picture of more pixels than this is a bomb for whoever opens it (C4): 20 times a good camera's. */
const MOST_PIXELS = 400_000_000;

export function requireSaneSize(width: number, height: number): void {
  requireThat(width > 0 && height > 0, 'a picture without pixels');
  requireThat(width * height <= MOST_PIXELS, `${width} × ${height} pixels`, 'bomb');
}

/** The bytes as a Buffer over the same memory. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** What a cleaner gives: the file without what names a person, and whether there was anything. */
export interface Cleaned {
  readonly bytes: Uint8Array;
  readonly removed: boolean;
}
