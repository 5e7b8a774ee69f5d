import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

/** The migrations of this release. */
const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../migrations', import.meta.url));

/** The database and the migrations of this release don't belong together; the message is for the operator. */
export class MigrationError extends Error {
  constructor(sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'MigrationError';
  }
}

interface Migration {
  /** `0001_spine` */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 in hex. */
  readonly checksum: string;
}

type Applied = ReadonlyMap<string, string>;

/** The migrations in `folder` in their order; other files, such as the dump, are left alone. */
export async function readMigrations(folder: string = MIGRATIONS_FOLDER): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => /^\d{4}_[a-z0-9_]+\.sql$/u.test(file)).sort();
  for (const [index, file] of files.entries())
    if (file.slice(0, 4) === files[index - 1]?.slice(0, 4))
      throw new MigrationError(`Two migrations have the number ${file.slice(0, 4)}.`);
  return Promise.all(
    files.map(async (file) => {
      // A checkout under Windows may have other line ends: no reason to take it for another migration.
      const sql = (await readFile(`${folder}/${file}`, 'utf8')).replaceAll('\r\n', '\n');
      return {
        name: file.slice(0, -'.sql'.length),
        sql,
        checksum: createHash('sha256').update(sql).digest('hex'),
      };
    }),
  );
}

/**
 * Throws where history was rewritten. Migrations that are newer than ours are fine: another node runs the next
 * release already, and each migration lets the previous release keep running.
 */
function requireSameHistory(migrations: readonly Migration[], applied: Applied): void {
  for (const { name, checksum } of migrations) {
    const before = applied.get(name);
    if (before !== undefined && before !== checksum)
      throw new MigrationError(
        `Migration ${name} was changed after this database had applied it. Migrations only go forward: restore the file and add a new one.`,
      );
  }
  const known = new Set(migrations.map(({ name }) => name));
  const latest = migrations.at(-1)?.name ?? '';
  const missing = [...applied.keys()].find((name) => !known.has(name) && name < latest);
  if (missing !== undefined)
    throw new MigrationError(
      `This database has applied migration ${missing}, which this release doesn't have: it belongs to another branch.`,
    );
}

async function readApplied(client: pg.ClientBase): Promise<Applied> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from schema_migration order by name',
  );
  return new Map(rows.map(({ name, checksum }) => [name, checksum]));
}

async function inTransaction<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function ensureMigrationTable(client: pg.ClientBase): Promise<void> {
  try {
    await client.query(`create table if not exists schema_migration (
      name       text primary key,
      checksum   text not null,
      applied_at timestamptz not null default now()
    )`);
  } catch (error) {
    // "if not exists" looks before it leaps: of nodes that create the table at once, all but one may fail here, with
    // duplicate_table, duplicate_object (its type) or unique_violation (in the catalogue).
    const { rowCount } = await client.query(`select where to_regclass('schema_migration') is not null`);
    if (rowCount === 0) throw error;
  }
}

/** Applies one migration unless another node was faster; gives whether it did. */
async function apply(client: pg.ClientBase, migration: Migration): Promise<boolean> {
  return inTransaction(client, async () => {
    // Nodes that start together come here one after the other.
    await client.query('lock table schema_migration in exclusive mode');
    if ((await readApplied(client)).has(migration.name)) return false;
    try {
      await client.query(migration.sql);
    } catch (error) {
      throw new MigrationError(`Migration ${migration.name} failed: ${String(error)}`, { cause: error });
    }
    await client.query('insert into schema_migration (name, checksum) values ($1, $2)', [
      migration.name,
      migration.checksum,
    ]);
    return true;
  });
}

/** To where the pool goes, but patient: a migration may rewrite a large table, and waits for other nodes. */
function clientWithoutLimits(pool: pg.Pool): pg.Client {
  const { stream: _stream, ...options } = pool.options;
  const client = new pg.Client({
    ...options,
    statement_timeout: 0,
    lock_timeout: 0,
    idle_in_transaction_session_timeout: 0,
  });
  // An error between two queries is told by the next one.
  client.on('error', () => undefined);
  return client;
}

/**
 * Brings the database up to this release: applies what is missing of `folder`, each migration in a transaction of
 * its own, and gives the names of those it applied. Safe when several nodes start at once. Throws a
 * `MigrationError` where an applied migration was changed or one fails; the earlier ones stay applied.
 */
export async function migrate(pool: pg.Pool, folder: string = MIGRATIONS_FOLDER): Promise<string[]> {
  const migrations = await readMigrations(folder);
  const client = clientWithoutLimits(pool);
  await client.connect();
  try {
    await ensureMigrationTable(client);
    const applied = await readApplied(client);
    requireSameHistory(migrations, applied);
    const done: string[] = [];
    for (const migration of migrations)
      if (!applied.has(migration.name) && (await apply(client, migration))) done.push(migration.name);
    return done;
  } finally {
    await client.end();
  }
}
