import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { readRecord } from '#market/order-import.ts';
import type { NumberedReading } from '#market/order.ts';
import { createSystemIds } from '#src/system-ports.ts';
import type { FreshDatabase } from '#test/support/database.ts';
import { freshDatabase } from '#test/support/database.ts';

import { createMarketplace } from './marketplace.ts';
import type { ImportedLine } from './order-import.ts';
import { importRecords } from './order-import.ts';
import { createSeller } from './party.ts';

const AT = new Date('2026-11-01T10:00:00Z');
const ids = createSystemIds();
const ANNA = ids.uuid();
const BERT = ids.uuid();
let database: FreshDatabase;

before(async () => {
  database = await freshDatabase();
  await database.db.transaction().execute(async (tx) => {
    const outcome = await createMarketplace(
      tx,
      {
        id: 'de',
        name: 'Markt',
        country: 'DE',
        pack: 'de',
        languages: ['de', 'en'],
        timeZone: 'Europe/Berlin',
        aliasDomain: 'mail.markt.example',
        bounceDomain: 'bounce.markt.example',
        noticeDomain: 'notice.markt.example',
      },
      AT,
    );
    assert.equal(outcome.kind, 'created');
    for (const [id, shopId] of [
      [ANNA, 'A-1'],
      [BERT, 'B-2'],
    ] as const)
      await createSeller(tx, { id, shopId, name: shopId, language: 'de', messageAddress: null }, AT);
  });
});

const order = (changes: object = {}): Record<string, unknown> => ({
  type: 'order',
  marketplace: 'de',
  seller: 'A-1',
  id: '302-1234567-0000001',
  status: 'unshipped',
  fulfilment: 'seller',
  placedAt: '2026-10-30T08:00:00+01:00',
  buyer: { id: 'C-1', name: 'Jan', language: 'nl', address: 'Jan@Devries.example', phone: '+31 6 1' },
  lines: [
    { product: 'P-1', title: 'Lamp', quantity: 2, amount: '19.90', currency: 'EUR' },
    { product: 'P-2', title: 'Kabel', quantity: 1, amount: 5, currency: 'EUR' },
  ],
  ...changes,
});

async function take(...values: unknown[]): Promise<ImportedLine[]> {
  const readings = values.map((value, index): NumberedReading => ({
    line: index + 1,
    reading: readRecord(value),
  }));
  const lines: ImportedLine[] = [];
  await importRecords(database.db, readings, { ids, now: () => AT }, (line) => lines.push(line));
  return lines;
}

const results = async (...values: unknown[]): Promise<string[]> =>
  (await take(...values)).map(({ result, faults }) =>
    [result, ...faults.map(({ field }) => field)].join(' '),
  );

test('an order brings its buyer, their two aliases, its lines and products', async () => {
  assert.deepEqual(await results(order()), ['created']);
  const aliases = await database.db.selectFrom('alias').selectAll().execute();
  assert.deepEqual(aliases.map(({ stands_for }) => stands_for).sort(), ['buyer', 'seller']);
  assert.ok(
    aliases.every(({ local_part, domain }) => local_part.length === 28 && domain === 'mail.markt.example'),
  );
  const [buyer] = await database.db.selectFrom('buyer').selectAll().execute();
  assert.equal(buyer?.address_canonical, 'jan@devries.example');
  const lines = await database.db.selectFrom('order_line').selectAll().orderBy('line_no').execute();
  assert.deepEqual(
    lines.map(({ product_id, amount_minor }) => [product_id, amount_minor]),
    [
      ['P-1', 1990],
      ['P-2', 500],
    ],
  );
});

test('the same order again is unchanged, and its aliases stay (FEED 4, ALIAS 2)', async () => {
  const aliases = await database.db.selectFrom('alias').selectAll().orderBy('local_part').execute();
  const events = await database.db.selectFrom('event').selectAll().execute();
  assert.deepEqual(await results(order(), order({ seller: ANNA })), ['unchanged', 'unchanged']);
  assert.deepEqual(
    await database.db.selectFrom('alias').selectAll().orderBy('local_part').execute(),
    aliases,
  );
  assert.deepEqual(await database.db.selectFrom('event').selectAll().execute(), events);
});

