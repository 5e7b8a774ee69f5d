import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, readPostmasterFile } from '#store/embedded/postmaster-file.ts';

/** The process id of the bundled PostgreSQL whose data folder (PARLEY_DATA) is `folder`. Throws if none runs. */
export async function postmasterPid(folder: string): Promise<number> {
  const file = await readPostmasterFile(join(folder, 'postgres', 'data'));
  if (file === null) throw new Error(`no PostgreSQL runs in ${folder}`);
  return file.pid;
}

/** Waits until process `pid` is no more. */
export async function gone(pid: number): Promise<void> {
  while (await isAlive(pid)) await delay(5);
}

/** kill -9 for the bundled PostgreSQL in `folder`: no goodbye, no checkpoint. Gives its process id when it is dead. */
export async function killPostgres(folder: string): Promise<number> {
  const pid = await postmasterPid(folder);
  process.kill(pid, 'SIGKILL');
  await gone(pid);
  return pid;
}
