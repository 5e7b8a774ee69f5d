import type { Context } from 'hono';
import { z } from 'zod';

import type { InviteOutcome } from '#accounts/invite.ts';
import { invite, makeAccountLink } from '#accounts/invite.ts';
import { OPERATOR_ROLES, SELLER_ROLES } from '#market/role.ts';
import { sellerExists } from '#store/party.ts';
import type { SeatChange, TeamOf } from '#store/seat.ts';
import { changeRole, endSeat, findMember, listTeam, teamOfSeat } from '#store/seat.ts';

import { actorOf } from './actor.ts';
import type { HttpEnvironment } from './environment.ts';
import { requirePrincipal } from './guard.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import type { RequestReading } from './requests.ts';
import { readId, readJsonBody, readQuery } from './requests.ts';
import type { Routes } from './routes.ts';

const role = z.enum([...SELLER_ROLES, ...OPERATOR_ROLES]);

export const teamQuery = {
  seller: z
    .string()
    .refine((text) => readId(text) !== null, 'must be the id of a seller')
    .nullable()
    .default(null),
};

export const roleBody = z.strictObject({ role });
export const invitationBody = z.strictObject({
  name: z.string().max(200),
  address: z.string().max(1000),
  language: z.string().max(35).default('en'),
  role,
});

/** The people of the seller or operator who asks: who they are, what they may, invitations. */
export function teamRoutes(routes: Routes, ports: HttpPorts): void {
  const { db } = ports.database;

  routes.add('GET /api/v1/team', async (c) => {
    const team = await teamOf(c, ports);
    if (team.kind === 'answer') return team.response;
    return c.json({ items: await listTeam(db, team.values) });
  });

  routes.add('POST /api/v1/team', async (c) => {
    const team = await teamOf(c, ports);
    if (team.kind === 'answer') return team.response;
    const body = await readJsonBody(c, invitationBody);
    if (body.kind === 'answer') return body.response;
    const invitation = { ...body.values, team: team.values };
    const actor = actorOf(requirePrincipal(c));
    const outcome = await db.transaction().execute((tx) => invite(tx, ports, invitation, actor));
    return answerInvite(c, outcome);
  });

  routes.add('PUT /api/v1/team/:id/role', (c) =>
    changeMember(c, ports, async (team, id, change) => {
      const body = await readJsonBody(c, roleBody);
      if (body.kind === 'answer') return body.response;
      return db.transaction().execute((tx) => changeRole(tx, team, id, body.values.role, change));
    }),
  );

  routes.add('DELETE /api/v1/team/:id', (c) =>
    changeMember(c, ports, (team, id, change) =>
      db.transaction().execute((tx) => endSeat(tx, team, id, change)),
    ),
  );

  routes.add('POST /api/v1/team/:id/invitation', (c) =>
    changeMember(c, ports, async (team, id) => {
      const member = await findMember(db, team, id);
      if (member === null || member.state === 'deactivated') return 'no-such-seat';
      // Who signs in already chooses a new password by themselves, and nobody else for them.
      if (member.state === 'active') return 'unchanged';
      const { personId } = member;
      const madeBy = actorOf(requirePrincipal(c));
      await db
        .transaction()
        .execute((tx) => makeAccountLink(tx, ports, { personId, kind: 'invitation', madeBy }));
      return 'done';
    }),
  );
}

/** Whose team is meant: one's own, or, for the operator, that of the seller in the query. */
async function teamOf(c: Context<HttpEnvironment>, ports: HttpPorts): Promise<RequestReading<TeamOf>> {
  const { kind, ownerId } = requirePrincipal(c);
  const query = readQuery(c, teamQuery);
  if (query.kind === 'answer') return query;
  const asked = readId(query.values.seller ?? undefined);
  if (kind === 'operator') {
    if (asked === null || (await sellerExists(ports.database.db, asked)))
      return { kind: 'values', values: asked };
    return { kind: 'answer', response: problem(c, 'not-found') };
  }
  // SECURITY: a seller names its own account or none; no difference between another one and none at all.
  if (ownerId === null || (asked !== null && asked !== ownerId))
    return { kind: 'answer', response: problem(c, 'not-found') };
  return { kind: 'values', values: ownerId };
}

type Change = Parameters<typeof endSeat>[3];

async function changeMember(
  c: Context<HttpEnvironment>,
  ports: HttpPorts,
  work: (team: TeamOf, seatId: string, change: Change) => Promise<SeatChange | Response>,
): Promise<Response> {
  const id = readId(c.req.param('id'));
  if (id === null) return problem(c, 'not-found');
  const principal = requirePrincipal(c);
  // The operator names anybody's seat; a seller finds those of its own team alone.
  const team =
    principal.kind === 'operator'
      ? await teamOfSeat(ports.database.db, id)
      : (principal.ownerId ?? undefined);
  if (team === undefined) return problem(c, 'not-found');
  const actor = actorOf(principal);
  const outcome = await work(team, id, { at: ports.clock.now(), actor, auditId: ports.ids.uuid() });
  if (outcome instanceof Response) return outcome;
  switch (outcome) {
    case 'done':
    case 'unchanged':
      return c.json({ result: outcome });
    case 'no-such-seat':
      return problem(c, 'not-found');
    case 'no-such-role':
      return problem(c, 'not-valid', {}, [{ field: 'role', reason: 'is no role here' }]);
    case 'last-of-its-kind':
      return problem(c, 'last-of-its-kind');
  }
}

function answerInvite(c: Context<HttpEnvironment>, outcome: InviteOutcome): Response {
  if (outcome.kind === 'refused')
    return problem(c, 'not-valid', {}, [{ field: outcome.field, reason: outcome.reason }]);
  if (outcome.kind === 'member-already') return problem(c, 'member-already');
  return c.json({ result: outcome.kind, id: outcome.seatId }, 201);
}
