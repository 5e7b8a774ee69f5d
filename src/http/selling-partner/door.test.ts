import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { sampleOrderId } from '#test/support/sample-market.ts';
import { sellingPartnerHttp } from '#test/support/selling-partner-http.ts';

const door = await sellingPartnerHttp();
const { call, http } = door;
const { market } = http;
const ORDER = `/messaging/v1/orders/${sampleOrderId(0, 0)}`;
const ACTIONS = `${ORDER}?marketplaceIds=de`;

after(() => door.stop());

for (const [what, token, details] of [
  ['no token', '', /^Access token is missing in the request header\.$/u],
  ['no token of ours', 'Atza|x', /revoked, malformed or invalid/u],
  ['a refresh token', door.refreshToken, /revoked, malformed or invalid/u],
] as const)
  test(`${what} → 403 Unauthorized`, async () => {
    const { status, json, headers } = await call('GET', ACTIONS, { token });
    assert.equal(status, 403);
    const [error] = json.errors;
    assert.deepEqual(
      [error.code, error.message],
      ['Unauthorized', 'Access to requested resource is denied.'],
    );
    assert.match(error.details, details);
    assert.match(headers.get('x-amzn-requestid') ?? '', /^[0-9a-f-]{36}$/u);
  });

test('a token without the role → 403 with empty details', async () => {
  const token = await door.accessFor(market.anna.id, ['Buyer Solicitation']);
  const { status, json } = await call('GET', ACTIONS, { token });
  assert.deepEqual([status, json.errors[0].details], [403, '']);
  assert.equal(
    (await call('GET', `/solicitations/v1/orders/${sampleOrderId(0, 0)}?marketplaceIds=de`, { token }))
      .status,
    200,
  );
});

test('another seller’s order is answered like one that isn’t there', async () => {
  const other = await call('GET', `/messaging/v1/orders/${sampleOrderId(1, 1)}?marketplaceIds=de`);
  const none = await call('GET', `/messaging/v1/orders/302-9999999-9999999?marketplaceIds=de`);
  assert.deepEqual([other.status, other.json], [404, none.json]);
  assert.equal(other.json.errors[0].code, 'NotFound');
});

for (const [what, query] of [
  ['no marketplace', ''],
  ['two of them', '?marketplaceIds=de%2Cnl'],
  ['two of them, the key repeated', '?marketplaceIds=de&marketplaceIds=nl'],
  ['an unknown one', '?marketplaceIds=ATVPDKIKX0DER'],
] as const)
  test(`${what} → 400 InvalidInput`, async () => {
    door.later(10);
    const { status, json, headers } = await call('GET', ORDER + query);
    assert.deepEqual([status, json.errors[0].code], [400, 'InvalidInput']);
    assert.equal(headers.get('x-amzn-ratelimit-limit'), '1.0');
  });

test('five calls at once, then one a second, for each application and seller by itself', async () => {
  const token = await door.accessFor(market.anna.id);
  const other = await door.accessFor(market.anna.id);
  const statuses: number[] = [];
  for (let index = 0; index < 6; index += 1) statuses.push((await call('GET', ACTIONS, { token })).status);
  assert.deepEqual(statuses, [200, 200, 200, 200, 200, 429]);
  const { json, headers } = await call('GET', ACTIONS, { token });
  assert.equal(json.errors[0].code, 'QuotaExceeded');
  assert.equal(headers.get('x-amzn-ratelimit-limit'), '1.0');
  assert.equal((await call('GET', ACTIONS, { token: other })).status, 200);
  assert.equal((await call('GET', `${ORDER}/attributes?marketplaceIds=de`, { token })).status, 200);
  door.later(1);
  assert.equal((await call('GET', ACTIONS, { token })).status, 200);
  assert.equal((await call('GET', ACTIONS, { token })).status, 429);
});

test('whatever a client accepts and whichever host it believes in, it gets its answer', async () => {
  door.later(10);
  for (const headers of [
    { accept: 'application/hal+json', host: 'sellingpartnerapi-na.amazon.com' },
    { accept: 'text/csv' },
    { 'x-amz-date': '20261101T100000Z', authorization: 'AWS4-HMAC-SHA256 Credential=x' },
  ]) {
    const answer = await call('GET', ACTIONS, { headers });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'application/hal+json');
  }
});

test('a path of the API that has no operation → 404 in the API’s shape', async () => {
  const { status, json } = await call('GET', '/messaging/v1/nothing');
  assert.deepEqual([status, json.errors[0].code], [404, 'NotFound']);
});

for (const [what, code, status, wire] of [
  ['a fault', undefined, 500, 'InternalFailure'],
  ['a database that is away', 'ECONNREFUSED', 503, 'ServiceUnavailable'],
] as const)
  test(`${what} → ${status} ${wire}, and nothing of the cause`, async () => {
    const broken = await sellingPartnerHttp((ports) => ({
      packFor: () => {
        throw Object.assign(new Error('secret cause'), code === undefined ? {} : { code });
      },
      log: ports.log,
    }));
    const answer = await broken.call('GET', ACTIONS);
    assert.deepEqual([answer.status, answer.json.errors[0].code], [status, wire]);
    assert.doesNotMatch(answer.text, /secret/u);
    await broken.stop();
  });

test('bodies: too large → 413, another type → 415, no JSON → 400, none at all with any type → read', async () => {
  const path = '/tokens/2021-03-01/restrictedDataToken';
  const large = await call('POST', path, { body: { x: 'y'.repeat(300_000) } });
  assert.deepEqual([large.status, large.json.errors[0].code], [413, 'RequestTooLarge']);
  const xml = await call('POST', path, { body: '<x/>', headers: { 'content-type': 'application/xml' } });
  assert.deepEqual([xml.status, xml.json.errors[0].code], [415, 'UnsupportedMediaType']);
  const broken = await call('POST', path, { body: '{', headers: { 'content-type': 'application/json' } });
  assert.deepEqual([broken.status, broken.json.errors[0].code], [400, 'InvalidInput']);
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const none = await call('POST', path, { headers: form });
  assert.deepEqual([none.status, /restrictedResources/u.test(none.json.errors[0].details)], [400, true]);
});
