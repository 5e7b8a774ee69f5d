import type { Kysely } from 'kysely';
import type { Pool } from 'pg';

import { deliver } from '#flow/deliver.ts';
import type { FileInspector } from '#files/file-inspector.ts';
import type { Count } from '#flow/door-tally.ts';
import { DoorTally } from '#flow/door-tally.ts';
import { Gather } from '#flow/gather.ts';
import { GuessLimit } from '#flow/guess-limit.ts';
import type { InspectPorts } from '#flow/inspect-files.ts';
import { inspectFiles } from '#flow/inspect-files.ts';
import { DELIVERY_LIMITS, LeaseWorker } from '#flow/lease-worker.ts';
import { MailDomains } from '#flow/mail-domains.ts';
import { noteOtherMailbox } from '#flow/note-other-mailbox.ts';
import { notePending } from '#flow/note-pending.ts';
import type { AskGuidelines } from '#flow/guidelines.ts';
import type { ModerationPorts } from '#flow/moderation-ports.ts';
import { noteComplaint } from '#flow/note-complaint.ts';
import { noteMisuse } from '#flow/note-misuse.ts';
import type { Clock, Ids, MailReader, MailWriter, WrittenCleaner } from '#flow/ports.ts';
import { createMailDoor } from '#flow/receive-mail.ts';
import { takeReturn } from '#flow/return-mail.ts';
import { SettleTogether } from '#flow/settle-together.ts';
import { StorageWatch, withStorageReplies } from '#flow/storage-replies.ts';
import type { Submission } from '#flow/submission.ts';
import type { NotingPorts, SubmitOutcome, SubmitPorts } from '#flow/submit.ts';
import { ABSENCE_WINDOW_MS, BURST_WINDOW_MS, submit } from '#flow/submit.ts';
import type { Preview, WriteOutcome, WritePorts, WriteRefusal, WrittenMessage } from '#flow/write-message.ts';
import { previewMessage, writeMessage } from '#flow/write-message.ts';
import type { MessageRecord } from '#market/message.ts';
import { SYSTEM_ACTOR } from '#market/party.ts';
import { renderReason } from '#packs/render-reason.ts';
import { SmtpTransport } from '#smtp/client/transport.ts';
import type { Routes } from '#smtp/client/route.ts';
import type { Dns } from '#smtp/dns.ts';
import type { SmtpServerOptions } from '#smtp/server/options.ts';
import { createSmtpServer } from '#smtp/server/smtp-server.ts';
import type { Log } from '#src/log.ts';
import type { AcceptOutcome } from '#store/accept-message.ts';
import { acceptMessage, acceptMessages, findKeptMessage, recordOctets } from '#store/accept-message.ts';
import type { ClaimedDelivery } from '#store/claim-deliveries.ts';
import { claimDeliveries, renewLease } from '#store/claim-deliveries.ts';
import type { AliasName, AliasTarget } from '#store/find-alias.ts';
import { findAliases, findRelationship } from '#store/find-alias.ts';
import type { ClaimedInspection } from '#store/inspection.ts';
import { claimInspections, renewInspections, requireFileBytes, settleInspection } from '#store/inspection.ts';
import { loadThread } from '#store/load-thread.ts';
import { listMailDomains } from '#store/mail-domain.ts';
import { claimDailyNotice } from '#store/notice-sent.ts';
import { findReturnTarget, recordReturn } from '#store/return-target.ts';
import type { DB } from '#store/schema.gen.ts';
import { seal } from '#store/seal.ts';
import type { Secrets } from '#store/seal-keys.ts';
import { currentTokenKey, sealingKeys, tokenKeys } from '#store/seal-keys.ts';
import { settleDeliveries } from '#store/settle-delivery.ts';
import type { DeliverySettlement } from '#store/settle-delivery.ts';
import { suppressBuyer } from '#store/suppression.ts';
import { createSigningKeys } from '#store/signing-key.ts';
import type { DeliveryStop } from '#store/stop-delivery.ts';
import { stopDelivery } from '#store/stop-delivery.ts';

