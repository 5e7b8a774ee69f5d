import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EmbeddedPostgresError, systemCode } from './failure.ts';

/** The user that PostgreSQL runs as when Parley itself is root. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

async function accountsOfSystem(): Promise<Account[]> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  return passwd
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 7)
    .map(([name = '', , uid = '', gid = '']) => ({
      name,
      // macOS writes nobody's id as -2.
      uid: Number(uid) >>> 0,
      gid: Number(gid) >>> 0,
    }));
}

async function ownerOf(path: string): Promise<{ uid: number; gid: number } | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Whom to run PostgreSQL as: null means as ourselves. PostgreSQL refuses to run as root, so root steps down to the
 * owner of the data if there is some already, else to `postgres`, else to `nobody`.
 */
export async function chooseAccount(cluster: string): Promise<Account | null> {
  const self = process.getuid?.();
  const owner = await ownerOf(cluster);
  if (self !== 0) {
    if (owner !== null && owner.uid !== self)
      throw new EmbeddedPostgresError(
        'account',
        `${cluster} belongs to user id ${owner.uid}, but Parley runs as user id ${self}: start it as that user or as root.`,
      );
    return null;
  }
  const accounts = await accountsOfSystem();
  if (owner !== null && owner.uid !== 0)
    return accounts.find(({ uid }) => uid === owner.uid) ?? { name: `user id ${owner.uid}`, ...owner };
  const unprivileged = ['postgres', 'nobody']
    .map((name) => accounts.find((account) => account.name === name))
    .find((account) => account !== undefined);
  if (unprivileged === undefined)
    throw new EmbeddedPostgresError(
      'account',
      'PostgreSQL refuses to run as root, and there is no user postgres or nobody to run it as: start Parley as an ordinary user.',
    );
  return unprivileged;
}

/** The first folder on the way down to `path` that `account` can't enter; null if it gets there. */
export async function closedFolderAbove(path: string, account: Account): Promise<string | null> {
  const above: string[] = [];
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    above.unshift(folder);
    if (folder === dirname(folder)) break;
  }
  for (const folder of above) {
    const { mode, uid, gid } = await stat(folder);
    const search = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & search) === 0) return folder;
  }
  return null;
}
