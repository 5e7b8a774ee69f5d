import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import type { FreshDatabase } from '#test/support/database.ts';
import { freshDatabase } from '#test/support/database.ts';
import type { SampleMarket, WrittenMessage } from '#test/support/sample-market.ts';
import { MARKET_AT, sampleMarket, sampleOrderId, writeMessage } from '#test/support/sample-market.ts';

import { findConversation, listConversations } from './conversations.ts';
import { findFile, findHtmlBody } from './files.ts';
import { findMessage, listMessages, messagesInState } from './messages.ts';
import { findOrder, listOrders } from './orders.ts';
import { decodeCursor, encodeCursor } from './page.ts';
import type { Reader } from './reader.ts';

let database: FreshDatabase;
let market: SampleMarket;
let question: WrittenMessage;
let answer: WrittenMessage;
let refusedAnswer: WrittenMessage;
let heldQuestion: WrittenMessage;
let refusedFirst: WrittenMessage;
const operator: Reader = { kind: 'operator' };
const seller = (id: string): Reader => ({ kind: 'seller', sellerId: id });
const buyer = (id: string): Reader => ({ kind: 'buyer', buyerId: id });

before(async () => {
  database = await freshDatabase();
  market = await sampleMarket(database);
  const { anna, bert, jan } = market;
  const write = (message: Parameters<typeof writeMessage>[1]): Promise<WrittenMessage> =>
    writeMessage(database, message);
  question = await write({
    seller: anna,
    buyer: jan,
    author: 'buyer',
    text: 'Where is my lamp?',
    subject: 'Lamp',
    orderId: sampleOrderId(0, 0),
    html: '<p>Where? <img src="cid:p1"></p>',
    withPicture: true,
  });
  const { conversationId } = question;
  const orderId = sampleOrderId(0, 0);
  const follow = { seller: anna, buyer: jan, orderId, conversationId };
  answer = await write({ ...follow, author: 'seller', text: 'On its way', minute: 1 });
  refusedAnswer = await write({
    ...follow,
    author: 'seller',
    text: 'Buy more!',
    state: 'refused',
    minute: 2,
  });
  heldQuestion = await write({ ...follow, author: 'buyer', text: 'held words', state: 'held', minute: 3 });
  refusedFirst = await write({
    seller: bert,
    buyer: jan,
    author: 'seller',
    text: 'SECRET OFFER',
    subject: 'SECRET SUBJECT',
    state: 'refused',
    orderId: sampleOrderId(1, 0),
  });
});

const texts = async (reader: Reader, conversationId = question.conversationId): Promise<string[]> =>
  (await listMessages(database.db, reader, conversationId, { after: null, limit: 10 })).items.map(
    ({ text }) => text,
  );

test('each side sees what was accepted and what it wrote itself; the operator sees all', async () => {
  const { anna, jan } = market;
  assert.deepEqual(await texts(buyer(jan.id)), ['Where is my lamp?', 'On its way', 'held words']);
  assert.deepEqual(await texts(seller(anna.id)), ['Where is my lamp?', 'On its way', 'Buy more!']);
  assert.deepEqual(await texts(operator), ['Where is my lamp?', 'On its way', 'Buy more!', 'held words']);
});

test('nobody else sees anything', async () => {
  const { bert, eva } = market;
  for (const reader of [seller(bert.id), buyer(eva.id), seller(eva.id), buyer(bert.id)]) {
    assert.deepEqual(await texts(reader), []);
    assert.equal(await findConversation(database.db, reader, question.conversationId), null);
    assert.equal(await findMessage(database.db, reader, question.id), null);
    assert.equal(await findFile(database.db, reader, question.id, 0), null);
    assert.equal(await findHtmlBody(database.db, reader, question.id), null);
    assert.equal(await findOrder(database.db, reader, 'de', sampleOrderId(0, 0)), null);
  }
});

test('a conversation of which the reader sees nothing is not there', async () => {
  const ids = async (reader: Reader): Promise<string[]> =>
    (await listConversations(database.db, reader, { after: null, limit: 10, orderId: null })).items.map(
      ({ id }) => id,
    );
  assert.deepEqual(await ids(buyer(market.jan.id)), [question.conversationId]);
  assert.deepEqual(await ids(seller(market.bert.id)), [refusedFirst.conversationId]);
  assert.equal(await findConversation(database.db, buyer(market.jan.id), refusedFirst.conversationId), null);
  assert.equal((await ids(operator)).length, 2);
});

