import assert from 'node:assert/strict';

import { createFeedWorker } from '#flow/feed-queue.ts';
import { createHttpApp } from '#http/app.ts';
import type { HttpPorts } from '#http/ports.ts';
import { startHttp } from '#http/start.ts';
import type { ApplicationRole } from '#market/application.ts';
import { TOKEN_SECONDS } from '#market/application.ts';

import type { SampleApplication } from './sample-application.ts';
import { letAct, sampleApplication } from './sample-application.ts';
import type { Answer, SampleHttp } from './sample-http.ts';
import { sampleHttp } from './sample-http.ts';
import { MARKET_AT } from './sample-market.ts';

interface Call {
  readonly token?: string | undefined;
  readonly body?: string | object | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The sample market behind the selling-partner door, with an application that acts for Anna, and a clock of its own. */
export interface SellingPartnerHttp {
  readonly http: SampleHttp;
  readonly base: string;
  readonly application: SampleApplication;
  readonly refreshToken: string;
  /** An access token for Anna with all roles. */
  readonly access: string;
  readonly clock: { now: Date };
  /** For Anna, with a token that hasn't run out; with `token` '' none is sent. A body that is an object is sent as JSON. */
  readonly call: (method: string, path: string, call?: Call) => Promise<Answer>;
  /** An access token of a new application for a seller within roles. */
  readonly accessFor: (sellerId: string, roles?: readonly ApplicationRole[]) => Promise<string>;
  readonly tokenRequest: (values: Readonly<Record<string, string>>, asForm?: boolean) => Promise<Answer>;
  /** Reads the feed that waited longest, as the worker of a node does. */
  readonly readFeed: () => Promise<void>;
  /** Moves the clock on, so that every bucket of calls is full again. */
  readonly later: (seconds: number) => void;
  readonly stop: () => Promise<void>;
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = /json/u.test(response.headers.get('content-type') ?? '') && text !== '';
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : null };
}

/** `changes` replace ports, for faults and settings. */
export async function sellingPartnerHttp(
  changes: (ports: HttpPorts, http: SampleHttp) => Partial<HttpPorts> = () => ({}),
): Promise<SellingPartnerHttp> {
  const http = await sampleHttp();
  const clock = { now: MARKET_AT };
  const ports = { ...http.ports(), clock: { now: () => clock.now } };
  const server = await startHttp(createHttpApp({ ...ports, ...changes(ports, http) }), {
    host: '127.0.0.1',
    port: 0,
  });
  const base = `http://127.0.0.1:${server.port}`;
  const application = await sampleApplication(http.database);
  const refreshToken = await letAct(http.database, application, http.market.anna.id);

  const tokenRequest: SellingPartnerHttp['tokenRequest'] = async (values, asForm = true) =>
    read(
      await fetch(`${base}/auth/o2/token`, {
        method: 'POST',
        headers: { 'content-type': asForm ? 'application/x-www-form-urlencoded' : 'application/json' },
        body: asForm ? new URLSearchParams(values).toString() : JSON.stringify(values),
      }),
    );
  const accessOf = async (own: SampleApplication, token: string): Promise<string> => {
    const answer = await tokenRequest({
      grant_type: 'refresh_token',
      refresh_token: token,
      client_id: own.clientId,
      client_secret: own.clientSecret,
    });
    assert.equal(answer.status, 200, answer.text);
    return answer.json.access_token;
  };
  const access = await accessOf(application, refreshToken);
  let current = { text: access, endsAt: clock.now.getTime() + TOKEN_SECONDS.access * 1000 };
  const currentAccess = async (): Promise<string> => {
    const at = clock.now.getTime();
    if (at >= current.endsAt)
      current = { text: await accessOf(application, refreshToken), endsAt: at + TOKEN_SECONDS.access * 1000 };
    return current.text;
  };

  return {
    http,
    base,
    application,
    refreshToken,
    access,
    clock,
    call: async (method, path, { token: given, body, headers = {} } = {}) => {
      const token = given ?? (await currentAccess());
      const isJson = typeof body === 'object' && !(body instanceof Uint8Array);
      return read(
        await fetch(base + path, {
          method,
          headers: {
            ...(token === '' ? {} : { 'x-amz-access-token': token }),
            ...(isJson ? { 'content-type': 'application/json' } : {}),
            ...headers,
          },
          ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : (body as string) }),
        }),
      );
    },
    accessFor: async (sellerId, roles) => {
      const own = await sampleApplication(http.database);
      return accessOf(own, await letAct(http.database, own, sellerId, roles));
    },
    tokenRequest,
    readFeed: async () => {
      const { db } = http.database;
      const { ids, log } = http.ports();
      const worker = createFeedWorker({
        db,
        clock: { now: () => clock.now },
        ids,
        log,
        leaseMs: 60_000,
        wake: () => undefined,
      });
      worker.wake();
      await worker.stop();
    },
    later: (seconds) => {
      clock.now = new Date(clock.now.getTime() + seconds * 1000);
    },
    stop: async () => {
      await server.stop(1000);
      await http.stop();
    },
  };
}
