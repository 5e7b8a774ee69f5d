import type { Context } from 'hono';

import { acceptAnswerLink, readAnswerLink } from '#accounts/answer-link.ts';
import { GuessLimit } from '#flow/guess-limit.ts';
import { stopAnswerLinks } from '#store/answer-link.ts';
import type { AnswerTarget } from '#store/answer-link.ts';
import { findConversation, findConversationKey } from '#views/conversations.ts';

import { actorOf } from './actor.ts';
import { answerLinkPage } from './answer-page.ts';
import type { HttpEnvironment } from './environment.ts';
import { readForm } from './forms.ts';
import { readPrincipal, readerOf, requirePrincipal } from './guard.ts';
import { showPage } from './page.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { clientAddress, networkList } from './request-origin.ts';
import { readId } from './requests.ts';
import type { Routes } from './routes.ts';
import { browserOf, keepSession } from './session-cookie.ts';
import { signInNotice } from './sign-in-page.ts';

const HOUR_MS = 3_600_000;

/**
 * The link in a buyer's mail: answering on the web without an account.
 *
 * GET shows a button and changes nothing, because programs follow links ahead of people (threats M6); one that presses
 * buttons as well gets a session that nobody uses. POST begins a session that opens one conversation. A browser that may
 * read the conversation already goes straight there.
 *
 * SECURITY: the link is the authority, like the mail that carries it: it runs out, its buyer can stop all of them
 * (DELETE), and the scrubber takes it out of whatever goes to the seller. Guesses are counted per client, sessions per
 * link, so that one that got about fills no table.
 */
export function answerRoutes(routes: Routes, ports: HttpPorts): void {
  const guesses = new GuessLimit({ misses: 20, windowMs: HOUR_MS, clients: 100_000 });
  const openings = new GuessLimit({ misses: 20, windowMs: HOUR_MS, clients: 100_000 });
  const proxies = networkList(ports.accounts.proxyPeers);

  /** The target, or the answer to a link that opens nothing. */
  const read = async (c: Context<HttpEnvironment>): Promise<AnswerTarget | Response> => {
    const now = ports.clock.now();
    const client = clientAddress(c, proxies);
    if (guesses.isCutOff(client, now)) return problem(c, 'too-many-tries');
    const target = await readAnswerLink(ports, c.req.param('link') ?? '');
    if (target !== null) return target;
    guesses.miss(client, now);
    return showPage(c, signInNotice(c.get('language'), 'answer.not-good'), 401);
  };

  routes.add('GET /answer/:link', async (c) => {
    const target = await read(c);
    if (target instanceof Response) return target;
    if (await maySee(c, ports, target)) return c.redirect(pageOf(target), 303);
    return showPage(c, answerLinkPage(c.get('language'), c.req.param('link') ?? '', target));
  });

  routes.add('POST /answer/:link', async (c) => {
    const form = await readForm(c, ports);
    if (form.kind === 'answer') return form.response;
    const target = await read(c);
    if (target instanceof Response) return target;
    const link = c.req.param('link') ?? '';
    if (openings.isCutOff(link, ports.clock.now())) return problem(c, 'too-many-tries');
    openings.miss(link, ports.clock.now());
    keepSession(c, ports, await acceptAnswerLink(ports, target, browserOf(c, ports)));
    return c.redirect(pageOf(target), 303);
  });

  routes.add('DELETE /api/v1/conversations/:id/answer-links', (c) => stopLinks(c, ports));
}

function pageOf({ conversationId }: AnswerTarget): string {
  return `/inbox/${conversationId}`;
}

/** True for a browser whose session shows the conversation to its buyer already. */
async function maySee(
  c: Context<HttpEnvironment>,
  ports: HttpPorts,
  { conversationId }: AnswerTarget,
): Promise<boolean> {
  const reading = await readPrincipal(c, ports);
  if (reading.kind !== 'valid' || reading.principal.kind !== 'buyer') return false;
  if (reading.principal.sessionId === null) return false;
  return (await findConversation(ports.database.db, readerOf(reading.principal), conversationId)) !== null;
}

/** The links in all mails to the buyer about this seller are good no more. */
async function stopLinks(c: Context<HttpEnvironment>, ports: HttpPorts): Promise<Response> {
  const principal = requirePrincipal(c);
  const { db } = ports.database;
  const id = readId(c.req.param('id'));
  const key = id === null ? null : await findConversationKey(db, readerOf(principal), id);
  if (key === null) return problem(c, 'not-found');
  const trace = { at: ports.clock.now(), actor: actorOf(principal), auditId: ports.ids.uuid() };
  const ended = await db.transaction().execute((tx) => stopAnswerLinks(tx, key, trace));
  return c.json({ ended });
}
