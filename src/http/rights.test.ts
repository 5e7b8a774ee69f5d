import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { TokenOwnerKind } from '#market/api-scope.ts';
import { SCOPES_OF } from '#market/api-scope.ts';
import type { Endpoint, EndpointRights } from '#market/rights.ts';
import { RIGHTS } from '#market/rights.ts';
import { makeWebhookSecret } from '#market/webhook.ts';
import { createSystemIds } from '#src/system-ports.ts';
import { writeStep } from '#store/enforcement.ts';
import { openFeed } from '#store/feed.ts';
import { addSellerUser } from '#store/party.ts';
import { openReview } from '#store/review.ts';
import { sealingKeys } from '#store/seal-keys.ts';
import { writeStatement } from '#store/statement-of-reasons.ts';
import { suppressBuyer } from '#store/suppression.ts';
import { makeTokenText, revokeToken } from '#store/token.ts';
import { addWebhook } from '#store/webhook.ts';
import { queueWebhooks } from '#store/webhook-delivery.ts';
import { sampleApplication } from '#test/support/sample-application.ts';
import type { SampleParty, WrittenMessage } from '#test/support/sample-market.ts';
import { MARKET_AT, sampleOrderId, writeMessage } from '#test/support/sample-market.ts';
import type { Answer } from '#test/support/sample-http.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

import { createHttpApp } from './app.ts';
import type { ApiEndpoint } from './description/operation.ts';
import { isOtherBody } from './description/operation.ts';
import { OPERATIONS } from './description/operations.ts';
import { problem as problemView } from './description/views.ts';

// Every endpoint with every kind of token, on the token's own things and on somebody else's, made of the table of
// rights: a new row without a fixture below fails here, and so does a route without a row.

const ids = createSystemIds();
const http = await sampleHttp();
const { ask, database, makeToken, market, mine, other, ports, tokens } = http;
const KINDS = ['seller', 'buyer', 'operator'] as const;
const WHOSE = ['own', 'other'] as const;
type Whose = (typeof WHOSE)[number];

after(() => http.stop());

// ------------------------------------------------------------ fixtures

