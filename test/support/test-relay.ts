import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';

import nodemailer from 'nodemailer';

import { seedSampleMarket } from '#demo/seed.ts';
import { openFileInspector } from '#files/file-inspector.ts';
import type { MailDoor } from '#flow/mail-door.ts';
import type { Clock } from '#flow/ports.ts';
import { createHttpApp } from '#http/app.ts';
import { EventStreams } from '#http/event-streams.ts';
import { createJudgingWorkers } from '#judging/judging-workers.ts';
import { canonicalAddress, parseAddress } from '#mail/address.ts';
import { readMail } from '#mail/read-mail.ts';
import type { ReceivedMail } from '#mail/received-mail.ts';
import type { SmtpReply } from '#mail/smtp-reply.ts';
import { smtpReply } from '#mail/smtp-reply.ts';
import type { Pack } from '#market/pack.ts';
import { enforcementFor, requireEnforcement } from '#packs/enforcement.ts';
import { packFor, requirePacks } from '#packs/read-pack.ts';
import { loadRules } from '#packs/read-ruleset.ts';
import { zoneDns } from '#smtp/dns-zone.ts';
import { createMailWorkers } from '#smtp/mail-workers.ts';
import { SMTP_LIMITS } from '#smtp/server/options.ts';
import { createSmtpServer } from '#smtp/server/smtp-server.ts';
import type { Log } from '#src/log.ts';
import { silentLog } from '#src/log.ts';
import type { Relay } from '#src/relay.ts';
import { startRelay } from '#src/relay.ts';
import { waitingRulesOf } from '#src/server.ts';
import { createSystemIds, systemClock } from '#src/system-ports.ts';
import { findFileFacts, keepFileFacts } from '#store/file-facts.ts';
import { documentKeys, parseSecrets, sealingKeys } from '#store/seal-keys.ts';
import { seal } from '#store/seal.ts';
import { sampleZone } from '#demo/sample-market.ts';

import type { FreshDatabase } from './database.ts';
import { freshDatabase } from './database.ts';
import { lenientMarketPacks, lenientPacks } from './lenient-packs.ts';

/** A mail that a sample person's provider took. */
export interface Arrived {
  readonly reversePath: string;
  readonly raw: Buffer;
  readonly mail: ReceivedMail;
}

/** Takes mail for anybody and lets tests wait for it: the recipients' provider, with answers that tests choose. */
export class TestProvider {
  readonly arrived = new Map<string, Arrived[]>();
  readonly #waiting = new Map<string, ((mail: Arrived) => void)[]>();
  /** What the provider says to RCPT for an address; 250 where nothing is set. */
  readonly answers = new Map<string, SmtpReply>();

  readonly door: MailDoor<string> = {
    admitClient: () => null,
    admitRecipient: (_client, forwardPath) => {
      const reply = this.answers.get(forwardPath) ?? smtpReply(250, '2.1.5', 'ok');
      return Promise.resolve({ reply, recipient: reply.code < 400 ? forwardPath : null });
    },
    takeMessage: (client, recipients, raw) => {
      const read = readMail(raw);
      if (read.kind !== 'mail') throw new Error(`Parley sent what it can't read itself: ${read.reason}`);
      for (const address of recipients)
        this.#deliver(address, { reversePath: client.reversePath, raw: Buffer.from(raw), mail: read.mail });
      return Promise.resolve(smtpReply(250, '2.0.0', 'caught'));
    },
  };

  #deliver(address: string, arrived: Arrived): void {
    const waiting = this.#waiting.get(address)?.shift();
    if (waiting !== undefined) return waiting(arrived);
    this.arrived.set(address, [...(this.arrived.get(address) ?? []), arrived]);
  }

  /** The next mail for an address that no test has looked at. */
  next(address: string): Promise<Arrived> {
    const [first, ...rest] = this.arrived.get(address) ?? [];
    if (first !== undefined) {
      this.arrived.set(address, rest);
      return Promise.resolve(first);
    }
    return new Promise((resolve) => {
      this.#waiting.set(address, [...(this.#waiting.get(address) ?? []), resolve]);
    });
  }
}

export interface Letter {
  readonly from: string;
  /** The header's From, if it isn't the envelope's. */
  readonly author?: string;
  readonly to: string | readonly string[];
  readonly subject?: string;
  readonly text?: string;
  /** More header lines, or the whole message if `raw` is set. */
  readonly headers?: readonly string[];
  readonly messageId?: string | null;
  readonly raw?: string | Buffer;
}

