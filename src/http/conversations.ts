import type { Context } from 'hono';
import { z } from 'zod';

import { sayFinding } from '#locales/catalogue.ts';
import { reasonText } from '#locales/reason.ts';
import type { MarketClocks } from '#market/response-clock.ts';
import { markRead } from '#store/mark-read.ts';
import { listDeliveries } from '#store/queue.ts';
import type { WaitingFilter } from '#views/conversations.ts';
import { findConversation, listConversations, listWaiting } from '#views/conversations.ts';
import { findFile } from '#views/files.ts';
import type { MessageView } from '#views/messages.ts';
import { findMessage, listMessages } from '#views/messages.ts';

import { choiceOf, conversationQuery } from './conversation-query.ts';
import type { HttpEnvironment } from './environment.ts';
import { fileResponse } from './file-response.ts';
import { readerOf, requirePrincipal } from './guard.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { pageQuery, readId, readJsonBody, readQuery } from './requests.ts';
import { readClocks, withDue } from './response-clock.ts';
import type { Routes } from './routes.ts';

const MOST_DELIVERIES = 50;

/** Reading: conversations, their messages and files. */
export function conversationRoutes(routes: Routes, ports: HttpPorts): void {
  const { db } = ports.database;

  routes.add('GET /api/v1/conversations', async (c) => {
    const query = readQuery(c, conversationQuery);
    if (query.kind === 'answer') return query.response;
    const { after, limit, due, assignee, state } = query.values;
    const reader = readerOf(requirePrincipal(c));
    if (due !== null && reader.kind !== 'seller') return problem(c, 'due-not-here');
    // A buyer learns nothing of how the seller's people work.
    if (reader.kind === 'buyer' && (assignee !== null || state !== null))
      return problem(c, 'filter-not-here');
    const choice = await choiceOf(c, query.values, ports);
    const clocks = await readClocks(ports);
    const { items, next } =
      due !== null && reader.kind === 'seller'
        ? await listWaiting(db, reader, { after, limit, ...choice, ...dueIn(due, clocks, ports) })
        : await listConversations(db, reader, { after, limit, ...choice });
    return c.json({ items: items.map((item) => withDue(item, clocks)), next });
  });

  routes.add('GET /api/v1/conversations/:id', async (c) => {
    const id = readId(c.req.param('id'));
    const conversation = id === null ? null : await findConversation(db, readerOf(requirePrincipal(c)), id);
    if (conversation === null) return problem(c, 'not-found');
    return c.json(withDue(conversation, await readClocks(ports)));
  });

  routes.add('GET /api/v1/conversations/:id/messages', async (c) => {
    const reader = readerOf(requirePrincipal(c));
    const query = readQuery(c, pageQuery);
    if (query.kind === 'answer') return query.response;
    const id = readId(c.req.param('id'));
    if (id === null || (await findConversation(db, reader, id)) === null) return problem(c, 'not-found');
    const { items, next } = await listMessages(db, reader, id, query.values);
    return c.json({ items: items.map((message) => withTexts(message, c.get('language'))), next });
  });

  routes.add('POST /api/v1/conversations/:id/read', (c) => readUpTo(c, ports));

  routes.add('GET /api/v1/messages/:id', async (c) => {
    const id = readId(c.req.param('id'));
    const message = id === null ? null : await findMessage(db, readerOf(requirePrincipal(c)), id);
    return message === null ? problem(c, 'not-found') : c.json(withTexts(message, c.get('language')));
  });

  routes.add('GET /api/v1/messages/:id/files/:position', (c) => sendFile(c, ports));

  routes.add('GET /api/v1/messages/:id/deliveries', async (c) => {
    const id = readId(c.req.param('id'));
    const message = id === null ? null : await findMessage(db, readerOf(requirePrincipal(c)), id);
    if (message === null) return problem(c, 'not-found');
    const filter = { state: null, messageId: message.id, before: null, limit: MOST_DELIVERIES };
    return c.json({ items: await listDeliveries(db, filter, ports.clock.now()) });
  });
}

/** `any`: all that wait; `overdue`: those whose time is over; a number: those whose time is over in so many hours. */
function dueIn(
  due: string,
  clocks: ReadonlyMap<string, MarketClocks>,
  { clock }: HttpPorts,
): Pick<WaitingFilter, 'dueBefore' | 'limits'> {
  const hours = due === 'overdue' ? 0 : Number(due);
  return {
    dueBefore: due === 'any' ? null : new Date(clock.now().getTime() + hours * 3_600_000),
    limits: [...clocks].map(([marketplaceId, { marketplace }]) => ({
      marketplaceId,
      limitMs: marketplace.limitMs,
    })),
  };
}

export const readBody = z.strictObject({
  upTo: z
    .string()
    .refine((text) => readId(text) !== null, 'must be the id of a message')
    .nullable()
    .default(null),
});

/** The party says what it has read; asking again changes nothing. */
async function readUpTo(c: Context<HttpEnvironment>, ports: HttpPorts): Promise<Response> {
  const { kind: side, ownerId } = requirePrincipal(c);
  if (side === 'operator' || ownerId === null) throw new Error('only a party reads its messages');
  const id = readId(c.req.param('id'));
  const body = await readJsonBody(c, readBody);
  if (body.kind === 'answer') return body.response;
  if (id === null) return problem(c, 'not-found');
  const upTo = body.values.upTo === null ? null : readId(body.values.upTo);
  const mark = { side, ownerId, conversationId: id, upTo, at: ports.clock.now() };
  const read = await ports.database.db.transaction().execute((tx) => markRead(tx, mark));
  return read === null ? problem(c, 'not-found') : c.json({ read });
}

/** A file of a message that the reader may see. */
export async function sendFile(c: Context<HttpEnvironment>, ports: HttpPorts): Promise<Response> {
  const id = readId(c.req.param('id'));
  const position = /^\d{1,4}$/u.test(c.req.param('position') ?? '') ? Number(c.req.param('position')) : null;
  if (id === null || position === null) return problem(c, 'not-found');
  const file = await findFile(ports.database.db, readerOf(requirePrincipal(c)), id, position);
  return file === null ? problem(c, 'not-found') : fileResponse(file);
}

/** Notes and reasons are codes; a reader gets the sentence beside them. */
export function withTexts(message: MessageView, language: string): unknown {
  return {
    ...message,
    notes: message.notes.map(({ code, detail }) => ({
      code,
      detail,
      text: reasonText(language, { code: `note.${code}`, detail }),
    })),
    reasons: message.reasons.map((reason) => ({
      ...reason,
      text: reasonText(language, { ...reason, code: `refusal.${reason.code}` }),
    })),
    findings: message.findings.map((finding) => ({
      ...finding,
      text: sayFinding(language, finding) ?? finding.rule,
    })),
  };
}
