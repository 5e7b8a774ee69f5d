import type { Context } from 'hono';
import { z } from 'zod';

import { EVENT_TYPES } from '#market/event.ts';
import type { Principal } from '#market/rights.ts';
import { BEGINNING, endOfEvents, readEvents } from '#store/event-log.ts';
import { decodePosition, encodePosition, eventView, eventsOf } from '#views/events.ts';

import type { HttpEnvironment } from './environment.ts';
import { readerOf, requirePrincipal } from './guard.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { pageQuery, readQuery } from './requests.ts';
import type { Routes } from './routes.ts';

/** Instead of a place in the log: where it ends now. */
const LATEST = 'latest';

export const eventQuery = {
  limit: pageQuery.limit,
  after: z
    .string()
    .transform((text, context) => {
      if (text === LATEST) return LATEST;
      const found = decodePosition(text);
      if (found === null) context.addIssue(`must be the value of “next” of a page before, or ${LATEST}`);
      return found ?? BEGINNING;
    })
    .default(BEGINNING),
  /** Several with commas between them. */
  types: z
    .string()
    .max(2000)
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(EVENT_TYPES)))
    .nullable()
    .default(null),
};

/** What happened, for whoever asks instead of being told (webhooks), and as it happens. */
export function eventRoutes(routes: Routes, ports: HttpPorts): void {
  const { pool } = ports.database;

  routes.add('GET /api/v1/events', async (c) => {
    const query = readQuery(c, eventQuery);
    if (query.kind === 'answer') return query.response;
    const { after, limit, types } = query.values;
    if (after === LATEST)
      return c.json({ items: [], next: encodePosition(await endOfEvents(pool)), more: false });
    const reader = readerOf(requirePrincipal(c));
    const { events, position, more } = await readEvents(pool, after, limit, eventsOf(reader));
    const items = events
      .map((event) => eventView(event, reader))
      .filter((view) => view !== null && (types === null || types.includes(view.type)));
    return c.json({ items, next: encodePosition(position), more });
  });

  routes.add('GET /api/v1/events/stream', (c) => streamEvents(c, ports));
}

/** Server-sent events, resumed by `Last-Event-ID` (INBOX 5). */
async function streamEvents(c: Context<HttpEnvironment>, { events }: HttpPorts): Promise<Response> {
  const query = readQuery(c, {});
  if (query.kind === 'answer') return query.response;
  const principal = requirePrincipal(c);
  const lastId = c.req.header('last-event-id');
  const after = lastId === undefined ? null : (decodePosition(lastId) ?? 'unknown');
  const body = await events.open(readerOf(principal), accountOf(principal), after);
  if (body === null) return problem(c, 'too-many-streams');
  return new Response(body, {
    // nginx and its like keep answers until they are complete, unless they are told.
    headers: { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' },
  });
}

/** Whose streams are counted together: a person's, a program's, a buyer's. */
function accountOf({ user, tokenId, kind, ownerId }: Principal): string {
  return user?.personId ?? tokenId ?? `${kind} ${ownerId}`;
}
