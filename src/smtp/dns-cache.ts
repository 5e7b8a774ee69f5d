import type { Clock } from '#flow/ports.ts';
import { DnsFailure } from './dns.ts';
import type { Dns, DnsFailureCode, DnsRecordType } from './dns.ts';

export interface DnsCacheLimits {
  /** How long an answer is kept, in milliseconds. Node's resolver doesn't tell a record's own TTL. */
  readonly positiveMs: number;
  /** How long "no such name" and "no such record" are kept, in milliseconds. */
  readonly negativeMs: number;
  readonly maxEntries: number;
  /** Characters of all answers together: one TXT answer may be 64 KiB. */
  readonly maxCharacters: number;
}

/** Five minutes is below the TTL that the usual SPF, DKIM and DMARC records have. */
const DNS_CACHE_LIMITS: DnsCacheLimits = {
  positiveMs: 300_000,
  negativeMs: 60_000,
  maxEntries: 20_000,
  maxCharacters: 8_000_000,
};

interface CacheEntry {
  readonly answer: unknown[] | DnsFailureCode;
  readonly expiresAt: number;
  readonly characters: number;
}

/**
 * Keeps answers of `dns`, least recently used out first, and asks once where several ask at the same time.
 * Failures that mean "try later" aren't kept: whoever comes next asks anew.
 */
export function cachingDns(dns: Dns, clock: Clock, limits: DnsCacheLimits = DNS_CACHE_LIMITS): Dns {
  const entries = new Map<string, CacheEntry>();
  const asking = new Map<string, Promise<unknown[]>>();
  let characters = 0;

  const drop = (key: string): void => {
    characters -= entries.get(key)?.characters ?? 0;
    entries.delete(key);
  };

  const keep = (key: string, answer: CacheEntry['answer'], milliseconds: number): void => {
    drop(key);
    const size = key.length + JSON.stringify(answer).length;
    entries.set(key, { answer, expiresAt: clock.now().getTime() + milliseconds, characters: size });
    characters += size;
    for (const oldest of entries.keys()) {
      if (entries.size <= limits.maxEntries && characters <= limits.maxCharacters) return;
      drop(oldest);
    }
  };

  const ask = async (key: string, name: string, type: DnsRecordType): Promise<unknown[]> => {
    try {
      const answer = await dns.resolve(name, type);
      keep(key, answer, limits.positiveMs);
      return answer;
    } catch (error) {
      if (error instanceof DnsFailure && (error.code === 'ENOTFOUND' || error.code === 'ENODATA'))
        keep(key, error.code, limits.negativeMs);
      throw error;
    } finally {
      asking.delete(key);
    }
  };

  const fromCache = (key: string): CacheEntry['answer'] | null => {
    const entry = entries.get(key);
    if (entry === undefined) return null;
    entries.delete(key);
    if (entry.expiresAt <= clock.now().getTime()) {
      characters -= entry.characters;
      return null;
    }
    entries.set(key, entry);
    return entry.answer;
  };

  return {
    resolve: async (name, type) => {
      const key = `${type} ${name.toLowerCase().replace(/\.$/u, '')}`;
      const kept = fromCache(key);
      if (typeof kept === 'string') throw new DnsFailure(kept, name, type);
      if (kept !== null) return copyOf(kept);
      const pending = asking.get(key) ?? ask(key, name, type);
      asking.set(key, pending);
      return copyOf(await pending);
    },
  };
}

/** Callers sort and splice what they get; nobody shares an array with the cache. */
function copyOf(answer: readonly unknown[]): unknown[] {
  return answer.map((record): unknown => (Array.isArray(record) ? [...record] : record));
}
