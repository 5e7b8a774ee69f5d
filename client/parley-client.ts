import type { Endpoints } from './endpoints.gen.ts';

// A client of Parley's own API: the types are generated (scripts/write-client.ts), this is all the code. It needs `fetch` alone,
// so it runs in Node and in browsers.

export interface ClientOptions {
  /** `https://messages.example` */
  readonly base: string;
  readonly token: string;
  /** In which language sentences for people come: `de`. */
  readonly language?: string;
  readonly fetch?: typeof fetch;
}

/** A problem (RFC 9457) that an endpoint answered with. */
export class ParleyProblem extends Error {
  /** `urn:parley:problem:…` */
  readonly type: string;
  readonly status: number;
  /** All members of the problem. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(status: number, members: Readonly<Record<string, unknown>>) {
    const { detail, type } = members;
    super(typeof detail === 'string' ? detail : `status ${status}`);
    this.name = 'ParleyProblem';
    this.type = typeof type === 'string' ? type : 'about:blank';
    this.status = status;
    this.members = members;
  }
}

/** What goes with a call: what the endpoint asks for, and what any write may carry. */
export type CallOptions<E extends keyof Endpoints> = Endpoints[E]['given'] & {
  /** For a write that may be sent again: the same key gives the same answer for a day. */
  readonly idempotencyKey?: string;
};

/** An answer with the ETag that a change has to name. */
export interface Answered<T> {
  readonly value: T;
  readonly etag: string | null;
}

type Given = {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | null | undefined>>;
  readonly body?: unknown;
  readonly type?: string;
  readonly ifMatch?: string;
  readonly idempotencyKey?: string;
};

/** Calls endpoints by their name: `client.call('GET /api/v1/conversations', { query: { limit: 20 } })`. */
export class ParleyClient {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** Throws a `ParleyProblem` where the endpoint answers with one. */
  async call<E extends keyof Endpoints>(endpoint: E, given: CallOptions<E>): Promise<Endpoints[E]['answer']> {
    return (await this.ask(endpoint, given)).value;
  }

  /** The same, with the ETag. */
  async ask<E extends keyof Endpoints>(
    endpoint: E,
    given: CallOptions<E>,
  ): Promise<Answered<Endpoints[E]['answer']>> {
    const { url, init } = requestOf(endpoint, given as Given, this.#options);
    const response = await (this.#options.fetch ?? fetch)(url, init);
    const isJson = /json/u.test(response.headers.get('content-type') ?? '');
    const value: unknown = isJson ? await response.json() : await response.text();
    if (!response.ok)
      throw new ParleyProblem(response.status, isJson ? (value as Readonly<Record<string, unknown>>) : {});
    return { value: value as Endpoints[E]['answer'], etag: response.headers.get('etag') };
  }

  /** All items of a list, page by page. */
  async *each<E extends ListEndpoint>(
    endpoint: E,
    given: CallOptions<E>,
  ): AsyncGenerator<Endpoints[E]['answer']['items'][number], void> {
    let after: string | null = null;
    do {
      const { query } = given as Given;
      const wanted = { ...given, query: after === null ? query : { ...query, after } } as CallOptions<E>;
      const page: { readonly items: readonly unknown[]; readonly next: string | null } = await this.call(
        endpoint,
        wanted,
      );
      yield* page.items as Endpoints[E]['answer']['items'];
      after = page.next;
    } while (after !== null);
  }
}

function requestOf(
  endpoint: string,
  { path, query, body, type, ifMatch, idempotencyKey }: Given,
  { base, token, language }: ClientOptions,
): { readonly url: URL; readonly init: RequestInit } {
  const [method = 'GET', template = ''] = endpoint.split(' ');
  const filled = template.replaceAll(/:(\w+)/gu, (_, name: string) => encodeURIComponent(path?.[name] ?? ''));
  const url = new URL(filled, base);
  for (const [name, value] of present(query ?? {})) url.searchParams.set(name, String(value));
  const sent = bodyOf(body, type);
  const headers = new Headers(
    present({
      authorization: `Bearer ${token}`,
      'accept-language': language,
      'content-type': sent?.type,
      'if-match': ifMatch,
      'idempotency-key': idempotencyKey,
    }),
  );
  return { url, init: { method, headers, body: sent?.body ?? null } };
}

/** What isn't JSON says its type, and is sent as it is. */
function bodyOf(
  body: unknown,
  type: string | undefined,
): { readonly type: string; readonly body: string } | null {
  if (body === undefined) return null;
  return type === undefined
    ? { type: 'application/json', body: JSON.stringify(body) }
    : { type, body: body as string };
}

function present<T>(values: Readonly<Record<string, T | null | undefined>>): [string, T][] {
  return Object.entries(values).filter(
    (entry): entry is [string, T] => entry[1] !== null && entry[1] !== undefined,
  );
}

/** Endpoints that answer a part of a list and where the next part begins. */
type ListEndpoint = {
  [E in keyof Endpoints]: Endpoints[E]['answer'] extends {
    readonly items: readonly unknown[];
    readonly next: string | null;
    readonly more?: never;
  }
    ? E
    : never;
}[keyof Endpoints];
