import { z } from 'zod';

import { feedFormatOf } from '#flow/feed-queue.ts';
import { FEED_TYPES } from '#market/feed-type.ts';
import type { FeedType } from '#market/feed-type.ts';
import { hasFeedDocument, openDocument } from '#store/api-document.ts';
import type { ApiMarketplace } from '#store/api-marketplace.ts';
import { listApiMarketplaces } from '#store/api-marketplace.ts';
import type { FeedOwner, FeedRequest, FeedRequestState } from '#store/feed-request.ts';
import {
  cancelFeedRequest,
  createFeedRequest,
  findFeedRequest,
  listFeedRequests,
} from '#store/feed-request.ts';

import type { ApiAnswer } from './api-answer.ts';
import { NOT_FOUND, invalid } from './api-answer.ts';
import type { ApiCall } from './call.ts';
import { readBody, requireSeller } from './call.ts';
import { documentUrl } from './document-links.ts';
import { readFeedQuery, writeFeedToken } from './feed-query.ts';
import type { SellingPartnerPorts } from './ports.ts';

/** How long an address for a document is good, and how long the document may be used (the paper, section 5). */
const URL_MS = 300_000;
const KEPT_MS = 2 * 86_400_000;

const STATUS: Readonly<Record<FeedRequestState, string>> = {
  in_queue: 'IN_QUEUE',
  in_progress: 'IN_PROGRESS',
  done: 'DONE',
  fatal: 'FATAL',
  cancelled: 'CANCELLED',
};

