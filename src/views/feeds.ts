import type { Kysely } from 'kysely';
import { sql } from 'kysely';

import type { FeedFault } from '#market/feed-fault.ts';
import type { FeedFormat, FeedType } from '#market/feed-type.ts';
import type { FeedResult } from '#store/feed.ts';
import type { DB } from '#store/schema.gen.ts';

import type { Page, TextCursor } from './page.ts';
import { encodeCursor } from './page.ts';
import type { Reader } from './reader.ts';

export interface FeedView {
  readonly id: string;
  readonly seller: string;
  readonly type: FeedType;
  readonly format: FeedFormat;
  readonly marketplaces: readonly string[];
  /** `interrupted`: its node died, or its sender went away; send the file again. */
  readonly state: 'in-progress' | 'interrupted' | 'done' | 'fatal';
  readonly submittedAt: Date;
  readonly finishedAt: Date | null;
  readonly processed: number;
  readonly successful: number;
  readonly withError: number;
  readonly withWarning: number;
  /** Of the whole file. */
  readonly fault: (FeedFault & { readonly line: number; readonly column: number | null }) | null;
}

/** A feed that is read writes a batch every second or so. */
const INTERRUPTED_AFTER_MS = 10 * 60_000;

interface FeedRow {
  readonly id: string;
  readonly seller_id: string;
  readonly type: FeedType;
  readonly format: FeedFormat;
  readonly marketplace_ids: string[];
  readonly state: 'in_progress' | 'done' | 'fatal';
  readonly submitted_at: Date;
  readonly touched_at: Date;
  readonly finished_at: Date | null;
  readonly processed: number;
  readonly successful: number;
  readonly with_error: number;
  readonly with_warning: number;
  readonly fault: FeedView['fault'];
  readonly sort_at: string;
}

function stateOf({ state, touched_at }: FeedRow, now: Date): FeedView['state'] {
  if (state !== 'in_progress') return state;
  return now.getTime() - touched_at.getTime() > INTERRUPTED_AFTER_MS ? 'interrupted' : 'in-progress';
}

function toView(row: FeedRow, now: Date): FeedView {
  return {
    id: row.id,
    seller: row.seller_id,
    type: row.type,
    format: row.format,
    marketplaces: row.marketplace_ids,
    state: stateOf(row, now),
    submittedAt: row.submitted_at,
    finishedAt: row.finished_at,
    processed: row.processed,
    successful: row.successful,
    withError: row.with_error,
    withWarning: row.with_warning,
    fault: row.fault,
  };
}

const COLUMNS = sql`id, seller_id, type, format, marketplace_ids, state, submitted_at, touched_at, finished_at,
  processed, successful, with_error, with_warning, fault,
  to_char(submitted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as sort_at`;

/** A seller's feeds, newest first. */
export async function listFeeds(
  db: Kysely<DB>,
  sellerId: string,
  { after, limit }: { readonly after: TextCursor | null; readonly limit: number },
  now: Date,
): Promise<Page<FeedView>> {
  const where =
    after === null ? sql`true` : sql`(submitted_at, id) < (${after.at}::timestamptz, ${after.id}::uuid)`;
  const { rows } = await sql<FeedRow>`
    select ${COLUMNS} from feed where seller_id = ${sellerId}::uuid and ${where}
     order by submitted_at desc, id desc limit ${limit + 1}`.execute(db);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map((row) => toView(row, now)),
    next: rows.length <= limit || last === undefined ? null : encodeCursor(last.sort_at, last.id),
  };
}

/** One feed, or null where it isn't there or not this reader's. SECURITY: feeds are no buyer's. */
export async function findFeed(
  db: Kysely<DB>,
  reader: Reader,
  id: string,
  now: Date,
): Promise<FeedView | null> {
  if (reader.kind === 'buyer') return null;
  const own = reader.kind === 'seller' ? sql`seller_id = ${reader.sellerId}::uuid` : sql`true`;
  const { rows } = await sql<FeedRow>`select ${COLUMNS} from feed where id = ${id}::uuid and ${own}`.execute(
    db,
  );
  const [row] = rows;
  return row === undefined ? null : toView(row, now);
}

const RESULTS_AT_ONCE = 1000;

/** The results of a feed in the order of the file, from after a position on; a page at a time is held. */
export async function* streamFeedResults(
  db: Kysely<DB>,
  { id, seller }: Pick<FeedView, 'id' | 'seller'>,
  options: { readonly after?: number; readonly limit?: number; readonly onlyFaulty?: boolean } = {},
): AsyncGenerator<FeedResult> {
  let { after = 0, limit = Number.POSITIVE_INFINITY } = options;
  for (;;) {
    const { rows } = await sql<FeedResult>`
      select position, line, message_id as "messageId", result, order_name as "orderName", faults
        from feed_result
       where seller_id = ${seller}::uuid and feed_id = ${id}::uuid and position > ${after}
         and ${options.onlyFaulty === true ? sql`result <> 'taken'` : sql`true`}
       order by position limit ${Math.min(RESULTS_AT_ONCE, limit)}`.execute(db);
    yield* rows;
    const last = rows.at(-1);
    limit -= rows.length;
    if (last === undefined || rows.length < RESULTS_AT_ONCE || limit <= 0) return;
    after = last.position;
  }
}
