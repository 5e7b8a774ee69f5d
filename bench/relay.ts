// npm run bench:relay [-- COUNT_4_KB [COUNT_64_KB]]
// npm run bench:relay -- --minutes N
//
// Accepted messages per second (durable, authenticated, judged, stored) and messages per second end to end, beside a
// Postfix on the same machine that accepts the same mail and discards it. Needs Debian's postfix (and nothing of it
// configured); without it the ratio is left out. All on loopback, bounded in count. Then what each stage costs
// (`bench/relay-stages.ts`). With --minutes: end to end for so long, with the resident memory of each minute.
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

import type { LoadPlan, LoadResult } from './smtp-load.ts';
import { createBenchMail } from './bench-mail.ts';
import { startPostfix } from './private-postfix.ts';

const SESSIONS = 20;
const BUYERS = 200;
/** What comes first and isn't counted, so that statements are planned and code is compiled; a server runs for months. */
const WARM_UP = 3000;
const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: { minutes: { type: 'string' } },
});
const COUNTS = { '4 KB': Number(positionals[0] ?? 4000), '64 KB': Number(positionals[1] ?? 1000) };
const SIZES = { '4 KB': 4096, '64 KB': 65_536 };
/** As bin/parley starts it. */
const SERVER_FLAGS = [
  '--disable-warning=ExperimentalWarning',
  '--max-semi-space-size=8',
  '--heap-growing-percent=50',
];

const here = import.meta.dirname;
const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
const mail = createBenchMail();
const zoneFile = join(folder, 'zone');
writeFileSync(zoneFile, mail.zone);

interface Stats {
  readonly messages: number;
  readonly handed_over: number;
  readonly cpuSeconds: number;
  readonly databaseCpuSeconds: number;
  readonly residentMb: number;
}

interface Server {
  readonly port: number;
  readonly aliases: readonly { readonly address: string; readonly alias: string }[];
  stats(): Promise<Stats>;
  /** Deliveries that are not handed over yet. */
  left(): Promise<number>;
  /** The same after the database has counted its rows. */
  settle(): Promise<Stats>;
  stop(): Promise<void>;
}

