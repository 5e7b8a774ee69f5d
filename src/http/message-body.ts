import type { Context } from 'hono';
import { z } from 'zod';

import type { AuthoredFile } from '#mail/authored-content.ts';

import type { HttpEnvironment } from './environment.ts';
import { problem } from './problem.ts';
import type { RequestReading } from './requests.ts';
import { checkValue, mediaType, readBytes } from './requests.ts';

/** More files than any contact reason takes. */
const MOST_FILES = 20;
/** Of the words and everything else beside the files. */
const BESIDE_FILES = 256 * 1024;
const LONGEST_TEXT = 50_000;

const words = z.string().max(LONGEST_TEXT);

const file = z.strictObject({
  name: z.string().max(255).nullable().default(null),
  mediaType: z.string().max(100).default('application/octet-stream'),
  /** RFC 4648 §4. */
  content: z.base64(),
});

/** The fields of every message; an endpoint adds its own. */
export const messageFields = {
  text: words.default(''),
  files: z.array(file).max(MOST_FILES).default([]),
};

/** What a contact reason's template asks for beside the author's words; dates as `2026-12-22`. */
export const reasonFields = {
  ...messageFields,
  inputs: z.record(z.string().max(40), words).default({}),
};

/** A message as it was sent: its fields, its files decoded, and the bytes that a repeat is known by. */
export interface MessageBody<T> {
  readonly fields: T;
  readonly files: readonly AuthoredFile[];
  readonly bytes: Uint8Array;
}

interface WithFiles {
  readonly files: readonly z.infer<typeof file>[];
}

/**
 * Reads a message: JSON with its files in base64, or a form (`multipart/form-data`) whose field `message` is that JSON
 * without files and whose fields `files` are the files. `maxFileBytes` counts decoded bytes of all of them together.
 */
export async function readMessageBody<T extends WithFiles>(
  c: Context<HttpEnvironment>,
  schema: z.ZodType<T>,
  maxFileBytes: number,
): Promise<RequestReading<MessageBody<T>>> {
  const type = mediaType(c);
  const isForm = type === 'multipart/form-data';
  if (!isForm && type !== 'application/json')
    return answer(problem(c, 'wrong-media-type', { expected: 'application/json or multipart/form-data' }));
  // Base64 makes four letters of three bytes.
  const limit = BESIDE_FILES + (isForm ? maxFileBytes : Math.ceil(maxFileBytes / 3) * 4);
  const bytes = await readBytes(c, limit);
  if (bytes === null) return answer(problem(c, 'files-too-large', { limit: maxFileBytes }));
  const parts = isForm ? await readForm(c, bytes) : { text: bytes, files: [] };
  if (parts === null) return answer(problem(c, 'not-a-form'));
  const read = readFields(c, schema, parts.text);
  if (read.kind === 'answer') return read;
  const files = [
    ...parts.files,
    ...read.values.files.map(({ name, mediaType: declared, content }) => ({
      name,
      mediaType: declared,
      bytes: Buffer.from(content, 'base64'),
    })),
  ];
  if (files.length > MOST_FILES) return answer(problem(c, 'too-many-files', { most: MOST_FILES }));
  const size = files.reduce((sum, item) => sum + item.bytes.byteLength, 0);
  if (size > maxFileBytes) return answer(problem(c, 'files-too-large', { limit: maxFileBytes }));
  return { kind: 'values', values: { fields: read.values, files, bytes } };
}

function answer(response: Response): { readonly kind: 'answer'; readonly response: Response } {
  return { kind: 'answer', response };
}

function readFields<T>(
  c: Context<HttpEnvironment>,
  schema: z.ZodType<T>,
  bytes: Uint8Array,
): RequestReading<T> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return answer(problem(c, 'not-json'));
  }
  return checkValue(c, schema, value);
}

/** The parts of a form; null where it is none. Only `message` and `files` are taken. */
async function readForm(
  c: Context<HttpEnvironment>,
  bytes: Uint8Array,
): Promise<{ readonly text: Uint8Array; readonly files: readonly AuthoredFile[] } | null> {
  let form: FormData;
  try {
    const headers = { 'content-type': c.req.header('content-type') ?? '' };
    form = await new Response(Uint8Array.from(bytes), { headers }).formData();
  } catch {
    return null;
  }
  const message = form.get('message');
  const files: AuthoredFile[] = [];
  for (const part of form.getAll('files')) {
    if (typeof part === 'string') return null;
    files.push({ name: part.name, mediaType: part.type, bytes: new Uint8Array(await part.arrayBuffer()) });
  }
  return typeof message === 'string' ? { text: Buffer.from(message), files } : null;
}
