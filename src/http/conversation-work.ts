import type { Context } from 'hono';
import { z } from 'zod';

import { markNoAnswerNeeded, undoNoAnswerNeeded } from '#flow/response-clock.ts';
import type { Principal } from '#market/rights.ts';
import { listNotes, removeNote, writeNote } from '#store/conversation-note.ts';
import type { ChangedConversation, ConversationChange } from '#store/conversation-work.ts';
import { changeConversations } from '#store/conversation-work.ts';
import { keepInboxView, listInboxViews, removeInboxView } from '#store/inbox-view.ts';
import { markRead } from '#store/mark-read.ts';
import { notePresence } from '#store/presence.ts';
import { findMember } from '#store/seat.ts';
import { findConversationKey } from '#views/conversations.ts';

import { actorOf } from './actor.ts';
import type { HttpEnvironment } from './environment.ts';
import { readerOf, requirePrincipal } from './guard.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { readId, readJsonBody } from './requests.ts';
import type { Routes } from './routes.ts';

/** What a seller's people do with conversations, and tell each other of them (INBOX 3). Nothing of it is for the buyer. */
export function conversationWorkRoutes(routes: Routes, ports: HttpPorts): void {
  const { db, pool } = ports.database;

  routes.add('POST /api/v1/conversations/changes', (c) => change(c, ports));

  routes.add('GET /api/v1/conversations/:id/notes', async (c) => {
    const id = readId(c.req.param('id'));
    const items = id === null ? null : await listNotes(db, requireSeller(c), id);
    return items === null ? problem(c, 'not-found') : c.json({ items });
  });
  routes.add('POST /api/v1/conversations/:id/notes', (c) => note(c, ports));
  routes.add('DELETE /api/v1/conversations/:id/notes/:note', async (c) => {
    const [conversationId, id] = [readId(c.req.param('id')), readId(c.req.param('note'))];
    if (conversationId === null || id === null) return problem(c, 'not-found');
    const gone = { sellerId: requireSeller(c), conversationId, id, at: ports.clock.now() };
    const isGone = await db.transaction().execute((tx) => removeNote(tx, gone));
    return isGone ? c.json({ result: 'removed' }) : problem(c, 'not-found');
  });

  routes.add('PUT /api/v1/conversations/:id/presence', async (c) => {
    const principal = requirePrincipal(c);
    const id = readId(c.req.param('id'));
    const body = await readJsonBody(c, presenceBody);
    if (body.kind === 'answer') return body.response;
    const key = id === null ? null : await findConversationKey(db, readerOf(principal), id);
    if (id === null || key === null) return problem(c, 'not-found');
    await notePresence(pool, {
      sellerId: key.sellerId,
      conversationId: id,
      holderId: holderOf(principal),
      name: principal.user?.name ?? principal.label,
      isWriting: body.values.writing,
    });
    return c.json({ result: 'noted' });
  });

  viewRoutes(routes, ports);
}

/** Whose things somebody keeps: a person's at this seller, or a buyer's, or the seller's for its programs. */
export function holderOf({ user, ownerId }: Principal): string {
  const holder = user?.seatId ?? ownerId;
  if (holder === null) throw new Error('the operator keeps nothing here');
  return holder;
}

function requireSeller(c: Context<HttpEnvironment>): string {
  const { kind, ownerId } = requirePrincipal(c);
  if (kind !== 'seller' || ownerId === null) throw new Error('only a seller’s people do this');
  return ownerId;
}

const MOST_AT_ONCE = 200;

export const presenceBody = z.strictObject({ writing: z.boolean() });

export const changeBody = z
  .strictObject({
    conversations: z.array(z.uuid()).min(1).max(MOST_AT_ONCE),
    change: z.enum([
      'assign',
      'resolve',
      'reopen',
      'mark-unread',
      'mark-read',
      'no-answer-needed',
      'answer-needed',
    ]),
    /** Of `assign`: a seat, `me`, or null for nobody. */
    assignee: z
      .union([z.literal('me'), z.uuid()])
      .nullable()
      .optional(),
  })
  .refine(({ change: kind, assignee }) => (kind === 'assign') === (assignee !== undefined), {
    path: ['assignee'],
    error: 'is for the change “assign”, and has to be there',
  });

type Wish = z.infer<typeof changeBody>;

