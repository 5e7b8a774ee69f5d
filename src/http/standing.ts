import type { Context } from 'hono';
import { z } from 'zod';

import { endStep, takeStep } from '#flow/enforce.ts';
import { decideObjection, objectTo } from '#flow/object.ts';
import { reportConduct, reportMessage } from '#flow/report-party.ts';
import { STEP_KINDS, effectOf } from '#market/enforcement.ts';
import { OBJECTION_OUTCOMES } from '#market/objection.ts';
import { CONDUCT_REPORT_REASONS, MESSAGE_REPORT_REASONS } from '#market/report.ts';
import type { StoredStep } from '#store/enforcement.ts';
import { listSteps } from '#store/enforcement.ts';
import { sellerExists } from '#store/party.ts';
import type { StatementReader, StoredStatement } from '#store/statement-of-reasons.ts';
import { findStatement, listOpenObjections, listStatements } from '#store/statement-of-reasons.ts';

import { actorOf } from './actor.ts';
import type { HttpEnvironment } from './environment.ts';
import { requirePrincipal } from './guard.ts';
import { answerOutcome, moderationPorts } from './moderation-answer.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { pageQuery, readId, readJsonBody, readQuery } from './requests.ts';
import type { Routes } from './routes.ts';

const words = z.string().max(2000);
export const messageReport = z.strictObject({
  reason: z.enum(MESSAGE_REPORT_REASONS),
  text: words.default(''),
});
export const conductReport = z.strictObject({
  reason: z.enum(CONDUCT_REPORT_REASONS),
  text: words.default(''),
});
export const objection = z.strictObject({ text: z.string().min(1).max(10_000) });
export const stepBody = z.strictObject({
  marketplace: z.string().max(40),
  step: z.enum(STEP_KINDS),
  forDays: z.int().min(1).max(3650).nullable().default(null),
  facts: z.string().max(5000),
  rules: z
    .array(z.string().regex(/^[a-z][a-z0-9-]{1,39}$/u, 'must be the id of a guideline'))
    .max(10)
    .default([]),
});
export const answerBody = z.strictObject({
  outcome: z.enum(OBJECTION_OUTCOMES),
  reasons: z.string().max(5000),
  nobodyElse: z.boolean().default(false),
});

function readerOf(c: Context<HttpEnvironment>, { clock }: HttpPorts): StatementReader {
  const { kind, ownerId } = requirePrincipal(c);
  if (kind === 'operator' || ownerId === null) return { kind: 'operator', sellerId: null };
  return { kind, ownerId, now: clock.now() };
}

/**
 * SECURITY: a party sees neither who decided nor what undoing and counting need, and a seller no buyer's id: two of them
 * could tell by it that they share a buyer (ALIAS 2).
 */
function statementView(
  { decidedBy, facts, reviewId, buyerId, ...statement }: StoredStatement,
  reader: StatementReader,
): Record<string, unknown> {
  if (reader.kind === 'operator') return { ...statement, buyerId, decidedBy, facts, reviewId };
  return { ...statement, buyerId: reader.kind === 'buyer' ? buyerId : null };
}

function stepView({ id, marketplaceId, kind, automatic, beginsAt, endsAt, liftedAt }: StoredStep): object {
  return { id, marketplace: marketplaceId, kind, automatic, beginsAt, endsAt, liftedAt };
}

/** Reports by both sides; a seller's standing, statements of reasons and objections (INBOX 6, MOD 2, 3). */
export function standingRoutes(routes: Routes, ports: HttpPorts): void {
  reportRoutes(routes, ports);
  statementRoutes(routes, ports);
  stepRoutes(routes, ports);
}

function reportRoutes(routes: Routes, ports: HttpPorts): void {
  const moderation = moderationPorts(ports);
  const reporterOf = (c: Context<HttpEnvironment>): Parameters<typeof reportMessage>[2] | null => {
    const principal = requirePrincipal(c);
    const { kind, ownerId } = principal;
    if (kind === 'operator' || ownerId === null) return null;
    return { side: kind, ownerId, actor: actorOf(principal) };
  };

  routes.add('POST /api/v1/messages/:id/reports', async (c) => {
    const id = readId(c.req.param('id'));
    const reporter = reporterOf(c);
    if (id === null || reporter === null) return problem(c, 'not-found');
    const body = await readJsonBody(c, messageReport);
    if (body.kind === 'answer') return body.response;
    const { reason, text } = body.values;
    return answerOutcome(c, ports, await reportMessage(moderation, id, reporter, reason, text));
  });

  routes.add('POST /api/v1/conversations/:id/reports', async (c) => {
    const id = readId(c.req.param('id'));
    const reporter = reporterOf(c);
    if (id === null || reporter === null) return problem(c, 'not-found');
    const body = await readJsonBody(c, conductReport);
    if (body.kind === 'answer') return body.response;
    const { reason, text } = body.values;
    return answerOutcome(c, ports, await reportConduct(moderation, id, reporter, reason, text));
  });
}

