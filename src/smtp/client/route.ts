/**
 * How a connection is protected.
 *   none           never encrypted: for a smarthost on the same machine
 *   opportunistic  encrypted where the host offers it, whatever its certificate; else in the clear (RFC 7435)
 *   required       STARTTLS or nothing, with a certificate that names the host (RFC 3207)
 *   implicit       TLS from the first byte, with a certificate that names the host (RFC 8314 §3.3)
 */
export type TlsMode = 'none' | 'opportunistic' | 'required' | 'implicit';

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** To the recipient domain's own mail exchangers (RFC 5321 §5.1). */
interface DirectRoute {
  readonly kind: 'direct';
  /** 25, unless a test or a firewall says otherwise. */
  readonly port: number;
  readonly tls: 'none' | 'opportunistic' | 'required';
}

/** To one host of the operator's choice, which may stand in its own network. */
export interface SmarthostRoute {
  readonly kind: 'smarthost';
  readonly host: string;
  readonly port: number;
  readonly tls: TlsMode;
  readonly credentials: Credentials | null;
}

export type Route = DirectRoute | SmarthostRoute;

export interface Routes {
  readonly standard: Route;
  /** By recipient domain: A-labels, lower case. */
  readonly byDomain: ReadonlyMap<string, Route>;
}

/** Throws for a route that no operator can mean. Called once, at the start. */
export function checkRoutes({ standard, byDomain }: Routes): void {
  for (const route of [standard, ...byDomain.values()]) {
    if (!Number.isInteger(route.port) || route.port < 1 || route.port > 65_535)
      throw new RangeError(`${route.port} is no port`);
    if (route.kind === 'direct') continue;
    // SECURITY: whoever stands between would only have to leave out the offer of STARTTLS (threats T6).
    if (route.credentials !== null && route.tls !== 'required' && route.tls !== 'implicit')
      throw new RangeError('a password is sent over TLS alone: choose required or implicit');
  }
}

export function routeTo(domain: string, { standard, byDomain }: Routes): Route {
  return byDomain.get(domain) ?? standard;
}
