import type { Pack } from '#market/pack.ts';
import { isOrderId } from '#market/order-id.ts';
import { cancelForDelay } from '#flow/cancel-for-delay.ts';
import { listMarketplaces } from '#store/marketplace.ts';
import { sellerExists } from '#store/party.ts';
import { listDuties } from '#views/duties.ts';
import { findOrder } from '#views/orders.ts';

import { actorOf } from './actor.ts';
import { readerOf, requirePrincipal } from './guard.ts';
import { answerOutcome } from './moderation-answer.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { pageQuery, readId, readQuery } from './requests.ts';
import type { Routes } from './routes.ts';

async function readPacks(ports: HttpPorts): Promise<ReadonlyMap<string, Pack>> {
  const marketplaces = await listMarketplaces(ports.database.db);
  return new Map(marketplaces.map((marketplace) => [marketplace.id, ports.packFor(marketplace)]));
}

/** What sellers have to do, and a buyer's decision that makes one of it (ORDER 2, 7). */
export function dutyRoutes(routes: Routes, ports: HttpPorts): void {
  const { db } = ports.database;

  routes.add('GET /api/v1/sellers/:seller/duties', async (c) => {
    const sellerId = readId(c.req.param('seller'));
    const { kind, ownerId } = requirePrincipal(c);
    if (sellerId === null || (kind !== 'operator' && ownerId !== sellerId)) return problem(c, 'not-found');
    const query = readQuery(c, { limit: pageQuery.limit });
    if (query.kind === 'answer') return query.response;
    if (!(await sellerExists(db, sellerId))) return problem(c, 'not-found');
    const wish = { now: ports.clock.now(), limit: query.values.limit };
    return c.json({ items: await listDuties(db, sellerId, await readPacks(ports), wish) });
  });

  routes.add('POST /api/v1/orders/:marketplace/:id/cancellation', async (c) => {
    const id = c.req.param('id') ?? '';
    const marketplaceId = c.req.param('marketplace') ?? '';
    const pack = (await readPacks(ports)).get(marketplaceId);
    if (!isOrderId(id) || pack === undefined) return problem(c, 'not-found');
    const principal = requirePrincipal(c);
    // SECURITY: whose order it is decides the view; what isn't the reader's isn't there.
    const order = await findOrder(db, readerOf(principal), marketplaceId, id);
    if (order === null) return problem(c, 'not-found');
    const wished = { marketplaceId, orderId: id, pack };
    return answerOutcome(
      c,
      ports,
      await cancelForDelay({ db, clock: ports.clock }, wished, actorOf(principal)),
    );
  });
}
