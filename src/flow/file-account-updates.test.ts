import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Log } from '#src/log.ts';
import { silentLog } from '#src/log.ts';
import { createSystemIds } from '#src/system-ports.ts';
import type { AccountUpdateRecord } from '#store/account-update.ts';
import { keepAccountUpdates } from '#store/account-update.ts';
import { eraseBuyer } from '#store/erase-buyer.ts';
import { freshDatabase } from '#test/support/database.ts';
import { MARKET_AT, sampleMarket, sampleOrderId } from '#test/support/sample-market.ts';

import { fileDueAccountUpdates } from './file-account-updates.ts';

const ids = createSystemIds();
const database = await freshDatabase();
const { db } = database;
const { anna, jan } = await sampleMarket(database);
const quiet = { db, log: silentLog, wake: () => undefined };
const expiresAt = new Date(MARKET_AT.getTime() + 3_600_000);

function update(dedupKey: string, changes: Partial<AccountUpdateRecord> = {}): AccountUpdateRecord {
  return {
    marketplaceId: 'de',
    buyerId: jan.id,
    orderId: sampleOrderId(0, 0),
    conversationId: ids.uuid(),
    messageId: ids.uuid(),
    delivery: { id: ids.uuid(), rfcMessageId: `${dedupKey}@post.market.example` },
    marketplaceName: 'Market',
    language: 'nl',
    subject: 'Onderweg',
    text: 'Uw lamp is onderweg.',
    dedupKey,
    ...changes,
  };
}

const keep = (...updates: AccountUpdateRecord[]): Promise<void> =>
  db.transaction().execute((tx) => keepAccountUpdates(tx, anna.id, updates, MARKET_AT, expiresAt));

async function countsOf(): Promise<unknown> {
  const { rows } = await database.pool.query(
    `select (select count(*) from message where author = 'marketplace') as told,
            (select count(*) from delivery where state = 'queued') as waiting,
            (select coalesce(sum(message_count), 0)::int8 from conversation) as counted,
            (select count(*) from account_update_batch) as kept`,
  );
  return rows[0];
}

test('several nodes file what a feed left, each batch once (FEED 2)', async () => {
  for (let n = 10; n < 40; n += 2) await keep(update(`${n}`), update(`${n + 1}`));
  assert.deepEqual(await countsOf(), { told: 0, waiting: 0, counted: 0, kept: 15 });
  let wakes = 0;
  const ports = { ...quiet, wake: () => (wakes += 1) };
  await Promise.all([1, 2, 3].map(() => fileDueAccountUpdates(ports)));
  assert.deepEqual(await countsOf(), { told: 30, waiting: 30, counted: 30, kept: 0 });
  assert.ok(wakes > 0);
});

test('a batch that can’t be filed is logged and kept; those behind it are filed', async () => {
  const before = await countsOf();
  await keep(update('50', { buyerId: ids.uuid() }));
  await keep(update('51'));
  const logged: unknown[] = [];
  const log: Log = { ...silentLog, error: (event) => void logged.push(event) };
  await fileDueAccountUpdates({ ...quiet, log });
  assert.ok(logged.includes('account-updates.not-filed'));
  assert.deepEqual(await countsOf(), { told: 31, waiting: 31, counted: 31, kept: 1 });
  await db.deleteFrom('account_update_batch').execute();
  assert.deepEqual(before, { told: 30, waiting: 30, counted: 30, kept: 0 });
});

test('what waits for a person who is erased is never written (OPS 4)', async () => {
  await keep(update('60'));
  const actor = { kind: 'command-line', id: null, label: 'a person' } as const;
  await db
    .transaction()
    .execute((tx) => eraseBuyer(tx, { buyerId: jan.id, actor, at: MARKET_AT, auditId: ids.uuid() }));
  await fileDueAccountUpdates(quiet);
  const { rows } = await database.pool.query(
    `select count(*) as told from message where author = 'marketplace'`,
  );
  assert.deepEqual(rows, [{ told: 31 }]);
});
