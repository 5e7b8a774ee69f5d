import type { Log } from '#src/log.ts';
import { prepareBinaries } from './binaries.ts';
import { DATABASE_USER, ensureCluster, readPassword, requireSameMajor } from './cluster.ts';
import { EmbeddedPostgresError, systemCode } from './failure.ts';
import { preparePlace, prepareSocketFolder } from './place.ts';
import type { RunningServer, ServerPlan } from './server.ts';
import { startOrAdopt } from './server.ts';
import { BACK_OFF_MS, Supervisor } from './supervisor.ts';

export interface EmbeddedPostgresOptions {
  /** The data folder of the configuration; the database lies in `postgres` inside it. */
  readonly folder: string;
  /** Folder with `postgres` and `initdb` to use instead of the bundled ones. */
  readonly binariesFolder?: string | null;
  /** Random bytes, for the password of the database's owner. */
  readonly random: (length: number) => Uint8Array;
  readonly log: Log;
  /** The server can't be kept running; from now on every query fails. Called once at most. */
  readonly onFatal: (error: EmbeddedPostgresError) => void;
  /** PostgreSQL settings over ours: for tests and measurements. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Pauses between restarts over ours: for tests. */
  readonly backOffMs?: readonly number[];
}

export interface EmbeddedPostgres {
  /** SECURITY: holds the password; not for logs. Stays the same over restarts of the server. */
  readonly connectionString: string;
  /** True if another process had started the server. */
  readonly adopted: boolean;
  /** Of the postmaster that runs now. */
  pid(): number;
  /**
   * Stops the server if nobody else needs it. One that we started goes on for other processes of Parley, one that
   * we adopted for anybody who is connected. Close the pool first.
   */
  stop(): Promise<'stopped' | 'left-running'>;
}

const DATABASE_NAME = 'parley';

function connectionStringOf(plan: ServerPlan): string {
  const folder = encodeURIComponent(plan.socketFolder);
  return `postgresql://${DATABASE_USER}:${plan.password}@/${DATABASE_NAME}?host=${folder}`;
}

async function ensureDatabase({ client }: RunningServer): Promise<void> {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE_NAME]);
  if (rowCount !== 0) return;
  try {
    await client.query(`create database ${DATABASE_NAME}`);
  } catch (error) {
    // duplicate_database, unique_violation: another process was faster.
    if (!['42P04', '23505'].includes(systemCode(error) ?? '')) throw error;
  }
}

async function plan(options: EmbeddedPostgresOptions): Promise<ServerPlan> {
  if (process.platform === 'win32')
    throw new EmbeddedPostgresError(
      'platform',
      'The bundled PostgreSQL listens on a unix socket, which Node can not use on Windows: set DATABASE_URL, or run Parley in WSL.',
    );
  const place = await preparePlace(options.folder);
  const binaries = await prepareBinaries(options.binariesFolder ?? null, place.stateFolder, place.account);
  await ensureCluster(place, binaries, options.random);
  await requireSameMajor(place, binaries);
  return {
    place,
    binaries,
    socketFolder: await prepareSocketFolder(place),
    password: await readPassword(place),
    settings: options.settings ?? {},
  };
}

/**
 * Starts PostgreSQL on the data in `options.folder` (making them the first time), or adopts the server that another
 * process started on them, and keeps it running: when it ends it is started again, five times a minute at most.
 * Throws an `EmbeddedPostgresError` whose message is a sentence for the operator.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const serverPlan = await plan(options);
  const server = await startOrAdopt(serverPlan);
  await ensureDatabase(server);
  options.log.info(server.adopted ? 'database.adopted' : 'database.started', {
    pid: server.pid,
    folder: serverPlan.place.cluster,
  });
  const supervisor = new Supervisor(
    serverPlan,
    server,
    options.log,
    options.onFatal,
    options.backOffMs ?? BACK_OFF_MS,
  );
  return {
    connectionString: connectionStringOf(serverPlan),
    adopted: server.adopted,
    pid: () => supervisor.pid,
    stop: () => supervisor.stop(),
  };
}
