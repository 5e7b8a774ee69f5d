import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { FileHandle } from 'node:fs/promises';
import { open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Binaries } from './binaries.ts';
import { asAccount, CHILD_ENVIRONMENT } from './binaries.ts';
import { DATABASE_USER } from './cluster.ts';
import { EmbeddedPostgresError, explainOutput, systemCode } from './failure.ts';
import type { Place } from './place.ts';
import { dataOf, logFileOf } from './place.ts';
import type { PostmasterFile } from './postmaster-file.ts';
import { isAlive, processesIn, readPostmasterFile, removePostmasterFile } from './postmaster-file.ts';
import { promisedSettings } from './settings.ts';

/** All that is needed to start or find the server, again and again. */
export interface ServerPlan {
  readonly place: Place;
  readonly binaries: Binaries;
  readonly socketFolder: string;
  readonly password: string;
  readonly settings: Readonly<Record<string, string>>;
}

export interface RunningServer {
  readonly pid: number;
  /** It ran already: another process of ours started it. */
  readonly adopted: boolean;
  /** Kept open as long as this process needs the server; its end tells of the server's end. */
  readonly client: pg.Client;
}

/**
 * Advisory lock on the database `postgres`: who needs the server holds it shared. Who wants to stop it takes it
 * alone; from then on a newcomer waits for the lock, loses its connection, and starts the server anew.
 */
export const NEED_LOCK = 0x7061_726c;

const POLL_MS = 20;
/** Recovery after a crash reads up to `max_wal_size` of log: seconds on a good disk, minutes on a bad one. */
const LONGEST_START_MS = 600_000;
const LONGEST_WAIT_FOR_LOCK_MS = 60_000;
const LARGEST_LOG_BYTES = 8_000_000;

async function connect(plan: ServerPlan, socketFolder: string): Promise<pg.Client> {
  const client = new pg.Client({
    host: socketFolder,
    port: 5432,
    user: DATABASE_USER,
    password: plan.password,
    database: 'postgres',
    application_name: 'parley supervisor',
    connectionTimeoutMillis: 10_000,
  });
  // The owner of the client listens to its end; without a listener here an error would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ folder: string }>(
      `select current_setting('data_directory') as folder`,
    );
    if (rows[0]?.folder !== dataOf(plan.place))
      throw new EmbeddedPostgresError(
        'locked',
        `The server on ${socketFolder} serves ${rows[0]?.folder ?? 'something else'}, not ${dataOf(plan.place)}.`,
      );
    await client.query('select pg_advisory_lock_shared($1)', [NEED_LOCK]);
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

/** Null: not now, ask again (nobody listens yet, or the server is starting, recovering or stopping). */
async function tryToConnect(plan: ServerPlan, socketFolder: string): Promise<pg.Client | null> {
  try {
    return await connect(plan, socketFolder);
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw error;
    // invalid_password: the file next to the data isn't the one that the cluster was made with.
    if (systemCode(error) === '28P01')
      throw new EmbeddedPostgresError(
        'folder',
        `The database in ${plan.place.cluster} refuses the password in the file next to it.`,
        { cause: error },
      );
    return null;
  }
}

async function requireSoon(signal: AbortSignal, sentence: string): Promise<void> {
  if (signal.aborted) throw new EmbeddedPostgresError('locked', sentence);
  await delay(POLL_MS);
}

/**
 * Connects to the server that holds the data, if there is one, waiting while it starts or stops. Null: there is
 * none, one can be started.
 */
async function adopt(plan: ServerPlan): Promise<RunningServer | null> {
  const data = dataOf(plan.place);
  const patience = AbortSignal.timeout(LONGEST_START_MS);
  for (;;) {
    const file = await readPostmasterFile(data);
    // The file of a process that is gone stays: by it PostgreSQL finds backends that outlived their postmaster.
    if (file === null || (await isGone(file.pid))) return null;
    const client = file.socketFolder === null ? null : await tryToConnect(plan, file.socketFolder);
    if (client !== null) return { pid: file.pid, adopted: true, client };
    if (!(await isAlive(file.pid)) || !(await processesIn(data)).includes(file.pid)) {
      // The id was given to a stranger, or nobody collected the dead: PostgreSQL would believe the file.
      if (await removeStale(data, file)) return null;
    }
    await requireSoon(
      patience,
      `Process ${file.pid} holds ${plan.place.cluster}, but nobody can connect to it.`,
    );
  }
}