export interface RelayOptions {
  readonly db: Kysely<DB>;
  readonly pool: Pool;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly dns: Dns;
  readonly reader: MailReader;
  readonly cleaner: WrittenCleaner;
  readonly writer: MailWriter;
  readonly askGuidelines: AskGuidelines;
  readonly waitingRules: SubmitPorts['waitingRules'];
  /** Looks into the files of sellers' messages. */
  readonly inspector: Pick<FileInspector, 'inspect'>;
  /** Messages whose files are looked into at a time. */
  readonly inspectionsAtATime: number;
  /** The pack of a marketplace, and its rules of moderation. Throw where it has none. */
  readonly packFor: SubmitPorts['packOf'];
  readonly rulesFor: ModerationPorts['rulesFor'];
  /** Where people reach the pages, for links in notices; null: notices hold none. */
  readonly publicUrl: string | null;
  /** How many messages wait to be read; over its limit the door says "later". */
  readonly backlog: () => number;
  readonly routes: Routes;
  readonly allowInsideDelivery: boolean;
  /** False: accepts, and leaves sending to other nodes. */
  readonly delivers: boolean;
  /** How long a delivery stays with a worker that died. */
  readonly leaseMs: number;
  readonly smtp: SmtpServerOptions;
  readonly listen: { readonly host: string; readonly port: number };
  readonly maxFileBytes: number;
}

/** What writing needs of all that. */
export type WriteOptions = Pick<
  RelayOptions,
  | 'db'
  | 'pool'
  | 'secrets'
  | 'clock'
  | 'ids'
  | 'publicUrl'
  | 'cleaner'
  | 'maxFileBytes'
  | 'askGuidelines'
  | 'packFor'
  | 'rulesFor'
  | 'waitingRules'
>;

export interface Relay {
  readonly mailPort: number;
  /** Takes a message that isn't mail; see `#flow/write-message.ts`. */
  write(written: WrittenMessage): Promise<WriteOutcome>;
  /** What would become of it; nothing is kept. */
  preview(written: WrittenMessage): Promise<Preview | WriteRefusal>;
  /** Something outside wrote a delivery: looks at once instead of at the next poll. */
  wake(): void;
  /** Why the door takes nothing at the moment; null when all is well. */
  pressure(): 'busy' | 'storage' | null;
  /** What was counted since the start, for the metrics. */
  counters(): readonly Count[];
  /** Takes no more mail, lets what is under way end, then lets go of everything that it opened. */
  stop(): Promise<void>;
}

/** Messages that may wait to be read before the door asks clients to come later. */
const MOST_WAITING = 200;
const STOP_WITHIN_MS = 30_000;

/** Puts the relay together: mail door → flow → outbox → way out. The database and the reader are the caller's. */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const transport = new SmtpTransport(
    { dns: options.dns, random: () => (options.ids.random(1)[0] ?? 0) / 256 },
    { helloName: options.smtp.hostName, routes: options.routes, allowInside: options.allowInsideDelivery },
  );
  const settling = new SettleTogether((settlements) => settleDeliveries(options.pool, settlements));
  const worker: LeaseWorker<ClaimedDelivery> = createWorker(options, transport, settling, () =>
    worker.wake(),
  );
  const inspecting = createInspectionWorker(options, () => worker.wake());
  const wake = options.delivers ? (): void => worker.wake() : (): void => undefined;
  const wakeAll = (): void => {
    wake();
    if (options.delivers) inspecting.wake();
  };
  const watch = new StorageWatch(options.clock);
  const tally = new DoorTally();
  const pressure = (): 'busy' | 'storage' | null => {
    if (watch.isDown()) return 'storage';
    return options.backlog() > MOST_WAITING ? 'busy' : null;
  };
  const ports = createWritePorts(options);
  const door = withStorageReplies(createDoor(options, ports, wakeAll, pressure), watch, options.log);
  const server = createSmtpServer(options.smtp, tally.watch(door), options.log);
  const { port } = await server.listen(options.listen.port, options.listen.host);
  if (options.delivers) {
    worker.start();
    inspecting.start();
  }
  return {
    mailPort: port,
    write: async (written) => {
      const outcome = await writeMessage(written, ports);
      wakeAll();
      return outcome;
    },
    preview: (written) => previewMessage(written, ports),
    wake,
    pressure,
    counters: () => tally.counts(),
    stop: async () => {
      await server.stop(STOP_WITHIN_MS);
      settling.giveUp();
      // Together: what is on its way ends within the transport's own patience, not with the slowest remote.
      await Promise.all([inspecting.stop(), worker.stop(), transport.close()]);
    },
  };
}

