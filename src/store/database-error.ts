/**
 * Why a query failed, as far as callers act on it:
 * - `unavailable`: the server is away, overloaded, read-only, or took too long; it may well work in a while.
 * - `disk-full`: like `unavailable`, until somebody makes room; reading may still work.
 * - `conflict`: another transaction was first; doing the same work again, from its beginning, may work at once.
 * - `fault`: the statement or its values are wrong, ours to mend. Doors still answer "try later" (an unknown failure
 *   is temporary), but it is logged as an error.
 */
export type DatabaseErrorKind = 'unavailable' | 'disk-full' | 'conflict' | 'fault';

/** SQLSTATEs, and classes of them (PostgreSQL, appendix A). */
const KIND_OF_STATE: ReadonlyMap<string, DatabaseErrorKind> = new Map([
  ['53100', 'disk-full'],
  // Class 53, insufficient resources: out of memory, too many connections.
  ['53', 'unavailable'],
  // Class 08, connection exceptions; class 57, the operator: shutting down, starting up, statement timeout.
  ['08', 'unavailable'],
  ['57', 'unavailable'],
  // io_error, and system_error in general; a missing file (58P01) is damage, and doesn't pass.
  ['58030', 'unavailable'],
  ['58000', 'unavailable'],
  // read_only_sql_transaction: the node that we write to has become a standby.
  ['25006', 'unavailable'],
  // idle_in_transaction_session_timeout, transaction_timeout: we ourselves were too slow.
  ['25P03', 'unavailable'],
  ['25P04', 'unavailable'],
  // serialization_failure, deadlock_detected, lock_not_available, unique_violation, exclusion_violation.
  ['40', 'conflict'],
  ['55P03', 'conflict'],
  ['23505', 'conflict'],
  ['23P01', 'conflict'],
]);

/** Codes of system calls, when nobody listens or the connection breaks. */
const SYSTEM_UNAVAILABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'EMFILE',
  'ENFILE',
]);

/** What `pg` says of a connection in its own words, without a code (pg 8.23: lib/client.js, pg-pool/index.js). */
const CONNECTION_WORDS =
  /^(?:Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end)/u;

/**
 * A file system that turned read-only comes as insufficient_privilege, as a table that we may not touch does: words
 * alone tell them apart (`lc_messages` of the bundled server is C).
 */
const READ_ONLY_WORDS = /: Read-only file system$/u;

function ofState(state: string, message: string): DatabaseErrorKind {
  if (state === '42501' && READ_ONLY_WORDS.test(message)) return 'unavailable';
  return KIND_OF_STATE.get(state) ?? KIND_OF_STATE.get(state.slice(0, 2)) ?? 'fault';
}

/** Tells what a failed query or connection means. Errors that aren't the database's are faults. */
export function classifyDatabaseError(error: unknown): DatabaseErrorKind {
  if (!(error instanceof Error)) return 'fault';
  // Happy eyeballs: all addresses of a host failed.
  if (error instanceof AggregateError && error.errors.length > 0)
    return classifyDatabaseError(error.errors[0]);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (SYSTEM_UNAVAILABLE.has(code)) return 'unavailable';
  if (/^[0-9A-Z]{5}$/u.test(code)) return ofState(code, error.message);
  return CONNECTION_WORDS.test(error.message) ? 'unavailable' : 'fault';
}

/** Whether the same work may succeed later without anybody mending Parley. */
export function isTemporary(error: unknown): boolean {
  return classifyDatabaseError(error) !== 'fault';
}
