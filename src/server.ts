import { readFile } from 'node:fs/promises';

import { openFileInspector } from '#files/file-inspector.ts';
import type { FileInspector } from '#files/file-inspector.ts';
import { answerHeld } from '#flow/answer-held.ts';
import { createFeedWorker } from '#flow/feed-queue.ts';
import { countMissedMisuse } from '#flow/note-misuse.ts';
import { fileDueAccountUpdates } from '#flow/file-account-updates.ts';
import { RecurringPass } from '#flow/recurring-pass.ts';
import type { Clock, Ids } from '#flow/ports.ts';
import { RetentionWorker } from '#flow/retain.ts';
import type { WaitingRules } from '#flow/submit.ts';
import { createJudgingWorkers } from '#judging/judging-workers.ts';
import type { JudgingWorkers } from '#judging/judging-workers.ts';
import { enforcementFor, requireEnforcement } from '#packs/enforcement.ts';
import type { PackRules } from '#packs/read-ruleset.ts';
import { packFor, requirePacks } from '#packs/read-pack.ts';
import { loadRules } from '#packs/read-ruleset.ts';
import type { Routes } from '#smtp/client/route.ts';
import { cachingDns } from '#smtp/dns-cache.ts';
import { systemDns } from '#smtp/dns-system.ts';
import { zoneDns } from '#smtp/dns-zone.ts';
import type { Dns } from '#smtp/dns.ts';
import type { DnsSettings, MailWorkers } from '#smtp/mail-workers.ts';
import { createMailWorkers } from '#smtp/mail-workers.ts';
import { SMTP_LIMITS } from '#smtp/server/options.ts';
import type { SmtpServerOptions } from '#smtp/server/options.ts';
import type { Config } from '#src/config.ts';
import type { Log } from '#src/log.ts';
import type { Relay, RelayOptions } from '#src/relay.ts';
import { startRelay } from '#src/relay.ts';
import type { Database } from '#store/connect.ts';
import { connect } from '#store/connect.ts';
import { findFileFacts, forgetFileFacts, keepFileFacts } from '#store/file-facts.ts';
import { startEmbeddedPostgres } from '#store/embedded/embedded-postgres.ts';
import { migrate } from '#store/migrate.ts';
import { forgetPresence } from '#store/presence.ts';
import { eraseStragglers } from '#store/erase-buyer.ts';
import { indexMessages } from '#store/search-index.ts';
import { removeOldOriginals } from '#store/retention.ts';
import type { Secrets } from '#store/seal-keys.ts';
import { loadSecrets, sealingKeys } from '#store/seal-keys.ts';
import { createEventPoster } from '#webhooks/post-event.ts';
import type { EventPoster } from '#webhooks/post-event.ts';
import { Webhooks } from '#webhooks/webhooks.ts';

export interface Surroundings {
  readonly config: Config;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** The bundled database can't be kept running. */
  readonly onFatal: (error: Error) => void;
}

/** The database of a configuration, its schema brought up to date, and the secrets that open what it holds. */
export interface Store extends Database {
  readonly secrets: Secrets;
}

