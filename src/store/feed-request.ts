import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';

import type { FeedType } from '#market/feed-type.ts';

import type { DB } from './schema.gen.ts';

export const FEED_REQUEST_STATES = ['in_queue', 'in_progress', 'done', 'fatal', 'cancelled'] as const;
export type FeedRequestState = (typeof FEED_REQUEST_STATES)[number];

/** Whose feeds they are: of one application for one seller. */
export interface FeedOwner {
  readonly applicationId: string;
  readonly sellerId: string;
}

export interface FeedRequest extends FeedOwner {
  readonly id: string;
  readonly type: FeedType;
  /** Ours. */
  readonly marketplaceIds: readonly string[];
  readonly state: FeedRequestState;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /** Of the feed that was taken from it. */
  readonly feedId: string | null;
  readonly reportId: string | null;
}

const COLUMNS = sql`id, seller_id as "sellerId", application_id as "applicationId", type,
  marketplace_ids as "marketplaceIds", state, created_at as "createdAt", started_at as "startedAt",
  ended_at as "endedAt", feed_id as "feedId", report_id as "reportId"`;

export interface NewFeedRequest extends FeedOwner {
  readonly id: string;
  readonly documentId: string;
  readonly type: FeedType;
  readonly marketplaceIds: readonly string[];
  readonly at: Date;
}

export type CreateFeedOutcome = 'created' | 'no-document' | 'empty-document' | 'used-document';

