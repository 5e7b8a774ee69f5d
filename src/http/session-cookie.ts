import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

import type { BegunSession, Browser } from '#accounts/begin-session.ts';
import { makeSignedLink, readSignedLink } from '#market/signed-link.ts';
import { deviceName } from '#market/web-session.ts';
import { currentTokenKey, tokenKeys } from '#store/seal-keys.ts';

import type { HttpEnvironment } from './environment.ts';
import type { HttpPorts } from './ports.ts';

export function isHttps(publicUrl: string | null): boolean {
  return publicUrl?.startsWith('https:') === true;
}

/** `__Host-`: the browser takes the cookie only over https, for this host alone, from no subdomain. */
function nameOf(name: string, { publicUrl }: Pick<HttpPorts, 'publicUrl'>): string {
  return isHttps(publicUrl) ? `__Host-${name}` : name;
}

const SESSION = 'parley-session';
const DEVICE = 'parley-device';
const YEAR_SECONDS = 365 * 86_400;

function options({ publicUrl }: Pick<HttpPorts, 'publicUrl'>) {
  // Lax and not Strict: a person who follows a link in a mail is signed in where they arrive.
  return { httpOnly: true, sameSite: 'Lax', path: '/', secure: isHttps(publicUrl) } as const;
}

/** The secret of the browser's session; null without one. */
export function sessionSecret(
  c: Context<HttpEnvironment>,
  ports: Pick<HttpPorts, 'publicUrl'>,
): string | null {
  return getCookie(c, nameOf(SESSION, ports)) ?? null;
}

/** The browser keeps the session until it is closed or the session ends, and a person's browser is known from now on. */
export function keepSession(c: Context<HttpEnvironment>, ports: HttpPorts, session: BegunSession): void {
  setCookie(c, nameOf(SESSION, ports), session.secret, options(ports));
  if (session.personId === null) return;
  const known = makeSignedLink('device', session.personId, currentTokenKey(ports.secrets));
  setCookie(c, nameOf(DEVICE, ports), known, { ...options(ports), sameSite: 'Strict', maxAge: YEAR_SECONDS });
}

/** The browser forgets its session. */
export function dropSession(c: Context<HttpEnvironment>, ports: Pick<HttpPorts, 'publicUrl'>): void {
  deleteCookie(c, nameOf(SESSION, ports), options(ports));
}

/** The person that this browser signed in as before: only we can have written that cookie. */
export function knownDeviceOf(c: Context<HttpEnvironment>, ports: HttpPorts): string | null {
  return readSignedLink('device', getCookie(c, nameOf(DEVICE, ports)) ?? '', tokenKeys(ports.secrets));
}

/** The browser that signs in. */
export function browserOf(c: Context<HttpEnvironment>, ports: HttpPorts): Browser {
  return { device: deviceName(c.req.header('user-agent')), oldSecret: sessionSecret(c, ports) };
}
