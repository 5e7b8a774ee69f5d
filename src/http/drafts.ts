import type { Context } from 'hono';
import { z } from 'zod';

import type { DraftKey } from '#store/draft.ts';
import { findDraft, keepDraft } from '#store/draft.ts';
import { findConversationKey } from '#views/conversations.ts';

import { holderOf } from './conversation-work.ts';
import type { HttpEnvironment } from './environment.ts';
import { readerOf, requirePrincipal } from './guard.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { readId, readJsonBody } from './requests.ts';
import type { Routes } from './routes.ts';

export const draftBody = z.strictObject({
  text: z.string().max(50_000, 'must have at most 50000 characters'),
});
const DRAFT_BYTES = 256 * 1024;

/** What somebody has begun to write in a conversation, for them alone, on whatever device: changed by version (RFC 9110 §13). */
export function draftRoutes(routes: Routes, ports: HttpPorts): void {
  const { db } = ports.database;

  routes.add('GET /api/v1/conversations/:id/draft', async (c) => {
    const key = await keyOf(c, ports);
    if (key === null) return problem(c, 'not-found');
    const { text, version } = await findDraft(db, key);
    c.header('etag', `"${version}"`);
    return c.json({ text, version });
  });

  routes.add('PUT /api/v1/conversations/:id/draft', async (c) => {
    const body = await readJsonBody(c, draftBody, DRAFT_BYTES);
    if (body.kind === 'answer') return body.response;
    const version = /^"(\d{1,9})"$/u.exec(c.req.header('if-match') ?? '')?.[1];
    if (version === undefined) return problem(c, 'version-missing');
    const key = await keyOf(c, ports);
    if (key === null) return problem(c, 'not-found');
    const wish = { text: body.values.text, version: Number(version) };
    const kept = await keepDraft(db, key, wish, ports.clock.now());
    if (kept === null) return problem(c, 'changed-meanwhile');
    c.header('etag', `"${kept.version}"`);
    return c.json({ version: kept.version });
  });
}

async function keyOf(c: Context<HttpEnvironment>, { database: { db } }: HttpPorts): Promise<DraftKey | null> {
  const principal = requirePrincipal(c);
  const conversationId = readId(c.req.param('id'));
  const key =
    conversationId === null ? null : await findConversationKey(db, readerOf(principal), conversationId);
  return conversationId === null || key === null
    ? null
    : { key, conversationId, holderId: holderOf(principal) };
}
