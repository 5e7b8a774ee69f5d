import { arc } from 'mailauth/lib/arc/index.js';
import { SHORTEST_KEY } from './authenticate-dkim.ts';
import type { ArcSets } from './authenticate-dkim.ts';
import { resolverOf } from './authenticate-results.ts';
import type { Dns } from './dns.ts';

/**
 * The newest sealer of a valid chain, if its own results say that the message came to it with DMARC passed for
 * this very author domain; null otherwise. That the sealer is on the list of trusted ones was seen to before
 * (`verifySignatures`): without such a list a chain proves nothing (RFC 8617 §9.2).
 */
export async function trustedSealer(sets: ArcSets, authorDomain: string, dns: Dns): Promise<string | null> {
  if (sets === null || sets.chain === false) return null;
  const seal: unknown = sets.lastEntry?.['arc-seal']?.parsed?.d?.value;
  if (typeof seal !== 'string') return null;
  const { status, authenticationResults } = await arc(
    { ...sets, chain: sets.chain },
    { resolver: resolverOf(dns), minBitLength: SHORTEST_KEY },
  );
  if (status.result !== 'pass') return null;
  return saysDmarcPassed(authenticationResults, authorDomain) ? seal.toLowerCase() : null;
}

/** `dmarc=pass … header.from=shop.example` (RFC 8601 §2.7.2). */
function saysDmarcPassed(results: unknown, authorDomain: string): boolean {
  const dmarc = propertyOf(results, 'dmarc');
  const from = propertyOf(propertyOf(dmarc, 'header'), 'from');
  return (
    propertyOf(dmarc, 'result') === 'pass' && typeof from === 'string' && from.toLowerCase() === authorDomain
  );
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
