import { z } from 'zod';

import { findMessageSetting, setMessageAddress } from '#store/party.ts';

import { actorOf } from './actor.ts';
import { requirePrincipal } from './guard.ts';
import { sellerOf } from './in-path.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { readJsonBody } from './requests.ts';
import type { Routes } from './routes.ts';

/** Null switches buyers' messages off. */
export const setting = z.strictObject({ buyerMessages: z.string().max(1000).nullable() });

/** Where a seller's buyer messages go, if anywhere: without it they receive none (INBOX 1). */
export function notificationRoutes(routes: Routes, ports: HttpPorts): void {
  const { db } = ports.database;

  routes.add('GET /api/v1/sellers/:seller/notifications', async (c) => {
    const seller = await sellerOf(c, ports);
    const found = seller === null ? null : await findMessageSetting(db, seller);
    return found === null ? problem(c, 'not-found') : c.json(found);
  });

  routes.add('PUT /api/v1/sellers/:seller/notifications', async (c) => {
    const sellerId = await sellerOf(c, ports);
    if (sellerId === null) return problem(c, 'not-found');
    const body = await readJsonBody(c, setting);
    if (body.kind === 'answer') return body.response;
    const address = body.values.buyerMessages;
    const trace = { id: ports.ids.uuid(), at: ports.clock.now(), actor: actorOf(requirePrincipal(c)) };
    const outcome = await db.transaction().execute((tx) => setMessageAddress(tx, sellerId, address, trace));
    if (outcome.kind === 'refused')
      return problem(c, outcome.code, { address: (address ?? '').slice(0, 320) });
    const kept = await findMessageSetting(db, sellerId);
    return kept === null ? problem(c, 'not-found') : c.json(kept);
  });
}
