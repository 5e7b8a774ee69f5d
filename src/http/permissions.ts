import type { Context } from 'hono';
import { z } from 'zod';

import type { PermissionChange } from '#market/permission.ts';
import { listAudit } from '#store/audit.ts';
import type { PermissionResult } from '#store/permission.ts';
import { changePermission, listPermissions } from '#store/permission.ts';

import { actorOf } from './actor.ts';
import type { HttpEnvironment } from './environment.ts';
import { requirePrincipal } from './guard.ts';
import { sellerOf } from './in-path.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { pageQuery, readJsonBody, readQuery } from './requests.ts';
import type { Routes } from './routes.ts';

const state = z.enum(['approved', 'blocked']);
export const addition = z.strictObject({ address: z.string().max(1000), state });
export const change = z.strictObject({ state });

const CHANGES: Readonly<Record<z.infer<typeof state>, PermissionChange>> = {
  approved: 'approve',
  blocked: 'block',
};

/** Messaging permissions by API (PERM 8). */
export function permissionRoutes(routes: Routes, ports: HttpPorts): void {
  const { db } = ports.database;

  routes.add('GET /api/v1/sellers/:seller/permissions', async (c) => {
    const seller = await sellerOf(c, ports);
    return seller === null ? problem(c, 'not-found') : c.json({ items: await listPermissions(db, seller) });
  });

  routes.add('POST /api/v1/sellers/:seller/permissions', async (c) => {
    const seller = await sellerOf(c, ports);
    if (seller === null) return problem(c, 'not-found');
    const body = await readJsonBody(c, addition);
    if (body.kind === 'answer') return body.response;
    const { address, state: wanted } = body.values;
    return answer(c, await decide(c, ports, { seller, address, change: CHANGES[wanted], isNew: true }));
  });

  routes.add('PUT /api/v1/sellers/:seller/permissions/:address', async (c) => {
    const seller = await sellerOf(c, ports);
    if (seller === null) return problem(c, 'not-found');
    const body = await readJsonBody(c, change);
    if (body.kind === 'answer') return body.response;
    const address = c.req.param('address') ?? '';
    return answer(
      c,
      await decide(c, ports, { seller, address, change: CHANGES[body.values.state], isNew: false }),
    );
  });

  routes.add('DELETE /api/v1/sellers/:seller/permissions/:address', async (c) => {
    const seller = await sellerOf(c, ports);
    if (seller === null) return problem(c, 'not-found');
    const address = c.req.param('address') ?? '';
    return answer(c, await decide(c, ports, { seller, address, change: 'remove', isNew: false }));
  });

  routes.add('GET /api/v1/sellers/:seller/audit', async (c) => {
    const seller = await sellerOf(c, ports);
    if (seller === null) return problem(c, 'not-found');
    const query = readQuery(c, { limit: pageQuery.limit });
    if (query.kind === 'answer') return query.response;
    return c.json({ items: await listAudit(db, seller, query.values.limit) });
  });
}

interface Wish {
  readonly seller: string;
  readonly address: string;
  readonly change: PermissionChange;
  readonly isNew: boolean;
}

async function decide(
  c: Context<HttpEnvironment>,
  { database, clock, ids }: HttpPorts,
  { seller, address, change: wanted, isNew }: Wish,
): Promise<PermissionResult> {
  return database.db.transaction().execute((tx) =>
    changePermission(tx, {
      sellerId: seller,
      address,
      change: wanted,
      isNew,
      actor: actorOf(requirePrincipal(c)),
      at: clock.now(),
      auditId: ids.uuid(),
    }),
  );
}

function answer(c: Context<HttpEnvironment>, result: PermissionResult): Response {
  if (result.kind !== 'refused') return c.json({ result: result.kind, address: result.address });
  if (result.reason === 'no-such-seller') return problem(c, 'not-found');
  return problem(c, result.reason, { address: result.address.slice(0, 320) });
}
