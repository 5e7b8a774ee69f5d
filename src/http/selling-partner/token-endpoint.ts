import { z } from 'zod';

import { GRANTLESS_SCOPES, TOKEN_SECONDS, makeApplicationToken } from '#market/application.ts';
import type { Application } from '#store/application.ts';
import { authenticateApplication } from '#store/application.ts';
import { createApplicationToken, readRefreshToken, takeCode } from '#store/application-token.ts';

import { readBytes } from './call.ts';
import type { SellingPartnerPorts } from './ports.ts';

/** Where tools fetch their tokens (the paper, section 6; RFC 6749 §3.2). */
export const TOKEN_PATH = '/auth/o2/token';

type Problem =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'unsupported_grant_type'
  | 'server_error';

const PROBLEMS: Readonly<Record<Problem, readonly [status: number, sentence: string]>> = {
  invalid_request: [400, 'The request is missing a required parameter or is otherwise malformed.'],
  invalid_client: [401, 'Client authentication failed'],
  invalid_grant: [400, 'The request has an invalid grant parameter.'],
  invalid_scope: [400, 'The request has an invalid scope parameter.'],
  unsupported_grant_type: [400, 'The authorization grant type is not supported by the authorization server'],
  server_error: [500, 'The server encountered an internal error'],
};

// RFC 6749 §5.1 wants both: no cache on the way may keep a token.
const HEADERS = {
  'content-type': 'application/json;charset=UTF-8',
  'cache-control': 'no-store',
  pragma: 'no-cache',
};

function problem(code: Problem): Response {
  const [status, sentence] = PROBLEMS[code];
  const headers = status === 401 ? { ...HEADERS, 'www-authenticate': 'Basic' } : HEADERS;
  return new Response(JSON.stringify({ error: code, error_description: sentence }), { status, headers });
}

const MOST_BYTES = 16 * 1024;
const word = z.string().max(2048).optional();
const shape = z.object({
  grant_type: word,
  client_id: word,
  client_secret: word,
  refresh_token: word,
  code: word,
  redirect_uri: word,
  scope: word,
});
type TokenRequest = z.infer<typeof shape>;

/** Form or JSON: of the tools in use half send the one and half the other. */
async function readRequest(request: Request): Promise<TokenRequest | null> {
  const bytes = await readBytes(request, MOST_BYTES);
  if (bytes === null) return null;
  const text = bytes.toString('utf8');
  const type = (request.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase();
  let values: unknown;
  if (type === 'application/json') {
    try {
      values = JSON.parse(text);
    } catch {
      return null;
    }
  } else values = Object.fromEntries(new URLSearchParams(text));
  const reading = shape.safeParse(values);
  return reading.success ? { ...basicCredentials(request), ...reading.data } : null;
}

/** RFC 6749 §2.3.1: a client may show its credentials in the header instead. */
function basicCredentials(request: Request): Pick<TokenRequest, 'client_id' | 'client_secret'> {
  const encoded = /^Basic +([A-Za-z0-9+/=]{1,2000})$/iu.exec(request.headers.get('authorization') ?? '')?.[1];
  if (encoded === undefined) return {};
  const [client_id, client_secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':', 2);
  return { client_id, client_secret };
}

/** Answers a request for a token: refresh_token, authorization_code or client_credentials. */
export async function answerTokenRequest(request: Request, ports: SellingPartnerPorts): Promise<Response> {
  if (request.method !== 'POST')
    return new Response(null, { status: 405, headers: { allow: 'POST', 'cache-control': 'no-store' } });
  try {
    const wanted = await readRequest(request);
    return wanted === null ? problem('invalid_request') : await grant(wanted, ports);
  } catch (error) {
    ports.log.error('http.request-failed', error, { method: request.method });
    return problem('server_error');
  }
}

async function grant(wanted: TokenRequest, ports: SellingPartnerPorts): Promise<Response> {
  const { grant_type: type, client_id: clientId, client_secret: clientSecret } = wanted;
  if (type === undefined || clientId === undefined || clientSecret === undefined)
    return problem('invalid_request');
  const { db } = ports.database;
  const now = ports.clock.now();
  const application = await authenticateApplication(db, { clientId, clientSecret, now });
  if (application === null) return problem('invalid_client');
  switch (type) {
    case 'refresh_token':
      return refresh(wanted, application, ports);
    case 'client_credentials':
      return actForItself(wanted, application, ports);
    case 'authorization_code':
      return exchange(wanted, application, ports);
    default:
      return problem('unsupported_grant_type');
  }
}

async function refresh(
  { refresh_token: text }: TokenRequest,
  application: Application,
  ports: SellingPartnerPorts,
): Promise<Response> {
  if (text === undefined || text === '') return problem('invalid_request');
  const sellerId = await readRefreshToken(ports.database.db, { text, applicationId: application.id });
  if (sellerId === null) return problem('invalid_grant');
  const access = await makeAccess({ application, sellerId, scopes: [] }, ports);
  return tokens(access, text);
}

async function actForItself(
  { scope }: TokenRequest,
  application: Application,
  ports: SellingPartnerPorts,
): Promise<Response> {
  const scopes = (scope ?? '').split(' ').filter((name) => name !== '');
  const areKnown = scopes.every((name) => GRANTLESS_SCOPES.some((known) => known === name));
  if (scopes.length === 0 || !areKnown) return problem('invalid_scope');
  return tokens(await makeAccess({ application, sellerId: null, scopes }, ports), null);
}

async function exchange(
  { code, redirect_uri: redirectUri }: TokenRequest,
  application: Application,
  ports: SellingPartnerPorts,
): Promise<Response> {
  if (code === undefined || code === '') return problem('invalid_request');
  const { database, clock, ids } = ports;
  const now = clock.now();
  const refreshToken = makeApplicationToken('refresh', (length) => ids.random(length));
  const sellerId = await database.db.transaction().execute(async (tx) => {
    const taken = await takeCode(tx, {
      text: code,
      applicationId: application.id,
      redirectUri: redirectUri ?? null,
      now,
    });
    if (taken !== null)
      await createApplicationToken(tx, {
        text: refreshToken,
        kind: 'refresh',
        applicationId: application.id,
        sellerId: taken,
        at: now,
        endsAt: null,
      });
    return taken;
  });
  if (sellerId === null) return problem('invalid_grant');
  return tokens(await makeAccess({ application, sellerId, scopes: [] }, ports), refreshToken);
}

async function makeAccess(
  holder: {
    readonly application: Application;
    readonly sellerId: string | null;
    readonly scopes: readonly string[];
  },
  { database, clock, ids }: SellingPartnerPorts,
): Promise<string> {
  const text = makeApplicationToken('access', (length) => ids.random(length));
  const at = clock.now();
  await createApplicationToken(database.db, {
    text,
    kind: 'access',
    applicationId: holder.application.id,
    sellerId: holder.sellerId,
    scopes: holder.scopes,
    at,
    endsAt: new Date(at.getTime() + TOKEN_SECONDS.access * 1000),
  });
  return text;
}

function tokens(access: string, refreshToken: string | null): Response {
  const body = {
    access_token: access,
    token_type: 'bearer',
    expires_in: TOKEN_SECONDS.access,
    ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
  };
  return new Response(JSON.stringify(body), { status: 200, headers: HEADERS });
}
