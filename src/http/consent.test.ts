import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { accountLinkUrl, invite } from '#accounts/invite.ts';
import { findApplication } from '#store/application.ts';
import { sampleApplication } from '#test/support/sample-application.ts';
import type { Answer } from '#test/support/sample-http.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

const http = await sampleHttp();
const { ask, database, market } = http;
const BACK = 'https://tool.example/back';
const application = await sampleApplication(database);
const actor = { kind: 'command-line', id: null, label: 'test' } as const;
const PATH = '/apps/authorize/consent';

after(() => http.stop());

/** The cookie of somebody with a seat in Anna's team. */
async function signedInAs(role: string): Promise<string> {
  const ports = { ...http.ports(), publicUrl: http.base };
  const wanted = {
    team: market.anna.id,
    name: 'Mia',
    address: `${role}2@anna.example`,
    language: 'de',
    role,
  };
  const outcome = await database.db.transaction().execute((tx) => invite(tx, ports, wanted, actor));
  assert.ok(outcome.kind === 'invited');
  const { pathname } = new URL(accountLinkUrl(ports, outcome.linkId) ?? '');
  const signedIn = await ask('POST', pathname, {
    body: new URLSearchParams({ password: 'korrekt pferd batterie' }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
  });
  assert.equal(signedIn.status, 303, signedIn.text);
  const cookies = signedIn.headers.getSetCookie().map((line) => line.split(';', 1)[0] ?? '');
  return cookies.join('; ');
}

const owner = await signedInAs('owner');

function show(query: Readonly<Record<string, string>>, cookie: string | null = owner): Promise<Answer> {
  const headers = { accept: 'text/html', ...(cookie === null ? {} : { cookie }) };
  return ask('GET', `${PATH}?${new URLSearchParams(query)}`, { headers });
}

function answer(
  fields: Readonly<Record<string, string>>,
  { cookie = owner, site = 'same-origin' }: { cookie?: string; site?: string } = {},
): Promise<Answer> {
  return ask('POST', PATH, {
    body: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': site, cookie },
  });
}

const wish = { application_id: application.clientId, state: 'a b&c' };

async function grants(): Promise<number> {
  const rows = await database.db
    .selectFrom('application_grant')
    .select('seller_id')
    .where('application_id', '=', application.id)
    .where('withdrawn_at', 'is', null)
    .execute();
  return rows.length;
}

test('the page says who asks for what, in the reader’s language, and can be framed by nobody', async () => {
  const { status, text, headers } = await show(wish);
  assert.equal(status, 200);
  assert.match(text, /Let Tool act for you\?/u);
  assert.match(text, /send messages to your buyers/u);
  const policy = headers.get('content-security-policy') ?? '';
  assert.match(policy, /frame-ancestors 'none'/u);
  assert.match(policy, /form-action 'self' https:\/\/tool\.example$/u);
  assert.equal(await grants(), 0, 'looking agrees to nothing');
});

test('agreed: back to the registered address with a code, which gives tokens for this seller', async () => {
  const { status, headers } = await answer({ ...wish, answer: 'agree' });
  assert.equal(status, 303);
  const target = new URL(headers.get('location') ?? '');
  assert.equal(target.origin + target.pathname, BACK);
  assert.deepEqual(
    [target.searchParams.get('state'), target.searchParams.get('selling_partner_id')],
    ['a b&c', market.anna.id],
  );
  const tokens = await ask('POST', '/auth/o2/token', {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'authorization_code',
      code: target.searchParams.get('spapi_oauth_code'),
      redirect_uri: BACK,
      client_id: application.clientId,
      client_secret: application.clientSecret,
    }),
  });
  assert.equal(tokens.status, 200, tokens.text);
  assert.match(tokens.json.refresh_token, /^Atzr\|/u);
  assert.equal(await grants(), 1);
});

test('not agreed: back with access_denied, and nothing was granted', async () => {
  const other = await sampleApplication(database);
  const { headers } = await answer({ application_id: other.clientId, answer: 'decline' });
  assert.equal(headers.get('location'), `${BACK}?error=access_denied`);
});

test('who isn’t signed in signs in first, and comes back here', async () => {
  const { status, headers } = await show(wish, null);
  assert.equal(status, 303);
  const to = new URL(headers.get('location') ?? '', 'http://x').searchParams.get('to') ?? '';
  assert.deepEqual(
    [new URL(to, 'http://x').pathname, new URL(to, 'http://x').searchParams.get('state')],
    [PATH, 'a b&c'],
  );
});

test('a form on another website agrees to nothing', async () => {
  const other = await sampleApplication(database);
  for (const site of ['cross-site', 'same-site']) {
    const fields = { application_id: other.clientId, answer: 'agree' };
    assert.equal((await answer(fields, { site })).status, 403);
  }
});

test('a member of the seller’s team who may not let applications in is told so', async () => {
  const cookie = await signedInAs('agent');
  assert.equal((await show(wish, cookie)).status, 403);
  assert.equal((await answer({ ...wish, answer: 'agree' }, { cookie })).status, 403);
});

for (const [what, changes] of [
  ['an address that isn’t registered', { redirect_uri: 'https://tool.example/back/../evil' }],
  ['an address elsewhere', { redirect_uri: 'https://evil.example/' }],
  ['an unknown application', { application_id: 'nobody' }],
] as const)
  test(`${what} → 404, and no redirect`, async () => {
    const shown = await show({ ...wish, ...changes });
    const answered = await answer({ ...wish, ...changes, answer: 'agree' });
    for (const { status, headers } of [shown, answered])
      assert.deepEqual([status, headers.get('location')], [404, null]);
  });

test('an application that the operator withdrew isn’t there', async () => {
  const other = await sampleApplication(database);
  const token = http.tokens.get('operator');
  assert.equal((await ask('POST', `/api/v1/applications/${other.id}/withdraw`, { token })).status, 200);
  assert.notEqual((await findApplication(database.db, other.id))?.withdrawnAt, null);
  assert.equal((await show({ application_id: other.clientId })).status, 404);
});
