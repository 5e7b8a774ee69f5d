// What looking into a file costs, by kind: node bench/files.ts FOLDER…
// Prints processor time of the whole process for each file of the folders, the second reading of each kind on, so
// that loading decoders is told apart; and the memory at the end.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFileInspector } from '#files/file-inspector.ts';
import { silentLog } from '#src/log.ts';

const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error('node bench/files.ts FOLDER…');
  process.exit(2);
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
const spent = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

// Without a cache each round reads anew.
const inspector = openFileInspector({
  threads: 1,
  clock: { now: () => new Date() },
  log: silentLog,
  limits: { cacheCharacters: 0 },
});

async function cost(bytes: Uint8Array): Promise<{ ms: number; shown: string }> {
  const before = spent();
  const [facts] = await inspector.inspect([{ part: 'attachment', index: 0, bytes }]);
  const words = facts?.texts.reduce((sum, { text }) => sum + text.length, 0) ?? 0;
  return { ms: spent() - before, shown: `${facts?.sniffedType ?? '?'} ${words} ${facts?.unread ?? ''}` };
}

console.log(`memory before: ${megabytes(process.memoryUsage.rss())} MB`);
console.log('| file | bytes | type, characters read | first ms | then ms |');
console.log('| --- | --- | --- | --- | --- |');
for (const folder of folders)
  for (const name of readdirSync(folder).toSorted()) {
    const bytes = readFileSync(join(folder, name));
    const first = await cost(bytes);
    const rounds = [await cost(bytes), await cost(bytes)];
    const then = Math.min(...rounds.map(({ ms }) => ms));
    console.log(
      `| ${name} | ${bytes.length} | ${first.shown} | ${first.ms.toFixed(0)} | ${then.toFixed(0)} |`,
    );
  }
console.log(`memory after: ${megabytes(process.memoryUsage.rss())} MB`);
await inspector.close();
