import type { Context } from 'hono';
import { Hono } from 'hono';

import { RIGHTS } from '#market/rights.ts';
import { classifyDatabaseError } from '#store/database-error.ts';

import { answerRoutes } from './answer.ts';
import { apiPageRoutes } from './api-pages.ts';
import { applicationRoutes } from './applications.ts';
import { conversationWorkRoutes } from './conversation-work.ts';
import { conversationRoutes } from './conversations.ts';
import type { HttpEnvironment } from './environment.ts';
import { draftRoutes } from './drafts.ts';
import { dutyRoutes } from './duties.ts';
import { eventRoutes } from './events.ts';
import { feedRoutes } from './feeds.ts';
import { preferredLanguage } from './language.ts';
import { lintRoutes } from './lint.ts';
import { moderationRoutes } from './moderation.ts';
import { operationRoutes } from './operations.ts';
import { orderClaimRoutes } from './order-claims.ts';
import { orderRoutes } from './orders.ts';
import { guidelineRoutes } from './guideline-pages.ts';
import { pageRoutes, tokenPageRoutes } from './pages.ts';
import { notificationRoutes } from './notifications.ts';
import { permissionRoutes } from './permissions.ts';
import type { HttpPorts } from './ports.ts';
import { preferenceRoutes } from './preferences.ts';
import { problem } from './problem.ts';
import { queueRoutes } from './queue.ts';
import { reasonRoutes } from './reasons.ts';
import { refileRoutes } from './refile.ts';
import { responseClockRoutes } from './response-clock.ts';
import { reviewRequestRoutes } from './review-requests.ts';
import { Routes } from './routes.ts';
import { handOffRoutes } from './hand-off.ts';
import { isHttps } from './session-cookie.ts';
import { sessionRoutes } from './session.ts';
import { signInRoutes } from './sign-in.ts';
import { createSellingPartnerDoor } from './selling-partner/door.ts';
import { standingRoutes } from './standing.ts';
import { webAppRoutes } from './web-app.ts';
import { teamRoutes } from './team.ts';
import { suppressionRoutes } from './suppressions.ts';
import { templateRoutes } from './templates.ts';
import { unsubscribeRoutes } from './unsubscribe.ts';
import { webhookRoutes } from './webhooks.ts';
import { writingRoutes } from './write-messages.ts';

/** For everything that isn't a page: nothing may be loaded or framed. */
const STRICT_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** The HTTP side: JSON endpoints under /api/v1, the plain page, health and metrics. */
export function createHttpApp(ports: HttpPorts): Hono<HttpEnvironment> {
  const app = new Hono<HttpEnvironment>();
  app.use(async (c, next) => {
    c.set('language', preferredLanguage(c.req.header('accept-language')));
    c.set('principal', null);
    await next();
    setSecurityHeaders(c.res.headers, ports);
  });
  const sellingPartner = createSellingPartnerDoor({
    ...ports,
    ...ports.sellingPartner,
    packFor: (marketplace) => ports.packFor(marketplace),
    write: (written) => ports.write(written),
    wake: () => ports.wake(),
  });
  app.use(async (c, next) => (await sellingPartner(c.req.raw)) ?? next());
  app.notFound((c) => {
    const allowed = methodsAt(c.req.path);
    return allowed.length === 0
      ? problem(c, 'not-found')
      : problem(c, 'method-not-allowed', { allowed: allowed.join(', ') });
  });
  app.onError((error, c) => answerFault(error, c, ports));
  const routes = new Routes(app, ports);
  operationRoutes(routes, ports);
  conversationRoutes(routes, ports);
  conversationWorkRoutes(routes, ports);
  draftRoutes(routes, ports);
  responseClockRoutes(routes, ports);
  refileRoutes(routes, ports);
  writingRoutes(routes, ports);
  orderRoutes(routes, ports);
  orderClaimRoutes(routes, ports);
  reasonRoutes(routes, ports);
  dutyRoutes(routes, ports);
  feedRoutes(routes, ports);
  notificationRoutes(routes, ports);
  permissionRoutes(routes, ports);
  preferenceRoutes(routes, ports);
  answerRoutes(routes, ports);
  unsubscribeRoutes(routes, ports);
  suppressionRoutes(routes, ports);
  reviewRequestRoutes(routes, ports);
  templateRoutes(routes, ports);
  programRoutes(routes, ports);
  eventRoutes(routes, ports);
  queueRoutes(routes, ports);
  guidelineRoutes(routes);
  lintRoutes(routes, ports);
  moderationRoutes(routes, ports);
  standingRoutes(routes, ports);
  pageRoutes(routes, ports);
  tokenPageRoutes(routes, ports);
  signInRoutes(routes, ports);
  handOffRoutes(routes, ports);
  sessionRoutes(routes, ports);
  webAppRoutes(routes, ports);
  teamRoutes(routes, ports);
  return app;
}

/** What programs alone use. */
function programRoutes(routes: Routes, ports: HttpPorts): void {
  applicationRoutes(routes, ports);
  webhookRoutes(routes, ports);
  apiPageRoutes(routes);
}

/** What went wrong is in the log; the reader hears only whether it is worth trying again. */
function answerFault(error: Error, c: Context<HttpEnvironment>, { log }: HttpPorts): Response {
  log.error('http.request-failed', error, { method: c.req.method });
  const isFault = classifyDatabaseError(error) === 'fault';
  return problem(c, isFault ? 'internal' : 'busy');
}

function setSecurityHeaders(headers: Headers, { publicUrl }: HttpPorts): void {
  headers.set('x-content-type-options', 'nosniff');
  headers.set('referrer-policy', 'no-referrer');
  headers.set('cross-origin-resource-policy', 'same-origin');
  headers.set('cross-origin-opener-policy', 'same-origin');
  // What a party reads is nobody else's, so no cache may keep it.
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
  if (!headers.has('content-security-policy')) headers.set('content-security-policy', STRICT_POLICY);
  if (isHttps(publicUrl)) headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains');
}

/** The methods that some endpoint takes at this path. */
function methodsAt(path: string): string[] {
  const segments = path.split('/');
  return Object.keys(RIGHTS).flatMap((endpoint) => {
    const [method = '', pattern = ''] = endpoint.split(' ');
    const parts = pattern.split('/');
    const fits =
      parts.length === segments.length &&
      parts.every((part, index) =>
        part.startsWith(':') ? segments[index] !== '' : part === segments[index],
      );
    return fits ? [method] : [];
  });
}