/** Opens the store: the bundled server is started or adopted, or the service that the configuration names is used. */
export async function openStore({ config, ids, log, onFatal }: Surroundings): Promise<Store> {
  const random = (length: number): Uint8Array => ids.random(length);
  const embedded =
    config.database.url === null
      ? await startEmbeddedPostgres({
          folder: config.dataFolder,
          binariesFolder: config.database.binariesFolder,
          random,
          log,
          onFatal,
        })
      : null;
  const url = config.database.url ?? embedded?.connectionString ?? '';
  const database = connect({ url, poolSize: config.database.poolSize, log });
  const close = async (): Promise<void> => {
    await database.close();
    await embedded?.stop();
  };
  try {
    await migrate(database.pool);
    return { ...database, secrets: await loadSecrets(config.secret, random), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** How the configuration asks the DNS, for the main thread and, as data, for the workers. */
export async function dnsOf(
  { dns }: Config,
  clock: Clock,
): Promise<{ readonly dns: Dns; readonly settings: DnsSettings }> {
  switch (dns.kind) {
    case 'zone-file':
    case 'zone-text': {
      const text = dns.kind === 'zone-text' ? dns.text : await readFile(dns.path, 'utf8');
      return { dns: zoneDns(text), settings: { kind: 'zone', text } };
    }
    case 'servers':
      return {
        dns: cachingDns(systemDns({ servers: dns.servers }), clock),
        settings: { kind: 'servers', servers: dns.servers },
      };
    case 'system':
      return { dns: cachingDns(systemDns(), clock), settings: { kind: 'servers', servers: [] } };
  }
}

function routesOf({ smarthost }: Config): Routes {
  if (smarthost === null) {
    return { standard: { kind: 'direct', port: 25, tls: 'opportunistic' }, byDomain: new Map() };
  }
  const { host, port, user, password, implicitTls } = smarthost;
  const credentials = user === null || password === null ? null : { user, password };
  const tls = implicitTls ? 'implicit' : credentials === null ? 'opportunistic' : 'required';
  return { standard: { kind: 'smarthost', host, port, tls, credentials }, byDomain: new Map() };
}

async function smtpOptionsOf(config: Config): Promise<SmtpServerOptions> {
  const { limits, tls } = config;
  return {
    hostName: config.hostName,
    tls:
      tls === null
        ? null
        : {
            key: await readFile(tls.keyFile, 'utf8'),
            certificate: await readFile(tls.certificateFile, 'utf8'),
          },
    proxyPeers: config.proxyPeers,
    limits: {
      ...SMTP_LIMITS,
      messageBytes: limits.messageBytes,
      connections: limits.connections,
      connectionsPerClient: limits.connectionsPerClient,
      recipients: limits.recipientsPerMessage,
    },
  };
}

export interface MailServer {
  readonly relay: Relay;
  readonly workers: MailWorkers;
  readonly judging: JudgingWorkers;
  /** Something may be due: deliveries, account updates of a feed. Cheap. */
  wake(): void;
  /** A program put a feed into the queue. */
  wakeFeeds(): void;
  /** Sends events to webhooks, and says where they can't be sent. */
  readonly poster: EventPoster;
  /** Lets what is under way end; the store is the caller's to close. May be called again. */
  stop(): Promise<void>;
}

/** Starts the mail side of a node on an open store. What was started ends again where it fails. */
export async function startMail(surroundings: Surroundings, store: Store): Promise<MailServer> {
  const { config, clock, ids, log } = surroundings;
  const { dns, settings } = await dnsOf(config, clock);
  const packs = loadRules(config.packsFolder);
  const judging = createJudgingWorkers({ packs, clock, log });
  const inspector = openInspector(surroundings, store);
  const workers = createMailWorkers({
    size: WORKERS,
    dns: settings,
    hostName: config.hostName,
    trustedSealers: config.trustedSealers,
    clock,
    log,
  });
  const retention = createRetention(surroundings, store);
  const search = createSearching(surroundings, store);
  const closeThreads = async (): Promise<void> => {
    await Promise.all([workers.close(), judging.close(), inspector.close()]);
  };
  let relay: Relay;
  try {
    relay = await startRelay(
      await relayOptions(surroundings, store, dns, { workers, judging, inspector, packs }),
    );
  } catch (error) {
    await closeThreads();
    throw error;
  }
  const answering = createAnswering(surroundings, store, () => relay.wake());
  const filing = createFiling(surroundings, store, () => relay.wake());
  const wake = (): void => {
    relay.wake();
    if (config.delivers) filing.wake();
  };
  const feeds = createFeedWorker({ db: store.db, clock, ids, log, leaseMs: config.leaseMs, wake });
  const poster = createEventPoster({ dns, allowInside: config.allowInsideDelivery });
  const webhooks = createWebhooks(surroundings, store, poster, wake);
  const passes = [retention, search, answering, filing, feeds, webhooks];
  if (config.delivers) for (const pass of passes) pass.start();
  let stopped: Promise<void> | undefined;
  return {
    relay,
    workers,
    judging,
    poster,
    wake,
    // A node that delivers nothing reads no feeds either; another one does, a poll later.
    wakeFeeds: () => (config.delivers ? feeds.wake() : undefined),
    stop: () =>
      (stopped ??= relay.stop().then(async () => {
        await Promise.all([closeThreads(), ...passes.map((pass) => pass.stop())]);
      })),
  };
}

function createRetention({ clock, log }: Surroundings, { db, pool }: Store): RetentionWorker {
  return new RetentionWorker({
    clock,
    log,
    removeOldOriginals: (now, limit) => removeOldOriginals(db, now, limit),
    eraseStragglers: (now) => eraseStragglers(db, now),
    forgetFileFacts: (now) => forgetFileFacts(db, now),
    forgetPresence: () => forgetPresence(pool),
  });
}

function createWebhooks(
  { config, clock, ids, log }: Surroundings,
  { db, pool, secrets }: Store,
  poster: EventPoster,
  wake: () => void,
): Webhooks {
  const keys = sealingKeys(secrets);
  return new Webhooks({ db, pool, clock, ids, log, keys, poster, leaseMs: config.leaseMs, wake });
}

/** Answers what waits for a person for too long, and counts what a node that died left uncounted. */
function createAnswering(
  { config, clock, ids, log }: Surroundings,
  { db }: Store,
  wake: () => void,
): RecurringPass {
  const enforcement = requireEnforcement(config.packsFolder);
  const rulesFor = (marketplace: { id: string; pack: string }) => enforcementFor(enforcement, marketplace);
  return new RecurringPass({
    log,
    everyMs: 60_000,
    failed: 'review.pass-failed',
    pass: async () => {
      await answerHeld({ db, clock, ids, log, rulesFor, wake });
      await countMissedMisuse({ db, clock, ids, rulesFor, publicUrl: publicUrlOf(config) });
    },
  });
}

/** Files what feeds tell buyers. */
function createFiling({ log }: Surroundings, { db }: Store, wake: () => void): RecurringPass {
  return new RecurringPass({
    log,
    failed: 'account-updates.pass-failed',
    // Another process may have taken the feed.
    everyMs: 1000,
    pass: () => fileDueAccountUpdates({ db, log, wake }),
  });
}

/** Makes messages findable; at once goes on where there are more. */
function createSearching({ log }: Surroundings, { pool }: Store): RecurringPass {
  const search = new RecurringPass({
    log,
    failed: 'search.pass-failed',
    everyMs: 1000,
    pass: async () => {
      if (await indexMessages(pool)) search.wake();
    },
  });
  return search;
}

/** Where people reach the pages: as configured, else where the server listens, unless the system chooses the port. */
function publicUrlOf({ http }: Config): string | null {
  if (http.publicUrl !== null || http.port === 0) return http.publicUrl;
  return `http://${http.host.includes(':') ? `[${http.host}]` : http.host}:${http.port}`;
}

/** Starts no thread before the first file comes; what was found out is kept in the database. */
function openInspector({ config, clock, log }: Surroundings, { pool }: Store): FileInspector {
  return openFileInspector({
    threads: config.fileThreads,
    clock,
    log,
    memory: {
      find: (sha256, reader) => findFileFacts(pool, sha256, reader),
      keep: (sha256, reader, facts) => keepFileFacts(pool, sha256, { reader, facts, at: clock.now() }),
    },
  });
}

interface Threads extends Pick<MailServer, 'workers' | 'judging'> {
  readonly inspector: FileInspector;
  readonly packs: ReadonlyMap<string, PackRules>;
}

/** What the packs say of messages that wait. A pack that went away makes the door say "later". */
export function waitingRulesOf(
  packsFolder: string,
  packs: ReadonlyMap<string, PackRules>,
): (marketplace: { readonly id: string; readonly pack: string }) => WaitingRules {
  const enforcement = requireEnforcement(packsFolder);
  return (marketplace) => ({
    inspectsFiles: packs.get(marketplace.pack)?.inspectsFiles ?? true,
    heldHours: enforcementFor(enforcement, marketplace).heldHours,
  });
}

async function relayOptions(
  { config, clock, ids, log }: Surroundings,
  store: Store,
  dns: Dns,
  { workers, judging, inspector, packs }: Threads,
): Promise<RelayOptions> {
  const marketPacks = requirePacks(config.packsFolder);
  const rules = requireEnforcement(config.packsFolder);
  return {
    ...store,
    clock,
    ids,
    log,
    dns,
    reader: workers.reader,
    writer: workers.writer,
    cleaner: workers.cleaner,
    askGuidelines: judging.ask,
    waitingRules: waitingRulesOf(config.packsFolder, packs),
    inspector,
    // One more than threads: while one message's facts are judged and written, another's file is read.
    inspectionsAtATime: config.fileThreads + 1,
    packFor: (marketplace) => packFor(marketPacks, marketplace),
    rulesFor: (marketplace) => enforcementFor(rules, marketplace),
    publicUrl: publicUrlOf(config),
    backlog: () => workers.waiting + judging.waiting,
    routes: routesOf(config),
    allowInsideDelivery: config.allowInsideDelivery,
    delivers: config.delivers,
    leaseMs: config.leaseMs,
    smtp: await smtpOptionsOf(config),
    listen: config.mail,
    maxFileBytes: config.limits.fileBytes,
  };
}

/** One worker a core: reading and signing are the costly parts, and the main thread is mostly waiting. */
const WORKERS = 2;
