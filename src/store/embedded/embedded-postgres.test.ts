import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { silentLog } from '#src/log.ts';
import { gone, killPostgres, postmasterPid } from '#test/support/crash.ts';
import { testFolder } from '#test/support/test-folder.ts';
import { startTestPostgres } from '#test/support/test-server.ts';
import { connect } from '../connect.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { EmbeddedPostgresError } from './failure.ts';

const isRoot = process.getuid?.() === 0;
const parent = await testFolder();

async function newFolder(name: string): Promise<string> {
  const folder = join(parent, name);
  await mkdir(folder, { recursive: true, mode: 0o711 });
  return folder;
}

// initdb takes a second of processor time: most tests begin with a copy of one cluster. (Owners are kept.)
const original = await newFolder('original');
await (await startTestPostgres(original)).stop();

async function clusterIn(name: string): Promise<string> {
  const folder = await newFolder(name);
  await promisify(execFile)('cp', ['-a', join(original, 'postgres'), folder]);
  return folder;
}

async function query<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

interface Holder {
  readonly adopted: boolean;
  readonly pid: number;
  readonly url: string;
  stop(): Promise<string>;
  kill(): Promise<void>;
}

/** Another process that needs the server. */
async function holder(folder: string): Promise<Holder> {
  const script = fileURLToPath(import.meta.resolve('#test/support/hold-postgres.ts'));
  const child = spawn(process.execPath, [script, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => JSON.parse(String((await lines.next()).value));
  const hello = (await next()) as { adopted: boolean; pid: number; url: string };
  return {
    ...hello,
    async stop() {
      child.stdin.end();
      const { outcome } = (await next()) as { outcome: string };
      return outcome;
    },
    async kill() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function sentenceOf(promise: Promise<unknown>): Promise<EmbeddedPostgresError> {
  const error = await promise.then(
    () => assert.fail('it started'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof EmbeddedPostgresError, String(error));
  return error;
}

test('the server is not root, closed to others, durable, and knows all letters', async () => {
  const folder = await newFolder('facts');
  // With the settings of production, unlike the other tests.
  const postgres = await startEmbeddedPostgres({
    folder,
    random: randomBytes,
    log: silentLog,
    onFatal: (error) => assert.fail(error),
  });
  assert.equal(postgres.adopted, false);
  const cluster = join(folder, 'postgres');
  const data = await stat(join(cluster, 'data'));
  const status = await readFile(`/proc/${postgres.pid()}/status`, 'utf8').catch(() => null);
  if (status !== null) assert.match(status, new RegExp(`^Uid:\\t${data.uid}\\t${data.uid}\\t`, 'mu'));
  if (isRoot) assert.notEqual(data.uid, 0);
  else assert.equal(data.uid, process.getuid?.());
  for (const [name, mode] of [
    ['.', 0o700],
    ['data', 0o700],
    ['password', 0o600],
    ['socket', 0o700],
    ['server.log', 0o600],
  ] as const)
    assert.equal((await stat(join(cluster, name))).mode & 0o777, mode, name);

  const settings = await query<{ name: string; setting: string }>(
    postgres.connectionString,
    `select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes',
       'data_checksums', 'listen_addresses', 'ssl', 'server_encoding', 'password_encryption') order by name`,
  );
  assert.deepEqual(
    settings.map(({ name, setting }) => `${name}=${setting}`),
    [
      'data_checksums=on',
      'fsync=on',
      'full_page_writes=on',
      'listen_addresses=',
      'password_encryption=scram-sha-256',
      'server_encoding=UTF8',
      'ssl=off',
      'synchronous_commit=on',
    ],
  );
  const [row] = await query<{ upper: string; provider: string; locale: string }>(
    postgres.connectionString,
    `select upper('äłß'), datlocprovider::text as provider, datlocale as locale
       from pg_database where datname = current_database()`,
  );
  assert.deepEqual(row, { upper: 'ÄŁß', provider: 'b', locale: 'C.UTF-8' });
  const withoutPassword = postgres.connectionString.replace(/:[^:@]*@/u, ':wrong@');
  await assert.rejects(query(withoutPassword, 'select 1'), /password authentication failed/u);
  assert.equal(await postgres.stop(), 'stopped');
});

test('errors in the log of the server name no values of rows', async () => {
  const folder = await clusterIn('log');
  const postgres = await startTestPostgres(folder);
  await query(postgres.connectionString, 'create table t (address text primary key)');
  await query(postgres.connectionString, `insert into t values ('canary@example.nl')`);
  await assert.rejects(query(postgres.connectionString, `insert into t values ('canary@example.nl')`), {
    code: '23505',
  });
  await assert.rejects(query(postgres.connectionString, `select 'canary@example.nl' + 1`), { code: '22P02' });
  await postgres.stop();
  const log = await readFile(join(folder, 'postgres', 'server.log'), 'utf8');
  assert.match(log, /database system is ready/u);
  assert.doesNotMatch(log, /canary/u);
});

test('a second process adopts the server; who leaves first leaves it running', async () => {
  const folder = await clusterIn('adopt');
  const first = await holder(folder);
  const second = await holder(folder);
  assert.equal(first.adopted, false);
  assert.deepEqual(
    { ...second, stop: null, kill: null },
    { ...first, adopted: true, stop: null, kill: null },
  );
  assert.equal(await first.stop(), 'left-running');
  await query(second.url, 'select 1');
  assert.equal(await second.stop(), 'stopped');
  await gone(first.pid);
});

test('the server outlives the kill -9 of the process that started it, and is adopted', async () => {
  const folder = await clusterIn('orphan');
  const first = await holder(folder);
  await query(first.url, 'create table t (a int); insert into t values (1)');
  await first.kill();
  const second = await holder(folder);
  assert.equal(second.adopted, true);
  assert.equal(second.pid, first.pid);
  assert.deepEqual(await query(second.url, 'select a from t'), [{ a: 1 }]);
  assert.equal(await second.stop(), 'stopped');
});

test('an adopted server that somebody else is connected to goes on', async () => {
  const folder = await clusterIn('others');
  const first = await holder(folder);
  await first.kill();
  const visitor = new pg.Client({ connectionString: first.url });
  await visitor.connect();
  const second = await holder(folder);
  assert.equal(await second.stop(), 'left-running');
  assert.equal((await visitor.query('select 1')).rowCount, 1);
  await visitor.end();
  const third = await holder(folder);
  assert.equal(third.pid, first.pid);
  assert.equal(await third.stop(), 'stopped');
});

test('processes that race on an empty folder end with one cluster', async () => {
  const folder = await newFolder('race');
  const holders = await Promise.all([holder(folder), holder(folder)]);
  assert.equal(holders.filter(({ adopted }) => !adopted).length, 1);
  assert.equal(new Set(holders.map(({ pid }) => pid)).size, 1);
  for (const [index, { url }] of holders.entries()) await query(url, `create table t${index} as select 1`);
  assert.deepEqual(
    (await Promise.all(holders.map((each) => each.stop()))).filter((outcome) => outcome === 'stopped').length,
    1,
  );
  assert.deepEqual(await readdir(folder), ['postgres']);
});

test('kill -9 of the server under writes: it comes back, and what was acknowledged is there once', async () => {
  const folder = await clusterIn('crash');
  const postgres = await startTestPostgres(folder, { fsync: 'on' });
  const { pool, close } = connect({ url: postgres.connectionString, poolSize: 8, log: silentLog });
  await pool.query('create table written (id int primary key)');
  const acknowledged: number[] = [];
  const refused: unknown[] = [];
  let next = 0;
  const stop = new AbortController();
  const write = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const id = next;
      next += 1;
      try {
        await pool.query('insert into written values ($1)', [id]);
        acknowledged.push(id);
      } catch (error) {
        refused.push(error);
      }
    }
  };
  const writers = Array.from({ length: 8 }, write);
  const until = async (count: number): Promise<void> => {
    while (acknowledged.length < count) await pool.query('select pg_sleep(0.001)').catch(() => undefined);
  };
  for (let round = 1; round <= 3; round += 1) {
    await until(acknowledged.length + 200);
    const killed = await killPostgres(folder);
    await until(acknowledged.length + 200);
    assert.notEqual(postgres.pid(), killed);
  }
  stop.abort();
  await Promise.all(writers);
  const { rows } = await pool.query<{ id: number }>('select id from written');
  const found = new Set(rows.map(({ id }) => id));
  assert.deepEqual(
    acknowledged.filter((id) => !found.has(id)),
    [],
  );
  assert.ok(refused.length > 0, 'the writers noticed the crashes');
  await close();
  assert.equal(await postgres.stop(), 'stopped');
});

test('a backend that crashes does not count as a crash of the server', async () => {
  const folder = await clusterIn('backend');
  const postgres = await startTestPostgres(folder);
  const pid = postgres.pid();
  const { pool, close } = connect({ url: postgres.connectionString, poolSize: 2, log: silentLog });
  for (let round = 0; round < 7; round += 1) {
    const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid');
    process.kill(rows[0]?.pid ?? 0, 'SIGKILL');
    for (;;)
      if (
        await pool.query('select 1').then(
          () => true,
          () => false,
        )
      )
        break;
  }
  assert.equal(postgres.pid(), pid);
  await close();
  assert.equal(await postgres.stop(), 'stopped');
});

test('too many crashes within a minute are fatal', async () => {
  const folder = await clusterIn('fatal');
  const fatal = Promise.withResolvers<EmbeddedPostgresError>();
  const started: number[] = [];
  const postgres = await startEmbeddedPostgres({
    folder,
    random: randomBytes,
    log: {
      ...silentLog,
      info: (event, fields) => void (event === 'database.started' && started.push(Number(fields?.['pid']))),
    },
    onFatal: fatal.resolve,
    backOffMs: [0, 1],
    settings: { fsync: 'off' },
  });
  for (let round = 1; round <= 3; round += 1) {
    while (started.length < round) await new Promise(setImmediate);
    await killPostgres(folder);
  }
  const error = await fatal.promise;
  assert.match(error.message, /^PostgreSQL ended 3 times within a minute; see server\.log in/u);
  assert.equal(await postgres.stop(), 'stopped');
});

test('a stop while the server is coming back stops it', async () => {
  const folder = await clusterIn('stop-in-crash');
  const postgres = await startTestPostgres(folder);
  await killPostgres(folder);
  await postgres.stop();
  const again = await startTestPostgres(folder);
  assert.equal(await again.stop(), 'stopped');
  await assert.rejects(postmasterPid(folder), /no PostgreSQL runs/u);
});

test('a stale postmaster.pid is no obstacle, whoever has its process id now', async () => {
  const folder = await clusterIn('stale');
  const data = join(folder, 'postgres', 'data');
  const first = await startTestPostgres(folder);
  const { uid, gid } = await stat(data);
  const file = await readFile(join(data, 'postmaster.pid'), 'utf8');
  await first.stop();
  // A stranger of the same user: PostgreSQL itself would take it for a living postmaster.
  const stranger = spawn('/bin/sleep', ['600'], { uid, gid, cwd: '/' });
  await once(stranger, 'spawn');
  const dead = spawn('/bin/true');
  await once(dead, 'exit');
  for (const pid of [stranger.pid, process.pid, dead.pid]) {
    await writeFile(join(data, 'postmaster.pid'), file.replace(/^\d+/u, String(pid)));
    const again = await startTestPostgres(folder);
    assert.equal(again.adopted, false);
    assert.equal(await again.stop(), 'stopped');
  }
  stranger.kill();
});

test('a path that is too long for a socket moves the socket to the temporary folder', async () => {
  const folder = await newFolder(
    join('a-very-long-name-for-a-folder'.repeat(3), 'and-another-one'.repeat(3)),
  );
  const postgres = await startTestPostgres(folder);
  const address =
    new URL(postgres.connectionString.replace('@/', '@localhost/')).searchParams.get('host') ?? '';
  assert.match(address, /^\/.*\/parley-[0-9a-f]{16}$/u);
  assert.ok(address.length <= 90);
  assert.equal((await stat(address)).mode & 0o777, 0o700);
  await query(postgres.connectionString, 'select 1');
  await postgres.stop();
  await rm(address, { recursive: true });
});

test("somebody else's folder in the place of the socket's is refused", async () => {
  const folder = await clusterIn('squatted');
  const postgres = await startTestPostgres(folder);
  await postgres.stop();
  const socket = join(folder, 'postgres', 'socket');
  await rm(socket, { recursive: true });
  await mkdir(socket, { mode: 0o777 });
  await rm(socket, { recursive: true });
  await writeFile(socket, '');
  const error = await sentenceOf(startTestPostgres(folder));
  assert.match(error.message, /should be a folder that belongs to user id \d+ and is closed to others/u);
});

test('a private home is no obstacle: what others can not enter is kept elsewhere, with a link to it', async () => {
  const home = await newFolder('home');
  await chmod(home, 0o700);
  const folder = join(home, 'parley', '.parley');
  const postgres = await startTestPostgres(folder);
  await query(postgres.connectionString, 'create table t (a int)');
  await postgres.stop();
  // Also when the way there is open one day.
  await chmod(home, 0o755);
  const again = await startTestPostgres(folder);
  assert.deepEqual(await query(again.connectionString, 'select a from t'), []);
  await again.stop();
  // Root alone has to step down to another user; that one can't enter root's home.
  assert.deepEqual(await readdir(folder), [isRoot ? 'database' : 'postgres']);
  if (isRoot) {
    const elsewhere = await readlink(join(folder, 'database'));
    assert.match(elsewhere, /^\/var\/lib\/parley\/database-\w{6}$/u);
    await rm(elsewhere, { recursive: true });
  }
});

test('data of another major version are left alone', async () => {
  const folder = await clusterIn('version');
  await (await startTestPostgres(folder)).stop();
  await writeFile(join(folder, 'postgres', 'data', 'PG_VERSION'), '17\n');
  const error = await sentenceOf(startTestPostgres(folder));
  assert.equal(error.reason, 'version');
  assert.match(
    error.message,
    /was made by PostgreSQL 17, and this is PostgreSQL 18: set PARLEY_POSTGRES_BINARIES/u,
  );
});

test('a setting that PostgreSQL refuses is told', async () => {
  const folder = await clusterIn('setting');
  const error = await sentenceOf(startTestPostgres(folder, { shared_buffers: 'much' }));
  assert.equal(error.reason, 'settings');
});

test('a folder that can not be written is told', async () => {
  const file = join(parent, 'file');
  await writeFile(file, '');
  const inFile = await sentenceOf(startTestPostgres(join(file, 'folder')));
  assert.match(inFile.message, /ENOTDIR/u);
  const readOnly = await sentenceOf(startTestPostgres('/sys/parley'));
  assert.match(readOnly.message, /\/sys\/parley/u);
});

test('programs that are not where the configuration says are told', async () => {
  const folder = await newFolder('binaries');
  const error = await sentenceOf(
    startEmbeddedPostgres({
      folder,
      binariesFolder: parent,
      random: randomBytes,
      log: silentLog,
      onFatal: (fatal) => assert.fail(fatal),
    }),
  );
  assert.equal(error.reason, 'binaries');
  assert.equal(error.message, `${parent} should hold postgres and initdb, but there is none.`);
});
