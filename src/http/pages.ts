import type { Context } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';

import { say } from '#locales/catalogue.ts';
import { mayUse } from '#market/rights.ts';
import { readToken } from '#store/token.ts';
import { endSessions } from '#store/web-session.ts';
import { findConversation, listConversations } from '#views/conversations.ts';
import type { HtmlBody } from '#views/files.ts';
import { findHtmlBody } from '#views/files.ts';
import { listMessages } from '#views/messages.ts';

import { sendFile } from './conversations.ts';
import type { HttpEnvironment } from './environment.ts';
import type { PrincipalReading } from './guard.ts';
import { cookieName, problemOf, readPrincipal, readerOf, requirePrincipal } from './guard.ts';
import { conversationPage, conversationsPage, messageDocument, showPage, signInPage } from './page.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { mediaType, pageQuery, readId, readQuery, readTextBody } from './requests.ts';
import { isForeign } from './request-origin.ts';
import type { Routes } from './routes.ts';
import { dropSession, isHttps, sessionSecret } from './session-cookie.ts';
import { STYLE } from './style.ts';

const PAGE_SIZE = 50;
const FORM = 'application/x-www-form-urlencoded';

/** What an author formatted: no script, no request to anywhere, no origin; framed by our page alone. */
const BODY_POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/** The plain pages, without script: for who holds a token or a link from a mail, and where nothing was built. */
export function pageRoutes(routes: Routes, ports: HttpPorts): void {
  const { db } = ports.database;

  routes.add(
    'GET /style.css',
    () => new Response(STYLE, { headers: { 'content-type': 'text/css; charset=utf-8' } }),
  );

  routes.add('GET /', async (c) => {
    const reading = await readPrincipal(c, ports);
    if (reading.kind !== 'valid') return showSignIn(c, reading.kind);
    const { principal } = reading;
    if (principal.sessionId !== null && principal.within === null && ports.web !== null)
      return c.redirect(principal.kind === 'seller' ? '/inbox?due=any' : '/inbox', 303);
    if (mayUse('GET /conversations/:id', principal) !== 'allowed')
      return principal.user === null
        ? problem(c, 'scope-missing', { scope: 'messages:read' })
        : problem(c, 'role-may-not');
    const query = readQuery(c, { after: pageQuery.after });
    if (query.kind === 'answer') return query.response;
    const filter = { after: query.values.after, limit: PAGE_SIZE, orderId: null };
    const list = await listConversations(db, readerOf(principal), filter);
    return showPage(c, conversationsPage(c.get('language'), principal.label, list));
  });

  routes.add('GET /conversations/:id', (c) => showConversation(c, ports));
  routes.add('GET /messages/:id/files/:position', (c) => sendFile(c, ports));

  routes.add('GET /messages/:id/body', async (c) => {
    const id = readId(c.req.param('id'));
    const body = id === null ? null : await findHtmlBody(db, readerOf(requirePrincipal(c)), id);
    if (body === null) return problem(c, 'not-found');
    c.header('content-security-policy', BODY_POLICY);
    return c.html(messageDocument(withPictures(body)));
  });
}

/** Signing in with a token, and out of whatever: the browser keeps the token in a cookie that no script can read. */
export function tokenPageRoutes(routes: Routes, ports: HttpPorts): void {
  routes.add('POST /sign-in', async (c) => {
    if (isForeign(c, ports)) return problem(c, 'foreign-origin');
    if (mediaType(c) !== FORM) return problem(c, 'wrong-media-type', { expected: FORM });
    const form = await readTextBody(c);
    if (form.kind === 'answer') return form.response;
    const token = (new URLSearchParams(form.values).get('token') ?? '').trim();
    const reading = await readToken(ports.database.pool, token, ports.clock.now());
    if (reading.kind !== 'valid') return showSignIn(c, reading.kind);
    setCookie(c, cookieName(ports), token, cookieOptions(ports));
    return c.redirect('/', 303);
  });

  routes.add('POST /sign-out', async (c) => {
    if (isForeign(c, ports)) return problem(c, 'foreign-origin');
    const secret = sessionSecret(c, ports);
    const { database, clock } = ports;
    if (secret !== null) await endSessions(database.db, { by: 'secret', secret }, 'signed-out', clock.now());
    dropSession(c, ports);
    deleteCookie(c, cookieName(ports), cookieOptions(ports));
    return c.redirect('/', 303);
  });
}

function showSignIn(
  c: Context<HttpEnvironment>,
  reason: Exclude<PrincipalReading['kind'], 'valid'>,
): Response {
  const language = c.get('language');
  if (reason === 'missing') return showPage(c, signInPage(language, null));
  if (reason === 'session-ended') return c.redirect(`/sign-in?to=${encodeURIComponent(c.req.path)}`, 303);
  return showPage(c, signInPage(language, say(language, `problem.${problemOf(reason)}`)), 401);
}

function cookieOptions({ publicUrl }: HttpPorts) {
  return { httpOnly: true, sameSite: 'Strict', path: '/', secure: isHttps(publicUrl) } as const;
}

async function showConversation(
  c: Context<HttpEnvironment>,
  { database: { db } }: HttpPorts,
): Promise<Response> {
  const principal = requirePrincipal(c);
  const reader = readerOf(principal);
  const query = readQuery(c, { after: pageQuery.after });
  if (query.kind === 'answer') return query.response;
  const id = readId(c.req.param('id'));
  const conversation = id === null ? null : await findConversation(db, reader, id);
  if (id === null || conversation === null) return problem(c, 'not-found');
  const messages = await listMessages(db, reader, id, { after: query.values.after, limit: PAGE_SIZE });
  const language = c.get('language');
  const page = conversationPage(language, principal.label, conversation, messages);
  return showPage(c, page);
}

/** Pictures that can do nothing but be seen. */
const PICTURE = /^image\/(?:png|jpeg|gif|webp)$/u;

/** The frame belongs to no origin and gets no cookie, so its pictures come along with it. */
function withPictures({ html, pictures }: HtmlBody): string {
  return pictures.reduce((text, { contentId, mediaType, bytes }) => {
    if (!PICTURE.test(mediaType) || contentId === null) return text;
    const data = `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}`;
    return text.replaceAll(`"cid:${contentId}"`, () => `"${data}"`);
  }, html);
}
