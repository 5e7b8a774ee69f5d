import type { AuthenticationResult } from '#mail/authentication.ts';
import type { Dns, DnsRecordType } from './dns.ts';

const RESULTS: ReadonlySet<string> = new Set<AuthenticationResult>([
  'pass',
  'fail',
  'softfail',
  'neutral',
  'none',
  'policy',
  'temperror',
  'permerror',
]);

/** A word of RFC 8601 §2.7; one that nobody knows is an error for good, never a pass. */
export function resultOf(word: string): AuthenticationResult {
  return isResult(word) ? word : 'permerror';
}

function isResult(word: string): word is AuthenticationResult {
  return RESULTS.has(word);
}

const RECORD_TYPES: ReadonlySet<string> = new Set<DnsRecordType>([
  'A',
  'AAAA',
  'MX',
  'TXT',
  'PTR',
  'CNAME',
  'TLSA',
]);

function isRecordType(type: string): type is DnsRecordType {
  return RECORD_TYPES.has(type);
}

/** The port in the shape that mailauth wants for its resolver, whose declared type leaves out MX. */
export function resolverOf(dns: Dns): (name: string, type: string) => Promise<string[][]> {
  return async (name, type) => {
    if (!isRecordType(type)) throw new Error(`no record type ${type}`);
    return (await dns.resolve(name, type)) as string[][];
  };
}
