import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';

import type { Endpoint, Principal } from '#market/rights.ts';
import { RIGHTS, mayUse } from '#market/rights.ts';
import type { TokenReading } from '#store/token.ts';
import { readToken } from '#store/token.ts';
import { readSession } from '#store/web-session.ts';
import { findConversation } from '#views/conversations.ts';
import { findMessage } from '#views/messages.ts';
import type { Reader } from '#views/reader.ts';

import type { HttpEnvironment } from './environment.ts';
import type { HttpPorts } from './ports.ts';
import type { ProblemCode } from './problem.ts';
import { problem } from './problem.ts';
import { csrfFault } from './request-origin.ts';
import { readId } from './requests.ts';
import { isHttps, sessionSecret } from './session-cookie.ts';

/** `__Host-`: the browser takes the cookie only over https and for this host alone. */
export function cookieName({ publicUrl }: HttpPorts): string {
  return isHttps(publicUrl) ? '__Host-parley' : 'parley';
}

export type PrincipalReading =
  | TokenReading
  | { readonly kind: 'missing' }
  | { readonly kind: 'session-ended' | 'foreign-origin' | 'write-header-missing' };

/**
 * Who the request comes from: the program whose token stands in the Authorization header, else the session of the
 * browser. `missing` with neither. The pages also take the cookie of a browser that signed in with a token.
 */
export async function readPrincipal(
  c: Context<HttpEnvironment>,
  ports: HttpPorts,
): Promise<PrincipalReading> {
  const now = ports.clock.now();
  const bearer = /^Bearer +(\S{1,200})$/iu.exec(c.req.header('authorization') ?? '')?.[1];
  if (bearer !== undefined) return readToken(ports.database.pool, bearer, now);
  const secret = sessionSecret(c, ports);
  const isApi = c.req.path.startsWith('/api/');
  if (secret !== null) {
    const fault = isApi ? csrfFault(c, ports) : null;
    if (fault !== null) return { kind: fault };
    const reading = await readSession(ports.database.pool, secret, now);
    return reading.kind === 'valid' ? reading : { kind: 'session-ended' };
  }
  const token = isApi ? undefined : getCookie(c, cookieName(ports));
  return token === undefined ? { kind: 'missing' } : readToken(ports.database.pool, token, now);
}

/** The problem behind a reading that gives no principal. */
export function problemOf(kind: Exclude<PrincipalReading['kind'], 'valid'>): ProblemCode {
  switch (kind) {
    case 'session-ended':
    case 'foreign-origin':
    case 'write-header-missing':
      return kind;
    case 'missing':
    case 'unknown':
    case 'revoked':
    case 'expired':
      return `token-${kind}`;
  }
}

/** The one place where rights are enforced: a token or session that is good, then the endpoint's row in the table. */
export function guard(endpoint: Endpoint, ports: HttpPorts): MiddlewareHandler<HttpEnvironment> {
  return async (c, next) => {
    const rights = RIGHTS[endpoint];
    if (rights === 'public') return next();
    const reading = await readPrincipal(c, ports);
    if (reading.kind !== 'valid') return problem(c, problemOf(reading.kind));
    const { principal } = reading;
    const verdict = mayUse(endpoint, principal);
    if (verdict === 'wrong-role') return problem(c, 'wrong-role');
    if (verdict === 'scope-missing' && rights !== 'signed-in')
      return principal.user === null
        ? problem(c, 'scope-missing', { scope: rights.scope })
        : problem(c, 'role-may-not');
    if (principal.within !== null && !(await liesWithin(c.req.path, principal, ports)))
      return problem(c, 'not-found');
    c.set('principal', principal);
    return next();
  };
}

/**
 * SECURITY: a link in a mail opens one conversation. Whatever an endpoint does with the conversation or message in its
 * path, it does it only where that can be seen through the link.
 */
async function liesWithin(path: string, principal: Principal, ports: HttpPorts): Promise<boolean> {
  const [, kind, text] = /\/(conversations|messages)\/([^/]+)/u.exec(path) ?? [];
  if (kind === undefined) return true;
  const id = readId(text);
  if (id === null) return false;
  const { db } = ports.database;
  const find = kind === 'conversations' ? findConversation : findMessage;
  return (await find(db, readerOf(principal), id)) !== null;
}

/** The principal behind the guard. Throws at a public endpoint, which has none. */
export function requirePrincipal(c: Context<HttpEnvironment>): Principal {
  const principal = c.get('principal');
  if (principal === null) throw new Error('an endpoint without a guard asks who is there');
  return principal;
}

/** For whom views are made: what is the reader's own follows from the token or session alone, never from the request. */
export function readerOf({ kind, ownerId, within }: Principal): Reader {
  if (kind === 'operator') return { kind };
  if (ownerId === null) throw new Error('a party’s token without an owner');
  return kind === 'seller' ? { kind, sellerId: ownerId } : { kind, buyerId: ownerId, within };
}
