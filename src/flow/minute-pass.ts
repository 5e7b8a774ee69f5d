import type { Log, LogEvent } from '#src/log.ts';

const EVERY_MS = 60_000;

export interface MinutePassOptions {
  readonly log: Log;
  /** Logged where a pass fails; the next minute tries again. */
  readonly failed: LogEvent;
  pass(): Promise<unknown>;
}

/** Work that looks once a minute for what is due, the first time at the start; never two passes at a time. */
export class MinutePass {
  readonly #options: MinutePassOptions;
  #timer: NodeJS.Timeout | undefined;
  #passing: Promise<void> | null = null;

  constructor(options: MinutePassOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => this.#pass(), EVERY_MS);
    this.#pass();
  }

  /** Ends when the pass that is under way has ended. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#passing;
  }

  #pass(): void {
    const { log, failed } = this.#options;
    this.#passing ??= this.#options
      .pass()
      .then(
        () => undefined,
        (error: unknown) => log.error(failed, error),
      )
      .finally(() => {
        this.#passing = null;
      });
  }
}
