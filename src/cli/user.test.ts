import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { listAudit } from '#store/audit.ts';
import { parleyOn } from '#test/support/command-line.ts';
import type { FreshDatabase } from '#test/support/database.ts';
import { freshDatabase } from '#test/support/database.ts';
import type { SampleMarket } from '#test/support/sample-market.ts';
import { sampleMarket } from '#test/support/sample-market.ts';

let database: FreshDatabase;
let market: SampleMarket;

before(async () => {
  database = await freshDatabase();
  market = await sampleMarket(database);
});
after(() => database.drop());

async function user(...args: string[]): Promise<{ status: number; said: string }> {
  const { status, out, err } = await parleyOn(database, 'user', ...args);
  return { status, said: `${out}\n${err}` };
}

const TOM = ['--name', 'Tom Berg', '--address', 'tom@anna.example'] as const;

test('user add gives a link, list shows who is invited, the audit log who did it', async () => {
  const added = await user('add', '--seller', market.anna.id, ...TOM, '--role', 'agent');
  assert.equal(added.status, 0);
  assert.match(added.said, /^https:\/\/messages\.markt\.example\/invitation\/[\w-]{43}$/mu);
  const { said } = await user('list', '--seller', market.anna.id);
  assert.match(said, /agent +invited +- +tom@anna\.example +Tom Berg/u);
  const [entry] = await listAudit(database.db, market.anna.id, 1);
  assert.deepEqual([entry?.action, entry?.actor.label, entry?.to], ['team.added', 'command line', 'agent']);
});

test('user add says what is wrong', async () => {
  for (const [args, sentence] of [
    [['add', ...TOM, '--role', 'agent'], /one of --seller ID and --operator/u],
    [['add', '--seller', 'nobody', ...TOM, '--role', 'agent'], /is no seller here/u],
    [['add', '--seller', market.anna.id, ...TOM, '--role', 'moderator'], /--role is no role here/u],
    [['add', '--operator', ...TOM, '--role', 'owner'], /--role is no role here/u],
    [['add', '--seller', market.anna.id, ...TOM, '--role', 'agent'], /have this place already/u],
    [
      ['add', '--operator', '--name', 'X', '--address', 'x@mail.markt.example', '--role', 'support'],
      /this marketplace/u,
    ],
  ] as const) {
    const { status, said } = await user(...args);
    assert.equal(status, 1, args.join(' '));
    assert.match(said, sentence);
  }
});

test('user role, deactivate and reset', async () => {
  const anna = ['--seller', market.anna.id] as const;
  assert.equal((await user('role', 'tom@anna.example', 'reader', ...anna)).status, 0);
  assert.equal((await user('role', 'tom@anna.example', 'moderator', ...anna)).status, 2);
  assert.equal((await user('role', 'nobody@anna.example', 'reader', ...anna)).status, 1);
  assert.match((await user('list', ...anna)).said, /reader +invited/u);
  assert.match((await user('reset', 'Tom+x@anna.example')).said, /\/invitation\//u);
  assert.equal((await user('reset', 'nobody@anna.example')).status, 1);
  assert.equal((await user('deactivate', 'tom@anna.example', ...anna)).status, 0);
  assert.match((await user('list', ...anna)).said, /reader +deactivated/u);
  const last = await user('deactivate', 'owner-service@anna.example', ...anna);
  assert.deepEqual([last.status, /Nobody would be left/u.test(last.said)], [1, true]);
});

test('one person, two roles at the operator: each by its name', async () => {
  const rita = ['--operator', '--name', 'Rita', '--address', 'rita@operator.example'] as const;
  assert.equal((await user('add', ...rita, '--role', 'administrator')).status, 0);
  assert.equal((await user('add', ...rita, '--role', 'moderator')).status, 0);
  assert.equal(
    (await user('role', 'rita@operator.example', 'support', '--operator', '--from', 'moderator')).status,
    0,
  );
  const { said } = await user('list', '--operator');
  assert.match(said, /administrator +invited/u);
  assert.match(said, /support +invited/u);
  assert.equal((await user('deactivate', 'rita@operator.example', '--everywhere')).status, 0);
  assert.doesNotMatch((await user('list', '--operator')).said, /invited/u);
});
