import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql } from 'kysely';

import { createSystemIds } from '#src/system-ports.ts';
import { parleyOn } from '#test/support/command-line.ts';
import { freshDatabase } from '#test/support/database.ts';
import { MARKET_AT, sampleMarket, sampleOrderId, writeMessage } from '#test/support/sample-market.ts';
import { changePreference } from './buyer-preference.ts';
import { eraseStragglers } from './erase-buyer.ts';
import { removeOldOriginals } from './retention.ts';
import { suppressBuyer } from './suppression.ts';

const database = await freshDatabase();
const { db } = database;
const ids = createSystemIds();
const market = await sampleMarket(database);
const DAY_MS = 86_400_000;

/** Strings of the person that must be nowhere afterwards; none of them is in anybody else's data. */
const NAME = 'Xanthippe Quintavalle-Ødegård';
const ADDRESS = 'xanthippe.q@privat-canary.example';
const PHONE = '+49 171 5550199';
const OWN_WORDS = 'zebrafish telescope';
const CANARIES = ['xanthippe', 'quintavalle', 'ødegård', 'privat-canary', '5550199', OWN_WORDS, 'C-Jan'];

const key = { marketplaceId: 'de', sellerId: market.anna.id, buyerId: market.jan.id };
const orderId = sampleOrderId(0, 0);

await db
  .updateTable('buyer')
  .set({ name: NAME, address: ADDRESS, address_canonical: ADDRESS, phone: PHONE })
  .where('id', '=', key.buyerId)
  .execute();
const jan = { id: key.buyerId, name: NAME, address: ADDRESS };
const about = { seller: market.anna, buyer: jan, orderId } as const;

const asked = await writeMessage(database, {
  ...about,
  author: 'buyer',
  subject: `${OWN_WORDS}?`,
  text: `I am ${NAME}, ${OWN_WORDS}, call ${PHONE}`,
  html: `<p>${OWN_WORDS}</p>`,
  withPicture: true,
});
const answered = await writeMessage(database, {
  ...about,
  conversationId: asked.conversationId,
  author: 'seller',
  text: `Sehr geehrte Frau Quintavalle-Ødegård, Ihre Lampe kommt morgen.\nÜber ${ADDRESS} (${PHONE})`,
  html: '<p>Guten Tag XANTHIPPE</p>',
});
const refused = await writeMessage(database, {
  ...about,
  conversationId: asked.conversationId,
  author: 'buyer',
  text: OWN_WORDS,
  state: 'refused',
});
const others = await writeMessage(database, {
  seller: market.anna,
  buyer: market.eva,
  orderId: sampleOrderId(0, 1),
  author: 'buyer',
  text: 'Eva fragt etwas.',
  withPicture: true,
});

await db.transaction().execute(async (tx) => {
  const actor = { kind: 'buyer', id: jan.id, label: NAME } as const;
  const wish = { ...key, declines: true, actor, at: MARKET_AT };
  await changePreference(tx, { ...wish, sellerId: null, id: ids.uuid() });
  await suppressBuyer(tx, key, { source: 'hand', actor, at: MARKET_AT });
  for (const messageId of [asked.id, answered.id, others.id])
    await tx
      .insertInto('message_source')
      .values({
        marketplace_id: 'de',
        seller_id: market.anna.id,
        message_id: messageId,
        sealed: Buffer.from(messageId === others.id ? 'sealed' : `sealed ${OWN_WORDS}`),
        sealed_by: 'test',
        received_at: MARKET_AT,
      })
      .execute();
  await tx
    .updateTable('delivery')
    .set({ remote_answer: `250 queued for ${ADDRESS}`, remote_host: 'mx.privat-canary.example' })
    .where('id', '=', answered.deliveryId ?? '')
    .execute();
  await tx
    .insertInto('notice_sent')
    .values({ recipient_canonical: ADDRESS, kind: 'k', day: '2026-11-01' })
    .execute();
  const message = { marketplace_id: 'de', seller_id: market.anna.id, message_id: asked.id };
  const by = JSON.stringify({ kind: 'seller', id: null, label: 'Anna' });
  const said = `${NAME} was answered by telephone (${PHONE})`;
  await tx
    .insertInto('clock_dispute')
    .values({ ...message, reason: said, disputed_by: by, disputed_at: MARKET_AT })
    .execute();
  const correction = { ...message, id: ids.uuid(), outcome: 'excluded', reason: said } as const;
  await tx
    .insertInto('clock_correction')
    .values({ ...correction, corrected_by: by, corrected_at: MARKET_AT })
    .execute();
  await tx
    .insertInto('cancellation_wish')
    .values({
      marketplace_id: 'de',
      seller_id: market.anna.id,
      order_id: orderId,
      wished_at: MARKET_AT,
      wished_by: JSON.stringify(actor),
    })
    .execute();
});

