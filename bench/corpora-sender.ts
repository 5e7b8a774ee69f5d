// The thread of `bench/corpora.ts` that plays everybody but the relay: it sends, it is the recipients' provider, and
// it searches what arrived, so that the other thread does nothing but what the relay does.
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

import { canonicalAddress, formatAddress, parseAddress } from '#mail/address.ts';
import { readMail } from '#mail/read-mail.ts';
import { smtpReply } from '#mail/smtp-reply.ts';
import type { Side } from '#market/party.ts';
import { otherSide } from '#market/party.ts';
import { SMTP_LIMITS } from '#smtp/server/options.ts';
import { createSmtpServer } from '#smtp/server/smtp-server.ts';
import { silentLog } from '#src/log.ts';
import { connect } from '#store/connect.ts';
import { tellingHeaders } from '#test/support/canary-mail.ts';
import type { Pair } from '#test/support/canary-people.ts';
import { canariesOf } from '#test/support/canary-people.ts';
import type { LeakSearch } from '#test/support/leaks.ts';
import { findLeaks } from '#test/support/leaks.ts';
import { sendLetter } from '#test/support/test-relay.ts';
import { findMessage } from '#views/messages.ts';

export interface Market {
  readonly mailPort: number;
  readonly url: string;
  readonly pairs: readonly Pair[];
}

export interface Outcome {
  readonly file: string;
  readonly way: string;
  /** What became of it: the state that the author sees, or the code of the reply. */
  readonly state: string;
  readonly ms: number;
  readonly leaks: readonly string[];
}

if (parentPort === null) throw new Error('this is a thread of bench/corpora.ts');
const parent = parentPort;
const { files, parallel } = workerData as { files: string[]; parallel: number };

const arrived = new Map<string, { reversePath: string; raw: Buffer }[]>();
const sink = createSmtpServer<string>(
  { hostName: 'provider.example', tls: null, proxyPeers: [], limits: SMTP_LIMITS },
  {
    admitClient: () => null,
    admitRecipient: (_client, path) =>
      Promise.resolve({ reply: smtpReply(250, '2.1.5', 'ok'), recipient: path.toLowerCase() }),
    takeMessage: (client, recipients, raw) => {
      for (const path of recipients)
        arrived.set(path, [
          ...(arrived.get(path) ?? []),
          { reversePath: client.reversePath, raw: Buffer.from(raw) },
        ]);
      return Promise.resolve(smtpReply(250, '2.0.0', 'caught'));
    },
  },
  silentLog,
);
const { port } = await sink.listen(0, '127.0.0.1');
parent.postMessage({ sinkPort: port });
const market = await new Promise<Market>((resolve) => parent.once('message', resolve));
const database = connect({
  url: market.url,
  poolSize: 4,
  log: silentLog,
  applicationName: 'corpora',
  exitWhenIdle: true,
});

const CRLF = '\r\n';

/** The file as a message: as it is, or in one, where it is a body or an attachment alone. */
function asMessage(file: string): Buffer {
  const bytes = readFileSync(file);
  const text = bytes.toString('latin1').replace(/^(?:From |>From ).*\r?\n/u, '');
  const lines = Buffer.from(text.replaceAll(/\r\n|(?<!\r)\n/gu, CRLF), 'latin1');
  if (/^[!-9;-~]{1,60}:[ \t\r]/u.test(text)) return lines;
  const isText = !bytes.includes(0) && !/[\u0001-\u0008\u000e-\u001a]/u.test(text.slice(0, 2000));
  if (isText)
    return Buffer.concat([
      Buffer.from(`Subject: a body${CRLF}Content-Type: text/plain; charset=utf-8${CRLF}${CRLF}`),
      lines,
    ]);
  const type = file.endsWith('.tnef') ? 'application/ms-tnef' : 'application/octet-stream';
  const name = file.slice(file.lastIndexOf('/') + 1);
  return Buffer.from(
    [
      'Subject: a file',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=cut',
      '',
      '--cut',
      'Content-Type: text/plain',
      '',
      'See the file.',
      '--cut',
      `Content-Type: ${type}; name="${name}"`,
      'Content-Transfer-Encoding: base64',
      `Content-Disposition: attachment; filename="${name}"`,
      '',
      bytes.toString('base64').replaceAll(/(.{76})/gu, `$1${CRLF}`),
      '--cut--',
      '',
    ].join(CRLF),
  );
}

/** With other From fields, and more fields before the others. */
function withAuthor(raw: Buffer, from: string, more: readonly string[]): Buffer {
  const text = raw.toString('latin1');
  const end = text.indexOf(`${CRLF}${CRLF}`);
  const head = (end === -1 ? text : text.slice(0, end)).replaceAll(
    /^from[ \t]*:.*(?:\r\n[ \t].*)*(?:\r\n|$)/gimu,
    '',
  );
  const rest = end === -1 ? '' : text.slice(end);
  return Buffer.concat([
    Buffer.from([...more, `From: ${from}`, ''].join(CRLF), 'utf8'),
    Buffer.from(head + rest, 'latin1'),
  ]);
}

function ownAddresses(raw: Buffer): { readonly from: string | null; readonly to: string | null } {
  const read = readMail(raw);
  const plain = (address: { localPart: string; domain: string } | undefined): string | null => {
    if (address === undefined) return null;
    const text = formatAddress(address);
    return /^[\w.+-]+@[\w.-]+\.[a-z]{2,}$/iu.test(text) ? text : null;
  };
  if (read.kind !== 'mail') return { from: null, to: null };
  return { from: plain(read.mail.from[0]?.address), to: plain(read.mail.to[0]?.address) };
}

