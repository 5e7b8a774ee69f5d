import { setTimeout as wait } from 'node:timers/promises';

import { classifyDatabaseError } from '#store/database-error.ts';
import type { DeliverySettlement } from '#store/settle-delivery.ts';

/** Settlements that wait for each other's statement at most: what one of them writes stays small. */
const MOST_TOGETHER = 50;

/** How long after a failure the database is tried again. */
const RETRY_MS = 250;

interface Waiting {
  readonly settlement: DeliverySettlement;
  readonly settled: PromiseWithResolvers<boolean>;
}

/**
 * Writes settlements that end at about the same time together: while one statement is on its way the next ones
 * gather, as commits do in a database. One alone is written at once, so nothing is later for it.
 *
 *   idle ── settle ──▶ writing ── done, others gathered ──▶ writing … ── none ──▶ idle
 *
 * Where a statement fails, each is written by itself: what is wrong with one must not send the others twice. While
 * the database is away or full the same is tried again and again: the mail has left, and a settlement that is
 * forgotten would send it once more (OPS 3).
 */
export class SettleTogether {
  readonly #write: (settlements: readonly DeliverySettlement[]) => Promise<ReadonlySet<string>>;
  readonly #waiting: Waiting[] = [];
  #writing = false;
  #patient = true;

  constructor(write: (settlements: readonly DeliverySettlement[]) => Promise<ReadonlySet<string>>) {
    this.#write = write;
  }

  /** True when it is written; false where the lease was lost. Rejects as the write does. */
  settle(settlement: DeliverySettlement): Promise<boolean> {
    const settled = Promise.withResolvers<boolean>();
    this.#waiting.push({ settlement, settled });
    if (!this.#writing) void this.#writeWaiting();
    return settled.promise;
  }

  /** From now on what can't be written at once is rejected: the process is about to end. */
  giveUp(): void {
    this.#patient = false;
  }

  async #writeWaiting(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) await this.#writeBatch(this.#waiting.splice(0, MOST_TOGETHER));
    this.#writing = false;
  }

  async #writeBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      const written = await this.#writePatiently(batch.map(({ settlement }) => settlement));
      for (const { settlement, settled } of batch) settled.resolve(written.has(settlement.id));
    } catch (error) {
      const [only] = batch;
      if (batch.length === 1) only?.settled.reject(error);
      else for (const waiting of batch) await this.#writeBatch([waiting]);
    }
  }

  async #writePatiently(settlements: readonly DeliverySettlement[]): Promise<ReadonlySet<string>> {
    for (;;) {
      try {
        return await this.#write(settlements);
      } catch (error) {
        const kind = classifyDatabaseError(error);
        if (!this.#patient || (kind !== 'unavailable' && kind !== 'disk-full')) throw error;
        await wait(RETRY_MS);
      }
    }
  }
}
