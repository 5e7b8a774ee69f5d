import { setTimeout as wait } from 'node:timers/promises';

import type { Log } from '#src/log.ts';
import type { ClaimedDelivery, Lease } from '#store/claim-deliveries.ts';

import type { Clock, Ids } from './ports.ts';

export interface DeliveryWorkerPorts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  claim(now: Date, limit: number, lease: Lease): Promise<readonly ClaimedDelivery[]>;
  renew(lease: Lease, ids: readonly string[]): Promise<void>;
  deliver(delivery: ClaimedDelivery, lease: Lease): Promise<void>;
}

export interface DeliveryWorkerLimits {
  /** Deliveries on their way at once. */
  readonly concurrency: number;
  /** Polling is the truth: what a lost wake-up left is found after at most this long. */
  readonly pollMs: number;
  /** Between two claims, so that under load one takes several deliveries: each is a commit of its own. */
  readonly gatherMs: number;
  /** A worker that dies frees its deliveries after at most this long. */
  readonly leaseMs: number;
}

export const DEFAULT_WORKER_LIMITS: DeliveryWorkerLimits = {
  // A remote may take minutes for each step (RFC 5321 §4.5.3.2): a few tarpits must not fill every place. The
  // transport holds back per host.
  concurrency: 200,
  pollMs: 1000,
  gatherMs: 20,
  leaseMs: 60_000,
};

/**
 * Takes due deliveries and sends each on its way.
 *
 *   idle ── wake or poll ──▶ claiming ── rows ──▶ delivering (up to `concurrency`) ── settled ──▶ claiming …
 *
 * Claiming happens one at a time, the first after a rest at once; while deliveries are on their way their lease is renewed, so that a slow
 * remote isn't tried twice. `stop` lets what is on its way finish.
 */
export class DeliveryWorker {
  readonly #ports: DeliveryWorkerPorts;
  readonly #limits: DeliveryWorkerLimits;
  readonly #leaseToken: string;
  readonly #onTheirWay = new Map<string, Promise<void>>();
  #claiming: Promise<void> | null = null;
  #wantsMore = false;
  #stopped = false;
  #poll: NodeJS.Timeout | undefined;
  #renewal: NodeJS.Timeout | undefined;

  constructor(ports: DeliveryWorkerPorts, limits: DeliveryWorkerLimits = DEFAULT_WORKER_LIMITS) {
    this.#ports = ports;
    this.#limits = limits;
    this.#leaseToken = ports.ids.uuid();
  }

  start(): void {
    this.#poll = setInterval(() => this.wake(), this.#limits.pollMs);
    this.#renewal = setInterval(() => void this.#renew(), this.#limits.leaseMs / 3);
    this.wake();
  }

  /** Something may be due: called after each commit that wrote a delivery. Cheap; calls in a burst are one claim. */
  wake(): void {
    if (this.#stopped) return;
    this.#wantsMore = true;
    this.#claiming ??= this.#claimWhileWanted().finally(() => {
      this.#claiming = null;
      if (this.#wantsMore && this.#free > 0) this.wake();
    });
  }

  /** Ends when nothing is on its way any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#poll);
    await this.#claiming;
    await Promise.all(this.#onTheirWay.values());
    clearInterval(this.#renewal);
  }

  get #free(): number {
    return this.#limits.concurrency - this.#onTheirWay.size;
  }

  #lease(): Lease {
    const until = new Date(this.#ports.clock.now().getTime() + this.#limits.leaseMs);
    return { token: this.#leaseToken, until };
  }

  async #claimWhileWanted(): Promise<void> {
    while (this.#wantsMore && this.#free > 0 && !this.#stopped) {
      this.#wantsMore = false;
      const lease = this.#lease();
      const limit = this.#free;
      try {
        const claimed = await this.#ports.claim(this.#ports.clock.now(), limit, lease);
        for (const delivery of claimed) {
          // One that we still hold: its lease ran out while the database was away. It is ours again.
          if (!this.#onTheirWay.has(delivery.id)) this.#send(delivery, lease);
        }
        if (claimed.length === limit) this.#wantsMore = true;
        await wait(this.#limits.gatherMs);
      } catch (error) {
        this.#ports.log.error('delivery.pass-failed', error);
        return; // the next poll tries again
      }
    }
  }

  #send(delivery: ClaimedDelivery, lease: Lease): void {
    const way = this.#ports
      .deliver(delivery, lease)
      // Settling failed: the lease runs out and the delivery is due again, with the same Message-ID.
      .catch((error: unknown) =>
        this.#ports.log.error('delivery.pass-failed', error, { delivery: delivery.id }),
      )
      .finally(() => {
        this.#onTheirWay.delete(delivery.id);
        if (this.#wantsMore) this.wake();
      });
    this.#onTheirWay.set(delivery.id, way);
  }

  async #renew(): Promise<void> {
    if (this.#onTheirWay.size === 0) return;
    try {
      await this.#ports.renew(this.#lease(), [...this.#onTheirWay.keys()]);
    } catch (error) {
      this.#ports.log.error('delivery.pass-failed', error);
    }
  }
}
