import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { agreeToApplication } from '#flow/applications.ts';
import { createSystemIds } from '#src/system-ports.ts';
import { findApplication } from '#store/application.ts';
import { letAct, sampleApplication } from '#test/support/sample-application.ts';
import { MARKET_AT } from '#test/support/sample-market.ts';
import type { Answer } from '#test/support/sample-http.ts';
import { sellingPartnerHttp } from '#test/support/selling-partner-http.ts';

const ids = createSystemIds();
const actor = { kind: 'command-line', id: null, label: 'test' } as const;
const door = await sellingPartnerHttp();
const { application, refreshToken, tokenRequest, call, http } = door;
const { database, market } = http;
const credentials = { client_id: application.clientId, client_secret: application.clientSecret };
const PARTICIPATIONS = '/sellers/v1/marketplaceParticipations';

after(() => door.stop());

for (const asForm of [true, false])
  test(`a refresh token gives an access token, asked for ${asForm ? 'by form' : 'in JSON'}`, async () => {
    const values = { grant_type: 'refresh_token', refresh_token: refreshToken, ...credentials };
    const { status, headers, json } = await tokenRequest(values, asForm);
    assert.equal(status, 200);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.match(json.access_token, /^Atza\|/u);
    assert.deepEqual([json.token_type, json.expires_in, json.refresh_token], ['bearer', 3600, refreshToken]);
    assert.equal((await call('GET', PARTICIPATIONS, { token: json.access_token })).status, 200);
  });

test('the pipe of a token may come unencoded, and credentials in the header', async () => {
  const basic = Buffer.from(`${application.clientId}:${application.clientSecret}`).toString('base64');
  const response = await fetch(`${door.base}/auth/o2/token`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
      authorization: `Basic ${basic}`,
    },
    body: `grant_type=refresh_token&refresh_token=${refreshToken}`,
  });
  assert.equal(response.status, 200);
});

const problems: readonly [what: string, values: Record<string, string>, status: number, error: string][] = [
  ['nothing', {}, 400, 'invalid_request'],
  ['no token', { grant_type: 'refresh_token', ...credentials }, 400, 'invalid_request'],
  [
    'a wrong secret',
    { grant_type: 'refresh_token', refresh_token: refreshToken, ...credentials, client_secret: 'x' },
    401,
    'invalid_client',
  ],
  [
    'an unknown client',
    { grant_type: 'refresh_token', refresh_token: refreshToken, ...credentials, client_id: 'x' },
    401,
    'invalid_client',
  ],
  [
    'an unknown token',
    { grant_type: 'refresh_token', refresh_token: 'Atzr|x', ...credentials },
    400,
    'invalid_grant',
  ],
  ['another grant type', { grant_type: 'password', ...credentials }, 400, 'unsupported_grant_type'],
  ['no scope', { grant_type: 'client_credentials', ...credentials }, 400, 'invalid_scope'],
  [
    'an unknown scope',
    { grant_type: 'client_credentials', scope: 'all', ...credentials },
    400,
    'invalid_scope',
  ],
  [
    'an unknown code',
    { grant_type: 'authorization_code', code: 'ANx', ...credentials },
    400,
    'invalid_grant',
  ],
];

for (const [what, values, status, error] of problems)
  test(`${what} → ${status} ${error}`, async () => {
    for (const asForm of [true, false]) {
      const answer = await tokenRequest(values, asForm);
      assert.deepEqual([answer.status, answer.json.error], [status, error]);
      assert.equal(typeof answer.json.error_description, 'string');
      assert.equal(answer.headers.get('cache-control'), 'no-store');
    }
  });

test('another application’s refresh token is none', async () => {
  const other = await sampleApplication(database);
  const stolen = await letAct(database, other, market.anna.id);
  const answer = await tokenRequest({ grant_type: 'refresh_token', refresh_token: stolen, ...credentials });
  assert.deepEqual([answer.status, answer.json.error], [400, 'invalid_grant']);
});

test('an application for itself gets no refresh token, and reaches no seller’s things', async () => {
  const scope = 'sellingpartnerapi::notifications sellingpartnerapi::client_credential:rotation';
  const { status, json } = await tokenRequest({ grant_type: 'client_credentials', scope, ...credentials });
  assert.equal(status, 200);
  assert.equal(json.refresh_token, undefined);
  const answer = await call('GET', PARTICIPATIONS, { token: json.access_token });
  assert.deepEqual([answer.status, answer.json.errors[0].code], [403, 'Unauthorized']);
});

async function codeFor(redirectUri: string | null): Promise<string> {
  const found = await findApplication(database.db, application.id);
  assert.ok(found);
  const agreement = { application: found, sellerId: market.anna.id, roles: found.roles, redirectUri };
  return agreeToApplication(agreement, actor, {
    db: database.db,
    ids,
    clock: { now: () => door.clock.now },
  });
}

