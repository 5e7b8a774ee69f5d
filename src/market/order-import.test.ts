import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { CsvRecords } from './order-csv.ts';
import { LONGEST_LINE, readJsonLine, readRecord } from './order-import.ts';
import type { NumberedReading } from './order.ts';

const ORDER = {
  type: 'order',
  marketplace: 'de',
  seller: 'A-1',
  id: '302-1234567-1234567',
  status: 'unshipped',
  fulfilment: 'seller',
  placedAt: '2026-03-01T14:30:00+01:00',
  buyer: { id: 'C-1', name: 'Jan', language: 'nl', address: 'Jan@Example.org' },
  lines: [{ product: 'P-1', title: 'Lamp', quantity: 1, amount: '19.99', currency: 'EUR' }],
};

type Change = Record<string, unknown>;
const line = (changes: Change): Change => ({ lines: [{ ...ORDER.lines[0], ...changes }] });
const buyer = (changes: Change): Change => ({ buyer: { ...ORDER.buyer, ...changes } });

function faultsOf(value: unknown): string[] {
  const reading = readRecord(value);
  return reading.kind === 'record' ? [] : reading.faults.map(({ field, reason }) => `${field}: ${reason}`);
}

test('an order is read with its times, canonical address and minor units', () => {
  const reading = readRecord(ORDER);
  assert.ok(reading.kind === 'record' && reading.record.type === 'order');
  const { record } = reading;
  assert.equal(record.placedAt.toISOString(), '2026-03-01T13:30:00.000Z');
  assert.equal(record.buyer.addressCanonical, 'jan@example.org');
  assert.equal(record.lines[0]?.amountMinor, 1999);
  assert.equal(record.completedAt, null);
});

const CASES: readonly (readonly [Change, ...string[]])[] = [
  [{ type: 'parcel' }, 'type: must be one of order, product, return, buyer'],
  [{ id: '302-123' }, 'id: must be 17 digits written 3-7-7'],
  [{ id: undefined }, 'id: is missing'],
  [{ id: 5 }, 'id: must be text'],
  [{ seller: 'a b' }, 'seller: must be 1 to 64 visible ASCII characters'],
  [
    { status: 'lost' },
    'status: must be one of pending, unshipped, partially_shipped, shipped, cancelled, unfulfillable',
  ],
  [
    { placedAt: '2026-02-30T00:00:00Z' },
    'placedAt: must be a time with its zone, such as 2026-03-01T14:30:00+01:00',
  ],
  [
    { placedAt: '2026-03-01T14:30:00' },
    'placedAt: must be a time with its zone, such as 2026-03-01T14:30:00+01:00',
  ],
  [
    { earliestDeliveryAt: '2026-03-05T00:00:00Z', latestDeliveryAt: '2026-03-04T00:00:00Z' },
    'latestDeliveryAt: must not be before earliestDeliveryAt',
  ],
  [{ lines: [] }, 'lines: must be a list of 1 to 500 objects'],
  [{ lines: [null] }, 'lines: must be a list of 1 to 500 objects'],
  [line({ quantity: 0 }), 'lines.0.quantity: must be a whole number from 1 to 1000000'],
  [line({ amount: '19.999' }), 'lines.0.amount: must be an amount such as 19.99, with at most 2 decimals'],
  [line({ amount: -1 }), 'lines.0.amount: must be an amount such as 19.99, with at most 2 decimals'],
  [
    line({ amount: '5.5', currency: 'JPY' }),
    'lines.0.amount: must be an amount such as 19.99, with at most 0 decimals',
  ],
  [line({ currency: 'EURO' }), 'lines.0.currency: must be an ISO 4217 code such as EUR'],
  [buyer({ address: 'jan' }), 'buyer.address: is not an e-mail address'],
  [buyer({ language: '??' }), 'buyer.language: must be a language tag such as de or en-GB'],
  [buyer({ name: 'J\u0000n' }), 'buyer.name: must not hold control characters'],
  [buyer({ name: '\ud800' }), 'buyer.name: must not hold control characters'],
  [buyer({ nmae: 'x' }), 'buyer.nmae: is no field of this kind of record'],
  [{ buyer: undefined }, 'buyer: is missing'],
  [{ buyer: 'Jan' }, 'buyer: must be an object'],
  [{ colour: 'red' }, 'colour: is no field of this kind of record'],
];

for (const [change, ...expected] of CASES)
  test(`refused: ${expected.join('; ')}`, () =>
    assert.deepEqual(faultsOf({ ...ORDER, ...change }), expected));

test('nearly wrong, and taken', () => {
  for (const change of [
    line({ amount: 0 }),
    line({ amount: '19.9' }),
    line({ amount: '500', currency: 'JPY' }),
    line({ amount: '1.234', currency: 'KWD' }),
    { placedAt: '2024-02-29T23:59:60Z'.replace(':60', ':59') },
    buyer({ phone: '' }),
    buyer({ address: 'jürgen@bücher.example' }),
    { completedAt: null },
  ] as Change[])
    assert.deepEqual(faultsOf({ ...ORDER, ...change }), []);
});

