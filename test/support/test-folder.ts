import { globSync, rmSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isAlive, processesIn, readPostmasterFile } from '#store/embedded/postmaster-file.ts';
import { gone } from './crash.ts';

const PREFIX = 'parley-test-run-';

/**
 * A new folder for this process, removed when it ends. Others can enter it (0711): PostgreSQL runs as another user
 * where the tests run as root.
 */
export async function testFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  await chmod(folder, 0o711);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function stopServersIn(folder: string): Promise<void> {
  for (const file of globSync('**/data/postmaster.pid', { cwd: folder })) {
    const data = dirname(join(folder, file));
    const pid = (await readPostmasterFile(data))?.pid;
    if (pid === undefined || !(await processesIn(data)).includes(pid)) continue;
    process.kill(pid, 'SIGQUIT');
    await gone(pid);
  }
}

/** Removes what test processes that were killed have left: their servers, then their folders. */
export async function sweepTestFolders(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const [, pid] = new RegExp(`^${PREFIX}(\\d+)-`, 'u').exec(name) ?? [];
    if (pid === undefined || (await isAlive(Number(pid)))) continue;
    const folder = join(tmpdir(), name);
    // Another user's, or in the hands of another sweeper: not our business.
    await stopServersIn(folder).catch(() => undefined);
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}