async function isGone(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return systemCode(error) === 'ESRCH';
  }
}

async function removeStale(data: string, seen: PostmasterFile): Promise<boolean> {
  if ((await processesIn(data)).length > 0) return false;
  const now = await readPostmasterFile(data);
  if (now !== null && now.pid === seen.pid) await removePostmasterFile(data);
  return true;
}

async function openLog(path: string): Promise<FileHandle> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LARGEST_LOG_BYTES) await rename(path, `${path}.1`);
  return open(path, 'a+', 0o600);
}

async function readFrom(log: FileHandle, start: number): Promise<string> {
  const { size } = await log.stat();
  const length = Math.max(0, Math.min(size - start, 65_536));
  const { buffer } = await log.read(Buffer.alloc(length), 0, length, start);
  return buffer.toString('utf8');
}

function argumentsOf(plan: ServerPlan): string[] {
  const settings = { ...promisedSettings(plan.socketFolder), ...plan.settings };
  return [
    '-D',
    dataOf(plan.place),
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
}

/** Starts a server and waits until it answers. Throws what it said where it gives up. */
async function launch(plan: ServerPlan): Promise<RunningServer> {
  const log = await openLog(logFileOf(plan.place));
  try {
    const { size: start } = await log.stat();
    // A process group of its own: the Ctrl-C in the terminal is ours, and the server stops after the last write.
    const child = spawn(join(plan.binaries.folder, 'postgres'), argumentsOf(plan), {
      ...asAccount(plan.place.account),
      cwd: dataOf(plan.place),
      env: CHILD_ENVIRONMENT,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    await once(child, 'spawn');
    child.unref();
    const patience = AbortSignal.timeout(LONGEST_START_MS);
    for (;;) {
      if (child.exitCode !== null || child.signalCode !== null)
        throw explainOutput(await readFrom(log, start), plan.place.cluster);
      const file = await readPostmasterFile(dataOf(plan.place));
      if (file?.pid === child.pid && file?.socketFolder !== null && file?.socketFolder !== undefined) {
        const client = await tryToConnect(plan, file.socketFolder);
        if (client !== null) return { pid: file.pid, adopted: false, client };
      }
      await requireSoon(
        patience,
        `PostgreSQL in ${plan.place.cluster} doesn't answer; see server.log there.`,
      );
    }
  } finally {
    await log.close();
  }
}

/**
 * Connects to the server that holds the data, or starts one. Where another process is about to do the same, one of
 * the two starts it and the other adopts it.
 */
export async function startOrAdopt(plan: ServerPlan): Promise<RunningServer> {
  const patience = AbortSignal.timeout(LONGEST_WAIT_FOR_LOCK_MS);
  for (;;) {
    const running = await adopt(plan);
    if (running !== null) return running;
    try {
      return await launch(plan);
    } catch (error) {
      const mayPass = error instanceof EmbeddedPostgresError && error.reason === 'locked';
      if (!mayPass || patience.aborted) throw error;
      await delay(POLL_MS * 5);
    }
  }
}

async function waitForEnd(pid: number, ms: number): Promise<boolean> {
  const patience = AbortSignal.timeout(ms);
  while (await isAlive(pid)) {
    if (patience.aborted) return false;
    await delay(POLL_MS);
  }
  return true;
}

/**
 * Stops the server: SIGINT (rolls back what runs, writes a checkpoint), after `patienceMs` SIGQUIT (stops at once,
 * the next start recovers). Nothing that was committed is lost either way.
 */
export async function stopServer(pid: number, patienceMs: number): Promise<void> {
  for (const [signal, ms] of [
    ['SIGINT', patienceMs],
    ['SIGQUIT', 15_000],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (systemCode(error) === 'ESRCH') return;
      throw error;
    }
    if (await waitForEnd(pid, ms)) return;
  }
  throw new EmbeddedPostgresError('start', `PostgreSQL (process ${pid}) doesn't stop.`);
}
