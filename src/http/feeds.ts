import type { Context } from 'hono';
import { z } from 'zod';

import { takeFeed } from '#flow/feed.ts';
import { faultSentence } from '#flow/feed-report.ts';
import type { FeedFormat } from '#market/feed-type.ts';
import { readFeedType } from '#market/feed-type.ts';
import type { FeedResult, FeedSeller } from '#store/feed.ts';
import { findFeedSeller } from '#store/feed.ts';
import type { FeedView } from '#views/feeds.ts';
import { findFeed, listFeeds, streamFeedResults } from '#views/feeds.ts';

import { actorOf } from './actor.ts';
import type { HttpEnvironment } from './environment.ts';
import { feedReportResponse } from './feed-report-body.ts';
import { readerOf, requirePrincipal } from './guard.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { mediaType, pageQuery, readId, readQuery } from './requests.ts';
import type { Routes } from './routes.ts';

const FORMATS: ReadonlyMap<string, FeedFormat> = new Map([
  ['application/xml', 'xml'],
  ['text/xml', 'xml'],
  ['application/json', 'json'],
]);

export const submitQuery = {
  type: z.string().transform((text, context) => {
    const type = readFeedType(text);
    if (type === null)
      context.addIssue('must be order-fulfilment, order-adjustment or order-acknowledgement');
    return type ?? 'order-fulfilment';
  }),
  /** `de,nl`; without it all marketplaces are looked in. */
  marketplaces: z
    .string()
    .regex(/^[a-z0-9-]{1,16}(?:,[a-z0-9-]{1,16}){0,24}$/u, 'must be 1 to 25 ids, such as de,nl')
    .transform((text) => text.split(','))
    .optional(),
};

export const linesQuery = {
  limit: pageQuery.limit,
  after: z
    .string()
    .regex(/^\d{1,7}$/u, 'must be the value of “next” of the page before')
    .transform(Number)
    .default(0),
};

/** Sellers' feeds: taking them as they stream in, and their reports (FEED 2–4). */
export function feedRoutes(routes: Routes, ports: HttpPorts): void {
  const { db } = ports.database;

  routes.add('POST /api/v1/sellers/:seller/feeds', async (c) => {
    const seller = await sellerOf(c, ports);
    return seller === null ? problem(c, 'not-found') : submit(c, ports, seller);
  });

  routes.add('GET /api/v1/sellers/:seller/feeds', async (c) => {
    const seller = await sellerOf(c, ports);
    if (seller === null) return problem(c, 'not-found');
    const query = readQuery(c, pageQuery);
    if (query.kind === 'answer') return query.response;
    const page = await listFeeds(db, seller.id, query.values, ports.clock.now());
    return c.json({ ...page, items: page.items.map((feed) => withSentence(c, feed)) });
  });

  routes.add('GET /api/v1/feeds/:id', async (c) => {
    const feed = await feedOf(c, ports);
    return feed === null ? problem(c, 'not-found') : c.json(withSentence(c, feed));
  });

  routes.add('GET /api/v1/feeds/:id/lines', async (c) => {
    const feed = await feedOf(c, ports);
    if (feed === null) return problem(c, 'not-found');
    const query = readQuery(c, linesQuery);
    if (query.kind === 'answer') return query.response;
    const { after, limit } = query.values;
    const found: FeedResult[] = [];
    for await (const line of streamFeedResults(db, feed, { after, limit: limit + 1 })) found.push(line);
    const shown = found.slice(0, limit);
    const language = c.get('language');
    const items = shown.map(({ faults, ...line }) => ({
      ...line,
      faults: faults.map((fault) => ({ code: fault.code, sentence: faultSentence(language, fault) })),
    }));
    return c.json({ items, next: found.length > limit ? String(shown.at(-1)?.position) : null });
  });

  routes.add('GET /api/v1/feeds/:id/report', async (c) => {
    const feed = await feedOf(c, ports);
    if (feed === null) return problem(c, 'not-found');
    return feedReportResponse(ports.database, feed, c.get('language'));
  });
}

/** The seller that the path names, if this principal may act for it. */
async function sellerOf(c: Context<HttpEnvironment>, { database }: HttpPorts): Promise<FeedSeller | null> {
  const id = readId(c.req.param('seller'));
  const principal = requirePrincipal(c);
  if (id === null || (principal.kind !== 'operator' && principal.ownerId !== id)) return null;
  return findFeedSeller(database.db, id);
}

async function feedOf(c: Context<HttpEnvironment>, { database, clock }: HttpPorts): Promise<FeedView | null> {
  const id = readId(c.req.param('id'));
  return id === null ? null : findFeed(database.db, readerOf(requirePrincipal(c)), id, clock.now());
}

function withSentence(c: Context<HttpEnvironment>, feed: FeedView): object {
  const { fault } = feed;
  if (fault === null) return feed;
  const { code, line, column } = fault;
  return { ...feed, fault: { code, line, column, sentence: faultSentence(c.get('language'), fault) } };
}

/** Taken while it streams in: a batch at a time is held, and the sender waits while the database is busy. */
async function submit(c: Context<HttpEnvironment>, ports: HttpPorts, seller: FeedSeller): Promise<Response> {
  const format = FORMATS.get(mediaType(c));
  if (format === undefined)
    return problem(c, 'wrong-media-type', { expected: 'application/xml or application/json' });
  const query = readQuery(c, submitQuery);
  if (query.kind === 'answer') return query.response;
  const { type, marketplaces } = query.values;
  const { ids, clock, database } = ports;
  const submission = {
    sellerId: seller.id,
    merchantNames: seller.merchantNames,
    marketplaceIds: marketplaces ?? seller.marketplaceIds,
    type,
    format,
    actor: actorOf(requirePrincipal(c)),
  };
  const body: AsyncIterable<Uint8Array> = c.req.raw.body ?? emptyBody();
  const wake = (): void => ports.wake();
  const id = await takeFeed(submission, body, { db: database.db, ids, clock, wake });
  const feed = await findFeed(database.db, { kind: 'operator' }, id, clock.now());
  if (feed === null) throw new Error('a feed that was written is gone');
  return c.json(withSentence(c, feed));
}

// oxlint-disable-next-line require-yield -- nothing comes
async function* emptyBody(): AsyncGenerator<Uint8Array> {
  return;
}
