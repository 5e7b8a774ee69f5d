/** How many unknown addresses one client may name within the window before it is cut off (T11). */
export interface GuessLimits {
  readonly misses: number;
  readonly windowMs: number;
  /** Clients remembered; the oldest are forgotten first, so that memory stays bounded. */
  readonly clients: number;
}

export const DEFAULT_GUESS_LIMITS: GuessLimits = { misses: 20, windowMs: 10 * 60_000, clients: 100_000 };

interface Misses {
  count: number;
  since: number;
}

/**
 * Counts guesses per client network: IPv4 by address, IPv6 by /64, since one host has a whole /64 to guess
 * from. Kept in memory per node: a restart forgives, which costs a guesser nothing it could use (136 bits).
 */
export class GuessLimit {
  readonly #limits: GuessLimits;
  readonly #misses = new Map<string, Misses>();

  constructor(limits: GuessLimits = DEFAULT_GUESS_LIMITS) {
    this.#limits = limits;
  }

  isCutOff(clientAddress: string, now: Date): boolean {
    const misses = this.#misses.get(networkOf(clientAddress));
    if (misses === undefined || now.getTime() - misses.since >= this.#limits.windowMs) return false;
    return misses.count >= this.#limits.misses;
  }

  /** Takes one miss back: it turned out to be none. */
  forgive(clientAddress: string): void {
    const misses = this.#misses.get(networkOf(clientAddress));
    if (misses !== undefined && misses.count > 0) misses.count -= 1;
  }

  miss(clientAddress: string, now: Date): void {
    const network = networkOf(clientAddress);
    const known = this.#misses.get(network);
    if (known !== undefined && now.getTime() - known.since < this.#limits.windowMs) {
      known.count += 1;
      return;
    }
    this.#misses.delete(network); // so that it goes to the end of the insertion order
    this.#misses.set(network, { count: 1, since: now.getTime() });
    if (this.#misses.size > this.#limits.clients) {
      const [oldest] = this.#misses.keys();
      if (oldest !== undefined) this.#misses.delete(oldest);
    }
  }
}

function networkOf(clientAddress: string): string {
  if (!clientAddress.includes(':') || clientAddress.includes('.')) return clientAddress;
  const [head = '', tail] = clientAddress.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  if (tail === undefined) return groups.slice(0, 4).join(':');
  const zeros = 8 - groups.length - tail.split(':').filter((group) => group !== '').length;
  return [...groups, ...Array.from({ length: Math.max(0, zeros) }, () => '0')].slice(0, 4).join(':');
}
