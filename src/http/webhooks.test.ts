import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { parleyOn } from '#test/support/command-line.ts';
import type { Answer } from '#test/support/sample-http.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

const http = await sampleHttp();
const { ask, database, market, tokens } = http;
const PATH = '/api/v1/webhooks';

after(() => http.stop());

const call = (method: string, path: string, body?: unknown, role = 'seller', headers = {}): Promise<Answer> =>
  ask(method, path, {
    token: tokens.get(role),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json', ...headers },
  });

test('a webhook is added, read, changed against its version and removed; its secret is told once', async () => {
  const url = 'https://hooks.example/in';
  const added = await call('POST', PATH, { url, types: ['message.accepted'] });
  assert.equal(added.status, 201);
  assert.match(added.json.secret, /^whsec_[A-Za-z0-9+/]{43}=$/u);
  const path = `${PATH}/${added.json.id}`;
  const read = await call('GET', path);
  assert.deepEqual(
    [read.json.url, read.json.types, read.json.seller],
    [url, ['message.accepted'], market.anna.id],
  );
  assert.doesNotMatch(read.text, /whsec|secret/u);
  const tag = { 'if-match': read.headers.get('etag') ?? '' };
  assert.equal((await call('PUT', path, { url })).status, 428);
  assert.deepEqual((await call('PUT', path, { url }, 'seller', tag)).json.types, []);
  assert.equal((await call('PUT', path, { url }, 'seller', tag)).status, 412);
  assert.notEqual((await call('POST', `${path}/secret`)).json.secret, added.json.secret);
  assert.equal((await call('POST', `${path}/enable`)).status, 409);
  assert.equal((await call('POST', `${path}/disable`)).status, 200);
  assert.equal((await call('POST', `${path}/replay`, {})).json.type, 'urn:parley:problem:webhook-disabled');
  assert.equal((await call('POST', `${path}/enable`)).status, 200);
  assert.equal((await call('DELETE', path)).status, 200);
  assert.equal((await call('GET', path)).status, 404);
  const { json } = await call('GET', `/api/v1/sellers/${market.anna.id}/audit`);
  const actions = new Set(json.items.map(({ action }: { action: string }) => action));
  for (const action of ['added', 'changed', 'secret-rotated', 'disabled', 'enabled', 'removed'])
    assert.ok(actions.has(`webhook.${action}`), action);
});

test('an address that can’t be told is refused with the reason, and one owner has ten at most', async () => {
  for (const [url, reason] of [
    ['https://nowhere.example/', 'name-unknown'],
    ['ftp://hooks.example/', 'not-https'],
    ['hooks', 'not-a-url'],
  ] as const) {
    const answer = await call('POST', PATH, { url });
    assert.equal(answer.json.type, 'urn:parley:problem:webhook-url-wrong', reason);
    assert.equal(answer.json.errors[0].field, 'url');
  }
  for (let count = 0; count < 10; count += 1)
    assert.equal((await call('POST', PATH, { url: 'https://hooks.example/' })).status, 201);
  assert.equal((await call('POST', PATH, { url: 'https://hooks.example/' })).status, 409);
  assert.equal((await call('POST', PATH, { url: 'https://hooks.example/' }, 'operator')).status, 201);
  assert.equal((await call('GET', PATH)).json.items.length, 10);
  assert.equal((await call('GET', PATH, undefined, 'operator')).json.items.length, 11);
});

test('by command line: added, listed, its log read, replayed, switched off and on', async () => {
  const added = await parleyOn(
    database,
    'webhook',
    'add',
    'https://hooks.example/cli',
    '--type',
    'order.created',
  );
  assert.equal(added.status, 0, added.err);
  const id = /webhook {2}(\S+)/u.exec(added.out)?.[1] ?? '';
  assert.match(added.out, /secret {3}whsec_/u);
  assert.match((await parleyOn(database, 'webhook', 'list')).out, new RegExp(`${id} +good .* operator`, 'u'));
  assert.equal(
    (await parleyOn(database, 'webhook', 'add', 'https://hooks.example/', '--type', 'x')).status,
    2,
  );
  assert.equal((await parleyOn(database, 'webhook', 'add', 'http://hooks.example/')).status, 2);
  assert.match((await parleyOn(database, 'webhook', 'log', id)).out, /^ID +STATE/u);
  assert.equal((await parleyOn(database, 'webhook', 'replay', id)).status, 0);
  for (const [verb, status] of [
    ['disable', 0],
    ['disable', 1],
    ['replay', 1],
    ['enable', 0],
    ['rotate', 0],
    ['remove', 0],
    ['remove', 1],
  ] as const)
    assert.equal((await parleyOn(database, 'webhook', verb, id)).status, status, verb);
});
