import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir, realpath, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from './account.ts';
import { chooseAccount, closedFolderAbove } from './account.ts';
import { EmbeddedPostgresError, explainSystemError, systemCode } from './failure.ts';

/** Where everything of the bundled server lies; all paths are absolute and free of links. */
export interface Place {
  /** Null: PostgreSQL runs as ourselves. */
  readonly account: Account | null;
  /** Holds `cluster` and copies of the binaries; the account can enter it. */
  readonly stateFolder: string;
  /** Holds `data`, `password` and `server.log`; made at once and whole by `cluster.ts`. */
  readonly cluster: string;
}

const ROOTS_STATE = '/var/lib/parley';

export function dataOf(place: Place): string {
  return join(place.cluster, 'data');
}

export function passwordFileOf(place: Place): string {
  return join(place.cluster, 'password');
}

export function logFileOf(place: Place): string {
  return join(place.cluster, 'server.log');
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/**
 * A checkout in root's private home is a place that no other user can enter, and PostgreSQL won't run as root. Then
 * the database lies under /var/lib/parley, and a link in the data folder says where.
 */
async function moveOutOfPrivateFolder(folder: string, closed: string): Promise<string> {
  const elsewhere = join(ROOTS_STATE, shortHash(folder));
  try {
    await mkdir(elsewhere, { recursive: true, mode: 0o711 });
    await chmod(ROOTS_STATE, 0o711);
    await chmod(elsewhere, 0o711);
    await symlink(elsewhere, join(folder, 'database'));
  } catch (error) {
    if (systemCode(error) !== 'EEXIST')
      throw new EmbeddedPostgresError(
        'folder',
        `PostgreSQL must not run as root, other users can't enter ${closed}, and ${ROOTS_STATE} can't be used instead: set PARLEY_DATA to a folder that they can enter.`,
        { cause: error },
      );
  }
  return elsewhere;
}

/** Finds (and makes) the place of the database whose data folder is `folder`. */
export async function preparePlace(folder: string): Promise<Place> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o711 });
    const real = await realpath(folder);
    const account = await chooseAccount(join(real, 'postgres'));
    if (account === null) return { account, stateFolder: real, cluster: join(real, 'postgres') };

    const closed = await closedFolderAbove(join(real, 'postgres'), account);
    if (closed === null) return { account, stateFolder: real, cluster: join(real, 'postgres') };
    // Our own folder may have been made under a strict umask; to search it is not to list it.
    if (closed === real) {
      await chmod(real, (await stat(real)).mode | 0o111);
      return { account, stateFolder: real, cluster: join(real, 'postgres') };
    }
    const stateFolder = await moveOutOfPrivateFolder(real, closed);
    const cluster = join(stateFolder, 'postgres');
    return { account: await chooseAccount(cluster), stateFolder, cluster };
  } catch (error) {
    throw error instanceof EmbeddedPostgresError ? error : explainSystemError(error, folder);
  }
}

/** A socket's path has room for 107 bytes in all, `/.s.PGSQL.5432` included. */
const LONGEST_SOCKET_FOLDER = 90;

function socketFolderOf(cluster: string): string {
  const inside = join(cluster, 'socket');
  if (Buffer.byteLength(inside) <= LONGEST_SOCKET_FOLDER) return inside;
  return join(tmpdir().length > 60 ? '/tmp' : tmpdir(), `parley-${shortHash(cluster)}`);
}

/**
 * The folder of the unix socket, 0700: in the cluster, or in the temporary folder where that path is too long. The
 * name depends on the cluster alone, so that the address stays the same over restarts.
 */
export async function prepareSocketFolder({ account, cluster }: Place): Promise<string> {
  const folder = socketFolderOf(cluster);
  try {
    await mkdir(folder, { mode: 0o700 });
    if (account !== null) await chown(folder, account.uid, account.gid);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw explainSystemError(error, folder);
  }
  // SECURITY: somebody else may have put a folder of this name into /tmp and wait there for our password.
  const uid = account?.uid ?? process.getuid?.();
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) !== 0)
    throw new EmbeddedPostgresError(
      'folder',
      `${folder} should be a folder that belongs to user id ${uid} and is closed to others (0700): remove it.`,
    );
  return folder;
}
