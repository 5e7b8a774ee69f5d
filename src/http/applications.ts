import type { Context } from 'hono';
import { z } from 'zod';

import type { ApplicationPorts } from '#flow/applications.ts';
import { authoriseApplication, registerApplication, renewSecret } from '#flow/applications.ts';
import { APPLICATION_ROLES, isRedirectUri } from '#market/application.ts';
import type { Application, Trace } from '#store/application.ts';
import { findApplication, listApplications, withdrawApplication } from '#store/application.ts';
import { listGrants, withdrawGrant } from '#store/application-grant.ts';

import { actorOf } from './actor.ts';
import { consentRoutes } from './consent.ts';
import type { HttpEnvironment } from './environment.ts';
import { requirePrincipal } from './guard.ts';
import { sellerOf } from './in-path.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { readId, readJsonBody } from './requests.ts';
import type { Routes } from './routes.ts';

const roles = z.array(z.enum(APPLICATION_ROLES)).min(1).max(APPLICATION_ROLES.length);

export const addition = z.strictObject({
  name: z.string().trim().min(1).max(100),
  roles: roles.default([...APPLICATION_ROLES]),
  redirectUris: z
    .array(z.string().refine(isRedirectUri, 'must be an https address without fragment'))
    .max(10)
    .default([]),
});

export const agreement = z.strictObject({ roles: roles.optional() });

function traceOf(c: Context<HttpEnvironment>, { clock, ids }: HttpPorts): Trace {
  return { at: clock.now(), actor: actorOf(requirePrincipal(c)), auditId: ids.uuid() };
}

/** Applications that act for sellers: registered by the operator, let in by each seller (API 1). */
export function applicationRoutes(routes: Routes, ports: HttpPorts): void {
  registrationRoutes(routes, ports);
  grantRoutes(routes, ports);
  consentRoutes(routes, ports);
}

function registrationRoutes(routes: Routes, ports: HttpPorts): void {
  const { db } = ports.database;
  const applicationPorts: ApplicationPorts = { db, ids: ports.ids, clock: ports.clock };

  routes.add('GET /api/v1/applications', async (c) => c.json({ items: await listApplications(db) }));

  routes.add('POST /api/v1/applications', async (c) => {
    const body = await readJsonBody(c, addition);
    if (body.kind === 'answer') return body.response;
    const actor = actorOf(requirePrincipal(c));
    return c.json(await registerApplication(body.values, actor, applicationPorts), 201);
  });

  routes.add('POST /api/v1/applications/:id/rotate', async (c) => {
    const id = readId(c.req.param('id'));
    const actor = actorOf(requirePrincipal(c));
    const clientSecret = id === null ? null : await renewSecret(id, actor, applicationPorts);
    return clientSecret === null ? problem(c, 'not-found') : c.json({ clientSecret });
  });

  routes.add('POST /api/v1/applications/:id/withdraw', async (c) => {
    const id = readId(c.req.param('id'));
    const isWithdrawn =
      id !== null && (await db.transaction().execute((tx) => withdrawApplication(tx, id, traceOf(c, ports))));
    return isWithdrawn ? c.json({ result: 'withdrawn' }) : problem(c, 'not-found');
  });
}

function grantRoutes(routes: Routes, ports: HttpPorts): void {
  const { db } = ports.database;
  const applicationPorts: ApplicationPorts = { db, ids: ports.ids, clock: ports.clock };

  routes.add('GET /api/v1/sellers/:seller/applications', async (c) => {
    const sellerId = await sellerOf(c, ports);
    return sellerId === null ? problem(c, 'not-found') : c.json({ items: await listGrants(db, sellerId) });
  });

  routes.add('PUT /api/v1/sellers/:seller/applications/:application', async (c) => {
    const sellerId = await sellerOf(c, ports);
    const application = await applicationOf(c, ports);
    if (sellerId === null || application === null) return problem(c, 'not-found');
    const body = await readJsonBody(c, agreement);
    if (body.kind === 'answer') return body.response;
    const granted = application.roles.filter((role) => body.values.roles?.includes(role) ?? true);
    const actor = actorOf(requirePrincipal(c));
    const refreshToken = await authoriseApplication(
      { application, sellerId, roles: granted },
      actor,
      applicationPorts,
    );
    return c.json({ applicationId: application.id, name: application.name, roles: granted, refreshToken });
  });

  routes.add('DELETE /api/v1/sellers/:seller/applications/:application', async (c) => {
    const sellerId = await sellerOf(c, ports);
    const applicationId = readId(c.req.param('application'));
    if (sellerId === null || applicationId === null) return problem(c, 'not-found');
    const key = { applicationId, sellerId };
    const isWithdrawn = await db.transaction().execute((tx) => withdrawGrant(tx, key, traceOf(c, ports)));
    return c.json({ result: isWithdrawn ? 'withdrawn' : 'unchanged' });
  });
}

/** The application that the path names, as long as the operator hasn't withdrawn it. */
async function applicationOf(
  c: Context<HttpEnvironment>,
  { database }: HttpPorts,
): Promise<Application | null> {
  const id = readId(c.req.param('application'));
  const found = id === null ? null : await findApplication(database.db, id);
  return found?.withdrawnAt === null ? found : null;
}
