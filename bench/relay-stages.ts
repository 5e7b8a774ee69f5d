// What each stage of a message's way costs in processor time, called one by one:
//   node bench/relay-stages.ts [COUNT_4_KB [COUNT_64_KB]]
// "ours" is the time of this process on all its threads, "database" that of PostgreSQL.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { composeDelivery } from '#flow/compose-delivery.ts';
import type { DeliverPorts } from '#flow/deliver.ts';
import { deliver } from '#flow/deliver.ts';
import type { MailReading } from '#flow/ports.ts';
import { privateValuesOf } from '#flow/private-values.ts';
import type { Submission } from '#flow/submission.ts';
import { dedupKey } from '#flow/submission.ts';
import { submit } from '#flow/submit.ts';
import { authorContent } from '#mail/author-content.ts';
import { ENGLISH_WORDS } from '#mail/author-content-parts.ts';
import { composeMail } from '#mail/compose.ts';
import { signMail } from '#mail/dkim-sign.ts';
import { extractNewText } from '#mail/new-text.ts';
import type { SigningKey } from '#mail/outgoing-mail.ts';
import { readMail } from '#mail/read-mail.ts';
import { createScrubber } from '#mail/scrub.ts';
import type { MessageRecord } from '#market/message.ts';
import { SYSTEM_ACTOR } from '#market/party.ts';
import { smtpReply } from '#mail/smtp-reply.ts';
import { packFor, requirePacks } from '#packs/read-pack.ts';
import { authenticate } from '#smtp/authenticate.ts';
import { SmtpTransport } from '#smtp/client/transport.ts';
import { zoneDns } from '#smtp/dns-zone.ts';
import { readIncoming } from '#smtp/read-incoming.ts';
import { SMTP_LIMITS } from '#smtp/server/options.ts';
import { createSmtpServer } from '#smtp/server/smtp-server.ts';
import { silentLog } from '#src/log.ts';
import { createSystemIds, systemClock } from '#src/system-ports.ts';
import { acceptMessage } from '#store/accept-message.ts';
import type { ClaimedDelivery, Lease } from '#store/claim-deliveries.ts';
import { claimDeliveries } from '#store/claim-deliveries.ts';
import type { AliasTarget } from '#store/find-alias.ts';
import { findAlias } from '#store/find-alias.ts';
import { loadThread } from '#store/load-thread.ts';
import { currentTokenKey, sealingKeys } from '#store/seal-keys.ts';
import { seal } from '#store/seal.ts';
import { settleDelivery } from '#store/settle-delivery.ts';
import { createSigningKeys } from '#store/signing-key.ts';

import { createBenchMail } from './bench-mail.ts';
import { openBenchStore } from './bench-store.ts';
import { databaseCpuSeconds } from './processor-time.ts';
import type { LoadPlan } from './smtp-load.ts';

const COUNTS = { '4 KB': Number(process.argv[2] ?? 600), '64 KB': Number(process.argv[3] ?? 120) };
const SIZES = { '4 KB': 4096, '64 KB': 65_536 } as const;
type Size = keyof typeof SIZES;

const here = import.meta.dirname;
const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
const mail = createBenchMail();
const dns = zoneDns(mail.zone);
const clock = systemClock;
const packs = requirePacks(join(here, '..', 'packs'));
const ids = createSystemIds();
const { store, aliases } = await openBenchStore({ PARLEY_DATA: join(folder, 'data') }, 200);
const keys = sealingKeys(store.secrets);
const random = (length: number): Uint8Array => ids.random(length);

const figures = new Map<string, Map<Size, { ours: number; database: number }>>();

function note(stage: string, size: Size, ours: number, database: number): void {
  const row = figures.get(stage) ?? new Map<Size, { ours: number; database: number }>();
  row.set(size, { ours, database });
  figures.set(stage, row);
}

/** Runs `work` for each item, one after the other, and notes what it cost; gives back the results. */
async function stage<Item, Result>(
  name: string,
  size: Size,
  items: readonly Item[],
  work: (item: Item, index: number) => Result | Promise<Result>,
  { usesDatabase = false, perItem = 1 } = {},
): Promise<Result[]> {
  const results: Result[] = [];
  const databaseBefore = usesDatabase ? await databaseCpuSeconds(store.pool) : 0;
  const before = process.cpuUsage();
  for (const [index, item] of items.entries()) results.push(await work(item, index));
  const { user, system } = process.cpuUsage(before);
  const count = items.length * perItem;
  const database = usesDatabase ? (await databaseCpuSeconds(store.pool)) - databaseBefore : 0;
  note(name, size, (user + system) / 1000 / count, (database * 1000) / count);
  return results;
}

interface Letter {
  readonly from: string;
  readonly alias: string;
  readonly raw: Buffer;
}

function letters(size: Size, count: number): Letter[] {
  return Array.from({ length: count }, (_, index) => {
    const pair = aliases[index % aliases.length];
    if (pair === undefined) throw new Error('no aliases');
    return {
      from: pair.address,
      alias: pair.alias,
      raw: mail.make(pair.address, pair.alias, SIZES[size]),
    };
  });
}

