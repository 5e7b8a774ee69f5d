import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';

import { makeSignedLink } from '#market/signed-link.ts';
import { currentTokenKey, parseSecrets } from '#store/seal-keys.ts';
import { MARKET_AT, writeMessage } from '#test/support/sample-market.ts';
import type { Answer } from '#test/support/sample-http.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

// Declining by the link of a mail: the link is the whole authority, and good for its own buyer and seller alone.

const http = await sampleHttp();
after(() => http.stop());
const { ask, database, market } = http;
const { anna, bert, jan, eva } = market;
const KEY = currentTokenKey(http.ports().secrets);

const toJan = await writeMessage(database, { seller: anna, buyer: jan, author: 'seller', text: 'For Jan' });
const toEva = await writeMessage(database, { seller: bert, buyer: eva, author: 'seller', text: 'For Eva' });
const toAnna = await writeMessage(database, { seller: anna, buyer: jan, author: 'buyer', text: 'For Anna' });

const linkOf = ({ deliveryId }: { readonly deliveryId: string | null }): string =>
  makeSignedLink('unsubscribe', deliveryId ?? '', KEY);
const LINK = linkOf(toJan);

const FORM = 'application/x-www-form-urlencoded';
const ONE_CLICK = 'List-Unsubscribe=One-Click';

function post(
  link: string,
  body = ONE_CLICK,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return ask('POST', `/unsubscribe/${link}`, { body, headers: { 'content-type': FORM, ...headers } });
}

interface Kept {
  readonly mutes: string[];
  readonly all: string[];
  readonly changes: {
    readonly buyer: string;
    readonly seller: string | null;
    readonly actor: unknown;
    readonly at: Date;
  }[];
}

/** Everything that is kept of buyers' wishes. */
async function kept(): Promise<Kept> {
  const { rows } = await database.pool.query<Kept>(`
    select array(select seller_id || ' ' || buyer_id from seller_mute) as mutes,
           array(select buyer_id::text from buyer_preference where declines) as all`);
  const changes = await database.pool.query<Kept['changes'][number]>(
    'select buyer_id as buyer, seller_id as seller, actor, at from buyer_preference_change order by seller_id nulls last',
  );
  return { mutes: rows[0]?.mutes ?? [], all: rows[0]?.all ?? [], changes: changes.rows };
}

const NOTHING: Kept = { mutes: [], all: [], changes: [] };

beforeEach(async () => {
  await database.pool.query('delete from seller_mute');
  await database.pool.query('delete from buyer_preference');
  await database.pool.query('delete from buyer_preference_change');
});

test('a provider’s post declines for this buyer and seller at once: no cookie, a trace, and again is the same', async () => {
  const wakes = http.wakes();
  const answer = await post(LINK, ONE_CLICK, { 'accept-language': 'de' });
  assert.equal(answer.status, 200);
  assert.match(answer.text, /Sie bekommen keine solchen Nachrichten mehr von Anna Lampen/u);
  assert.equal(answer.headers.get('set-cookie'), null);
  assert.equal(http.wakes(), wakes + 1);
  const actor = { kind: 'buyer', id: jan.id, label: 'List-Unsubscribe' };
  const after = {
    mutes: [`${anna.id} ${jan.id}`],
    all: [],
    changes: [{ buyer: jan.id, seller: anna.id, actor, at: MARKET_AT }],
  };
  assert.deepEqual(await kept(), after);
  const again = await Promise.all([post(LINK), post(LINK), post(LINK)]);
  assert.deepEqual(
    again.map(({ status }) => status),
    [200, 200, 200],
  );
  assert.deepEqual(await kept(), after);
});

test('as multipart too, as RFC 8058 would have it, and from whatever page it comes', async () => {
  const lines = [
    '--b',
    'Content-Disposition: form-data; name="List-Unsubscribe"',
    '',
    'One-Click',
    '--b--',
    '',
  ];
  const headers = {
    'content-type': 'multipart/form-data; boundary=b',
    origin: 'https://webmail.example',
    'sec-fetch-site': 'cross-site',
  };
  assert.equal((await post(LINK, lines.join('\r\n'), headers)).status, 200);
  assert.equal((await kept()).mutes.length, 1);
});

