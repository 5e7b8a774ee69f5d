import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { FreshDatabase } from '#test/support/database.ts';
import { parleyOn } from '#test/support/command-line.ts';
import { freshDatabase } from '#test/support/database.ts';
import type { WrittenMessage } from '#test/support/sample-market.ts';
import { sampleMarket, writeMessage } from '#test/support/sample-market.ts';

let database: FreshDatabase;
let held: WrittenMessage;

before(async () => {
  database = await freshDatabase();
  const { anna, jan } = await sampleMarket(database);
  held = await writeMessage(database, {
    seller: anna,
    buyer: jan,
    author: 'seller',
    state: 'held',
    subject: 'Your lamp',
    text: 'Here is the picture.',
  });
});
after(() => database.drop());

async function parley(...args: string[]): Promise<{ status: number; said: string }> {
  const { status, out, err } = await parleyOn(database, 'review', ...args);
  return { status, said: out + err };
}

async function stateOf(): Promise<unknown[]> {
  const { rows } = await database.pool.query<{ state: string; queued: number }>(
    `select m.state, (select count(*)::int from delivery d where d.message_id = m.id and d.state = 'queued') as queued
       from message m where m.id = $1`,
    [held.id],
  );
  return [rows[0]?.state, rows[0]?.queued];
}

test('a held message is listed, shown and permitted once; undone it waits again', async () => {
  const listed = await parley('list');
  assert.equal(listed.status, 0);
  const [, id = ''] = /^([0-9a-f-]{36}) +held +seller +de /mu.exec(listed.said) ?? [];
  const shown = await parley('show', id);
  assert.match(shown.said, /^kind +held$[\s\S]*^Your lamp$[\s\S]*^Here is the picture\.$/mu);

  const permitted = await parley('decide', id, '--as', 'permit');
  assert.deepEqual([permitted.status, await stateOf()], [0, ['accepted', 1]], permitted.said);
  assert.equal((await parley('decide', id, '--as', 'permit')).status, 1);
  assert.deepEqual(await stateOf(), ['accepted', 1]);

  assert.equal((await parley('undo', id)).status, 0);
  assert.deepEqual(await stateOf(), ['held', 0]);
  assert.match((await parley('list')).said, new RegExp(id, 'u'));

  const without = await parley('decide', id, '--as', 'refuse');
  assert.deepEqual([without.status, await stateOf()], [1, ['held', 0]]);
  assert.match(without.said, /Say what happened/u);
  const refused = await parley('decide', id, '--as', 'refuse', '--facts', 'The picture shows another shop.');
  assert.deepEqual([refused.status, await stateOf()], [0, ['refused', 0]], refused.said);
});

test('what can’t be decided is said in a sentence', async () => {
  assert.deepEqual(
    await parley('decide', held.id.replace(/.$/u, 'f').replace(/^./u, 'e'), '--as', 'permit'),
    {
      status: 1,
      said: 'There is no such case; parley review list shows their ids.',
    },
  );
  assert.equal((await parley('decide', held.id, '--as', 'amend')).status, 2);
  assert.equal((await parley('list', '--state', 'lost')).status, 2);
});
