// Sends every message of a folder of corpora through a whole relay: node bench/corpora.ts FOLDER [PARALLEL] [--show]
// Each goes from a buyer to a seller and back the other way with its From changed to the sender's and their private
// strings in its header, then as itself (the corpus's own From and To as the two parties' addresses); what stands in
// a folder of bounces also as a report that comes back. Prints what became of them, how long it took, how long the
// door's thread was busy or kept waiting at a stretch, and every private string that reached the other side.
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';

import { introduce, personOf, zoneOf } from '#test/support/canary-people.ts';
import { createLog } from '#src/log.ts';
import { startTestRelay } from '#test/support/test-relay.ts';

import type { Outcome } from './corpora-sender.ts';

const [folder, parallelText] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
if (folder === undefined) throw new Error('usage: node bench/corpora.ts FOLDER [PARALLEL] [--show]');
const shows = process.argv.includes('--show');
const parallel = Number(parallelText ?? 2);

const NO_MESSAGES =
  /\.(?:json|ya?ml|xml|list|out|upstream|gitattributes|CHANGES|cfg|ini)$|^(?:README|LICEN[CS]E)/u;
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !NO_MESSAGES.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .sort();

/** Lets the corpora's own authors send from here. */
function zoneOfCorpora(): string {
  const domains = new Set<string>();
  for (const file of files)
    for (const [, domain = ''] of readFileSync(file, 'latin1')
      .slice(0, 100_000)
      .matchAll(/@((?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.){1,6}[a-z]{2,20})/giu))
      domains.add(domain.toLowerCase());
  return [...domains].map((domain) => `${domain}. 3600 IN TXT "v=spf1 ip4:127.0.0.0/8 -all"`).join('\n');
}

const couples = Array.from({ length: parallel * 20 }, (_, index) => ({
  buyer: personOf('buyer', index),
  seller: personOf('seller', index),
}));
const people = couples.flatMap(({ buyer, seller }) => [buyer, seller]);

const sender = new Worker(new URL('./corpora-sender.ts', import.meta.url), {
  workerData: { files, parallel },
});
const heard = <T>(): Promise<T> => new Promise((resolve) => sender.once('message', resolve));
const { sinkPort } = await heard<{ sinkPort: number }>();
const ownDomains = new Set(people.map(({ domain }) => domain));
const corpusZone = zoneOfCorpora()
  .split('\n')
  .filter((line) => !ownDomains.has(line.split('. ')[0] ?? ''));
/** Faults and warnings are what this is for. */
const log = {
  ...createLog(
    (line) => console.log(line.trimEnd().slice(0, 1000)),
    () => new Date(),
  ),
  info: () => undefined,
};
const relay = await startTestRelay({
  guidelines: 'lenient',
  zone: `${zoneOf(people)}\n${corpusZone.join('\n')}`,
  sinkPort,
  log,
});
const pairs = await introduce(relay, couples);

/** Longest time that the thread computed without a pause: a busy machine doesn't count. */
let longestBusyMs = 0;
let last = process.threadCpuUsage();
const tick = setInterval(() => {
  const now = process.threadCpuUsage();
  longestBusyMs = Math.max(longestBusyMs, (now.user + now.system - last.user - last.system) / 1000);
  last = now;
}, 5);
const waits = monitorEventLoopDelay({ resolution: 10 });
waits.enable();

const outcomes: Outcome[] = [];
const start = performance.now();
await new Promise<void>((resolve, reject) => {
  sender.on('error', reject);
  sender.on('message', (message: Outcome | 'done') => {
    if (message === 'done') return resolve();
    outcomes.push(message);
    if (shows)
      console.log(
        `${relative(folder, message.file)} | ${message.way} | ${message.state} | ${Math.round(message.ms)} ms`,
      );
    for (const leak of message.leaks)
      console.log(`LEAK ${relative(folder, message.file)}, ${message.way}: ${leak.slice(0, 300)}`);
  });
  sender.postMessage({ mailPort: relay.relay.mailPort, url: relay.database.url, pairs });
});
waits.disable();
clearInterval(tick);
await relay.stop();

const percentile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? 0;

console.log(
  `\n${files.length} files of ${basename(folder)}, ${outcomes.length} messages, ${Math.round((performance.now() - start) / 1000)} s\n`,
);
for (const way of new Set(outcomes.map((one) => one.way))) {
  const of = outcomes.filter((one) => one.way === way);
  const times = of.map(({ ms }) => ms);
  console.log(
    `${way}: ${of.length}; p50 ${percentile(times, 0.5).toFixed(0)} ms, p99 ${percentile(times, 0.99).toFixed(0)} ms, longest ${Math.max(...times).toFixed(0)} ms, over 2 s ${times.filter((ms) => ms > 2000).length}; leaks ${of.filter(({ leaks }) => leaks.length > 0).length}`,
  );
  const states = Map.groupBy(of, ({ state }) => state.replace(/^(\d{3} \d\.\d+\.\d+ [^(:]{0,44}).*/u, '$1'));
  for (const [state, list] of [...states].sort((a, b) => b[1].length - a[1].length))
    console.log(`  ${String(list.length).padStart(5)}  ${state}`);
}
for (const { file, way, state, ms } of outcomes)
  if (ms > 2000 || /STUCK|FAULT|^4/u.test(state))
    console.log(`LOOK AT ${relative(folder, file)}, ${way}: ${state}, ${Math.round(ms)} ms`);
console.log(
  `\nthe door's thread: longest stretch of computing ${longestBusyMs.toFixed(1)} ms; kept from its next turn at most ${(waits.max / 1e6).toFixed(0)} ms, p99 ${(waits.percentile(99) / 1e6).toFixed(0)} ms (another process may have had the processor)`,
);
