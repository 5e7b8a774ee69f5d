import type { EmailAddress } from '#mail/address.ts';
import { canonicalAddress, formatAddress } from '#mail/address.ts';
import type { Authentication } from '#mail/authentication.ts';
import { decideAuthentication } from '#mail/authentication.ts';
import type { SmtpReply } from '#mail/smtp-reply.ts';
import type { Side } from '#market/party.ts';
import { isListedAs, mayWrite } from '#market/permission.ts';
import type { Relationship } from '#market/relationship.ts';

import { isAddress, maskedAddress, maskedText } from './private-values.ts';
import type { MailFacts } from './ports.ts';
import {
  AUTHENTICATION_LATER,
  FROM_OURSELVES,
  NOT_A_PARTICIPANT,
  NOT_ONE_AUTHOR,
  OWN_ALIAS_ONLY,
  addressNotApproved,
  notAuthenticated,
  otherMailboxOfBuyer,
} from './replies.ts';

/** Who wrote a mail, and that it is them and they may. */
export interface MailAuthor {
  readonly side: Side;
  /** As written, for a notice back to this very mailbox. */
  readonly address: string;
  readonly canonical: string;
}

export type Identification =
  | { readonly kind: 'author'; readonly author: MailAuthor }
  | { readonly kind: 'refused'; readonly reply: SmtpReply }
  /** Authenticated, and neither the buyer's registered mailbox nor the seller's (12.5); `mailbox`: masked. */
  | { readonly kind: 'other-mailbox'; readonly mailbox: string; readonly reply: SmtpReply }
  /** Authenticated, but neither approved nor blocked for the seller: becomes pending (PERM 3). */
  | { readonly kind: 'unknown-to-seller'; readonly address: string; readonly canonical: string };

export interface IdentificationFacts {
  readonly mail: MailFacts;
  readonly authentication: Authentication;
  readonly relationship: Relationship;
  /** Whom the addressed aliases stand for. */
  readonly addressed: readonly Side[];
  readonly isOurDomain: (domain: string) => boolean;
}

function refused(reply: SmtpReply): Identification {
  return { kind: 'refused', reply };
}

/**
 * Is the author who they say (SPF, DKIM, DMARC), and may they use these aliases (ALIAS 5, PERM 1–2)? A pure
 * decision on loaded facts. Order matters: nothing about permissions is told to an author who isn't proven.
 */
export function identifyAuthor(facts: IdentificationFacts): Identification {
  const { mail, authentication } = facts;
  if (mail.author.kind !== 'author') return refused(NOT_ONE_AUTHOR);
  const { address } = mail.author.mailbox;
  if (facts.isOurDomain(address.domain)) return refused(FROM_OURSELVES);
  switch (decideAuthentication(authentication)) {
    case 'try-later':
      return refused(AUTHENTICATION_LATER);
    case 'not-authenticated': {
      const dkim = authentication.dkim.map(({ result }) => result).join(' ') || 'none';
      return refused(
        notAuthenticated(address.domain, authentication.spf.result, dkim, authentication.dmarc.result),
      );
    }
    case 'authenticated':
      return authorise(address, facts);
  }
}

function authorise(address: EmailAddress, { relationship, addressed }: IdentificationFacts): Identification {
  const canonical = canonicalAddress(address);
  const written = formatAddress(address);
  const isBuyer = isAddress(relationship.buyer.address, canonical);
  const author = (side: Side): Identification => ({
    kind: 'author',
    author: { side, address: written, canonical },
  });

  // Reply-to-all names the own alias beside the other side's (12.4): whoever the author is, the message goes
  // to the other one.
  if (addressed.includes('seller') && isBuyer) return author('buyer');
  if (addressed.includes('buyer')) {
    const permission = permissionOf(relationship, canonical);
    if (permission === 'allowed') return author('seller');
    if (isBuyer) return refused(OWN_ALIAS_ONLY);
    if (permission === 'blocked') return refused(addressNotApproved(true));
    // SECURITY: an author who addressed both aliases may be the buyer, answering all from another mailbox;
    // the seller must not learn that address from its list of pending ones.
    return addressed.includes('seller')
      ? refused(NOT_A_PARTICIPANT)
      : { kind: 'unknown-to-seller', address: written, canonical };
  }
  if (permissionOf(relationship, canonical) === 'allowed') return refused(OWN_ALIAS_ONLY);
  return {
    kind: 'other-mailbox',
    mailbox: maskedText(written),
    reply: otherMailboxOfBuyer(maskedAddress(relationship.buyer.address)),
  };
}

function permissionOf({ seller }: Relationship, canonical: string): ReturnType<typeof mayWrite> {
  const listed = seller.addresses.find((known) => isListedAs(known.canonical, canonical))?.state ?? null;
  const isRegistered = seller.messageAddress !== null && isAddress(seller.messageAddress, canonical);
  return mayWrite(listed, isRegistered);
}
