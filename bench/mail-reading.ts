import { cpuUsage } from 'node:process';
import type { MailReadRequest } from '#flow/ports.ts';
import { soleAuthor } from '#mail/author.ts';
import { authorContent } from '#mail/author-content.ts';
import { ENGLISH_WORDS } from '#mail/author-content-parts.ts';
import { readMail } from '#mail/read-mail.ts';
import { authenticate } from '#smtp/authenticate.ts';
import { zoneDns } from '#smtp/dns-zone.ts';
import { createMailWorkers } from '#smtp/mail-workers.ts';
import { createLog } from '#src/log.ts';
import { newRsaKey, signedBy } from '#test/support/signed-mail.ts';

// What a message costs between the wire and the flow, for signed mail of 7 KB and 99 KB:
//     node bench/mail-reading.ts

const KEY = newRsaKey('shop.example', 2048);
const ZONE = `
shop.example. TXT "v=spf1 ip4:192.0.2.0/24 -all"
_dmarc.shop.example. TXT "v=DMARC1; p=reject"
${KEY.record}
`;
const CLIENT = { address: '192.0.2.7', helo: 'mail.shop.example', reversePath: 'ann@shop.example' };

function messageOf(kilobytes: number): string {
  const header = [
    ...Array.from(
      { length: 4 },
      (_, hop) =>
        `Received: from h${hop}.shop.example by h${hop + 1}.shop.example;\r\n Sun, 1 Mar 2026 11:00:00 +0000`,
    ),
    'From: Ann Example <ann@shop.example>',
    'To: a@alias.example',
    'Subject: A question about order 1234',
    'Date: Sun, 1 Mar 2026 11:00:00 +0000',
    'Message-ID: <1@shop.example>',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
  ].join('\r\n');
  const line = 'The parcel came, but the blue one was missing; could you look whether it was sent?';
  return `${header}\r\n\r\n${`${line}\r\n`.repeat((kilobytes * 1000) / line.length)}`;
}

async function cpuMs(count: number, work: () => unknown): Promise<string> {
  for (let warm = 0; warm < count / 4; warm += 1) await work();
  const before = cpuUsage();
  for (let round = 0; round < count; round += 1) await work();
  const { user, system } = cpuUsage(before);
  return `${((user + system) / 1000 / count).toFixed(2)} ms`;
}

const dns = zoneDns(ZONE);
const workers = createMailWorkers({
  size: 2,
  dns: { kind: 'zone', text: ZONE },
  hostName: 'mx.parley.test',
  clock: { now: () => new Date('2026-03-01T12:00:00Z') },
  log: createLog(
    (line) => void process.stderr.write(line),
    () => new Date(),
  ),
});

for (const kilobytes of [7, 99]) {
  const raw = await signedBy(KEY, messageOf(kilobytes));
  const rounds = kilobytes < 50 ? 400 : 150;
  const read = readMail(raw);
  const author = read.kind === 'mail' ? soleAuthor(read.mail) : null;
  const options = {
    authorDomain: author?.kind === 'author' ? author.mailbox.address.domain : null,
    receivingHost: 'mx.parley.test',
    trustedSealers: [],
    now: new Date('2026-03-01T12:00:00Z'),
  };
  const { dmarc } = await authenticate(raw, CLIENT, dns, options);
  const request: MailReadRequest = {
    raw,
    client: CLIENT,
    privateValues: { addresses: [], phones: [], names: [] },
    maxFileBytes: 10_000_000,
    ourDomains: ['alias.example'],
    words: ENGLISH_WORDS,
  };
  console.log(`${raw.length} octets, DMARC ${dmarc.result}:`);
  console.log(`  readMail          ${await cpuMs(rounds, () => readMail(raw))}`);
  const contentOptions = { maxFileBytes: 10_000_000, isOurs: (domain: string) => domain === 'alias.example' };
  if (read.kind === 'mail')
    console.log(
      `  authorContent     ${await cpuMs(rounds, () => authorContent(read.mail, request.privateValues, contentOptions))}`,
    );
  console.log(`  authenticate      ${await cpuMs(rounds, () => authenticate(raw, CLIENT, dns, options))}`);
  console.log(`  all, in a worker  ${await cpuMs(rounds, () => workers.reader.read(request))}`);
  const start = performance.now();
  const loop = performance.eventLoopUtilization();
  await Promise.all(Array.from({ length: rounds }, () => workers.reader.read(request)));
  const perSecond = (rounds / (performance.now() - start)) * 1000;
  const mainMs = performance.eventLoopUtilization(loop).active / rounds;
  console.log(
    `  two workers       ${perSecond.toFixed(0)} messages a second, ${mainMs.toFixed(2)} ms of each in the main thread`,
  );
}
await workers.close();
