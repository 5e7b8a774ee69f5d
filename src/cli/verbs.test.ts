import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { sealingKeys } from '#store/seal-keys.ts';
import { unseal } from '#store/seal.ts';
import { dkimKeyRow } from '#store/marketplace.ts';
import { readToken } from '#store/token.ts';
import type { FreshDatabase } from '#test/support/database.ts';
import type { Said } from '#test/support/command-line.ts';
import { parleyOn, SECRETS } from '#test/support/command-line.ts';
import { freshDatabase } from '#test/support/database.ts';
import type { SampleMarket, WrittenMessage } from '#test/support/sample-market.ts';
import { MARKET_AT, sampleMarket, sampleOrderId, writeMessage } from '#test/support/sample-market.ts';

import { VERBS } from './verbs.ts';

let database: FreshDatabase;
let market: SampleMarket;
let message: WrittenMessage;
let folder: string;

before(async () => {
  database = await freshDatabase();
  market = await sampleMarket(database);
  message = await writeMessage(database, {
    seller: market.anna,
    buyer: market.jan,
    author: 'buyer',
    text: 'Hello',
    orderId: sampleOrderId(0, 0),
  });
  folder = await mkdtemp(join(tmpdir(), 'parley-cli-'));
});

after(() => rm(folder, { recursive: true }));

const parley = (...args: string[]): Promise<Said> => parleyOn(database, ...args);

test('every verb has help, and says what is wrong when it is called wrongly', async () => {
  for (const verb of VERBS.keys()) {
    const help = await parley(verb, '--help');
    assert.equal(help.status, 0);
    assert.match(help.out, new RegExp(`parley ${verb} `, 'u'));
    assert.equal((await parley(verb)).status, 2);
    const wrong = await parley(verb, 'juggle');
    // A verb without sub-verbs takes the word for what it is about, and says that there is no such thing.
    const isPlain = ['reasons', 'duties', 'review-request'].includes(verb);
    assert.deepEqual([wrong.status, wrong.out], [verb === 'duties' ? 1 : 2, '']);
    assert.match(wrong.err, isPlain ? /juggle is no order number|no such seller/u : /juggle is none of/u);
  }
  assert.match((await parley('permission', 'approve', '--seler', 'x')).err, /Unknown option '--seler'/u);
  assert.match((await parley('permission', 'approve', '--seller', 'x')).err, /ADDRESS is missing/u);
  assert.match((await parley('permission', 'list', 'a', '--seller', 'x')).err, /a is one word too many/u);
});

