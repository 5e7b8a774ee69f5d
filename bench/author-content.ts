// Takes the authors' content out of every message of a folder, with the message's own addresses as private values, and
// prints crashes, leaks and the slowest. Usage: node bench/author-content.ts FOLDER [most]

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { authorContent } from '#mail/author-content.ts';
import type { AuthoredContent, PrivateValues } from '#mail/authored-content.ts';
import { htmlToText } from '#mail/html-text.ts';
import { readMail } from '#mail/read-mail.ts';
import type { ReceivedMail } from '#mail/received-mail.ts';
import { findLeaks } from '#test/support/leaks.ts';

function* filesIn(path: string): Generator<string> {
  if (!statSync(path).isDirectory()) {
    yield path;
    return;
  }
  for (const name of readdirSync(path).sort()) yield* filesIn(join(path, name));
}

function addressesOf(mail: ReceivedMail): string[] {
  const boxes = [...mail.from, ...mail.to, ...mail.cc].map(({ address }) =>
    `${address.localPart}@${address.domain}`.toLowerCase(),
  );
  return [...new Set(boxes)].filter((address) => /^[^@\s]+@[^@\s]+\.[a-z]+$/u.test(address));
}

function travels({ text, html, files, notes, refusals }: AuthoredContent): Buffer[] {
  const words = JSON.stringify([notes, refusals, files.map(({ name }) => name)]);
  return [Buffer.from(`${text}\n${html ?? ''}\n${words}`), ...files.map(({ bytes }) => Buffer.from(bytes))];
}

interface Row {
  readonly path: string;
  readonly bytes: number;
  readonly milliseconds: number;
}

const [folder = '.', most = 'Infinity'] = process.argv.slice(2);
const rows: Row[] = [];
const cuts = new Map<string, number>();
const refusalCounts = new Map<string, number>();
let unreadable = 0;
let leaking = 0;
let differing = 0;
let withHtml = 0;
let htmlLost = 0;

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

for (const path of filesIn(folder)) {
  if (rows.length >= Number(most)) break;
  const raw = readFileSync(path);
  const read = readMail(raw);
  if (read.kind === 'unreadable') {
    unreadable += 1;
    continue;
  }
  const addresses = addressesOf(read.mail);
  const values: PrivateValues = {
    addresses: addresses.map((address, index) => ({
      address,
      alias: `alias${index}qqqqqqqqqqqqqqqqqqqqqq@relay.example`,
    })),
    phones: [],
    names: read.mail.from.map(({ displayName }) => displayName).filter((name) => name !== ''),
  };
  const start = performance.now();
  let content: AuthoredContent;
  try {
    content = authorContent(read.mail, values, {
      maxFileBytes: 25_000_000,
      isOurs: (domain) => domain === 'relay.example',
    });
  } catch (error) {
    console.log(`CRASH ${path}`, error);
    continue;
  }
  rows.push({ path, bytes: raw.length, milliseconds: performance.now() - start });
  count(cuts, content.cut);
  for (const { code } of content.refusals) count(refusalCounts, code);
  if (read.mail.html !== null) withHtml += 1;
  if (read.mail.html !== null && content.html === null && content.text !== '') htmlLost += 1;
  if (content.html !== null && htmlToText(content.html) !== content.text) {
    differing += 1;
    console.log(`DIFFERS ${path}`);
  }
  const leaks = travels(content).flatMap((bytes) => findLeaks(bytes, { texts: addresses }));
  if (leaks.length > 0) {
    leaking += 1;
    console.log(`LEAK ${path}`, leaks.slice(0, 2));
  }
}

rows.sort((a, b) => b.milliseconds - a.milliseconds);
console.log(
  `${rows.length} messages, ${unreadable} unreadable, ${leaking} leaking, ${differing} with text unlike HTML`,
);
console.log(`${withHtml} with HTML, of which ${htmlLost} travel as text alone`);
console.log('cuts', Object.fromEntries(cuts), 'refusals', Object.fromEntries(refusalCounts));
const times = rows.map(({ milliseconds }) => milliseconds).reverse();
const at = (share: number): string => (times[Math.floor((times.length - 1) * share)] ?? 0).toFixed(1);
console.log(`ms: median ${at(0.5)}, p90 ${at(0.9)}, p99 ${at(0.99)}`);
for (const { path, bytes, milliseconds } of rows.slice(0, 8))
  console.log(`${milliseconds.toFixed(0)} ms  ${bytes} bytes  ${path}`);
