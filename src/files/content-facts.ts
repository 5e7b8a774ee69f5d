import type { FileText, UnreadReason } from '#policy/files.ts';

/** What a file's bytes alone tell, whichever message it goes with: what the cache keeps. */
export interface ContentFacts {
  readonly sniffedType: string | null;
  readonly frames: number | null;
  readonly width: number | null;
  readonly texts: readonly FileText[];
  /** Hashes of the picture; null for what is no picture or has nothing in it. */
  readonly look: PictureLook | null;
  readonly nudity: number | null;
  readonly unread: UnreadReason | null;
}

/** Two hashes of 64 bits: which way the light goes from left to right and from top to bottom. */
export interface PictureLook {
  readonly across: bigint;
  readonly down: bigint;
}

/** Facts of a file of which nothing could be found out. */
export function unreadFacts(unread: UnreadReason, sniffedType: string | null = null): ContentFacts {
  return { sniffedType, frames: null, width: null, texts: [], look: null, nudity: null, unread };
}

/** Raised with every change of what is read from a file: what an older release found out is found out anew. */
export const FACTS_READER = 1;

/** Facts as text, for what keeps them. */
export function factsAsText({ look, ...facts }: ContentFacts): string {
  const hashes = look === null ? null : { across: String(look.across), down: String(look.down) };
  return JSON.stringify({ ...facts, look: hashes });
}

/** Text of `factsAsText` as facts again. */
export function factsFromText(text: string): ContentFacts {
  const facts = JSON.parse(text) as Omit<ContentFacts, 'look'> & {
    readonly look: { readonly across: string; readonly down: string } | null;
  };
  const { look } = facts;
  return {
    ...facts,
    look: look === null ? null : { across: BigInt(look.across), down: BigInt(look.down) },
  };
}
