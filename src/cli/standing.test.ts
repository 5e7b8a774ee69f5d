import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { objectTo } from '#flow/object.ts';
import { enforcementFor, requireEnforcement } from '#packs/enforcement.ts';
import { createSystemIds } from '#src/system-ports.ts';
import { parleyOn } from '#test/support/command-line.ts';
import type { FreshDatabase } from '#test/support/database.ts';
import { freshDatabase } from '#test/support/database.ts';
import type { SampleMarket } from '#test/support/sample-market.ts';
import { MARKET_AT, sampleMarket, sampleOrderId, writeMessage } from '#test/support/sample-market.ts';
import { SAMPLE_PACKS } from '#test/support/sample-packs.ts';

// `parley step` and `parley objection` (MOD 2, 3).

let database: FreshDatabase;
let market: SampleMarket;

before(async () => {
  database = await freshDatabase();
  market = await sampleMarket(database);
  await writeMessage(database, { seller: market.anna, buyer: market.jan, author: 'buyer', text: 'Hi' });
});

const WHERE = ['--seller', 'Anna', '--marketplace', 'de'] as const;

async function parley(...args: string[]): Promise<{ status: number; said: string }> {
  const { status, out, err } = await parleyOn(database, ...args);
  return { status, said: out + err };
}

test('a step is taken, shown with its end, seen by parley reasons, and lifted once', async () => {
  const facts = ['--facts', 'Telefonnummern trotz Verwarnung.', '--rules', 'phone-number'];
  const added = await parley('step', 'add', 'templates-only', ...WHERE, ...facts, '--days', '7');
  assert.equal(added.status, 0, added.said);
  const [, id = ''] = /^(\S+): templates-only, in force$/u.exec(added.said) ?? [];
  const { said } = await parley('step', 'list', ...WHERE);
  assert.match(said, /^In force: templates-only until 2026-11-08T10:00:00Z\.$/mu);
  assert.match(said, new RegExp(`^${id} +templates-only +in-force .* command line$`, 'mu'));
  const reasons = await parley('reasons', sampleOrderId(0, 0), '--marketplace', 'de');
  assert.match(reasons.said, /^Step against the seller: templates-only until 2026-11-08T10:00:00Z\.$/mu);
  assert.match(reasons.said, /^order-details .* no +passes +templates-only: /mu);
  assert.equal((await parley('step', 'lift', id)).status, 0);
  assert.match((await parley('step', 'lift', id)).said, /doesn't hold any more/u);
  assert.match((await parley('step', 'list', ...WHERE)).said, /^In force: none\.$/mu);
});

test('steps say what is wrong with the call', async () => {
  assert.equal((await parley('step', 'add', 'banned', ...WHERE, '--facts', 'x')).status, 2);
  assert.equal((await parley('step', 'add', 'warned', ...WHERE, '--facts', 'x', '--days', '0')).status, 2);
  assert.match((await parley('step', 'add', 'warned', ...WHERE)).said, /Say what happened/u);
  assert.match((await parley('step', 'lift', 'x')).said, /no such step/u);
  assert.match((await parley('step', 'list', '--seller', 'Anna')).said, /no such marketplace/u);
  assert.match((await parley('step', 'list', '--marketplace', 'de')).said, /no such seller/u);
});

test('an objection is listed with its words, and answered; a reversal lifts the step', async () => {
  await parley('step', 'add', 'messaging-suspended', ...WHERE, '--facts', 'x');
  const statement = await database.db
    .selectFrom('statement_of_reasons')
    .select('id')
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow();
  const rules = requireEnforcement(SAMPLE_PACKS);
  const objected = await objectTo(
    {
      db: database.db,
      clock: { now: () => MARKET_AT },
      ids: createSystemIds(),
      publicUrl: null,
      rulesFor: (marketplace) => enforcementFor(rules, marketplace),
    },
    { kind: 'seller', ownerId: market.anna.id, now: MARKET_AT },
    statement.id,
    { text: 'Das war\nnicht so.', actor: { kind: 'application', id: null, label: 'x' } },
  );
  assert.equal(objected.kind, 'done');
  assert.match(
    (await parley('objection', 'list')).said,
    new RegExp(`^${statement.id} .* Das war nicht so\\.$`, 'mu'),
  );
  const decide = (...more: string[]): Promise<{ status: number; said: string }> =>
    parley('objection', 'decide', statement.id, ...more);
  assert.equal((await decide('--reasons', 'x')).status, 2);
  assert.match((await decide('--as', 'reversed')).said, /Say what happened/u);
  assert.match((await decide('--as', 'reversed', '--reasons', 'Stimmt.')).said, /somebody else answers/u);
  const done = await decide('--as', 'reversed', '--reasons', 'Stimmt.', '--nobody-else');
  assert.deepEqual(done, { status: 0, said: `${statement.id}: reversed` });
  assert.match((await parley('step', 'list', ...WHERE)).said, /^In force: none\.$/mu);
  assert.match(
    (await decide('--as', 'upheld', '--reasons', 'x', '--nobody-else')).said,
    /No objection waits/u,
  );
});
