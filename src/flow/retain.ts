import type { Log } from '#src/log.ts';

import type { Clock } from './ports.ts';

export interface RetentionPorts {
  readonly clock: Clock;
  readonly log: Log;
  /** Removes at most `limit` originals that are older than their marketplace keeps them; gives how many. */
  removeOldOriginals(now: Date, limit: number): Promise<number>;
  /** Erases once more what arrived while a buyer was being erased. */
  eraseStragglers(now: Date): Promise<void>;
  /** Forgets what files said that no message holds any more. */
  forgetFileFacts(now: Date): Promise<void>;
  /** Forgets who looked at what. */
  forgetPresence(): Promise<void>;
}

const PASS_EVERY_MS = 3_600_000;
/** Small enough that no pass holds locks or fills the log for long. */
const AT_ONCE = 500;

/**
 * Keeps to what the marketplaces say about keeping (requirements 12.8): one pass an hour, the first at the start.
 *
 *   idle ── hour ──▶ removing (500 at once, until there are fewer) ──▶ idle
 *
 * Several nodes may do it at once. A pass that fails is tried again with the next hour.
 */
export class RetentionWorker {
  readonly #ports: RetentionPorts;
  #timer: NodeJS.Timeout | undefined;
  #passing: Promise<void> | null = null;
  #stopped = false;

  constructor(ports: RetentionPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#timer = setInterval(() => void this.pass(), PASS_EVERY_MS);
    void this.pass();
  }

  /** One pass now; the one that is under way, if there is one. */
  pass(): Promise<void> {
    this.#passing ??= this.#remove().finally(() => {
      this.#passing = null;
    });
    return this.#passing;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#passing;
  }

  async #remove(): Promise<void> {
    const ports = this.#ports;
    try {
      let removed = AT_ONCE;
      while (removed === AT_ONCE && !this.#stopped)
        removed = await ports.removeOldOriginals(ports.clock.now(), AT_ONCE);
      await ports.eraseStragglers(ports.clock.now());
      await ports.forgetFileFacts(ports.clock.now());
      await ports.forgetPresence();
    } catch (error) {
      ports.log.error('retention.pass-failed', error);
    }
  }
}
