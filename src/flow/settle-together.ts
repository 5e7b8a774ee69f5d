import type { DeliverySettlement } from '#store/settle-delivery.ts';

/** Settlements that wait for each other's statement at most: what one of them writes stays small. */
const MOST_TOGETHER = 50;

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
 * Where a statement fails, each is written by itself: what is wrong with one must not send the others twice.
 */
export class SettleTogether {
  readonly #write: (settlements: readonly DeliverySettlement[]) => Promise<ReadonlySet<string>>;
  readonly #waiting: Waiting[] = [];
  #writing = false;

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

  async #writeWaiting(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.length > 0) await this.#writeBatch(this.#waiting.splice(0, MOST_TOGETHER));
    this.#writing = false;
  }

  async #writeBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      const written = await this.#write(batch.map(({ settlement }) => settlement));
      for (const { settlement, settled } of batch) settled.resolve(written.has(settlement.id));
    } catch (error) {
      const [only] = batch;
      if (batch.length === 1) only?.settled.reject(error);
      else for (const waiting of batch) await this.#writeBatch([waiting]);
    }
  }
}
