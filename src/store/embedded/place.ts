import { createHash } from 'node:crypto';
import {
  chmod,
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readlink,
  realpath,
  rmdir,
  stat,
  symlink,
} from 'node:fs/promises';
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
/** Name of the link in the data folder where the database isn't in it. */
const LINK = 'database';

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

/** Where the link in the data folder points, if there is one. */
async function placeElsewhere(folder: string): Promise<string | null> {
  try {
    return await readlink(join(folder, LINK));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/**
 * A checkout in root's private home is a place that no other user can enter, and PostgreSQL won't run as root. Then
 * the database lies under /var/lib/parley, and a link in the data folder says where.
 */
async function moveOutOfPrivateFolder(folder: string, closed: string, account: Account): Promise<string> {
  try {
    // An existing folder keeps the mode that its owner chose; ours must not depend on the umask.
    if ((await mkdir(ROOTS_STATE, { recursive: true })) !== undefined) await chmod(ROOTS_STATE, 0o711);
    const elsewhere = await mkdtemp(join(ROOTS_STATE, 'database-'));
    await chmod(elsewhere, 0o711);
    if ((await closedFolderAbove(join(elsewhere, 'postgres'), account)) !== null)
      throw new Error(`${ROOTS_STATE} is closed, too`);
    try {
      await symlink(elsewhere, join(folder, LINK));
      return elsewhere;
    } catch (error) {
      await rmdir(elsewhere);
      const other = systemCode(error) === 'EEXIST' ? await placeElsewhere(folder) : null;
      if (other === null) throw error;
      return other;
    }
  } catch (error) {
    throw new EmbeddedPostgresError(
      'folder',
      `PostgreSQL must not run as root, other users can't enter ${closed}, and ${ROOTS_STATE} can't be used instead: set PARLEY_DATA to a folder that they can enter.`,
      { cause: error },
    );
  }
}

async function placeIn(stateFolder: string): Promise<Place> {
  const cluster = join(stateFolder, 'postgres');
  return { account: await chooseAccount(cluster), stateFolder, cluster };
}

/** Finds (and makes) the place of the database whose data folder is `folder`. */
export async function preparePlace(folder: string): Promise<Place> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o711 });
    const real = await realpath(folder);
    const elsewhere = await placeElsewhere(real);
    if (elsewhere !== null) return await placeIn(elsewhere);

    const place = await placeIn(real);
    if (place.account === null) return place;
    const closed = await closedFolderAbove(place.cluster, place.account);
    if (closed === null) return place;
    if (closed !== real) return await placeIn(await moveOutOfPrivateFolder(real, closed, place.account));
    // Our own folder may have been made under a strict umask; to search it is not to list it.
    await chmod(real, (await stat(real)).mode | 0o111);
    return place;
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
