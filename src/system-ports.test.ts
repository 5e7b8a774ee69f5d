import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createIds, createSystemIds, systemClock } from './system-ports.ts';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u;

test('a UUIDv7 has the time in front, then version and variant (RFC 9562 §5.7)', () => {
  // The example of RFC 9562 A.6: 2022-02-22 14:22:22 -05:00 is 017F22E2-79B0-7...
  const ids = createIds({ now: () => new Date('2022-02-22T19:22:22.000Z') }, (length) =>
    new Uint8Array(length).fill(0xff),
  );
  assert.equal(ids.uuid(), '017f22e2-79b0-77ff-bfff-ffffffffffff');
});

test('ids sort in the order in which they were made, whatever the clock does', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 40 }),
      fc.infiniteStream(fc.integer({ min: 0, max: 255 })),
      (moments, bytes) => {
        let index = 0;
        const clock = { now: () => new Date(1_700_000_000_000 + (moments[index++ % moments.length] ?? 0)) };
        const ids = createIds(clock, (length) =>
          Uint8Array.from({ length }, () => bytes.next().value as number),
        );
        const made = Array.from({ length: 60 }, () => ids.uuid());
        assert.deepEqual(made, [...new Set(made)].sort());
        for (const id of made) assert.match(id, UUID_V7);
      },
    ),
    { numRuns: 50 },
  );
});

test('a full counter borrows from the next millisecond', () => {
  const ids = createIds({ now: () => new Date(1000) }, (length) => new Uint8Array(length));
  const made = Array.from({ length: 4097 }, () => ids.uuid());
  assert.equal(made[4095], '00000000-03e8-7fff-8000-000000000000');
  assert.equal(made[4096], '00000000-03e9-7000-8000-000000000000');
});

test('the system makes different ids and as many random bytes as asked for', () => {
  const ids = createSystemIds();
  const made = Array.from({ length: 1000 }, () => ids.uuid());
  assert.equal(new Set(made).size, 1000);
  assert.deepEqual(made, [...made].sort());
  assert.equal(ids.random(16).length, 16);
  assert.ok(systemClock.now().getFullYear() >= 2026);
});

test('random bytes are never given twice, and nobody sees them change', () => {
  const ids = createSystemIds();
  const given = Array.from({ length: 5000 }, (_, index) => ids.random(16 + (index % 3)));
  const texts = given.map((bytes) => Buffer.from(bytes).toString('hex').slice(0, 32));
  assert.equal(new Set(texts).size, texts.length);
  assert.ok(given.every((bytes) => bytes.some((byte) => byte !== 0)));
  assert.equal(ids.random(4000).length, 4000);
});
