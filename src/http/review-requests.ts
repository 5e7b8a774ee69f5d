import { z } from 'zod';

import { requestReviews } from '#flow/request-reviews.ts';
import { isOrderId } from '#market/order-id.ts';
import { reviewRequestView } from '#flow/review-request-view.ts';
import { findMarketplace } from '#store/marketplace.ts';

import { actorOf } from './actor.ts';
import { requirePrincipal } from './guard.ts';
import { isMarketplaceId, sellerOf } from './in-path.ts';
import { once } from './once.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { readJsonBody } from './requests.ts';
import type { Routes } from './routes.ts';

/** One after the other, a few tens of milliseconds each. */
const MOST_ORDERS = 200;

export const wish = z.strictObject({
  marketplace: z.string().refine(isMarketplaceId, 'must be the id of a marketplace, such as de'),
  orders: z.array(z.string().refine(isOrderId, 'must be 17 digits written 3-7-7')).min(1).max(MOST_ORDERS),
});

/** *Request a review* for many orders at once, with what became of each (ORDER 6). */
export function reviewRequestRoutes(routes: Routes, ports: HttpPorts): void {
  const { db } = ports.database;

  routes.add('POST /api/v1/sellers/:seller/review-requests', async (c) => {
    const sellerId = await sellerOf(c, ports);
    if (sellerId === null) return problem(c, 'not-found');
    const body = await readJsonBody(c, wish);
    if (body.kind === 'answer') return body.response;
    const marketplace = await findMarketplace(db, body.values.marketplace);
    if (marketplace === null) return problem(c, 'not-found');
    const principal = requirePrincipal(c);
    const scope = {
      sellerId,
      marketplaceId: marketplace.id,
      orderIds: body.values.orders,
      by: actorOf(principal),
      door: principal.tokenId === null ? ('web' as const) : ('api' as const),
    };
    return once(c, ports, Buffer.from(JSON.stringify(body.values)), async (requestKey) => {
      const write: HttpPorts['write'] = (written) => ports.write(written);
      const lines = await requestReviews(db, ports.packFor(marketplace), { ...scope, requestKey }, write);
      if (lines === null) return problem(c, 'reason-unknown');
      const items = lines.map((line) => reviewRequestView(c.get('language'), line));
      return c.json({ sent: items.filter(({ result }) => result === 'sent').length, items });
    });
  });
}