/** Puts a feed into the queue. SECURITY: the document has to be this application's, for this seller. */
export async function createFeedRequest(
  tx: Transaction<DB>,
  request: NewFeedRequest,
): Promise<CreateFeedOutcome> {
  const document = await tx
    .selectFrom('api_document')
    .select('filled_at')
    .where('id', '=', request.documentId)
    .where('purpose', '=', 'feed')
    .where('application_id', '=', request.applicationId)
    .where('seller_id', '=', request.sellerId)
    .where('ends_at', '>', request.at)
    .forUpdate()
    .executeTakeFirst();
  if (document === undefined) return 'no-document';
  if (document.filled_at === null) return 'empty-document';
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('feed_request')
    .values({
      id: request.id,
      seller_id: request.sellerId,
      application_id: request.applicationId,
      type: request.type,
      marketplace_ids: [...request.marketplaceIds],
      document_id: request.documentId,
      state: 'in_queue',
      created_at: request.at,
    })
    .onConflict((conflict) => conflict.column('document_id').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n ? 'created' : 'used-document';
}

/** One of the owner's feeds, by its id or that of its report; null where there is none. */
export async function findFeedRequest(
  db: Kysely<DB>,
  { applicationId, sellerId }: FeedOwner,
  by: { readonly id: string } | { readonly reportId: string },
): Promise<FeedRequest | null> {
  const which = 'id' in by ? sql`id = ${by.id}::uuid` : sql`report_id = ${by.reportId}::uuid`;
  const { rows } = await sql<FeedRequest>`
    select ${COLUMNS} from feed_request
     where ${which} and application_id = ${applicationId}::uuid and seller_id = ${sellerId}::uuid`.execute(
    db,
  );
  return rows[0] ?? null;
}

/** The feed behind a report, whoever holds the address of it. */
export async function findReportedFeed(
  db: Kysely<DB>,
  reportId: string,
): Promise<{ readonly id: string; readonly feedId: string } | null> {
  const row = await db
    .selectFrom('feed_request')
    .select(['id', 'feed_id as feedId'])
    .where('report_id', '=', reportId)
    .executeTakeFirst();
  return row === undefined || row.feedId === null ? null : { id: row.id, feedId: row.feedId };
}

export interface FeedFilter {
  readonly types: readonly FeedType[];
  /** Empty: all. */
  readonly marketplaceIds: readonly string[];
  readonly states: readonly FeedRequestState[];
  readonly since: Date;
  readonly until: Date;
  /** Id of the last one that was shown; ids are in the order of time. */
  readonly after: string | null;
  readonly limit: number;
}

/** The owner's feeds, the newest first. */
export async function listFeedRequests(
  db: Kysely<DB>,
  { applicationId, sellerId }: FeedOwner,
  filter: FeedFilter,
): Promise<FeedRequest[]> {
  const { types, marketplaceIds, states, since, until, after, limit } = filter;
  const { rows } = await sql<FeedRequest>`
    select ${COLUMNS} from feed_request
     where application_id = ${applicationId}::uuid and seller_id = ${sellerId}::uuid
       and type = any(${[...types]}::text[]) and created_at >= ${since}::timestamptz
       and created_at <= ${until}::timestamptz
       and ${marketplaceIds.length === 0 ? sql`true` : sql`marketplace_ids && ${[...marketplaceIds]}::text[]`}
       and ${states.length === 0 ? sql`true` : sql`state = any(${[...states]}::text[])`}
       and ${after === null ? sql`true` : sql`id < ${after}::uuid`}
     order by id desc limit ${limit}`.execute(db);
  return rows;
}

export type CancelOutcome = 'cancelled' | 'no-such' | 'too-late';

/** Takes a feed out of the queue, as long as nobody reads it. */
export async function cancelFeedRequest(
  tx: Transaction<DB>,
  owner: FeedOwner,
  { id, at }: { readonly id: string; readonly at: Date },
): Promise<CancelOutcome> {
  const { numUpdatedRows } = await tx
    .updateTable('feed_request')
    .set({ state: 'cancelled', ended_at: at })
    .where('id', '=', id)
    .where('application_id', '=', owner.applicationId)
    .where('seller_id', '=', owner.sellerId)
    .where('state', '=', 'in_queue')
    .executeTakeFirst();
  if (numUpdatedRows === 1n) return 'cancelled';
  return (await findFeedRequest(tx, owner, { id })) === null ? 'no-such' : 'too-late';
}

/** A feed that a node is about to read. */
export interface ClaimedFeed extends FeedRequest {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  /** Another node began it, and is gone. */
  readonly isRepeated: boolean;
}

interface ClaimedRow extends FeedRequest {
  readonly documentId: string;
  readonly isRepeated: boolean;
}

/**
 * The feed that waited longest, or whose node died: its lease ran out. Null where there is none. What was taken of it
 * before is recognised when it is read again (FEED 4).
 */
export async function claimFeedRequest(
  db: Kysely<DB>,
  { now, until }: { readonly now: Date; readonly until: Date },
): Promise<ClaimedFeed | null> {
  const { rows } = await sql<ClaimedRow>`
    with due as (
      select id as due_id, state = 'in_progress' as "isRepeated" from feed_request
       where state = 'in_queue' or (state = 'in_progress' and lease_until <= ${now}::timestamptz)
       order by created_at limit 1 for update skip locked)
    update feed_request set state = 'in_progress', lease_until = ${until}::timestamptz,
           started_at = coalesce(started_at, ${now}::timestamptz)
      from due where id = due_id
    returning ${COLUMNS}, document_id as "documentId", "isRepeated"`.execute(db);
  const [row] = rows;
  if (row === undefined) return null;
  const { documentId, ...request } = row;
  const document = await db
    .selectFrom('api_document')
    .select(['media_type', 'bytes'])
    .where('id', '=', documentId)
    .executeTakeFirst();
  return {
    ...request,
    mediaType: document?.media_type ?? '',
    bytes: document?.bytes ?? new Uint8Array(),
  };
}

/** Says that feeds are still being read. */
export async function renewFeedRequests(db: Kysely<DB>, ids: readonly string[], until: Date): Promise<void> {
  await db
    .updateTable('feed_request')
    .set({ lease_until: until })
    .where('id', 'in', [...ids])
    .where('state', '=', 'in_progress')
    .execute();
}

/** Writes what became of a feed. `feedId` null: it couldn't be read at all. */
export async function finishFeedRequest(
  db: Kysely<DB>,
  end: {
    readonly id: string;
    readonly state: 'done' | 'fatal';
    readonly feedId: string | null;
    readonly reportId: string | null;
    readonly at: Date;
  },
): Promise<void> {
  await db
    .updateTable('feed_request')
    .set({
      state: end.state,
      feed_id: end.feedId,
      report_id: end.reportId,
      ended_at: end.at,
      lease_until: null,
    })
    .where('id', '=', end.id)
    // The first to end it writes its end.
    .where('state', '=', 'in_progress')
    .execute();
}
