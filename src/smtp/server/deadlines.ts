import type { SmtpLimits } from './options.ts';

export type Expired = 'command' | 'transaction' | 'session' | 'data-rate';

/**
 * The clocks that run against a client (threats T8). None of them starts anew because another octet came: a
 * command must be whole in time, a message must come at a rate, a transaction and a session must end.
 */
export class Deadlines {
  readonly #limits: SmtpLimits;
  readonly #onExpired: (expired: Expired) => void;
  readonly #timers = new Map<Expired, NodeJS.Timeout>();
  #stopped = false;

  constructor(limits: SmtpLimits, onExpired: (expired: Expired) => void) {
    this.#limits = limits;
    this.#onExpired = onExpired;
  }

  /** The client has the word. */
  awaitCommand(stressed: boolean): void {
    this.#start('command', stressed ? this.#limits.stressedCommandMs : this.#limits.commandMs);
  }

  /** We have the word: the client waits for us, and its clocks stand still. */
  answering(): void {
    this.#clear('command');
  }

  startSession(): void {
    this.#start('session', this.#limits.sessionMs);
  }

  startTransaction(): void {
    this.#clear('session');
    this.#start('transaction', this.#limits.transactionMs);
  }

  endTransaction(): void {
    if (!this.#timers.has('transaction')) return;
    this.#clear('transaction');
    this.startSession();
  }

  /** The message comes; `received` tells how many octets of it have come so far. */
  startData(received: () => number): void {
    this.#clear('command');
    let before = 0;
    const look = (): void => {
      const now = received();
      if (now - before < this.#limits.rateWindowBytes) return this.#onExpired('data-rate');
      before = now;
      this.#schedule('data-rate', this.#limits.rateWindowMs, look);
    };
    this.#schedule('data-rate', this.#limits.rateWindowMs, look);
  }

  /** The message is whole: what is late from here on is us. */
  endData(): void {
    this.#clear('data-rate');
    this.#clear('transaction');
  }

  /** For good: nothing starts again. */
  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #start(what: Expired, milliseconds: number): void {
    this.#schedule(what, milliseconds, () => this.#onExpired(what));
  }

  #schedule(what: Expired, milliseconds: number, callback: () => void): void {
    if (this.#stopped) return;
    clearTimeout(this.#timers.get(what));
    this.#timers.set(what, setTimeout(callback, milliseconds).unref());
  }

  #clear(what: Expired): void {
    clearTimeout(this.#timers.get(what));
    this.#timers.delete(what);
  }
}