interface Fixture {
  readonly body: string | ((whose: Whose) => string);
  readonly type: string;
  /** Behind the path. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Takes no body. */
const BARE = null;

type Given = Fixture | typeof BARE | ((kind: TokenOwnerKind) => Fixture);

const json = (value: unknown): Fixture => ({ body: JSON.stringify(value), type: 'application/json' });

const DETAILS = { reason: 'order-details', text: 'Welke kleur wilt u voor uw bestelling?' };
const QUESTION = { text: 'Is the lamp bright?' };
const ANSWER = { text: 'Ja, de lamp geeft veel licht.' };

const TEMPLATE = { name: 'Answer', texts: { de: 'Gern, {buyer}.' } };

const ORDERS: Readonly<Record<Whose, string>> = { own: sampleOrderId(0, 0), other: sampleOrderId(1, 1) };

/** A body that names an order of whose thing it is. */
const aboutOrder = (value: (orderId: string) => unknown): Fixture => ({
  body: (whose) => JSON.stringify(value(ORDERS[whose])),
  type: 'application/json',
});

type Writing = Extract<Endpoint, `${'POST' | 'PUT' | 'PATCH' | 'DELETE'} /api/${string}`>;

/** A request that each endpoint which writes takes from whoever may use it. */
const FIXTURES: Readonly<Record<Writing, Given>> = {
  'POST /api/v1/lint': json({ marketplace: 'de', text: 'Guten Tag' }),
  'POST /api/v1/messages/:id/reports': json({ reason: 'fraud', text: 'x' }),
  'POST /api/v1/conversations/:id/reports': json({ reason: 'abuse' }),
  'POST /api/v1/statements/:id/objection': json({ text: 'No.' }),
  'POST /api/v1/reviews/:id/claim': BARE,
  'POST /api/v1/reviews/:id/release': BARE,
  'POST /api/v1/reviews/:id/decide': json({ decision: 'dismiss' }),
  'POST /api/v1/reviews/:id/undo': BARE,
  'POST /api/v1/messages/:id/block': json({ facts: 'x', rules: ['marketing'] }),
  'POST /api/v1/conversations/:id/block': json({ facts: 'x' }),
  'POST /api/v1/conversations/:id/unblock': BARE,
  'POST /api/v1/conversations/:id/join': json({ text: 'x' }),
  'POST /api/v1/conversations/:id/read': json({}),
  'DELETE /api/v1/conversations/:id/answer-links': BARE,
  'POST /api/v1/conversations/:id/no-answer-needed': BARE,
  'DELETE /api/v1/conversations/:id/no-answer-needed': BARE,
  'POST /api/v1/conversations/changes': json({ conversations: [ids.uuid()], change: 'resolve' }),
  'POST /api/v1/conversations/:id/notes': json({ text: 'Call the carrier.' }),
  'DELETE /api/v1/conversations/:id/notes/:note': BARE,
  'PUT /api/v1/conversations/:id/presence': json({ writing: true }),
  'PUT /api/v1/conversations/:id/draft': { ...json({ text: 'Ja,' }), headers: { 'if-match': '"0"' } },
  'POST /api/v1/inbox-views': json({ name: 'Mine', query: 'assignee=me' }),
  'DELETE /api/v1/inbox-views/:id': BARE,
  'POST /api/v1/conversations/:id/move': json({ messages: [ids.uuid()], to: 'new' }),
  'POST /api/v1/conversations/:id/merge': json({ into: mine.conversationId }),
  'POST /api/v1/messages/:id/clock-dispute': json({ reason: 'outage' }),
  'POST /api/v1/messages/:id/clock-correction': json({ outcome: 'excluded', reason: 'outage' }),
  'DELETE /api/v1/session': BARE,
  'PUT /api/v1/session/seat': json({ seat: ids.uuid() }),
  'DELETE /api/v1/me/sessions': BARE,
  'DELETE /api/v1/me/sessions/:id': BARE,
  'POST /api/v1/team': {
    ...json({ name: 'Neu', address: 'new@shop.example', role: 'agent' }),
    query: `?seller=${market.anna.id}`,
  },
  'PUT /api/v1/team/:id/role': json({ role: 'reader' }),
  'POST /api/v1/team/:id/invitation': BARE,
  'DELETE /api/v1/team/:id': BARE,
  'POST /api/v1/sellers/:seller/steps': json({ marketplace: 'de', step: 'warned', facts: 'x' }),
  'POST /api/v1/steps/:id/lift': BARE,
  'POST /api/v1/objections/:id/decide': json({ outcome: 'upheld', reasons: 'x' }),
  'POST /api/v1/orders/import': { body: '', type: 'application/jsonl' },
  'POST /api/v1/orders/:marketplace/:id/shipments': json({}),
  'POST /api/v1/orders/:marketplace/:id/cancellation': BARE,
  'POST /api/v1/orders/:marketplace/:id/adjustments': json({
    action: 'refund',
    items: [{ item: '1', reason: 'Other', amount: '1.00' }],
  }),
  'POST /api/v1/sellers/:seller/feeds': { ...json({ messages: [] }), query: '?type=order-fulfilment' },
  'PUT /api/v1/sellers/:seller/notifications': json({ buyerMessages: 'desk@shop.example' }),
  'POST /api/v1/sellers/:seller/permissions': json({ address: 'new@shop.example', state: 'approved' }),
  'PUT /api/v1/sellers/:seller/permissions/:address': json({ state: 'approved' }),
  'DELETE /api/v1/sellers/:seller/permissions/:address': BARE,
  'PUT /api/v1/buyers/:buyer/preferences/:marketplace': json({ declines: false }),
  'PUT /api/v1/buyers/:buyer/preferences/:marketplace/sellers/:seller': json({ declines: false }),
  'PUT /api/v1/buyers/:buyer/language': json({ language: 'de' }),
  'POST /api/v1/sellers/:seller/suppressions': aboutOrder((buyer) => ({ marketplace: 'de', buyer })),
  'POST /api/v1/sellers/:seller/suppressions/import': { body: 'buyer\nnobody', type: 'text/csv' },
  'DELETE /api/v1/sellers/:seller/suppressions/:address': BARE,
  'POST /api/v1/sellers/:seller/templates': json(TEMPLATE),
  'PUT /api/v1/sellers/:seller/templates/:id': { ...json(TEMPLATE), headers: { 'if-match': '"1"' } },
  'DELETE /api/v1/sellers/:seller/templates/:id': {
    body: '',
    type: 'text/plain',
    headers: { 'if-match': '"1"' },
  },
  'POST /api/v1/sellers/:seller/templates/:id/fill': aboutOrder((order) => ({
    marketplace: 'de',
    order,
    language: 'de',
  })),
  'POST /api/v1/sellers/:seller/review-requests': aboutOrder((order) => ({
    marketplace: 'de',
    orders: [order],
  })),
  'POST /api/v1/orders/:marketplace/:id/messages': (kind) => json(kind === 'seller' ? DETAILS : QUESTION),
  'POST /api/v1/orders/:marketplace/:id/messages/preview': (kind) =>
    json(kind === 'seller' ? DETAILS : { text: 'Is it bright?' }),
  'POST /api/v1/conversations/:id/messages': json(ANSWER),
  'POST /api/v1/conversations/:id/messages/preview': json(ANSWER),
  'POST /api/v1/questions': () => json({ marketplace: 'de', seller: market.bert.id, ...QUESTION }),
  'POST /api/v1/applications': json({ name: 'Tool' }),
  'POST /api/v1/applications/:id/rotate': BARE,
  'POST /api/v1/applications/:id/withdraw': BARE,
  'PUT /api/v1/sellers/:seller/applications/:application': json({}),
  'DELETE /api/v1/sellers/:seller/applications/:application': BARE,
  'POST /api/v1/webhooks': json({ url: 'https://hooks.example/in' }),
  'PUT /api/v1/webhooks/:id': {
    ...json({ url: 'https://hooks.example/in' }),
    headers: { 'if-match': '"1"' },
  },
  'DELETE /api/v1/webhooks/:id': BARE,
  'POST /api/v1/webhooks/:id/secret': BARE,
  'POST /api/v1/webhooks/:id/disable': BARE,
  'POST /api/v1/webhooks/:id/enable': BARE,
  'POST /api/v1/webhooks/:id/replay': json({}),
  'POST /api/v1/webhooks/:id/deliveries/:delivery/redeliver': BARE,
  'POST /api/v1/queue/:id/retry': BARE,
  'POST /api/v1/queue/:id/cancel': BARE,
};

/** What each parameter of a path stands for: something of Anna's and Jan's, or of Bert's and Eva's. */
const things: Record<Whose, Map<string, string>> = { own: new Map(), other: new Map() };

const parties: Record<Whose, { seller: SampleParty; buyer: SampleParty; message: WrittenMessage }> = {
  own: { seller: market.anna, buyer: market.jan, message: mine },
  other: { seller: market.bert, buyer: market.eva, message: other },
};

before(async () => {
  for (const whose of WHOSE) await makeThings(whose);
});

async function makeThings(whose: Whose): Promise<void> {
  const { seller, buyer, message } = parties[whose];
  const at = MARKET_AT;
  const key = { marketplaceId: 'de', sellerId: seller.id, buyerId: buyer.id };
  const spare = await writeMessage(database, { seller, buyer, author: 'seller', text: 'Spare' });
  const decidedBy = { kind: 'system', id: null, label: 'test' } as const;
  const [stepId, reviewId, feedId] = [ids.uuid(), ids.uuid(), ids.uuid()];
  const statements = { seller: ids.uuid(), buyer: ids.uuid() };
  await openFeed(database.db, {
    id: feedId,
    sellerId: seller.id,
    type: 'order-fulfilment',
    format: 'json',
    marketplaceIds: ['de'],
    actor: decidedBy,
    at,
  });
  const seatId = ids.uuid();
  const agent = { sellerId: seller.id, name: 'Tom', address: `tom-${whose}@shop.example`, language: 'de' };
  await database.db.transaction().execute(async (tx) => {
    assert.equal((await addSellerUser(tx, { ...agent, id: seatId, role: 'agent' }, at)).kind, 'created');
    const review = { id: reviewId, key, conversationId: message.conversationId, messageId: null };
    await openReview(tx, { ...review, kind: 'conduct', about: 'seller', openedAt: at });
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
    for (const addressee of ['seller', 'buyer'] as const)
      await writeStatement(tx, {
        id: statements[addressee],
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
  });
  const [noteId, viewId] = [ids.uuid(), ids.uuid()];
  notes[whose] = noteId;
  views[whose] = viewId;
  const templateId = ids.uuid();
  templates[whose] = templateId;
  const applications = [await sampleApplication(database), await sampleApplication(database)] as const;
  for (const [pattern, path] of [
    ['/templates/:id', `/templates/${templateId}`],
    ['/notes/:note', `/notes/${noteId}`],
    ['/inbox-views/:id', `/inbox-views/${viewId}`],
    ['/messages/:id/block', `/messages/${spare.id}/block`],
    ['/reviews/:id', `/reviews/${reviewId}`],
    ['/steps/:id', `/steps/${stepId}`],
    ['/objections/:id', `/objections/${statements.seller}`],
    ['seller /statements/:id', `/statements/${statements.seller}`],
    ['buyer /statements/:id', `/statements/${statements.buyer}`],
    ['/conversations/:id', `/conversations/${message.conversationId}`],
    ['/messages/:id', `/messages/${message.id}`],
    ['/questions/place', '/questions/place?marketplace=de&seller=Anna'],
    ['/files/:position', '/files/0'],
    ['/orders/:marketplace/:id', `/orders/de/${ORDERS[whose]}`],
    ['/buyers/:buyer', `/buyers/${buyer.id}`],
    ['/preferences/:marketplace', '/preferences/de'],
    ['/sellers/:seller', `/sellers/${seller.id}`],
    ['/feeds/:id', `/feeds/${feedId}`],
    ['/applications/:id', `/applications/${applications[0].id}`],
    ['/applications/:application', `/applications/${applications[1].id}`],
    ['/permissions/:address', `/permissions/${encodeURIComponent('new@shop.example')}`],
    ['/suppressions/:address', `/suppressions/${encodeURIComponent(await aliasOf(seller, buyer))}`],
    ['/webhooks/:id', `/webhooks/${webhooks[whose].id}`],
    ['/deliveries/:delivery', `/deliveries/${webhooks[whose].delivery}`],
    ['/queue/:id', `/queue/${message.deliveryId}`],
    ['/team/:id', `/team/${seatId}`],
    ['/invitation/:link', '/invitation/none'],
    ['/answer/:link', '/answer/none'],
    ['/unsubscribe/:link', '/unsubscribe/none'],
    ['/me/sessions/:id', `/me/sessions/${ids.uuid()}`],
    ['/rules/:rule', '/rules/email-address'],
    ['/assets/:name', '/assets/app-1.js'],
  ] as const)
    things[whose].set(pattern, path);
}

async function aliasOf(seller: SampleParty, buyer: SampleParty): Promise<string> {
  const { local_part, domain } = await database.db
    .selectFrom('alias')
    .select(['local_part', 'domain'])
    .where('seller_id', '=', seller.id)
    .where('buyer_id', '=', buyer.id)
    .where('stands_for', '=', 'buyer')
    .executeTakeFirstOrThrow();
  return `${local_part}@${domain}`;
}

const templates: Record<Whose, string> = { own: '', other: '' };

const notes: Record<Whose, string> = { own: '', other: '' };
const views: Record<Whose, string> = { own: '', other: '' };

async function makeNote(whose: Whose): Promise<void> {
  const { seller, message } = parties[whose];
  await database.pool.query(
    `insert into conversation_note (marketplace_id, seller_id, id, conversation_id, body, written_by, written_at)
     values ('de', $1, $2, $3, 'Theirs or mine', '{}', $4)`,
    [seller.id, notes[whose], message.conversationId, MARKET_AT],
  );
}

async function makeView(whose: Whose): Promise<void> {
  await database.pool.query('delete from inbox_view');
  await database.pool.query(
    `insert into inbox_view (holder_id, id, name, query, made_at) values ($1, $2, 'Late', 'due=overdue', $3)`,
    [parties[whose].seller.id, views[whose], MARKET_AT],
  );
}

/** The seller's template in its first version. */
async function makeTemplate(whose: Whose): Promise<void> {
  await database.pool.query('delete from message_template');
  await database.pool.query(
    `insert into message_template (seller_id, id, name, texts, version, changed_by, changed_at)
     values ($1, $2, $3, $4, 1, '{}', $5)`,
    [parties[whose].seller.id, templates[whose], 'Theirs or mine', TEMPLATE.texts, MARKET_AT],
  );
}

const webhooks: Record<Whose, { readonly id: string; readonly delivery: string }> = {
  own: { id: ids.uuid(), delivery: ids.uuid() },
  other: { id: ids.uuid(), delivery: ids.uuid() },
};

/** The seller's webhook with one entry in its log, and nobody else's. */
async function makeWebhook(whose: Whose): Promise<void> {
  const { id, delivery } = webhooks[whose];
  const { pool, db } = database;
  await pool.query('delete from webhook_endpoint');
  const secret = makeWebhookSecret((length) => ids.random(length));
  const wish = { url: 'https://hooks.example/theirs', types: [], description: 'Theirs or mine', most: 10 };
  const actor = { kind: 'system', id: null, label: 'test' } as const;
  const sealing = { keys: sealingKeys(ports().secrets), random: (length: number) => ids.random(length) };
  await db.transaction().execute(async (tx) => {
    const endpoint = { id, owner: parties[whose].seller.id, secret, ...wish };
    await addWebhook(tx, endpoint, { at: MARKET_AT, actor, auditId: ids.uuid() }, sealing);
    const event = { eventSeq: 1, type: 'order.created', payload: '{"data":"Theirs"}', orderKey: 'x' };
    await queueWebhooks(tx, [{ id: delivery, endpointId: id, cause: 'event', ...event }], MARKET_AT);
  });
}

/** What has to be there again before each call that takes it away. */
const BEFORE: Readonly<Partial<Record<Endpoint, (whose: Whose) => Promise<unknown>>>> = {
  'DELETE /api/v1/conversations/:id/notes/:note': async (whose) => {
    await database.pool.query('delete from conversation_note');
    await makeNote(whose);
  },
  'DELETE /api/v1/inbox-views/:id': makeView,
  'PUT /api/v1/conversations/:id/draft': () => database.pool.query('delete from draft'),
  ...Object.fromEntries(
    (Object.keys(RIGHTS) as Endpoint[])
      .filter((endpoint) => endpoint.includes('/webhooks/:id'))
      .map((endpoint) => [endpoint, makeWebhook]),
  ),
  'POST /api/v1/webhooks': () => database.pool.query('delete from webhook_endpoint'),
  'POST /api/v1/sellers/:seller/templates': () => database.pool.query('delete from message_template'),
  'GET /api/v1/sellers/:seller/templates/:id': makeTemplate,
  'PUT /api/v1/sellers/:seller/templates/:id': makeTemplate,
  'DELETE /api/v1/sellers/:seller/templates/:id': makeTemplate,
  'POST /api/v1/sellers/:seller/templates/:id/fill': makeTemplate,
  'DELETE /api/v1/sellers/:seller/suppressions/:address': (whose) => {
    const { seller, buyer } = parties[whose];
    const key = { marketplaceId: 'de', sellerId: seller.id, buyerId: buyer.id };
    const actor = { kind: 'system', id: null, label: 'test' } as const;
    return database.db
      .transaction()
      .execute((tx) => suppressBuyer(tx, key, { source: 'hand', actor, at: MARKET_AT }));
  },
};

/** The path of an endpoint with the ids of things that are the reader's own, or somebody else's. */
function pathOf(endpoint: Endpoint, whose: Whose, kind: TokenOwnerKind): string {
  const [, pattern = ''] = endpoint.split(' ');
  let path: string = pattern;
  for (const [from, to] of things[whose]) {
    const [role, part] = from.includes(' ') ? from.split(' ') : [null, from];
    if (role === null || role === (kind === 'buyer' ? 'buyer' : 'seller'))
      path = path.replace(part ?? '', to);
  }
  assert.doesNotMatch(path, /:/u, `the test has no id for ${endpoint}`);
  return path;
}

async function call(endpoint: Endpoint, whose: Whose, kind: TokenOwnerKind, token?: string): Promise<Answer> {
  await BEFORE[endpoint]?.(whose);
  const [method = ''] = endpoint.split(' ');
  const given = (FIXTURES as Readonly<Record<string, Given>>)[endpoint] ?? BARE;
  const fixture = typeof given === 'function' ? given(kind) : given;
  const path = `${pathOf(endpoint, whose, kind)}${fixture?.query ?? ''}`;
  if (fixture === null) return asDescribed(endpoint, await ask(method, path, { token }));
  const body = typeof fixture.body === 'string' ? fixture.body : fixture.body(whose);
  const headers = { 'content-type': fixture.type, ...fixture.headers };
  return asDescribed(endpoint, await ask(method, path, { token, body, headers }));
}

/** The answer, once it is certain that it is what src/http/description says of the endpoint. */
function asDescribed(endpoint: Endpoint, answer: Answer): Answer {
  if (!isApi(endpoint)) return answer;
  const operation = OPERATIONS[endpoint];
  assert.ok(operation !== undefined, `describe ${endpoint} in src/http/description`);
  if (answer.status >= 400) {
    assert.deepEqual(problemView.safeParse(answer.json).error, undefined, answer.text);
    return answer;
  }
  const { answer: described } = operation;
  if (described === undefined) assert.equal(answer.text, '');
  else if (isOtherBody(described)) {
    const type = (answer.headers.get('content-type') ?? '').split(';', 1)[0] ?? '';
    assert.ok(described.types.includes(type) || described.types.includes('application/octet-stream'), type);
  } else
    assert.deepEqual(
      described.safeParse(answer.json).error,
      undefined,
      `${endpoint} answered ${answer.text}`,
    );
  return answer;
}

const isApi = (endpoint: Endpoint): endpoint is ApiEndpoint => endpoint.includes(' /api/v1/');

// ------------------------------------------------------------ the table against the running app

const NAMES_A_THING = /:(?:id|seller|buyer)/u;

function expected(
  endpoint: Endpoint,
  rights: EndpointRights,
  kind: TokenOwnerKind,
  whose: Whose,
): 'ok' | 403 | 404 {
  if (rights[kind] === 'none') return 403;
  return rights[kind] === 'own' && whose === 'other' && NAMES_A_THING.test(endpoint) ? 404 : 'ok';
}

test('every route of the app has a row in the table of rights, and every row a route', () => {
  const routes = createHttpApp(ports())
    .routes.filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path}`);
  assert.ok(routes.length > 20);
  assert.deepEqual([...new Set(routes)].sort(), Object.keys(RIGHTS).sort());
});

test('every endpoint that writes has a fixture', () => {
  const writing = Object.keys(RIGHTS).filter((endpoint) => /^(?!GET )\S+ \/api\//u.test(endpoint));
  assert.deepEqual(Object.keys(FIXTURES).sort(), writing.sort());
});

for (const [endpoint, rights] of Object.entries(RIGHTS) as [
  Endpoint,
  EndpointRights | 'public' | 'signed-in',
][]) {
  if (rights === 'public') {
    test(`${endpoint}: public`, async () => {
      const { status } = await call(endpoint, 'own', 'seller');
      assert.ok([200, 303, 401, 404, 415].includes(status), `${status}`);
    });
    continue;
  }

  test(`${endpoint}: without a token that is good → 401`, async () => {
    const bare = await call(endpoint, 'own', 'seller');
    assert.equal(bare.status, 401);
    assert.equal(bare.json.type, 'urn:parley:problem:token-missing');
    assert.equal(bare.headers.get('www-authenticate'), 'Bearer');
    for (const [code, token] of badTokens) {
      const answer = await call(endpoint, 'own', 'seller', token);
      assert.deepEqual([answer.status, answer.json.type], [401, `urn:parley:problem:token-${code}`]);
    }
  });

  // About whoever asks: what it does is tried where it belongs, in session.test.ts.
  if (rights === 'signed-in') continue;

  for (const kind of KINDS)
    for (const whose of WHOSE) {
      const wanted = expected(endpoint, rights, kind, whose);
      test(`${endpoint}: ${kind}, ${whose} → ${wanted}`, async () => {
        const { status, text } = await call(endpoint, whose, kind, tokens.get(kind));
        if (wanted === 'ok')
          assert.ok((status >= 200 && status < 300) || status === 409, `${status} ${text}`);
        else {
          assert.equal(status, wanted, text);
          assert.doesNotMatch(text, /Theirs|private\.example/u);
        }
      });
    }

  test(`${endpoint}: a token without ${rights.scope} → 403`, async () => {
    const kind = KINDS.find((item) => rights[item] !== 'none') ?? 'operator';
    const scopes = SCOPES_OF[kind].filter((scope) => scope !== rights.scope);
    const owner = { seller: market.anna.id, buyer: market.jan.id, operator: null }[kind];
    const { text } = await makeToken(kind, owner, { scopes });
    const answer = await call(endpoint, 'own', kind, text);
    assert.equal(answer.status, 403);
    assert.equal(answer.json.type, 'urn:parley:problem:scope-missing');
    assert.ok(answer.json.detail.includes(rights.scope));
  });
}

const badTokens = new Map([['unknown', makeTokenText((length) => ids.random(length))]]);

before(async () => {
  const actor = { kind: 'command-line', id: null, label: 'test' } as const;
  const revoked = await makeToken('operator', null);
  const end = { id: revoked.id, at: MARKET_AT, actor, auditId: ids.uuid() };
  await database.db.transaction().execute((tx) => revokeToken(tx, end));
  badTokens.set('revoked', revoked.text);
  badTokens.set('expired', (await makeToken('operator', null, { expiresAt: MARKET_AT })).text);
});
