import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql } from 'kysely';
import { silentLog } from '#src/log.ts';
import { freshDatabase } from '#test/support/database.ts';
import { connect } from './connect.ts';
import { classifyDatabaseError } from './database-error.ts';

const database = await freshDatabase({ poolSize: 2 });
const { db, pool } = database;

async function value(expression: string): Promise<unknown> {
  return (await pool.query<{ value: unknown }>(`select ${expression} as value`)).rows[0]?.value;
}

test('values arrive as documented', async () => {
  assert.equal(await value('count(*)'), 1);
  assert.equal(await value('9007199254740991::int8'), Number.MAX_SAFE_INTEGER);
  assert.deepEqual(await value(`array[1, null, -9007199254740991]::int8[]`), [1, null, -9007199254740991]);
  assert.deepEqual(await value(`timestamptz '2026-11-22 12:00+01'`), new Date('2026-11-22T11:00:00Z'));
  assert.equal(await value(`date '2026-03-29'`), '2026-03-29');
  assert.deepEqual(await value(`array[date '2026-03-29']`), ['2026-03-29']);
  assert.equal(await value('1.10::numeric'), '1.10');
  assert.equal(await value(`'42'::xid8`), '42');
  assert.deepEqual(await value(`'{"a": [1]}'::jsonb`), { a: [1] });
  assert.deepEqual(await value(`'\\x00ff'::bytea`), Buffer.from([0, 255]));
  assert.deepEqual(await value(`array['a', null, 'b,"c']`), ['a', null, 'b,"c']);
});

test('an int8 that a number can not hold is an error of its query alone', async () => {
  await assert.rejects(value('9007199254740992::int8'), RangeError);
  assert.equal(await value('1'), 1);
});

test('Kysely uses the same pool and the same parsers', async () => {
  const { rows } = await sql<{ n: number }>`select count(*) as n from seller`.execute(db);
  assert.deepEqual(rows, [{ n: 0 }]);
  assert.deepEqual(await db.selectFrom('event').selectAll().execute(), []);
});

test('statements have a limit, and say who asks', async () => {
  assert.equal(await value(`current_setting('statement_timeout')`), '30s');
  assert.equal(await value(`current_setting('lock_timeout')`), '10s');
  assert.equal(await value(`current_setting('idle_in_transaction_session_timeout')`), '30s');
  assert.match(String(await value(`current_setting('application_name')`)), /^test_/u);
});

async function terminate(pid: unknown): Promise<void> {
  await pool.query('select pg_terminate_backend($1)', [pid]);
}

test('a resting connection that dies is replaced and logged', async () => {
  const logged: string[] = [];
  const other = connect({
    url: database.url,
    poolSize: 1,
    log: { ...silentLog, warn: (event) => void logged.push(event) },
  });
  const { rows } = await other.pool.query<{ pid: number }>('select pg_backend_pid() as pid');
  const ended = once(other.pool, 'error');
  await terminate(rows[0]?.pid);
  await ended;
  assert.deepEqual(logged, ['database.unavailable']);
  assert.equal((await other.pool.query('select 1')).rowCount, 1);
  await other.close();
});

test('a connection that dies inside a transaction fails the transaction, not the process', async () => {
  const other = connect({ url: database.url, poolSize: 1, log: silentLog });
  await assert.rejects(
    other.db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
      await terminate(rows[0]?.pid);
      // Lets the news arrive while nothing is asked of the connection.
      while (
        (await pool.query('select from pg_stat_activity where pid = $1', [rows[0]?.pid])).rowCount !== 0
      );
      await sql`select 1`.execute(tx);
    }),
  );
  const { rows } = await sql<{ n: number }>`select 1 as n`.execute(other.db);
  assert.deepEqual(rows, [{ n: 1 }]);
  await other.close();
});

test('a connection that falls silent is given up, and the pool is well again', async () => {
  // A way to the database that can be blocked: bytes get lost, nobody hangs up.
  const folder = new URL(database.url.replace('@/', '@localhost/')).searchParams.get('host') ?? '';
  let isBlocked = false;
  const way = createServer((from) => {
    const to = createConnection(join(folder, '.s.PGSQL.5432'));
    from.on('data', (bytes) => isBlocked || to.write(bytes));
    to.on('data', (bytes) => from.write(bytes));
    from.on('close', () => to.destroy());
    from.on('error', () => undefined);
    to.on('error', () => undefined);
  });
  way.listen(0, '127.0.0.1');
  await once(way, 'listening');
  const { port } = way.address() as AddressInfo;
  const other = connect({
    url: database.url.replace('@/', `@127.0.0.1:${port}/`).replace(/\?.*$/u, ''),
    poolSize: 1,
    log: silentLog,
    silenceTimeoutMs: 1000,
  });
  await other.pool.query('select 1');
  isBlocked = true;
  const error: unknown = await other.pool.query('select 2').catch((reason: unknown) => reason);
  assert.equal(String(error), 'Error: Connection terminated: silent for 1000 ms');
  assert.equal(classifyDatabaseError(error), 'unavailable');
  isBlocked = false;
  assert.equal((await other.pool.query('select 3')).rowCount, 1);
  await other.close();
  way.close();
});

test('close ends a pool that Kysely never used, too', async () => {
  const other = connect({ url: database.url, poolSize: 1, log: silentLog });
  await other.pool.query('select 1');
  await other.close();
  assert.equal(other.pool.totalCount, 0);
});
