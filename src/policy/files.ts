import type { Certainty } from './finding.ts';

/**
 * Where a file's words come from: letters in a picture, a document's text, a QR code, a contact card; `link` is the
 * target of something to click, an address or number of a contact card among them, as a URL.
 */
export type FileTextSource = 'picture' | 'document' | 'code' | 'card' | 'link';

/** A text found in a file: read from a picture, a PDF, a QR code. */
export interface FileText {
  readonly source: FileTextSource;
  readonly text: string;
  /** `review` where the reading itself is doubtful, as from a blurred picture: a person looks at what is found. */
  readonly certainty: Certainty;
}

/** Why a file's content isn't known, or not all of it. `unknown`: its type isn't one that can be read. */
export const UNREAD_REASONS = ['unknown', 'damaged', 'encrypted', 'too-large', 'too-slow'] as const;

export type UnreadReason = (typeof UNREAD_REASONS)[number];

/**
 * What was found out about one file. Made outside the engine, in workers (bytes are input and output), and handed in;
 * without facts the rules on files judge by name and declared type alone.
 */
export interface FileFacts {
  readonly part: 'attachment' | 'image';
  /** The file's place in `attachments` or `images`. */
  readonly index: number;
  /** Media type by content; null where it wasn't recognised. */
  readonly sniffedType: string | null;
  /** Pictures in it: more than one moves. */
  readonly frames: number | null;
  /** Pixels, as shown upright; null for what is no picture. */
  readonly width: number | null;
  readonly texts: readonly FileText[];
  /** Distance of the picture's hash to the nearest listing picture, 0 to 64. */
  readonly listingDistance: number | null;
  /** 0 to 1 by the nudity model. */
  readonly nudity: number | null;
  /** Null where all of the file was read. */
  readonly unread: UnreadReason | null;
}
