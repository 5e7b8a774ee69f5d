import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';

import type { Endpoint, Principal } from '#market/rights.ts';
import { RIGHTS, mayUse } from '#market/rights.ts';
import type { TokenReading } from '#store/token.ts';
import { readToken } from '#store/token.ts';
import type { Reader } from '#views/reader.ts';

import type { HttpEnvironment } from './environment.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';

/** `__Host-`: the browser takes the cookie only over https and for this host alone. */
export function cookieName({ publicUrl }: HttpPorts): string {
  return isHttps(publicUrl) ? '__Host-parley' : 'parley';
}

export function isHttps(publicUrl: string | null): boolean {
  return publicUrl?.startsWith('https:') === true;
}

/**
 * SECURITY: programs show their token in the Authorization header; only the pages also take the cookie of a
 * browser, so that nothing of the API can be called by another website in a visitor's name.
 */
function tokenOf(c: Context<HttpEnvironment>, ports: HttpPorts): string | null {
  const bearer = /^Bearer +(\S{1,200})$/iu.exec(c.req.header('authorization') ?? '')?.[1];
  if (bearer !== undefined || c.req.path.startsWith('/api/')) return bearer ?? null;
  return getCookie(c, cookieName(ports)) ?? null;
}

/** Who the request comes from: `missing` without a token. */
export async function readPrincipal(
  c: Context<HttpEnvironment>,
  ports: HttpPorts,
): Promise<TokenReading | { readonly kind: 'missing' }> {
  const token = tokenOf(c, ports);
  return token === null ? { kind: 'missing' } : readToken(ports.database.pool, token, ports.clock.now());
}

/** The one place where rights are enforced: a token that is good, then the endpoint's row in the table. */
export function guard(endpoint: Endpoint, ports: HttpPorts): MiddlewareHandler<HttpEnvironment> {
  return async (c, next) => {
    const rights = RIGHTS[endpoint];
    if (rights === 'public') return next();
    const reading = await readPrincipal(c, ports);
    if (reading.kind !== 'valid') return problem(c, `token-${reading.kind}`);
    const verdict = mayUse(endpoint, reading.principal);
    if (verdict === 'wrong-role') return problem(c, 'wrong-role');
    if (verdict === 'scope-missing') return problem(c, 'scope-missing', { scope: rights.scope });
    c.set('principal', reading.principal);
    return next();
  };
}

/** The principal behind the guard. Throws at a public endpoint, which has none. */
export function requirePrincipal(c: Context<HttpEnvironment>): Principal {
  const principal = c.get('principal');
  if (principal === null) throw new Error('an endpoint without a guard asks who is there');
  return principal;
}

/** For whom views are made: what is the reader's own follows from the token alone, never from the request. */
export function readerOf({ kind, ownerId }: Principal): Reader {
  if (kind === 'operator') return { kind };
  if (ownerId === null) throw new Error('a party’s token without an owner');
  return kind === 'seller' ? { kind, sellerId: ownerId } : { kind, buyerId: ownerId };
}
