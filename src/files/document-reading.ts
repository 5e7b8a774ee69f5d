import type { FileText, UnreadReason } from '#policy/files.ts';

/** What was read of a document. */
export interface DocumentReading {
  readonly texts: readonly FileText[];
  /** Null where all of it was read. */
  readonly unread: UnreadReason | null;
}
