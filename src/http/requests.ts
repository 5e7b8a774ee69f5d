import type { Context } from 'hono';
import { z } from 'zod';

import type { TextCursor } from '#views/page.ts';
import { decodeCursor } from '#views/page.ts';

import type { HttpEnvironment } from './environment.ts';
import type { FieldError } from './problem.ts';
import { problem } from './problem.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u;

/** An id in the path; null for anything that is none: such a thing isn't there, whatever it was meant to be. */
export function readId(text: string | undefined): string | null {
  const id = (text ?? '').toLowerCase();
  return UUID.test(id) ? id : null;
}

const cursor = z.string().transform((text, context): TextCursor | null => {
  const found = decodeCursor(text);
  if (found === null) context.addIssue('must be the value of “next” of the page before');
  return found;
});

/** `?limit=…&after=…` of every list. */
export const pageQuery = {
  limit: z
    .string()
    .regex(/^\d{1,3}$/u, 'must be a whole number from 1 to 200')
    .transform(Number)
    .pipe(
      z
        .number()
        .min(1, 'must be a whole number from 1 to 200')
        .max(200, 'must be a whole number from 1 to 200'),
    )
    .default(50),
  after: cursor.nullable().default(null),
};

/** A request's values, or the answer that says what is wrong with them. */
export type RequestReading<T> =
  | { readonly kind: 'values'; readonly values: T }
  | { readonly kind: 'answer'; readonly response: Response };

/** A value by its schema; what is wrong with it is listed by field. */
export function checkValue<T>(
  c: Context<HttpEnvironment>,
  schema: z.ZodType<T>,
  value: unknown,
): RequestReading<T> {
  const result = schema.safeParse(value);
  if (result.success) return { kind: 'values', values: result.data };
  const errors = result.error.issues.slice(0, 20).map((issue): FieldError => ({
    field: issue.path.join('.').slice(0, 100),
    reason: issue.message.slice(0, 200),
  }));
  return { kind: 'answer', response: problem(c, 'not-valid', {}, errors) };
}

/** The query of a request; a parameter that nobody asked for is most likely a typing error. */
export function readQuery<T extends z.ZodRawShape>(
  c: Context<HttpEnvironment>,
  shape: T,
): RequestReading<z.infer<z.ZodObject<T>>> {
  return checkValue(c, z.strictObject(shape) as unknown as z.ZodType<z.infer<z.ZodObject<T>>>, c.req.query());
}

/** The JSON body of a request; at most `limit` bytes of it are held. */
export async function readJsonBody<T>(
  c: Context<HttpEnvironment>,
  schema: z.ZodType<T>,
  limit: number = SMALL_BODY,
): Promise<RequestReading<T>> {
  if (mediaType(c) !== 'application/json')
    return { kind: 'answer', response: problem(c, 'wrong-media-type', { expected: 'application/json' }) };
  const text = await readTextBody(c, limit);
  if (text.kind === 'answer') return text;
  let value: unknown;
  try {
    value = JSON.parse(text.values);
  } catch {
    return { kind: 'answer', response: problem(c, 'not-json') };
  }
  return checkValue(c, schema, value);
}

/** Bytes of a request's body, where the endpoint doesn't say otherwise. */
const SMALL_BODY = 64 * 1024;

/** The body as text, which has to be UTF-8; at most `limit` bytes of it are held. */
export async function readTextBody(
  c: Context<HttpEnvironment>,
  limit: number = SMALL_BODY,
): Promise<RequestReading<string>> {
  const bytes = await readBytes(c, limit);
  if (bytes === null) return { kind: 'answer', response: problem(c, 'too-large', { limit }) };
  try {
    return { kind: 'values', values: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { kind: 'answer', response: problem(c, 'not-text') };
  }
}

/** Null where there is more: what the client announces is checked first, and what it sends is counted. */
export async function readBytes(c: Context<HttpEnvironment>, limit: number): Promise<Uint8Array | null> {
  if (Number(c.req.header('content-length') ?? 0) > limit) return null;
  const { body } = c.req.raw;
  if (body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The type of the body without parameters, in lower case. */
export function mediaType(c: Context<HttpEnvironment>): string {
  return (c.req.header('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}
