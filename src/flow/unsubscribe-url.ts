import { makeSignedLink } from '#market/signed-link.ts';

/**
 * Where the buyer of a delivery declines such messages: the delivery's id and a MAC of 128 bits, which nobody makes for
 * another delivery and which tells nothing of the parties. It runs out with the delivery's row alone, since a buyer may
 * press the button of an old mail, and with it nothing can be done but to decline. Null without https, which RFC 8058
 * §3.1 asks for: so there is none in a demo at localhost.
 */
export function unsubscribeUrl(
  deliveryId: string,
  { publicUrl, tokenKey }: { readonly publicUrl: string | null; readonly tokenKey: Uint8Array },
): string | null {
  if (publicUrl === null || URL.parse(publicUrl)?.protocol !== 'https:') return null;
  return `${publicUrl}/unsubscribe/${makeSignedLink('unsubscribe', deliveryId, tokenKey)}`;
}
