import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';

import type { FeedFault } from '#market/feed-fault.ts';
import type { FeedFormat, FeedType } from '#market/feed-type.ts';
import type { Actor } from '#market/party.ts';

import type { DB } from './schema.gen.ts';

export interface FeedCounts {
  readonly processed: number;
  readonly successful: number;
  readonly withError: number;
  readonly withWarning: number;
}

export interface NewFeed {
  readonly id: string;
  readonly sellerId: string;
  readonly type: FeedType;
  readonly format: FeedFormat;
  readonly marketplaceIds: readonly string[];
  readonly actor: Actor;
  readonly at: Date;
}

/** One message's line of the processing report. */
export interface FeedResult {
  /** Of the message in the feed, from 1. */
  readonly position: number;
  /** Of the file. */
  readonly line: number;
  readonly messageId: string | null;
  /** `unchanged`: it was taken before, so nothing was done. */
  readonly result: 'taken' | 'unchanged' | 'refused';
  readonly orderName: string | null;
  readonly faults: readonly FeedFault[];
}

/** Writes that a feed has begun. */
export async function openFeed(db: Kysely<DB>, feed: NewFeed): Promise<void> {
  await db
    .insertInto('feed')
    .values({
      id: feed.id,
      seller_id: feed.sellerId,
      type: feed.type,
      format: feed.format,
      marketplace_ids: [...feed.marketplaceIds],
      state: 'in_progress',
      submitted_by: JSON.stringify(feed.actor),
      submitted_at: feed.at,
      touched_at: feed.at,
    })
    .execute();
}

/** Writes the results of a batch with the entries of the batch: what is reported as taken was taken, and the reverse. */
export async function writeFeedResults(
  tx: Transaction<DB>,
  feed: Pick<NewFeed, 'id' | 'sellerId'>,
  results: readonly FeedResult[],
  at: Date,
): Promise<void> {
  const rows = results.map((result) => ({
    position: result.position,
    line: result.line,
    message_id: result.messageId,
    result: result.result,
    order_name: result.orderName,
    faults: result.faults,
  }));
  const counts = countResults(results);
  await sql`
    insert into feed_result (seller_id, feed_id, position, line, message_id, result, order_name, faults)
    select ${feed.sellerId}::uuid, ${feed.id}::uuid, position, line, message_id, result, order_name, faults
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x (position int, line int, message_id text,
           result text, order_name text, faults jsonb)`.execute(tx);
  await sql`
    update feed set touched_at = ${at}::timestamptz, processed = processed + ${counts.processed},
           successful = successful + ${counts.successful}, with_error = with_error + ${counts.withError},
           with_warning = with_warning + ${counts.withWarning}
     where seller_id = ${feed.sellerId}::uuid and id = ${feed.id}::uuid`.execute(tx);
}

/** What was taken before counts as successful, with a warning. */
function countResults(results: readonly FeedResult[]): FeedCounts {
  const count = (wanted: FeedResult['result']): number =>
    results.filter(({ result }) => result === wanted).length;
  const [withError, withWarning] = [count('refused'), count('unchanged')];
  return { processed: results.length, successful: results.length - withError, withError, withWarning };
}

/** Writes that a feed was read to its end, or given up at a fault of the file. */
export async function finishFeed(
  tx: Transaction<DB>,
  feed: Pick<NewFeed, 'id' | 'sellerId'>,
  fault: (FeedFault & { readonly line: number; readonly column: number | null }) | null,
  at: Date,
): Promise<void> {
  await tx
    .updateTable('feed')
    .set({
      state: fault === null ? 'done' : 'fatal',
      fault: fault === null ? null : JSON.stringify(fault),
      finished_at: at,
      touched_at: at,
    })
    .where('seller_id', '=', feed.sellerId)
    .where('id', '=', feed.id)
    .execute();
}

/** Tables that a first large feed fills from nothing. */
const FILLED = [
  'conversation',
  'message',
  'delivery',
  'mail_identity',
  'shipment',
  'shipment_item',
  'adjustment',
  'adjustment_item',
  'feed_result',
  'event',
];

/**
 * Plans that were made for empty tables are quadratic in full ones, those of the foreign keys too; autovacuum comes
 * after a minute. Large tables have had their statistics, and would take long.
 */
export async function analyzeSmallTables(db: Kysely<DB>): Promise<void> {
  const { rows } = await sql<{ readonly name: string }>`
    select relname as name from pg_class
     where relname = any(${FILLED}::text[]) and relkind = 'r' and relnamespace = 'public'::regnamespace
       and reltuples < 50000`.execute(db);
  if (rows.length > 0) await sql`analyze ${sql.join(rows.map(({ name }) => sql.table(name)))}`.execute(db);
}

/** A seller as feeds need it. */
export interface FeedSeller {
  readonly id: string;
  /** Ids under which a file may name it: ours and the shop's. */
  readonly merchantNames: readonly string[];
  /** All there are. */
  readonly marketplaceIds: readonly string[];
}

/** The seller with this id of ours, or null where there is none. */
export async function findFeedSeller(db: Kysely<DB>, sellerId: string): Promise<FeedSeller | null> {
  const seller = await db
    .selectFrom('seller')
    .select(['id', 'shop_id'])
    .where('id', '=', sellerId)
    .executeTakeFirst();
  if (seller === undefined) return null;
  const marketplaces = await db.selectFrom('marketplace').select('id').orderBy('id').execute();
  return {
    id: seller.id,
    merchantNames: seller.shop_id === null ? [seller.id] : [seller.id, seller.shop_id],
    marketplaceIds: marketplaces.map(({ id }) => id),
  };
}