const exchange = (code: string, redirectUri: string): Promise<Answer> =>
  tokenRequest({ grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...credentials });

test('a code is good once, for five minutes, and for its address', async () => {
  const back = 'https://tool.example/back';
  const code = await codeFor(back);
  assert.equal((await exchange(code, 'https://other.example/')).json.error, 'invalid_grant');
  const first = await exchange(code, back);
  assert.equal(first.status, 200);
  assert.match(first.json.refresh_token, /^Atzr\|/u);
  assert.equal((await exchange(code, back)).json.error, 'invalid_grant');
  const late = await codeFor(back);
  door.later(300);
  assert.equal((await exchange(late, back)).json.error, 'invalid_grant');
});

test('secrets and tokens are kept as hashes alone', async () => {
  for (const table of ['application', 'application_secret', 'application_token', 'audit_entry']) {
    const { rows } = await database.pool.query<{ text: string }>(`select t::text as text from ${table} t`);
    assert.ok(rows.length > 0);
    for (const { text } of rows)
      for (const secret of [application.clientSecret, refreshToken, door.access])
        assert.ok(!text.includes(secret));
  }
});

test('a token that ran out is told so, in the words that tools fetch a new one at', async () => {
  const token = await door.accessFor(market.anna.id);
  door.later(3600);
  const { status, json } = await call('GET', PARTICIPATIONS, { token });
  assert.equal(status, 403);
  assert.equal(json.errors[0].code, 'Unauthorized');
  assert.match(json.errors[0].details, /access token.*expired/u);
  door.clock.now = MARKET_AT;
});

test('rotated: the new secret is good at once, the last one for a week, the one before no more', async () => {
  const own = await sampleApplication(database);
  const token = http.tokens.get('operator');
  const scope = 'sellingpartnerapi::notifications';
  const tryWith = async (secret: string): Promise<number> =>
    (
      await tokenRequest({
        grant_type: 'client_credentials',
        scope,
        client_id: own.clientId,
        client_secret: secret,
      })
    ).status;
  const rotate = async (): Promise<string> =>
    (await http.ask('POST', `/api/v1/applications/${own.id}/rotate`, { token })).json.clientSecret;
  const second = await rotate();
  assert.deepEqual([await tryWith(own.clientSecret), await tryWith(second)], [200, 200]);
  const third = await rotate();
  assert.deepEqual(
    [await tryWith(own.clientSecret), await tryWith(second), await tryWith(third)],
    [401, 200, 200],
  );
  door.later(7 * 86_400);
  assert.deepEqual([await tryWith(second), await tryWith(third)], [401, 200]);
  door.clock.now = MARKET_AT;
});

test('withdrawn by the seller: no token of it is good; agreed to again, the old ones stay bad', async () => {
  const own = await sampleApplication(database);
  const refresh = await letAct(database, own, market.anna.id);
  const ownCredentials = { client_id: own.clientId, client_secret: own.clientSecret };
  const ask = (text: string): Promise<Answer> =>
    tokenRequest({ grant_type: 'refresh_token', refresh_token: text, ...ownCredentials });
  const { access_token: access } = (await ask(refresh)).json;
  const path = `/api/v1/sellers/${market.anna.id}/applications/${own.id}`;
  const token = http.tokens.get('seller');
  assert.equal((await http.ask('DELETE', path, { token })).json.result, 'withdrawn');
  assert.equal((await ask(refresh)).json.error, 'invalid_grant');
  assert.equal((await call('GET', PARTICIPATIONS, { token: access })).status, 403);
  const again = await letAct(database, own, market.anna.id);
  assert.equal((await ask(refresh)).json.error, 'invalid_grant');
  assert.equal((await call('GET', PARTICIPATIONS, { token: access })).status, 403);
  assert.equal((await ask(again)).status, 200);
});

test('withdrawn by the operator: client and tokens are good no more', async () => {
  const own = await sampleApplication(database);
  const refresh = await letAct(database, own, market.anna.id);
  const values = {
    grant_type: 'refresh_token',
    refresh_token: refresh,
    client_id: own.clientId,
    client_secret: own.clientSecret,
  };
  const { access_token: access } = (await tokenRequest(values)).json;
  const token = http.tokens.get('operator');
  assert.equal((await http.ask('POST', `/api/v1/applications/${own.id}/withdraw`, { token })).status, 200);
  assert.equal((await tokenRequest(values)).json.error, 'invalid_client');
  const answer = await call('GET', PARTICIPATIONS, { token: access });
  assert.equal(answer.status, 403);
  assert.doesNotMatch(answer.json.errors[0].details, /expired/u);
});
