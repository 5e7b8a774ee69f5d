import type { Mailbox, ReceivedMail } from './received-mail.ts';

export type SoleAuthor =
  | { readonly kind: 'author'; readonly mailbox: Mailbox }
  | { readonly kind: 'none' | 'several' | 'malformed' };

/**
 * Says who wrote the mail: the one address of the one From field (ALIAS 5, RFC 5322 §3.6.2).
 *
 * SECURITY: nothing else helps. Sender, Resent-*, Reply-To and the envelope name agents, not authors; with two
 * fields or two addresses the one that was authenticated need not be the one that is shown ("Composition
 * Kills", threats I1).
 */
export function soleAuthor(mail: Pick<ReceivedMail, 'from' | 'fromFieldCount'>): SoleAuthor {
  if (mail.fromFieldCount === 0) return { kind: 'none' };
  if (mail.fromFieldCount > 1 || mail.from.length > 1) return { kind: 'several' };
  const [mailbox] = mail.from;
  return mailbox === undefined ? { kind: 'malformed' } : { kind: 'author', mailbox };
}
