import { Socket } from 'node:net';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Log } from '#src/log.ts';
import type { DB } from './schema.gen.ts';

export interface DatabaseOptions {
  readonly url: string;
  /** About 16 per node; more gain nothing (measured: accepts per second at 16 and 64 callers are alike). */
  readonly poolSize: number;
  readonly log: Log;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName?: string;
  /** Over ours, for tests. */
  readonly silenceTimeoutMs?: number;
  /** True: connections that nobody uses don't keep the process alive. For tests and short commands. */
  readonly exitWhenIdle?: boolean;
}

export interface Database {
  readonly db: Kysely<DB>;
  readonly pool: pg.Pool;
  /** Waits for what runs, then closes all connections. */
  readonly close: () => Promise<void>;
}

/** No statement of ours takes seconds; one that does would hold locks and a connection of the pool. */
const STATEMENT_TIMEOUT_MS = 30_000;
const LOCK_TIMEOUT_MS = 10_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 30_000;
/** Closed by us when nobody uses it. */
const IDLE_TIMEOUT_MS = 30_000;
/**
 * Longer than all of the above: a connection on which nothing moves for so long leads to a server or a network that
 * has gone without a word, and TCP alone would wait a quarter of an hour.
 */
const SILENCE_TIMEOUT_MS = 45_000;
/** For a connection of the pool: longer than a restart of the bundled server takes. */
const CONNECT_TIMEOUT_MS = 10_000;

const INT8 = 20;
const DATE = 1082;
const TEXT_ARRAY = 1009;
const INT8_ARRAY = 1016;
const DATE_ARRAY = 1182;

function integer(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is more than a number can hold`);
  return value;
}

type Parser = (text: string) => unknown;

// The types of pg know no arrays.
const getTypeParser = pg.types.getTypeParser as (oid: number, format?: 'text' | 'binary') => Parser;
const parseTextArray = getTypeParser(TEXT_ARRAY) as (text: string) => (string | null)[];

/**
 * How values arrive. `timestamptz` is a Date. `int8` (counts, sequences, minor units of money) is a number: none of
 * ours nears 2^53, and one that does is an error, never a wrong figure. `date` stays text, 'YYYY-MM-DD': a Date
 * would be midnight somewhere. `numeric` and `xid8` stay text; `bytea` is a Buffer; `json` is parsed.
 */
const parsers = new Map<number, Parser>([
  [INT8, integer],
  [INT8_ARRAY, (text) => parseTextArray(text).map((item) => (item === null ? null : integer(item)))],
  [DATE, (text) => text],
  [DATE_ARRAY, parseTextArray],
]);

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format: 'text' | 'binary' = 'text') =>
    (format === 'text' ? parsers.get(oid) : undefined) ?? getTypeParser(oid, format),
};

function socketWithTimeout(ms: number): Socket {
  const socket = new Socket();
  // The words are those of pg: what ends here is classified like any other lost connection.
  socket.setTimeout(ms, () => socket.destroy(new Error(`Connection terminated: silent for ${ms} ms`)));
  return socket;
}

/**
 * Opens a pool on the database at `url`; nothing is connected yet. Statements end after 30 s. A connection that
 * dies is dropped from the pool, and the next query opens another: after a restart of the server the pool is well
 * again by itself. One that is silent for 45 s is given up, so a client that waits for NOTIFY needs a connection of
 * its own. Errors of queries are told apart by `classifyDatabaseError`.
 */
export function connect(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    application_name: options.applicationName ?? 'parley',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    allowExitOnIdle: options.exitWhenIdle ?? false,
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    types,
    stream: () => socketWithTimeout(options.silenceTimeoutMs ?? SILENCE_TIMEOUT_MS),
  });
  // Without listeners a restart of the database would end the process: on the pool for connections that rest in
  // it, on the connection for those that are in use but between two statements (inside a transaction).
  pool.on('error', (error) => options.log.warn('database.unavailable', { reason: error.message }));
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
  // Not `db.destroy()`: Kysely ends the pool only if it has run a query itself.
  return { db, pool, close: () => pool.end() };
}