function createWorker(
  options: RelayOptions,
  transport: SmtpTransport,
  settling: SettleTogether,
  stopped: () => void,
): LeaseWorker<ClaimedDelivery> {
  const { pool, clock, ids, log, writer } = options;
  const signingKey = createSigningKeys(pool, sealingKeys(options.secrets), () => clock.now());
  const ports = {
    clock,
    ids,
    log,
    writer,
    transport,
    signingKey,
    publicUrl: options.publicUrl,
    tokenKey: currentTokenKey(options.secrets),
    packOf: options.packFor,
    settle: (settlement: DeliverySettlement) => settling.settle(settlement),
    stop: (stop: DeliveryStop) => options.db.transaction().execute((tx) => stopDelivery(tx, stop)),
  };
  return new LeaseWorker<ClaimedDelivery>(
    {
      clock,
      ids,
      log,
      failed: 'delivery.pass-failed',
      claim: (now, limit, lease) => claimDeliveries(pool, now, limit, lease),
      renew: (lease, deliveries) => renewLease(pool, lease, deliveries),
      work: async (delivery, lease) => {
        await deliver(delivery, lease, ports);
        // The notice of what was stopped, or what goes after all.
        if (delivery.isStopped) stopped();
      },
    },
    { ...DELIVERY_LIMITS, leaseMs: options.leaseMs },
  );
}

/** What looks into the files of messages that wait for it; `wake`: something may leave. */
function createInspectionWorker(options: RelayOptions, wake: () => void): LeaseWorker<ClaimedInspection> {
  const { db, pool, clock, ids, log, inspector } = options;
  const ports: InspectPorts = {
    ...judgingPorts(options),
    clock,
    log,
    inspectFile: async (inspection, { part, index, file }) => {
      const { sha256, position } = file;
      const read = (): Promise<Uint8Array> => requireFileBytes(pool, inspection, position);
      const [facts] = await inspector.inspect([{ part, index, sha256, read }]);
      if (facts === undefined) throw new Error('one file has one answer');
      return facts;
    },
    settle: (settlement) => settleInspection(db, settlement),
    ...notingPorts(options),
  };
  return new LeaseWorker<ClaimedInspection>(
    {
      clock,
      ids,
      log,
      failed: 'inspection.failed',
      claim: (now, limit, lease) => claimInspections(pool, now, limit, lease),
      renew: (lease, inspections) => renewInspections(pool, lease, inspections),
      work: async (inspection, lease) => {
        await inspectFiles(inspection, lease, ports);
        wake();
      },
    },
    { ...DELIVERY_LIMITS, concurrency: options.inspectionsAtATime, leaseMs: options.leaseMs },
  );
}

/** What judging a message takes, at the door and once its files were looked into. */
function judgingPorts(
  options: Pick<RelayOptions, 'db' | 'pool' | 'ids' | 'askGuidelines' | 'packFor' | 'waitingRules'>,
): Pick<SubmitPorts, 'ids' | 'loadThread' | 'askGuidelines' | 'packOf' | 'waitingRules' | 'claimNotice'> {
  const { db, pool, ids, askGuidelines, waitingRules } = options;
  return {
    ids,
    loadThread: ({ relationship, author, receivedAt }, marks) =>
      loadThread(pool, relationship.key, author, marks, {
        burstSince: new Date(receivedAt.getTime() - BURST_WINDOW_MS),
        absenceSince: new Date(receivedAt.getTime() - ABSENCE_WINDOW_MS),
      }),
    askGuidelines,
    packOf: options.packFor,
    waitingRules: (marketplace) => waitingRules(marketplace),
    claimNotice: (address, kind, at) => claimDailyNotice(db, address.toLowerCase(), kind, at),
  };
}

