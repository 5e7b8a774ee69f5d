import type { Context } from 'hono';
import { z } from 'zod';

import type { RefileTarget, RefileWish } from '#flow/refile.ts';
import { refileMessages } from '#flow/refile.ts';
import { isOrderId } from '#market/order-id.ts';

import { actorOf } from './actor.ts';
import type { HttpEnvironment } from './environment.ts';
import { requirePrincipal } from './guard.ts';
import { answerOutcome } from './moderation-answer.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { readId, readJsonBody } from './requests.ts';
import type { Routes } from './routes.ts';

const id = z.string().refine((text) => readId(text) !== null, 'must be an id');
export const moveBody = z.strictObject({
  messages: z.array(id).min(1).max(200),
  to: z.union([
    z.strictObject({ conversation: id }),
    z.strictObject({ order: z.string().refine(isOrderId, 'must be 17 digits written 3-7-7') }),
    z.literal('new'),
  ]),
});
export const mergeBody = z.strictObject({ into: id });

function targetOf(to: z.infer<typeof moveBody>['to']): RefileTarget {
  if (to === 'new') return { kind: 'new' };
  return 'order' in to ? { kind: 'order', orderId: to.order } : { kind: 'conversation', id: to.conversation };
}

/** Moving messages to the right order, splitting and merging conversations (requirements 12.9). */
export function refileRoutes(routes: Routes, ports: HttpPorts): void {
  const flow = { db: ports.database.db, clock: ports.clock, ids: ports.ids };
  const wishOf = (c: Context<HttpEnvironment>): RefileWish => {
    const principal = requirePrincipal(c);
    const sellerId = principal.kind === 'operator' ? null : principal.ownerId;
    return { sellerId, actor: actorOf(principal) };
  };

  routes.add('POST /api/v1/conversations/:id/move', async (c) => {
    const conversationId = readId(c.req.param('id'));
    if (conversationId === null) return problem(c, 'not-found');
    const body = await readJsonBody(c, moveBody);
    if (body.kind === 'answer') return body.response;
    const { messages, to } = body.values;
    const target = targetOf(to);
    return answerOutcome(c, ports, await refileMessages(flow, conversationId, messages, target, wishOf(c)));
  });

  routes.add('POST /api/v1/conversations/:id/merge', async (c) => {
    const conversationId = readId(c.req.param('id'));
    if (conversationId === null) return problem(c, 'not-found');
    const body = await readJsonBody(c, mergeBody);
    if (body.kind === 'answer') return body.response;
    const target = { kind: 'conversation', id: body.values.into } as const;
    return answerOutcome(c, ports, await refileMessages(flow, conversationId, null, target, wishOf(c)));
  });
}
