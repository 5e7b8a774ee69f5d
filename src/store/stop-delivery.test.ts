import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';

import type { AttemptSettlement } from '#market/delivery.ts';
import { SYSTEM_ACTOR } from '#market/party.ts';
import { weighSending } from '#market/sending.ts';
import { createSystemIds } from '#src/system-ports.ts';
import { freshDatabase } from '#test/support/database.ts';
import { shippedPack } from '#test/support/packs.ts';
import { MARKET_AT, sampleMarket, sampleOrderId, writeMessage } from '#test/support/sample-market.ts';

import { changePreference } from './buyer-preference.ts';
import { claimDeliveries } from './claim-deliveries.ts';
import { loadSituation } from './order-situation.ts';
import { settleDeliveries } from './settle-delivery.ts';
import { stopDelivery } from './stop-delivery.ts';

const database = await freshDatabase();
const { db, pool } = database;
const ids = createSystemIds();
const PACK = shippedPack('de');
const market = await sampleMarket(database);
const relationship = { marketplaceId: 'de', sellerId: market.anna.id, buyerId: market.jan.id };

type Step =
  | { readonly do: 'queue'; readonly yields: boolean }
  /** A message that says the goods are missing, decided as a door decides it (ORDER 1). */
  | { readonly do: 'tell-missing' }
  /** The whole amount goes back because nothing is in stock; or that is taken back. */
  | { readonly do: 'adjust'; readonly inFull: boolean }
  | { readonly do: 'wish'; readonly from: 'all' | 'seller'; readonly declines: boolean }
  | { readonly do: 'claim'; readonly most: number }
  /** The worker comes to one of those that it has: it sends it, or takes it out. */
  | { readonly do: 'act'; readonly which: number; readonly outcome: 'handed_over' | 'retry' };

const STEP: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('queue' as const), yields: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('tell-missing' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('adjust' as const), inFull: fc.boolean() }) },
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
  #adjusted = false;
  #held: Held[] = [];
  #minute = 0;
  readonly sent: string[] = [];
  readonly stopped: string[] = [];
  /** Messages about missing goods that no adjustment came before. */
  refused = 0;
  /** Those that one came before. */
  let = 0;

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
      case 'tell-missing':
        return this.#tellMissing();
      case 'adjust':
        return this.#adjust(step.inFull);
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

  /** Refused without the adjustment; with it critical, so that no wish stops it any more (REASON 7). */
  async #tellMissing(): Promise<void> {
    const known = await loadSituation(pool, 'de', sampleOrderId(0, 0));
    assert.ok(known !== null);
    const says = { solicits: false, lacksStock: true, isUncritical: false };
    const sending = weighSending(
      { reason: null, claim: null, isGuess: true, says },
      {
        ...known,
        pack: PACK,
        position: 'filed',
        door: 'mail',
        enforcement: 'none',
        now: this.#now,
      },
    );
    const isUnadjusted = sending.obstacles.some(({ code }) => code === 'not-adjusted');
    assert.equal(isUnadjusted, !this.#adjusted);
    if (isUnadjusted) {
      this.refused += 1;
      return;
    }
    assert.deepEqual(sending.obstacles, []);
    assert.equal(sending.yieldsFrom, null);
    this.let += 1;
    await this.#queue(false);
  }

  async #adjust(inFull: boolean): Promise<void> {
    await pool.query('delete from adjustment_item');
    await pool.query('delete from adjustment');
    this.#adjusted = inFull;
    if (!inFull) return;
    await pool.query(
      `with a as (insert into adjustment (marketplace_id, seller_id, id, order_id, dedup_key, kind, amount_minor,
             currency, adjusted_at)
         select marketplace_id, seller_id, $3, id, '\\x01', 'refund',
                coalesce((select sum(amount_minor) from order_line l where l.order_id = o.id), 0), 'EUR', $1
           from sales_order o where id = $2 returning *)
       insert into adjustment_item (marketplace_id, seller_id, adjustment_id, position, order_id, item_code, reason,
           amount_minor, components)
       select marketplace_id, seller_id, id, 1, order_id, '1', 'NoInventory', amount_minor, '[]' from a`,
      [this.#now, sampleOrderId(0, 0), ids.uuid()],
    );
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
    await this.run({ do: 'adjust', inFull: false });
    await this.run({ do: 'wish', from: 'all', declines: false });
    await this.run({ do: 'wish', from: 'seller', declines: false });
    while (this.#held.length > 0 || this.#yields.size > 0) {
      if (this.#held.length === 0) await this.run({ do: 'claim', most: 10 });
      assert.ok(this.#held.length > 0, 'a message waits and nothing is due');
      while (this.#held.length > 0) await this.run({ do: 'act', which: 0, outcome: 'handed_over' });
    }
  }
}

test('no order of wishes, adjustments, queueing and delivery lets a stopped message out or stops a permitted one', async () => {
  let sent = 0;
  let stopped = 0;
  let missing = { refused: 0, let: 0 };
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
      missing = { refused: missing.refused + history.refused, let: missing.let + history.let };
    }),
    { numRuns: 60 },
  );
  assert.ok(sent > 50 && stopped > 10, `too little happened: ${sent} sent, ${stopped} stopped`);
  assert.ok(missing.refused > 10 && missing.let > 10, JSON.stringify(missing));
});
