import { setTimeout as wait } from 'node:timers/promises';

import { classifyDatabaseError } from '#store/database-error.ts';
import type { DeliverySettlement } from '#store/settle-delivery.ts';

import { Gather } from './gather.ts';

const MOST_TOGETHER = 50;

/** How long after a failure the database is tried again. */
const RETRY_MS = 250;

/**
 * Writes settlements that end at about the same time together. While the database is away or full the same is tried
 * again and again: the mail has left, and a settlement that is forgotten would send it once more (OPS 3).
 */
export class SettleTogether {
  readonly #gather: Gather<DeliverySettlement, boolean>;
  readonly #write: (settlements: readonly DeliverySettlement[]) => Promise<ReadonlySet<string>>;
  #patient = true;

  constructor(write: (settlements: readonly DeliverySettlement[]) => Promise<ReadonlySet<string>>) {
    this.#write = write;
    this.#gather = new Gather({
      most: MOST_TOGETHER,
      write: async (settlements) => {
        const written = await this.#writePatiently(settlements);
        return settlements.map(({ id }) => written.has(id));
      },
    });
  }

  /** True when it is written; false where the lease was lost. Rejects as the write does. */
  settle(settlement: DeliverySettlement): Promise<boolean> {
    return this.#gather.add(settlement);
  }

  /** From now on what can't be written at once is rejected: the process is about to end. */
  giveUp(): void {
    this.#patient = false;
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
