import { Resolver } from 'node:dns/promises';
import { DnsFailure } from './dns.ts';
import type { Dns, DnsFailureCode } from './dns.ts';

export interface SystemDnsOptions {
  /** Name servers as `address` or `address:port`; empty for those of the system. */
  readonly servers: readonly string[];
  /** First wait for one server, in milliseconds. */
  readonly timeoutMs: number;
  /** How often each server is asked. */
  readonly tries: number;
  /** Bound for one question with all its tries, in milliseconds (threats T15). */
  readonly totalMs: number;
}

const SYSTEM_DNS_OPTIONS: SystemDnsOptions = { servers: [], timeoutMs: 1500, tries: 2, totalMs: 4000 };

/**
 * What c-ares says, in the four words of the port. A name that can't exist is a name that doesn't; whatever
 * else went wrong (refused, malformed, no server) may be right next time, so it is never a "no".
 */
function failureCodeOf(error: unknown): DnsFailureCode {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOTFOUND' || code === 'ENODATA' || code === 'ETIMEOUT') return code;
  if (code === 'EBADNAME') return 'ENOTFOUND';
  return code === 'ECANCELLED' ? 'ETIMEOUT' : 'ESERVFAIL';
}

/** `Dns` over the machine's or the given name servers, with a resolver of its own and a bound in time. */
export function systemDns(options: Partial<SystemDnsOptions> = {}): Dns {
  const { servers, timeoutMs, tries, totalMs } = { ...SYSTEM_DNS_OPTIONS, ...options };
  const resolver = new Resolver({ timeout: timeoutMs, tries });
  if (servers.length > 0) resolver.setServers(servers);
  return {
    resolve: async (name, type) => {
      // The wait is bounded here, the question itself by timeout and tries: c-ares has no bound for all servers.
      const late = Promise.withResolvers<never>();
      const timer = setTimeout(() => late.reject(new DnsFailure('ETIMEOUT', name, type)), totalMs);
      try {
        const answer = await Promise.race([resolver.resolve(name, type), late.promise]);
        return Array.isArray(answer) ? answer : [answer];
      } catch (error) {
        if (error instanceof DnsFailure) throw error;
        throw new DnsFailure(failureCodeOf(error), name, type, { cause: error });
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
