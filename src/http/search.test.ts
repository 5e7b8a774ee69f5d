import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { foldWords } from '#market/search-words.ts';
import { indexMessages } from '#store/search-index.ts';
import type { SampleMessage } from '#test/support/sample-market.ts';
import { sampleOrderId, writeMessage } from '#test/support/sample-market.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

const http = await sampleHttp();
const { ask, database, market, tokens } = http;
const { anna, bert, jan, eva } = market;

after(() => http.stop());

const named = new Map<string, string>();
let minute = 100;

async function write(name: string, message: Partial<SampleMessage>): Promise<void> {
  const said = { seller: anna, buyer: jan, author: 'buyer', text: name, subject: '', ...message } as const;
  minute += 1;
  const { conversationId } = await writeMessage(database, { minute, ...said });
  named.set(conversationId, name);
}

before(async () => {
  await write('german', { text: 'Die Glühbirnen sind zerbrochen angekommen. Grüße aus der Hauptstraße!' });
  await write('english', { text: 'Two deliveries arrived, but the bulb is missing.' });
  await write('dutch', { text: 'De fietsen zijn kapot; graag een nieuwe zending.', buyer: eva });
  await write('french', { text: 'Le colis est arrivé abîmé, déçu.' });
  await write('subject', { subject: 'Rechnung für die Steuer', text: 'Siehe oben.' });
  await write('picture', { text: 'Foto.', withPicture: true });
  await write('refused', { text: 'geheimwort', author: 'seller', state: 'refused' });
  await write('bert', { text: 'Glühbirne von Bert', seller: bert, buyer: eva });
  while (await indexMessages(database.pool)) continue;
});

async function find(query: string, role = 'seller', language = 'de'): Promise<string[]> {
  const { status, json, text } = await ask('GET', `/api/v1/conversations?${query}`, {
    token: tokens.get(role),
    headers: { 'accept-language': language },
  });
  assert.equal(status, 200, text);
  return json.items
    .map(({ id }: { id: string }) => named.get(id) ?? 'other')
    .filter((name: string) => name !== 'other');
}

const search = (words: string, role?: string, language?: string) =>
  find(`q=${encodeURIComponent(words)}`, role, language);

test('the database folds as the program does', async () => {
  const texts = ['Glühbirne ÆRØ', 'ﬁne STRASSE-Straße', 'Łódź naïve', '302-0000001', 'a_b', 'ａｂｃ', '½ x²'];
  const { rows } = await database.pool.query<{ folded: string }>(
    'select search_fold(x) as folded from unnest($1::text[]) with ordinality t (x, n) order by n',
    [texts],
  );
  assert.deepEqual(
    rows.map(({ folded }) => folded),
    texts.map(foldWords),
  );
});

for (const [words, wanted] of [
  ['Glühbirne', ['german']],
  ['gluhbirne', ['german']],
  ['GLUEHBIRNE', ['german']],
  ['glühb', ['german']],
  ['zerbrochene glühbirne', ['german']],
  ['zerbrochen bulb', []],
  ['hauptstrasse', ['german']],
  ['delivery', ['english']],
  ['fiets', ['dutch']],
  ['abime', ['french']],
  ['rechnung steuer', ['subject']],
  ['lamp png', ['picture']],
  ['geheimwort', ['refused']],
  ["' | 's:x' & !", []],
  ['<->:*', ['refused', 'picture', 'subject', 'french', 'dutch', 'english', 'german']],
] as const)
  test(`a search for ${words} finds ${wanted.join(', ') || 'nothing'}`, async () => {
    assert.deepEqual(await search(words), wanted);
  });

test('words are stemmed in the reader’s language as well', async () => {
  assert.deepEqual(await search('kapotte'), []);
  assert.deepEqual(await search('kapotte', 'seller', 'nl'), ['dutch']);
});

test('each finds what they may read, and nobody by what they may not', async () => {
  assert.deepEqual(await search('glühbirne', 'buyer'), ['german']);
  assert.deepEqual(await search('glühbirne', 'operator'), ['bert', 'german']);
  assert.deepEqual(await search('geheimwort', 'buyer'), []);
  assert.deepEqual(await search('geheimwort', 'operator'), ['refused']);
});

test('the place is shown and marked', async () => {
  const { json } = await ask('GET', '/api/v1/conversations?q=zerbrochene', {
    token: tokens.get('seller'),
    headers: { 'accept-language': 'de' },
  });
  const { text, marks } = json.items[0].found;
  assert.deepEqual(
    marks.map(([from, to]: [number, number]) => text.slice(from, to)),
    ['zerbrochen'],
  );
});

test('by order id and by address; others’ lead nowhere', async () => {
  const listed = async (q: string, role = 'seller'): Promise<string[]> =>
    (
      await ask('GET', `/api/v1/conversations?q=${encodeURIComponent(q)}`, { token: tokens.get(role) })
    ).json.items.map(({ orderId }: { orderId: string | null }) => orderId);
  assert.deepEqual(await listed(sampleOrderId(0, 0)), [sampleOrderId(0, 0)]);
  assert.deepEqual(await listed(sampleOrderId(1, 1)), []);
  const { rows } = await database.pool.query<{ address: string; name: string }>(
    `select a.local_part || '@' || a.domain as address, b.name from alias a join buyer b on b.id = a.buyer_id
      where a.seller_id = $1 and a.stands_for = 'buyer' order by b.name`,
    [anna.id],
  );
  assert.equal((await listed(rows[0]?.address ?? '')).length, 1, 'Eva’s');
  assert.ok((await listed(rows[1]?.address ?? '')).length > 3, 'Jan’s');
  assert.equal(
    (await listed(rows[1]?.address ?? '', 'buyer')).length,
    0,
    'that address is the seller’s to write to',
  );
});

test('what is erased is found no more', async () => {
  const { rows } = await database.pool.query('select 1 from message_search where words @@ $1::tsquery', [
    "'fietsen'",
  ]);
  assert.equal(rows.length, 1);
  const { eraseBuyer } = await import('#store/erase-buyer.ts');
  const erasure = {
    buyerId: eva.id,
    actor: { kind: 'system', id: null, label: 'test' },
    at: new Date('2026-11-02T10:00:00Z'),
    auditId: '01900000-0000-7000-8000-000000000001',
  } as const;
  await database.db.transaction().execute((tx) => eraseBuyer(tx, erasure));
  assert.deepEqual(await search('fietsen', 'operator'), []);
});