test('names that programs treat as special are names like any other (C11)', () => {
  for (const key of ['__proto__', 'constructor', 'hasOwnProperty']) {
    const value: unknown = JSON.parse(
      JSON.stringify(ORDER).replace('"type"', `"${key}":{"polluted":1},"type"`),
    );
    assert.deepEqual(faultsOf(value), [`${key}: is no field of this kind of record`]);
  }
  assert.equal(({} as Change)['polluted'], undefined);
});

test('whatever JSON holds, reading gives a record or faults, and never throws', () => {
  const mutated = fc
    .tuple(fc.constantFrom(...Object.keys(ORDER), 'title', 'pictures', 'openedAt'), fc.jsonValue())
    .map(([key, value]) => ({ ...ORDER, [key]: value }));
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), mutated), (value) => {
      const reading = readRecord(value);
      assert.ok(reading.kind === 'record' || reading.faults.length > 0);
    }),
    { numRuns: 1000 },
  );
});

test('lines of JSON: empty ones are none, wrong ones say why', () => {
  assert.equal(readJsonLine(' \r', 3), null);
  const reasons = (text: string): string[] => {
    const found = readJsonLine(text, 1);
    return found?.reading.kind === 'refused' ? found.reading.faults.map(({ reason }) => reason) : [];
  };
  assert.deepEqual(reasons('{'), ['is not JSON']);
  assert.deepEqual(reasons('[]'), ['must be an object']);
  assert.deepEqual(reasons(`"${'x'.repeat(LONGEST_LINE)}"`), [
    `must not be longer than ${LONGEST_LINE} characters`,
  ]);
});

// ------------------------------------------------------------ tables

const HEADING =
  'marketplace,seller,id,status,fulfilment,placedAt,buyer.id,buyer.name,buyer.language,buyer.address,line.product,line.title,line.quantity,line.amount,line.currency';
const ROW =
  'de,A-1,302-1234567-1234567,unshipped,seller,2026-03-01T14:30:00+01:00,C-1,Jan,nl,jan@example.org,P-1,Lamp,1,19.99,EUR';

function readTable(...rows: string[]): NumberedReading[] {
  const records = new CsvRecords();
  const found = rows.flatMap((row, index) => records.push(row.split(','), index + 1));
  return [...found, ...records.end()];
}

const told = (readings: readonly NumberedReading[]): string[] =>
  readings.map(({ line: at, reading }) =>
    reading.kind === 'record'
      ? `${at} ${reading.record.type} ${reading.record.type === 'order' ? reading.record.lines.length : ''}`.trim()
      : `${at} ${reading.faults.map(({ field, reason }) => `${field} ${reason}`).join('; ')}`,
  );

test('rows of one order that follow one another are its lines', () => {
  const second = 'de,,302-1234567-1234567,,,,,,,,P-2,Kabel,2,5,EUR';
  const next = ROW.replace('302-', '303-');
  assert.deepEqual(told(readTable(HEADING, ROW, second, next)), ['2 order 2', '4 order 1']);
});

test('a fault names the row and the column', () => {
  const second = 'de,,302-1234567-1234567,,,,,,,,P-2,Kabel,none,5,EUR';
  assert.deepEqual(told(readTable(HEADING, ROW, second)), [
    '3 line.quantity must be a whole number from 1 to 1000000',
  ]);
  const other = 'de,,302-1234567-1234567,shipped,,,,,,,P-2,Kabel,1,5,EUR';
  assert.deepEqual(told(readTable(HEADING, ROW, other)), [
    '3 status differs from the first row of the order',
  ]);
  assert.deepEqual(told(readTable(HEADING, `${ROW},extra`)), ['2 column 16 has no heading']);
  assert.deepEqual(told(readTable('marketplace,color,id')), ['1 color is no column of an import']);
  assert.deepEqual(told(readTable('id,id')), ['1 id stands twice in the heading']);
});

test('products, returns and buyers in one table', () => {
  assert.deepEqual(
    told(
      readTable(
        'type,marketplace,seller,id,title,categories,pictures,order,status,openedAt,buyer.id,buyer.name,buyer.language,buyer.address',
        'product,de,A-1,P-1,Lampe,home|light,https://x.example/1.png,,,,,,,',
        'return,de,A-1,R-1,,,,302-1234567-1234567,requested,2026-03-01T00:00:00Z,,,,',
        'buyer,,,,,,,,,,C-1,Jan,nl,jan@example.org',
        'product,de,A-1,P-1,Lampe,,http://x.example/1.png,,,,,,,',
      ),
    ),
    ['2 product', '3 return', '4 buyer', '5 pictures.0 must be an https address'],
  );
});

test('whatever the cells hold, a table never throws', () => {
  const cell = fc.oneof(
    fc.string(),
    fc.constantFrom('order', 'product', '302-1234567-1234567', 'de', '__proto__'),
  );
  fc.assert(
    fc.property(fc.array(fc.array(cell, { maxLength: 20 }), { maxLength: 6 }), (rows) => {
      const records = new CsvRecords();
      records.push(HEADING.split(','), 1);
      rows.forEach((row, index) => records.push(row, index + 2));
      records.end();
    }),
  );
});
