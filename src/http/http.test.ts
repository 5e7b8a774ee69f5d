import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import fc from 'fast-check';

import { guidelineRules } from '#locales/catalogue.ts';
import type { ApiScope, TokenOwnerKind } from '#market/api-scope.ts';
import { SCOPES_OF } from '#market/api-scope.ts';
import type { Endpoint } from '#market/rights.ts';
import { RIGHTS } from '#market/rights.ts';
import { createSystemIds } from '#src/system-ports.ts';
import { silentLog } from '#src/log.ts';
import { openFeed } from '#store/feed.ts';
import { createToken, makeTokenText, revokeToken } from '#store/token.ts';
import type { FreshDatabase } from '#test/support/database.ts';
import { freshDatabase } from '#test/support/database.ts';
import { shipmentXml, xmlFeed } from '#test/support/sample-feed.ts';
import type { SampleMarket, SampleParty, WrittenMessage } from '#test/support/sample-market.ts';
import { MARKET_AT, sampleMarket, sampleOrderId, writeMessage } from '#test/support/sample-market.ts';

import { enforcementFor, requireEnforcement } from '#packs/enforcement.ts';
import { openReview } from '#store/review.ts';
import { writeStatement } from '#store/statement-of-reasons.ts';
import { writeStep } from '#store/enforcement.ts';

import { SAMPLE_PACKS } from '#test/support/sample-packs.ts';

import { createHttpApp } from './app.ts';
import type { HttpPorts } from './ports.ts';
import type { HttpServer } from './start.ts';
import { ListenError, startHttp } from './start.ts';

const ids = createSystemIds();
const actor = { kind: 'command-line', id: null, label: 'test' } as const;
let database: FreshDatabase;
let market: SampleMarket;
let server: HttpServer;
let base: string;
let mine: WrittenMessage;
let other: WrittenMessage;
const rules = requireEnforcement(SAMPLE_PACKS);
/** Of Anna and Jan, and of Bert and Eva: a statement to each, a case, a step, a message to be blocked. */
const moderated = new Map<string, string>();
let wakes = 0;
const feeds = { own: ids.uuid(), other: ids.uuid() };
let faults: unknown[] = [];
const tokens = new Map<string, string>();

const ports = (): HttpPorts => ({
  database,
  clock: { now: () => MARKET_AT },
  ids,
  log: { ...silentLog, error: (_event, error) => faults.push(error) },
  publicUrl: null,
  rulesFor: (marketplace) => enforcementFor(rules, marketplace),
  counters: () => [
    { name: 'parley_messages_total', help: 'Messages.', labels: { state: 'accepted' }, value: 3 },
    { name: 'parley_messages_total', help: 'Messages.', labels: { state: 'refused' }, value: 1 },
  ],
  pressure: () => null,
  wake: () => (wakes += 1),
});

async function makeToken(
  kind: TokenOwnerKind,
  ownerId: string | null,
  changes: { scopes?: readonly ApiScope[]; expiresAt?: Date } = {},
): Promise<{ id: string; text: string }> {
  const id = ids.uuid();
  const text = makeTokenText((length) => ids.random(length));
  await database.db.transaction().execute((tx) =>
    createToken(tx, {
      id,
      text,
      kind,
      ownerId,
      scopes: changes.scopes ?? SCOPES_OF[kind],
      label: `${kind} token`,
      at: MARKET_AT,
      expiresAt: changes.expiresAt ?? null,
      actor,
      auditId: ids.uuid(),
    }),
  );
  return { id, text };
}

before(async () => {
  database = await freshDatabase();
  market = await sampleMarket(database);
  const { anna, bert, jan, eva } = market;
  const rich = { html: '<p>Hi <img src="cid:p1" alt="x"></p>', withPicture: true, author: 'buyer' } as const;
  mine = await writeMessage(database, {
    ...rich,
    seller: anna,
    buyer: jan,
    text: 'Mine',
    orderId: sampleOrderId(0, 0),
  });
  other = await writeMessage(database, {
    ...rich,
    seller: bert,
    buyer: eva,
    text: 'Theirs',
    orderId: sampleOrderId(1, 1),
  });
  for (const [id, seller] of [
    [feeds.own, anna],
    [feeds.other, bert],
  ] as const)
    await openFeed(database.db, {
      id,
      sellerId: seller.id,
      type: 'order-fulfilment',
      format: 'json',
      marketplaceIds: ['de'],
      actor,
      at: MARKET_AT,
    });
  await writeModerated('own', anna, jan, mine);
  await writeModerated('other', bert, eva, other);
  tokens.set('seller', (await makeToken('seller', anna.id)).text);
  tokens.set('buyer', (await makeToken('buyer', jan.id)).text);
  tokens.set('operator', (await makeToken('operator', null)).text);
  server = await startHttp(createHttpApp(ports()), { host: '127.0.0.1', port: 0 });
  base = `http://127.0.0.1:${server.port}`;
});

after(async () => {
  await server.stop(1000);
});