async function measureReading(
  size: Size,
  sent: readonly Letter[],
  targets: readonly AliasTarget[],
): Promise<MailReading[]> {
  const values = targets.map(({ relationship }) => privateValuesOf(relationship));
  const valuesOf = (index: number) => values[index] ?? { addresses: [], phones: [], names: [] };
  const client = ({ from }: Letter) => ({ address: '127.0.0.1', helo: 'load.example', reversePath: from });
  const options = { receivingHost: 'mx.bench.example', trustedSealers: [], now: clock.now() };
  const mails = await stage('read: parse (readMail)', size, sent, ({ raw }) => {
    const read = readMail(raw);
    if (read.kind === 'unreadable') throw new Error(read.detail);
    return read.mail;
  });
  await stage('read: SPF, DKIM, DMARC (authenticate)', size, sent, (letter) =>
    authenticate(letter.raw, client(letter), dns, { ...options, authorDomain: 'bench.example' }),
  );
  await stage('read: the author’s words (authorContent)', size, mails, (read, index) =>
    authorContent(read, valuesOf(index), { maxFileBytes: 10_000_000, isOurs: () => false }),
  );
  await stage('  of it new text (extractNewText)', size, mails, ({ text }) => extractNewText(text ?? ''));
  await stage('  of it private values (scrub)', size, mails, ({ text }, index) =>
    createScrubber(valuesOf(index)).scrub(text ?? ''),
  );
  const readings = await stage('read: all of it (readIncoming)', size, sent, (letter, index) =>
    readIncoming(
      {
        raw: letter.raw,
        client: client(letter),
        privateValues: valuesOf(index),
        maxFileBytes: 10_000_000,
        ourDomains: ['post.market.example'],
        words: ENGLISH_WORDS,
      },
      dns,
      clock.now(),
      options,
    ),
  );
  await stage('to the thread and back (structuredClone)', size, readings, (reading, index) => [
    structuredClone({ raw: Uint8Array.from(sent[index]?.raw ?? []), privateValues: valuesOf(index) }),
    structuredClone(reading),
  ]);
  return readings;
}

async function measureAccepting(
  size: Size,
  sent: readonly Letter[],
  targets: readonly AliasTarget[],
  readings: readonly MailReading[],
): Promise<void> {
  const { pool } = store;
  const records: MessageRecord[] = [];
  await stage(
    'judge, load the thread, seal (submit)',
    size,
    sent,
    async ({ raw, from }, index) => {
      const [target, reading] = [targets[index], readings[index]];
      if (target === undefined || reading?.content === null || reading?.read.kind !== 'mail')
        throw new Error('a message of the bench was not understood');
      const { facts } = reading.read;
      const submission: Submission = {
        ...facts,
        relationship: target.relationship,
        author: 'buyer',
        by: SYSTEM_ACTOR,
        authorAddress: from,
        door: 'mail',
        reason: null,
        receivedAt: clock.now(),
        content: reading.content,
        automatic: reading.automatic,
        authorRfcId: facts.messageId,
        authentication: reading.authentication,
        dedupKey: dedupKey(target.relationship.aliases.seller, facts, raw),
        raw,
      };
      await submit(submission, {
        ids,
        seal: (bytes, { marketplaceId, sellerId }, id) =>
          seal(keys, bytes, ['message_source', marketplaceId, sellerId, id], random),
        loadThread: (given, marks) =>
          loadThread(pool, given.relationship.key, given.author, marks, {
            burstSince: given.receivedAt,
            absenceSince: given.receivedAt,
          }),
        // A buyer's message: the guidelines aren't asked.
        packOf: (marketplace) => packFor(packs, marketplace),
        noteMisuse: () => Promise.resolve(),
        noteOptOut: () => Promise.resolve(),
        askGuidelines: () => Promise.reject(new Error('a buyer is not judged')),
        waitingRules: () => ({ inspectsFiles: true, heldHours: 72 }),
        claimNotice: () => Promise.resolve(true),
        accept: (record) => {
          records.push(record);
          return Promise.resolve({ kind: 'recorded', conversationId: record.conversation.id });
        },
      });
    },
    { usesDatabase: true },
  );
  await stage('store (acceptMessage)', size, records, (record) => acceptMessage(pool, record), {
    usesDatabase: true,
  });
}

