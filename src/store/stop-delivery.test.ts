import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import type { AttemptSettlement } from '#market/delivery.ts';
import { SYSTEM_ACTOR } from '#market/party.ts';
import { createSystemIds } from '#src/system-ports.ts';
import { freshDatabase } from '#test/support/database.ts';
import { MARKET_AT, sampleMarket, writeMessage } from '#test/support/sample-market.ts';

import { changePreference } from './buyer-preference.ts';
import { claimDeliveries } from './claim-deliveries.ts';
import { settleDeliveries } from './settle-delivery.ts';
import { stopDelivery } from './stop-delivery.ts';

const database = await freshDatabase();
const { db, pool } = database;
const ids = createSystemIds();
const market = await sampleMarket(database);
const relationship = { marketplaceId: 'de', sellerId: market.anna.id, buyerId: market.jan.id };

type Step =
  | { readonly do: 'queue'; readonly yields: boolean }
  | { readonly do: 'wish'; readonly from: 'all' | 'seller'; readonly declines: boolean }
  | { readonly do: 'claim'; readonly most: number }
  /** The worker comes to one of those that it has: it sends it, or takes it out. */
  | { readonly do: 'act'; readonly which: number; readonly outcome: 'handed_over' | 'retry' };

const STEP: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('queue' as const), yields: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wish' as const),
      from: fc.constantFrom('all' as const, 'seller' as const),
      declines: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('claim' as const), most: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('act' as const),
      which: fc.nat(5),
      outcome: fc.constantFrom('handed_over' as const, 'retry' as const),
    }),
  },
);

interface Held {
  readonly messageId: string;
  readonly deliveryId: string;
  readonly leaseToken: string;
  readonly isStopped: boolean;
}

/** One history on the real tables, with what has to be true after each step (OPT 1, 2). */
class History {
  readonly #yields = new Map<string, boolean>();
  readonly #wishes = { all: false, seller: false };
  #held: Held[] = [];
  #minute = 0;
  readonly sent: string[] = [];
  readonly stopped: string[] = [];

  get #now(): Date {
    return new Date(MARKET_AT.getTime() + this.#minute * 60_000);
  }

  get #declines(): boolean {
    return this.#wishes.all || this.#wishes.seller;
  }

  async run(step: Step): Promise<void> {
    this.#minute += 1;
    switch (step.do) {
      case 'queue':
        return this.#queue(step.yields);
      case 'wish':
        return this.#wish(step.from, step.declines);
      case 'claim':
        return this.#claim(step.most);
      case 'act':
        return this.#act(step.which, step.outcome);
    }
  }

  /** Whatever the wish says: it may have been given between the decision at the door and the commit. */
  async #queue(yields: boolean): Promise<void> {
    const written = await writeMessage(database, {
      seller: market.anna,
      buyer: market.jan,
      author: 'seller',
      text: 'Welche Farbe?',
      yields,
      minute: this.#minute,
    });
    this.#yields.set(written.id, yields);
  }

  async #wish(from: 'all' | 'seller', declines: boolean): Promise<void> {
    const change = {
      ...relationship,
      id: ids.uuid(),
      sellerId: from === 'all' ? null : relationship.sellerId,
      declines,
      actor: SYSTEM_ACTOR,
      at: this.#now,
    };
    await db.transaction().execute((tx) => changePreference(tx, change));
    this.#wishes[from] = declines;
  }

  async #claim(most: number): Promise<void> {
    const lease = { token: ids.uuid(), until: new Date(this.#now.getTime() + 86_400_000) };
    for (const claimed of await claimDeliveries(pool, this.#now, most, lease)) {
      const messageId = claimed.message?.id ?? '';
      const yields = this.#yields.get(messageId);
      assert.notEqual(yields, undefined, 'a delivery that nobody queued, or a second time');
      assert.equal(claimed.isStopped, yields === true && this.#declines, 'what the worker is told');
      const { isStopped } = claimed;
      this.#held.push({ messageId, deliveryId: claimed.id, leaseToken: lease.token, isStopped });
    }
  }

  async #act(which: number, outcome: 'handed_over' | 'retry'): Promise<void> {
    const held = this.#held[which % Math.max(1, this.#held.length)];
    if (held === undefined) return;
    this.#held = this.#held.filter((other) => other !== held);
    await (held.isStopped ? this.#stop(held) : this.#settle(held, outcome));
  }

  async #stop({ messageId, deliveryId, leaseToken }: Held): Promise<void> {
    const result = await db.transaction().execute((tx) =>
      stopDelivery(tx, {
        messageId,
        deliveryId,
        leaseToken,
        reason: { code: 'opted-out', detail: '' },
        notice: null,
        at: this.#now,
        noticeExpiresAt: this.#now,
      }),
    );
    // The buyer may take it again since the worker was told.
    assert.equal(result, this.#declines ? 'stopped' : 'goes');
    if (result === 'stopped') {
      this.stopped.push(messageId);
      this.#yields.delete(messageId);
    }
  }

  async #settle(
    { messageId, deliveryId, leaseToken }: Held,
    outcome: 'handed_over' | 'retry',
  ): Promise<void> {
    const settlement: AttemptSettlement =
      outcome === 'retry' ? { kind: 'retry', at: this.#now, noticeDelay: false } : { kind: outcome };
    const settled = await settleDeliveries(pool, [
      {
        id: deliveryId,
        leaseToken,
        at: this.#now,
        settlement,
        remote: { host: null, code: 250, enhanced: null, answer: '' },
        failure: outcome === 'retry' ? 'soft' : null,
        mailboxGone: false,
        notice: null,
        noticeExpiresAt: this.#now,
      },
    ]);
    assert.equal(settled.has(deliveryId), true);
    if (outcome === 'retry') return;
    this.sent.push(messageId);
    this.#yields.delete(messageId);
  }

  /** Lets the buyer take everything and the worker finish: what wasn't stopped goes, each once. */
  async finish(): Promise<void> {
    await this.run({ do: 'wish', from: 'all', declines: false });
    await this.run({ do: 'wish', from: 'seller', declines: false });
    while (this.#held.length > 0 || this.#yields.size > 0) {
      if (this.#held.length === 0) await this.run({ do: 'claim', most: 10 });
      assert.ok(this.#held.length > 0, 'a message waits and nothing is due');
      while (this.#held.length > 0) await this.run({ do: 'act', which: 0, outcome: 'handed_over' });
    }
  }
}

test('no order of wishes, queueing and delivery lets a stopped message out or stops a permitted one', async () => {
  let sent = 0;
  let stopped = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(STEP, { minLength: 12, maxLength: 40, size: 'max' }), async (steps) => {
      const history = new History();
      for (const step of steps) await history.run(step);
      await history.finish();
      const { rows } = await pool.query<{ state: string; ids: string[] }>(
        'select state, array_agg(id) as ids from message where id = any($1) group by state',
        [[...history.sent, ...history.stopped]],
      );
      const inState = (state: string): string[] =>
        (rows.find((row) => row.state === state)?.ids ?? []).sort();
      assert.deepEqual(inState('accepted'), history.sent.toSorted());
      assert.deepEqual(inState('refused'), history.stopped.toSorted());
      sent += history.sent.length;
      stopped += history.stopped.length;
    }),
    { numRuns: 60 },
  );
  assert.ok(sent > 50 && stopped > 10, `too little happened: ${sent} sent, ${stopped} stopped`);
});
