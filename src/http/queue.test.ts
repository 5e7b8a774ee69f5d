import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { createSystemIds } from '#src/system-ports.ts';
import { MARKET_AT } from '#test/support/sample-market.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

const ids = createSystemIds();
const http = await sampleHttp();
const { ask, database, other, tokens } = http;

after(() => http.stop());

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
  const before = http.wakes();
  assert.equal((await ask('POST', `${path}/retry`, { token })).status, 200);
  assert.equal(http.wakes(), before + 1);
  assert.equal((await ask('POST', `${path}/cancel`, { token })).json.result, 'cancelled');
  assert.equal(
    (await ask('POST', `${path}/cancel`, { token })).json.type,
    'urn:parley:problem:settled-already',
  );
  const message = await ask('GET', `/api/v1/messages/${other.id}`, { token });
  assert.equal(message.json.state, 'cancelled');
  assert.equal((await ask('GET', `/api/v1/queue/${ids.uuid()}`, { token })).status, 404);
});
