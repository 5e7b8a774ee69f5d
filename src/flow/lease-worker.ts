import { setTimeout as wait } from 'node:timers/promises';

import type { Log, LogEvent } from '#src/log.ts';
import type { Lease } from '#store/claim-deliveries.ts';

import type { Clock, Ids } from './ports.ts';

/** What a worker claims and works off: deliveries, files to look into. */
export interface LeaseWorkerPorts<Item extends { readonly id: string }> {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** Logged where a claim or the work on an item fails; the item is due again when its lease runs out. */
  readonly failed: LogEvent;
  claim(now: Date, limit: number, lease: Lease): Promise<readonly Item[]>;
  renew(lease: Lease, ids: readonly string[]): Promise<void>;
  /** Works on an item and settles it. */
  work(item: Item, lease: Lease): Promise<void>;
}

export interface LeaseWorkerLimits {
  /** Items under way at once. */
  readonly concurrency: number;
  /** Polling is the truth: what a lost wake-up left is found after at most this long. */
  readonly pollMs: number;
  /** Between two claims, so that under load one takes several items: each is a commit of its own. */
  readonly gatherMs: number;
  /** A worker that dies frees its items after at most this long. */
  readonly leaseMs: number;
}

export const DELIVERY_LIMITS: LeaseWorkerLimits = {
  // A remote may take minutes for each step (RFC 5321 §4.5.3.2): a few tarpits must not fill every place. The
  // transport holds back per host.
  concurrency: 200,
  pollMs: 1000,
  gatherMs: 20,
  leaseMs: 60_000,
};

/**
 * Takes due items and works on each.
 *
 *   idle ── wake or poll ──▶ claiming ── rows ──▶ working (up to `concurrency`) ── settled ──▶ claiming …
 *
 * Claiming happens one at a time, the first after a rest at once; while items are under way their lease is renewed, so
 * that what is slow isn't done twice. `stop` lets what is under way finish.
 */
export class LeaseWorker<Item extends { readonly id: string }> {
  readonly #ports: LeaseWorkerPorts<Item>;
  readonly #limits: LeaseWorkerLimits;
  readonly #leaseToken: string;
  readonly #underWay = new Map<string, Promise<void>>();
  #claiming: Promise<void> | null = null;
  #wantsMore = false;
  #stopped = false;
  #poll: NodeJS.Timeout | undefined;
  #renewal: NodeJS.Timeout | undefined;

  constructor(ports: LeaseWorkerPorts<Item>, limits: LeaseWorkerLimits) {
    this.#ports = ports;
    this.#limits = limits;
    this.#leaseToken = ports.ids.uuid();
  }

  start(): void {
    this.#poll = setInterval(() => this.wake(), this.#limits.pollMs);
    this.#renewal = setInterval(() => void this.#renew(), this.#limits.leaseMs / 3);
    this.wake();
  }

  /** Something may be due: called after each commit that wrote an item. Cheap; calls in a burst are one claim. */
  wake(): void {
    if (this.#stopped) return;
    this.#wantsMore = true;
    this.#claiming ??= this.#claimWhileWanted().finally(() => {
      this.#claiming = null;
      if (this.#wantsMore && this.#free > 0) this.wake();
    });
  }

  /** Ends when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#poll);
    await this.#claiming;
    await Promise.all(this.#underWay.values());
    clearInterval(this.#renewal);
  }

  get #free(): number {
    return this.#limits.concurrency - this.#underWay.size;
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
        for (const item of claimed) {
          // One that we still hold: its lease ran out while the database was away. It is ours again.
          if (!this.#underWay.has(item.id)) this.#begin(item, lease);
        }
        if (claimed.length === limit) this.#wantsMore = true;
        await wait(this.#limits.gatherMs);
      } catch (error) {
        this.#ports.log.error(this.#ports.failed, error);
        return; // the next poll tries again
      }
    }
  }

  #begin(item: Item, lease: Lease): void {
    const work = this.#ports
      .work(item, lease)
      // Settling failed: the lease runs out and the item is due again (a delivery with the same Message-ID).
      .catch((error: unknown) => this.#ports.log.error(this.#ports.failed, error, { id: item.id }))
      .finally(() => {
        this.#underWay.delete(item.id);
        if (this.#wantsMore) this.wake();
      });
    this.#underWay.set(item.id, work);
  }

  async #renew(): Promise<void> {
    if (this.#underWay.size === 0) return;
    try {
      await this.#ports.renew(this.#lease(), [...this.#underWay.keys()]);
    } catch (error) {
      this.#ports.log.error(this.#ports.failed, error);
    }
  }
}
