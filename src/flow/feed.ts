import type { Kysely } from 'kysely';

import { feedFault } from '#market/feed-fault.ts';
import type { ClaimReading } from '#market/feed-message.ts';
import { readClaim } from '#market/feed-message.ts';
import type { FeedFormat, FeedType } from '#market/feed-type.ts';
import type { Actor } from '#market/party.ts';
import { writeAudit } from '#store/audit.ts';
import type { FeedResult } from '#store/feed.ts';
import { analyzeSmallTables, finishFeed, openFeed, writeFeedResults } from '#store/feed.ts';
import type { DB } from '#store/schema.gen.ts';

import { JsonFeedReader } from './feed-json.ts';
import type { FeedMessage, FeedPiece, FileFault } from './feed-pieces.ts';
import { FeedEncodingError, decodeFeed } from './feed-text.ts';
import { XmlFeedReader } from './feed-xml.ts';
import type { Clock, Ids } from './ports.ts';
import { takeClaims } from './take-claims.ts';

export interface FeedSubmission {
  readonly sellerId: string;
  /** Ids under which the file may name its seller: ours and the shop's. */
  readonly merchantNames: readonly string[];
  readonly marketplaceIds: readonly string[];
  readonly type: FeedType;
  readonly format: FeedFormat;
  readonly actor: Actor;
}

export interface FeedPorts {
  readonly db: Kysely<DB>;
  readonly ids: Ids;
  readonly clock: Clock;
  /** Account updates became due: wake the workers. */
  readonly wake: () => void;
}

/** Messages per transaction: few enough that a crash costs little, many enough that the commits cost nothing. */
export const FEED_BATCH = 500;
/** Messages of one feed; the numbers of all of them are held, so that none comes twice. */
const MOST_MESSAGES = 1_000_000;
/** Batches after which the statistics of tables that were small are made anew. */
const ANALYZE_AFTER: ReadonlySet<number> = new Set([1, 8, 64]);

/**
 * The journey of a feed: bytes → text → messages → claims → decided and written in batches → report. Every batch is
 * one transaction that holds its results too, so after a crash the same file can be sent again: what was taken is
 * recognised (FEED 4). Two batches are written at a time, unless they may be about one order. At a fault of the file reading ends; what stands before it is taken.
 * Gives the feed's id. Throws what the database or `bytes` throws; batches that were written are kept.
 */
export async function takeFeed(
  submission: FeedSubmission,
  bytes: AsyncIterable<Uint8Array>,
  ports: FeedPorts,
): Promise<string> {
  const { db, ids, clock } = ports;
  const feed = { ...submission, id: ids.uuid(), at: clock.now() };
  await openFeed(db, feed);
  const taking = new BatchesUnderWay((messages) => takeBatch(feed, messages, ports), db);
  let fault: FileFault | null = null;
  try {
    fault = await readBatches(submission, bytes, (batch) => taking.add(batch));
  } finally {
    await taking.ended();
  }
  taking.throwFailure();
  const at = clock.now();
  await db.transaction().execute(async (tx) => {
    await finishFeed(tx, feed, fault, at);
    await writeAudit(tx, {
      id: ids.uuid(),
      at,
      sellerId: feed.sellerId,
      actor: feed.actor,
      action: 'feed.taken',
      subject: feed.id,
      from: null,
      to: feed.type,
    });
  });
  return feed.id;
}

/** Reads messages to their end, or to the fault that ends them, and gives them in batches. */
async function readBatches(
  submission: FeedSubmission,
  bytes: AsyncIterable<Uint8Array>,
  take: (batch: readonly ReadMessage[]) => Promise<void>,
): Promise<FileFault | null> {
  const seen = new Set<string>();
  let position = 0;
  let batch: ReadMessage[] = [];
  let fault: FileFault | null = null;
  for await (const piece of readPieces(submission, bytes)) {
    if (piece.kind === 'fault') fault = piece.fault;
    else if (position === MOST_MESSAGES)
      fault = { ...feedFault('too-large', { limit: MOST_MESSAGES }), line: piece.message.line, column: null };
    else {
      const { message } = piece;
      position += 1;
      batch.push({
        position,
        message,
        reading: readMessage(message, submission.type, isRepeated(message, seen)),
      });
    }
    if (batch.length >= FEED_BATCH) {
      await take(batch);
      batch = [];
    }
    if (fault !== null) break;
  }
  if (batch.length > 0) await take(batch);
  return fault;
}

interface ReadMessage {
  /** In the feed, from 1. */
  readonly position: number;
  readonly message: FeedMessage;
  readonly reading: ClaimReading;
}

/** Batches that are written at a time: the database writes one while the next is read and decided. */
const AT_ONCE = 2;