/** The bytes that a plain mail program would send. */
export function letterBytes(letter: Letter): Buffer {
  if (letter.raw !== undefined) return Buffer.from(letter.raw);
  const to = typeof letter.to === 'string' ? [letter.to] : letter.to;
  const id = letter.messageId === undefined ? `${randomUUID()}@client.example` : letter.messageId;
  const lines = [
    `From: ${letter.author ?? letter.from}`,
    `To: ${to.join(', ')}`,
    `Subject: ${letter.subject ?? 'Hello'}`,
    'Date: Sun, 01 Mar 2026 12:00:00 +0100',
    ...(id === null ? [] : [`Message-ID: <${id}>`]),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    ...(letter.headers ?? []),
    '',
    ...(letter.text ?? 'Hello there.').split('\n'),
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

/** Sends as an ordinary client would; gives the reply line that decided. */
export async function sendLetter(port: number, letter: Letter): Promise<string> {
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port, secure: false, ignoreTLS: true });
  try {
    const { response } = await transport.sendMail({
      envelope: { from: letter.from, to: typeof letter.to === 'string' ? letter.to : [...letter.to] },
      raw: letterBytes(letter),
    });
    return response;
  } catch (error) {
    if (error instanceof Error && 'response' in error && typeof error.response === 'string')
      return error.response;
    throw error;
  } finally {
    transport.close();
  }
}

/** A pair of the sample market that trades, with an order between them. */
export interface Trade {
  readonly marketplaceId: string;
  readonly sellerId: string;
  readonly buyerId: string;
  readonly orderId: string;
  readonly buyer: string;
  readonly seller: string;
  readonly buyerAlias: string;
  readonly sellerAlias: string;
}

export interface TestRelay {
  readonly relay: Relay;
  readonly database: FreshDatabase;
  readonly provider: TestProvider;
  send(letter: Letter): Promise<string>;
  /** As a provider sends what comes back: again while the door says "later", as it does until our own settlement. */
  sendBack(letter: Letter): Promise<string>;
  /** Asks the pages beside the relay, without a socket. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** The trade of a buyer and a seller of the sample market, by their addresses. */
  trade(buyer: string, seller: string): Promise<Trade>;
  stop(): Promise<void>;
}

export interface TestRelayOptions {
  readonly clock?: Clock;
  /** Zone lines beside the sample people's. */
  readonly zone?: string;
  /** Where all mail goes, if not to the relay's own `provider`. */
  readonly sinkPort?: number;
  readonly log?: Log;
  /**
   * `packs`: sellers' mail is judged as in the demo. `lenient`: every rule is off, for tests of the relay itself, whose
   * mails hold addresses, no order and whatever language.
   */
  readonly guidelines: 'packs' | 'lenient';
  /** What may be sent at all, where it isn't to be judged as the guidelines are. */
  readonly packs?: ReadonlyMap<string, Pack>;
}

const PACKS = fileURLToPath(new URL('../../packs', import.meta.url));

/** Where people reach the pages. */
export const PUBLIC_URL = 'https://messages.linde.example';

const SECRETS = parseSecrets(`test:${Buffer.alloc(32, 7).toString('base64')}`, 'test');

