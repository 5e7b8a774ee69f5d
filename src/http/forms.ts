import type { Context } from 'hono';

import type { HttpEnvironment } from './environment.ts';
import type { HttpPorts } from './ports.ts';
import { problem } from './problem.ts';
import { isForeign } from './request-origin.ts';
import type { RequestReading } from './requests.ts';
import { mediaType, readTextBody } from './requests.ts';

const FORM = 'application/x-www-form-urlencoded';

/** The fields of a form, whoever's page it stands on. */
export async function readFormFields(c: Context<HttpEnvironment>): Promise<RequestReading<URLSearchParams>> {
  if (mediaType(c) !== FORM)
    return { kind: 'answer', response: problem(c, 'wrong-media-type', { expected: FORM }) };
  const text = await readTextBody(c);
  return text.kind === 'answer' ? text : { kind: 'values', values: new URLSearchParams(text.values) };
}

/** The fields of a form of ours, or the answer: a form on another website is refused (CSRF, sign-in as somebody else). */
export async function readForm(
  c: Context<HttpEnvironment>,
  ports: Pick<HttpPorts, 'publicUrl'>,
): Promise<RequestReading<URLSearchParams>> {
  if (isForeign(c, ports)) return { kind: 'answer', response: problem(c, 'foreign-origin') };
  return readFormFields(c);
}