async function settled(id: string): Promise<string> {
  const until = performance.now() + 60_000;
  while (performance.now() < until) {
    const { rows } = await database.pool.query<{ queued: number }>(
      `select count(*) filter (where state = 'queued')::integer as queued from delivery where message_id = $1`,
      [id],
    );
    if (rows[0]?.queued === 0) {
      const message = await findMessage(database.db, { kind: 'operator' }, id);
      const reasons = message?.reasons.map(({ code }) => code) ?? [];
      return [message?.state ?? 'none', ...new Set(reasons)].join(' ');
    }
    await delay(10);
  }
  return 'STUCK';
}

interface Plan {
  readonly way: string;
  readonly side: Side;
  readonly raw: Buffer;
  readonly from: string;
  /** The author's private strings. */
  readonly search: LeakSearch;
  readonly readerAddress: string;
  readonly to: string;
}

async function relayed(file: string, plan: Plan): Promise<Outcome> {
  const { raw, from, to, search, way } = plan;
  arrived.delete(plan.readerAddress.toLowerCase());
  const start = performance.now();
  const reply = await sendLetter(market.mailPort, { from, to, raw }).catch(
    (error: unknown) => `FAULT ${String(error)}`,
  );
  const id = /Taken as ([\da-f-]{36})/u.exec(reply)?.[1];
  const state = id === undefined ? reply.slice(0, 60) : await settled(id);
  const ms = performance.now() - start;
  const mails = arrived.get(plan.readerAddress.toLowerCase()) ?? [];
  const leaks = mails.flatMap((mail) => {
    const found = findLeaks(mail.raw, search);
    return found.map(({ canary, path, excerpt }) => `${canary} at ${path}: …${excerpt}…`);
  });
  return { file, way, state, ms, leaks };
}

/** As a person of the market sends it, with everything of theirs in its header. */
function asPerson(file: string, pair: Pair, side: Side, serial: number): Plan {
  const author = pair.people[side];
  const reader = pair.people[otherSide(side)];
  const raw = withAuthor(
    asMessage(file),
    `"${author.name}" <${author.address}>`,
    tellingHeaders(author, serial).filter((line) => !/^(?:Return-Path|List-|Received|\t)/u.test(line)),
  );
  return {
    way: `${side} → ${reader.side}`,
    side,
    raw,
    from: author.address,
    search: canariesOf(author),
    readerAddress: reader.address,
    to: side === 'buyer' ? pair.sellerAlias : pair.buyerAlias,
  };
}

async function setAddress(pair: Pair, side: Side, address: string): Promise<void> {
  const parsed = parseAddress(address);
  const canonical = parsed === null ? address : canonicalAddress(parsed);
  await (side === 'buyer'
    ? database.pool.query(
        `update buyer set address = $2, address_canonical = $3, address_state = 'working' where id = $1`,
        [pair.buyerId, address, canonical],
      )
    : database.pool.query('update seller set message_address = $2 where id = $1', [pair.sellerId, address]));
}

/** As its own author sends it, to its own recipient: the corpus's addresses are the private values. */
async function asItself(file: string, pair: Pair): Promise<Plan | null> {
  const original = asMessage(file);
  const { from, to } = ownAddresses(original);
  if (from === null) return null;
  const reader = to === null || to.toLowerCase() === from.toLowerCase() ? pair.people.seller.address : to;
  await setAddress(pair, 'buyer', from);
  await setAddress(pair, 'seller', reader);
  return {
    way: 'as itself',
    side: 'buyer',
    raw: withAuthor(original, from, []),
    from,
    search: { texts: [from] },
    readerAddress: reader,
    to: pair.sellerAlias,
  };
}

/** As what came back for a mail that its sender got. */
async function asReport(file: string, pair: Pair): Promise<Plan | null> {
  const opening = asPerson(file, pair, 'seller', 0);
  const plain = Buffer.from(`Subject: x${CRLF}${CRLF}Words of ${Math.random()}.${CRLF}`);
  await database.pool.query(`update buyer set address_state = 'working' where id = $1`, [pair.buyerId]);
  arrived.delete(pair.people.buyer.address);
  await relayed(file, { ...opening, raw: withAuthor(plain, pair.people.seller.address, []) });
  const mail = arrived.get(pair.people.buyer.address.toLowerCase())?.at(-1);
  if (mail === undefined) return null;
  return {
    way: 'as a report',
    side: 'buyer',
    raw: asMessage(file),
    from: '',
    search: canariesOf(pair.people.buyer),
    readerAddress: pair.people.seller.address,
    to: mail.reversePath,
  };
}

const queue = files.map((file, index) => ({ file, index }));
const perLane = Math.floor(market.pairs.length / parallel);

async function lane(number: number): Promise<void> {
  const pairs = market.pairs.slice(number * perLane, (number + 1) * perLane);
  const itself = pairs[0]!;
  const report = pairs[1]!;
  const people = pairs.slice(2);
  for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
    const { file, index } = job;
    const pair = people[index % people.length]!;
    const plans = [
      asPerson(file, pair, 'buyer', index),
      asPerson(file, pair, 'seller', index),
      await asItself(file, itself),
      /bounce/u.test(file) ? await asReport(file, report) : null,
    ];
    for (const plan of plans) if (plan !== null) parent.postMessage(await relayed(file, plan));
  }
}

await Promise.all(Array.from({ length: parallel }, (_, number) => lane(number)));
await database.close();
await sink.stop(1000);
parent.postMessage('done');