async function writeModerated(
  whose: 'own' | 'other',
  seller: SampleParty,
  buyer: SampleParty,
  { conversationId }: WrittenMessage,
): Promise<void> {
  const key = { marketplaceId: 'de', sellerId: seller.id, buyerId: buyer.id };
  const at = MARKET_AT;
  const spare = await writeMessage(database, { seller, buyer, author: 'seller', text: 'Spare' });
  const stepId = ids.uuid();
  const reviewId = ids.uuid();
  const decidedBy = { kind: 'system', id: null, label: 'test' } as const;
  moderated.set(`message ${whose}`, spare.id).set(`step ${whose}`, stepId).set(`review ${whose}`, reviewId);
  await database.db.transaction().execute(async (tx) => {
    await openReview(tx, {
      id: reviewId,
      key,
      conversationId,
      messageId: null,
      kind: 'conduct',
      about: 'seller',
      openedAt: at,
    });
    await writeStep(tx, {
      id: stepId,
      kind: 'warned',
      marketplaceId: 'de',
      sellerId: seller.id,
      automatic: false,
      breachIds: [],
      needed: null,
      decidedBy,
      decidedAt: at,
      beginsAt: at,
      endsAt: null,
      liftedAt: null,
    });
    for (const addressee of ['seller', 'buyer'] as const) {
      const id = ids.uuid();
      moderated.set(`statement ${whose} ${addressee}`, id);
      await writeStatement(tx, {
        id,
        ...key,
        addressee,
        stepId: null,
        reviewId: null,
        messageId: null,
        language: 'de',
        subject: 'Decision',
        text: 'Reasons',
        facts: {},
        decidedBy,
        automatic: false,
        issuedAt: at,
        toldAt: at,
        objectUntil: new Date(at.getTime() + 86_400_000),
      });
    }
  });
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- whatever JSON came
  readonly json: any;
}

async function ask(
  method: string,
  path: string,
  options: { token?: string | undefined; body?: string | Uint8Array; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const response = await fetch(base + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      ...options.headers,
    },
    ...(options.body === undefined ? {} : { body: options.body as string }),
  });
  const text = await response.text();
  const isJson = /json/u.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : null };
}

// ------------------------------------------------------------ the table of rights against the running app

const json = (value: unknown): { body: string; type: string } => ({
  body: JSON.stringify(value),
  type: 'application/json',
});

const EXAMPLE: Readonly<Partial<Record<Endpoint, { body: string; type: string }>>> = {
  'POST /api/v1/messages/:id/reports': json({ reason: 'fraud', text: 'x' }),
  'POST /api/v1/conversations/:id/reports': json({ reason: 'abuse' }),
  'POST /api/v1/statements/:id/objection': json({ text: 'No.' }),
  'POST /api/v1/reviews/:id/decide': json({ decision: 'dismiss' }),
  'POST /api/v1/messages/:id/block': json({ facts: 'x', rules: ['marketing'] }),
  'POST /api/v1/conversations/:id/block': json({ facts: 'x' }),
  'POST /api/v1/conversations/:id/join': json({ text: 'x' }),
  'POST /api/v1/sellers/:seller/steps': json({ marketplace: 'de', step: 'warned', facts: 'x' }),
  'POST /api/v1/objections/:id/decide': json({ outcome: 'upheld', reasons: 'x' }),
  'POST /api/v1/conversations/:id/read': { body: '{}', type: 'application/json' },
  'POST /api/v1/orders/import': { body: '', type: 'application/jsonl' },
  'POST /api/v1/sellers/:seller/permissions': {
    body: '{"address":"new@shop.example","state":"approved"}',
    type: 'application/json',
  },
  'POST /api/v1/orders/:marketplace/:id/shipments': { body: '{}', type: 'application/json' },
  'POST /api/v1/orders/:marketplace/:id/adjustments': {
    body: '{"action":"refund","items":[{"item":"1","reason":"Other","amount":"1.00"}]}',
    type: 'application/json',
  },
  'POST /api/v1/sellers/:seller/feeds': { body: '{"messages":[]}', type: 'application/json' },
  'PUT /api/v1/sellers/:seller/permissions/:address': {
    body: '{"state":"approved"}',
    type: 'application/json',
  },
};

