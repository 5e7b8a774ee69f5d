import type { Context } from 'hono';
import { html, raw } from 'hono/html';

import { say } from '#locales/catalogue.ts';
import type { Endpoint, Principal } from '#market/rights.ts';
import { allowedEndpoints } from '#market/rights.ts';
import { endOfEvents } from '#store/event-log.ts';
import { encodePosition } from '#views/events.ts';

import type { HttpEnvironment } from './environment.ts';
import { readPrincipal } from './guard.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import type { Routes } from './routes.ts';
import type { WebBuild } from './web-build.ts';

/**
 * SECURITY: scripts and styles from here alone and none in the page, no request to anybody else, no plug-in, no base,
 * in nobody's frame (threats C6). Strings can't become script or markup at all: there is no trusted type.
 */
const APP_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** The addresses that the message centre shows something at; what it is follows in the browser. */
const PAGES = [
  'GET /inbox/*',
  'GET /orders/*',
  'GET /returns/*',
  'GET /notifications/*',
  'GET /preferences/*',
  'GET /ask/*',
  'GET /permissions/*',
  'GET /templates/*',
  'GET /suppression/*',
  'GET /response-time/*',
  'GET /team/*',
  'GET /standing/*',
  'GET /reviews/*',
  'GET /objections/*',
  'GET /deliveries/*',
  'GET /sellers/*',
] as const satisfies readonly Endpoint[];

/** A year: names carry the hash of the contents. */
const FOREVER = 'public, max-age=31536000, immutable';

/** The message centre: one page for all its addresses, and the files that it loads. */
export function webAppRoutes(routes: Routes, ports: HttpPorts): void {
  for (const page of PAGES) routes.add(page, (c) => showApp(c, ports));

  routes.add('GET /assets/:name', async (c) => {
    const file =
      (await ports.web?.file(c.req.param('name') ?? '', c.req.header('accept-encoding') ?? '')) ?? null;
    if (file === null) return problem(c, 'not-found');
    const headers = new Headers({
      'content-type': file.mediaType,
      'content-length': String(file.bytes.byteLength),
      'cache-control': FOREVER,
      vary: 'accept-encoding',
    });
    if (file.encoding !== null) headers.set('content-encoding', file.encoding);
    return new Response(Uint8Array.from(file.bytes), { headers });
  });
}

async function showApp(c: Context<HttpEnvironment>, ports: HttpPorts): Promise<Response> {
  const reading = await readPrincipal(c, ports);
  if (reading.kind !== 'valid') {
    const { pathname, search } = new URL(c.req.url);
    return c.redirect(`/sign-in?to=${encodeURIComponent(pathname + search)}`, 303);
  }
  // The JSON endpoints take no token from a cookie: who signed in with one has the plain pages.
  if (reading.principal.sessionId === null && c.req.header('authorization') === undefined)
    return c.redirect('/', 303);
  if (ports.web === null) return problem(c, 'web-not-built');
  c.header('content-security-policy', APP_POLICY);
  c.header('content-language', c.get('language'));
  // Before the page asks for anything: what happens in between is told to it.
  const events = encodePosition(await endOfEvents(ports.database.pool));
  const { maxFileBytes } = ports;
  const reader = { ...reading.principal, events, maxFileBytes };
  return c.html(appDocument(ports.web.manifest, c.get('language'), reader));
}

/** Who reads, and what the page has to know before it asks for anything. */
type AppReader = Principal & { readonly events: string; readonly maxFileBytes: number };

/** The page before anything is loaded: who reads stands in it as data, so that nobody has to ask for it first. */
function appDocument(
  { roles, icon }: WebBuild['manifest'],
  language: string,
  principal: AppReader,
): ReturnType<typeof html> {
  const { kind, ownerId, label, user, within, events, maxFileBytes } = principal;
  const { scripts, styles, texts } = roles[kind];
  const [main = '', ...parts] = scripts;
  // `<` as an escape: data can't end the element that it stands in.
  const seatId = user?.seatId ?? null;
  const can = allowedEndpoints(principal);
  const only = within?.conversationId ?? null;
  const facts = { kind, ownerId, label, seatId, can, only, events, maxFileBytes };
  const reader = JSON.stringify(facts).replaceAll('<', String.raw`\u003c`);
  const preloads = [...parts, texts[language] ?? texts['en'] ?? ''];
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${say(language, 'page.title')}</title>
        <link rel="icon" type="image/svg+xml" href="/assets/${icon}" />
        ${styles.map((name) => html`<link rel="stylesheet" href="/assets/${name}" />`)}
        ${preloads.map((name) => html`<link rel="modulepreload" href="/assets/${name}" />`)}
        <script type="module" src="/assets/${main}"></script>
        <script type="application/json" id="reader">
          ${raw(reader)}
        </script>
      </head>
      <body>
        <div id="app"></div>
        <noscript
          ><main><p>${say(language, 'page.needs-script')}</p></main></noscript
        >
      </body>
    </html>`;
}
