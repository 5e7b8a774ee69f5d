import type { Log, LogEvent } from '#src/log.ts';

export interface RecurringPassOptions {
  readonly log: Log;
  /** Logged where a pass fails; the next one tries again. */
  readonly failed: LogEvent;
  readonly everyMs: number;
  pass(): Promise<unknown>;
}

/** Work that looks from time to time for what is due, the first time at the start; never two passes at a time. */
export class RecurringPass {
  readonly #options: RecurringPassOptions;
  #timer: NodeJS.Timeout | undefined;
  #passing: Promise<void> | null = null;
  /** Something became due while a pass was under way, maybe after it looked. */
  #again = false;
  #stopped = false;

  constructor(options: RecurringPassOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => this.wake(), this.#options.everyMs);
    this.wake();
  }

  /** Something may be due: a pass now, or one more after the one that is under way. */
  wake(): void {
    if (this.#stopped) return;
    this.#again = true;
    this.#passing ??= this.#passWhileWanted().finally(() => {
      this.#passing = null;
    });
  }

  /** Ends when the pass that is under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#passing;
  }

  async #passWhileWanted(): Promise<void> {
    const { log, failed } = this.#options;
    while (this.#again && !this.#stopped) {
      this.#again = false;
      try {
        await this.#options.pass();
      } catch (error) {
        log.error(failed, error);
        return;
      }
    }
  }
}
