import { z } from 'zod';

import { FEED_TYPES } from '#market/feed-type.ts';
import type { FeedType } from '#market/feed-type.ts';
import type { ApiMarketplace } from '#store/api-marketplace.ts';
import type { FeedFilter, FeedRequestState } from '#store/feed-request.ts';
import { FEED_REQUEST_STATES } from '#store/feed-request.ts';

import { invalid } from './api-answer.ts';
import type { ApiCall, CallReading } from './call.ts';
import { answer, queryList, value } from './call.ts';
import { readInstant, readPageSize } from './query-values.ts';

const TYPES = Object.keys(FEED_TYPES) as [FeedType, ...FeedType[]];
const DAYS_BACK = 90;

// A token carries its filter: with one nothing else may be said. Whose feeds they are is never in it.
const token = z.object({
  types: z.array(z.enum(TYPES)).max(3),
  marketplaceIds: z.array(z.string().max(40)).max(25),
  states: z.array(z.enum(FEED_REQUEST_STATES)).max(5),
  since: z.iso.datetime().transform((text) => new Date(text)),
  until: z.iso.datetime().transform((text) => new Date(text)),
  after: z.uuid(),
  limit: z.number().int().min(1).max(100),
});

/** What a page of feeds continues with; opaque to programs. */
export function writeFeedToken(filter: FeedFilter): string {
  return Buffer.from(JSON.stringify(filter)).toString('base64url');
}

function readFeedToken(text: string): FeedFilter | null {
  try {
    return token.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}

/** Which feeds a call asks for. */
export function readFeedQuery(
  call: ApiCall,
  marketplaces: readonly ApiMarketplace[],
  now: Date,
): CallReading<FeedFilter> {
  const next = call.query.get('nextToken');
  if (next !== null && next !== '') {
    const filter = readFeedToken(next);
    return filter === null ? answer(invalid('nextToken: Invalid token.')) : value(filter);
  }
  const limit = readPageSize(call, 'pageSize', 10);
  if (limit.kind === 'answer') return limit;
  const since = readInstant(call, 'createdSince', new Date(now.getTime() - DAYS_BACK * 86_400_000));
  if (since.kind === 'answer') return since;
  const until = readInstant(call, 'createdUntil', now);
  if (until.kind === 'answer') return until;
  const names = queryList(call, 'feedTypes');
  if (names.length === 0) return answer(invalid('feedTypes: Either feedTypes or nextToken is required.'));
  const states = queryList(call, 'processingStatuses').map((name) =>
    FEED_REQUEST_STATES.find((state) => state.toUpperCase() === name),
  );
  if (states.includes(undefined)) return answer(invalid('processingStatuses: Invalid status.'));
  return value({
    // Of a type that isn't known here there are no feeds, which is no error.
    types: TYPES.filter((type) => names.includes(FEED_TYPES[type].wire)),
    marketplaceIds: queryList(call, 'marketplaceIds').map(
      (name) => marketplaces.find(({ id, apiId }) => id === name || apiId === name)?.id ?? name.slice(0, 40),
    ),
    states: states.filter((state): state is FeedRequestState => state !== undefined),
    since: since.value,
    until: until.value,
    after: null,
    limit: limit.value,
  });
}
