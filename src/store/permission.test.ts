import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import type { PermissionChange } from '#market/permission.ts';
import { createSystemIds } from '#src/system-ports.ts';
import type { FreshDatabase } from '#test/support/database.ts';
import { freshDatabase } from '#test/support/database.ts';
import type { SampleMarket } from '#test/support/sample-market.ts';
import { MARKET_AT, sampleMarket } from '#test/support/sample-market.ts';

import { listAudit } from './audit.ts';
import type { PendingNote } from './permission.ts';
import { PENDING_LIMITS, changePermission, listPermissions, notePendingAttempt } from './permission.ts';

const ids = createSystemIds();
let database: FreshDatabase;
let market: SampleMarket;

before(async () => {
  database = await freshDatabase();
  market = await sampleMarket(database);
});

async function change(
  wanted: PermissionChange,
  address: string,
  { isNew = false, sellerId = market.anna.id } = {},
): Promise<string> {
  const result = await database.db.transaction().execute((tx) =>
    changePermission(tx, {
      sellerId,
      address,
      change: wanted,
      isNew,
      actor: { kind: 'command-line', id: null, label: 'test' },
      at: MARKET_AT,
      auditId: ids.uuid(),
    }),
  );
  return `${result.kind === 'refused' ? result.reason : result.kind} ${result.address}`;
}

async function attempt(canonical: string, at = MARKET_AT, sellerId = market.anna.id): Promise<PendingNote> {
  return database.db
    .transaction()
    .execute((tx) => notePendingAttempt(tx, sellerId, { address: canonical, canonical }, at));
}

const listed = async (sellerId = market.anna.id): Promise<string[]> =>
  (await listPermissions(database.db, sellerId)).map(({ address, state }) => `${address} ${state}`);

test('approve, switch back and forth, and never remove what was decided (PERM 5, 6)', async () => {
  assert.equal(await change('approve', 'Desk@Shop.example'), 'changed Desk@shop.example');
  assert.equal(await change('approve', 'Desk@shop.example'), 'unchanged Desk@shop.example');
  assert.equal(await change('block', 'Desk@shop.example'), 'changed Desk@shop.example');
  assert.equal(await change('approve', 'Desk@shop.example'), 'changed Desk@shop.example');
  assert.equal(await change('remove', 'desk@shop.example'), 'decided-cannot-be-removed Desk@shop.example');
  assert.equal(await change('remove', 'other@shop.example'), 'not-listed other@shop.example');
  assert.deepEqual(await listed(), ['Desk@shop.example approved']);
});

test('invalid addresses, addresses of ours and duplicates get a clear error (PERM 7)', async () => {
  assert.equal(await change('approve', 'nobody'), 'not-an-address nobody');
  assert.equal(await change('approve', 'x@mail.markt.example'), 'address-of-ours x@mail.markt.example');
  assert.equal(await change('approve', 'x@NOTICE.markt.example'), 'address-of-ours x@notice.markt.example');
  for (const spelling of ['desk@shop.example', 'desk+sales@shop.example', 'DESK@SHOP.EXAMPLE'])
    assert.equal(await change('block', spelling), 'listed-already Desk@shop.example', spelling);
  assert.equal(
    await change('block', 'Desk@shop.example', { isNew: true }),
    'listed-already Desk@shop.example',
  );
  assert.equal(await change('approve', 'a@bücher.example'), 'changed a@xn--bcher-kva.example');
  assert.equal(await change('block', 'A@BÜCHER.example'), 'listed-already a@xn--bcher-kva.example');
  assert.equal(
    await change('approve', 'a@b.example', { sellerId: ids.uuid() }),
    'no-such-seller a@b.example',
  );
});

test('one address serves several sellers, and no answer tells so', async () => {
  const sellerId = market.bert.id;
  assert.equal(
    await change('approve', 'Desk@shop.example', { sellerId, isNew: true }),
    'changed Desk@shop.example',
  );
  assert.deepEqual(await listed(sellerId), ['Desk@shop.example approved']);
});

test('every change is in the audit log: who, when, from, to', async () => {
  const entries = await listAudit(database.db, market.bert.id, 10);
  assert.deepEqual(
    entries.map(({ actor, action, subject, from, to, at }) => [actor.label, action, subject, from, to, at]),
    [['test', 'permission.changed', 'Desk@shop.example', null, 'approved', MARKET_AT]],
  );
});

test('an attempt becomes pending with first, last and count, and the owner is told once a day', async () => {
  const later = new Date(MARKET_AT.getTime() + 60_000);
  const tomorrow = new Date(MARKET_AT.getTime() + 86_400_000);
  const sellerId = market.bert.id;
  assert.deepEqual(await attempt('new@shop.example', MARKET_AT, sellerId), {
    noted: true,
    tell: { address: 'owner-service@bert.example', language: 'de' },
  });
  assert.deepEqual(await attempt('new@shop.example', later, sellerId), { noted: true, tell: null });
  assert.notEqual((await attempt('new@shop.example', tomorrow, sellerId)).tell, null);
  const row = (await listPermissions(database.db, sellerId)).find(({ state }) => state === 'pending');
  assert.deepEqual([row?.attemptCount, row?.firstAttemptAt, row?.lastAttemptAt], [3, MARKET_AT, tomorrow]);
  assert.equal(await change('remove', 'new@shop.example', { sellerId }), 'removed new@shop.example');
});

test('a decided address is not made pending again', async () => {
  assert.deepEqual(await attempt('desk@shop.example'), { noted: false, tell: null });
  assert.ok((await listed()).includes('Desk@shop.example approved'));
});

test('a pending address can be approved in another spelling of it', async () => {
  await attempt('pending@shop.example');
  assert.equal(
    await change('approve', 'Pending+x@shop.example', { isNew: true }),
    'changed pending@shop.example',
  );
});

test('new pending addresses are bounded per day and in all, also when they come at once', async () => {
  const inAll = (): Promise<number> =>
    listed().then((rows) => rows.filter((row) => row.endsWith(' pending')).length);
  const flood = async (day: number): Promise<void> => {
    const at = new Date(MARKET_AT.getTime() + day * 86_400_000);
    await Promise.all(
      Array.from({ length: 60 }, (_, index) => attempt(`s${day}-${index}@flood.example`, at)),
    );
  };
  await flood(0);
  assert.equal(await inAll(), PENDING_LIMITS.newPerDay);
  assert.equal((await attempt('one-more@flood.example')).noted, false);
  for (let day = 1; day < 12; day += 1) await flood(day);
  assert.equal(await inAll(), PENDING_LIMITS.inAll);
});
