import type { Context } from 'hono';

import { agreeToApplication } from '#flow/applications.ts';
import type { Principal } from '#market/rights.ts';
import { mayUse } from '#market/rights.ts';
import { findSellerName } from '#store/api-seller.ts';
import type { Application } from '#store/application.ts';
import { findApplication } from '#store/application.ts';

import { actorOf } from './actor.ts';
import { consentPage } from './consent-page.ts';
import type { HttpEnvironment } from './environment.ts';
import { readForm } from './forms.ts';
import { readPrincipal } from './guard.ts';
import { showPage } from './page.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import type { Routes } from './routes.ts';

/** What an application sends a seller's browser here with (the selling-partner paper, section 6). */
interface Wish {
  /** Client id, or ours. */
  readonly application: string;
  /** Handed back as it came, by which the application knows whom it sent (RFC 6749 §10.12). */
  readonly state: string;
  /** Null: the first that the operator registered. */
  readonly redirectUri: string | null;
}

const LONGEST = 2000;

function readWish(values: Pick<URLSearchParams, 'get'>): Wish {
  return {
    application: (values.get('application_id') ?? '').slice(0, LONGEST),
    state: (values.get('state') ?? '').slice(0, LONGEST),
    redirectUri: values.get('redirect_uri')?.slice(0, LONGEST) ?? null,
  };
}

/** A wish that can be answered: by whom, for which application, and where the answer is sent. */
interface Consent {
  readonly principal: Principal;
  readonly sellerId: string;
  readonly application: Application;
  readonly target: string;
  readonly state: string;
}

/**
 * Where a seller lets an application act for it (API 1): the application sends the browser here, the seller's owner reads
 * what it asks for and agrees, and the browser goes back with a code that the application exchanges for its tokens.
 *
 * SECURITY: the answer goes to an address that the operator registered and to no other, or a link could send a code to
 * anybody. Agreeing is a form of ours: neither another website's form nor a frame around the page can press its button.
 */
export function consentRoutes(routes: Routes, ports: HttpPorts): void {
  routes.add('GET /apps/authorize/consent', async (c) => {
    const query = new URL(c.req.url).searchParams;
    const consent = await readConsent(c, ports, readWish(query));
    if (consent instanceof Response) return consent;
    const { application, sellerId, target } = consent;
    const { name: seller } = await findSellerName(ports.database.db, sellerId, ports.clock.now());
    const { roles, name, clientId } = application;
    const page = consentPage(c.get('language'), {
      seller,
      application: name,
      roles,
      fields: { application_id: clientId, state: consent.state, redirect_uri: target },
    });
    // Browsers hold a form's redirect against the policy too.
    return showPage(c, page, 200, [new URL(target).origin]);
  });

  routes.add('POST /apps/authorize/consent', async (c) => {
    const form = await readForm(c, ports);
    if (form.kind === 'answer') return form.response;
    const consent = await readConsent(c, ports, readWish(form.values));
    if (consent instanceof Response) return consent;
    const target = new URL(consent.target);
    if (form.values.get('answer') === 'agree') {
      target.searchParams.set('spapi_oauth_code', await agree(consent, ports));
      target.searchParams.set('selling_partner_id', consent.sellerId);
    } else target.searchParams.set('error', 'access_denied');
    if (consent.state !== '') target.searchParams.set('state', consent.state);
    return c.redirect(target.href, 303);
  });
}

async function agree(
  { principal, sellerId, application, target }: Consent,
  ports: HttpPorts,
): Promise<string> {
  const agreement = { application, sellerId, roles: application.roles, redirectUri: target };
  const { ids, clock, database } = ports;
  return agreeToApplication(agreement, actorOf(principal), { db: database.db, ids, clock });
}

/** Who answers which wish, or the response that says why nobody can. */
async function readConsent(
  c: Context<HttpEnvironment>,
  ports: HttpPorts,
  wish: Wish,
): Promise<Consent | Response> {
  const reading = await readPrincipal(c, ports);
  if (reading.kind !== 'valid' || reading.principal.sessionId === null) return toSignIn(c, wish);
  const { principal } = reading;
  const { ownerId } = principal;
  const verdict = mayUse('PUT /api/v1/sellers/:seller/applications/:application', principal);
  if (verdict === 'wrong-role' || principal.kind !== 'seller' || ownerId === null)
    return problem(c, 'wrong-role');
  if (verdict === 'scope-missing') return problem(c, 'role-may-not');
  const application = await findApplication(ports.database.db, wish.application);
  if (application === null || application.withdrawnAt !== null) return problem(c, 'not-found');
  const target = targetOf(application, wish);
  return target === null
    ? problem(c, 'not-found')
    : { principal, sellerId: ownerId, application, target, state: wish.state };
}

/** RFC 6749 §3.1.2.3: compared as it is written, and nothing else is close enough. */
function targetOf({ redirectUris }: Application, { redirectUri }: Wish): string | null {
  if (redirectUri === null) return redirectUris[0] ?? null;
  return redirectUris.includes(redirectUri) ? redirectUri : null;
}

function toSignIn(c: Context<HttpEnvironment>, { application, state, redirectUri }: Wish): Response {
  const query = new URLSearchParams({ application_id: application, state });
  if (redirectUri !== null) query.set('redirect_uri', redirectUri);
  const to = encodeURIComponent(`/apps/authorize/consent?${query.toString()}`);
  return c.redirect(`/sign-in?to=${to}`, 303);
}
