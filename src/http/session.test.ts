import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { hashPassword, passwordFault, verifyPassword } from '#accounts/password.ts';
import { accountLinkUrl, invite } from '#accounts/invite.ts';
import { createSystemIds } from '#src/system-ports.ts';
import { listAudit } from '#store/audit.ts';
import { endSeat, listTeam } from '#store/seat.ts';
import { MARKET_AT } from '#test/support/sample-market.ts';
import type { Answer } from '#test/support/sample-http.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

import { createHttpApp } from './app.ts';
import { safePath } from './request-origin.ts';

// People sign in, sit somewhere, and sign out: through the running HTTP side, with the cookies that a browser keeps.

const ids = createSystemIds();
const http = await sampleHttp();
const { ask, base, database, market } = http;
const actor = { kind: 'command-line', id: null, label: 'test' } as const;
const PASSWORD = 'korrekt pferd batterie';
const WRITES = { 'parley-request': '1', 'sec-fetch-site': 'same-origin' };

after(() => http.stop());

/** A browser: keeps cookies and says where its pages come from. */
class Browser {
  readonly cookies = new Map<string, string>();

  async ask(
    method: string,
    path: string,
    { body, headers = {} }: { body?: string; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await ask(method, path, {
      ...(body === undefined ? {} : { body }),
      headers: { 'sec-fetch-site': 'same-origin', ...(cookie === '' ? {} : { cookie }), ...headers },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/u.exec(line) ?? [];
      if (/max-age=0/iu.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }

  form(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
    return this.ask('POST', path, {
      body: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });
  }

  signIn(address: string, password = PASSWORD, to = '/'): Promise<Answer> {
    return this.form('/sign-in/password', { address, password, to });
  }

  write(method: string, path: string, value: unknown): Promise<Answer> {
    return this.ask(method, path, {
      body: JSON.stringify(value),
      headers: { ...WRITES, 'content-type': 'application/json' },
    });
  }

  get secret(): string {
    return this.cookies.get('parley-session') ?? '';
  }
}

/** Gives somebody a seat; gives the path of the link that invites them. */
async function invited(
  team: string | null,
  role: string,
  address: string,
  name = 'Mia Huber',
): Promise<{ seatId: string; path: string }> {
  const ports = { ...http.ports(), publicUrl: base };
  const outcome = await database.db
    .transaction()
    .execute((tx) => invite(tx, ports, { team, name, address, language: 'de', role }, actor));
  assert.ok(outcome.kind === 'invited', JSON.stringify(outcome));
  const url = accountLinkUrl(ports, outcome.linkId) ?? '';
  return { seatId: outcome.seatId, path: new URL(url).pathname };
}

/** Somebody with a seat and a password. */
async function person(team: string | null, role: string, address: string, name?: string): Promise<Browser> {
  const { path } = await invited(team, role, address, name);
  const browser = new Browser();
  const answer = await browser.form(path, { password: PASSWORD });
  assert.equal(answer.status, 303, answer.text);
  return browser;
}

let mia: Browser;
before(async () => {
  mia = await person(market.anna.id, 'owner', 'mia@anna.example');
});

// ------------------------------------------------------------ invitations

test('an invitation: GET changes nothing however often, POST is good once, a bad password says why', async () => {
  const { path } = await invited(market.anna.id, 'agent', 'tom@anna.example', 'Tom Berg');
  for (let times = 0; times < 3; times += 1) {
    const page = await ask('GET', path);
    assert.equal(page.status, 200);
    assert.match(page.text, /Tom Berg/u);
  }
  const browser = new Browser();
  const weak = await browser.form(path, { password: 'tom@anna.example' });
  assert.match(weak.text, /role="alert"/u);
  assert.equal(browser.secret, '');
  assert.equal((await browser.form(path, { password: PASSWORD })).status, 303);
  assert.notEqual(browser.secret, '');
  assert.equal((await new Browser().form(path, { password: 'another long password' })).status, 401);
  assert.equal((await new Browser().signIn('tom@anna.example')).status, 303);
});

test('links that we never made, or for something else, open nothing', async () => {
  const { path } = await invited(market.anna.id, 'agent', 'link@anna.example');
  const text = path.slice(path.lastIndexOf('/') + 1);
  const changed = `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`;
  for (const other of [changed, `${text}A`, text.slice(0, -1), 'x', encodeURIComponent('../sign-in')])
    assert.equal((await ask('GET', `/invitation/${other}`)).status, 401, other);
});

test('whoever has a password keeps it when another seller invites them, and has both seats', async () => {
  const ports = http.ports();
  const again = { team: market.bert.id, name: 'M. Huber', address: 'MIA+x@anna.example', language: 'de' };
  const outcome = await database.db
    .transaction()
    .execute((tx) => invite(tx, ports, { ...again, role: 'reader' }, actor));
  assert.equal(outcome.kind, 'added');
  const me = (await mia.ask('GET', '/api/v1/me')).json;
  assert.deepEqual(
    me.seats.map(({ role, seller }: { role: string; seller: { name: string } }) => [seller.name, role]),
    [
      ['Anna Lampen', 'owner'],
      ['Bert Kabel', 'reader'],
    ],
  );
});

// ------------------------------------------------------------ who am I, what may I

test('me: who, where, and what is allowed', async () => {
  const me = (await mia.ask('GET', '/api/v1/me')).json;
  assert.equal(me.kind, 'seller');
  assert.deepEqual(me.seller, { id: market.anna.id, name: 'Anna Lampen' });
  assert.deepEqual([me.user.name, me.user.role], ['Mia Huber', 'owner']);
  assert.ok(me.can.includes('POST /api/v1/team'));
  assert.ok(!me.can.includes('POST /api/v1/reviews/:id/decide'));
  const byToken = (await ask('GET', '/api/v1/me', { token: http.tokens.get('buyer') })).json;
  assert.deepEqual([byToken.kind, byToken.id, byToken.user], ['buyer', market.jan.id, null]);
});

test('a person goes on from another seat, and sees what is there alone', async () => {
  const browser = new Browser();
  await browser.signIn('mia@anna.example');
  const { seats } = (await browser.ask('GET', '/api/v1/me')).json;
  const [atAnna, atBert] = seats;
  const seen = async (): Promise<string> => (await browser.ask('GET', '/api/v1/conversations')).text;
  await browser.write('PUT', '/api/v1/session/seat', { seat: atBert.id });
  assert.match(await seen(), /Bert Kabel/u);
  assert.doesNotMatch(await seen(), /Anna Lampen/u);
  assert.equal(
    (await browser.write('POST', '/api/v1/team', {})).json.type,
    'urn:parley:problem:role-may-not',
  );
  await browser.write('PUT', '/api/v1/session/seat', { seat: atAnna.id });
  assert.doesNotMatch(await seen(), /Bert Kabel/u);
  const [strangers] = await listTeam(database.db, market.bert.id);
  assert.equal((await browser.write('PUT', '/api/v1/session/seat', { seat: strangers?.id })).status, 404);
});

test('a role that is taken away is gone with the next request, and so is a seat', async () => {
  const { seatId, path } = await invited(market.anna.id, 'agent', 'kim@anna.example', 'Kim');
  const kim = new Browser();
  await kim.form(path, { password: PASSWORD });
  assert.equal((await kim.ask('GET', '/api/v1/sellers/' + market.anna.id + '/feeds')).status, 200);
  const changed = await mia.write('PUT', `/api/v1/team/${seatId}/role`, { role: 'reader' });
  assert.deepEqual(changed.json, { result: 'done' });
  assert.equal((await kim.ask('GET', '/api/v1/sellers/' + market.anna.id + '/feeds')).status, 403);
  assert.equal((await mia.write('DELETE', `/api/v1/team/${seatId}`, {})).status, 200);
  assert.equal((await kim.ask('GET', '/api/v1/me')).json.type, 'urn:parley:problem:session-ended');
  assert.equal((await new Browser().signIn('kim@anna.example')).status, 401);
  const audit = await listAudit(database.db, market.anna.id, 50);
  const done = audit
    .filter(({ subject }) => subject === seatId)
    .map(({ action, actor: by, from, to }) => [action, by.label, from, to]);
  assert.deepEqual(done, [
    ['team.deactivated', 'Mia Huber', 'reader', null],
    ['team.role-changed', 'Mia Huber', 'agent', 'reader'],
    ['team.added', 'test', null, 'agent'],
  ]);
});

test('the last owner stays, whoever asks', async () => {
  const team = await listTeam(database.db, market.bert.id);
  const owner = team.find(({ role }) => role === 'owner');
  const change = { at: MARKET_AT, actor, auditId: ids.uuid() };
  const outcome = await database.db
    .transaction()
    .execute((tx) => endSeat(tx, market.bert.id, owner?.id ?? '', change));
  assert.equal(outcome, 'last-of-its-kind');
});

test('an administrator keeps people and reads no conversation; a moderator the other way round', async () => {
  const root = await person(null, 'administrator', 'root@operator.example', 'Rita');
  assert.equal((await root.ask('GET', '/api/v1/team')).json.items.length, 1);
  assert.equal((await root.ask('GET', `/api/v1/team?seller=${market.anna.id}`)).status, 200);
  assert.equal((await root.ask('GET', '/api/v1/conversations')).json.type, 'urn:parley:problem:role-may-not');
  const judge = await person(null, 'moderator', 'nadia@operator.example', 'Nadia');
  assert.equal((await judge.ask('GET', '/api/v1/conversations')).status, 200);
  assert.equal((await judge.ask('GET', '/api/v1/team')).status, 403);
});

// ------------------------------------------------------------ sessions

test('sessions are listed with device and time, and end one by one, all, or this one', async () => {
  const here = await person(market.anna.id, 'agent', 'ola@anna.example', 'Ola');
  const there = new Browser();
  await there.ask('POST', '/sign-in/password', {
    body: new URLSearchParams({ address: 'ola@anna.example', password: PASSWORD }).toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    },
  });
  const third = new Browser();
  await third.signIn('ola@anna.example');
  const { items } = (await here.ask('GET', '/api/v1/me/sessions')).json;
  assert.equal(items.length, 3);
  const firefox = items.find(({ device }: { device: string }) => device === 'Firefox, Linux');
  assert.equal(firefox.proof, 'password');
  assert.equal(items.filter(({ isThis }: { isThis: boolean }) => isThis).length, 1);
  assert.equal((await mia.write('DELETE', `/api/v1/me/sessions/${firefox.id}`, {})).status, 404);
  assert.equal((await here.write('DELETE', `/api/v1/me/sessions/${firefox.id}`, {})).status, 200);
  assert.equal((await there.ask('GET', '/api/v1/me')).status, 401);
  assert.deepEqual((await here.write('DELETE', '/api/v1/me/sessions', {})).json, { ended: 1 });
  assert.equal((await third.ask('GET', '/api/v1/me')).status, 401);
  const { secret } = here;
  assert.equal((await here.write('DELETE', '/api/v1/session', {})).status, 204);
  assert.equal(here.secret, '');
  here.cookies.set('parley-session', secret);
  assert.equal((await here.ask('GET', '/api/v1/me')).status, 401);
});

test('a session is kept as a hash alone, and its cookie is out of reach of scripts and other sites', async () => {
  const answer = await new Browser().signIn('mia@anna.example');
  const line = answer.headers.getSetCookie().find((item) => item.startsWith('parley-session=')) ?? '';
  assert.match(line, /HttpOnly/u);
  assert.match(line, /SameSite=Lax/u);
  assert.doesNotMatch(line, /Max-Age|Domain/u);
  const { rows } = await database.pool.query<{ text: string }>('select w::text as text from web_session w');
  assert.ok(rows.length > 0);
  for (const { text } of rows) assert.ok(!text.includes(mia.secret));
  const app = createHttpApp({ ...http.ports(), publicUrl: 'https://messages.markt.example' });
  const secure = await app.request('/sign-in/password', {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      origin: 'https://messages.markt.example',
    },
    body: new URLSearchParams({ address: 'mia@anna.example', password: PASSWORD }).toString(),
  });
  assert.match(secure.headers.getSetCookie().join('\n'), /^__Host-parley-session=[^;]+;.*Secure/mu);
});

test('sessions run out: unused, and however much they are used', async () => {
  const browser = await person(market.anna.id, 'agent', 'uwe@anna.example', 'Uwe');
  const at = (hours: number): Promise<Response> | Response =>
    createHttpApp({
      ...http.ports(),
      clock: { now: () => new Date(MARKET_AT.getTime() + hours * 3_600_000) },
    }).request('/api/v1/me', {
      headers: { cookie: `parley-session=${browser.secret}`, 'sec-fetch-site': 'same-origin' },
    });
  assert.equal((await at(23)).status, 200);
  assert.equal((await at(46)).status, 200);
  assert.equal((await at(46 + 25)).status, 401);
  const busy = await person(market.anna.id, 'agent', 'eli@anna.example', 'Eli');
  browser.cookies.set('parley-session', busy.secret);
  for (let hours = 20; hours < 168; hours += 20) assert.equal((await at(hours)).status, 200, `${hours}`);
  assert.equal((await at(168)).status, 401);
});

// ------------------------------------------------------------ attacks

test('session fixation: a planted secret is never used on, and the session behind an old one ends', async () => {
  const planted = 'A'.repeat(43);
  const victim = new Browser();
  victim.cookies.set('parley-session', planted);
  await victim.signIn('mia@anna.example');
  assert.notEqual(victim.secret, planted);
  const before = victim.secret;
  await victim.signIn('mia@anna.example');
  assert.notEqual(victim.secret, before);
  const attacker = new Browser();
  attacker.cookies.set('parley-session', before);
  assert.equal((await attacker.ask('GET', '/api/v1/me')).status, 401);
});

test('CSRF: other sites, sibling hosts and forms change nothing', async () => {
  const body = JSON.stringify({ seat: ids.uuid() });
  const json = { 'content-type': 'application/json' };
  const cases: readonly (readonly [headers: Record<string, string>, code: string])[] = [
    [{ ...WRITES, 'sec-fetch-site': 'cross-site' }, 'foreign-origin'],
    [{ ...WRITES, 'sec-fetch-site': 'same-site' }, 'foreign-origin'],
    [{ 'sec-fetch-site': 'same-origin' }, 'write-header-missing'],
  ];
  for (const [headers, code] of cases) {
    const answer = await mia.ask('PUT', '/api/v1/session/seat', { body, headers: { ...json, ...headers } });
    assert.deepEqual([answer.status, answer.json.type], [403, `urn:parley:problem:${code}`]);
  }
  const old = await ask('PUT', '/api/v1/session/seat', {
    body,
    headers: {
      ...json,
      'parley-request': '1',
      origin: 'https://evil.example',
      cookie: `parley-session=${mia.secret}`,
    },
  });
  assert.equal(old.json.type, 'urn:parley:problem:foreign-origin');
  assert.equal(
    (await mia.ask('GET', '/api/v1/conversations', { headers: { 'sec-fetch-site': 'cross-site' } })).status,
    403,
  );
  // Signing somebody in as somebody else, or out, is a change too.
  const form = { address: 'mia@anna.example', password: PASSWORD };
  assert.equal(
    (await new Browser().form('/sign-in/password', form, { 'sec-fetch-site': 'cross-site' })).status,
    403,
  );
  assert.equal((await mia.form('/sign-out', {}, { 'sec-fetch-site': 'cross-site' })).status, 403);
  // Nobody answers a preflight, so no script elsewhere may send our header.
  const preflight = await ask('OPTIONS', '/api/v1/session/seat', {
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'PUT' },
  });
  assert.equal(preflight.headers.get('access-control-allow-origin'), null);
});

test('open redirects: after signing in one is on a page of ours', async () => {
  for (const to of [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    '/..//evil.example',
    'javascript:alert(1)',
    '\u0000//evil.example',
    '/%5cevil.example/../..//x',
    '/'.repeat(600),
  ]) {
    assert.equal(new URL(safePath(to), base).origin, base, to);
    assert.doesNotMatch(safePath(to), /^\/[/\\]/u, to);
  }
  assert.equal(safePath('/conversations/1?after=x#m'), '/conversations/1?after=x#m');
  assert.equal(safePath(undefined), '/');
  for (const [to, location] of [
    ['/.//evil.example', '/'],
    ['/rules?x=1', '/rules?x=1'],
  ] as const)
    assert.equal(
      (await new Browser().signIn('mia@anna.example', PASSWORD, to)).headers.get('location'),
      location,
    );
});

test('enumeration: unknown, uninvited, without password, shut out, wrong: one answer', async () => {
  await invited(market.anna.id, 'agent', 'new@anna.example');
  const app = createHttpApp(http.ports());
  const answers = new Set<string>();
  for (const [address, password] of [
    ['nobody@anna.example', PASSWORD],
    ['new@anna.example', PASSWORD],
    ['kim@anna.example', PASSWORD],
    ['mia@anna.example', 'not the password'],
    ['owner-service@anna.example', ''],
  ] as const) {
    const answer = await app.request('/sign-in/password', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ address, password }).toString(),
    });
    answers.add(
      `${answer.status} ${answer.headers.getSetCookie().join()} ${(await answer.text()).replaceAll(address, '…')}`,
    );
  }
  assert.equal(answers.size, 1);
});

