import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, rm, stat, statfs, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import pg from 'pg';
import { silentLog } from '#src/log.ts';
import { killPostgres } from '#test/support/crash.ts';
import { freshDatabase } from '#test/support/database.ts';
import { testFolder } from '#test/support/test-folder.ts';
import { startTestPostgres } from '#test/support/test-server.ts';
import { connect } from './connect.ts';
import { classifyDatabaseError, isTemporary } from './database-error.ts';

const run = promisify(execFile);
const database = await freshDatabase({ poolSize: 4 });
const { pool } = database;
await pool.query('create table t (a int primary key, b bytea)');

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => assert.fail('it worked'),
    (error: unknown) => error,
  );
}

async function assertKind(work: Promise<unknown>, kind: string, words: RegExp): Promise<void> {
  const error = await failureOf(work);
  assert.match(String(error), words);
  assert.equal(classifyDatabaseError(error), kind, String(error));
  assert.equal(isTemporary(error), kind !== 'fault');
}

test('faults: wrong SQL, wrong values, what has nothing to do with the database', async () => {
  await assertKind(pool.query('selec 1'), 'fault', /syntax error/u);
  await assertKind(pool.query('select from nowhere'), 'fault', /does not exist/u);
  await assertKind(pool.query('insert into t values (null)'), 'fault', /violates not-null/u);
  await assertKind(pool.query(`select 'x'::int`), 'fault', /invalid input syntax/u);
  await assertKind(Promise.reject(new TypeError('x is not a function')), 'fault', /TypeError/u);
  for (const thrown of [null, undefined, 'ECONNREFUSED', { code: '53100' }])
    assert.equal(classifyDatabaseError(thrown), 'fault');
});

test('conflict: somebody was first', async () => {
  await pool.query('insert into t values (1)');
  await assertKind(pool.query('insert into t values (1)'), 'conflict', /duplicate key/u);
});

test('conflict: a deadlock', async () => {
  await pool.query('insert into t values (10), (11)');
  const lockBoth = async (
    first: number,
    second: number,
    mine: PromiseWithResolvers<void>,
    theirs: Promise<void>,
  ) =>
    database.db.transaction().execute(async (tx) => {
      await sql`update t set b = null where a = ${first}`.execute(tx);
      mine.resolve();
      await theirs;
      await sql`update t set b = null where a = ${second}`.execute(tx);
    });
  const left = Promise.withResolvers<void>();
  const right = Promise.withResolvers<void>();
  const outcomes = await Promise.allSettled([
    lockBoth(10, 11, left, right.promise),
    lockBoth(11, 10, right, left.promise),
  ]);
  const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
  assert.equal(failed.length, 1);
  await assertKind(Promise.reject(failed[0]?.reason as Error), 'conflict', /deadlock detected/u);
});

test('conflict: serialisation', async () => {
  const change = sql`update t set b = null where a = 10`;
  const failed = database.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => {
      await sql`select from t`.execute(tx);
      await change.execute(database.db);
      await change.execute(tx);
    });
  await assertKind(failed, 'conflict', /could not serialize/u);
});

test('unavailable: too slow, too many, read-only', async () => {
  const client = await pool.connect();
  await client.query('set statement_timeout = 5');
  await assertKind(client.query('select pg_sleep(10)'), 'unavailable', /statement timeout/u);
  await client.query('set statement_timeout = 0; set default_transaction_read_only = on');
  await assertKind(client.query('insert into t values (2)'), 'unavailable', /read-only transaction/u);
  client.release(true);

  const small = new pg.Pool({ connectionString: database.url, max: 1 });
  const only = await small.connect();
  small.options.connectionTimeoutMillis = 5;
  await assertKind(small.connect(), 'unavailable', /timeout exceeded/u);
  only.release();
  await small.end();
});

test('unavailable: nobody listens, or not here', async () => {
  const nowhere = [
    'postgresql://u:p@127.0.0.1:1/d',
    'postgresql://u:p@localhost:1/d',
    'postgresql://u:p@/d?host=/nowhere',
    'postgresql://u:p@database.invalid/d',
  ];
  for (const url of nowhere) {
    const away = connect({ url, poolSize: 1, log: silentLog });
    await assertKind(away.pool.query('select 1'), 'unavailable', /ECONNREFUSED|ENOENT|ENOTFOUND|EAI_AGAIN/u);
    await away.close();
  }
});

const parent = await testFolder();
// A server that may be killed and starved.
const folder = join(parent, 'data');
const postgres = await startTestPostgres(folder);
const victim = connect({ url: postgres.connectionString, poolSize: 8, log: silentLog });
after(async () => {
  await victim.close();
  await postgres.stop();
});

