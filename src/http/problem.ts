import { STATUS_CODES } from 'node:http';

import type { Context } from 'hono';

import type { MessageKey, MessageValues } from '#locales/catalogue.ts';
import { say } from '#locales/catalogue.ts';

import type { HttpEnvironment } from './environment.ts';
import { problemPage } from './page.ts';

/** Every problem that a request can run into, with its status: the closed list. */
const STATUS = {
  'not-json': 400,
  'not-text': 400,
  'not-valid': 400,
  'due-not-here': 400,
  'filter-not-here': 400,
  'token-missing': 401,
  'token-unknown': 401,
  'token-revoked': 401,
  'token-expired': 401,
  'session-ended': 401,
  'too-many-tries': 429,
  'session-needed': 403,
  'write-header-missing': 403,
  'role-may-not': 403,
  'wrong-role': 403,
  'scope-missing': 403,
  'foreign-origin': 403,
  'not-found': 404,
  'not-listed': 404,
  'method-not-allowed': 405,
  'last-of-its-kind': 409,
  'member-already': 409,
  'listed-already': 409,
  'decided-cannot-be-removed': 409,
  'suppression-automatic': 409,
  'name-taken': 409,
  'too-many-templates': 409,
  'too-many-views': 409,
  'too-many-webhooks': 409,
  'webhook-disabled': 409,
  'webhook-not-disabled': 409,
  'changed-meanwhile': 412,
  'version-missing': 428,
  'request-under-way': 409,
  'on-its-way': 409,
  'handed-over-already': 409,
  'settled-already': 409,
  'review-claimed': 409,
  'review-not-claimed': 409,
  'review-decided': 409,
  'review-not-decided': 409,
  'decision-not-possible': 409,
  'solicited-meanwhile': 409,
  'undo-too-late': 409,
  'own-message': 409,
  'reported-already': 409,
  'step-over': 409,
  'objected-already': 409,
  'objection-too-late': 409,
  'no-objection': 409,
  'decided-by-same': 409,
  'conversation-blocked': 409,
  'conversation-not-blocked': 409,
  'not-delayed': 409,
  'cancelled-already': 409,
  'nothing-to-move': 409,
  'nobody-waits': 409,
  'not-marked': 409,
  'no-wait': 409,
  'disputed-already': 409,
  'wait-not-ended': 409,
  'facts-missing': 422,
  'amendment-missing': 422,
  'key-not-valid': 400,
  'not-a-form': 400,
  'too-large': 413,
  'files-too-large': 413,
  'too-many-files': 422,
  'key-used-otherwise': 422,
  'reason-unknown': 422,
  'reason-not-offered': 422,
  'inputs-wrong': 422,
  'seller-unreachable': 422,
  'message-refused': 422,
  'too-many-messages': 429,
  'too-many-streams': 429,
  'wrong-media-type': 415,
  'not-an-address': 422,
  'address-of-ours': 422,
  'claim-refused': 422,
  'variable-unknown': 422,
  'variable-empty': 422,
  'template-language-missing': 422,
  'webhook-url-wrong': 422,
  'buyer-unknown': 422,
  'language-not-offered': 422,
  'not-judged': 422,
  'too-many-drafts': 429,
  internal: 500,
  busy: 503,
  'web-not-built': 503,
} as const;

export type ProblemCode = keyof typeof STATUS;

/** In how many seconds it is worth trying again. */
const RETRY_AFTER: ReadonlyMap<ProblemCode, string> = new Map([
  ['busy', '60'],
  ['too-many-drafts', '1'],
  ['too-many-streams', '60'],
  ['too-many-messages', '600'],
]);

/** One value of a request that can't be. */
export interface FieldError {
  readonly field: string;
  readonly reason: string;
}

/**
 * An answer that says what is wrong in a sentence a person can act on: problem details (RFC 9457) in the
 * reader's language, or a page for a browser.
 */
export function problem(
  c: Context<HttpEnvironment>,
  code: ProblemCode,
  values: MessageValues = {},
  errors: readonly FieldError[] = [],
  /** Further members of the problem (RFC 9457 §3.2). */
  members: Readonly<Record<string, unknown>> = {},
): Response {
  const status = STATUS[code];
  const language = c.get('language');
  const detail = say(language, `problem.${code}` satisfies MessageKey, values);
  const headers = headersOf(code, language, values);
  if (wantsPage(c)) {
    headers.set('content-type', 'text/html; charset=utf-8');
    return new Response(problemPage(language, detail), { status, headers });
  }
  headers.set('content-type', 'application/problem+json');
  const title = STATUS_CODES[status] ?? 'Problem';
  const body = { type: `urn:parley:problem:${code}`, title, status, detail };
  const listed = errors.length === 0 ? {} : { errors };
  return new Response(JSON.stringify({ ...members, ...body, ...listed }), { status, headers });
}

function headersOf(code: ProblemCode, language: string, values: MessageValues): Headers {
  const status = STATUS[code];
  const headers = new Headers({ 'content-language': language });
  // RFC 6750 §3: says how to come in, and that the token that was sent is none.
  if (status === 401)
    headers.set(
      'www-authenticate',
      code.startsWith('token-') && code !== 'token-missing' ? 'Bearer error="invalid_token"' : 'Bearer',
    );
  if (status === 405) headers.set('allow', String(values['allowed'] ?? ''));
  const seconds = RETRY_AFTER.get(code);
  if (seconds !== undefined) headers.set('retry-after', seconds);
  return headers;
}

/** Programs get JSON wherever they ask; a person who follows a link gets a page. */
function wantsPage(c: Context<HttpEnvironment>): boolean {
  return !c.req.path.startsWith('/api/') && (c.req.header('accept') ?? '').includes('text/html');
}