/** The whole relay on real sockets and a database of its own, with the sample market in it. */
export async function startTestRelay(options: TestRelayOptions): Promise<TestRelay> {
  const clock = options.clock ?? systemClock;
  const ids = createSystemIds();
  const database = await freshDatabase();
  await seedSampleMarket(database.db, {
    ids,
    now: () => clock.now(),
    sealFor: (plain, row) => seal(sealingKeys(SECRETS), plain, row, (length) => ids.random(length)),
  });
  const zone = `${sampleZone()}\n${options.zone ?? ''}\n`;
  const provider = new TestProvider();
  const sink = createSmtpServer(smtpOptions('provider.example'), provider.door, silentLog);
  const { port: sinkPort } = await sink.listen(0, '127.0.0.1');
  const workers = createMailWorkers({
    size: 1,
    dns: { kind: 'zone', text: zone },
    hostName: 'mx.linde.example',
    clock,
    log: options.log ?? silentLog,
  });
  const log = options.log ?? silentLog;
  const packs = options.guidelines === 'packs' ? loadRules(PACKS) : lenientPacks();
  const judging = createJudgingWorkers({ packs, clock, log });
  const inspector = openFileInspector({
    threads: 1,
    clock,
    log,
    memory: {
      find: (sha256, reader) => findFileFacts(database.pool, sha256, reader),
      keep: (sha256, reader, facts) =>
        keepFileFacts(database.pool, sha256, { reader, facts, at: clock.now() }),
    },
  });
  const marketPacks =
    options.packs ?? (options.guidelines === 'packs' ? requirePacks(PACKS) : lenientMarketPacks());
  const rules = requireEnforcement(PACKS);
  const relay = await startRelay({
    ...database,
    secrets: SECRETS,
    clock,
    ids,
    log: options.log ?? silentLog,
    dns: zoneDns(zone),
    reader: workers.reader,
    writer: workers.writer,
    cleaner: workers.cleaner,
    askGuidelines: judging.ask,
    waitingRules: waitingRulesOf(PACKS, packs),
    inspector,
    inspectionsAtATime: 2,
    packFor: (marketplace) => packFor(marketPacks, marketplace),
    rulesFor: (marketplace) => enforcementFor(rules, marketplace),
    publicUrl: PUBLIC_URL,
    backlog: () => workers.waiting + judging.waiting,
    routes: {
      standard: {
        kind: 'smarthost',
        host: '127.0.0.1',
        port: options.sinkPort ?? sinkPort,
        tls: 'none',
        credentials: null,
      },
      byDomain: new Map(),
    },
    allowInsideDelivery: true,
    delivers: true,
    leaseMs: 60_000,
    smtp: smtpOptions('mx.linde.example'),
    listen: { host: '127.0.0.1', port: 0 },
    maxFileBytes: 10_000_000,
  });
  const pages = createHttpApp({
    database,
    events: new EventStreams({ ...database, log }),
    secrets: SECRETS,
    clock,
    ids,
    log,
    publicUrl: PUBLIC_URL,
    web: null,
    accounts: { proxyPeers: [], samplePeople: [] },
    rulesFor: (marketplace) => enforcementFor(rules, marketplace),
    packFor: (marketplace) => packFor(marketPacks, marketplace),
    askGuidelines: judging.ask,
    checkWebhook: () => Promise.resolve(null),
    lint: judging.lint,
    maxFileBytes: 10_000_000,
    sellingPartner: { documentKeys: documentKeys(SECRETS), servesRetired: false, wakeFeeds: () => undefined },
    write: (written) => relay.write(written),
    preview: (written) => relay.preview(written),
    counters: () => relay.counters(),
    pressure: () => relay.pressure(),
    wake: () => relay.wake(),
  });
  return {
    relay,
    database,
    provider,
    ask: async (path, init) => pages.request(path, init),
    send: (letter) => sendLetter(relay.mailPort, letter),
    sendBack: async (letter) => {
      for (let attempt = 1; ; attempt += 1) {
        const reply = await sendLetter(relay.mailPort, letter);
        if (!reply.startsWith('451 4.3.2') || attempt === 500) return reply;
      }
    },
    trade: (buyer, seller) => findTrade(database, buyer, seller),
    stop: async () => {
      await relay.stop();
      await Promise.all([workers.close(), judging.close(), inspector.close()]);
      await sink.stop(1000);
      await database.drop();
    },
  };
}

function smtpOptions(hostName: string): Parameters<typeof createSmtpServer>[0] {
  return { hostName, tls: null, proxyPeers: [], limits: SMTP_LIMITS };
}

async function findTrade({ pool }: FreshDatabase, buyer: string, seller: string): Promise<Trade> {
  const parsed = parseAddress(buyer);
  const { rows } = await pool.query<Trade>(
    `select o.marketplace_id as "marketplaceId", o.seller_id as "sellerId", o.buyer_id as "buyerId", o.id as "orderId",
            b.address as buyer, s.message_address as seller,
            (select local_part || '@' || domain from alias a where (a.marketplace_id, a.seller_id, a.buyer_id)
               = (o.marketplace_id, o.seller_id, o.buyer_id) and a.stands_for = 'buyer') as "buyerAlias",
            (select local_part || '@' || domain from alias a where (a.marketplace_id, a.seller_id, a.buyer_id)
               = (o.marketplace_id, o.seller_id, o.buyer_id) and a.stands_for = 'seller') as "sellerAlias"
       from sales_order o join buyer b on b.id = o.buyer_id join seller s on s.id = o.seller_id
      where b.address_canonical = $1 and s.message_address = $2
      order by o.id limit 1`,
    [parsed === null ? '' : canonicalAddress(parsed), seller],
  );
  const [trade] = rows;
  if (trade === undefined) throw new Error(`${buyer} never bought from ${seller} in the sample market`);
  return trade;
}
