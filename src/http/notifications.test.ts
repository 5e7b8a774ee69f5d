import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { parleyOn } from '#test/support/command-line.ts';
import { sampleOrderId } from '#test/support/sample-market.ts';
import type { Answer } from '#test/support/sample-http.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

const http = await sampleHttp();
const { ask, database, market, tokens } = http;
const path = `/api/v1/sellers/${market.anna.id}/notifications`;

after(() => http.stop());

const set = (buyerMessages: string | null, role = 'seller'): Promise<Answer> =>
  ask('PUT', path, {
    token: tokens.get(role),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ buyerMessages }),
  });

test('a seller switches buyers’ messages off and on; meanwhile a buyer who writes is told (INBOX 1)', async () => {
  const { json } = await ask('GET', path, { token: tokens.get('seller') });
  assert.deepEqual(json, { buyerMessages: 'service@anna.example', addressState: 'working' });
  assert.deepEqual((await set(null)).json, { buyerMessages: null, addressState: 'working' });
  const question = await ask('POST', `/api/v1/orders/de/${sampleOrderId(0, 0)}/messages`, {
    token: tokens.get('buyer'),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'Wo ist die Lampe?' }),
  });
  assert.equal(question.json.type, 'urn:parley:problem:seller-unreachable');
  assert.equal((await set(' Desk@Anna.example ')).json.buyerMessages, 'Desk@anna.example');
  const { json: audit } = await ask('GET', `/api/v1/sellers/${market.anna.id}/audit`, {
    token: tokens.get('seller'),
  });
  assert.deepEqual(
    audit.items
      .slice(0, 2)
      .map((item: Record<string, unknown>) => [item['action'], item['from'], item['to']]),
    [
      ['notifications.changed', null, 'Desk@anna.example'],
      ['notifications.changed', 'service@anna.example', null],
    ],
  );
});

test('what can’t be a mailbox of theirs is refused in words; a mailbox that failed works again once it is saved', async () => {
  assert.equal((await set('nobody')).json.type, 'urn:parley:problem:not-an-address');
  assert.equal((await set('x@mail.markt.example')).json.type, 'urn:parley:problem:address-of-ours');
  await database.pool.query(`update seller set address_state = 'failing' where id = $1`, [market.anna.id]);
  const { json } = await ask('GET', path, { token: tokens.get('seller') });
  assert.equal(json.addressState, 'failing');
  assert.equal((await set(json.buyerMessages)).json.addressState, 'working');
  assert.equal((await set('a@b.example', 'buyer')).status, 403);
});

test('the same by command line, with its trace', async () => {
  const said = await parleyOn(
    database,
    'seller',
    'address',
    '--seller',
    market.bert.id,
    'x@mail.markt.example',
  );
  assert.match(said.err, /x@mail\.markt\.example/u);
  const done = await parleyOn(database, 'seller', 'address', '--seller', market.bert.id, 'off');
  assert.match(done.out, /^Buyers’ messages are off\.$/mu);
  const { rows } = await database.pool.query(
    `select action, from_state from audit_entry where seller_id = $1 order by id desc limit 1`,
    [market.bert.id],
  );
  assert.deepEqual(rows, [{ action: 'notifications.changed', from_state: 'service@bert.example' }]);
});
