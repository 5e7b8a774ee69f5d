import type { Kysely } from 'kysely';

import type { FeedFormat } from '#market/feed-type.ts';
import type { Log } from '#src/log.ts';
import { findFeedSeller } from '#store/feed.ts';
import type { ClaimedFeed } from '#store/feed-request.ts';
import { claimFeedRequest, finishFeedRequest, renewFeedRequests } from '#store/feed-request.ts';
import type { DB } from '#store/schema.gen.ts';

import { takeFeed } from './feed.ts';
import type { LeaseWorkerLimits } from './lease-worker.ts';
import { LeaseWorker } from './lease-worker.ts';
import type { Clock, Ids } from './ports.ts';

export interface FeedQueuePorts {
  readonly db: Kysely<DB>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** A node that dies frees its feed after at most so long. */
  readonly leaseMs: number;
  /** Account updates became due: wake the workers. */
  readonly wake: () => void;
}

/** One feed at a time on each node: feeds are long, and mail comes first. */
const LIMITS: Omit<LeaseWorkerLimits, 'leaseMs'> = { concurrency: 1, pollMs: 1000, gatherMs: 20 };
/** A feed that nodes die of is given up after so long. */
const GIVEN_UP_AFTER_MS = 3_600_000;

/** The format that a document's media type says; null where it is none that feeds have. */
export function feedFormatOf(mediaType: string): FeedFormat | null {
  const type = mediaType.split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'text/xml' || type === 'application/xml') return 'xml';
  return type === 'application/json' ? 'json' : null;
}

/**
 * Reads the feeds that programs put into the queue, one at a time on each node.
 *
 *   in_queue ── claimed ──▶ in_progress (its lease renewed) ── read to its end ──▶ done | fatal
 *                                 └── its node died: the lease runs out, and the next node reads the same document again
 *
 * Nothing is taken twice: what was taken before is recognised (FEED 4). Where two nodes read the same feed because one
 * had lost its database for a while, the one that ends first writes the end.
 */
export function createFeedWorker(ports: FeedQueuePorts): LeaseWorker<ClaimedFeed> {
  const { db, clock, ids, log } = ports;
  return new LeaseWorker<ClaimedFeed>(
    {
      clock,
      ids,
      log,
      failed: 'feed.pass-failed',
      claim: async (now, _limit, { until }) => {
        const claimed = await claimFeedRequest(db, { now, until });
        return claimed === null ? [] : [claimed];
      },
      renew: ({ until }, claimed) => renewFeedRequests(db, claimed, until),
      work: (claimed) => readRequest(claimed, ports),
    },
    { ...LIMITS, leaseMs: ports.leaseMs },
  );
}

async function readRequest(claimed: ClaimedFeed, { db, clock, ids, wake }: FeedQueuePorts): Promise<void> {
  const format = feedFormatOf(claimed.mediaType);
  const seller = await findFeedSeller(db, claimed.sellerId);
  const age = clock.now().getTime() - claimed.createdAt.getTime();
  const isHopeless = claimed.isRepeated && age > GIVEN_UP_AFTER_MS;
  if (format === null || seller === null || isHopeless) {
    const end = { id: claimed.id, feedId: null, reportId: null, at: clock.now() };
    return finishFeedRequest(db, { ...end, state: 'fatal' });
  }
  const submission = {
    sellerId: seller.id,
    merchantNames: seller.merchantNames,
    marketplaceIds: claimed.marketplaceIds,
    type: claimed.type,
    format,
    actor: { kind: 'application', id: claimed.applicationId, label: 'selling-partner feed' } as const,
  };
  const feedId = await takeFeed(submission, chunksOf(claimed.bytes), { db, ids, clock, wake });
  const { state } = await db
    .selectFrom('feed')
    .select('state')
    .where('id', '=', feedId)
    .executeTakeFirstOrThrow();
  const end = { id: claimed.id, feedId, reportId: ids.uuid(), at: clock.now() };
  await finishFeedRequest(db, { ...end, state: state === 'done' ? 'done' : 'fatal' });
}

const CHUNK_BYTES = 64 * 1024;

/** In pieces, so that other work gets its turn while a large feed is read. */
async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
    yield bytes.subarray(from, from + CHUNK_BYTES);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
