import { makeSignedLink } from '#market/signed-link.ts';

/**
 * Where the buyer of a delivery answers on the web: the delivery's id and a MAC of 128 bits, which nobody makes for
 * another delivery and which tells nothing of the parties. How long it is good is with `#store/answer-link.ts`. Null where
 * nobody knows where the pages are.
 */
export function answerUrl(
  deliveryId: string,
  { publicUrl, tokenKey }: { readonly publicUrl: string | null; readonly tokenKey: Uint8Array },
): string | null {
  return publicUrl === null ? null : `${publicUrl}/answer/${makeSignedLink('answer', deliveryId, tokenKey)}`;
}
