import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { changePreference } from '#store/buyer-preference.ts';
import { createSeller } from '#store/party.ts';
import { createSystemIds } from '#src/system-ports.ts';
import { shippedPack } from '#test/support/packs.ts';
import { MARKET_AT, sampleOrderId } from '#test/support/sample-market.ts';
import type { Answer, Asking } from '#test/support/sample-http.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

import { createHttpApp } from './app.ts';

const ids = createSystemIds();
const http = await sampleHttp();
const { ask, database, market, mine, ports, tokens } = http;
const order = `/api/v1/orders/de/${sampleOrderId(0, 0)}/messages`;
const conversation = `/api/v1/conversations/${mine.conversationId}/messages`;

after(() => http.stop());

function send(
  role: string,
  path: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const asking: Asking = {
    token: tokens.get(role),
    headers: { 'content-type': 'application/json', 'accept-language': 'de', ...headers },
    body: JSON.stringify(body),
  };
  return ask('POST', path, asking);
}

async function messageCount(): Promise<number> {
  const { rows } = await database.pool.query<{ count: string }>('select count(*) from message');
  return Number(rows[0]?.count);
}

const DETAILS = { reason: 'order-details', text: 'Welke kleur wilt u voor uw bestelling?' };

test('a seller writes by contact reason: the server’s subject and template, in the buyer’s language (REASON 1, 3, 9)', async () => {
  const before = http.wakes();
  const { status, json, text } = await send('seller', order, DETAILS);
  assert.equal(status, 201, text);
  assert.deepEqual([json.result, json.message.state, json.message.verdict], ['taken', 'accepted', 'permit']);
  assert.equal(http.wakes(), before + 1);
  const seen = await ask('GET', `/api/v1/messages/${json.message.id}`, { token: tokens.get('buyer') });
  assert.match(seen.json.subject, /bestelling 302-0000000-0000000/u);
  assert.ok(seen.json.text.includes(DETAILS.text) && seen.json.text.includes('Anna Lampen'));
});

test('what can’t be written says so by its codes, and nothing is kept', async () => {
  const before = await messageCount();
  const unadjusted = await send('seller', order, { reason: 'problem-with-order' });
  assert.deepEqual(
    [unadjusted.status, unadjusted.json.type, unadjusted.json.errors[0].field],
    [422, 'urn:parley:problem:reason-not-offered', 'not-adjusted'],
  );
  assert.match(unadjusted.json.errors[0].reason, /^Erstatten Sie zuerst/u);
  const empty = await send('seller', order, { reason: 'order-details' });
  assert.deepEqual(
    [empty.json.type, empty.json.errors],
    ['urn:parley:problem:inputs-wrong', [{ field: 'text', reason: 'fehlt' }]],
  );
  assert.equal(
    (await send('seller', order, { reason: 'gossip', text: 'x' })).json.type,
    'urn:parley:problem:reason-unknown',
  );
  assert.equal((await send('seller', order, { text: 'x' })).json.type, 'urn:parley:problem:reason-unknown');
  assert.equal((await send('seller', order, { reason: 1 })).status, 400);
  assert.equal(await messageCount(), before);
});

test('a message against the guidelines is kept as refused, for its author alone, with each place', async () => {
  const words = 'Mail ons op anna@shop.example.';
  const { status, json } = await send('seller', conversation, { text: words });
  assert.deepEqual(
    [status, json.type, json.message.state],
    [422, 'urn:parley:problem:message-refused', 'refused'],
  );
  const finding = json.message.findings.find(({ rule }: { rule: string }) => rule === 'email-address');
  assert.ok(finding !== undefined, JSON.stringify(json));
  assert.match(finding.guideline.mend, /\S/u);
  const path = `/api/v1/messages/${json.message.id}`;
  assert.equal((await ask('GET', path, { token: tokens.get('seller') })).json.state, 'refused');
  assert.equal((await ask('GET', path, { token: tokens.get('buyer') })).status, 404);
});

