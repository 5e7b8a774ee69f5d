// The server of `bench/relay.ts`, a process of its own: a relay on a fresh bundled PostgreSQL with real fsync.
//   node bench/relay-server.ts FOLDER ZONE_FILE SINK_PORT BUYERS deliver|hold
// Prints one JSON line when it is ready; answers "stats" on standard input with another ("settle": after an ANALYZE,
// which autovacuum otherwise does some seconds after the first rows; "progress": what is left in the outbox); ends
// with "stop".
import { createInterface } from 'node:readline';

import { systemClock, createSystemIds } from '#src/system-ports.ts';
import { silentLog } from '#src/log.ts';
import { startMail } from '#src/server.ts';

import { openBenchStore } from './bench-store.ts';
import { databaseCpuSeconds, residentMb } from './processor-time.ts';

const [folder = '', zoneFile = '', sinkPort = '', buyers = '', mode = ''] = process.argv.slice(2);
const clock = systemClock;
const ids = createSystemIds();
const { config, store, aliases } = await openBenchStore(
  {
    PARLEY_DATA: folder,
    PARLEY_DNS_ZONE_FILE: zoneFile,
    PARLEY_SMARTHOST: `smtp://127.0.0.1:${mode === 'deliver' ? sinkPort : 9}`,
    // A node that is a mail door alone: what it accepts waits in the outbox.
    PARLEY_DELIVER: mode === 'deliver' ? 'yes' : 'no',
  },
  Number(buyers),
);
const mail = await startMail({ config, clock, ids, log: silentLog, onFatal: () => undefined }, store);

/** Cheap enough to be asked again and again. */
async function progress(): Promise<object> {
  const { rows } = await store.pool.query<{ left: number }>(
    `select count(*) as left from delivery where state = 'queued'`,
  );
  return rows[0] ?? {};
}

async function stats(): Promise<object> {
  const { rows } = await store.pool.query<{ messages: number; handed_over: number }>(
    `select (select count(*) from message) as messages,
            (select count(*) from delivery where state = 'handed_over') as handed_over`,
  );
  const cpu = process.cpuUsage();
  return {
    ...rows[0],
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    databaseCpuSeconds: await databaseCpuSeconds(store.pool),
    residentMb: residentMb(),
  };
}

console.log(JSON.stringify({ port: mail.relay.mailPort, aliases }));
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'progress') console.log(JSON.stringify(await progress()));
  if (line === 'settle') await store.pool.query('analyze');
  if (line === 'stats' || line === 'settle') console.log(JSON.stringify(await stats()));
  if (line === 'stop') break;
}
await mail.stop();
await store.close();
// The pipe from the parent would keep the process alive.
process.exit(0);
