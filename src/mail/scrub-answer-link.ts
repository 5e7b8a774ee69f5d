import { REMOVED } from './scrub-phone.ts';
import type { ViewMatch } from './scrub-address.ts';

/** Quick test: without these letters no search finds a link by which a buyer answers on the web. */
export const ANSWER_WORD = 'answer';

/**
 * A link in a folded view: UUID and MAC in 43 letters of base64url. The UUID is of version 7, whose first octet is 0x01
 * until the year 2527, so the first letter is an A. A piece of 16 letters or more is taken for one, however a program
 * cut the rest off.
 */
const LINK = /answer(?:\/|%2f)+(a[\w-]{15,60})/gu;

/** SECURITY: who holds such a link writes as the buyer, so none travels to the seller, in whatever quote it stands. */
export function* findAnswerLinks(text: string): Generator<ViewMatch> {
  if (!text.includes(ANSWER_WORD)) return;
  for (const { index, 0: found } of text.matchAll(LINK))
    yield { start: index, end: index + found.length, replacement: REMOVED, isAddress: false };
}

/** The same in a view without blanks, where words run on: only as long as a link is. */
export function* findBrokenAnswerLinks(squeezed: string): Generator<ViewMatch> {
  for (const { index, 0: found } of squeezed.matchAll(/answer\/a[\w-]{42}/gu))
    yield { start: index, end: index + found.length, replacement: REMOVED, isAddress: false };
}