/** Changes one conversation or many; those that aren't the seller's, or are so already, are left out of the answer. */
async function change(c: Context<HttpEnvironment>, ports: HttpPorts): Promise<Response> {
  const sellerId = requireSeller(c);
  const body = await readJsonBody(c, changeBody);
  if (body.kind === 'answer') return body.response;
  const { change: kind, conversations } = body.values;
  if (kind === 'mark-read' || kind === 'no-answer-needed' || kind === 'answer-needed')
    return c.json({ changed: await changeEach(c, ports, kind, conversations) });
  const wanted = await wantedChange(c, ports, sellerId, body.values);
  if (wanted === null)
    return problem(c, 'not-valid', {}, [{ field: 'assignee', reason: 'must be one of the seller’s people' }]);
  const work = { sellerId, conversationIds: conversations, change: wanted, at: ports.clock.now() };
  const changed = await ports.database.db.transaction().execute((tx) => changeConversations(tx, work));
  return c.json({ changed });
}

async function wantedChange(
  c: Context<HttpEnvironment>,
  { database: { db } }: HttpPorts,
  sellerId: string,
  { change: kind, assignee }: Wish,
): Promise<ConversationChange | null> {
  if (kind === 'resolve' || kind === 'reopen' || kind === 'mark-unread') return { kind };
  const assigneeId = assignee === 'me' ? (requirePrincipal(c).user?.seatId ?? null) : (assignee ?? null);
  if (assigneeId === null) return assignee === 'me' ? null : { kind: 'assign', assigneeId };
  return (await findMember(db, sellerId, assigneeId)) === null ? null : { kind: 'assign', assigneeId };
}

/** One after the other, a transaction each: what was done stays where a later one can't be. */
async function changeEach(
  c: Context<HttpEnvironment>,
  { database: { db }, clock, ids }: HttpPorts,
  kind: 'mark-read' | 'no-answer-needed' | 'answer-needed',
  conversations: readonly string[],
): Promise<readonly ChangedConversation[]> {
  const sellerId = requireSeller(c);
  const wish = { sellerId, actor: actorOf(requirePrincipal(c)) };
  const changed: ChangedConversation[] = [];
  for (const conversationId of conversations) {
    let isDone: boolean;
    if (kind === 'mark-read') {
      const mark = {
        side: 'seller',
        ownerId: sellerId,
        conversationId,
        upTo: null,
        at: clock.now(),
      } as const;
      isDone = (await db.transaction().execute((tx) => markRead(tx, mark))) !== null;
    } else {
      const run = kind === 'no-answer-needed' ? markNoAnswerNeeded : undoNoAnswerNeeded;
      isDone = (await run({ db, clock, ids }, conversationId, wish)).kind === 'done';
    }
    if (isDone) changed.push({ id: conversationId, assignee: null });
  }
  return changed;
}

export const noteBody = z.strictObject({
  text: z.string().trim().min(1, 'must not be empty').max(5000, 'must have at most 5000 characters'),
  mentions: z.array(z.uuid()).max(20).default([]),
});

async function note(
  c: Context<HttpEnvironment>,
  { database: { db }, clock, ids }: HttpPorts,
): Promise<Response> {
  const conversationId = readId(c.req.param('id'));
  const body = await readJsonBody(c, noteBody);
  if (body.kind === 'answer') return body.response;
  if (conversationId === null) return problem(c, 'not-found');
  const written = {
    ...body.values,
    sellerId: requireSeller(c),
    conversationId,
    id: ids.uuid(),
    at: clock.now(),
    actor: actorOf(requirePrincipal(c)),
  };
  const isThere = await db.transaction().execute((tx) => writeNote(tx, written));
  return isThere ? c.json({ id: written.id }, 201) : problem(c, 'not-found');
}

export const viewBody = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(60)
    .refine((text) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text), 'must be one line'),
  query: z.string().max(1000),
});

/** Filters that somebody keeps, for themselves. */
function viewRoutes(routes: Routes, { database: { db }, clock, ids }: HttpPorts): void {
  routes.add('GET /api/v1/inbox-views', async (c) =>
    c.json({ items: await listInboxViews(db, holderOf(requirePrincipal(c))) }),
  );
  routes.add('POST /api/v1/inbox-views', async (c) => {
    const body = await readJsonBody(c, viewBody);
    if (body.kind === 'answer') return body.response;
    const wish = { ...body.values, id: ids.uuid() };
    const view = await keepInboxView(db, holderOf(requirePrincipal(c)), wish, clock.now());
    return view === null ? problem(c, 'too-many-views') : c.json(view, 201);
  });
  routes.add('DELETE /api/v1/inbox-views/:id', async (c) => {
    const id = readId(c.req.param('id'));
    const isGone = id !== null && (await removeInboxView(db, holderOf(requirePrincipal(c)), id));
    return isGone ? c.json({ result: 'removed' }) : problem(c, 'not-found');
  });
}
