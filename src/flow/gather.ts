import { classifyDatabaseError } from '#store/database-error.ts';

export interface GatherOptions<Item, Result> {
  /** Writes them together, all or none; the results in the same order. */
  write(items: readonly Item[]): Promise<readonly Result[]>;
  /** Items that are written together at most: what one statement writes stays small. */
  readonly most: number;
  /** Batches that are on their way at once. */
  readonly underWay?: number;
  /** Octets of an item, and of a batch at most; an item that is larger goes alone. */
  readonly size?: { of(item: Item): number; readonly most: number };
  /** Two items of one key are never in one batch: they change the same row. */
  keyOf?(item: Item): string;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly settled: PromiseWithResolvers<Result>;
}

/**
 * Does together what comes at about the same time: while one statement is on its way the next ones gather, as
 * commits do in a database. One alone goes at once, so nothing is later for it.
 *
 *   idle ── add ──▶ writing ── done, others gathered ──▶ writing … ── none ──▶ idle
 *
 * Where a batch fails, each of it is written by itself, so that what is wrong with one harms no other; unless it is
 * the database that is away or full, which is the same for all of them.
 */
export class Gather<Item, Result> {
  readonly #options: GatherOptions<Item, Result>;
  #waiting: Waiting<Item, Result>[] = [];
  #underWay = 0;

  constructor(options: GatherOptions<Item, Result>) {
    this.#options = options;
  }

  /** The item's result; rejects as its write does. */
  add(item: Item): Promise<Result> {
    const settled = Promise.withResolvers<Result>();
    this.#waiting.push({ item, settled });
    if (this.#underWay < (this.#options.underWay ?? 1)) void this.#writeWaiting();
    return settled.promise;
  }

  async #writeWaiting(): Promise<void> {
    this.#underWay += 1;
    while (this.#waiting.length > 0) await this.#writeBatch(this.#takeBatch());
    this.#underWay -= 1;
  }

  /** The oldest, and those after it that go with it. */
  #takeBatch(): readonly Waiting<Item, Result>[] {
    const batch: Waiting<Item, Result>[] = [];
    const left: Waiting<Item, Result>[] = [];
    const keys = new Set<string>();
    let octets = 0;
    for (const waiting of this.#waiting) {
      const key = this.#options.keyOf?.(waiting.item) ?? null;
      const more = this.#options.size?.of(waiting.item) ?? 0;
      if (
        batch.length > 0 &&
        (this.#isFull(batch.length, octets + more) || (key !== null && keys.has(key)))
      ) {
        left.push(waiting);
        continue;
      }
      batch.push(waiting);
      octets += more;
      if (key !== null) keys.add(key);
    }
    this.#waiting = left;
    return batch;
  }

  #isFull(count: number, octets: number): boolean {
    return count >= this.#options.most || octets > (this.#options.size?.most ?? Infinity);
  }

  async #writeBatch(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#options.write(batch.map(({ item }) => item));
      for (const [index, { settled }] of batch.entries()) settled.resolve(results[index] as Result);
    } catch (error) {
      const kind = classifyDatabaseError(error);
      if (batch.length === 1 || kind === 'unavailable' || kind === 'disk-full')
        for (const { settled } of batch) settled.reject(error);
      else for (const waiting of batch) await this.#writeBatch([waiting]);
    }
  }
}
