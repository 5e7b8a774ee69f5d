import type { FileFacts } from '#policy/files.ts';

/** Facts of a file that was read and of which nothing need be said but what is given. */
export function factsOf(given: Pick<FileFacts, 'part' | 'index'> & Partial<FileFacts>): FileFacts {
  return {
    sniffedType: null,
    frames: null,
    width: null,
    texts: [],
    listingDistance: null,
    nudity: null,
    unread: null,
    ...given,
  };
}
