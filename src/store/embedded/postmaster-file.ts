import { execFile } from 'node:child_process';
import { readdir, readFile, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemCode } from './failure.ts';

const run = promisify(execFile);

/** What PostgreSQL writes into `postmaster.pid` (src/include/utils/pidfile.h), as far as it is written yet. */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  /** Null in the first moments of a start. */
  readonly socketFolder: string | null;
}

/** Null: no server runs, or the last one stopped in an orderly way. */
export async function readPostmasterFile(data: string): Promise<PostmasterFile | null> {
  try {
    const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n');
    const pid = Number(lines[0]);
    if (!Number.isSafeInteger(pid) || pid <= 0) return null;
    const socketFolder = lines[4]?.trim() ?? '';
    return { pid, port: Number(lines[3] ?? 0), socketFolder: socketFolder === '' ? null : socketFolder };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

export async function removePostmasterFile(data: string): Promise<void> {
  await rm(join(data, 'postmaster.pid'), { force: true });
}

async function isZombie(pid: number): Promise<boolean> {
  // Linux alone has /proc; a dead postmaster stays a zombie where nobody collects orphans (a container's init).
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return /^\d+ \(.*\) [ZX] /su.test(stat);
}

/** Whether a process of this id runs; one of another user counts. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (systemCode(error) === 'ESRCH') return false;
  }
  return !(await isZombie(pid));
}

/**
 * The processes whose working folder is `data`: a postmaster and its backends all have it. Those of other users
 * can't be seen, but they can't run on our data either.
 */
export async function processesIn(data: string): Promise<number[]> {
  if (process.platform === 'linux') {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name)).map(Number);
    const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => null)));
    return pids.filter((_pid, index) => folders[index] === data);
  }
  // lsof ends with 1 where it finds nothing.
  const output = await run('lsof', ['-t', '-a', '-d', 'cwd', data]).then(
    ({ stdout }) => stdout,
    () => '',
  );
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map(Number);
}
