import type { Operation } from './operations.ts';

/** What an operation answers, before it has its headers. */
export interface ApiAnswer {
  readonly status: 200 | 201 | 202 | 204 | ApiErrorStatus;
  /** Null only with 204: clients stumble over an empty body with any other. */
  readonly body: object | null;
}

export type ApiErrorStatus = 400 | 401 | 403 | 404 | 409 | 413 | 415 | 429 | 500 | 503;

/** The code that goes with a status; clients key on some of them (the paper, section 1). */
const CODES: Readonly<Record<ApiErrorStatus, string>> = {
  400: 'InvalidInput',
  401: 'Unauthorized',
  403: 'Unauthorized',
  404: 'NotFound',
  409: 'ResourceConflict',
  413: 'RequestTooLarge',
  415: 'UnsupportedMediaType',
  429: 'QuotaExceeded',
  500: 'InternalFailure',
  503: 'ServiceUnavailable',
};

export interface ApiError {
  readonly message: string;
  readonly details?: string;
}

/** An error in the API's shape; `details` is always there, since some clients read it unasked. */
export function refuse(status: ApiErrorStatus, ...errors: readonly [ApiError, ...ApiError[]]): ApiAnswer {
  return {
    status,
    body: {
      errors: errors.map(({ message, details = '' }) => ({ code: CODES[status], message, details })),
    },
  };
}

export function invalid(message: string, details = ''): ApiAnswer {
  return refuse(400, { message, details });
}

const DENIED = 'Access to requested resource is denied.';

/** 403 for every reason about the token or its rights; `details` is what tools tell them apart by. */
export function denied(details = ''): ApiAnswer {
  return refuse(403, { message: DENIED, details });
}

/** One answer for what isn't there and for what is another seller's. */
export const NOT_FOUND: ApiAnswer = refuse(404, { message: 'The resource specified does not exist.' });

export const FAULT: ApiAnswer = refuse(500, {
  message: 'We encountered an internal error. Please try again.',
});
export const UNAVAILABLE: ApiAnswer = refuse(503, {
  message: 'Temporary overloading or maintenance of the server.',
});

/** The answer as it goes on the wire. `limit`: the operation's calls a second, for tools that pace themselves by it. */
export function responseOf(
  { status, body }: ApiAnswer,
  { requestId, operation }: { readonly requestId: string; readonly operation: Operation | null },
): Response {
  const headers = new Headers({
    'x-amzn-requestid': requestId,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  if (operation !== null) headers.set('x-amzn-ratelimit-limit', rateText(operation.rate));
  if (status >= 400) headers.set('x-amzn-errortype', `${CODES[status as ApiErrorStatus]}Exception`);
  if (status === 503) headers.set('retry-after', '60');
  if (body === null) return new Response(null, { status, headers });
  headers.set('content-type', operation?.mediaType ?? 'application/json');
  return new Response(JSON.stringify(body), { status, headers });
}

/** `1.0`, `0.0167`: as tools expect it. */
function rateText(rate: number): string {
  return Number.isInteger(rate) ? rate.toFixed(1) : String(rate);
}
