import type { Context } from 'hono';

import { acceptLink, readAccountLink } from '#accounts/invite.ts';
import { PasswordsBusyError } from '#accounts/password.ts';
import { signInAsSample } from '#accounts/sample-people.ts';
import { signInWithPassword } from '#accounts/sign-in.ts';
import { SignInLimits } from '#accounts/sign-in-limits.ts';
import type { MessageKey } from '#locales/catalogue.ts';

import type { HttpEnvironment } from './environment.ts';
import { readForm } from './forms.ts';
import { showPage } from './page.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { clientAddress, networkList, safePath } from './request-origin.ts';
import type { Routes } from './routes.ts';
import { browserOf, keepSession, knownDeviceOf } from './session-cookie.ts';
import { choosePasswordPage, signInNotice, signInPage } from './sign-in-page.ts';

/** Signing in: plain pages that work without script. */
export function signInRoutes(routes: Routes, ports: HttpPorts): void {
  const limits = new SignInLimits();
  const proxies = networkList(ports.accounts.proxyPeers);

  routes.add('GET /sign-in', (c) => showSignIn(c, ports, safePath(c.req.query('to')), '', null));

  routes.add('POST /sign-in/password', async (c) => {
    const form = await readForm(c, ports);
    if (form.kind === 'answer') return form.response;
    const address = (form.values.get('address') ?? '').slice(0, 320);
    const to = safePath(form.values.get('to'));
    const outcome = await busyIsToo(
      signInWithPassword(ports, limits, {
        address,
        password: (form.values.get('password') ?? '').slice(0, 1000),
        clientAddress: clientAddress(c, proxies),
        knownDeviceOf: knownDeviceOf(c, ports),
        browser: browserOf(c, ports),
      }),
    );
    switch (outcome.kind) {
      case 'signed-in':
        keepSession(c, ports, outcome.session);
        return c.redirect(to, 303);
      case 'refused':
        return showSignIn(c, ports, to, address, 'sign-in.refused');
      case 'too-many':
        return showSignIn(c, ports, to, address, 'sign-in.too-many');
    }
  });

  routes.add('POST /sign-in/sample', async (c) => {
    const form = await readForm(c, ports);
    if (form.kind === 'answer') return form.response;
    const person = ports.accounts.samplePeople[Number(form.values.get('person') ?? NaN)];
    // Outside of the demo there is nobody here.
    if (person === undefined) return problem(c, 'not-found');
    keepSession(c, ports, await signInAsSample(ports, person, browserOf(c, ports)));
    return c.redirect(safePath(form.values.get('to')), 303);
  });

  linkRoutes(routes, ports);
}

/** Links in mails: GET shows a form and changes nothing, since scanners of mail follow links (threats M6). */
function linkRoutes(routes: Routes, ports: HttpPorts): void {
  const showForm = async (c: Context<HttpEnvironment>, fault: MessageKey | null): Promise<Response> => {
    const text = c.req.param('link') ?? '';
    const read = await readAccountLink(ports, text);
    const language = c.get('language');
    if (read === null) return showPage(c, signInNotice(language, 'sign-in.link-not-good'), 401);
    const { name, address } = read.person;
    return showPage(
      c,
      choosePasswordPage(language, { link: text, kind: read.link.kind, name, address, fault }),
    );
  };

  routes.add('GET /invitation/:link', (c) => showForm(c, null));

  routes.add('POST /invitation/:link', async (c) => {
    const form = await readForm(c, ports);
    if (form.kind === 'answer') return form.response;
    const password = (form.values.get('password') ?? '').slice(0, 1000);
    const outcome = await busyIsToo(
      acceptLink(ports, c.req.param('link') ?? '', password, browserOf(c, ports)),
    );
    switch (outcome.kind) {
      case 'signed-in':
        keepSession(c, ports, outcome.session);
        return c.redirect('/', 303);
      case 'password':
        return showForm(c, `sign-in.password.${outcome.fault}`);
      case 'too-many':
        return showForm(c, 'sign-in.too-many');
      case 'not-good':
        return showForm(c, null);
    }
  });
}

/** When more sign in at once than the machine can check passwords for, the next ones hear “later”. */
async function busyIsToo<T>(work: Promise<T>): Promise<T | { readonly kind: 'too-many' }> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof PasswordsBusyError) return { kind: 'too-many' };
    throw error;
  }
}

function showSignIn(
  c: Context<HttpEnvironment>,
  { accounts }: HttpPorts,
  to: string,
  address: string,
  fault: MessageKey | null,
): Response {
  const samplePeople = accounts.samplePeople.map(({ label }) => label);
  const page = signInPage(c.get('language'), { to, address, fault, samplePeople });
  return showPage(c, page, fault === null ? 200 : 401);
}
