// Reads every message of a folder as it is and with other line ends; counts what can't be read and why, and
// compares with postal-mime as the second reader. Then times the stages on two made-up messages.
//
//   node bench/read-mail.ts [FOLDER]

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { newHarvest, harvestBody } from '#mail/mime-body.ts';
import { collectComplaints } from '#mail/mime-complaints.ts';
import { readTree } from '#mail/mime-tree.ts';
import { DEFAULT_MAIL_LIMITS, readMail } from '#mail/read-mail.ts';

function lineEnds(octets: Buffer, end: string): Buffer {
  return Buffer.from(octets.toString('latin1').replace(/\r\n|\r|\n/gu, end), 'latin1');
}

const VARIANTS: readonly [name: string, change: (octets: Buffer) => Buffer][] = [
  ['as it is', (octets) => octets],
  ['CRLF', (octets) => lineEnds(octets, '\r\n')],
  ['LF', (octets) => lineEnds(octets, '\n')],
  ['CR', (octets) => lineEnds(octets, '\r')],
];

function readFolder(folder: string): void {
  const names = globSync('**/*.{eml,msg,txt,out,bin,dat}', { cwd: folder });
  for (const [variant, change] of VARIANTS) {
    const unreadable = new Map<string, number>();
    let faults = 0;
    let slowest = { name: '', milliseconds: 0 };
    for (const name of names) {
      const octets = change(readFileSync(join(folder, name)));
      const start = performance.now();
      try {
        const result = readMail(octets);
        if (result.kind === 'unreadable')
          unreadable.set(result.reason, (unreadable.get(result.reason) ?? 0) + 1);
      } catch (fault) {
        faults += 1;
        console.log(`FAULT ${name}: ${String(fault)}`);
      }
      const milliseconds = performance.now() - start;
      if (milliseconds > slowest.milliseconds) slowest = { name, milliseconds };
    }
    const reasons = [...unreadable].map(([reason, count]) => `${reason} ${count}`).join(', ');
    console.log(`${variant}: ${names.length} files, ${faults} faults; unreadable: ${reasons}`);
    console.log(`  slowest ${slowest.milliseconds.toFixed(1)} ms ${slowest.name}`);
  }
}

/** The text of both readers, and the number and octets of files, for messages that both read. */
async function compareReaders(folder: string): Promise<void> {
  const names = globSync('**/*.{eml,msg}', { cwd: folder });
  let both = 0;
  let sameSubject = 0;
  let sameText = 0;
  const plain = (text: string | undefined | null): string => (text ?? '').replace(/\s+/gu, ' ').trim();
  for (const name of names) {
    const octets = readFileSync(join(folder, name));
    const own = readMail(octets);
    if (own.kind === 'unreadable') continue;
    const other = await PostalMime.parse(octets, { forceRfc822Attachments: true }).catch(() => null);
    if (other === null) continue;
    both += 1;
    if (plain(other.subject) === plain(own.mail.subject)) sameSubject += 1;
    const { text, html } = own.mail;
    const isSame = text === null ? plain(other.html) === plain(html) : plain(other.text) === plain(text);
    if (isSame) sameText += 1;
    else if (process.env.SHOW !== undefined) console.log('other text', name);
  }
  console.log(
    `second reader: ${both} messages read by both, ${sameSubject} subjects and ${sameText} bodies equal`,
  );
}

function sample(bodyBytes: number): Buffer {
  const line =
    'Gr=C3=BC=C3=9Fe aus K=C3=B6ln, the parcel has not arrived yet; order 302-1234567-1234567.\r\n';
  const text = line.repeat(Math.ceil(bodyBytes / 4 / line.length));
  const html = `<p>${text}</p>`;
  const file = Buffer.alloc(Math.ceil((bodyBytes / 2) * 0.73), 'content ')
    .toString('base64')
    .replace(/.{76}/gu, '$&\r\n');
  const part = (head: string, body: string): string => `--b\r\n${head}\r\n\r\n${body}\r\n`;
  const received =
    'Received: from a.example (a.example [192.0.2.1]) by b.example with ESMTPS id x\r\n\tfor <x@b.example>; Tue, 3 Nov 2026 10:00:00 +0100\r\n';
  return Buffer.from(
    `${received.repeat(6)}DKIM-Signature: v=1; a=rsa-sha256; b=${'A'.repeat(300)}\r\n` +
      'From: =?utf-8?q?J=C3=BCrgen?= <jw@example.com>\r\nTo: "Shop" <s@alias.example>\r\nSubject: =?utf-8?b?R3LDvMOfZQ==?=\r\n' +
      'Date: Tue, 3 Nov 2026 10:00:00 +0100\r\nMessage-ID: <1@example.com>\r\nReferences: <0@example.com>\r\n' +
      `MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n` +
      part('Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable', text) +
      part('Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable', html) +
      part('Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64', file) +
      '--b--\r\n',
  );
}

async function time(name: string, octets: Buffer, rounds: number): Promise<void> {
  const budget = () => ({ limits: DEFAULT_MAIL_LIMITS, complaints: collectComplaints(), partCount: 0 });
  const place = { path: '', depth: 0 };
  const stages: readonly [string, () => unknown][] = [
    ['tree', () => readTree(octets, budget(), place)],
    ['tree and bodies', () => harvestBody(readTree(octets, budget(), place), newHarvest(budget()))],
    ['readMail', () => readMail(octets)],
    ['postal-mime', () => PostalMime.parse(octets)],
  ];
  for (const [stage, run] of stages) {
    for (let round = 0; round < rounds; round += 1) await run();
    const start = performance.now();
    for (let round = 0; round < rounds; round += 1) await run();
    const each = (performance.now() - start) / rounds;
    console.log(`${name} (${octets.length} octets), ${stage}: ${each.toFixed(3)} ms`);
  }
}

const [folder] = process.argv.slice(2);
if (folder !== undefined) {
  readFolder(folder);
  await compareReaders(folder);
}
await time('small', sample(6_000), 300);
await time('medium', sample(98_000), 100);
await time('large', sample(10_000_000), 3);