test('GET changes nothing, whoever follows the link how often', async () => {
  for (const method of ['GET', 'HEAD', 'GET']) {
    const { status, headers } = await ask(method, `/unsubscribe/${LINK}`);
    assert.equal(status, 200);
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'.*form-action 'self'/u);
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('cache-control'), 'no-store');
  }
  assert.deepEqual(await kept(), NOTHING);
});

test('the page offers this seller or all of them, says what is so already, and names no buyer', async () => {
  const page = async (): Promise<string> => (await ask('GET', `/unsubscribe/${LINK}`)).text;
  const buttons = (text: string): string[] =>
    [...text.matchAll(/<button name="([^"]+)"/gu)].map(([, name = '']) => name);
  const before = await page();
  assert.deepEqual(buttons(before), ['List-Unsubscribe', 'from']);
  assert.doesNotMatch(before, /Jan/u);
  await post(LINK);
  assert.deepEqual(buttons(await page()), ['from']);
  const answer = await post(LINK, 'from=all-sellers');
  assert.equal(answer.status, 200);
  assert.deepEqual(buttons(answer.text), []);
  assert.deepEqual(buttons(await page()), []);
  const { all, changes } = await kept();
  assert.deepEqual([all, changes.map(({ seller }) => seller)], [[jan.id], [anna.id, null]]);
});

test('forged, altered, of another purpose or key, of a message to a seller or of nothing: one answer, and no change', async () => {
  const other = currentTokenKey(parseSecrets(`other:${'B'.repeat(43)}=`, 'test'));
  const id = toJan.deliveryId ?? '';
  // The id of one link with the MAC of another.
  const mixed = Buffer.concat([
    Buffer.from(linkOf(toEva), 'base64url').subarray(0, 16),
    Buffer.from(LINK, 'base64url').subarray(16),
  ]).toString('base64url');
  const altered = Array.from(LINK, (letter, index) => {
    const changed = letter === 'A' ? 'B' : 'A';
    return LINK.slice(0, index) + changed + LINK.slice(index + 1);
  });
  const links = [
    mixed,
    ...altered,
    makeSignedLink('answer', id, KEY),
    makeSignedLink('unsubscribe', id, other),
    makeSignedLink('unsubscribe', toJan.id, KEY),
    linkOf(toAnna),
    id,
    `${LINK}A`,
    'x',
  ];
  const answers = new Set<string>();
  for (const link of links)
    for (const method of ['GET', 'POST']) {
      const answer = method === 'GET' ? await ask('GET', `/unsubscribe/${link}`) : await post(link);
      assert.equal(answer.status, 404, `${method} ${link}`);
      answers.add(answer.text);
    }
  assert.equal(answers.size, 1);
  assert.deepEqual(await kept(), NOTHING);
});

test('a link is its own buyer’s and seller’s alone', async () => {
  await post(linkOf(toEva));
  const { mutes, changes } = await kept();
  assert.deepEqual([mutes, changes.length], [[`${bert.id} ${eva.id}`], 1]);
});

test('a body that says something else changes nothing', async () => {
  for (const [body, type, status] of [
    ['', FORM, 400],
    ['List-Unsubscribe=No', FORM, 400],
    ['list-unsubscribe=one-click', FORM, 400],
    ['--c', 'multipart/form-data; boundary=b', 400],
    ['x', 'multipart/form-data', 400],
    [JSON.stringify({ 'List-Unsubscribe': 'One-Click' }), 'application/json', 415],
    [`x=${'a'.repeat(70_000)}`, FORM, 413],
  ] as const)
    assert.equal((await post(LINK, body, { 'content-type': type })).status, status, body.slice(0, 40));
  assert.deepEqual(await kept(), NOTHING);
});

test('an erased buyer’s link is good for nothing any more', async () => {
  await database.pool.query('update buyer set erased_at = $2 where id = $1', [eva.id, MARKET_AT]);
  assert.equal((await post(linkOf(toEva))).status, 404);
});