test('brute force ends after ten tries at an account, and doesn’t lock its owner out', async () => {
  const owner = await person(market.anna.id, 'agent', 'pia@anna.example', 'Pia');
  const app = createHttpApp(http.ports());
  const tryIn = (password: string, cookie = ''): Promise<Response> | Response =>
    app.request('/sign-in/password', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', cookie },
      body: new URLSearchParams({ address: 'pia@anna.example', password }).toString(),
    });
  const hears = async (answer: Response | Promise<Response>): Promise<boolean> =>
    (await (await answer).text()).includes('too often');
  for (let times = 0; times < 10; times += 1)
    assert.equal(await hears(tryIn(`guess number ${times}`)), false);
  assert.equal(await hears(tryIn('guess number 11')), true);
  assert.equal(await hears(tryIn(PASSWORD)), true);
  const known = `parley-device=${owner.cookies.get('parley-device')}`;
  assert.equal((await tryIn(PASSWORD, known)).status, 303);
  const forged = `parley-device=${'A'.repeat(43)}`;
  assert.equal(await hears(tryIn(PASSWORD, forged)), true);
});

// ------------------------------------------------------------ passwords

test('passwords are kept by scrypt with a salt of their own, and length is what counts', async () => {
  const random = (length: number): Uint8Array => ids.random(length);
  const kept = await hashPassword(PASSWORD, random);
  assert.match(kept, /^scrypt\$32768\$8\$3\$/u);
  assert.notEqual(kept, await hashPassword(PASSWORD, random));
  assert.equal(await verifyPassword(PASSWORD, kept), true);
  assert.equal(await verifyPassword(PASSWORD.normalize('NFD'), kept), true);
  assert.equal(await verifyPassword(`${PASSWORD} `, kept), false);
  assert.equal(await verifyPassword(PASSWORD, null), false);
  const about = ['Mia Huber', 'mia@anna.example'];
  for (const [password, fault] of [
    ['short', 'too-short'],
    ['x'.repeat(201), 'too-long'],
    ['aaaaaaaaaaaa', 'easy-to-guess'],
    ['123456789012', 'easy-to-guess'],
    ['abcdefghijkl', 'easy-to-guess'],
    ['password1234', 'easy-to-guess'],
    ['Huber2026!!!', 'easy-to-guess'],
    ['mia@anna.example', 'easy-to-guess'],
    [PASSWORD, null],
    ['ein sehr langer Satz', null],
  ] as const)
    assert.equal(passwordFault(password, about), fault, password);
});

test('the demo’s people are in the demo alone', async () => {
  assert.equal((await new Browser().form('/sign-in/sample', { person: '0' })).status, 404);
  assert.doesNotMatch((await ask('GET', '/sign-in')).text, /sample/u);
});