/** The path of an endpoint with the ids of things that are the reader's own, or somebody else's. */
function pathOf(endpoint: Endpoint, whose: 'own' | 'other', role: TokenOwnerKind): string {
  const { anna, bert } = market;
  const message = whose === 'own' ? mine : other;
  const statement = moderated.get(`statement ${whose} ${role === 'buyer' ? 'buyer' : 'seller'}`);
  const byPattern: readonly (readonly [string, string])[] = [
    ['/messages/:id/block', `/messages/${moderated.get(`message ${whose}`)}/block`],
    ['/reviews/:id', `/reviews/${moderated.get(`review ${whose}`)}`],
    ['/steps/:id', `/steps/${moderated.get(`step ${whose}`)}`],
    ['/statements/:id', `/statements/${statement}`],
    ['/objections/:id', `/objections/${statement}`],
    ['/conversations/:id', `/conversations/${message.conversationId}`],
    ['/messages/:id', `/messages/${message.id}`],
    ['/files/:position', '/files/0'],
    ['/orders/:marketplace/:id', `/orders/de/${whose === 'own' ? sampleOrderId(0, 0) : sampleOrderId(1, 1)}`],
    ['/sellers/:seller', `/sellers/${whose === 'own' ? anna.id : bert.id}`],
    ['/feeds/:id', `/feeds/${feeds[whose]}`],
    ['/permissions/:address', `/permissions/${encodeURIComponent('new@shop.example')}`],
    ['/queue/:id', `/queue/${message.deliveryId}`],
    ['/rules/:rule', '/rules/email-address'],
  ];
  const path = byPattern.reduce((text, [from, to]) => text.replace(from, to), endpoint.split(' ')[1] ?? '');
  assert.doesNotMatch(path, /:/u, `the test has no id for ${endpoint}`);
  return endpoint === 'POST /api/v1/sellers/:seller/feeds' ? `${path}?type=order-fulfilment` : path;
}

const NAMES_A_THING = /:(?:id|seller)/u;

function expected(endpoint: Endpoint, role: TokenOwnerKind, whose: 'own' | 'other'): 'ok' | 403 | 404 {
  const rights = RIGHTS[endpoint];
  if (rights === 'public') return 'ok';
  if (rights[role] === 'none') return 403;
  return rights[role] === 'own' && whose === 'other' && NAMES_A_THING.test(endpoint) ? 404 : 'ok';
}

const call = (
  endpoint: Endpoint,
  whose: 'own' | 'other',
  token?: string,
  role: TokenOwnerKind = 'seller',
): Promise<Answer> => {
  const [method = ''] = endpoint.split(' ');
  const example = EXAMPLE[endpoint];
  return ask(method, pathOf(endpoint, whose, role), {
    token,
    ...(example === undefined ? {} : { body: example.body, headers: { 'content-type': example.type } }),
  });
};

