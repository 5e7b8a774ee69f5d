import type { Context } from 'hono';

import { acceptHandOff, readHandOff, shopOriginOf } from '#accounts/hand-off.ts';

import type { HttpEnvironment } from './environment.ts';
import { readFormFields } from './forms.ts';
import { showPage } from './page.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { isForeign, safePath } from './request-origin.ts';
import type { Routes } from './routes.ts';
import { browserOf, keepSession } from './session-cookie.ts';
import { handOffPage, signInNotice } from './sign-in-page.ts';

/**
 * Buyers come from the marketplace's shop with a token that it signed.
 *
 * A form of the shop's posts it: so it stands in no address, no history and no log. SECURITY: a post from elsewhere
 * could sign a visitor in as somebody else, who then reads what they write (sign-in CSRF); a browser names the page
 * that posts in Origin, and only the one registered with the key, or our own, is believed.
 *
 * A link (from an app, or a shop that can't post) comes with GET, which shows a page with a button and changes nothing:
 * whatever opens links ahead of people uses no token up, and the visitor sees as whom they go on.
 */
export function handOffRoutes(routes: Routes, ports: HttpPorts): void {
  routes.add('GET /sign-in/hand-off', async (c) => {
    const token = c.req.query('token') ?? '';
    const voucher = await readHandOff(ports, token);
    if (voucher === null) return notGood(c);
    const to = safePath(c.req.query('to'));
    return showPage(c, handOffPage(c.get('language'), { token, to, name: voucher.name }));
  });

  routes.add('POST /sign-in/hand-off', async (c) => {
    const form = await readFormFields(c);
    if (form.kind === 'answer') return form.response;
    const token = form.values.get('token') ?? '';
    if (isForeign(c, ports)) {
      const origin = c.req.header('origin');
      if (origin === undefined || origin !== (await shopOriginOf(ports, token)))
        return problem(c, 'foreign-origin');
    }
    const session = await acceptHandOff(ports, token, browserOf(c, ports));
    if (session === null) return notGood(c);
    keepSession(c, ports, session);
    return c.redirect(safePath(form.values.get('to')), 303);
  });
}

function notGood(c: Context<HttpEnvironment>): Response {
  return showPage(c, signInNotice(c.get('language'), 'sign-in.hand-off-not-good'), 401);
}
