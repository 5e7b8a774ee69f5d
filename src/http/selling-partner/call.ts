import type { z } from 'zod';

import type { ApiCaller } from '#store/application-token.ts';

import type { ApiAnswer } from './api-answer.ts';
import { invalid, refuse } from './api-answer.ts';
import type { Operation, OperationId } from './operations.ts';

/** A call that came through the door: who, what, with which values. */
export interface ApiCall {
  readonly id: OperationId;
  readonly operation: Operation;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly request: Request;
  readonly url: URL;
  readonly caller: ApiCaller;
}

/** A value of the call, or the answer that says what is wrong with it. */
export type CallReading<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'answer'; readonly answer: ApiAnswer };

export const value = <T>(found: T): CallReading<T> => ({ kind: 'value', value: found });
export const answer = (found: ApiAnswer): CallReading<never> => ({ kind: 'answer', answer: found });

/** A list in the query: joined by commas, as the clients do, or the key repeated. */
export function queryList({ query }: Pick<ApiCall, 'query'>, name: string): string[] {
  return query
    .getAll(name)
    .flatMap((text) => text.split(','))
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

/** The one marketplace that a call is about. */
export function readMarketplaceId(call: ApiCall): CallReading<string> {
  const [first, ...others] = queryList(call, 'marketplaceIds');
  if (first === undefined)
    return answer(invalid('marketplaceIds: Missing or invalid request parameter: marketplaceIds'));
  return others.length === 0
    ? value(first)
    : answer(invalid('marketplaceIds: Only one marketplace can be given.'));
}

/** Bytes of a body that is no file. */
const MOST_BODY_BYTES = 256 * 1024;

const TOO_LARGE = refuse(413, { message: 'The request size exceeded the maximum accepted size.' });
const WRONG_TYPE = refuse(415, { message: "The request's Content-Type header is invalid." });

/** The bytes of a request's body; null where there are more than `most`. */
export async function readBytes(request: Request, most: number): Promise<Buffer | null> {
  if (Number(request.headers.get('content-length') ?? 0) > most) return null;
  if (request.body === null) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > most) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * The body as JSON. Without any byte it is an empty object whatever type it claims to be: some clients call a form
 * what they send nothing of (the paper, section 1). Bodies without a type are read too.
 */
export async function readJson(request: Request): Promise<CallReading<unknown>> {
  const bytes = await readBytes(request, MOST_BODY_BYTES);
  if (bytes === null) return answer(TOO_LARGE);
  if (bytes.length === 0) return value({});
  const type = (request.headers.get('content-type') ?? 'application/json')
    .split(';', 1)[0]
    ?.trim()
    .toLowerCase();
  if (type !== 'application/json') return answer(WRONG_TYPE);
  try {
    return value(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes), storable) as unknown);
  } catch {
    return answer(invalid('The request body is not valid JSON.'));
  }
}

/** Words that the database can keep: no NUL, no half of a pair (RFC 8259 §8.2). */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

function storable(key: string, given: unknown): unknown {
  if (!isStorable(key) || (typeof given === 'string' && !isStorable(given)))
    throw new SyntaxError('words that nothing can keep');
  return given;
}

/** The body of a call by its schema; unknown properties are passed over, as the clients expect. */
export async function readBody<T>(call: ApiCall, schema: z.ZodType<T>): Promise<CallReading<T>> {
  const json = await readJson(call.request);
  if (json.kind === 'answer') return json;
  const result = schema.safeParse(json.value);
  if (result.success) return value(result.data);
  const [first, ...rest] = result.error.issues.slice(0, 20).map((issue) => {
    const field = issue.path.join('.').slice(0, 100);
    return {
      message: 'Request has missing or invalid parameters.',
      details: `${field}: ${issue.message}`.slice(0, 300),
    };
  });
  return answer(first === undefined ? invalid('Invalid request.') : refuse(400, first, ...rest));
}

/** The seller that the call is for. The door lets nobody in without one where an operation needs it. */
export function requireSeller({ caller }: Pick<ApiCall, 'caller'>): string {
  if (caller.sellerId === null) throw new Error('an operation for sellers was called without one');
  return caller.sellerId;
}
