/** Results of RFC 8601 §2.7. */
export type AuthenticationResult =
  | 'pass'
  | 'fail'
  | 'softfail'
  | 'neutral'
  | 'none'
  | 'policy'
  | 'temperror'
  | 'permerror';

export interface DkimResult {
  readonly result: AuthenticationResult;
  readonly domain: string;
  readonly selector: string;
  /** Why a signature that verifies doesn't count: short key, body length tag, expired (threats I4). */
  readonly discounted: string | null;
}

/** What SPF, DKIM and DMARC say of one message. Structured-cloneable; stored with the message. */
export interface Authentication {
  readonly spf: { readonly result: AuthenticationResult; readonly domain: string };
  readonly dkim: readonly DkimResult[];
  readonly dmarc: {
    readonly result: 'pass' | 'fail' | 'none' | 'temperror';
    /** The published policy, `none` also where there is no record. */
    readonly policy: 'none' | 'quarantine' | 'reject';
    readonly domain: string;
  };
  /** True where SPF or DKIM passed for a domain aligned with the author's. */
  readonly aligned: boolean;
  /** The sealer whose ARC chain was believed, if it is on the list of trusted ones (RFC 8617). */
  readonly arcSealer: string | null;
}

export type AuthenticationDecision = 'authenticated' | 'not-authenticated' | 'try-later';

/**
 * Decides as the relay paper, section 3, has it: DMARC pass; without a DMARC record aligned SPF or DKIM;
 * a look-up that failed for now means "try later", never "pass" (RFC 7208 §2.6.6, RFC 9989).
 */
export function decideAuthentication(authentication: Authentication): AuthenticationDecision {
  const { dmarc, aligned, spf, dkim, arcSealer } = authentication;
  if (dmarc.result === 'pass' || arcSealer !== null) return 'authenticated';
  if (dmarc.result === 'none' && aligned) return 'authenticated';
  const couldStillPass =
    dmarc.result === 'temperror' ||
    spf.result === 'temperror' ||
    dkim.some(({ result }) => result === 'temperror');
  return couldStillPass ? 'try-later' : 'not-authenticated';
}
