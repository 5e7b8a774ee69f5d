import type { Context } from 'hono';
import { z } from 'zod';

import type { Decision } from '#flow/decide-review.ts';
import { blockMessage, claimReview, decideReview, undoReview } from '#flow/decide-review.ts';
import { blockConversation, intervene, unblockConversation } from '#flow/intervene.ts';
import { BREACH_CAUSES } from '#market/enforcement-schedule.ts';
import type { Actor } from '#market/party.ts';
import { DECISIONS_OF, isSameActor, REVIEW_DECISIONS, REVIEW_KINDS } from '#market/review.ts';
import { checkAudit } from '#store/audit-chain.ts';
import { reportsOf } from '#store/report.ts';
import type { StoredReview } from '#store/review.ts';
import { findReview, followHeldMessages, listReviews } from '#store/review.ts';
import { findMessage } from '#views/messages.ts';
import type { ReviewNames } from '#views/review-names.ts';
import { namesOfReviews } from '#views/review-names.ts';

import { actorOf } from './actor.ts';
import { withTexts } from './conversations.ts';
import type { HttpEnvironment } from './environment.ts';
import { requirePrincipal } from './guard.ts';
import { answerOutcome, moderationPorts } from './moderation-answer.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { pageQuery, readId, readJsonBody, readQuery } from './requests.ts';
import type { Routes } from './routes.ts';

const words = z.string().max(5000);
const rules = z.array(z.string().regex(/^[a-z][a-z0-9-]{1,39}$/u, 'must be the id of a guideline')).max(10);

export const reviewQuery = {
  limit: pageQuery.limit,
  state: z.enum(['open', 'decided', 'settled']).default('open'),
  kind: z.enum(REVIEW_KINDS).nullable().default(null),
};

const reasons = {
  facts: words.default(''),
  rules: rules.default([]),
  breach: z
    .enum([...BREACH_CAUSES, 'none'])
    .nullable()
    .default(null),
  note: words.nullable().default(null),
};

export const blockBody = z.strictObject(reasons);
export const closingBody = z.strictObject({ facts: words, rules: rules.default([]) });
export const joinBody = z.strictObject({ text: words.min(1) });
export const decisionBody = z.strictObject({
  ...reasons,
  decision: z.enum(REVIEW_DECISIONS),
  amended: z
    .strictObject({ subject: z.string().max(500), text: z.string().min(1).max(50_000) })
    .nullable()
    .default(null),
});

/** A case as an operator's person sees it. What undoing needs stays inside. */
function view(
  { key, ...review }: StoredReview,
  names: ReviewNames | null,
  reader: Actor,
): Record<string, unknown> {
  const { id, conversationId, messageId, kind, about, openedAt, answerBy, state, note } = review;
  const { marketplaceId: marketplace, sellerId: seller, buyerId: buyer } = key;
  return {
    id,
    marketplace,
    seller,
    buyer,
    conversationId,
    messageId,
    kind,
    about,
    openedAt,
    answerBy,
    state,
    note,
    names,
    decisions: DECISIONS_OF[kind],
    isMine: state.kind === 'open' && state.claim !== null && isSameActor(state.claim.by, reader),
  };
}

