import { isIP } from 'node:net';
import type { TransmitOutcome } from '#flow/ports.ts';
import { normalDomain } from '#mail/address-domain.ts';
import { DnsFailure } from '../dns.ts';
import type { Dns, DnsRecordType } from '../dns.ts';
import { isInsideAddress } from './inside-address.ts';
import { deferred, refusedHere } from './remote-reply.ts';
import type { Credentials, Route, TlsMode } from './route.ts';

/** A host that the message may be handed to. */
export interface NextHop {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsMode;
  readonly credentials: Credentials | null;
  /** Chosen by the operator: it may stand inside, and no answer of the DNS about it is for good. */
  readonly chosen: boolean;
}

export type NextHops =
  | { readonly kind: 'hops'; readonly hops: readonly NextHop[] }
  | { readonly kind: 'outcome'; readonly outcome: TransmitOutcome };

export interface ResolvePorts {
  readonly dns: Dns;
  /** In [0, 1). */
  readonly random: () => number;
}

/** Hosts that are tried for one message at most; who publishes more has to do without the rest. */
const MAX_HOSTS = 10;
const MAX_ADDRESSES = 4;

/**
 * The hosts for a recipient domain, best first: the smarthost, or the domain's mail exchangers, or the domain
 * itself where it has none (RFC 5321 §5.1). `ownNames` are names of this server: mail that would come back to
 * it is stopped here.
 */
export async function findNextHops(
  domain: string,
  route: Route,
  ports: ResolvePorts,
  ownNames: ReadonlySet<string>,
): Promise<NextHops> {
  if (route.kind === 'smarthost') {
    const { host, port, tls, credentials } = route;
    return { kind: 'hops', hops: [{ host, port, tls, credentials, chosen: true }] };
  }
  const exchangers = await askFor(domain, 'MX', ports.dns);
  if (exchangers.kind === 'later')
    return ended(deferred(null, '4.4.3', 'the mail exchangers of the domain could not be looked up'));
  if (exchangers.kind === 'no-name')
    return ended(refusedHere(null, '5.1.2', 'the domain of the recipient does not exist'));
  const hop = (host: string): NextHop => ({ ...route, host, credentials: null, chosen: false });
  if (exchangers.records.length === 0) return { kind: 'hops', hops: [hop(domain)] };
  const hosts = inOrder(exchangers.records.flatMap(readExchanger), ports.random, ownNames);
  return hosts.kind === 'outcome' ? hosts : { kind: 'hops', hops: hosts.names.map(hop) };
}

function ended(outcome: TransmitOutcome): { readonly kind: 'outcome'; readonly outcome: TransmitOutcome } {
  return { kind: 'outcome', outcome };
}

interface Exchanger {
  readonly host: string;
  readonly preference: number;
}

/** The shape of `resolveMx`; anything else counts for nothing. */
function readExchanger(record: unknown): Exchanger[] {
  if (typeof record !== 'object' || record === null) return [];
  const { exchange, priority } = record as { readonly exchange?: unknown; readonly priority?: unknown };
  if (typeof exchange !== 'string' || typeof priority !== 'number') return [];
  return [{ host: exchange.toLowerCase().replace(/\.$/u, ''), preference: priority }];
}

type OrderedHosts =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'outcome'; readonly outcome: TransmitOutcome };

function inOrder(
  exchangers: readonly Exchanger[],
  random: () => number,
  ownNames: ReadonlySet<string>,
): OrderedHosts {
  // RFC 7505 §3: one record with an empty name says that the domain takes no mail.
  if (exchangers.length > 0 && exchangers.every(({ host }) => host === ''))
    return ended(refusedHere(null, '5.1.10', 'the domain of the recipient takes no mail (null MX)'));
  // RFC 5321 §5.1: where we are among the hosts only better ones may be tried, or mail goes in a circle.
  const own = exchangers.filter(({ host }) => ownNames.has(host)).map(({ preference }) => preference);
  const better = exchangers.filter(({ preference }) => preference < Math.min(Infinity, ...own));
  if (better.length === 0 && own.length > 0)
    return ended(refusedHere(null, '5.4.6', 'the mail exchanger of the domain is this server'));
  // RFC 5321 §5.1: hosts of one preference in random order, to spread the load.
  const names = better
    .filter(({ host }) => normalDomain(host) !== null)
    .map(({ host, preference }) => ({ host, preference, lot: random() }))
    .sort((a, b) => a.preference - b.preference || a.lot - b.lot)
    .map(({ host }) => host);
  if (names.length === 0)
    return ended(refusedHere(null, '5.4.4', 'no mail exchanger of the domain is the name of a host'));
  return { kind: 'names', names: [...new Set(names)].slice(0, MAX_HOSTS) };
}

/**
 * The addresses of a host in the order to try them; or why there are none: `unknown` (the DNS says so),
 * `inside` (threats T14), `later`.
 */
export type HostAddresses =
  | { readonly kind: 'addresses'; readonly addresses: readonly string[] }
  | { readonly kind: 'unknown' | 'inside' | 'later' };

/**
 * IPv4 first: receivers judge mail over IPv6 more strictly, and a host that has both takes either.
 *
 * SECURITY: the caller connects to one of these very addresses and never to the name, so a second answer of
 * the DNS can't put an inside address in the place of the one that was checked (threats T14).
 */
export async function addressesOf(
  hop: Pick<NextHop, 'host' | 'chosen'>,
  dns: Dns,
  allowInside: boolean,
): Promise<HostAddresses> {
  const found = await lookUp(hop.host, dns);
  if (found === 'later') return { kind: 'later' };
  if (found.length === 0) return { kind: 'unknown' };
  const allowed = allowInside || hop.chosen ? found : found.filter((address) => !isInsideAddress(address));
  if (allowed.length === 0) return { kind: 'inside' };
  return { kind: 'addresses', addresses: allowed.slice(0, MAX_ADDRESSES) };
}

async function lookUp(host: string, dns: Dns): Promise<readonly string[] | 'later'> {
  if (isIP(host) !== 0) return [host];
  // RFC 6761 §6.3: known without asking.
  if (host === 'localhost') return ['127.0.0.1', '::1'];
  const answers = await Promise.all([askFor(host, 'A', dns), askFor(host, 'AAAA', dns)]);
  const addresses = answers
    .flatMap((answer) => (answer.kind === 'records' ? answer.records : []))
    .filter((address) => typeof address === 'string' && isIP(address) !== 0) as string[];
  // One family that can't be had is no reason to wait for it.
  return addresses.length === 0 && answers.some(({ kind }) => kind === 'later') ? 'later' : addresses;
}

type DnsAnswer =
  | { readonly kind: 'records'; readonly records: readonly unknown[] }
  | { readonly kind: 'no-name' }
  | { readonly kind: 'later' };

/** `records` may be empty: the name exists without that type. Only "no" is no; the rest means later (T15). */
async function askFor(name: string, type: DnsRecordType, dns: Dns): Promise<DnsAnswer> {
  try {
    return { kind: 'records', records: await dns.resolve(name, type) };
  } catch (error) {
    if (!(error instanceof DnsFailure)) throw error;
    if (error.code === 'ENOTFOUND') return { kind: 'no-name' };
    return error.code === 'ENODATA' ? { kind: 'records', records: [] } : { kind: 'later' };
  }
}
