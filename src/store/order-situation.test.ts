import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { decideSending } from '#market/offered-reasons.ts';
import { findReason } from '#market/pack.ts';
import type { Actor } from '#market/party.ts';
import { createSystemIds } from '#src/system-ports.ts';
import type { FreshDatabase } from '#test/support/database.ts';
import { freshDatabase } from '#test/support/database.ts';
import { shippedPack } from '#test/support/packs.ts';
import type { SampleMarket } from '#test/support/sample-market.ts';
import { MARKET_AT, sampleMarket, sampleOrderId } from '#test/support/sample-market.ts';

import { listPreferenceChanges } from '#views/preferences.ts';

import { changePreference } from './buyer-preference.ts';
import type { StoredSituation } from './order-situation.ts';
import { loadSituation } from './order-situation.ts';
import { suppressBuyer } from './suppression.ts';

const ids = createSystemIds();
const MIA: Actor = { kind: 'operator', id: null, label: 'Mia of customer service' };
const ORDER = sampleOrderId(0, 0);

let database: FreshDatabase;
let market: SampleMarket;

before(async () => {
  database = await freshDatabase();
  market = await sampleMarket(database);
});

async function situation(orderId = ORDER): Promise<StoredSituation> {
  const stored = await loadSituation(database.pool, 'de', orderId);
  assert.ok(stored !== null);
  return stored;
}

const wish = (declines: boolean, sellerId: string | null = null, minute = 0) =>
  database.db.transaction().execute((tx) =>
    changePreference(tx, {
      id: ids.uuid(),
      marketplaceId: 'de',
      buyerId: market.jan.id,
      sellerId,
      declines,
      actor: MIA,
      at: new Date(MARKET_AT.getTime() + minute * 60_000),
    }),
  );

test('an order as it was imported; one that nobody knows is none', async () => {
  const { key, order, preference, isSuppressed } = await situation();
  assert.deepEqual(key, { marketplaceId: 'de', sellerId: market.anna.id, buyerId: market.jan.id });
  assert.equal(order.status, 'unshipped');
  assert.equal(order.amountMinor, 1990);
  assert.deepEqual(order.adjustments, []);
  assert.equal(order.hasOpenReturn || isSuppressed, false);
  assert.deepEqual(preference, { declines: false, mutesSeller: false });
  assert.equal(await loadSituation(database.pool, 'de', '999-9999999-9999999'), null);
  assert.equal(await loadSituation(database.pool, 'nl', ORDER), null);
});

test('categories, adjustments and returns of this very order', async () => {
  const { pool } = database;
  const order = sampleOrderId(1, 1);
  const of = ['de', market.bert.id, order];
  await pool.query(`update product set categories = '{wine,grocery}' where seller_id = $1`, [market.bert.id]);
  await pool.query(
    `insert into order_return (marketplace_id, seller_id, id, order_id, status, opened_at)
     values ($1, $2, 'R-1', $3, 'requested', $4)`,
    [...of, MARKET_AT],
  );
  const adjustment = ids.uuid();
  await pool.query(
    `insert into adjustment (marketplace_id, seller_id, id, order_id, dedup_key, kind, amount_minor, currency, adjusted_at)
     values ($1, $2, $4, $3, '\\x01', 'refund', 1990, 'EUR', $5)`,
    [...of, adjustment, MARKET_AT],
  );
  await pool.query(
    `insert into adjustment_item (marketplace_id, seller_id, adjustment_id, position, order_id, item_code, reason, amount_minor, components)
     values ($1, $2, $4, 1, $3, '1', 'NoInventory', 1990, '[]')`,
    [...of, adjustment],
  );
  const stored = await situation(order);
  assert.deepEqual([...stored.order.categories].sort(), ['grocery', 'wine']);
  assert.equal(stored.order.hasOpenReturn, true);
  assert.deepEqual(stored.order.adjustments, [{ reason: 'NoInventory', amountMinor: 1990, at: MARKET_AT }]);
  // ORDER 1, from the store to the decision: refused before the adjustment, offered after it.
  const pack = shippedPack('de');
  const reason = findReason(pack, 'problem-with-order');
  assert.ok(reason !== null);
  const decide = ({ order: facts, preference, isSuppressed }: StoredSituation) =>
    decideSending(reason, {
      pack,
      order: facts,
      preference,
      isSuppressed,
      position: 'new',
      door: 'web',
      enforcement: 'none',
      now: MARKET_AT,
    }).obstacles.map(({ code }) => code);
  assert.deepEqual(decide(stored), []);
  assert.deepEqual(decide(await situation()), ['not-adjusted']);
  await pool.query(`update order_return set status = 'closed' where id = 'R-1'`);
  assert.equal((await situation(order)).order.hasOpenReturn, false);
});

test('a buyer’s wish holds at once and leaves a trace of who and when (OPT 1)', async () => {
  assert.equal(await wish(true, null, 1), 'changed');
  assert.equal(await wish(true, null, 2), 'unchanged');
  assert.deepEqual((await situation()).preference, { declines: true, mutesSeller: false });
  assert.equal(await wish(false, null, 3), 'changed');
  assert.equal(await wish(true, market.anna.id, 4), 'changed');
  assert.deepEqual((await situation()).preference, { declines: false, mutesSeller: true });
  // The other seller isn't muted.
  assert.deepEqual((await situation(sampleOrderId(1, 0))).preference, {
    declines: false,
    mutesSeller: false,
  });
  assert.equal(await wish(false, market.anna.id, 5), 'changed');
  assert.equal(await wish(false, market.anna.id, 6), 'unchanged');
  assert.equal(await wish(true, ids.uuid(), 7), 'strangers');
  const { items } = await listPreferenceChanges(database.db, {
    buyerId: market.jan.id,
    after: null,
    limit: 10,
  });
  assert.deepEqual(
    items.map(({ seller, declines, actor }) => [seller?.id ?? null, declines, actor.label]),
    [
      [market.anna.id, false, MIA.label],
      [market.anna.id, true, MIA.label],
      [null, false, MIA.label],
      [null, true, MIA.label],
    ],
  );
});

test('a suppressed buyer is on the list once (OPT 7)', async () => {
  const { key } = await situation(sampleOrderId(0, 1));
  const suppress = () =>
    database.db
      .transaction()
      .execute((tx) => suppressBuyer(tx, key, { source: 'hand', actor: MIA, at: MARKET_AT }));
  assert.equal(await suppress(), true);
  assert.equal(await suppress(), false);
  assert.equal((await situation(sampleOrderId(0, 1))).isSuppressed, true);
  assert.equal((await situation(sampleOrderId(1, 1))).isSuppressed, false);
});
