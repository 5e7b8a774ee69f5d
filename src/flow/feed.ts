import type { Kysely } from 'kysely';

import type { FeedFault } from '#market/feed-fault.ts';
import { feedFault } from '#market/feed-fault.ts';
import { readClaim } from '#market/feed-message.ts';
import type { FeedFormat, FeedType } from '#market/feed-type.ts';
import type { OrderClaim } from '#market/order-claim.ts';
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
 * recognised (FEED 4). At a fault of the file reading ends; what stands before it is taken.
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
  const seen = new Set<string>();
  let position = 0;
  let batches = 0;
  let fault: FileFault | null = null;
  let batch: NumberedMessage[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    await takeBatch(feed, batch, ports);
    batch = [];
    batches += 1;
    if (ANALYZE_AFTER.has(batches)) await analyzeSmallTables(db);
  };
  for await (const piece of readPieces(submission, bytes)) {
    if (piece.kind === 'fault') fault = piece.fault;
    else if (position === MOST_MESSAGES)
      fault = { ...feedFault('too-large', { limit: MOST_MESSAGES }), line: piece.message.line, column: null };
    else
      batch.push({
        position: (position += 1),
        message: piece.message,
        isRepeated: isRepeated(piece.message, seen),
      });
    if (batch.length >= FEED_BATCH) await flush();
    if (fault !== null) break;
  }
  await flush();
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

interface NumberedMessage {
  /** In the feed, from 1. */
  readonly position: number;
  readonly message: FeedMessage;
  readonly isRepeated: boolean;
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

type MessageReading =
  | { readonly kind: 'claim'; readonly claim: OrderClaim }
  | { readonly kind: 'refused'; readonly faults: readonly FeedFault[] };

function readMessage({ message, isRepeated: repeated }: NumberedMessage, type: FeedType): MessageReading {
  const { body, faults, messageId } = message;
  if (repeated)
    return { kind: 'refused', faults: [feedFault('message-id-repeated', { id: messageId ?? '' })] };
  return body === null ? { kind: 'refused', faults } : readClaim(type, body);
}

/** One transaction: what is taken of these messages, and what is reported of them. */
async function takeBatch(
  feed: FeedSubmission & { readonly id: string },
  messages: readonly NumberedMessage[],
  { db, ids, clock, wake }: FeedPorts,
): Promise<void> {
  const readings = messages.map((message) => readMessage(message, feed.type));
  const claims = readings.flatMap((reading) => (reading.kind === 'claim' ? [reading.claim] : []));
  const { sellerId, marketplaceIds } = feed;
  const now = clock.now();
  await db.transaction().execute(async (tx) => {
    const scope = { sellerId, marketplaceIds, feedId: feed.id };
    const outcomes = (await takeClaims(tx, claims, scope, ids, now)).values();
    const results = messages.map(({ position, message }, index): FeedResult => {
      const reading = readings[index];
      const outcome = reading?.kind === 'claim' ? outcomes.next().value : undefined;
      const { line, messageId, orderName } = message;
      const place = { position, line, messageId, orderName };
      if (outcome !== undefined) return { ...place, result: outcome.result, faults: outcome.faults };
      return { ...place, result: 'refused', faults: reading?.kind === 'refused' ? reading.faults : [] };
    });
    await writeFeedResults(tx, feed, results, now);
  });
  wake();
}
