import type { Context } from 'hono';
import { z } from 'zod';

import type { ClockWish } from '#flow/response-clock.ts';
import { correctClock, disputeClock, markNoAnswerNeeded, undoNoAnswerNeeded } from '#flow/response-clock.ts';
import type { MarketClocks } from '#market/response-clock.ts';
import { FIGURE_PERIODS, clocksOf } from '#market/response-clock.ts';
import { listMarketplaces } from '#store/marketplace.ts';
import { sellerExists } from '#store/party.ts';
import { openDisputes } from '#store/response-clock.ts';
import type { ConversationView } from '#views/conversations.ts';
import type { ResponseTimesQuery } from '#views/response-clock.ts';
import {
  findConversationClock,
  missedWaits,
  responseTimesCsv,
  sellerResponseTimes,
} from '#views/response-clock.ts';

import { actorOf } from './actor.ts';
import type { HttpEnvironment } from './environment.ts';
import { readerOf, requirePrincipal } from './guard.ts';
import { answerOutcome } from './moderation-answer.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { pageQuery, readId, readJsonBody, readQuery } from './requests.ts';
import type { Routes } from './routes.ts';
import { textStream } from './text-stream.ts';

const reason = z.string().trim().min(1).max(2000);
export const disputeBody = z.strictObject({ reason });
export const correctionBody = z.strictObject({
  outcome: z.enum(['in-time', 'excluded', 'unchanged']),
  reason,
});
export const daysQuery = {
  days: z
    .enum(FIGURE_PERIODS.map(String) as [string, ...string[]])
    .transform(Number)
    .default(90),
};

export const waitsQuery = { ...daysQuery, limit: pageQuery.limit };

/** The clocks of every marketplace, by its id. */
export async function readClocks(ports: HttpPorts): Promise<ReadonlyMap<string, MarketClocks>> {
  const marketplaces = await listMarketplaces(ports.database.db);
  return new Map(marketplaces.map((marketplace) => [marketplace.id, clocksOf(ports.packFor(marketplace))]));
}

function requireClocks(clocks: ReadonlyMap<string, MarketClocks>, marketplaceId: string): MarketClocks {
  const found = clocks.get(marketplaceId);
  if (found === undefined) throw new Error(`marketplace ${marketplaceId} went away`);
  return found;
}

/** A conversation with the instant until which the buyer has to be answered. */
export function withDue(
  conversation: ConversationView,
  clocks: ReadonlyMap<string, MarketClocks>,
): ConversationView & { readonly answerDueAt: Date | null } {
  const { waitingSince, marketplace } = conversation;
  const answerDueAt =
    waitingSince === null
      ? null
      : new Date(waitingSince.getTime() + requireClocks(clocks, marketplace).marketplace.limitMs);
  return { ...conversation, answerDueAt };
}

/** The response clock: its trace, marks, disputes and corrections, and a seller's figures (INBOX 4). */
export function responseClockRoutes(routes: Routes, ports: HttpPorts): void {
  const { db } = ports.database;
  const flow = { db, clock: ports.clock, ids: ports.ids };
  const wishOf = (c: Context<HttpEnvironment>): ClockWish => {
    const principal = requirePrincipal(c);
    if (principal.ownerId === null) throw new Error('only a seller says this');
    return { sellerId: principal.ownerId, actor: actorOf(principal) };
  };

  routes.add('GET /api/v1/conversations/:id/clock', async (c) => {
    const id = readId(c.req.param('id'));
    const clocks = await readClocks(ports);
    const reading = {
      clocksOf: (marketplaceId: string) => requireClocks(clocks, marketplaceId),
      now: ports.clock.now(),
    };
    const clock =
      id === null ? null : await findConversationClock(db, readerOf(requirePrincipal(c)), id, reading);
    return clock === null ? problem(c, 'not-found') : c.json(clock);
  });

  routes.add('POST /api/v1/conversations/:id/no-answer-needed', async (c) => {
    const id = readId(c.req.param('id'));
    if (id === null) return problem(c, 'not-found');
    return answerOutcome(c, ports, await markNoAnswerNeeded(flow, id, wishOf(c)));
  });

  routes.add('DELETE /api/v1/conversations/:id/no-answer-needed', async (c) => {
    const id = readId(c.req.param('id'));
    if (id === null) return problem(c, 'not-found');
    return answerOutcome(c, ports, await undoNoAnswerNeeded(flow, id, wishOf(c)));
  });

  routes.add('POST /api/v1/messages/:id/clock-dispute', async (c) => {
    const id = readId(c.req.param('id'));
    if (id === null) return problem(c, 'not-found');
    const body = await readJsonBody(c, disputeBody);
    if (body.kind === 'answer') return body.response;
    return answerOutcome(c, ports, await disputeClock(flow, id, { ...wishOf(c), ...body.values }));
  });

  routes.add('POST /api/v1/messages/:id/clock-correction', async (c) => {
    const id = readId(c.req.param('id'));
    if (id === null) return problem(c, 'not-found');
    const body = await readJsonBody(c, correctionBody);
    if (body.kind === 'answer') return body.response;
    const decision = { ...body.values, actor: actorOf(requirePrincipal(c)) };
    return answerOutcome(c, ports, await correctClock(flow, id, decision));
  });

  routes.add('GET /api/v1/clock-disputes', async (c) => {
    const query = readQuery(c, { limit: pageQuery.limit });
    if (query.kind === 'answer') return query.response;
    return c.json({ items: await openDisputes(db, query.values.limit) });
  });

  figureRoutes(routes, ports);
}

function figureRoutes(routes: Routes, ports: HttpPorts): void {
  const { db } = ports.database;
  const queryOf = async (c: Context<HttpEnvironment>): Promise<ResponseTimesQuery | null> => {
    const sellerId = readId(c.req.param('seller'));
    const { kind, ownerId } = requirePrincipal(c);
    if (sellerId === null || (kind !== 'operator' && ownerId !== sellerId)) return null;
    if (!(await sellerExists(db, sellerId))) return null;
    const clocks = await readClocks(ports);
    return {
      sellerId,
      marketplaces: [...clocks.keys()],
      clocksOf: (marketplaceId) => requireClocks(clocks, marketplaceId),
      now: ports.clock.now(),
    };
  };

  routes.add('GET /api/v1/sellers/:seller/response-times', async (c) => {
    const query = await queryOf(c);
    if (query === null) return problem(c, 'not-found');
    return c.json({ items: await sellerResponseTimes(db, query) });
  });

  routes.add('GET /api/v1/sellers/:seller/response-waits', async (c) => {
    const wish = readQuery(c, waitsQuery);
    if (wish.kind === 'answer') return wish.response;
    const query = await queryOf(c);
    if (query === null) return problem(c, 'not-found');
    return c.json({ items: await missedWaits(db, query, wish.values) });
  });

  routes.add('GET /api/v1/sellers/:seller/response-times.csv', async (c) => {
    const wish = readQuery(c, daysQuery);
    if (wish.kind === 'answer') return wish.response;
    const query = await queryOf(c);
    if (query === null) return problem(c, 'not-found');
    return textStream(responseTimesCsv(db, query, wish.values.days), {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="response-times.csv"',
    });
  });
}
