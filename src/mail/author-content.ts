import type { AuthoredContent, PrivateValues } from './authored-content.ts';
import type { ReceivedMail } from './received-mail.ts';

export interface AuthorContentOptions {
  /** Decoded bytes of all files together; 10,000,000 by default in the configuration (ALIAS 8). */
  readonly maxFileBytes: number;
  /** True for mail domains of ours: an address there is an alias, everybody else in To or Cc an outsider. */
  readonly isOurs: (domain: string) => boolean;
}

/**
 * Takes out of a message what its author wrote, ready for re-origination: new text without the quote,
 * sanitised HTML with the same text, files without metadata, and no private address of either party.
 *
 * Synchronous; never throws for bad mail: what can't pass stands in `refusals`, what was changed in `notes`.
 */
export function authorContent(
  mail: ReceivedMail,
  privateValues: PrivateValues,
  options: AuthorContentOptions,
): AuthoredContent {
  throw new Error(`not built yet: ${mail.kind} ${privateValues.phones.length} ${options.maxFileBytes}`);
}