test('permission: approve, block, refuse to remove, list (PERM 8)', async () => {
  const seller = ['--seller', 'Anna'];
  assert.equal(
    (await parley('permission', 'approve', ...seller, 'Desk@shop.example')).out,
    'Desk@shop.example: changed',
  );
  assert.equal(
    (await parley('permission', 'block', '--seller', market.anna.id, 'Desk@shop.example')).status,
    0,
  );
  const removed = await parley('permission', 'remove', ...seller, 'desk@shop.example');
  assert.equal(removed.status, 1);
  assert.match(removed.err, /can't be removed/u);
  assert.match((await parley('permission', 'list', ...seller)).out, /Desk@shop\.example\s+blocked\s+0/u);
  assert.match((await parley('permission', 'list', '--seller', 'nobody')).err, /no such seller/u);
  const [entry] = await database.db
    .selectFrom('audit_entry')
    .selectAll()
    .where('action', '=', 'permission.changed')
    .execute();
  assert.deepEqual(entry?.actor, { kind: 'command-line', id: null, label: 'command line' });
});

test('token: shown once, good at once, dead once revoked', async () => {
  const { out, err, status } = await parley(
    'token',
    'create',
    '--seller',
    'Anna',
    '--scope',
    'messages:read',
    '--expires',
    '90d',
  );
  assert.equal(status, 0);
  assert.match(out, /^parley_[\w-]{43}$/u);
  const reading = await readToken(database.pool, out, MARKET_AT);
  assert.ok(reading.kind === 'valid');
  assert.deepEqual(
    [reading.principal.kind, reading.principal.ownerId, reading.principal.scopes],
    ['seller', market.anna.id, ['messages:read']],
  );
  const later = new Date(MARKET_AT.getTime() + 90 * 86_400_000);
  assert.equal((await readToken(database.pool, out, later)).kind, 'expired');
  const id = /Token (\S+)/u.exec(err)?.[1] ?? '';
  const listed = await parley('token', 'list');
  assert.ok(listed.out.includes(id) && !listed.out.includes(out));
  assert.equal((await parley('token', 'revoke', id)).status, 0);
  assert.equal((await readToken(database.pool, out, MARKET_AT)).kind, 'revoked');
  assert.equal((await parley('token', 'revoke', id)).status, 1);
  assert.equal((await parley('token', 'revoke', '-'.repeat(36))).status, 2);
});

test('token: only scopes of the list, only owners that exist, one owner', async () => {
  assert.match(
    (await parley('token', 'create', '--buyer', 'C-Jan', '--scope', 'queue:read')).err,
    /no scope of a buyer/u,
  );
  assert.match((await parley('token', 'create', '--buyer', 'nobody')).err, /no buyer here/u);
  assert.match((await parley('token', 'create', '--operator', '--seller', 'Anna')).err, /one of/u);
  assert.match((await parley('token', 'create')).err, /one of/u);
  assert.equal((await parley('token', 'create', '--operator', '--expires', '2020-01-01')).status, 2);
});

const record = (id: string, changes: object = {}): string =>
  JSON.stringify({
    type: 'order',
    marketplace: 'de',
    seller: 'Anna',
    id,
    status: 'shipped',
    fulfilment: 'seller',
    placedAt: '2026-10-30T08:00:00Z',
    buyer: { id: 'C-7', name: 'Ute', language: 'de', address: 'ute@example.org' },
    lines: [{ product: 'P', title: 'Tisch', quantity: 1, amount: 5, currency: 'EUR' }],
    ...changes,
  });

test('order import: a report line by line, good lines kept, nothing taken twice (FEED 4)', async () => {
  const file = join(folder, 'orders.jsonl');
  await writeFile(
    file,
    [
      record('302-5555555-0000001'),
      record('302-5555555-0000002', { status: 'lost' }),
      '',
      '{',
      record('302-5555555-0000003'),
    ].join('\r\n'),
  );
  const first = await parley('order', 'import', file);
  assert.equal(first.status, 1);
  assert.equal(first.out, '2 created, 0 updated, 0 unchanged, 2 refused');
  assert.deepEqual(first.err.split('\n'), [
    'line 2: refused, status must be one of pending, unshipped, partially_shipped, shipped, cancelled, unfulfillable',
    'line 4: refused, is not JSON',
  ]);
  const again = await parley('order', 'import', file, '--all');
  assert.match(
    again.out,
    /^line 1: unchanged, order 302-5555555-0000001 \(de\)\n[^]*0 created, 0 updated, 2 unchanged, 2 refused$/u,
  );
});

test('order import: CSV by the name of the file, and what isn’t text or isn’t there', async () => {
  const csv = join(folder, 'orders.csv');
  await writeFile(
    csv,
    'type,marketplace,seller,id,title,categories,pictures\nproduct,de,Anna,P-7,"Lampe, blau",home|light,\nproduct,de,Anna,P-8,"open\n',
  );
  const said = await parley('order', 'import', csv);
  assert.equal(said.out, '1 created, 0 updated, 0 unchanged, 1 refused');
  assert.match(said.err, /^line 3: refused, can't be read as CSV/u);
  const [product] = await database.db.selectFrom('product').selectAll().where('id', '=', 'P-7').execute();
  assert.deepEqual([product?.title, product?.categories], ['Lampe, blau', ['home', 'light']]);
  const binary = join(folder, 'orders.bin');
  await writeFile(binary, Uint8Array.of(0x7b, 0xff, 0xfe));
  for (const format of ['jsonl', 'csv'])
    assert.match(
      (await parley('order', 'import', binary, '--format', format)).err,
      /is not UTF-8 text/u,
      format,
    );
  assert.match((await parley('order', 'import', join(folder, 'none'))).err, /is not there/u);
});

test('queue: shown, retried, cancelled; not while a worker holds it', async () => {
  const id = message.deliveryId ?? '';
  assert.match(
    (await parley('queue', 'list', '--state', 'queued')).out,
    new RegExp(`${id}\\s+queued\\s+seller\\s+message`, 'u'),
  );
  await database.pool.query(
    `update delivery set lease_token = gen_random_uuid(), next_attempt_at = $2, remote_answer = $3 where id = $1`,
    [id, new Date(MARKET_AT.getTime() + 60_000), '450 \u001b[31mlater'],
  );
  const held = await parley('queue', 'cancel', id);
  assert.equal(held.status, 1);
  assert.match(held.err, /on its way at this moment/u);
  const shown = await parley('queue', 'show', id);
  assert.match(shown.out, /last answer\s+450 \?\[31mlater/u);
  assert.match(shown.out, /on its way/u);
  await database.pool.query('update delivery set lease_token = null where id = $1', [id]);
  assert.equal((await parley('queue', 'retry', id)).out, `${id}: due now`);
  assert.match((await parley('queue', 'messages', '--state', 'queued')).out, new RegExp(message.id, 'u'));
  assert.equal((await parley('queue', 'cancel', id)).out, `${id}: cancelled`);
  assert.match((await parley('queue', 'messages', '--state', 'cancelled')).out, new RegExp(message.id, 'u'));
  assert.match((await parley('queue', 'list')).out, /0 in the queue, 0 of them due/u);
  assert.equal((await parley('queue', 'retry', id)).status, 0);
  assert.match((await parley('queue', 'show', 'x')).err, /no such delivery/u);
  assert.equal((await parley('queue', 'list', '--limit', '-1')).status, 2);
});

test('a marketplace and a seller are set up, with keys that only the secret opens', async () => {
  const addWith = (pack: string, ...more: string[]): Promise<Said> =>
    parley(
      'marketplace',
      'add',
      '--id',
      'fr',
      '--name',
      'Marché',
      '--country',
      'FR',
      '--languages',
      'fr,en',
      '--time-zone',
      'Europe/Paris',
      ...(pack === '' ? [] : ['--pack', pack]),
      ...more,
    );
  const add = (...more: string[]): Promise<Said> => addWith('nl', ...more);
  const domains = [
    '--alias-domain',
    'mail.marche.example',
    '--bounce-domain',
    'b.marche.example',
    '--notice-domain',
    'n.marche.example',
  ];
  assert.match((await add('--alias-domain', 'mail.marche.example')).err, /--bounce-domain must be a domain/u);
  const packless = await addWith('', ...domains);
  assert.equal(packless.status, 1);
  assert.match(
    packless.err,
    /^There is no pack “fr” in .*packs\. It has de, nl, uk\. Name one with --pack\.$/u,
  );
  assert.match((await addWith('../packs/de', ...domains)).err, /There is no pack/u);
  assert.equal((await add(...domains)).status, 0);
  assert.match((await add(...domains)).err, /--alias-domain is in use already/u);
  const keys = await database.db.selectFrom('dkim_key').selectAll().orderBy('domain').execute();
  assert.deepEqual(
    keys.map(({ domain }) => domain),
    ['mail.marche.example', 'n.marche.example'],
  );
  for (const { domain, selector, private_key_sealed: sealed, sealed_by: sealedBy } of keys) {
    const key = unseal(sealingKeys(SECRETS), { sealed, sealedBy }, dkimKeyRow(domain, selector));
    assert.ok(key.length > 1000);
  }
  assert.match(
    (await parley('marketplace', 'list')).out,
    /fr\s+FR\s+nl\s+fr,en\s+mail\.marche\.example\s+Marché/u,
  );

  const created = await parley('seller', 'add', '--name', 'Chez Léa', '--language', 'fr', '--shop-id', 'L-1');
  assert.equal(created.status, 0);
  assert.equal(
    (
      await parley(
        'seller',
        'user',
        '--seller',
        'L-1',
        '--name',
        'Léa',
        '--address',
        'lea@lea.example',
        '--language',
        'fr',
        '--role',
        'owner',
      )
    ).status,
    0,
  );
  assert.match(
    (await parley('seller', 'address', '--seller', 'L-1', 'x@mail.marche.example')).err,
    /of this marketplace/u,
  );
  assert.equal((await parley('seller', 'address', '--seller', 'L-1', 'shop@lea.example')).status, 0);
  assert.match((await parley('seller', 'list')).out, /L-1\s+shop@lea\.example\s+Chez Léa/u);
  assert.equal((await parley('seller', 'address', '--seller', 'L-1', 'off')).status, 0);
  assert.match((await parley('seller', 'list')).out, /L-1\s+off\s+Chez Léa/u);
});
