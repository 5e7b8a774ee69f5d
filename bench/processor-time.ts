// Reads what Linux says in /proc of processes: proc(5).
import { readFileSync, readdirSync } from 'node:fs';
import type { Pool } from 'pg';

interface ProcessFacts {
  readonly parent: string;
  /** Processor time of the process and of its children that have ended, in seconds. */
  readonly own: number;
  readonly ended: number;
}

function factsOf(pid: string): ProcessFacts {
  let line: string;
  try {
    line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return { parent: '', own: 0, ended: 0 };
  }
  // The second field is a name in parentheses; ticks are hundredths of a second on every Linux of today.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const seconds = (first: number): number => (Number(fields[first]) + Number(fields[first + 1])) / 100;
  return { parent: fields[1] ?? '', own: seconds(11), ended: seconds(13) };
}

/** Processor time of a process and its children, in seconds. */
export function familyCpuSeconds(parent: string): number {
  const head = factsOf(parent);
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .map(factsOf)
    .filter((facts) => facts.parent === parent);
  return children.reduce((sum, { own }) => sum + own, head.own + head.ended);
}

/** Processor time of the database server with all its processes, in seconds. */
export async function databaseCpuSeconds(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid');
  return familyCpuSeconds(factsOf(String(rows[0]?.pid)).parent);
}

/** Resident memory of this process, in megabytes. */
export function residentMb(): number {
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(/VmRSS:\s+(\d+)/u.exec(status)?.[1] ?? 0) / 1024;
}