test('both sides answer in their conversation, and a stranger doesn’t (REASON 8)', async () => {
  assert.equal((await send('buyer', conversation, { text: 'Graag in het rood.' })).status, 201);
  assert.equal((await send('seller', conversation, { text: 'Dat doen we.' })).status, 201);
  assert.equal(
    (await send('buyer', conversation, { text: '  ' })).json.type,
    'urn:parley:problem:inputs-wrong',
  );
  const others = `/api/v1/conversations/${http.other.conversationId}/messages`;
  assert.equal((await send('seller', others, { text: 'Hallo.' })).status, 404);
  assert.equal((await send('operator', conversation, { text: 'Hallo.' })).status, 403);
});

test('the same request again under the same Idempotency-Key gives the same answer and one message', async () => {
  const before = await messageCount();
  const key = { 'idempotency-key': 'order-1-details' };
  const first = await send('buyer', conversation, { text: 'Nog een vraag.' }, key);
  const again = await send('buyer', conversation, { text: 'Nog een vraag.' }, key);
  assert.deepEqual([again.status, again.text], [first.status, first.text]);
  assert.equal(again.headers.get('idempotency-replayed'), 'true');
  const other = await send('buyer', conversation, { text: 'Iets anders.' }, key);
  assert.equal(other.json.type, 'urn:parley:problem:key-used-otherwise');
  // Keys are each account's own.
  assert.equal((await send('seller', conversation, { text: 'Zeker.' }, key)).status, 201);
  assert.equal(await messageCount(), before + 2);
  assert.equal((await send('buyer', conversation, { text: 'x' }, { 'idempotency-key': 'a b' })).status, 400);
  const racing = await Promise.all(
    [1, 2, 3, 4].map(() => send('buyer', conversation, { text: 'Tegelijk.' }, { 'idempotency-key': 'k' })),
  );
  const taken = racing.filter(({ status }) => status === 201).map(({ json }) => json.message.id);
  assert.equal(new Set(taken).size, 1);
  assert.ok(racing.every(({ status }) => status === 201 || status === 409));
  assert.equal(await messageCount(), before + 3);
});

test('files come in base64 or as a form, up to a limit in decoded bytes', async () => {
  const content = Buffer.from('Maat 12').toString('base64');
  const file = { name: 'maat.txt', mediaType: 'text/plain', content };
  const inJson = await send('buyer', conversation, { text: 'Zie bijlage.', files: [file] });
  assert.equal(inJson.status, 201, inJson.text);
  const form = new FormData();
  form.set('message', JSON.stringify({ text: 'Nog een.' }));
  form.append('files', new File(['Maat 13'], 'maat-13.txt', { type: 'text/plain' }));
  const encoded = new Response(form);
  const asForm = await ask('POST', conversation, {
    token: tokens.get('buyer'),
    headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
    body: new Uint8Array(await encoded.arrayBuffer()),
  });
  assert.equal(asForm.status, 201, asForm.text);
  for (const [{ json }, text] of [
    [inJson, 'Maat 12'],
    [asForm, 'Maat 13'],
  ] as const) {
    const sent = await ask('GET', `/api/v1/messages/${json.message.id}/files/0`, {
      token: tokens.get('seller'),
    });
    assert.equal(sent.text, text);
  }
  const limit = ports().maxFileBytes;
  for (const size of [limit + 1, 2 * limit]) {
    const large = { ...file, content: Buffer.alloc(size, 65).toString('base64') };
    const answer = await send('buyer', conversation, { text: 'x', files: [large] });
    assert.deepEqual([answer.status, answer.json.type], [413, 'urn:parley:problem:files-too-large']);
    assert.ok(answer.json.detail.includes(String(limit)));
  }
  const many = await send('buyer', conversation, {
    text: 'x',
    files: Array.from({ length: 21 }, () => file),
  });
  assert.equal(many.status, 400);
  const broken = {
    token: tokens.get('buyer'),
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  };
  assert.equal(
    (await ask('POST', conversation, { ...broken, body: '--y' })).json.type,
    'urn:parley:problem:not-a-form',
  );
  assert.equal((await ask('POST', conversation, { token: tokens.get('buyer'), body: 'x' })).status, 415);
});

