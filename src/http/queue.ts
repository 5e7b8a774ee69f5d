import type { Context } from 'hono';
import { z } from 'zod';

import { DELIVERY_LIFETIME_MS } from '#market/delivery.ts';
import type { QueueChange } from '#store/queue.ts';
import { cancelDelivery, findDelivery, listDeliveries, retryDelivery } from '#store/queue.ts';

import { actorOf } from './actor.ts';
import type { HttpEnvironment } from './environment.ts';
import { requirePrincipal } from './guard.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { pageQuery, readId, readQuery } from './requests.ts';
import type { Routes } from './routes.ts';

export const queueQuery = {
  limit: pageQuery.limit,
  state: z.enum(['queued', 'handed_over', 'refused', 'expired', 'cancelled']).nullable().default(null),
  before: z
    .string()
    .transform((text, context) => {
      const id = readId(text);
      if (id === null) context.addIssue('must be the id of a delivery');
      return id;
    })
    .nullable()
    .default(null),
};

/** The outbox, for the operator. */
export function queueRoutes(routes: Routes, ports: HttpPorts): void {
  const { db } = ports.database;
  const changeOf = (c: Context<HttpEnvironment>): QueueChange | null => {
    const id = readId(c.req.param('id'));
    const actor = actorOf(requirePrincipal(c));
    return id === null ? null : { id, at: ports.clock.now(), actor, auditId: ports.ids.uuid() };
  };

  routes.add('GET /api/v1/queue', async (c) => {
    const query = readQuery(c, queueQuery);
    if (query.kind === 'answer') return query.response;
    const { state, before, limit } = query.values;
    const items = await listDeliveries(db, { state, before, limit, messageId: null }, ports.clock.now());
    return c.json({ items, before: items.length < limit ? null : (items.at(-1)?.id ?? null) });
  });

  routes.add('GET /api/v1/queue/:id', async (c) => {
    const id = readId(c.req.param('id'));
    const delivery = id === null ? null : await findDelivery(db, id, ports.clock.now());
    return delivery === null ? problem(c, 'not-found') : c.json(delivery);
  });

  routes.add('POST /api/v1/queue/:id/retry', async (c) => {
    const change = changeOf(c);
    if (change === null) return problem(c, 'not-found');
    const outcome = await db.transaction().execute((tx) => retryDelivery(tx, change, DELIVERY_LIFETIME_MS));
    if (outcome !== 'due-now') return problem(c, outcome);
    ports.wake();
    return c.json({ result: outcome });
  });

  routes.add('POST /api/v1/queue/:id/cancel', async (c) => {
    const change = changeOf(c);
    if (change === null) return problem(c, 'not-found');
    const outcome = await db.transaction().execute((tx) => cancelDelivery(tx, change));
    return outcome === 'cancelled' ? c.json({ result: outcome }) : problem(c, outcome);
  });
}
