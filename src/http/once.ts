import { createHash } from 'node:crypto';

import type { Context } from 'hono';

import type { Principal } from '#market/rights.ts';
import type { RepeatableRequest } from '#store/repeatable-request.ts';
import { beginRequest, endRequest } from '#store/repeatable-request.ts';
import { seal, unseal } from '#store/seal.ts';
import { sealingKeys } from '#store/seal-keys.ts';

import type { HttpEnvironment } from './environment.ts';
import { requirePrincipal } from './guard.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { readBytes } from './requests.ts';

const KEY = /^[\x21-\x7e]{1,200}$/u;

function hashOf(...parts: readonly (string | Uint8Array)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest();
}

/** Two tokens of one account are one asker: a program that was given a new one may still repeat. */
function askerOf({ kind, ownerId, tokenId, user }: Principal): string {
  return `${kind} ${ownerId ?? tokenId ?? user?.seatId ?? ''}`;
}

interface Said {
  readonly text: string;
  readonly etag: string | null;
}

/** How an answer is kept for the day in which it may be asked for again. */
interface Keeping {
  write(said: Said, request: RepeatableRequest): string;
  read(kept: string, request: RepeatableRequest): Said;
}

const AS_IT_IS: Keeping = { write: ({ text }) => text, read: (text) => ({ text, etag: null }) };

/** SECURITY: some answers tell a secret, once. In the database it stands sealed, bound to the request. */
function sealed({ secrets, ids }: Pick<HttpPorts, 'secrets' | 'ids'>): Keeping {
  const keys = sealingKeys(secrets);
  const row = ({ asker, keyHash }: RepeatableRequest): string[] => [
    'repeatable_request',
    asker,
    Buffer.from(keyHash).toString('hex'),
  ];
  return {
    write: (said, request) => {
      const plain = Buffer.from(JSON.stringify(said));
      const { sealed: octets, sealedBy } = seal(keys, plain, row(request), (length) => ids.random(length));
      return `${sealedBy} ${Buffer.from(octets).toString('base64')}`;
    },
    read: (kept, request) => {
      const [sealedBy = '', octets = ''] = kept.split(' ');
      const plain = unseal(keys, { sealed: Buffer.from(octets, 'base64'), sealedBy }, row(request));
      return JSON.parse(Buffer.from(plain).toString()) as Said;
    },
  };
}

function replayed(status: number, { text, etag }: Said): Response {
  const headers = new Headers({ 'idempotency-replayed': 'true' });
  if (etag !== null) headers.set('etag', etag);
  if (text === '') return new Response(null, { status, headers });
  headers.set('content-type', typeOf(status));
  return new Response(text, { status, headers });
}

/** A change of another version is another change. */
function versionHeader(c: Context<HttpEnvironment>): string {
  return c.req.header('if-match') ?? '';
}

/** The largest body of which a repeat is recognised: what is larger streams, and is known by what it holds (FEED 4). */
const MOST_OCTETS = 2 * 1024 * 1024;

/** A handler that writes, run once per `Idempotency-Key`. */
export function repeatable(
  handler: (c: Context<HttpEnvironment>) => Response | Promise<Response>,
  ports: Pick<HttpPorts, 'database' | 'clock' | 'secrets' | 'ids'>,
): (c: Context<HttpEnvironment>) => Promise<Response> {
  const keeping = sealed(ports);
  return async (c) => {
    if (c.req.header('idempotency-key') === undefined) return handler(c);
    const body = await readBytes(c, MOST_OCTETS);
    if (body === null) return problem(c, 'too-large', { limit: MOST_OCTETS });
    const { method, headers, url } = c.req.raw;
    // Read already: the handler reads it again.
    c.req.raw = new Request(url, {
      method,
      headers,
      ...(body.length === 0 ? {} : { body: Uint8Array.from(body) }),
    });
    return once(c, ports, body, async () => handler(c), keeping);
  };
}

/** What the key is good for beyond the answer: the flow recognises a message that was kept before a crash by it. */
export type RequestKey = string | null;

/**
 * Runs a request that writes once per `Idempotency-Key`: asked again with the same key within a day, it gives the same
 * answer and does nothing. Without the header each request is one of its own. What ended in a fault of ours is forgotten,
 * so that it can be tried again.
 */
export async function once(
  c: Context<HttpEnvironment>,
  { database, clock }: Pick<HttpPorts, 'database' | 'clock'>,
  body: Uint8Array,
  run: (key: RequestKey) => Promise<Response>,
  keeping: Keeping = AS_IT_IS,
): Promise<Response> {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return run(null);
  if (!KEY.test(key)) return problem(c, 'key-not-valid');
  const { db } = database;
  const request: RepeatableRequest = {
    asker: askerOf(requirePrincipal(c)),
    keyHash: hashOf(key),
    requestHash: hashOf(c.req.method, new URL(c.req.url).search, c.req.path, versionHeader(c), body),
    at: clock.now(),
  };
  const begun = await beginRequest(db, request);
  if (begun.kind === 'other-request') return problem(c, 'key-used-otherwise');
  if (begun.kind === 'under-way') return problem(c, 'request-under-way');
  if (begun.kind === 'answered') return replayed(begun.status, keeping.read(begun.answer, request));
  let response: Response;
  try {
    response = await run(key);
  } catch (error) {
    await endRequest(db, request, null);
    throw error;
  }
  // SECURITY: an answer that asks to be tried later is none to keep.
  const isFinal = response.status < 500 && response.status !== 429;
  const etag = response.headers.get('etag');
  const text = isFinal ? await response.clone().text() : '';
  const answer = isFinal ? { status: response.status, answer: keeping.write({ text, etag }, request) } : null;
  await endRequest(db, request, answer);
  return response;
}

function typeOf(status: number): string {
  return status < 400 ? 'application/json' : 'application/problem+json';
}
