import { createHash } from 'node:crypto';

import type { Context } from 'hono';

import type { Principal } from '#market/rights.ts';
import type { RepeatableRequest } from '#store/repeatable-request.ts';
import { beginRequest, endRequest } from '#store/repeatable-request.ts';

import type { HttpEnvironment } from './environment.ts';
import { requirePrincipal } from './guard.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';

const KEY = /^[\x21-\x7e]{1,200}$/u;

function hashOf(...parts: readonly (string | Uint8Array)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest();
}

/** Two tokens of one account are one asker: a program that was given a new one may still repeat. */
function askerOf({ kind, ownerId, tokenId }: Principal): string {
  return `${kind} ${ownerId ?? tokenId ?? ''}`;
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
): Promise<Response> {
  const key = c.req.header('idempotency-key');
  if (key === undefined) return run(null);
  if (!KEY.test(key)) return problem(c, 'key-not-valid');
  const { db } = database;
  const request: RepeatableRequest = {
    asker: askerOf(requirePrincipal(c)),
    keyHash: hashOf(key),
    requestHash: hashOf(c.req.method, c.req.path, body),
    at: clock.now(),
  };
  const begun = await beginRequest(db, request);
  if (begun.kind === 'other-request') return problem(c, 'key-used-otherwise');
  if (begun.kind === 'under-way') return problem(c, 'request-under-way');
  if (begun.kind === 'answered')
    return new Response(begun.answer, {
      status: begun.status,
      headers: { 'content-type': typeOf(begun.status), 'idempotency-replayed': 'true' },
    });
  let response: Response;
  try {
    response = await run(key);
  } catch (error) {
    await endRequest(db, request, null);
    throw error;
  }
  // SECURITY: an answer that asks to be tried later is none to keep.
  const isFinal = response.status < 500 && response.status !== 429;
  const answer = isFinal ? { status: response.status, answer: await response.clone().text() } : null;
  await endRequest(db, request, answer);
  return response;
}

function typeOf(status: number): string {
  return status < 400 ? 'application/json' : 'application/problem+json';
}