async function measureDelivering(size: Size, count: number, sinkPort: number): Promise<void> {
  const { pool } = store;
  const lease: Lease = { token: ids.uuid(), until: new Date(clock.now().getTime() + 600_000) };
  const batch = 20;
  const batches = await stage(
    'take from the outbox (claimDeliveries, 20 at a time)',
    size,
    Array.from({ length: Math.ceil(count / batch) }),
    () => claimDeliveries(pool, clock.now(), batch, lease),
    { usesDatabase: true, perItem: batch },
  );
  const claimed: ClaimedDelivery[] = batches.flat();
  const signingKey = createSigningKeys(pool, keys, () => clock.now());
  const key: SigningKey = await signingKey('post.market.example');
  const composed = await stage('compose', size, claimed, (delivery) =>
    composeMail(
      composeDelivery(delivery, {
        now: clock.now(),
        hopMarker: 'bench',
        publicUrl: null,
        unsubscribeUrl: null,
        answerUrl: null,
      }),
    ),
  );
  await stage('sign (RSA-2048)', size, composed, (bytes) => signMail(bytes, key, { now: clock.now() }));
  const transport = new SmtpTransport(
    { dns, random: () => 0.5 },
    {
      helloName: 'mx.bench.example',
      routes: {
        standard: {
          kind: 'smarthost',
          host: '127.0.0.1',
          port: sinkPort,
          tls: 'opportunistic',
          credentials: null,
        },
        byDomain: new Map(),
      },
      allowInside: true,
    },
  );
  const signed = composed.map((bytes) => signMail(bytes, key, { now: clock.now() }));
  const settlements: Parameters<DeliverPorts['settle']>[0][] = [];
  await stage('hand over (SMTP to a sink)', size, claimed, (delivery, index) =>
    deliver(delivery, lease, {
      clock,
      ids,
      log: silentLog,
      publicUrl: null,
      tokenKey: currentTokenKey(store.secrets),
      transport,
      signingKey: () => Promise.resolve(key),
      writer: { write: () => Promise.resolve(signed[index] ?? new Uint8Array()) },
      packOf: (marketplace) => packFor(packs, marketplace),
      stop: () => Promise.reject(new Error('nobody declines here')),
      settle: (settlement) => {
        settlements.push(settlement);
        return Promise.resolve(true);
      },
    }),
  );
  await transport.close();
  await stage('settle', size, settlements, (settlement) => settleDelivery(pool, settlement), {
    usesDatabase: true,
  });
}

/** The protocol alone: 20 sessions against a door that takes everything and keeps nothing. */
async function measureSmtp(size: Size, sent: readonly Letter[]): Promise<void> {
  const server = createSmtpServer(
    { hostName: 'mx.bench.example', tls: null, proxyPeers: [], limits: SMTP_LIMITS },
    {
      admitClient: () => null,
      admitRecipient: (_client, forwardPath) =>
        Promise.resolve({ reply: smtpReply(250, '2.1.5', 'ok'), recipient: forwardPath }),
      takeMessage: () => Promise.resolve(smtpReply(250, '2.0.0', 'taken')),
    },
    silentLog,
  );
  const { port } = await server.listen(0, '127.0.0.1');
  const path = join(folder, 'smtp.mail');
  writeFileSync(path, Buffer.concat(sent.map(({ raw }) => raw)));
  let offset = 0;
  const messages = sent.map(({ from, alias, raw }) => {
    const message = { from, to: alias, path, offset, length: raw.length - 2 };
    offset += raw.length;
    return message;
  });
  const plan: LoadPlan = { port, sessions: 20, reconnect: false, messages };
  writeFileSync(join(folder, 'smtp.json'), JSON.stringify(plan));
  const before = process.cpuUsage();
  const load = spawn(process.execPath, [join(here, 'smtp-load.ts'), join(folder, 'smtp.json')], {
    stdio: 'ignore',
  });
  await new Promise((resolve) => load.once('exit', resolve));
  const { user, system } = process.cpuUsage(before);
  note('take by SMTP', size, (user + system) / 1000 / sent.length, 0);
  await server.stop(1000);
}

async function measureAll(size: Size, count: number, sinkPort: number): Promise<void> {
  const sent = letters(size, count);
  await measureSmtp(size, sent);
  const targets = await stage(
    'find the alias (findAlias)',
    size,
    sent,
    async ({ alias }) => {
      const at = alias.indexOf('@');
      const target = await findAlias(store.pool, alias.slice(0, at), alias.slice(at + 1));
      if (target === null) throw new Error('an alias of the bench is unknown');
      return target;
    },
    { usesDatabase: true },
  );
  const readings = await measureReading(size, sent, targets);
  await measureAccepting(size, sent, targets, readings);
  await measureDelivering(size, count, sinkPort);
}

function print(): void {
  const rows = [
    ['stage, ms of processor per message', '4 KB ours', '4 KB database', '64 KB ours', '64 KB database'],
  ];
  const shown = (value: number | undefined): string =>
    value === undefined || value === 0 ? '' : value.toFixed(2);
  for (const [name, sizes] of figures) {
    const cells = (['4 KB', '64 KB'] as const).map((size) => sizes.get(size));
    rows.push([name, ...cells.flatMap((cell) => [shown(cell?.ours), shown(cell?.database)])]);
  }
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  for (const row of rows) console.log(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
}

const sink = spawn(process.execPath, [join(here, 'smtp-sink.ts')], { stdio: ['pipe', 'pipe', 'inherit'] });
try {
  const lines = createInterface({ input: sink.stdout })[Symbol.asyncIterator]();
  const sinkPort = Number((await lines.next()).value);
  // Once for nothing, so that code is compiled and statements are planned.
  await measureAll('4 KB', 200, sinkPort);
  for (const size of ['4 KB', '64 KB'] as const) await measureAll(size, COUNTS[size], sinkPort);
} finally {
  sink.kill();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
}
print();
process.exit(0);
