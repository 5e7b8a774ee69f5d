import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';
import type { PoolClient } from 'pg';

import { freshDatabase } from '#test/support/database.ts';

import type { EventPosition } from './event-log.ts';
import { BEGINNING, endOfEvents, readEvents } from './event-log.ts';

const { pool } = await freshDatabase();
const SELLERS = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'] as const;

async function write(client: Pick<PoolClient, 'query'>, label: string, seller: number = 0): Promise<void> {
  await client.query(
    `insert into event (at, kind, seller_id, data) values ('2026-11-01', 'order.created', $1, jsonb_build_object('orderId', $2::text))`,
    [SELLERS[seller], label],
  );
}

const labels = (events: readonly { readonly data: Readonly<Record<string, unknown>> }[]): unknown[] =>
  events.map(({ data }) => data['orderId']);

/** All that follows a place, page by page. */
async function readOn(
  after: EventPosition,
  limit: number,
  owner = {},
): Promise<{ seen: unknown[]; position: EventPosition }> {
  const seen: unknown[] = [];
  let position = after;
  for (;;) {
    const reading = await readEvents(pool, position, limit, owner);
    seen.push(...labels(reading.events));
    position = reading.position;
    if (!reading.more) return { seen, position };
  }
}

test('an event whose transaction commits late is read after the ones that overtook it, and none is skipped', async () => {
  const slow = await pool.connect();
  await slow.query('begin');
  const begin = await endOfEvents(pool);
  await write(slow, 'slow');
  await write(pool, 'quick');
  const meanwhile = await readOn(begin, 10);
  assert.deepEqual(meanwhile.seen, [], 'what is above an open transaction waits');
  await slow.query('commit');
  slow.release();
  const after = await readOn(meanwhile.position, 10);
  assert.deepEqual(after.seen, ['slow', 'quick']);
  assert.deepEqual((await readOn(after.position, 10)).seen, []);
});

test('an event of a transaction that failed is no reason to wait', async () => {
  const begin = await endOfEvents(pool);
  const failing = await pool.connect();
  await failing.query('begin');
  await write(failing, 'never');
  await failing.query('rollback');
  failing.release();
  await write(pool, 'there');
  assert.deepEqual((await readOn(begin, 10)).seen, ['there']);
});

test('with an owner, others’ events are passed over, and the place moves on all the same', async () => {
  const begin = await endOfEvents(pool);
  for (let count = 0; count < 7; count += 1) await write(pool, `b${count}`, 1);
  await write(pool, 'mine', 0);
  const mine = await readEvents(pool, begin, 1, { sellerId: SELLERS[0] });
  assert.deepEqual(labels(mine.events), ['mine']);
  assert.deepEqual(await readEvents(pool, mine.position, 5, { sellerId: SELLERS[0] }), {
    events: [],
    more: false,
    position: await endOfEvents(pool),
  });
  assert.equal((await readOn(begin, 3, { sellerId: SELLERS[1] })).seen.length, 7);
  assert.deepEqual((await readOn(begin, 3, { buyerId: SELLERS[1] })).seen, []);
});

test('whatever commits when, readers at any pace see each event once and in one order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ writer: fc.nat(3), act: fc.constantFrom('write', 'commit', 'read') }), {
        minLength: 5,
        maxLength: 40,
      }),
      fc.integer({ min: 1, max: 4 }),
      async (steps, limit) => {
        const writers: (PoolClient | null)[] = [null, null, null, null];
        const begin = await endOfEvents(pool);
        let position = begin;
        const seen: unknown[] = [];
        const written: string[] = [];
        const read = async (): Promise<void> => {
          const reading = await readEvents(pool, position, limit);
          seen.push(...labels(reading.events));
          position = reading.position;
        };
        const commit = async (writer: number): Promise<void> => {
          const client = writers[writer];
          if (client == null) return;
          await client.query('commit');
          client.release();
          writers[writer] = null;
        };
        for (const [index, { writer, act }] of steps.entries()) {
          if (act === 'read') await read();
          else if (act === 'commit') await commit(writer);
          else {
            let client = writers[writer];
            if (client == null) {
              client = await pool.connect();
              await client.query('begin');
              writers[writer] = client;
            }
            await write(client, `e${index}`);
            written.push(`e${index}`);
          }
        }
        for (const writer of writers.keys()) await commit(writer);
        const rest = await readOn(position, limit);
        seen.push(...rest.seen);
        assert.deepEqual(seen.map(String).sort(), written.sort());
        assert.deepEqual((await readOn(begin, 50)).seen, seen, 'the order is the same for a later reader');
      },
    ),
    { numRuns: 25 },
  );
});

test('the first reading begins with the oldest event', async () => {
  const { events } = await readEvents(pool, BEGINNING, 1);
  assert.deepEqual(labels(events), ['slow']);
});