test('unavailable: every way in which a killed server fails its clients', async () => {
  const seen = new Map<string, string>();
  const note = (error: unknown): void => void seen.set(String(error), classifyDatabaseError(error));
  for (let round = 0; round < 2; round += 1) {
    await Promise.all(Array.from({ length: 8 }, () => victim.pool.query('select 1')));
    const asked = Array.from({ length: 6 }, () => victim.pool.query('select pg_sleep(60)').catch(note));
    const inTransaction = victim.db
      .transaction()
      .execute(async (tx) => {
        for (;;) await sql`select 1`.execute(tx);
      })
      .catch(note);
    await victim.pool.query('select 1').catch(note);
    await killPostgres(folder);
    await Promise.all([...asked, inTransaction]);
    while (!(await victim.pool.query('select 1').then(() => true, note)));
  }
  assert.ok(seen.size > 0);
  assert.deepEqual([...new Set(seen.values())], ['unavailable'], JSON.stringify([...seen]));
});

/** Puts a link to `target` in the place of a new table's file, and gives the path of the link. */
async function replaceFileOfTable(table: string, target: string): Promise<string> {
  await victim.pool.query(`create table ${table} (a int)`);
  await victim.pool.query('checkpoint');
  const { rows } = await victim.pool.query<{ path: string }>('select pg_relation_filepath($1) as path', [
    table,
  ]);
  const path = join(folder, 'postgres', 'data', rows[0]?.path ?? '');
  await rm(path);
  await symlink(target, path);
  return path;
}

test('disk-full: a table that can not grow; what is there can be read', async () => {
  await victim.pool.query('create table other (a int)');
  const link = await replaceFileOfTable('no_room', '/dev/full');
  await assertKind(
    victim.pool.query('insert into no_room values (1)'),
    'disk-full',
    /No space left on device/u,
  );
  await victim.pool.query('insert into other values (1)');
  assert.equal((await victim.pool.query('select from other')).rowCount, 1);
  await rm(link);
});

/** A file system of its own, where we may mount one: as root, outside of most containers. */
async function mount(folder: string, options: string): Promise<boolean> {
  await mkdir(folder, { recursive: true });
  return run('mount', ['-t', 'tmpfs', '-o', `mode=711,${options}`, 'tmpfs', folder]).then(
    () => true,
    () => false,
  );
}

const disk = join(parent, 'disk');
const readOnly = join(parent, 'read-only');
if (await mount(disk, 'size=110m')) {
  test('disk-full: the log can not grow, the server stops; it comes back when there is room', async (t) => {
    t.after(() => run('umount', [disk]));
    const starved = await startTestPostgres(join(disk, 'data'), { fsync: 'on' });
    const full = connect({ url: starved.connectionString, poolSize: 2, log: silentLog });
    await full.pool.query('create table written (id int primary key)');
    const { bavail, bsize } = await statfs(disk);
    const filler = join(disk, 'filler');
    await writeFile(filler, randomBytes(bavail * bsize - 3_000_000));

    const acknowledged: number[] = [];
    const kinds = new Set<string>();
    // A megabyte of write-ahead log at a time, until new files would be needed and the server has given up.
    for (let id = 0; kinds.size < 2; id += 1) {
      try {
        await full.pool.query(`select pg_logical_emit_message(true, 'x', repeat('x', 1000000))`);
        await full.pool.query('insert into written values ($1)', [id]);
        acknowledged.push(id);
      } catch (error) {
        kinds.add(classifyDatabaseError(error));
      }
    }
    assert.deepEqual([...kinds].sort(), ['disk-full', 'unavailable']);

    await rm(filler);
    const isBack = async (): Promise<boolean> =>
      full.pool.query('select 1').then(
        () => true,
        () => false,
      );
    while (!(await isBack()));
    const { rows } = await full.pool.query<{ id: number }>('select id from written');
    const found = new Set(rows.map(({ id }) => id));
    assert.deepEqual(
      acknowledged.filter((id) => !found.has(id)),
      [],
    );
    await full.close();
    assert.equal(await starved.stop(), 'stopped');
  });

  test('unavailable: a disk that turned read-only', async (t) => {
    assert.ok(await mount(readOnly, 'size=1m'));
    t.after(() => run('umount', [readOnly]));
    const { uid, gid } = await stat(join(folder, 'postgres', 'data'));
    const file = join(readOnly, 'table');
    await writeFile(file, '');
    await chown(file, uid, gid);
    await run('mount', ['-o', 'remount,ro', readOnly]);
    const link = await replaceFileOfTable('not_writable', file);
    await assertKind(
      victim.pool.query('insert into not_writable values (1)'),
      'unavailable',
      /Read-only file system/u,
    );
    await rm(link);
  });
}