test('a preview judges as sending does and keeps nothing (OPT 6)', async () => {
  const before = await messageCount();
  const good = await send('seller', `${order}/preview`, DETAILS);
  assert.deepEqual([good.status, good.json.verdict, good.json.obstacles], [200, 'permit', []]);
  assert.match(good.json.subject, /bestelling 302-0000000-0000000/u);
  assert.deepEqual(good.json.optOut, { passes: true, stops: false });
  const bad = await send('seller', `${conversation}/preview`, { text: 'Bel +49 30 1234567.' });
  assert.equal(bad.json.verdict, 'refuse');
  const [finding] = bad.json.findings;
  const [{ start, end }] = finding.where;
  assert.ok('Bel +49 30 1234567.'.slice(start, end).includes('1234567'));
  const unadjusted = await send('seller', `${order}/preview`, { reason: 'problem-with-order' });
  assert.deepEqual(
    unadjusted.json.obstacles.map(({ code }: { code: string }) => code),
    ['not-adjusted'],
  );
  assert.equal(await messageCount(), before);
});

test('where preferences are hidden a preview is the same for a buyer who declines', async () => {
  const pack = shippedPack('de');
  const hiding = { ...pack, optOut: { ...pack.optOut, hidesPreference: true } };
  const app = createHttpApp(http.portsWith(() => hiding));
  const other = { reason: 'other', text: 'Uw lamp past alleen in een fitting van het type E27.' };
  const preview = async (): Promise<string> => {
    const headers = {
      authorization: `Bearer ${tokens.get('seller')}`,
      'content-type': 'application/json',
    };
    return (
      await app.request(`${order}/preview`, { method: 'POST', headers, body: JSON.stringify(other) })
    ).text();
  };
  const before = await preview();
  await database.db.transaction().execute((tx) =>
    changePreference(tx, {
      id: ids.uuid(),
      marketplaceId: 'de',
      buyerId: market.jan.id,
      sellerId: null,
      declines: true,
      actor: { kind: 'buyer', id: market.jan.id, label: 'Jan' },
      at: MARKET_AT,
    }),
  );
  assert.equal(await preview(), before);
  assert.match(before, /"stops":null/u);
  const sent = await send('seller', order, other);
  assert.deepEqual([sent.status, sent.json.message.reasons[0].code], [422, 'reason-not-needed']);
});

test('a buyer asks a seller before any order, and the seller may answer (REASON 8)', async () => {
  const carla = ids.uuid();
  const dora = ids.uuid();
  await database.db.transaction().execute(async (tx) => {
    const seller = { shopId: null, language: 'de', messageAddress: 'shop@carla.example' };
    await createSeller(tx, { ...seller, id: carla, name: 'Carla Kerzen' }, MARKET_AT);
    await createSeller(tx, { ...seller, id: dora, name: 'Dora', messageAddress: null }, MARKET_AT);
  });
  await database.pool.query(
    `insert into product (marketplace_id, seller_id, id, title) values ('de', $1, 'P-1', 'Kerze')`,
    [carla],
  );
  const wish = { marketplace: 'de', seller: carla, product: 'P-1', text: 'Ruikt de kaars?' };
  const asked = await send('buyer', '/api/v1/questions', wish);
  assert.equal(asked.status, 201, asked.text);
  const { text: token } = await http.makeToken('seller', carla);
  const seen = await ask('GET', `/api/v1/messages/${asked.json.message.id}`, { token });
  assert.equal(seen.json.text, 'Kerze (P-1)\n\nRuikt de kaars?');
  const answer = `/api/v1/conversations/${asked.json.message.conversationId}/messages`;
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ text: 'Nee, de kaars ruikt niet.' });
  assert.equal((await ask('POST', answer, { token, headers, body })).status, 201);
  const unreachable = await send('buyer', '/api/v1/questions', { ...wish, seller: dora, product: null });
  assert.equal(unreachable.json.type, 'urn:parley:problem:seller-unreachable');
  for (const wrong of [{ product: 'P-0' }, { marketplace: 'xx' }, { seller: ids.uuid() }])
    assert.equal((await send('buyer', '/api/v1/questions', { ...wish, ...wrong })).status, 404);
});
