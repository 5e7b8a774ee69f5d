import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import type { Answer } from '#test/support/sample-http.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

const http = await sampleHttp();
const { ask, market, tokens } = http;

after(() => http.stop());

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
