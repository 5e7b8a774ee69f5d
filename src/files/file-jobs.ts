import type { FileText } from '#policy/files.ts';
import type { ContentFacts } from './content-facts.ts';
import type { GreyPicture } from './picture-look.ts';

/** What a thread is asked: each is a job with a limit of its own, so that what one found isn't lost with the next. */
export type FileJob =
  /** The file as it is: type, size, frames, codes, words that needn't be recognised. */
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  /** The pictures inside a document. */
  | { readonly kind: 'pictures-inside'; readonly bytes: Uint8Array; readonly mediaType: string }
  /** The letters in a picture. */
  | { readonly kind: 'letters'; readonly picture: GreyPicture };

export interface FileReading {
  readonly facts: ContentFacts;
  /** Pictures whose letters are still to be recognised. */
  readonly pictures: readonly GreyPicture[];
  /** There may be pictures inside. */
  readonly isContainer: boolean;
}

export interface PicturesInside {
  readonly texts: readonly FileText[];
  readonly pictures: readonly GreyPicture[];
}

export type LettersReading = FileText | null;
