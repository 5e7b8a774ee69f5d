import type { Context } from 'hono';
import { z } from 'zod';

import { say } from '#locales/catalogue.ts';
import { EVENT_TYPES } from '#market/event.ts';
import type { WebhookUrlFault } from '#market/webhook.ts';
import { MOST_WEBHOOKS, makeWebhookSecret } from '#market/webhook.ts';
import type { Trace } from '#store/application.ts';
import { BEGINNING } from '#store/event-log.ts';
import { sealingKeys } from '#store/seal-keys.ts';
import type { Sealing, WebhookEndpoint, WebhookReach } from '#store/webhook.ts';
import {
  addWebhook,
  changeWebhook,
  disableWebhook,
  enableWebhook,
  findWebhook,
  listWebhooks,
  removeWebhook,
  replayWebhook,
  rotateWebhookSecret,
} from '#store/webhook.ts';
import { findWebhookDelivery, listWebhookDeliveries, redeliverWebhook } from '#store/webhook-delivery.ts';
import { decodePosition } from '#views/events.ts';

import { actorOf } from './actor.ts';
import type { HttpEnvironment } from './environment.ts';
import { requirePrincipal } from './guard.ts';
import { tagOf, versionOf } from './if-match.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { pageQuery, readId, readJsonBody, readQuery } from './requests.ts';
import type { Routes } from './routes.ts';

export const wish = z.strictObject({
  url: z.string().max(2000),
  /** Empty: all. */
  types: z.array(z.enum(EVENT_TYPES)).max(EVENT_TYPES.length).default([]),
  description: z.string().trim().max(200).default(''),
});

export const replay = z.strictObject({
  /** The place in the log, as `next` of the events or `cursor` of one; without one from the beginning. */
  after: z
    .string()
    .transform((text, context) => {
      const found = decodePosition(text);
      if (found === null) context.addIssue('must be the value of “cursor” of an event or “next” of a page');
      return found ?? BEGINNING;
    })
    .default(BEGINNING),
});

export const logQuery = {
  limit: pageQuery.limit,
  after: z
    .string()
    .regex(/^\d{1,15}$/u, 'must be the value of “next” of the page before')
    .transform(Number)
    .nullable()
    .default(null),
  state: z.enum(['queued', 'delivered', 'failed', 'cancelled']).nullable().default(null),
};

/** Endpoints that are told what happened (API 3): a seller's own, and the operator's. */
export function webhookRoutes(routes: Routes, ports: HttpPorts): void {
  endpointRoutes(routes, ports);
  stateRoutes(routes, ports);
  deliveryRoutes(routes, ports);
}

function endpointRoutes(routes: Routes, ports: HttpPorts): void {
  const { db } = ports.database;

  routes.add('GET /api/v1/webhooks', async (c) =>
    c.json({ items: (await listWebhooks(db, reachOf(c))).map(view) }),
  );

  routes.add('POST /api/v1/webhooks', (c) => add(c, ports));

  routes.add('GET /api/v1/webhooks/:id', async (c) => {
    const found = await webhookOf(c, ports);
    return found === null ? problem(c, 'not-found') : shown(c, found);
  });

  routes.add('PUT /api/v1/webhooks/:id', async (c) => {
    const found = await webhookOf(c, ports);
    if (found === null) return problem(c, 'not-found');
    const version = versionOf(c);
    if (version === null) return problem(c, 'version-missing');
    const body = await readJsonBody(c, wish);
    if (body.kind === 'answer') return body.response;
    const fault = await ports.checkWebhook(body.values.url);
    if (fault !== null) return urlProblem(c, fault);
    const result = await db
      .transaction()
      .execute((tx) => changeWebhook(tx, found, version, body.values, traceOf(c, ports)));
    if (result !== 'changed') return problem(c, result);
    return shown(c, (await webhookOf(c, ports)) ?? found);
  });

  routes.add('DELETE /api/v1/webhooks/:id', async (c) => {
    const found = await webhookOf(c, ports);
    if (found === null) return problem(c, 'not-found');
    await db.transaction().execute((tx) => removeWebhook(tx, found, traceOf(c, ports)));
    return c.json({ result: 'removed' });
  });
}

async function add(c: Context<HttpEnvironment>, ports: HttpPorts): Promise<Response> {
  const body = await readJsonBody(c, wish);
  if (body.kind === 'answer') return body.response;
  const fault = await ports.checkWebhook(body.values.url);
  if (fault !== null) return urlProblem(c, fault);
  const { ownerId } = requirePrincipal(c);
  const secret = makeWebhookSecret((length) => ports.ids.random(length));
  const endpoint = { ...body.values, id: ports.ids.uuid(), owner: ownerId, secret, most: MOST_WEBHOOKS };
  const { db } = ports.database;
  const result = await db
    .transaction()
    .execute((tx) => addWebhook(tx, endpoint, traceOf(c, ports), sealingOf(ports)));
  if (result !== 'added') return problem(c, result, { most: MOST_WEBHOOKS });
  const added = await findWebhook(db, endpoint.id, 'all');
  if (added === null) return problem(c, 'not-found');
  c.header('etag', tagOf(added.version));
  // The only time that it is told.
  return c.json({ ...view(added), secret }, 201);
}