test('every route of the app has a row in the table of rights, and every row a route', () => {
  const routes = createHttpApp(ports())
    .routes.filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path}`);
  assert.ok(routes.length > 20);
  assert.deepEqual([...new Set(routes)].sort(), Object.keys(RIGHTS).sort());
});

for (const endpoint of Object.keys(RIGHTS) as Endpoint[]) {
  const rights = RIGHTS[endpoint];

  test(`${endpoint}: ${rights === 'public' ? 'public' : 'no token → 401'}`, async () => {
    const { status, json, headers } = await call(endpoint, 'own');
    if (rights === 'public') return assert.ok([200, 303, 401, 415].includes(status), `${status}`);
    assert.equal(status, 401);
    assert.equal(json.type, 'urn:parley:problem:token-missing');
    assert.equal(headers.get('www-authenticate'), 'Bearer');
  });

  if (rights === 'public') continue;

  for (const role of ['seller', 'buyer', 'operator'] as const)
    for (const whose of ['own', 'other'] as const) {
      test(`${endpoint}: ${role}, ${whose} → ${expected(endpoint, role, whose)}`, async () => {
        const { status, text } = await call(endpoint, whose, tokens.get(role), role);
        const wanted = expected(endpoint, role, whose);
        if (wanted === 'ok')
          assert.ok((status >= 200 && status < 300) || status === 409, `${status} ${text}`);
        else assert.equal(status, wanted, text);
        if (wanted !== 'ok') assert.doesNotMatch(text, /Theirs|private\.example/u);
      });
    }

  test(`${endpoint}: a token without ${rights.scope} → 403`, async () => {
    const role = rights.operator === 'none' ? 'seller' : 'operator';
    const scopes = SCOPES_OF[role].filter((scope) => scope !== rights.scope);
    const { text } = await makeToken(role, role === 'seller' ? market.anna.id : null, { scopes });
    const answer = await call(endpoint, 'own', text);
    assert.equal(answer.status, 403);
    assert.equal(answer.json.type, 'urn:parley:problem:scope-missing');
    assert.ok(answer.json.detail.includes(rights.scope));
  });
}

test('lists hold the reader’s own things alone', async () => {
  for (const path of ['/api/v1/conversations', '/api/v1/orders']) {
    const seen = async (role: string): Promise<string> =>
      (await ask('GET', path, { token: tokens.get(role) })).text;
    for (const role of ['seller', 'buyer'])
      assert.doesNotMatch(await seen(role), new RegExp(sampleOrderId(1, 1), 'u'));
    assert.match(await seen('operator'), new RegExp(sampleOrderId(1, 1), 'u'));
  }
});

// ------------------------------------------------------------ tokens

test('revoked, expired and unknown tokens → 401 with problem details', async () => {
  const revoked = await makeToken('operator', null);
  await database.db
    .transaction()
    .execute((tx) => revokeToken(tx, { id: revoked.id, at: MARKET_AT, actor, auditId: ids.uuid() }));
  const expired = await makeToken('operator', null, { expiresAt: MARKET_AT });
  for (const [token, code] of [
    [revoked.text, 'revoked'],
    [expired.text, 'expired'],
    [makeTokenText((length) => ids.random(length)), 'unknown'],
    ['x', 'unknown'],
  ] as const) {
    const answer = await ask('GET', '/api/v1/queue', { token });
    assert.equal(answer.status, 401);
    assert.equal(answer.json.type, `urn:parley:problem:token-${code}`);
    assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/u);
    assert.match(answer.headers.get('www-authenticate') ?? '', /invalid_token/u);
  }
});

test('a token is kept as a hash alone', async () => {
  const { rows } = await database.pool.query<{ text: string }>('select t::text as text from api_token t');
  for (const { text } of rows) for (const token of tokens.values()) assert.ok(!text.includes(token));
});

// ------------------------------------------------------------ what the endpoints do

test('each guideline has a page in the reader’s language, and the notices’ links lead there', async () => {
  const german = { 'accept-language': 'de' };
  const index = await ask('GET', '/rules', { headers: german });
  const links = [...index.text.matchAll(/href="(\/rules\/[a-z-]+)"/gu)].map(([, path = '']) => path);
  assert.equal(links.length, guidelineRules().length);
  for (const path of links) assert.equal((await ask('GET', path, { headers: german })).status, 200, path);
  const page = await ask('GET', '/rules/email-address', { headers: german });
  assert.match(page.text, /<html lang="de">[\s\S]*<h1>E-Mail-Adressen<\/h1>[\s\S]*So beheben Sie es/u);
  assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/u);
  assert.equal((await ask('GET', '/rules/constructor', { headers: german })).status, 404);
});

test('the recipient says what was read: the count falls, the author sees it, and nobody else can say it', async () => {
  const { anna, jan } = market;
  const written: WrittenMessage[] = [];
  for (const hour of [1, 2, 3])
    written.push(
      await writeMessage(database, {
        seller: anna,
        buyer: jan,
        author: 'buyer',
        subject: `Question ${hour}`,
        text: 'Is it bright?',
        minute: hour,
        ...(written[0] === undefined ? {} : { conversationId: written[0].conversationId }),
      }),
    );
  const [first, second] = written;
  if (first === undefined || second === undefined) throw new Error('three were written');
  const path = `/api/v1/conversations/${first.conversationId}`;
  const headers = { 'content-type': 'application/json' };
  const read = (role: string, upTo: string | null): Promise<Answer> =>
    ask('POST', `${path}/read`, { token: tokens.get(role), headers, body: JSON.stringify({ upTo }) });
  const unread = async (role: string): Promise<unknown> =>
    (await ask('GET', path, { token: tokens.get(role) })).json.unreadCount;
  const state = async (id: string): Promise<unknown> =>
    (await ask('GET', `/api/v1/messages/${id}`, { token: tokens.get('buyer') })).json.state;

  assert.deepEqual([await unread('seller'), await unread('buyer'), await unread('operator')], [3, 0, null]);
  assert.deepEqual(
    (await read('buyer', null)).json,
    { read: 0 },
    'one’s own messages are not read by oneself',
  );
  assert.deepEqual((await read('seller', second.id)).json, { read: 2 });
  assert.deepEqual((await read('seller', second.id)).json, { read: 0 });
  assert.equal(await unread('seller'), 1);
  assert.deepEqual([await state(first.id), await state(second.id)], ['read', 'read']);
  assert.equal((await read('seller', mine.id)).status, 404, 'a message of another conversation');
  assert.equal((await read('seller', 'x')).status, 400);
  assert.equal((await read('operator', null)).status, 403);
  assert.deepEqual((await read('seller', null)).json, { read: 1 });
  assert.equal(await unread('seller'), 0);
});

test('permissions by API: add, duplicate, switch, no removal, audit with the token’s label (PERM 8)', async () => {
  const token = tokens.get('seller');
  const path = `/api/v1/sellers/${market.anna.id}/permissions`;
  const headers = { 'content-type': 'application/json', 'accept-language': 'de-AT,en;q=0.5' };
  const add = (address: string): Promise<Answer> =>
    ask('POST', path, { token, headers, body: JSON.stringify({ address, state: 'approved' }) });
  assert.equal((await add('Help@shop.example')).status, 200);
  const duplicate = await add('help+x@shop.example');
  assert.equal(duplicate.status, 409);
  assert.match(duplicate.json.detail, /steht schon in der Liste, als Help@shop\.example/u);
  assert.equal((await add('x@mail.markt.example')).json.type, 'urn:parley:problem:address-of-ours');
  assert.equal((await add('nonsense')).status, 422);
  const row = `${path}/${encodeURIComponent('Help@shop.example')}`;
  assert.equal(
    (await ask('PUT', row, { token, headers, body: '{"state":"blocked"}' })).json.result,
    'changed',
  );
  assert.equal(
    (await ask('DELETE', row, { token })).json.type,
    'urn:parley:problem:decided-cannot-be-removed',
  );
  const { json } = await ask('GET', path, { token });
  const listed = json.items.find(({ address }: { address: string }) => address === 'Help@shop.example');
  assert.equal(listed.state, 'blocked');
  const audit = await ask('GET', `/api/v1/sellers/${market.anna.id}/audit`, { token });
  const [latest] = audit.json.items;
  assert.deepEqual(
    [latest.subject, latest.from, latest.to, latest.actor.kind, latest.actor.label],
    ['Help@shop.example', 'approved', 'blocked', 'application', 'seller token'],
  );
});

const order = (id: string): object => ({
  type: 'order',
  marketplace: 'de',
  seller: market.anna.id,
  id,
  status: 'unshipped',
  fulfilment: 'seller',
  placedAt: '2026-10-30T08:00:00Z',
  buyer: { id: 'C-9', name: 'Ida', language: 'de', address: 'ida@example.org' },
  lines: [{ product: 'P-9', title: 'Stuhl', quantity: 1, amount: 10, currency: 'EUR' }],
});

test('orders are imported with a report line by line, and again without change (FEED 4)', async () => {
  const token = tokens.get('operator');
  const headers = { 'content-type': 'application/jsonl' };
  const body = [JSON.stringify(order('302-7777777-0000001')), '', '{"type":"order"}', 'nonsense'].join('\n');
  const first = await ask('POST', '/api/v1/orders/import', { token, headers, body });
  assert.equal(first.status, 200);
  assert.deepEqual([first.json.created, first.json.refused], [1, 2]);
  assert.deepEqual(
    first.json.lines.map(({ line, result }: { line: number; result: string }) => `${line} ${result}`),
    ['1 created', '3 refused', '4 refused'],
  );
  assert.deepEqual(first.json.lines[2].faults, [{ field: '', reason: 'is not JSON' }]);
  const again = await ask('POST', '/api/v1/orders/import', { token, headers, body });
  assert.deepEqual([again.json.created, again.json.unchanged], [0, 1]);
});

test('a shipment is confirmed by hand once, and the buyer sees it in the order’s conversation (FEED 2)', async () => {
  const id = sampleOrderId(0, 1);
  const path = `/api/v1/orders/de/${id}`;
  const token = tokens.get('seller');
  const headers = { 'content-type': 'application/json', 'accept-language': 'nl' };
  const confirm = (body: object): Promise<Answer> =>
    ask('POST', `${path}/shipments`, { token, headers, body: JSON.stringify(body) });
  const refused = await confirm({ items: [{ item: '1', quantity: 2 }], trackingNumber: 'see shop.example' });
  assert.equal(refused.status, 422);
  assert.equal(refused.json.errors[0].field, 'tracking-number');
  assert.match(refused.json.errors[0].reason, /is geen trackingnummer/u);
  const before = wakes;
  const shipment = { carrier: 'dpd', trackingNumber: '01234567890123', shippedAt: '2026-11-01T08:00:00Z' };
  assert.deepEqual((await confirm(shipment)).status, 201);
  assert.equal(wakes, before + 1);
  const again = await confirm(shipment);
  assert.deepEqual([again.status, again.json], [200, { result: 'unchanged', id: null }]);
  assert.equal((await confirm({ shipmentId: 'second' })).json.errors[0].field, 'nothing-to-ship');
  assert.equal((await ask('GET', path, { token })).json.status, 'shipped');
  const eva = (await makeToken('buyer', market.eva.id)).text;
  const { json } = await ask('GET', `/api/v1/conversations?order=${id}`, { token: eva });
  const messages = await ask('GET', `/api/v1/conversations/${json.items[0].id}/messages`, { token: eva });
  const told = messages.json.items.filter(({ author }: { author: string }) => author === 'marketplace');
  assert.deepEqual(
    told.map((message: Record<string, unknown>) => [message['authorName'], message['automatic']]),
    [['Markt', 'automatic']],
  );
  assert.match(told[0].text, /Bezorgdienst: DPD\nTrackingnummer: 01234567890123/u);
});

test('an order that can’t be fulfilled is cancelled by hand, and all of its price goes back (FEED 3)', async () => {
  const id = '302-7777777-0000003';
  const operator = tokens.get('operator');
  const lines = { 'content-type': 'application/jsonl' };
  const imported = { token: operator, headers: lines, body: JSON.stringify(order(id)) };
  assert.equal((await ask('POST', '/api/v1/orders/import', imported)).json.created, 1);
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ action: 'cancel', reason: 'CouldNotShip' });
  const path = `/api/v1/orders/de/${id}`;
  const cancel = await ask('POST', `${path}/adjustments`, { token: operator, headers, body });
  assert.equal(cancel.status, 201, cancel.text);
  assert.equal((await ask('GET', path, { token: operator })).json.status, 'cancelled');
  const rows = await database.db
    .selectFrom('adjustment_item')
    .select(['reason', 'amount_minor'])
    .where('order_id', '=', id)
    .execute();
  assert.deepEqual(rows, [{ reason: 'CouldNotShip', amount_minor: 1000 }]);
});

test('a feed by API: taken while it comes, with its lines and its processing report (FEED 4)', async () => {
  const token = tokens.get('seller');
  const path = `/api/v1/sellers/${market.anna.id}/feeds`;
  const bodies = ['302-7777777-0000001', sampleOrderId(1, 0)].map((id) => shipmentXml({ order: id }));
  const submitted = await ask('POST', `${path}?type=POST_ORDER_FULFILLMENT_DATA&marketplaces=de`, {
    token,
    headers: { 'content-type': 'text/xml', 'accept-language': 'de' },
    body: xmlFeed(bodies, { messageType: 'OrderFulfillment', merchant: 'Anna' }),
  });
  assert.equal(submitted.status, 200, submitted.text);
  const { id, state, processed, successful, withError } = submitted.json;
  assert.deepEqual([state, processed, successful, withError], ['done', 2, 1, 1]);
  const { json } = await ask('GET', `/api/v1/feeds/${id}/lines?limit=1&after=1`, {
    token,
    headers: { 'accept-language': 'de' },
  });
  assert.deepEqual(
    [json.items[0].messageId, json.items[0].result, json.items[0].faults[0].code, json.next],
    ['2', 'refused', 'order-unknown', null],
  );
  assert.match(json.items[0].faults[0].sentence, /ist keine Bestellung bei Ihnen/u);
  const report = await ask('GET', `/api/v1/feeds/${id}/report`, { token });
  assert.equal(report.headers.get('content-type'), 'text/xml; charset=UTF-8');
  assert.match(report.text, /<MessagesProcessed>2<\/MessagesProcessed>/u);
  assert.match(report.text, /<MessageID>2<\/MessageID><ResultCode>Error<\/ResultCode>/u);
  assert.equal((await ask('GET', path, { token })).json.items[0].id, id);
  const wrongType = await ask('POST', `${path}?type=x`, {
    token,
    headers: { 'content-type': 'text/xml' },
    body: 'x',
  });
  assert.equal(wrongType.status, 400);
});

test('a table in CSV comes in as well', async () => {
  const body = [
    '\uFEFFmarketplace,seller,id,status,fulfilment,placedAt,buyer.id,buyer.name,buyer.language,buyer.address,line.product,line.title,line.quantity,line.amount,line.currency',
    'de,Anna,302-8888888-0000001,shipped,seller,2026-10-30T08:00:00Z,C-8,"Uwe, der\nErste",de,uwe@example.org,P-1,Lampe,1,10.00,EUR',
    'de,Anna,302-8888888-0000001,,,,,,,,P-2,Kabel,2,5,EUR',
    'de,Anna,302-8888888-0000002,shipped,seller,2026-10-30T08:00:00Z,C-8,"Uwe, der Erste",de,uwe@example.org,P-1,Lampe,0,10.00,EUR',
  ].join('\r\n');
  const answer = await ask('POST', '/api/v1/orders/import', {
    token: tokens.get('operator'),
    headers: { 'content-type': 'text/csv; charset=utf-8' },
    body,
  });
  assert.deepEqual(
    answer.json.lines.map((line: { line: number; result: string; faults: { field: string }[] }) =>
      [line.line, line.result, ...line.faults.map(({ field }) => field)].join(' '),
    ),
    ['2 refused buyer.name', '5 refused line.quantity'],
  );
  const mended = await ask('POST', '/api/v1/orders/import', {
    token: tokens.get('operator'),
    headers: { 'content-type': 'text/csv' },
    body: body.replace('der\nErste', 'der Erste').replace('Lampe,0', 'Lampe,1'),
  });
  assert.equal(mended.json.created, 2, mended.text);
  const { json } = await ask('GET', '/api/v1/orders/de/302-8888888-0000001', { token: tokens.get('seller') });
  assert.deepEqual(
    json.lines.map(({ amountMinor }: { amountMinor: number }) => amountMinor),
    [1000, 500],
  );
});

test('the queue: shown with answers, retried, cancelled, and left alone while it is on its way', async () => {
  const token = tokens.get('operator');
  const path = `/api/v1/queue/${other.deliveryId}`;
  await database.pool.query(
    `update delivery set state = 'queued', lease_token = gen_random_uuid(), next_attempt_at = $2,
        remote_answer = '450 later' where id = $1`,
    [other.deliveryId, new Date(MARKET_AT.getTime() + 60_000)],
  );
  assert.equal((await ask('POST', `${path}/cancel`, { token })).json.type, 'urn:parley:problem:on-its-way');
  assert.equal((await ask('GET', path, { token })).json.remoteAnswer, '450 later');
  await database.pool.query('update delivery set lease_token = null where id = $1', [other.deliveryId]);
  const before = wakes;
  assert.equal((await ask('POST', `${path}/retry`, { token })).status, 200);
  assert.equal(wakes, before + 1);
  assert.equal((await ask('POST', `${path}/cancel`, { token })).json.result, 'cancelled');
  assert.equal(
    (await ask('POST', `${path}/cancel`, { token })).json.type,
    'urn:parley:problem:settled-already',
  );
  const message = await ask('GET', `/api/v1/messages/${other.id}`, { token });
  assert.equal(message.json.state, 'cancelled');
  assert.equal((await ask('GET', `/api/v1/queue/${ids.uuid()}`, { token })).status, 404);
});

test('a stored code that this release has no words for shows its detail', async () => {
  await database.pool.query(
    `update message set notes = '[{"code":"new-code","detail":"two files"}]' where id = $1`,
    [mine.id],
  );
  const { json } = await ask('GET', `/api/v1/messages/${mine.id}`, { token: tokens.get('buyer') });
  assert.deepEqual(json.notes, [{ code: 'new-code', detail: 'two files', text: 'two files' }]);
});

test('a file is a download that no browser guesses about', async () => {
  const { status, headers } = await ask('GET', `/api/v1/messages/${mine.id}/files/0`, {
    token: tokens.get('buyer'),
  });
  assert.equal(status, 200);
  assert.equal(headers.get('content-type'), 'image/png');
  assert.equal(
    headers.get('content-disposition'),
    `attachment; filename="lamp _1_.png"; filename*=UTF-8''lamp%20%221%22.png`,
  );
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  assert.match(headers.get('content-security-policy') ?? '', /sandbox/u);
});

test('health, readiness and metrics', async () => {
  assert.equal((await ask('GET', '/health')).status, 200);
  assert.equal((await ask('GET', '/ready')).json.status, 'ready');
  const { text } = await ask('GET', '/metrics', { token: tokens.get('operator') });
  assert.match(text, /^parley_messages_total\{state="accepted"\} 3$/mu);
  assert.match(text, /^parley_queue_deliveries \d+$/mu);
  assert.equal(text.match(/# TYPE parley_messages_total/gu)?.length, 1);
});

// ------------------------------------------------------------ the plain page

const signIn = async (role: string): Promise<string> => {
  const answer = await ask('POST', '/sign-in', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `token=${tokens.get(role)}`,
  });
  assert.equal(answer.status, 303);
  const cookie = answer.headers.get('set-cookie') ?? '';
  assert.match(cookie, /HttpOnly/u);
  assert.match(cookie, /SameSite=Strict/u);
  return cookie.split(';', 1)[0] ?? '';
};

test('the page shows what the token’s holder may see, in their language, without script', async () => {
  const cookie = await signIn('buyer');
  const headers = { cookie, 'accept-language': 'nl', accept: 'text/html' };
  const list = await ask('GET', '/', { headers });
  assert.match(list.text, /<html lang="nl">/u);
  assert.match(list.text, new RegExp(`/conversations/${mine.conversationId}`, 'u'));
  assert.match(
    list.headers.get('content-security-policy') ?? '',
    /default-src 'none'.*frame-ancestors 'none'/u,
  );
  const page = await ask('GET', `/conversations/${mine.conversationId}`, { headers });
  assert.match(page.text, /<iframe[^>]+sandbox=/u);
  assert.doesNotMatch(page.text, /<script|\son\w+=|<img/iu);
  const body = await ask('GET', `/messages/${mine.id}/body`, { headers });
  assert.match(body.text, /src="data:image\/png;base64,/u);
  assert.match(body.headers.get('content-security-policy') ?? '', /default-src 'none'.*sandbox/u);
  const foreign = await ask('GET', `/conversations/${other.conversationId}`, { headers });
  assert.equal(foreign.status, 404);
  assert.match(foreign.text, /<p class="problem" role="alert">Op dit adres/u);
});

test('what people wrote is text on the page', async () => {
  const { anna, jan } = market;
  const nasty = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>';
  const written = await writeMessage(database, {
    seller: anna,
    buyer: jan,
    author: 'buyer',
    text: nasty,
    subject: nasty,
  });
  const cookie = await signIn('seller');
  for (const path of ['/', `/conversations/${written.conversationId}`]) {
    const { text } = await ask('GET', path, { headers: { cookie } });
    assert.ok(text.includes('&lt;script&gt;'));
    assert.doesNotMatch(text, /<script|<img/iu);
  }
});

test('the cookie opens no API endpoint, and a form of another website does nothing', async () => {
  const cookie = await signIn('operator');
  assert.equal((await ask('GET', '/api/v1/queue', { headers: { cookie } })).status, 401);
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }] as Record<
    string,
    string
  >[])
    assert.equal((await ask('POST', '/sign-out', { headers: { ...headers, cookie } })).status, 403);
  assert.equal((await ask('POST', '/sign-out', { headers: { origin: base, cookie } })).status, 303);
});

test('over https the cookie is the host’s alone and HSTS is on', async () => {
  const app = createHttpApp({ ...ports(), publicUrl: 'https://messages.markt.example' });
  const response = await app.request('/sign-in', {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      origin: 'https://messages.markt.example',
    },
    body: `token=${tokens.get('buyer')}`,
  });
  assert.match(response.headers.get('set-cookie') ?? '', /^__Host-parley=.*Secure/u);
  assert.match(response.headers.get('strict-transport-security') ?? '', /max-age=/u);
});

// ------------------------------------------------------------ hostile requests

test('wrong methods, bodies and values get a problem with a sentence', async () => {
  const token = tokens.get('operator');
  const json = { 'content-type': 'application/json' };
  const permissions = `/api/v1/sellers/${market.anna.id}/permissions`;
  const wrong = await ask('PATCH', '/api/v1/conversations', { token });
  assert.deepEqual([wrong.status, wrong.headers.get('allow')], [405, 'GET']);
  const nowhere = await ask('GET', '/nowhere');
  assert.equal(nowhere.status, 404);
  assert.equal(nowhere.headers.get('x-content-type-options'), 'nosniff');
  assert.match(nowhere.headers.get('content-security-policy') ?? '', /default-src 'none'/u);
  assert.equal((await ask('POST', permissions, { token, headers: json, body: '{' })).status, 400);
  assert.equal((await ask('POST', permissions, { token, body: '{}' })).status, 415);
  assert.equal(
    (await ask('POST', permissions, { token, headers: json, body: Uint8Array.of(0xff) })).status,
    400,
  );
  const invalid = await ask('POST', permissions, {
    token,
    headers: json,
    body: '{"address":1,"__proto__":{}}',
  });
  assert.equal(invalid.status, 400);
  assert.ok(invalid.json.errors.some(({ field }: { field: string }) => field === 'address'));
  const huge = await ask('POST', permissions, { token, headers: json, body: `"${'x'.repeat(70_000)}"` });
  assert.equal(huge.status, 413);
  assert.equal((await ask('GET', '/api/v1/conversations?limit=0', { token })).status, 400);
  assert.equal((await ask('GET', '/api/v1/conversations?after=zzz', { token })).status, 400);
  assert.equal((await ask('GET', '/api/v1/conversations?lmit=5', { token })).status, 400);
});

test('whatever comes, it is never our fault', async () => {
  const app = createHttpApp(ports());
  const endpoints = Object.keys(RIGHTS) as Endpoint[];
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(
      '..',
      '%00',
      '%2e%2e%2f',
      "' or 1=1 --",
      '__proto__',
      '%ff',
      '\u202e',
      '9'.repeat(50),
      ids.uuid(),
    ),
  );
  faults = [];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...endpoints),
      fc.array(hostile, { minLength: 3, maxLength: 3 }),
      hostile,
      fc.oneof(hostile, fc.json({ maxDepth: 3 })),
      fc.constantFrom('seller', 'buyer', 'operator'),
      fc.constantFrom(
        'application/json',
        'text/csv',
        'application/jsonl',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        '"',
      ),
      async (endpoint, parameters, query, body, role, type) => {
        const [method = '', pattern = ''] = endpoint.split(' ');
        let index = 0;
        const path = pattern.replaceAll(/:\w+/gu, () =>
          encodeURIComponent((parameters[index++] ?? '').toWellFormed()),
        );
        const response = await app.request(
          `http://h${path}?after=${encodeURIComponent(query.toWellFormed())}`,
          {
            method,
            headers: {
              authorization: `Bearer ${tokens.get(role)}`,
              'content-type': type,
              'accept-language': query.replaceAll(/[^\x20-\x7e]/gu, '?'),
            },
            ...(method === 'GET' ? {} : { body }),
          },
        );
        await response.text();
        assert.ok(response.status < 500, `${endpoint} ${path} → ${response.status}`);
      },
    ),
    { numRuns: 400 },
  );
  assert.deepEqual(faults, []);
});

test('a port in use is one sentence', async () => {
  await assert.rejects(
    startHttp(createHttpApp(ports()), { host: '127.0.0.1', port: server.port }),
    (error: unknown) => error instanceof ListenError && /in use by another program/u.test(error.message),
  );
});

test('a database that is away is 503, a bug is 500, and neither says more than that', async () => {
  const broken = { ...ports(), pressure: (): 'storage' => 'storage' };
  assert.equal((await createHttpApp(broken).request('/ready')).status, 503);
  const failing = createHttpApp({
    ...ports(),
    database: {
      db: database.db,
      pool: { query: () => Promise.reject(new Error('secret detail')) } as unknown as FreshDatabase['pool'],
    },
  });
  const response = await failing.request('/ready');
  assert.equal(response.status, 500);
  assert.equal(response.headers.get('cache-control'), 'no-store');
  assert.doesNotMatch(await response.text(), /secret detail/u);
});
