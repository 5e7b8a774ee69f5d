// npm run bench:relay
//
// Accepted messages per second (durable, authenticated, judged, stored) and messages per second end to end, beside a
// Postfix on the same machine that accepts the same mail and discards it. Needs Debian's postfix (and nothing of it
// configured); without it the ratio is left out. All on loopback, bounded in count.
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { signMail } from '#mail/dkim-sign.ts';

import type { LoadPlan, LoadResult } from './smtp-load.ts';
import { startPostfix } from './private-postfix.ts';

const SESSIONS = 20;
const BUYERS = 200;
const COUNTS = { '4 KB': Number(process.argv[2] ?? 4000), '64 KB': Number(process.argv[3] ?? 1000) };
const SIZES = { '4 KB': 4096, '64 KB': 65_536 };

const here = import.meta.dirname;
const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  publicKeyEncoding: { type: 'spki', format: 'der' },
});
const zoneFile = join(folder, 'zone');
writeFileSync(
  zoneFile,
  [
    'bench.example. 3600 IN TXT "v=spf1 ip4:127.0.0.0/8 -all"',
    '_dmarc.bench.example. 3600 IN TXT "v=DMARC1; p=reject"',
    `b1._domainkey.bench.example. 3600 IN TXT ${(`v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`.match(/.{1,200}/gu) ?? []).map((part) => `"${part}"`).join(' ')}`,
    '',
  ].join('\n'),
);

interface Server {
  readonly port: number;
  readonly aliases: readonly { readonly address: string; readonly alias: string }[];
  stats(): Promise<{ messages: number; handed_over: number; cpuSeconds: number; residentMb: number }>;
  stop(): Promise<void>;
}

async function startServer(name: string, sinkPort: number, mode: 'deliver' | 'hold'): Promise<Server> {
  const child = spawn(
    process.execPath,
    [join(here, 'relay-server.ts'), join(folder, name), zoneFile, String(sinkPort), String(BUYERS), mode],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async <T>(): Promise<T> => JSON.parse(String((await lines.next()).value)) as T;
  const ready = await next<Pick<Server, 'port' | 'aliases'>>();
  return {
    ...ready,
    stats: () => {
      child.stdin.write('stats\n');
      return next();
    },
    stop: async () => {
      child.stdin.write('stop\n');
      await new Promise((resolve) => child.once('exit', resolve));
    },
  };
}

let serial = 0;

/** One message as a mail program writes it, signed by its domain; every one has an id and a body of its own. */
function message(from: string, to: string, size: number): Buffer {
  serial += 1;
  const head = [
    `From: Buyer <${from}>`,
    `To: <${to}>`,
    `Subject: Question ${serial}`,
    'Date: Sun, 01 Mar 2026 12:00:00 +0000',
    `Message-ID: <${serial}.${process.pid}@bench.example>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 7bit',
    '',
    '',
  ].join('\r\n');
  const line = `This is line of message ${serial}, in which somebody asks about a lamp.\r\n`;
  const body = line.repeat(Math.ceil((size - head.length - 700) / line.length));
  const key = { domain: 'bench.example', selector: 'b1', algorithm: 'rsa-sha256', privateKey } as const;
  return Buffer.from(signMail(Buffer.from(head + body), key, { now: new Date() }));
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
    const bytes = message(pair.address, pair.alias, size);
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
    'Parley CPU ms/message',
    'resident MB',
  ],
];
const round = (value: number, digits = 0): string => value.toFixed(digits);

async function measure(size: '4 KB' | '64 KB', reconnect: boolean): Promise<void> {
  const what = reconnect ? 'accept, a connection each' : 'accept, kept connections';
  const name = `${size.replace(' ', '')}-${reconnect ? 'new' : 'kept'}`;
  const server = await startServer(name, 0, 'hold');
  // A short run first, so that statements are planned and code is compiled.
  await load(plan(`${name}-warm`, server.port, 200, SIZES[size], server.aliases, reconnect));
  const before = await server.stats();
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
      '',
      '',
    ]);
}

async function measurePostfix(
  name: string,
  size: '4 KB' | '64 KB',
  aliases: Server['aliases'],
  reconnect: boolean,
): Promise<LoadResult> {
  const postfix = await startPostfix(join(folder, `postfix-${name}`), 'post.market.example');
  try {
    await load(plan(`${name}-postfix-warm`, postfix.port, 200, SIZES[size], aliases, reconnect));
    return await load(plan(`${name}-postfix`, postfix.port, COUNTS[size], SIZES[size], aliases, reconnect));
  } finally {
    await postfix.stop();
  }
}

async function measureEndToEnd(): Promise<void> {
  const sink = spawn(process.execPath, [join(here, 'smtp-sink.ts')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: sink.stdout })[Symbol.asyncIterator]();
  const sinkPort = Number((await lines.next()).value);
  const server = await startServer('end-to-end', sinkPort, 'deliver');
  const count = Math.min(COUNTS['4 KB'], 3000);
  const started = performance.now();
  const result = await load(plan('end-to-end', server.port, count, SIZES['4 KB'], server.aliases, false));
  let stats = await server.stats();
  while (stats.handed_over < result.accepted && performance.now() - started < 120_000) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    stats = await server.stats();
  }
  const seconds = (performance.now() - started) / 1000;
  rows.push([
    'Parley end to end, to a sink',
    '4 KB',
    round(stats.handed_over / seconds),
    '',
    '',
    '',
    round((stats.cpuSeconds * 1000) / stats.handed_over, 2),
    round(stats.residentMb),
  ]);
  await server.stop();
  sink.kill();
}

const hasPostfix =
  existsSync('/usr/sbin/postfix') && spawnSync('/usr/sbin/postconf', ['mail_version']).status === 0;
if (!hasPostfix) console.error('No Postfix here (apt-get install postfix): the ratio is left out.');
try {
  await measure('4 KB', false);
  await measure('4 KB', true);
  await measure('64 KB', false);
  await measureEndToEnd();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
for (const row of rows) console.log(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
process.exit(0);
