import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';

import type { WebhookAnswer, WebhookFailure } from '#market/webhook.ts';
import { addressesOf } from '#smtp/client/next-hops.ts';
import type { Dns } from '#smtp/dns.ts';

/** A receiver that hasn't answered by then has failed; the next attempt is another. */
const ANSWER_WITHIN_MS = 15_000;
const REST_BETWEEN_MS = 5_000;

/** Where to look a host up, and whether it may lead into our own network (test benches alone). */
export interface PosterOptions {
  readonly dns: Dns;
  readonly allowInside: boolean;
  /** Over ours, for tests. */
  readonly answerWithinMs?: number;
}

export interface EventPoster {
  /** Sends a body; follows no redirect, and never fails: what went wrong is an answer. */
  post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<WebhookAnswer>;
  /** Whether the host of an address can be sent to now; null where it can. */
  check(url: URL): Promise<'name-unknown' | 'inside-address' | null>;
  close(): void;
}

class LookUpError extends Error {
  readonly failure: WebhookFailure;

  constructor(failure: WebhookFailure) {
    super(failure);
    this.failure = failure;
  }
}

/** Sends events by HTTP. Connections are kept for the next event to the same host. */
export function createEventPoster({ dns, allowInside, answerWithinMs }: PosterOptions): EventPoster {
  const find = async (host: string): Promise<readonly string[]> => {
    const found = await addressesOf({ host, chosen: false }, dns, allowInside);
    if (found.kind === 'addresses') return found.addresses;
    throw new LookUpError(found.kind === 'inside' ? 'inside-address' : 'name-unknown');
  };
  // SECURITY: threats T14. A connection is made to the very address that was checked here, at the moment of
  // connecting: a second answer of the DNS can't put an inside one in its place.
  const lookup: LookupFunction = (host, { all }, callback) => {
    const answer = async (): Promise<void> => {
      let found: readonly string[];
      try {
        found = await find(host.replace(/\.$/u, ''));
      } catch (error) {
        callback(error as NodeJS.ErrnoException, '', 0);
        return;
      }
      const addresses = found.map((address) => ({ address, family: isIP(address) }));
      if (all === true) callback(null, addresses);
      else callback(null, addresses[0]?.address ?? '', addresses[0]?.family);
    };
    void answer();
  };
  const agentOptions = { keepAlive: true, timeout: REST_BETWEEN_MS, lookup, autoSelectFamily: true };
  const agents = { http: new http.Agent(agentOptions), https: new https.Agent(agentOptions) };
  const check: EventPoster['check'] = async (url) => {
    try {
      await find(hostOf(url));
      return null;
    } catch (error) {
      if (error instanceof LookUpError)
        return error.failure === 'inside-address' ? 'inside-address' : 'name-unknown';
      throw error;
    }
  };
  return {
    check,
    post: async (text, headers, body) => {
      const url = new URL(text);
      try {
        // An address in the place of a name is connected to without asking `lookup`.
        if (isIP(hostOf(url)) !== 0) await find(hostOf(url));
        return await send(url, agents, { headers, body, withinMs: answerWithinMs ?? ANSWER_WITHIN_MS });
      } catch (error) {
        return { kind: 'failed', failure: failureOf(error) };
      }
    },
    close: () => {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}

/** RFC 3986 §3.2.2: an IPv6 address stands in brackets. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/u, '$1').replace(/\.$/u, '');
}

function send(
  url: URL,
  agents: { readonly http: http.Agent; readonly https: https.Agent },
  {
    headers,
    body,
    withinMs,
  }: {
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly withinMs: number;
  },
): Promise<WebhookAnswer> {
  const isSecure = url.protocol === 'https:';
  const bytes = Buffer.from(body);
  return new Promise((resolve, reject) => {
    const request = (isSecure ? https : http).request(url, {
      method: 'POST',
      agent: isSecure ? agents.https : agents.http,
      headers: { ...headers, 'content-length': bytes.length },
      signal: AbortSignal.timeout(withinMs),
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      // Closed by the receiver while it rested: that says nothing about the receiver.
      if (request.reusedSocket && error.code === 'ECONNRESET')
        resolve(send(url, agents, { headers, body, withinMs }));
      else reject(error);
    });
    request.on('response', (response) => {
      const status = response.statusCode ?? 0;
      const retryAfterMs = retryAfter(response.headers['retry-after']);
      // What it says beside the status is nothing to us. Read to the end, so that the connection can be used again;
      // one that never ends is cut off with the time limit.
      response.on('error', () => undefined);
      response.resume();
      resolve({ kind: 'answered', status, retryAfterMs });
    });
    request.end(bytes);
  });
}

/** RFC 9110 §10.2.3, as seconds; a date is not looked at. */
function retryAfter(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,7}$/u.test(text) ? Number(text) * 1000 : null;
}

const REFUSED = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EACCES', 'EADDRNOTAVAIL']);

function failureOf(error: unknown): WebhookFailure {
  if (error instanceof LookUpError) return error.failure;
  // Of several addresses that all failed, the first says enough.
  const one = error instanceof AggregateError ? (error.errors as unknown[])[0] : error;
  if (!(one instanceof Error)) return 'connection-lost';
  const code = 'code' in one ? String(one.code) : '';
  if (
    one.name === 'TimeoutError' ||
    one.name === 'AbortError' ||
    code === 'ETIMEDOUT' ||
    code === 'ABORT_ERR'
  )
    return 'timed-out';
  if (REFUSED.has(code)) return 'connection-refused';
  return /CERT|TLS|SSL|SELF_SIGNED|ISSUER|ALTNAME/u.test(code) ? 'certificate' : 'connection-lost';
}
