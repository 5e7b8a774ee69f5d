import type { Context } from 'hono';
import { z } from 'zod';

import type { Principal } from '#market/rights.ts';
import { allowedEndpoints } from '#market/rights.ts';
import { sessionLife } from '#market/web-session.ts';
import { findPerson } from '#store/person.ts';
import type { NamedSeat } from '#store/seat.ts';
import { listSeats } from '#store/seat.ts';
import { changeSeat, endSessions, listSessions } from '#store/web-session.ts';

import type { HttpEnvironment } from './environment.ts';
import { requirePrincipal } from './guard.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { readId, readJsonBody } from './requests.ts';
import type { Routes } from './routes.ts';
import { dropSession } from './session-cookie.ts';

/** Who is there, what they may do, and their sessions. */
export function sessionRoutes(routes: Routes, ports: HttpPorts): void {
  routes.add('GET /api/v1/me', (c) => showMe(c, ports));
  routes.add('GET /api/v1/session', (c) => showSession(c, ports));
  routes.add('DELETE /api/v1/session', (c) => signOut(c, ports));
  routes.add('PUT /api/v1/session/seat', (c) => takeSeat(c, ports));

  routes.add('GET /api/v1/me/sessions', async (c) => {
    const session = sessionOf(requirePrincipal(c));
    if (session === null) return problem(c, 'session-needed');
    const items = await listSessions(ports.database.db, session.owner, ports.clock.now());
    return c.json({ items: items.map((item) => ({ ...item, isThis: item.id === session.id })) });
  });

  routes.add('DELETE /api/v1/me/sessions', async (c) => {
    const session = sessionOf(requirePrincipal(c));
    if (session === null) return problem(c, 'session-needed');
    const choice = { by: 'owner', owner: session.owner, butNot: session.id } as const;
    return c.json({ ended: await endSessions(ports.database.db, choice, 'ended', ports.clock.now()) });
  });

  routes.add('DELETE /api/v1/me/sessions/:id', async (c) => {
    const session = sessionOf(requirePrincipal(c));
    if (session === null) return problem(c, 'session-needed');
    const id = readId(c.req.param('id'));
    if (id === null) return problem(c, 'not-found');
    const choice = { by: 'id', id, owner: session.owner } as const;
    const ended = await endSessions(ports.database.db, choice, 'ended', ports.clock.now());
    return ended === 0 ? problem(c, 'not-found') : c.json({ ended });
  });
}

/**
 * The session behind a principal, and whose it is; null for a token. SECURITY: a session by a link in a mail is there
 * for one conversation: it neither sees nor ends the sessions of its buyer.
 */
function sessionOf({ sessionId, user, ownerId, within }: Principal): {
  readonly id: string;
  readonly owner: { readonly personId: string } | { readonly buyerId: string };
} | null {
  if (sessionId === null || within !== null) return null;
  if (user !== null) return { id: sessionId, owner: { personId: user.personId } };
  return ownerId === null ? null : { id: sessionId, owner: { buyerId: ownerId } };
}

async function showMe(c: Context<HttpEnvironment>, { database: { db } }: HttpPorts): Promise<Response> {
  const principal = requirePrincipal(c);
  const { kind, ownerId, label, user, scopes, within } = principal;
  const person = user === null ? null : await findPerson(db, user.personId);
  const seats = user === null ? [] : await listSeats(db, user.personId);
  const current = seats.find(({ id }) => id === user?.seatId);
  return c.json({
    kind,
    /** The seller or buyer; null at the operator. */
    id: ownerId,
    name: label,
    seller: kind === 'seller' && ownerId !== null ? { id: ownerId, name: current?.name ?? '' } : null,
    user:
      user === null || person === null
        ? null
        : {
            id: person.id,
            name: user.name,
            address: person.address,
            language: person.language,
            role: user.role,
          },
    seats: seats.map((seat) => seatView(seat, user?.seatId ?? null)),
    within:
      within === null
        ? null
        : {
            marketplace: within.marketplaceId,
            seller: within.sellerId,
            conversation: within.conversationId,
          },
    scopes,
    can: allowedEndpoints(principal),
  });
}

function seatView({ id, kind, sellerId, role, name }: NamedSeat, current: string | null): object {
  return {
    id,
    kind,
    seller: sellerId === null ? null : { id: sellerId, name },
    role,
    isCurrent: id === current,
  };
}

async function showSession(c: Context<HttpEnvironment>, ports: HttpPorts): Promise<Response> {
  const session = sessionOf(requirePrincipal(c));
  if (session === null) return problem(c, 'session-needed');
  const all = await listSessions(ports.database.db, session.owner, ports.clock.now());
  const found = all.find(({ id }) => id === session.id);
  return found === undefined ? problem(c, 'session-ended') : c.json(found);
}

/** Signing out, for pages with script; plain pages post to /sign-out. */
async function signOut(c: Context<HttpEnvironment>, ports: HttpPorts): Promise<Response> {
  const { sessionId, user, ownerId } = requirePrincipal(c);
  if (sessionId === null) return problem(c, 'session-needed');
  const owner = user === null ? { buyerId: ownerId ?? '' } : { personId: user.personId };
  await endSessions(ports.database.db, { by: 'id', id: sessionId, owner }, 'signed-out', ports.clock.now());
  dropSession(c, ports);
  return c.body(null, 204);
}

export const seatBody = z.strictObject({
  seat: z.string().refine((text) => readId(text) !== null, 'must be the id of a seat'),
});

/** A person with several seats goes on from another one. */
async function takeSeat(c: Context<HttpEnvironment>, ports: HttpPorts): Promise<Response> {
  const { sessionId, user } = requirePrincipal(c);
  if (sessionId === null || user === null) return problem(c, 'session-needed');
  const body = await readJsonBody(c, seatBody);
  if (body.kind === 'answer') return body.response;
  const { db } = ports.database;
  const seat = (await listSeats(db, user.personId)).find(({ id }) => id === readId(body.values.seat));
  if (seat === undefined) return problem(c, 'not-found');
  const life = sessionLife(seat.kind, 'password');
  const at = ports.clock.now();
  await changeSeat(db, { sessionId, personId: user.personId, seatId: seat.id, life, at });
  return c.json({ seat: seatView(seat, seat.id) });
}