test('the subject of a refused message does not become the subject that the other side reads', async () => {
  const { bert, jan } = market;
  await writeMessage(database, {
    seller: bert,
    buyer: jan,
    author: 'buyer',
    text: 'Hello Bert',
    subject: 'Cable',
    orderId: sampleOrderId(1, 0),
    conversationId: refusedFirst.conversationId,
    minute: 5,
  });
  const seen = await findConversation(database.db, buyer(jan.id), refusedFirst.conversationId);
  assert.deepEqual(
    [seen?.subject, seen?.messageCount, seen?.openedAt.getTime()],
    ['Cable', 1, MARKET_AT.getTime() + 300_000],
  );
  assert.doesNotMatch(JSON.stringify(seen), /SECRET/u);
  assert.equal(
    (await findConversation(database.db, seller(bert.id), refusedFirst.conversationId))?.subject,
    'SECRET SUBJECT',
  );
});

test('states: the author is told, the recipient is not; reasons likewise', async () => {
  const { anna, jan } = market;
  const bySeller = await findMessage(database.db, seller(anna.id), refusedAnswer.id);
  assert.deepEqual([bySeller?.state, bySeller?.reasons], ['refused', [{ code: 'program', detail: 'x.exe' }]]);
  assert.equal(await findMessage(database.db, buyer(jan.id), refusedAnswer.id), null);
  assert.equal((await findMessage(database.db, seller(anna.id), answer.id))?.state, 'queued');
  assert.equal((await findMessage(database.db, buyer(jan.id), answer.id))?.state, null);
  assert.equal((await findMessage(database.db, buyer(jan.id), heldQuestion.id))?.state, 'held');
  const byOperator = await findMessage(database.db, operator, refusedAnswer.id);
  assert.ok(byOperator !== null && 'verdict' in byOperator);
  assert.deepEqual(
    (await messagesInState(database.db, 'queued', 10, 100)).map(({ state }) => state),
    ['queued', 'queued', 'queued'],
  );
});

test('no view of a party holds a real address, a telephone number or the quoted original', async () => {
  const { anna, jan } = market;
  for (const reader of [seller(anna.id), buyer(jan.id), operator]) {
    const seen = JSON.stringify([
      await listConversations(database.db, reader, { after: null, limit: 10, orderId: null }),
      await listMessages(database.db, reader, question.conversationId, { after: null, limit: 10 }),
      await listOrders(database.db, reader, { after: null, limit: 10 }),
    ]);
    assert.doesNotMatch(seen, /private\.example|anna\.example|12345678|quoted secret/iu);
  }
});

test('ALIAS 2, 3: sellers see initials of a buyer, and nothing by which two of them could find a common one', async () => {
  const { anna, jan } = market;
  const seenBy = async (reader: Reader) => [
    (await findConversation(database.db, reader, question.conversationId))?.buyer,
    (await findOrder(database.db, reader, 'de', sampleOrderId(0, 0)))?.buyer,
  ];
  const masked = { id: null, name: 'J.' };
  assert.deepEqual(await seenBy(seller(anna.id)), [masked, masked]);
  const whole = { id: jan.id, name: 'Jan' };
  assert.deepEqual(await seenBy(buyer(jan.id)), [whole, whole]);
});

test('orders show lines and the alias of the other side', async () => {
  const { anna, jan } = market;
  const order = await findOrder(database.db, seller(anna.id), 'de', sampleOrderId(0, 0));
  assert.deepEqual(order?.lines, [
    { item: '1', product: 'P-0', title: 'Lamp', quantity: 1, amountMinor: 1990, currency: 'EUR' },
  ]);
  const aliases = await database.db
    .selectFrom('alias')
    .selectAll()
    .where('seller_id', '=', anna.id)
    .where('buyer_id', '=', jan.id)
    .execute();
  const buyerAlias = aliases.find(({ stands_for }) => stands_for === 'buyer');
  assert.equal(order?.writeTo, `${buyerAlias?.local_part}@mail.markt.example`);
});

test('pages follow one another without gaps or repeats', async () => {
  const { anna, eva } = market;
  const written: string[] = [];
  // Several in the same minute: the id decides.
  for (let index = 0; index < 7; index += 1) {
    const { conversationId } = await writeMessage(database, {
      seller: anna,
      buyer: eva,
      author: 'buyer',
      text: `No. ${index}`,
      minute: 10 + Math.floor(index / 3),
    });
    written.unshift(conversationId);
  }
  const seen: string[] = [];
  let after: ReturnType<typeof decodeCursor> = null;
  for (let page = 0; page < 10; page += 1) {
    const part = await listConversations(database.db, buyer(eva.id), { after, limit: 3, orderId: null });
    seen.push(...part.items.map(({ id }) => id));
    if (part.next === null) break;
    after = decodeCursor(part.next);
    assert.notEqual(after, null);
  }
  assert.deepEqual(seen, written);
  assert.equal(decodeCursor(encodeCursor('2026-01-01', 'x')), null);
  assert.equal(decodeCursor('x'.repeat(500)), null);
});
