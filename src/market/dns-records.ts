import type { Marketplace } from './relationship.ts';

export interface DnsRecord {
  readonly name: string;
  readonly type: 'MX' | 'TXT';
  readonly value: string;
  readonly why: string;
}

export interface PublishedKey {
  readonly domain: string;
  readonly selector: string;
  /** SubjectPublicKeyInfo in base64. */
  readonly publicKey: string;
}

/** `v=DKIM1; k=rsa; p=…` (RFC 6376 §3.6.1). */
export function dkimRecordValue(publicKey: string): string {
  return `v=DKIM1; k=rsa; p=${publicKey}`;
}

/**
 * What the operator publishes for one marketplace, so that mail finds the door and what leaves passes SPF and
 * DMARC at the receiver (ALIAS 7). `hostName` is the name under which this server stands in the DNS.
 */
export function recordsToPublish(
  marketplace: Pick<Marketplace, 'aliasDomain' | 'bounceDomain' | 'noticeDomain'>,
  keys: readonly PublishedKey[],
  hostName: string,
): DnsRecord[] {
  const { aliasDomain, bounceDomain, noticeDomain } = marketplace;
  const domains = [...new Set([aliasDomain, bounceDomain, noticeDomain])];
  return [
    ...domains.flatMap((domain): DnsRecord[] => [
      { name: domain, type: 'MX', value: `10 ${hostName}`, why: 'mail for it comes to this server' },
      {
        name: domain,
        type: 'TXT',
        // The bounce domain is the one in the envelope; nobody else may use any of them (RFC 7208).
        value: domain === bounceDomain ? `v=spf1 a:${hostName} -all` : 'v=spf1 -all',
        why:
          domain === bounceDomain
            ? 'this server sends with it in the envelope'
            : 'never stands in an envelope',
      },
      {
        name: `_dmarc.${domain}`,
        type: 'TXT',
        value: 'v=DMARC1; p=reject; adkim=s',
        why: 'receivers refuse forgeries of it (RFC 9989)',
      },
    ]),
    ...keys
      .filter(({ domain }) => domains.includes(domain))
      .map(({ domain, selector, publicKey }): DnsRecord => ({
        name: `${selector}._domainkey.${domain}`,
        type: 'TXT',
        value: dkimRecordValue(publicKey),
        why: 'receivers verify our signatures with it',
      })),
  ];
}
