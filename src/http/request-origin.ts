import { BlockList, isIP } from 'node:net';

import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';

import type { HttpEnvironment } from './environment.ts';
import type { HttpPorts } from './ports.ts';

/** The header that our own pages send with every write to the JSON endpoints. */
export const WRITE_HEADER = 'parley-request';

/** True where the browser says that a page of another website sent this. */
export function isForeign(c: Context<HttpEnvironment>, { publicUrl }: Pick<HttpPorts, 'publicUrl'>): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const origin = c.req.header('origin');
  return origin !== undefined && !isOwnOrigin(c, publicUrl, origin);
}

function isOwnOrigin(c: Context<HttpEnvironment>, publicUrl: string | null, origin: string): boolean {
  const own = new URL(publicUrl ?? c.req.url);
  return origin === own.origin || origin === `http://${c.req.header('host') ?? ''}`;
}

/**
 * Why a request to the JSON endpoints that comes with a session's cookie isn't taken; null where it is.
 *
 * SECURITY: a browser adds the cookie by itself, whoever's page asks (threats, CSRF). Three things stand in the way,
 * each of which would do in today's browsers:
 *   - the cookie is SameSite=Lax, so that only a followed link brings it from elsewhere, and a link is a GET;
 *   - Sec-Fetch-Site, or Origin where a browser is too old for it, must be our own. A sibling domain of the
 *     marketplace is not: its pages are others' (`same-site` is refused);
 *   - writes need a header of ours. A form can't send one, and a script elsewhere may only after a preflight (Fetch,
 *     CORS protocol), which nobody here answers. Any value will do, since nothing about it is secret: a token would
 *     protect no better and be one more thing to keep.
 * Programs show their token in the Authorization header, which no browser adds: none of this is asked of them.
 */
export function csrfFault(
  c: Context<HttpEnvironment>,
  ports: Pick<HttpPorts, 'publicUrl'>,
): 'foreign-origin' | 'write-header-missing' | null {
  if (isForeign(c, ports)) return 'foreign-origin';
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return null;
  return c.req.header(WRITE_HEADER) === undefined ? 'write-header-missing' : null;
}

/** A path of ours to go to after signing in; `/` for everything that could lead elsewhere (open redirects). */
export function safePath(text: string | null | undefined): string {
  if (text == null || text.length > 500 || !text.startsWith('/')) return '/';
  // The browser's own reading: `//host`, `/\host` and `/<tab>/host` are other hosts, `/.//host` becomes `//host`.
  const url = URL.parse(text, 'http://own.invalid');
  if (url === null || url.origin !== 'http://own.invalid' || url.pathname.startsWith('//')) return '/';
  return url.pathname + url.search + url.hash;
}

/** Networks as a list that addresses are looked up in. */
export function networkList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const type = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    list.addSubnet(address, Number(bits ?? (type === 'ipv6' ? 128 : 32)), type);
  }
  return list;
}

function isIn(list: BlockList, address: string): boolean {
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Where a request comes from, for limits: the peer of the connection, or, behind a proxy of ours, the last address in
 * X-Forwarded-For that isn't one. SECURITY: what stands before it the client may have written (threats T12).
 */
export function clientAddress(c: Context<HttpEnvironment>, proxies: BlockList): string {
  const peer = peerOf(c);
  if (!isIn(proxies, peer)) return peer;
  const forwarded = (c.req.header('x-forwarded-for') ?? '')
    .slice(-2000)
    .split(',')
    .map((item) => item.trim());
  return forwarded.reverse().find((address) => isIP(address) !== 0 && !isIn(proxies, address)) ?? peer;
}

function peerOf(c: Context<HttpEnvironment>): string {
  // A request that is handed to the app without a socket has no peer: one bucket for all of them.
  if (c.env === undefined || !('incoming' in (c.env as object))) return 'unknown';
  const address = getConnInfo(c).remote.address ?? 'unknown';
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/u, '');
}