function createDoor(
  options: RelayOptions,
  ports: SubmitPorts,
  wake: () => void,
  pressure: Relay['pressure'],
): ReturnType<typeof createMailDoor> {
  const { db, pool, clock, ids, log, reader } = options;
  const submitAndWake = async (submission: Submission): Promise<SubmitOutcome> => {
    const outcome = await submit(submission, ports);
    // After the commit, never inside it: see the storage paper on NOTIFY. Polling is the truth.
    wake();
    return outcome;
  };
  const lookUps = new Gather<AliasName, AliasTarget | null>({
    most: 50,
    underWay: 2,
    write: (names) => findAliases(pool, names),
  });
  return createMailDoor({
    clock,
    reader,
    log,
    domains: new MailDomains(() => listMailDomains(db), clock),
    guesses: new GuessLimit(),
    maxFileBytes: options.maxFileBytes,
    tokenKeys: tokenKeys(options.secrets),
    pressure,
    findAlias: (localPart, domain) => lookUps.add({ localPart, domain }),
    findReturnTarget: (deliveryId) => findReturnTarget(pool, deliveryId),
    notePending: async (target, author) => {
      await notePending(db, target, author, { clock, ids });
      wake();
    },
    noteOtherMailbox: async (target, facts, mailbox) => {
      await noteOtherMailbox(db, target, facts, mailbox, { clock, ids });
      wake();
    },
    submit: submitAndWake,
    takeReturn: async (returned) => {
      const reply = await takeReturn(returned, {
        clock,
        ids,
        record: (record) => recordReturn(pool, record),
        noteComplaint: async (target) => {
          await noteComplaint(target, options);
        },
        submit: submitAndWake,
      });
      wake();
      return reply;
    },
  });
}

/** What the flow's writing side needs, whatever the door. */
export function createWritePorts(options: WriteOptions): WritePorts {
  const { pool, clock, ids } = options;
  const keys = sealingKeys(options.secrets);
  const accepting = gatherMessages(pool);
  return {
    ...judgingPorts(options),
    clock,
    cleaner: options.cleaner,
    maxFileBytes: options.maxFileBytes,
    seal: (raw, { marketplaceId, sellerId }, messageId) =>
      seal(keys, raw, ['message_source', marketplaceId, sellerId, messageId], (length) => ids.random(length)),
    renderReason,
    accept: (record) => accepting.add(record),
    ...notingPorts(options),
    findRelationship: (key) => findRelationship(pool, key),
    findKept: (key, dedupKey) => findKeptMessage(pool, key, dedupKey),
  };
}

/** What a message that is kept says of its author and of its buyer's wishes. */
function notingPorts(options: ModerationPorts): NotingPorts {
  const { db } = options;
  return {
    noteOptOut: ({ key, receivedAt: at }) =>
      db.transaction().execute(async (tx) => {
        await suppressBuyer(tx, key, { source: 'opt-out', actor: SYSTEM_ACTOR, at });
      }),
    noteMisuse: (message) => noteMisuse(message, options),
  };
}

/** Messages that come at the same time are written by one statement; two of one relationship by two. */
function gatherMessages(pool: Pool): Gather<MessageRecord, AcceptOutcome> {
  return new Gather({
    // One gathers while the other waits for the disk.
    underWay: 2,
    most: 20,
    size: { of: recordOctets, most: 4_000_000 },
    keyOf: ({ key }) => `${key.marketplaceId} ${key.sellerId} ${key.buyerId}`,
    write: async (records) => {
      const [only] = records;
      return only !== undefined && records.length === 1
        ? [await acceptMessage(pool, only)]
        : acceptMessages(pool, records);
    },
  });
}
