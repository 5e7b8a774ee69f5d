/** What went wrong, in a sentence of the server's in the reader's language (RFC 9457). */
export class ApiProblem extends Error {
  /** 0: the server wasn't reached. */
  readonly status: number;
  /** The last part of the problem's type, such as `not-found`. */
  readonly code: string;
  readonly fields: readonly { readonly field: string; readonly reason: string }[];
  /** What became of a message that was kept but refused; read by web/data/writing.ts. */
  readonly refused: unknown;

  constructor(
    status: number,
    code: string,
    sentence: string,
    { errors = [], message = null }: Pick<ProblemDetails, 'errors' | 'message'> = {},
  ) {
    super(sentence);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = code;
    this.fields = errors;
    this.refused = message;
  }
}

interface ProblemDetails {
  readonly type?: string;
  readonly detail?: string;
  readonly errors?: ApiProblem['fields'];
  readonly message?: unknown;
}

async function send<T>(method: string, path: string, init: RequestInit): Promise<T> {
  const headers = new Headers(init.headers);
  // SECURITY: no form of another website can send it; the server asks for it where a cookie says who we are.
  headers.set('parley-request', '1');
  headers.set('accept', 'application/json');
  headers.set('accept-language', document.documentElement.lang);
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, { ...init, method, headers });
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    throw new ApiProblem(0, 'unreachable', '');
  }
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T;
  throw await problemOf(response);
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const details = (await response.json().catch(() => ({}))) as ProblemDetails;
  const code = details.type?.split(':').at(-1) ?? 'unknown';
  return new ApiProblem(response.status, code, details.detail ?? '', details);
}

/** Asks for `path` under /api/v1. Throws an `ApiProblem`. */
export function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return send('GET', path, signal === undefined ? {} : { signal });
}

/** Sends JSON. Throws an `ApiProblem`. */
export function submit<T>(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<T> {
  return send(
    method,
    path,
    body === undefined
      ? { headers }
      : { body: JSON.stringify(body), headers: { ...headers, 'content-type': 'application/json' } },
  );
}

/** Sends a text of another type. Throws an `ApiProblem`. */
export function submitText<T>(method: 'POST', path: string, body: string, mediaType: string): Promise<T> {
  return send(method, path, { body, headers: { 'content-type': mediaType } });
}

/** `?a=1&b=2` of what is there. */
export function queryText(values: Readonly<Record<string, string | number | null | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value != null) query.set(name, String(value));
  return query.size === 0 ? '' : `?${query}`;
}
