import assert from 'node:assert/strict';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import type { Verdict } from '#market/verdict.ts';
import { parleyOn } from '#test/support/command-line.ts';
import { freshDatabase } from '#test/support/database.ts';
import { sampleMarket, sampleOrderId, writeMessage } from '#test/support/sample-market.ts';
import { SAMPLE_PACKS } from '#test/support/sample-packs.ts';
import { testFolder } from '#test/support/test-folder.ts';

const database = await freshDatabase();
const market = await sampleMarket(database);
const CLEAN: Verdict = {
  kind: 'permit',
  reasons: [],
  guidelines: { ruleset: 'de@1', solicits: false, findings: [], before: {} },
};

async function write(text: string, minute: number): Promise<string> {
  const { id } = await writeMessage(database, {
    seller: market.anna,
    buyer: market.jan,
    author: 'seller',
    text,
    subject: `Bestelling ${sampleOrderId(0, 0)}`,
    orderId: sampleOrderId(0, 0),
    minute,
  });
  await database.pool.query('update message set verdict = $2 where id = $1', [id, CLEAN]);
  return id;
}

test('a pack is tried on stored messages: what would change and why, nothing is written', async () => {
  await database.pool.query('update sales_order set completed_at = null');
  await write('Goedendag, welke dag schikt u voor de levering van de lamp?', 0);
  const smiling = await write('Goedendag, welke kleur moet de kap hebben? \u{1f642}', 1);
  const root = await testFolder();
  await cp(join(SAMPLE_PACKS, 'de'), join(root, 'de'), { recursive: true });
  const path = join(root, 'de', 'rules.json');
  const rules = JSON.parse(await readFile(path, 'utf8')) as { rules: Record<string, unknown> };
  await writeFile(
    path,
    JSON.stringify({ ...rules, version: 'strict', rules: { ...rules.rules, emoji: 'block' } }),
  );
  const before = await database.pool.query('select id, verdict, state from message order by id');

  const tried = await parleyOn(database, 'pack', 'try', 'de', '--packs', root, '--since', '2026-10-01');
  assert.equal(tried.status, 0, tried.err);
  assert.match(
    tried.out,
    new RegExp(`^${smiling} .* permit → refuse\n {2}\\+ emoji \\(refuse\\) “\u{1f642}”`, 'mu'),
  );
  assert.match(tried.out, /2 messages judged by de@strict, 1 would change\.\n {2}permit → refuse: 1/u);
  const now = await database.pool.query('select id, verdict, state from message order by id');
  assert.deepEqual(now.rows, before.rows);
});

test('what can’t be tried is said', async () => {
  assert.match((await parleyOn(database, 'pack', 'try', 'xx')).err, /There is no pack “xx”/u);
  assert.match((await parleyOn(database, 'pack', 'try', 'nl')).err, /No marketplace uses the pack nl/u);
  assert.equal((await parleyOn(database, 'pack', 'try', 'de', '--since', 'soon')).status, 2);
});
