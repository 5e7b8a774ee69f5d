import type { Clock } from '#flow/ports.ts';

/** A bucket of calls: `rate` more a second, never more than `burst`. */
export interface Plan {
  readonly rate: number;
  readonly burst: number;
}

interface Bucket {
  calls: number;
  /** Milliseconds since the epoch at which `calls` was right. */
  at: number;
}

/** Buckets that are kept; the one that was used longest ago goes first. */
const MOST_BUCKETS = 50_000;

/**
 * Counts calls by token buckets, one a key. A bucket that was dropped for want of room is full again: then its key has
 * been quiet for longer than fifty thousand others.
 */
export class RateLimit {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock, most: number = MOST_BUCKETS) {
    this.#clock = clock;
    this.#most = most;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** Takes one call from the key's bucket; false where none is left. */
  take(key: string, { rate, burst }: Plan): boolean {
    const now = this.#clock.now().getTime();
    const found = this.#buckets.get(key);
    const bucket = found ?? { calls: burst, at: now };
    const passed = Math.max(0, now - bucket.at) / 1000;
    bucket.calls = Math.min(burst, bucket.calls + passed * rate);
    bucket.at = now;
    // Taken out and put in again: the map's order is the order of use.
    if (found !== undefined) this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > this.#most) {
      const [oldest] = this.#buckets.keys();
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    if (bucket.calls < 1) return false;
    bucket.calls -= 1;
    return true;
  }
}