function stateRoutes(routes: Routes, ports: HttpPorts): void {
  const { db } = ports.database;

  routes.add('POST /api/v1/webhooks/:id/secret', async (c) => {
    const found = await webhookOf(c, ports);
    if (found === null) return problem(c, 'not-found');
    const secret = makeWebhookSecret((length) => ports.ids.random(length));
    await db
      .transaction()
      .execute((tx) => rotateWebhookSecret(tx, found, secret, traceOf(c, ports), sealingOf(ports)));
    return c.json({ secret });
  });

  routes.add('POST /api/v1/webhooks/:id/disable', async (c) => {
    const found = await webhookOf(c, ports);
    if (found === null) return problem(c, 'not-found');
    const isDone = await db
      .transaction()
      .execute((tx) => disableWebhook(tx, found, 'owner', traceOf(c, ports)));
    return isDone ? c.json({ result: 'disabled' }) : problem(c, 'webhook-disabled');
  });

  routes.add('POST /api/v1/webhooks/:id/enable', async (c) => {
    const found = await webhookOf(c, ports);
    if (found === null) return problem(c, 'not-found');
    const isDone = await db.transaction().execute((tx) => enableWebhook(tx, found, traceOf(c, ports)));
    return isDone ? c.json({ result: 'enabled' }) : problem(c, 'webhook-not-disabled');
  });

  routes.add('POST /api/v1/webhooks/:id/replay', async (c) => {
    const found = await webhookOf(c, ports);
    if (found === null) return problem(c, 'not-found');
    const body = await readJsonBody(c, replay);
    if (body.kind === 'answer') return body.response;
    if (found.disabledAt !== null) return problem(c, 'webhook-disabled');
    await db.transaction().execute((tx) => replayWebhook(tx, found, body.values.after, traceOf(c, ports)));
    return c.json({ result: 'replaying' }, 202);
  });
}

function deliveryRoutes(routes: Routes, ports: HttpPorts): void {
  const { db } = ports.database;

  routes.add('GET /api/v1/webhooks/:id/deliveries', async (c) => {
    const found = await webhookOf(c, ports);
    if (found === null) return problem(c, 'not-found');
    const query = readQuery(c, logQuery);
    if (query.kind === 'answer') return query.response;
    const { after, limit, state } = query.values;
    const rows = await listWebhookDeliveries(db, found.id, { before: after, limit: limit + 1, state });
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return c.json({
      items: items.map(({ seq: _seq, ...item }) => item),
      next: rows.length > limit && last !== undefined ? String(last.seq) : null,
    });
  });

  routes.add('GET /api/v1/webhooks/:id/deliveries/:delivery', async (c) => {
    const found = await webhookOf(c, ports);
    const id = readId(c.req.param('delivery'));
    const delivery = found === null || id === null ? null : await findWebhookDelivery(db, found.id, id);
    if (delivery === null) return problem(c, 'not-found');
    return c.json({ sent: JSON.parse(delivery.payload) as unknown, attempts: delivery.attempts });
  });

  routes.add('POST /api/v1/webhooks/:id/deliveries/:delivery/redeliver', async (c) => {
    const found = await webhookOf(c, ports);
    const id = readId(c.req.param('delivery'));
    if (found === null || id === null) return problem(c, 'not-found');
    if (found.disabledAt !== null) return problem(c, 'webhook-disabled');
    const delivery = { endpointId: found.id, id, newId: ports.ids.uuid(), at: ports.clock.now() };
    const isDone = await db.transaction().execute((tx) => redeliverWebhook(tx, delivery));
    return isDone ? c.json({ id: delivery.newId }, 202) : problem(c, 'not-found');
  });
}

function reachOf(c: Context<HttpEnvironment>): WebhookReach {
  const { kind, ownerId } = requirePrincipal(c);
  return kind === 'operator' ? 'all' : { owner: ownerId };
}

/** The endpoint in the path, if it is within this principal's reach. */
async function webhookOf(
  c: Context<HttpEnvironment>,
  { database }: HttpPorts,
): Promise<WebhookEndpoint | null> {
  const id = readId(c.req.param('id'));
  return id === null ? null : findWebhook(database.db, id, reachOf(c));
}

function traceOf(c: Context<HttpEnvironment>, { clock, ids }: HttpPorts): Trace {
  return { at: clock.now(), actor: actorOf(requirePrincipal(c)), auditId: ids.uuid() };
}

function sealingOf({ secrets, ids }: HttpPorts): Sealing {
  return { keys: sealingKeys(secrets), random: (length) => ids.random(length) };
}

function view({ sellerId, ...endpoint }: WebhookEndpoint): object {
  return { ...endpoint, seller: sellerId };
}

function shown(c: Context<HttpEnvironment>, endpoint: WebhookEndpoint): Response {
  c.header('etag', tagOf(endpoint.version));
  return c.json(view(endpoint));
}

function urlProblem(c: Context<HttpEnvironment>, fault: WebhookUrlFault): Response {
  const reason = say(c.get('language'), `webhook.url.${fault}`);
  return problem(c, 'webhook-url-wrong', { reason }, [{ field: 'url', reason }]);
}
