import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { createSystemIds } from '#src/system-ports.ts';
import { makeTokenText, revokeToken } from '#store/token.ts';
import { MARKET_AT } from '#test/support/sample-market.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

const ids = createSystemIds();
const actor = { kind: 'command-line', id: null, label: 'test' } as const;
const http = await sampleHttp();
const { ask, database, makeToken, tokens } = http;

after(() => http.stop());

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
