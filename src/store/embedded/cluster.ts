import { execFile } from 'node:child_process';
import { appendFile, chown, mkdtemp, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { asAccount, CHILD_ENVIRONMENT } from './binaries.ts';
import { EmbeddedPostgresError, explainOutput, explainSystemError, systemCode } from './failure.ts';
import type { Place } from './place.ts';
import { dataOf, passwordFileOf } from './place.ts';
import { INITIAL_SETTINGS } from './settings.ts';

const run = promisify(execFile);

/** The superuser and owner of all that Parley stores; nobody but Parley connects to the bundled server. */
export const DATABASE_USER = 'parley';

async function exists(place: Place): Promise<boolean> {
  try {
    await readFile(join(dataOf(place), 'PG_VERSION'));
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw explainSystemError(error, place.cluster);
  }
}

async function give(path: string, account: Account | null): Promise<void> {
  if (account !== null) await chown(path, account.uid, account.gid);
}

function initdbArguments(data: string, passwordFile: string, major: number): string[] {
  // The builtin provider (17 and newer) compares by code point and knows all letters, the same on every system;
  // before it, only C is the same everywhere.
  const locale =
    major >= 17 ? ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : ['--locale=C'];
  return [
    `--pgdata=${data}`,
    `--username=${DATABASE_USER}`,
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    ...locale,
    '--data-checksums',
    '--auth-local=scram-sha-256',
    '--auth-host=scram-sha-256',
    '--no-instructions',
  ];
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function initialise(
  temporary: string,
  place: Place,
  binaries: Binaries,
  password: string,
): Promise<void> {
  const data = join(temporary, 'data');
  const passwordFile = join(temporary, 'password');
  await writeFile(passwordFile, password, { mode: 0o600, flag: 'wx', flush: true });
  await give(passwordFile, place.account);
  await give(temporary, place.account);
  try {
    await run(join(binaries.folder, 'initdb'), initdbArguments(data, passwordFile, binaries.major), {
      ...asAccount(place.account),
      cwd: '/',
      env: CHILD_ENVIRONMENT,
    });
  } catch (error) {
    const output =
      typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr) : '';
    throw explainOutput(output === '' ? String(error) : output, place.stateFolder);
  }
  await appendFile(join(data, 'postgresql.conf'), INITIAL_SETTINGS, { flush: true });
}

/**
 * Makes the cluster unless it is there. All of it is made in a folder of its own and then renamed, so that it is
 * there whole or not at all, password included; of two processes that race the second finds the first one's.
 * `random` gives random bytes.
 */
export async function ensureCluster(
  place: Place,
  binaries: Binaries,
  random: (length: number) => Uint8Array,
): Promise<void> {
  if (await exists(place)) return;
  try {
    const temporary = await mkdtemp(`${place.cluster}.new-`);
    try {
      const password = Buffer.from(random(24)).toString('base64url');
      await initialise(temporary, place, binaries, password);
      await rename(temporary, place.cluster);
      await syncFolder(dirname(place.cluster));
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      const code = systemCode(error);
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    }
  } catch (error) {
    throw error instanceof EmbeddedPostgresError ? error : explainSystemError(error, place.stateFolder);
  }
}

/** Refuses a cluster that another major version made: PostgreSQL can't read it. */
export async function requireSameMajor(place: Place, binaries: Binaries): Promise<void> {
  const version = (await readFile(join(dataOf(place), 'PG_VERSION'), 'utf8')).trim();
  if (version !== String(binaries.major))
    throw new EmbeddedPostgresError(
      'version',
      `The database in ${place.cluster} was made by PostgreSQL ${version}, and this is PostgreSQL ${binaries.major}: ` +
        `set PARLEY_POSTGRES_BINARIES to the programs of version ${version}, or bring the data over as docs/operate.md describes.`,
    );
}

export async function readPassword(place: Place): Promise<string> {
  try {
    return await readFile(passwordFileOf(place), 'utf8');
  } catch (error) {
    throw explainSystemError(error, passwordFileOf(place));
  }
}
