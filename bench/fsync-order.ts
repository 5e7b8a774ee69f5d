// Shows with strace that "250" is written to the client only after the commit was synced to disk:
//   node bench/fsync-order.ts
// Linux; strace has to be allowed to attach to the database's processes (as root, or as the same user where ptrace is
// open). Prints the calls in the order in which they happened; ends with 1 if the order isn't the promised one.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { processesIn } from '#store/embedded/postmaster-file.ts';
import { startCountingProvider } from '#test/support/counting-provider.ts';
import { LoadClient } from '#test/support/load-client.ts';
import { numberedMessage, seedFolder } from '#test/support/seeded-folder.ts';
import { Node } from '#test/support/serve-process.ts';
import { testFolder } from '#test/support/test-folder.ts';

if (spawnSync('strace', ['-V']).status !== 0) throw new Error('strace is not installed');

const folder = await testFolder();
const seeded = await seedFolder(folder);
const provider = await startCountingProvider(() => 0);
// A door alone, so that no delivery's commits are among the calls.
const node = new Node('server', { ...seeded.settings(provider.port), PARLEY_DELIVER: 'no' });
await node.start();
const client = new LoadClient({
  port: () => node.port,
  sessions: 1,
  message: (number) => numberedMessage(seeded.ways, number),
});
// Connections of the pool and their plans are there before it is looked at.
await client.send(5);

const trace = join(folder, 'trace');
const pids = [node.process.pid, ...(await processesIn(join(folder, 'postgres', 'data')))];
const strace = spawn(
  'strace',
  [
    '-f',
    '-ttt',
    '-y',
    '-s60',
    `-o${trace}`,
    '-etrace=fdatasync,fsync,write,writev,pwrite64,pwritev,sendto,sendmsg,recvfrom,read',
    ...pids.flatMap((pid) => ['-p', String(pid)]),
  ],
  { stdio: ['ignore', 'ignore', 'pipe'] },
);
let said = '';
strace.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
while ((said.match(/attached/gu) ?? []).length < pids.length) {
  if (strace.exitCode !== null) throw new Error(`strace: ${said}`);
  await delay(20);
}
await client.send(1);
strace.kill('SIGINT');
await new Promise((resolve) => strace.once('close', resolve));
await node.stop();
await provider.stop();

/** The calls that tell the story: the message's end, the log's sync, the database's answer, ours to the client. */
const STORY: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['the log of the commit is written', /pwrite\w*\(\d+<[^>]*pg_wal\//u],
  ['and synced', /f(?:data)?sync\(\d+<[^>]*pg_wal\/|fdatasync resumed/u],
  [
    '250 goes to the client',
    /(?:write|writev|sendto|sendmsg)\(\d+<(?:TCP|socket)[^>]*>.*"250 2\.0\.0 Taken as/u,
  ],
];
const lines = readFileSync(trace, 'utf8').split('\n');
const told = lines.flatMap((line) => {
  const step = STORY.findIndex(([, pattern]) => pattern.test(line));
  return step < 0 ? [] : [{ step, line }];
});
for (const { step, line } of told) console.log(`${line.slice(0, 150)}\n    ${STORY[step]?.[0] ?? ''}`);
const answer = told.findIndex(({ step }) => step === 2);
const lastSync = told.findLastIndex(({ step }, index) => step === 1 && index < answer);
const lastWrite = told.findLastIndex(({ step }, index) => step === 0 && index < answer);
const isInOrder = answer >= 0 && lastSync >= 0 && lastWrite >= 0 && lastWrite < lastSync;
console.log(
  isInOrder
    ? 'In order: written, synced, then 250.'
    : `NOT in order; all ${lines.length} calls are in ${trace}`,
);
process.exit(isInOrder ? 0 : 1);
