import { getDomain } from 'tldts';

/**
 * True where two domains (A-labels, lower case) belong to one owner: they are the same, or have the same
 * registrable domain by the Public Suffix List, its private part included (`a.github.io` and `b.github.io` are
 * two owners). This is what RFC 7489 §3.1 calls relaxed alignment; RFC 9989 finds the same by asking DNS, which
 * needs a DMARC record somewhere, so it can't tell for a domain that has none.
 */
export function areAligned(one: string, other: string): boolean {
  if (one === '' || other === '') return false;
  return one === other || organizationalDomain(one) === organizationalDomain(other);
}

function organizationalDomain(domain: string): string {
  // A public suffix is nobody's: it stands for itself alone.
  return getDomain(domain, { allowPrivateDomains: true, detectIp: false }) ?? domain;
}