function ownerOf(call: ApiCall): FeedOwner {
  return { applicationId: call.caller.applicationId, sellerId: requireSeller(call) };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/** An id of the path, or null for what is none: it isn't there, whatever it was meant to be. */
function idOf(call: ApiCall, name: string): string | null {
  const id = call.parameters[name] ?? '';
  return UUID.test(id) ? id : null;
}

/** createFeedDocument: a place for a feed. */
export async function openFeedDocument(call: ApiCall, ports: SellingPartnerPorts): Promise<ApiAnswer> {
  const body = await readBody(call, z.object({ contentType: z.string().max(100) }));
  if (body.kind === 'answer') return body.answer;
  const { contentType } = body.value;
  if (feedFormatOf(contentType) === null)
    return invalid('contentType: must be text/xml, application/xml or application/json.');
  const { database, clock, ids } = ports;
  const at = clock.now();
  const id = ids.uuid();
  await openDocument(database.db, {
    id,
    purpose: 'feed',
    ...ownerOf(call),
    resource: null,
    contentMd5: null,
    mediaType: contentType,
    at,
    endsAt: new Date(at.getTime() + KEPT_MS),
  });
  return { status: 201, body: { feedDocumentId: id, url: linkTo(id, 'PUT', call, ports) } };
}

function linkTo(id: string, verb: 'PUT' | 'GET', call: ApiCall, ports: SellingPartnerPorts): string {
  return documentUrl({ id, verb, endsAt: new Date(ports.clock.now().getTime() + URL_MS) }, call, ports);
}

/** getFeedDocument: an address from which a feed of one's own, or its report, can be fetched. */
export async function findFeedDocument(call: ApiCall, ports: SellingPartnerPorts): Promise<ApiAnswer> {
  const id = idOf(call, 'feedDocumentId');
  if (id === null) return NOT_FOUND;
  const { db } = ports.database;
  const owner = ownerOf(call);
  const isThere =
    (await hasFeedDocument(db, { id, ...owner, now: ports.clock.now() })) ||
    (await findFeedRequest(db, owner, { reportId: id })) !== null;
  if (!isThere) return NOT_FOUND;
  return { status: 200, body: { feedDocumentId: id, url: linkTo(id, 'GET', call, ports) } };
}

const specification = z.object({
  feedType: z.string().max(100),
  marketplaceIds: z.array(z.string().max(40)).min(1).max(25),
  inputFeedDocumentId: z.string().max(100),
  feedOptions: z.record(z.string(), z.string()).optional(),
});

function wireFeedType(name: string): FeedType | null {
  const types = Object.keys(FEED_TYPES) as FeedType[];
  return types.find((type) => FEED_TYPES[type].wire === name) ?? null;
}

/** createFeed: puts a document into the queue. Answered when it is written; it is read afterwards. */
export async function createFeed(call: ApiCall, ports: SellingPartnerPorts): Promise<ApiAnswer> {
  const body = await readBody(call, specification);
  if (body.kind === 'answer') return body.answer;
  const { feedType, marketplaceIds, inputFeedDocumentId: documentId } = body.value;
  const type = wireFeedType(feedType);
  if (type === null) return invalid('feedType: Invalid or unsupported feed type.', feedType);
  const { database, ids, clock } = ports;
  const known = await listApiMarketplaces(database.db);
  const found = marketplaceIds.map((name) => known.find(({ id, apiId }) => id === name || apiId === name));
  if (found.includes(undefined)) return invalid('marketplaceIds: Unknown marketplace.');
  if (!UUID.test(documentId)) return invalid('inputFeedDocumentId: Invalid feed document id.');
  const request = {
    id: ids.uuid(),
    ...ownerOf(call),
    documentId,
    type,
    marketplaceIds: [...new Set(found.flatMap((item) => (item === undefined ? [] : [item.id])))],
    at: clock.now(),
  };
  const outcome = await database.db.transaction().execute((tx) => createFeedRequest(tx, request));
  switch (outcome) {
    case 'created':
      ports.wakeFeeds();
      return { status: 202, body: { feedId: request.id } };
    case 'no-document':
      return invalid('inputFeedDocumentId: There is no such feed document.');
    case 'empty-document':
      return invalid('inputFeedDocumentId: Nothing was uploaded to this feed document.');
    case 'used-document':
      return invalid('inputFeedDocumentId: A feed was made from this feed document already.');
  }
}

function feedBody(request: FeedRequest, marketplaces: readonly ApiMarketplace[]): object {
  const { id, type, state, createdAt, startedAt, endedAt, reportId } = request;
  return {
    feedId: id,
    feedType: FEED_TYPES[type].wire,
    marketplaceIds: request.marketplaceIds.map(
      (own) => marketplaces.find((item) => item.id === own)?.apiId ?? own,
    ),
    createdTime: createdAt.toISOString(),
    processingStatus: STATUS[state],
    ...(startedAt === null ? {} : { processingStartTime: startedAt.toISOString() }),
    ...(endedAt === null ? {} : { processingEndTime: endedAt.toISOString() }),
    ...(reportId === null ? {} : { resultFeedDocumentId: reportId }),
  };
}

export async function getFeed(call: ApiCall, { database }: SellingPartnerPorts): Promise<ApiAnswer> {
  const id = idOf(call, 'feedId');
  const found = id === null ? null : await findFeedRequest(database.db, ownerOf(call), { id });
  if (found === null) return NOT_FOUND;
  return { status: 200, body: feedBody(found, await listApiMarketplaces(database.db)) };
}

/** cancelFeed: only while it waits; what is being read is taken in batches, and can't be taken back. */
export async function cancelFeed(
  call: ApiCall,
  { database, clock }: SellingPartnerPorts,
): Promise<ApiAnswer> {
  const id = idOf(call, 'feedId');
  if (id === null) return NOT_FOUND;
  const outcome = await database.db
    .transaction()
    .execute((tx) => cancelFeedRequest(tx, ownerOf(call), { id, at: clock.now() }));
  if (outcome === 'no-such') return NOT_FOUND;
  return outcome === 'cancelled'
    ? { status: 200, body: {} }
    : invalid('Only a feed that is IN_QUEUE can be cancelled.');
}

/** getFeeds: the application's feeds for this seller, the newest first. */
export async function getFeeds(call: ApiCall, { database, clock }: SellingPartnerPorts): Promise<ApiAnswer> {
  const marketplaces = await listApiMarketplaces(database.db);
  const query = readFeedQuery(call, marketplaces, clock.now());
  if (query.kind === 'answer') return query.answer;
  const filter = query.value;
  const found = await listFeedRequests(database.db, ownerOf(call), { ...filter, limit: filter.limit + 1 });
  const shown = found.slice(0, filter.limit);
  const last = shown.at(-1);
  const hasMore = found.length > shown.length && last !== undefined;
  return {
    status: 200,
    body: {
      feeds: shown.map((request) => feedBody(request, marketplaces)),
      ...(hasMore ? { nextToken: writeFeedToken({ ...filter, after: last.id }) } : {}),
    },
  };
}
