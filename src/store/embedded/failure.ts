/** Why the bundled server doesn't run. `locked` and `disk-full` can pass by themselves. */
export type EmbeddedPostgresReason =
  | 'platform'
  | 'binaries'
  | 'account'
  | 'folder'
  | 'version'
  | 'disk-full'
  | 'locked'
  | 'damaged'
  | 'settings'
  | 'start';

/** The bundled server can't be started or kept running; the message is one sentence for the operator. */
export class EmbeddedPostgresError extends Error {
  readonly reason: EmbeddedPostgresReason;

  constructor(reason: EmbeddedPostgresReason, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'EmbeddedPostgresError';
    this.reason = reason;
  }
}

interface Explanation {
  readonly pattern: RegExp;
  readonly reason: EmbeddedPostgresReason;
  readonly sentence: (folder: string) => string;
}

// In this order: the words of a full /dev/shm contain those of a full disk.
const EXPLANATIONS: readonly Explanation[] = [
  {
    pattern: /lock file "[^"]*" already exists|pre-existing shared memory block/u,
    reason: 'locked',
    sentence: (folder) => `Another PostgreSQL server still holds ${folder}.`,
  },
  {
    pattern: /could not (?:create|map|resize|open) (?:anonymous )?shared memory/u,
    reason: 'start',
    sentence: () =>
      'PostgreSQL gets no shared memory from the system: enlarge /dev/shm (in a container: --shm-size).',
  },
  {
    pattern: /No space left on device|Disk quota exceeded/u,
    reason: 'disk-full',
    sentence: (folder) => `The disk that holds ${folder} is full: free some space.`,
  },
  {
    pattern: /Read-only file system/u,
    reason: 'folder',
    sentence: (folder) =>
      `${folder} lies on a file system that can't be written: set PARLEY_DATA to one that can.`,
  },
  {
    pattern: /could not look up effective user ID/u,
    reason: 'account',
    sentence: () =>
      'PostgreSQL needs a user with a name: the user id that Parley runs under has no entry in /etc/passwd.',
  },
  {
    pattern: /has wrong ownership|has invalid permissions/u,
    reason: 'folder',
    sentence: (folder) =>
      `${folder} must belong to the user that runs PostgreSQL and be closed to others (chown, chmod 0700).`,
  },
  {
    pattern: /Permission denied|Operation not permitted/u,
    reason: 'folder',
    sentence: (folder) => `PostgreSQL may not write in ${folder}: see who owns it and the folders above it.`,
  },
  {
    pattern: /could not create any Unix-domain sockets|could not bind Unix address/u,
    reason: 'start',
    sentence: (folder) => `PostgreSQL can't make its socket; see server.log in ${folder}.`,
  },
  {
    pattern: /could not locate a valid checkpoint record|invalid checkpoint|invalid primary checkpoint/u,
    reason: 'damaged',
    sentence: (folder) => `The database in ${folder} is damaged: restore it from a backup.`,
  },
  {
    pattern:
      /unrecognized configuration parameter|invalid value for parameter|configuration file .* contains errors/u,
    reason: 'settings',
    sentence: (folder) =>
      `PostgreSQL refuses a setting in data/postgresql.conf; see server.log in ${folder}.`,
  },
  {
    pattern: /incompatible with server|initialized by PostgreSQL version/u,
    reason: 'version',
    sentence: (folder) => `The database in ${folder} belongs to another version of PostgreSQL.`,
  },
  {
    pattern: /error while loading shared libraries|symbol lookup error|Library not loaded|GLIBC_/u,
    reason: 'binaries',
    sentence: () =>
      "The bundled PostgreSQL doesn't run on this system: set PARLEY_POSTGRES_BINARIES to the folder of an " +
      'installed one, or DATABASE_URL to a running server.',
  },
];

/**
 * Makes a sentence of what `initdb` or `postgres` wrote before it gave up. `folder` is the one that the operator
 * knows. Words that nobody foresaw are quoted: the last line says most.
 */
export function explainOutput(output: string, folder: string): EmbeddedPostgresError {
  const found = EXPLANATIONS.find(({ pattern }) => pattern.test(output));
  if (found !== undefined) return new EmbeddedPostgresError(found.reason, found.sentence(folder));
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const said = lines.findLast((line) => /FATAL|PANIC|error:/u.test(line)) ?? lines.at(-1) ?? 'nothing';
  return new EmbeddedPostgresError('start', `PostgreSQL in ${folder} doesn't start; it said: ${said.trim()}`);
}

/** The code of a system error (`ENOENT`), or null if it is none. */
export function systemCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** The same for a system call of ours that failed. */
export function explainSystemError(error: unknown, folder: string): EmbeddedPostgresError {
  const code = systemCode(error);
  const words: Record<string, string> = {
    ENOSPC: 'No space left on device',
    EDQUOT: 'Disk quota exceeded',
    EROFS: 'Read-only file system',
    EACCES: 'Permission denied',
    EPERM: 'Operation not permitted',
  };
  const explained = explainOutput(words[code ?? ''] ?? String(error), folder);
  return new EmbeddedPostgresError(explained.reason, explained.message, { cause: error });
}