/** The operator's queue: reported and held messages, reported conduct, discretion, disputes (MOD 1). */
export function moderationRoutes(routes: Routes, ports: HttpPorts): void {
  const { db } = ports.database;
  const moderation = moderationPorts(ports);
  const idAndActor = (c: Context<HttpEnvironment>): { id: string; actor: Actor } | null => {
    const id = readId(c.req.param('id'));
    return id === null ? null : { id, actor: actorOf(requirePrincipal(c)) };
  };

  readingRoutes(routes, db);

  for (const kind of ['claim', 'release'] as const)
    routes.add(`POST /api/v1/reviews/:id/${kind}`, async (c) => {
      const asked = idAndActor(c);
      if (asked === null) return problem(c, 'not-found');
      return answerOutcome(c, ports, await claimReview(moderation, asked.id, asked.actor, kind));
    });

  routes.add('POST /api/v1/reviews/:id/decide', async (c) => {
    const asked = idAndActor(c);
    if (asked === null) return problem(c, 'not-found');
    const body = await readJsonBody(c, decisionBody);
    if (body.kind === 'answer') return body.response;
    const decision: Decision = { ...body.values, actor: asked.actor };
    return answerOutcome(c, ports, await decideReview(moderation, asked.id, decision));
  });

  routes.add('POST /api/v1/reviews/:id/undo', async (c) => {
    const asked = idAndActor(c);
    if (asked === null) return problem(c, 'not-found');
    return answerOutcome(c, ports, await undoReview(moderation, asked.id, asked.actor));
  });

  routes.add('POST /api/v1/messages/:id/block', async (c) => {
    const asked = idAndActor(c);
    if (asked === null) return problem(c, 'not-found');
    const body = await readJsonBody(c, blockBody);
    if (body.kind === 'answer') return body.response;
    const decision = { ...body.values, actor: asked.actor };
    return answerOutcome(c, ports, await blockMessage(moderation, asked.id, decision));
  });

  routes.add('GET /api/v1/audit/check', async (c) => c.json(await checkAudit(db)));

  conversationRoutes(routes, ports, idAndActor);
}

function readingRoutes(routes: Routes, db: HttpPorts['database']['db']): void {
  routes.add('GET /api/v1/reviews', async (c) => {
    const query = readQuery(c, reviewQuery);
    if (query.kind === 'answer') return query.response;
    await db.transaction().execute(followHeldMessages);
    const found = await listReviews(db, query.values);
    const names = await namesOfReviews(
      db,
      found.map(({ id }) => id),
    );
    const reader = actorOf(requirePrincipal(c));
    return c.json({ items: found.map((review) => view(review, names.get(review.id) ?? null, reader)) });
  });

  routes.add('GET /api/v1/reviews/:id', async (c) => {
    const id = readId(c.req.param('id'));
    const review = id === null ? null : await findReview(db, id);
    if (review === null) return problem(c, 'not-found');
    const message =
      review.messageId === null ? null : await findMessage(db, { kind: 'operator' }, review.messageId);
    const names = (await namesOfReviews(db, [review.id])).get(review.id) ?? null;
    return c.json({
      ...view(review, names, actorOf(requirePrincipal(c))),
      reports: await reportsOf(db, review.id),
      message: message === null ? null : withTexts(message, c.get('language')),
    });
  });
}

function conversationRoutes(
  routes: Routes,
  ports: HttpPorts,
  idAndActor: (c: Context<HttpEnvironment>) => { id: string; actor: Actor } | null,
): void {
  const moderation = moderationPorts(ports);

  routes.add('POST /api/v1/conversations/:id/block', async (c) => {
    const asked = idAndActor(c);
    if (asked === null) return problem(c, 'not-found');
    const body = await readJsonBody(c, closingBody);
    if (body.kind === 'answer') return body.response;
    const told = { ...body.values, actor: asked.actor };
    return answerOutcome(c, ports, await blockConversation(moderation, asked.id, told));
  });

  routes.add('POST /api/v1/conversations/:id/unblock', async (c) => {
    const asked = idAndActor(c);
    if (asked === null) return problem(c, 'not-found');
    return answerOutcome(c, ports, await unblockConversation(moderation, asked.id, asked.actor));
  });

  routes.add('POST /api/v1/conversations/:id/join', async (c) => {
    const asked = idAndActor(c);
    if (asked === null) return problem(c, 'not-found');
    const body = await readJsonBody(c, joinBody);
    if (body.kind === 'answer') return body.response;
    return answerOutcome(
      c,
      ports,
      await intervene(moderation, asked.id, { text: body.values.text, actor: asked.actor }),
    );
  });
}
