import { dmarc } from 'mailauth/lib/dmarc/index.js';
import { spf } from 'mailauth/lib/spf/index.js';
import type { SmtpClientFacts } from '#flow/ports.ts';
import { formatAddress, parseAddress } from '#mail/address.ts';
import { normalDomain } from '#mail/address-domain.ts';
import type { Authentication, DkimResult } from '#mail/authentication.ts';
import { areAligned } from '#mail/domain-alignment.ts';
import { trustedSealer } from './authenticate-arc.ts';
import { verifySignatures } from './authenticate-dkim.ts';
import { resolverOf, resultOf } from './authenticate-results.ts';
import { budgetedDns, DNS_BUDGET } from './dns-budget.ts';
import type { DnsBudget } from './dns-budget.ts';
import type { Dns } from './dns.ts';

export interface AuthenticateOptions {
  /**
   * The domain of the one From address (`soleAuthor`), A-labels. Null where there is none, or several: then
   * nothing passes and nobody is asked.
   */
  readonly authorDomain: string | null;
  /** Our host's name: SPF macros may use it. */
  readonly receivingHost: string;
  /** Signing domains whose ARC seals are believed; empty for none (the relay paper, section 3). */
  readonly trustedSealers: readonly string[];
  /** Against which a signature's expiry is held. */
  readonly now: Date;
  readonly budget?: DnsBudget;
}

/** What is known of mail of which nothing was asked. */
export const NOT_AUTHENTICATED: Authentication = {
  spf: { result: 'none', domain: '' },
  dkim: [],
  dmarc: { result: 'none', policy: 'none', domain: '' },
  aligned: false,
  arcSealer: null,
};

/**
 * Finds out whether the author's domain stands behind the message: SPF (RFC 7208), DKIM (RFC 6376, 8301, 8463),
 * DMARC (RFC 9989) and, for sealers on the list, ARC (RFC 8617).
 *
 * Never throws for bad mail or bad DNS, and takes no longer than its budget: what can't be told for now is
 * `temperror`. SECURITY (threats I3): Authentication-Results fields of the message are never read, whosever name
 * they bear; only an ARC set is, that a sealer on the list has sealed.
 */
export async function authenticate(
  raw: Uint8Array,
  client: SmtpClientFacts,
  dns: Dns,
  options: AuthenticateOptions,
): Promise<Authentication> {
  const { authorDomain } = options;
  if (authorDomain === null) return NOT_AUTHENTICATED;
  const asked = budgetedDns(dns, options.budget ?? DNS_BUDGET);
  try {
    const [spfResult, signatures] = await Promise.all([
      checkSpf(client, asked, options.receivingHost),
      verifySignatures(raw, asked, { ...options, authorDomain }),
    ]);
    const passed = [
      ...(spfResult.result === 'pass' ? [spfResult.domain] : []),
      ...signatures.dkim.filter(counts).map(({ domain }) => domain),
    ];
    const dmarcResult = await checkDmarc(authorDomain, spfResult, signatures.dkim, asked);
    const arcSealer =
      dmarcResult.result === 'pass' ? null : await trustedSealer(signatures.arc, authorDomain, asked);
    return {
      spf: spfResult,
      dkim: signatures.dkim,
      dmarc: dmarcResult,
      aligned: passed.some((domain) => areAligned(domain, authorDomain)),
      arcSealer,
    };
  } finally {
    asked.end();
  }
}

/** SECURITY (threats I4): a signature that verifies, but not for what matters, counts for nothing. */
function counts(signature: DkimResult): boolean {
  return signature.result === 'pass' && signature.discounted === null;
}

/**
 * RFC 7208 §2.4: the identity is the reverse-path's domain, or the HELO name where the reverse-path is null.
 *
 * SECURITY (threats I1): an identity that isn't a well-formed address or host name is never evaluated, so
 * nothing in it (quotes, parentheses, NUL, a second "@") can be read in two ways.
 */
async function checkSpf(
  client: SmtpClientFacts,
  dns: Dns,
  receivingHost: string,
): Promise<Authentication['spf']> {
  const helo = normalDomain(client.helo);
  const sender = senderOf(client.reversePath, helo);
  if (sender === null) return { result: 'none', domain: '' };
  const { status, domain } = await spf({
    sender,
    ip: client.address,
    helo: helo ?? `[${client.address}]`,
    mta: receivingHost,
    strict: true,
    resolver: resolverOf(dns),
  });
  return { result: resultOf(status.result), domain };
}

function senderOf(reversePath: string, helo: string | null): string | null {
  if (reversePath === '') return helo === null ? null : `postmaster@${helo}`;
  const address = parseAddress(withoutSourceRoute(reversePath));
  return address === null ? null : formatAddress(address);
}

/** RFC 5321 §4.1.1.3 and appendix C: a source route is taken and ignored. */
function withoutSourceRoute(path: string): string {
  return path.replace(/^@[^\s"(),:;<>@[\\\]]+(?:,@[^\s"(),:;<>@[\\\]]+)*:/u, '');
}

async function checkDmarc(
  authorDomain: string,
  spfResult: Authentication['spf'],
  dkim: readonly DkimResult[],
  dns: Dns,
): Promise<Authentication['dmarc']> {
  const verdict = await dmarc({
    headerFrom: [authorDomain],
    fromFields: 1,
    spfDomains: spfResult.result === 'pass' ? [spfResult.domain] : [],
    dkimDomains: dkim.filter(counts).map(({ domain }) => ({ domain })),
    resolver: resolverOf(dns),
  });
  const result = verdict === false ? 'fail' : DMARC_RESULTS.get(verdict.status.result);
  if (verdict === false || result === undefined)
    return { result: 'fail', policy: 'none', domain: authorDomain };
  return {
    result,
    policy: verdict.policy === 'reject' || verdict.policy === 'quarantine' ? verdict.policy : 'none',
    domain: verdict.policyDomain ?? verdict.domain ?? authorDomain,
  };
}

const DMARC_RESULTS: ReadonlyMap<string, Authentication['dmarc']['result']> = new Map([
  ['pass', 'pass'],
  ['fail', 'fail'],
  ['none', 'none'],
  ['temperror', 'temperror'],
]);
