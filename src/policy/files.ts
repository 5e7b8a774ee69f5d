/** A text found in a file: read from a picture, a PDF, a QR code. */
interface FileText {
  readonly source: 'picture' | 'document' | 'code' | 'card';
  readonly text: string;
}

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
  readonly width: number | null;
  readonly texts: readonly FileText[];
  /** Distance of the picture's hash to the nearest listing picture, 0 to 64. */
  readonly listingDistance: number | null;
  /** 0 to 1 by the nudity model. */
  readonly nudity: number | null;
}
