import { orderReasons } from '#flow/order-reasons.ts';
import { reasonView } from '#packs/reason-view.ts';
import { findMarketplace } from '#store/marketplace.ts';

import { orderOf } from './in-path.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import type { Routes } from './routes.ts';

/** What a seller may write about an order, before anything is written (REASON 1, OPT 6). */
export function reasonRoutes(routes: Routes, ports: HttpPorts): void {
  const { db } = ports.database;

  routes.add('GET /api/v1/orders/:marketplace/:id/reasons', async (c) => {
    const order = await orderOf(c, ports);
    const marketplace = order === null ? null : await findMarketplace(db, order.marketplace);
    if (order === null || marketplace === null) return problem(c, 'not-found');
    const pack = ports.packFor(marketplace);
    const question = { pack, marketplaceId: marketplace.id, orderId: order.id, door: 'web' as const };
    const found = await orderReasons(ports.database, { ...question, now: ports.clock.now() });
    if (found === null) return problem(c, 'not-found');
    const { names, enforcement, decisions } = found;
    const views = decisions.map((decision) =>
      reasonView(pack, decision, c.get('language'), { ...names, orderId: order.id }),
    );
    return c.json({
      order: order.id,
      marketplace: marketplace.id,
      buyer: order.buyer.name,
      buyerLanguage: names.buyerLanguage,
      enforcement: { state: enforcement.state, until: enforcement.until },
      pack: `${pack.id}@${pack.version}`,
      offered: views.filter(({ offered }) => offered),
      notOffered: views.filter(({ offered }) => !offered),
    });
  });
}