test('a change of status, of a line, of the buyer is an update; within one file the last one counts', async () => {
  assert.deepEqual(await results(order({ status: 'shipped' }), order(), order()), [
    'updated',
    'updated',
    'unchanged',
  ]);
  const oneLine = [{ product: 'P-1', title: 'Lamp', quantity: 3, amount: '19.90', currency: 'EUR' }];
  assert.deepEqual(await results(order({ lines: oneLine }), order({ lines: oneLine })), [
    'updated',
    'unchanged',
  ]);
  assert.equal((await database.db.selectFrom('order_line').selectAll().execute()).length, 1);
  const moved = { id: 'C-1', name: 'Jan', language: 'nl', address: 'jan@new.example', phone: null };
  assert.deepEqual(await results({ type: 'buyer', buyer: moved }, { type: 'buyer', buyer: moved }), [
    'updated',
    'unchanged',
  ]);
  const [buyer] = await database.db.selectFrom('buyer').selectAll().execute();
  assert.equal(buyer?.address, 'jan@new.example');
});

test('products and returns come in; a return may stand before its order in the same batch', async () => {
  const product = {
    type: 'product',
    marketplace: 'de',
    seller: 'A-1',
    id: 'P-1',
    title: 'Lampe, blau',
    categories: ['home'],
    pictures: ['https://pictures.example/1.jpg'],
  };
  const back = {
    type: 'return',
    marketplace: 'de',
    seller: 'A-1',
    id: 'R-1',
    order: '302-1234567-0000002',
    status: 'requested',
    openedAt: '2026-11-01T00:00:00Z',
  };
  assert.deepEqual(
    await results(product, product, back, order({ id: '302-1234567-0000002' }), {
      ...back,
      status: 'closed',
    }),
    ['updated', 'unchanged', 'created', 'created', 'updated'],
  );
});

test('bad records are refused with their field, and the good ones beside them are kept', async () => {
  const id = '302-1234567-0000003';
  assert.deepEqual(
    await results(
      order({ marketplace: 'fr', id: '302-1234567-0000009' }),
      order({ seller: 'nobody', id: '302-1234567-0000009' }),
      order({ id: '302-1234567-000000' }),
      order({ id }),
      order({ seller: 'B-2' }),
      order({ buyer: { id: 'C-2', name: 'Eva', language: 'nl', address: 'eva@example.org' } }),
      order({
        id: '302-1234567-0000009',
        buyer: { id: 'C-3', name: 'Ivo', language: 'nl', address: 'x@mail.markt.example' },
      }),
      {
        type: 'return',
        marketplace: 'de',
        seller: 'B-2',
        id: 'R-9',
        order: id,
        status: 'requested',
        openedAt: '2026-11-01T00:00:00Z',
      },
      'text',
    ),
    [
      'refused marketplace',
      'refused seller',
      'refused id',
      'created',
      'refused seller',
      'refused buyer.id',
      'refused buyer.address',
      'refused order',
      'refused ',
    ],
  );
});

test('two sellers see two aliases of the same buyer (ALIAS 2)', async () => {
  assert.deepEqual(await results(order({ id: '302-1234567-0000004', seller: 'B-2' })), ['created']);
  const aliases = await database.db
    .selectFrom('alias')
    .selectAll()
    .where('stands_for', '=', 'buyer')
    .execute();
  assert.deepEqual(new Set(aliases.map(({ seller_id }) => seller_id)), new Set([ANNA, BERT]));
  assert.equal(new Set(aliases.map(({ local_part }) => local_part)).size, 2);
});

test('2,000 orders of 600 buyers', async () => {
  const readings = function* (): Generator<NumberedReading> {
    for (let index = 0; index < 2_000; index += 1) {
      const number = String(index).padStart(7, '0');
      const buyer = {
        id: `K-${index % 600}`,
        name: `Kunde ${index % 600}`,
        language: 'de',
        address: `kunde${index % 600}@example.org`,
      };
      yield { line: index + 1, reading: readRecord(order({ id: `305-${number}-1234567`, buyer })) };
    }
  };
  for (const expected of ['created', 'unchanged']) {
    const start = performance.now();
    const seen = new Map<string, number>();
    await importRecords(database.db, readings(), { ids, now: () => AT }, ({ result }) =>
      seen.set(result, (seen.get(result) ?? 0) + 1),
    );
    console.log(`2,000 orders ${expected}: ${Math.round(performance.now() - start)} ms`);
    assert.deepEqual([...seen], [[expected, 2_000]]);
  }
});
