import type { Clock } from './ports.ts';

export interface MailDomain {
  readonly domain: string;
  readonly purpose: 'alias' | 'bounce' | 'notice';
}

const REFRESH_MS = 30_000;

/** The mail domains of all marketplaces, held in memory: there are few, and each RCPT asks. */
export class MailDomains {
  readonly #load: () => Promise<readonly MailDomain[]>;
  readonly #clock: Clock;
  #domains: ReadonlyMap<string, MailDomain['purpose']> = new Map();
  #loadedAt = Number.NEGATIVE_INFINITY;

  constructor(load: () => Promise<readonly MailDomain[]>, clock: Clock) {
    this.#load = load;
    this.#clock = clock;
  }

  /** What a domain is for, or null where it isn't ours. A domain added on another node is known within 30 s. */
  async purposeOf(domain: string): Promise<MailDomain['purpose'] | null> {
    await this.#refresh();
    return this.#domains.get(domain) ?? null;
  }

  /** As of the last look-up. */
  isOurs(domain: string): boolean {
    return this.#domains.has(domain);
  }

  names(): readonly string[] {
    return [...this.#domains.keys()];
  }

  async #refresh(): Promise<void> {
    const now = this.#clock.now().getTime();
    if (now - this.#loadedAt < REFRESH_MS) return;
    this.#domains = new Map((await this.#load()).map(({ domain, purpose }) => [domain, purpose]));
    this.#loadedAt = now;
  }
}
