import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import type { FreshDatabase } from '#test/support/database.ts';
import { parleyOn } from '#test/support/command-line.ts';
import { freshDatabase } from '#test/support/database.ts';
import type { SampleMarket, WrittenMessage } from '#test/support/sample-market.ts';
import { sampleMarket, writeMessage } from '#test/support/sample-market.ts';

let database: FreshDatabase;
let market: SampleMarket;
let asked: WrittenMessage;

before(async () => {
  database = await freshDatabase();
  market = await sampleMarket(database);
  const { anna: seller, jan: buyer } = market;
  asked = await writeMessage(database, {
    seller,
    buyer,
    author: 'buyer',
    text: 'Where is it?',
    minute: -180,
  });
  const { conversationId } = asked;
  await writeMessage(database, {
    seller,
    buyer,
    author: 'seller',
    text: 'Here.',
    conversationId,
    minute: -90,
  });
});

async function parley(...args: string[]): Promise<{ status: number; said: string }> {
  const { status, out, err } = await parleyOn(database, 'clock', ...args);
  return { status, said: out + err };
}

test('parley clock trace explains each start and stop, and sums them up', async () => {
  const { status, said } = await parley('trace', asked.conversationId);
  assert.equal(status, 0);
  assert.match(said, /^nobody waits$/mu);
  assert.match(said, /^\S+Z +started +\S+ +- +0\.0/mu);
  assert.match(said, /^\S+Z +answered +\S+ +- +90\.0/mu);
  assert.match(said, /^ +total +90\.0/mu);
  assert.equal((await parley('trace', market.anna.id)).status, 1);
});

test('parley clock figures are a table or CSV', async () => {
  const { said } = await parley('figures', market.anna.id);
  assert.match(said, /^de +every hour +30 +1 +0 +0 +0 +0 +100\.0 %$/mu);
  const csv = await parley('figures', market.anna.id, '--csv', '--days', '30');
  assert.match(csv.said, new RegExp(`^de,.*,${asked.id},.*,90,in-time,`, 'mu'));
  assert.equal((await parley('figures', market.anna.id, '--days', '8')).status, 2);
  assert.equal((await parley('figures', 'nobody')).status, 1);
});

test('parley clock correct takes a wait out with a reason', async () => {
  assert.equal((await parley('correct', asked.id, '--as', 'excluded')).status, 2);
  assert.equal((await parley('correct', market.anna.id, '--as', 'excluded', '--reason', 'x')).status, 1);
  const { status, said } = await parley('correct', asked.id, '--as', 'excluded', '--reason', 'outage');
  assert.equal(status, 0, said);
  assert.match((await parley('trace', asked.conversationId)).said, /corrected .* -90\.0 .*outage$/mu);
  assert.match((await parley('disputes')).said, /^MESSAGE/u);
});