/** Every row of every table as text, bytes as hex and as they read. */
async function wholeDatabase(): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(db);
  const texts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await sql<{
      row: string;
    }>`select to_jsonb(t)::text as row from ${sql.table(name)} t`.execute(db);
    for (const { row } of rows) {
      const bytes = [...row.matchAll(/\\\\x([0-9a-f]+)/gu)].map(([, hex = '']) => Buffer.from(hex, 'hex'));
      texts.push(`${name}: ${row} ${bytes.map((octets) => octets.toString('latin1')).join(' ')}`);
    }
  }
  return texts.join('\n');
}

const found = (text: string): string[] =>
  CANARIES.flatMap((canary) =>
    text
      .split('\n')
      .filter((line) => line.toLowerCase().includes(canary.toLowerCase()))
      .map((line) => `${canary} in ${line.slice(0, line.indexOf(':'))}`),
  );

test('an export has what the person wrote and got, with files, and nothing of others', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-export-'));
  try {
    const said = await parleyOn(database, 'buyer', 'export', 'C-Jan', '--to', folder);
    assert.equal(said.status, 0, said.err);
    assert.match(said.out, /export\.json: 3 messages, 1 files\.$/u);
    const text = await readFile(join(folder, 'export.json'), 'utf8');
    const sections = JSON.parse(text) as Record<string, unknown[]>;
    assert.deepEqual(Object.keys(sections), [
      'person',
      'sellers',
      'orders',
      'messages',
      'drafts',
      'deliveries',
      'wishes',
      'cancellations',
      'reports',
      'decisions',
    ]);
    assert.equal(sections['orders']?.length, 2);
    assert.ok(text.includes(OWN_WORDS) && text.includes(ADDRESS));
    assert.ok(!text.includes('Eva'), 'another buyer’s words');
    assert.ok(!text.includes(market.anna.address), 'the seller’s address');
    assert.deepEqual(await readdir(join(folder, 'files', asked.id)), ['0-lamp _1_.png']);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('an erasure is asked twice and refuses strangers', async () => {
  const unsure = await parleyOn(database, 'buyer', 'erase', 'C-Jan');
  assert.deepEqual([unsure.status, /--sure/u.test(unsure.err)], [2, true]);
  const nobody = await parleyOn(database, 'buyer', 'erase', 'C-Nobody', '--sure');
  assert.deepEqual([nobody.status, nobody.err], [1, 'There is no buyer C-Nobody.']);
});

test('after an erasure no row of any table holds a word of the person', async () => {
  const before = found(await wholeDatabase());
  for (const canary of CANARIES)
    assert.ok(
      before.some((line) => line.startsWith(canary)),
      `${canary} was there`,
    );
  const said = await parleyOn(database, 'buyer', 'erase', 'C-Jan', '--sure');
  assert.equal(said.status, 0, said.err);
  assert.match(said.out, /Messages 3, files 1, originals 2, deliveries cancelled 2\.$/u);
  assert.deepEqual(found(await wholeDatabase()), []);
});

test('what is left says what happened, and others keep everything', async () => {
  const left = await db
    .selectFrom('message')
    .select(['id', 'body_text', 'subject', 'notes', 'state'])
    .where('buyer_id', '=', key.buyerId)
    .orderBy('id')
    .execute();
  assert.deepEqual(
    left.map(({ id, state }) => [id, state]),
    [
      [asked.id, 'accepted'],
      [answered.id, 'accepted'],
      [refused.id, 'refused'],
    ],
  );
  assert.equal(left[1]?.body_text, 'Sehr geehrte Frau —, Ihre Lampe kommt morgen.\nÜber — ([…])');
  assert.deepEqual(left[0]?.notes, [{ code: 'erased', detail: '' }]);
  const alive = await db
    .selectFrom('alias')
    .select('local_part')
    .where('buyer_id', '=', key.buyerId)
    .where('revoked_at', 'is', null)
    .execute();
  assert.deepEqual(alive, []);
  const queued = await db.selectFrom('delivery').select('message_id').where('state', '=', 'queued').execute();
  assert.deepEqual(
    queued.map((row) => row.message_id),
    [others.deliveryId === null ? null : others.id],
  );
  const evas = await db
    .selectFrom('message')
    .select('body_text')
    .where('id', '=', others.id)
    .executeTakeFirst();
  assert.equal(evas?.body_text, 'Eva fragt etwas.');
  const audit = await db.selectFrom('audit_entry').select(['action', 'subject']).execute();
  assert.deepEqual(audit.at(-1), { action: 'buyer.erased', subject: key.buyerId });
});

test('mail that was on its way during the erasure goes whole with the next pass', async () => {
  await writeMessage(database, {
    ...about,
    conversationId: asked.conversationId,
    author: 'seller',
    text: `Liebe ${NAME}`,
  });
  assert.deepEqual(found(await wholeDatabase()).length > 0, true);
  await eraseStragglers(db, new Date(MARKET_AT.getTime() + 3_600_000));
  assert.deepEqual(found(await wholeDatabase()), []);
  const entries = await db
    .selectFrom('audit_entry')
    .select('id')
    .where('action', '=', 'buyer.erased')
    .execute();
  assert.equal(entries.length, 1);
});

test('every table that knows buyers is one that the erasure was thought through for', async () => {
  const { rows } = await sql<{ table_name: string }>`
    select distinct table_name from information_schema.columns
     where table_schema = 'public' and column_name = 'buyer_id' order by 1`.execute(db);
  assert.deepEqual(
    rows.map(({ table_name: name }) => name),
    [
      'alias', // revoked; random, so it says nothing of the person
      'answer_link_stop', // removed
      'buyer_preference', // removed
      'buyer_preference_change', // who asked is removed
      'conversation', // subject and preview removed
      'delivery', // addresses, answers of providers and notices removed
      'event', // ids and closed words alone
      'mail_identity', // removed
      'message', // the person's words removed, others' scrubbed
      'message_search', // removed: the words by which a message is found
      'relationship', // ids alone
      'report', // their words removed, others' scrubbed
      'review', // note scrubbed, the message before an amendment removed
      'sales_order', // an order is the seller's record; names nobody
      'seller_mute', // removed
      'statement_of_reasons', // kept by law (Article 17(3) GDPR, Article 17 DSA)
      'suppression', // removed
      'web_session', // removed
    ],
  );
});

test('an erased address of a seller stays blocked, and can be entered again with what was decided', async () => {
  const seller = ['--seller', market.bert.id];
  const run = (...args: string[]) => parleyOn(database, 'permission', ...args);
  assert.equal((await run('approve', ...seller, 'temp@agency.example')).status, 0);
  assert.match((await run('erase', ...seller, 'temp@agency.example')).err, /block it first/u);
  assert.equal((await run('block', ...seller, 'temp@agency.example')).status, 0);
  assert.equal((await run('erase', ...seller, 'Temp@Agency.example')).status, 0);
  const listed = await run('list', ...seller);
  assert.ok(!listed.out.includes('agency.example') && listed.out.includes('blocked'), listed.out);
  assert.match((await run('remove', ...seller, 'temp@agency.example')).err, /can't be removed/u);
  assert.match((await run('list', ...seller)).out, /temp@agency\.example\s+blocked/u);
});

test('originals go after the days that their marketplace keeps them, and not before', async () => {
  const at = (days: number): Date => new Date(MARKET_AT.getTime() + days * DAY_MS);
  assert.equal((await parleyOn(database, 'marketplace', 'keep', 'de', '--originals', '30')).status, 0);
  assert.equal((await parleyOn(database, 'marketplace', 'keep', 'xx', '--originals', '30')).status, 1);
  assert.equal((await parleyOn(database, 'marketplace', 'keep', 'de', '--originals', '0')).status, 2);
  assert.equal(await removeOldOriginals(db, at(30), 500), 0);
  assert.equal(await removeOldOriginals(db, at(30.01), 500), 1);
  assert.equal(await removeOldOriginals(db, at(30.01), 500), 0);
});