async function startServer(name: string, sinkPort: number, mode: 'deliver' | 'hold'): Promise<Server> {
  const child = spawn(
    process.execPath,
    [
      ...SERVER_FLAGS,
      join(here, 'relay-server.ts'),
      join(folder, name),
      zoneFile,
      String(sinkPort),
      String(BUYERS),
      mode,
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async <T>(): Promise<T> => JSON.parse(String((await lines.next()).value)) as T;
  const ready = await next<Pick<Server, 'port' | 'aliases'>>();
  const ask = <T>(verb: string): Promise<T> => {
    child.stdin.write(`${verb}\n`);
    return next<T>();
  };
  return {
    ...ready,
    stats: () => ask('stats'),
    left: async () => (await ask<{ left: number }>('progress')).left,
    settle: () => ask('settle'),
    stop: async () => {
      child.stdin.write('stop\n');
      await new Promise((resolve) => child.once('exit', resolve));
    },
  };
}

function plan(
  name: string,
  port: number,
  count: number,
  size: number,
  aliases: Server['aliases'],
  reconnect: boolean,
): string {
  const path = join(folder, `${name}.mail`);
  const messages: LoadPlan['messages'][number][] = [];
  const chunks: Buffer[] = [];
  let offset = 0;
  for (let index = 0; index < count; index += 1) {
    const pair = aliases[index % aliases.length];
    if (pair === undefined) throw new Error('no aliases');
    const bytes = mail.make(pair.address, pair.alias, size);
    // The plan's messages end without CRLF: the load adds "CRLF . CRLF".
    const length = bytes.length - 2;
    messages.push({ from: pair.address, to: pair.alias, path, offset, length });
    chunks.push(bytes);
    offset += bytes.length;
  }
  writeFileSync(path, Buffer.concat(chunks));
  const planFile = join(folder, `${name}.json`);
  writeFileSync(
    planFile,
    JSON.stringify({ port, sessions: SESSIONS, reconnect, messages } satisfies LoadPlan),
  );
  return planFile;
}

async function load(planFile: string): Promise<LoadResult> {
  const child: ChildProcess = spawn(process.execPath, [join(here, 'smtp-load.ts'), planFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout?.on('data', (data: Buffer) => (output += data.toString()));
  await new Promise((resolve) => child.once('exit', resolve));
  const result = JSON.parse(output) as LoadResult;
  if (result.refused > 0) console.error(`refused ${result.refused}: ${result.refusals.join(' | ')}`);
  return result;
}

const rate = ({ accepted, seconds }: LoadResult): number => accepted / seconds;
const rows: string[][] = [
  [
    'what',
    'size',
    'messages/s',
    'p50 ms',
    'p99 ms',
    'ratio to Postfix',
    'CPU ms/message',
    'and of PostgreSQL',
    'resident MB',
  ],
];
const round = (value: number, digits = 0): string => value.toFixed(digits);

async function measure(size: '4 KB' | '64 KB', reconnect: boolean): Promise<void> {
  const what = reconnect ? 'accept, a connection each' : 'accept, kept connections';
  const name = `${size.replace(' ', '')}-${reconnect ? 'new' : 'kept'}`;
  const server = await startServer(name, 0, 'hold');
  // A short run first, so that statements are planned and code is compiled.
  await load(plan(`${name}-warm`, server.port, WARM_UP, SIZES[size], server.aliases, reconnect));
  const before = await server.settle();
  const parley = await load(plan(name, server.port, COUNTS[size], SIZES[size], server.aliases, reconnect));
  const after = await server.stats();
  await server.stop();
  const postfix = hasPostfix ? await measurePostfix(name, size, server.aliases, reconnect) : null;
  const cpu = ((after.cpuSeconds - before.cpuSeconds) * 1000) / parley.accepted;
  const ratio = postfix === null ? '' : round(rate(parley) / rate(postfix), 2);
  rows.push([
    `Parley ${what}`,
    size,
    round(rate(parley)),
    round(parley.p50, 1),
    round(parley.p99, 1),
    ratio,
    round(cpu, 2),
    round(((after.databaseCpuSeconds - before.databaseCpuSeconds) * 1000) / parley.accepted, 2),
    round(after.residentMb),
  ]);
  if (postfix !== null)
    rows.push([
      `Postfix ${what}`,
      size,
      round(rate(postfix)),
      round(postfix.p50, 1),
      round(postfix.p99, 1),
      '1',
      round(postfix.cpu, 2),
      '',
      '',
    ]);
}

async function measurePostfix(
  name: string,
  size: '4 KB' | '64 KB',
  aliases: Server['aliases'],
  reconnect: boolean,
): Promise<LoadResult & { readonly cpu: number }> {
  const postfix = await startPostfix(join(folder, `postfix-${name}`), 'post.market.example');
  try {
    await load(plan(`${name}-postfix-warm`, postfix.port, 200, SIZES[size], aliases, reconnect));
    const before = postfix.cpuSeconds();
    const result = await load(
      plan(`${name}-postfix`, postfix.port, COUNTS[size], SIZES[size], aliases, reconnect),
    );
    return { ...result, cpu: ((postfix.cpuSeconds() - before) * 1000) / result.accepted };
  } finally {
    await postfix.stop();
  }
}

async function startSink(): Promise<{ readonly port: number; stop(): void }> {
  const sink = spawn(process.execPath, [join(here, 'smtp-sink.ts')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: sink.stdout })[Symbol.asyncIterator]();
  return { port: Number((await lines.next()).value), stop: () => sink.kill() };
}

/** Sends `count` messages and waits until the sink has them all. */
async function sendThrough(server: Server, name: string, count: number): Promise<Stats> {
  await load(plan(name, server.port, count, SIZES['4 KB'], server.aliases, false));
  const deadline = performance.now() + 120_000;
  while ((await server.left()) > 0 && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 50));
  return server.stats();
}

async function measureEndToEnd(): Promise<void> {
  const sink = await startSink();
  const server = await startServer('end-to-end', sink.port, 'deliver');
  await sendThrough(server, 'end-to-end-warm', WARM_UP);
  const before = await server.settle();
  const started = performance.now();
  const after = await sendThrough(server, 'end-to-end', Math.min(COUNTS['4 KB'], 3000));
  const seconds = (performance.now() - started) / 1000;
  const count = after.handed_over - before.handed_over;
  rows.push([
    'Parley end to end, to a sink',
    '4 KB',
    round(count / seconds),
    '',
    '',
    '',
    round(((after.cpuSeconds - before.cpuSeconds) * 1000) / count, 2),
    round(((after.databaseCpuSeconds - before.databaseCpuSeconds) * 1000) / count, 2),
    round(after.residentMb),
  ]);
  await server.stop();
  sink.stop();
}

/** End to end without a pause, in rounds, and the resident memory after each minute. */
async function soak(minutes: number): Promise<void> {
  const sink = await startSink();
  const server = await startServer('soak', sink.port, 'deliver');
  const started = performance.now();
  console.log('minute  messages  resident MB');
  for (let minute = 1; minute <= minutes; minute += 1) {
    let stats = await server.stats();
    while (performance.now() - started < minute * 60_000) stats = await sendThrough(server, 'soak', 500);
    console.log(`${minute}  ${stats.handed_over}  ${round(stats.residentMb)}`);
  }
  await server.stop();
  sink.stop();
}

async function measureAll(): Promise<void> {
  if (!hasPostfix) console.error('No Postfix here (apt-get install postfix): the ratio is left out.');
  await measure('4 KB', false);
  await measure('4 KB', true);
  await measure('64 KB', false);
  await measureEndToEnd();
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  for (const row of rows) console.log(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  console.log();
  spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', join(here, 'relay-stages.ts')], {
    stdio: 'inherit',
  });
}

const hasPostfix =
  existsSync('/usr/sbin/postfix') && spawnSync('/usr/sbin/postconf', ['mail_version']).status === 0;
try {
  if (given.minutes === undefined) await measureAll();
  else await soak(Number(given.minutes));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