function statementRoutes(routes: Routes, ports: HttpPorts): void {
  const { db } = ports.database;
  const moderation = moderationPorts(ports);

  routes.add('GET /api/v1/statements', async (c) => {
    const query = readQuery(c, { limit: pageQuery.limit });
    if (query.kind === 'answer') return query.response;
    const reader = readerOf(c, ports);
    const items = await listStatements(db, reader, query.values.limit);
    return c.json({ items: items.map((item) => statementView(item, reader)) });
  });

  routes.add('GET /api/v1/statements/:id', async (c) => {
    const id = readId(c.req.param('id'));
    const reader = readerOf(c, ports);
    const statement = id === null ? null : await findStatement(db, reader, id);
    return statement === null ? problem(c, 'not-found') : c.json(statementView(statement, reader));
  });

  routes.add('POST /api/v1/statements/:id/objection', async (c) => {
    const id = readId(c.req.param('id'));
    if (id === null) return problem(c, 'not-found');
    const body = await readJsonBody(c, objection);
    if (body.kind === 'answer') return body.response;
    const said = { text: body.values.text, actor: actorOf(requirePrincipal(c)) };
    return answerOutcome(c, ports, await objectTo(moderation, readerOf(c, ports), id, said));
  });

  routes.add('GET /api/v1/objections', async (c) => {
    const query = readQuery(c, { limit: pageQuery.limit });
    if (query.kind === 'answer') return query.response;
    return c.json({ items: await listOpenObjections(db, query.values.limit) });
  });

  routes.add('POST /api/v1/objections/:id/decide', async (c) => {
    const id = readId(c.req.param('id'));
    if (id === null) return problem(c, 'not-found');
    const body = await readJsonBody(c, answerBody);
    if (body.kind === 'answer') return body.response;
    const decision = { ...body.values, actor: actorOf(requirePrincipal(c)) };
    return answerOutcome(c, ports, await decideObjection(moderation, id, decision));
  });
}

function stepRoutes(routes: Routes, ports: HttpPorts): void {
  const { db } = ports.database;
  const moderation = moderationPorts(ports);

  routes.add('GET /api/v1/sellers/:seller/standing', async (c) => {
    const seller = readId(c.req.param('seller'));
    const { kind, ownerId } = requirePrincipal(c);
    if (seller === null || (kind !== 'operator' && ownerId !== seller)) return problem(c, 'not-found');
    if (!(await sellerExists(db, seller))) return problem(c, 'not-found');
    const now = ports.clock.now();
    const steps = await listSteps(db, seller, null);
    const byMarketplace = Map.groupBy(steps, ({ marketplaceId }) => marketplaceId);
    const inForce = [...byMarketplace].map(([marketplace, own]) => ({ marketplace, ...effectOf(own, now) }));
    return c.json({ inForce, steps: steps.map(stepView) });
  });

  routes.add('POST /api/v1/sellers/:seller/steps', async (c) => {
    const sellerId = readId(c.req.param('seller'));
    if (sellerId === null) return problem(c, 'not-found');
    const body = await readJsonBody(c, stepBody);
    if (body.kind === 'answer') return body.response;
    const { marketplace: marketplaceId, ...wish } = body.values;
    const actor = actorOf(requirePrincipal(c));
    return answerOutcome(c, ports, await takeStep(moderation, { ...wish, marketplaceId, sellerId, actor }));
  });

  routes.add('POST /api/v1/steps/:id/lift', async (c) => {
    const id = readId(c.req.param('id'));
    if (id === null) return problem(c, 'not-found');
    return answerOutcome(c, ports, await endStep(moderation, id, actorOf(requirePrincipal(c))));
  });
}