/** The orders that a batch is about; `unknown` where one may be named in more than one way. */
type BatchOrders = ReadonlySet<string> | 'unknown';

function ordersOf(messages: readonly ReadMessage[]): BatchOrders {
  const orders = new Set<string>();
  for (const { reading } of messages) {
    if (reading.kind === 'refused') continue;
    const { order, type } = reading.claim;
    // An acknowledgement gives an order the name of the seller's books.
    if (order.by === 'seller' || type === 'acknowledgement') return 'unknown';
    orders.add(order.id);
  }
  return orders;
}

function mayMeet(some: BatchOrders, others: BatchOrders): boolean {
  return some === 'unknown' || others === 'unknown' || !some.isDisjointFrom(others);
}

/**
 * Takes batches, some at a time. Two that may be about one order follow each other: a claim is decided on what those
 * before it left.
 */
class BatchesUnderWay {
  readonly #take: (messages: readonly ReadMessage[]) => Promise<void>;
  readonly #db: Kysely<DB>;
  readonly #underWay = new Map<Promise<void>, BatchOrders>();
  #count = 0;
  #failure: { readonly error: unknown } | null = null;

  constructor(take: (messages: readonly ReadMessage[]) => Promise<void>, db: Kysely<DB>) {
    this.#take = take;
    this.#db = db;
  }

  /** Resolves when there is room for the next batch. Throws what a batch threw. */
  async add(messages: readonly ReadMessage[]): Promise<void> {
    const orders = ordersOf(messages);
    while ([...this.#underWay.values()].some((others) => mayMeet(orders, others))) await this.#oneEnded();
    this.throwFailure();
    const taking = this.#take(messages)
      .catch((error: unknown) => void (this.#failure ??= { error }))
      .finally(() => this.#underWay.delete(taking));
    this.#underWay.set(taking, orders);
    this.#count += 1;
    if (ANALYZE_AFTER.has(this.#count)) {
      await this.ended();
      await analyzeSmallTables(this.#db);
    }
    while (this.#underWay.size >= AT_ONCE) await this.#oneEnded();
    this.throwFailure();
  }

  async #oneEnded(): Promise<void> {
    await Promise.race(this.#underWay.keys());
  }

  /** Resolves when nothing is under way any more. */
  async ended(): Promise<void> {
    await Promise.all(this.#underWay.keys());
  }

  throwFailure(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }
}

function isRepeated({ messageId }: FeedMessage, seen: Set<string>): boolean {
  if (messageId === null) return false;
  if (seen.has(messageId)) return true;
  seen.add(messageId);
  return false;
}

async function* readPieces(
  { format, type, merchantNames }: FeedSubmission,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<FeedPiece> {
  const head = { type, merchantNames };
  const reader = format === 'xml' ? new XmlFeedReader(head) : new JsonFeedReader(head);
  try {
    for await (const text of decodeFeed(bytes, format)) yield* reader.push(text);
    yield* reader.end();
  } catch (error) {
    if (!(error instanceof FeedEncodingError)) throw error;
    yield { kind: 'fault', fault: { ...feedFault('encoding'), line: 0, column: null } };
  }
}

function readMessage(
  { body, faults, messageId }: FeedMessage,
  type: FeedType,
  repeated: boolean,
): ClaimReading {
  if (repeated)
    return { kind: 'refused', faults: [feedFault('message-id-repeated', { id: messageId ?? '' })] };
  return body === null ? { kind: 'refused', faults } : readClaim(type, body);
}

/** One transaction: what is taken of these messages, and what is reported of them. */
async function takeBatch(
  feed: FeedSubmission & { readonly id: string },
  messages: readonly ReadMessage[],
  { db, ids, clock, wake }: FeedPorts,
): Promise<void> {
  const claims = messages.flatMap(({ reading }) => (reading.kind === 'claim' ? [reading.claim] : []));
  const { sellerId, marketplaceIds } = feed;
  const now = clock.now();
  await db.transaction().execute(async (tx) => {
    const scope = { sellerId, marketplaceIds, feedId: feed.id };
    const outcomes = (await takeClaims(tx, claims, scope, ids, now)).values();
    const results = messages.map(({ position, message, reading }): FeedResult => {
      const outcome = reading.kind === 'claim' ? outcomes.next().value : undefined;
      const { line, messageId, orderName } = message;
      const place = { position, line, messageId, orderName };
      if (outcome !== undefined) return { ...place, result: outcome.result, faults: outcome.faults };
      return { ...place, result: 'refused', faults: reading.kind === 'refused' ? reading.faults : [] };
    });
    await writeFeedResults(tx, feed, results, now);
  });
  wake();
}
