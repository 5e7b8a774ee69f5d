import { createHash, randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { silentLog } from '#src/log.ts';
import type { EmbeddedPostgres } from '#store/embedded/embedded-postgres.ts';
import { startEmbeddedPostgres } from '#store/embedded/embedded-postgres.ts';
import { migrate, readMigrations } from '#store/migrate.ts';
import { sweepTestFolders, testFolder } from './test-folder.ts';

/** How a test process finds the server and the template that the run made: as JSON in the environment. */
export const TEST_SERVER_VARIABLE = 'TEST_DATABASE_SERVER';

export interface TestServer {
  /** Address of the maintenance database, with the rights to create others. */
  readonly url: string;
  /** Name of a database with all migrations and no rows, to be cloned. */
  readonly template: string;
}

/** The address of database `name` on the server of `url`. */
export function withDatabase(url: string, name: string): string {
  return url.replace(/\/[^/?]*\?/u, `/${name}?`);
}

/**
 * The bundled server with `folder` as its data folder, for tests: what is written may be lost in a power cut, which
 * makes the tests faster; all else is as in production.
 */
export async function startTestPostgres(
  folder: string,
  settings: Record<string, string> = {},
): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({
    folder,
    random: randomBytes,
    log: silentLog,
    onFatal: (error) => {
      throw error;
    },
    settings: { max_connections: '300', fsync: 'off', ...settings },
    backOffMs: [0, 10, 10, 10, 10],
  });
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Runs one statement on the server of `url`. */
export async function administer(url: string, statement: string): Promise<void> {
  await withClient(url, (client) => client.query(statement));
}

async function makeTemplate(url: string, name: string): Promise<void> {
  await administer(url, `drop database if exists ${name}`);
  await administer(url, `create database ${name}`);
  const pool = new pg.Pool({ connectionString: withDatabase(url, name), max: 1 });
  await migrate(pool);
  await pool.end();
  // A database that nobody can connect to can be cloned at any time.
  await administer(url, `alter database ${name} with is_template true allow_connections false`);
}

/** Makes the template of today's migrations unless it is there. */
export async function ensureTemplate(server: EmbeddedPostgres): Promise<TestServer> {
  const url = withDatabase(server.connectionString, 'postgres');
  const checksums = (await readMigrations()).map(({ checksum }) => checksum);
  const template = `template_${createHash('sha256').update(checksums.join()).digest('hex').slice(0, 12)}`;
  await withClient(url, async (client) => {
    // Test processes that are started by hand may come here together.
    await client.query(`select pg_advisory_lock(hashtext('template'))`);
    const { rowCount } = await client.query(
      'select from pg_database where datname = $1 and not datallowconn',
      [template],
    );
    if (rowCount === 0) await makeTemplate(url, template);
  });
  return { url, template };
}

export interface OwnedTestServer extends TestServer {
  stop(): Promise<void>;
}

/** A server for one run of the tests, in a temporary folder that goes away with it. */
export async function startServerForRun(): Promise<OwnedTestServer> {
  await sweepTestFolders();
  const postgres = await startTestPostgres(await testFolder());
  const server = await ensureTemplate(postgres);
  return { ...server, stop: async () => void (await postgres.stop()) };
}

/**
 * For a test file that is run by hand: a server that all such runs share. The last one stops it; its folder stays in
 * the temporary folder, so that the next one starts in a moment.
 */
export async function shareServerByHand(): Promise<OwnedTestServer> {
  await sweepTestFolders();
  const folder = join(tmpdir(), `parley-test-by-hand-${process.getuid?.() ?? 0}`);
  await mkdir(folder, { recursive: true, mode: 0o711 });
  const postgres = await startTestPostgres(folder);
  const server = await ensureTemplate(postgres);
  await dropLeftOvers(server.url);
  return { ...server, stop: async () => void (await postgres.stop()) };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Databases of test processes that were killed, and templates of migrations that are no more. */
async function dropLeftOvers(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      `select datname from pg_database where datname ~ '^test_[0-9]+_'`,
    );
    for (const { datname } of rows)
      if (!isRunning(Number(datname.split('_')[1])))
        await client.query(`drop database if exists ${datname} with (force)`);
  });
}
