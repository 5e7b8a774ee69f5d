import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { FreshDatabase } from '#test/support/database.ts';
import { freshDatabase } from '#test/support/database.ts';
import { testFolder } from '#test/support/test-folder.ts';
import { migrate, MigrationError, readMigrations } from './migrate.ts';

const parent = await testFolder();

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(parent, 'm-'));
  for (const [name, sql] of Object.entries(files)) await writeFile(join(folder, name), sql);
  return folder;
}

async function emptyDatabase(): Promise<FreshDatabase> {
  const database = await freshDatabase();
  await database.pool.query('drop schema public cascade; create schema public');
  return database;
}

async function tablesOf({ pool }: FreshDatabase): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`,
  );
  return rows.map(({ name }) => name);
}

test("the project's own migrations make the schema, once", async () => {
  await using database = await emptyDatabase();
  const names = (await readMigrations()).map(({ name }) => name);
  assert.deepEqual(await migrate(database.pool), names);
  assert.deepEqual(await migrate(database.pool), []);
  assert.ok((await tablesOf(database)).includes('message'));
});

test('migrations run in the order of their numbers, other files are left alone', async () => {
  await using database = await emptyDatabase();
  const folder = await folderWith({
    '0010_b.sql': 'insert into t values (2)',
    '0002_a.sql': 'create table t (a int); insert into t values (1)',
    'schema.sql': 'syntax error',
    'README.md': '',
  });
  assert.deepEqual(await migrate(database.pool, folder), ['0002_a', '0010_b']);
  assert.equal((await database.pool.query('select from t')).rowCount, 2);
});

test('a later release applies what is new', async () => {
  await using database = await emptyDatabase();
  const first = { '0001_a.sql': 'create table a (x int)' };
  await migrate(database.pool, await folderWith(first));
  const second = await folderWith({ ...first, '0002_b.sql': 'create table b (x int)' });
  assert.deepEqual(await migrate(database.pool, second), ['0002_b']);
  // The first release, still running on another node, has nothing to do and nothing to complain about.
  assert.deepEqual(await migrate(database.pool, await folderWith(first)), []);
});

test('nodes that start together apply each migration once', async () => {
  await using database = await emptyDatabase();
  const folder = await folderWith({
    '0001_a.sql': 'create table a (x int); insert into a values (1)',
    '0002_b.sql': 'insert into a values (2); select pg_sleep(0.01)',
    '0003_c.sql': 'insert into a values (3)',
  });
  // Several times over: who comes first, and how close the others are, is different each time.
  for (let round = 0; round < 10; round += 1) {
    await database.pool.query('drop schema public cascade; create schema public');
    const applied = await Promise.all(Array.from({ length: 6 }, () => migrate(database.pool, folder)));
    assert.deepEqual(applied.flat().sort(), ['0001_a', '0002_b', '0003_c']);
    assert.equal((await database.pool.query('select from a')).rowCount, 3);
  }
});

test('a migration that fails leaves nothing of itself, and keeps those before it', async () => {
  await using database = await emptyDatabase();
  const files = {
    '0001_a.sql': 'create table a (x int)',
    '0002_b.sql': 'create table b (x int); select 1/0; create table c (x int)',
  };
  const failed = migrate(database.pool, await folderWith(files));
  await assert.rejects(failed, (error) => {
    assert.ok(error instanceof MigrationError);
    assert.equal(error.message, 'Migration 0002_b failed: error: division by zero');
    return true;
  });
  assert.deepEqual(await tablesOf(database), ['a', 'schema_migration']);
  const mended = await folderWith({ ...files, '0002_b.sql': 'create table b (x int)' });
  assert.deepEqual(await migrate(database.pool, mended), ['0002_b']);
});

test('an applied migration that was changed is an error, changed line ends are none', async () => {
  await using database = await emptyDatabase();
  await migrate(database.pool, await folderWith({ '0001_a.sql': 'create table a (\n x int)\n' }));
  await migrate(database.pool, await folderWith({ '0001_a.sql': 'create table a (\r\n x int)\r\n' }));
  await assert.rejects(
    migrate(database.pool, await folderWith({ '0001_a.sql': 'create table a (\n x bigint)\n' })),
    /^MigrationError: Migration 0001_a was changed after this database had applied it/u,
  );
});

test('a migration of another branch is an error', async () => {
  await using database = await emptyDatabase();
  await migrate(database.pool, await folderWith({ '0001_a.sql': 'select 1', '0002_theirs.sql': 'select 2' }));
  await assert.rejects(
    migrate(database.pool, await folderWith({ '0001_a.sql': 'select 1', '0003_ours.sql': 'select 3' })),
    /has applied migration 0002_theirs, which this release doesn't have/u,
  );
});

test('two migrations of one number are an error', async () => {
  await assert.rejects(
    readMigrations(await folderWith({ '0001_a.sql': '', '0001_b.sql': '' })),
    /Two migrations have the number 0001/u,
  );
});
