import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { endOfEvents } from '#store/event-log.ts';
import { decodePosition, encodePosition } from '#views/events.ts';
import { silentLog } from '#src/log.ts';
import { sampleOrderId, writeMessage } from '#test/support/sample-market.ts';
import { sampleHttp } from '#test/support/sample-http.ts';

import { EventStreams } from './event-streams.ts';

const http = await sampleHttp();
const { base, database, market, mine, other, tokens } = http;
const { anna, jan, bert } = market;

after(() => http.stop());

const EVENTS = '/api/v1/events/stream';

/** A stream that is read piece by piece, one event after the other. */
class Listener {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #text = '';

  constructor(body: ReadableStream<Uint8Array> | null) {
    assert.ok(body);
    this.#reader = body.getReader();
  }

  /** The next event's fields, comments left out; null at the end. */
  async next(): Promise<Readonly<Record<string, string>> | null> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end !== -1) {
        const lines = this.#text.slice(0, end).split('\n');
        this.#text = this.#text.slice(end + 2);
        const fields = lines.filter((line) => !line.startsWith(':')).map((line) => line.split(/: (.*)/u, 2));
        if (fields.length > 0) return Object.fromEntries(fields) as Record<string, string>;
        continue;
      }
      const { done, value } = await this.#reader.read();
      if (done) return null;
      this.#text += new TextDecoder().decode(value);
    }
  }

  /** The next change: its kind and conversation. */
  async change(): Promise<string> {
    for (;;) {
      const event = await this.next();
      assert.ok(event, 'the stream ended');
      if (event['event'] !== 'change') continue;
      const { type, conversation } = JSON.parse(event['data'] ?? '') as Record<string, string>;
      return `${type} ${conversation === mine.conversationId ? 'mine' : conversation === other.conversationId ? 'other' : ''}`;
    }
  }

  close(): Promise<void> {
    return this.#reader.cancel();
  }
}

async function listen(role: string, lastId?: string): Promise<Listener> {
  const headers = { authorization: `Bearer ${tokens.get(role)}` };
  const response = await fetch(base + EVENTS, {
    headers: lastId === undefined ? headers : { ...headers, 'last-event-id': lastId },
  });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'text/event-stream');
  return new Listener(response.body);
}

/** Something happened in Anna's and Jan's conversation, or in Bert's and Eva's. */
async function happen(kind: string, where = mine, whose = anna, who = jan): Promise<void> {
  await database.pool.query(
    `insert into event (at, kind, marketplace_id, seller_id, buyer_id, conversation_id, message_id, data)
     values (now(), $1, 'de', $2, $3, $4, $5, '{"secret": "x"}')`,
    [kind, whose.id, who.id, where.conversationId, where.id],
  );
}

test('each hears of their own alone, and nobody of what only the operator may know', async () => {
  const [seller, buyer, operator] = [await listen('seller'), await listen('buyer'), await listen('operator')];
  await happen('message.read', other, bert, market.eva);
  await happen('review.due-soon');
  await happen('conversation.answer-needed');
  await happen('message.read');
  assert.equal(await seller.change(), 'conversation.answer-needed mine');
  assert.equal(await seller.change(), 'message.read mine');
  assert.equal(await buyer.change(), 'message.read mine');
  assert.equal(await operator.change(), 'message.read other');
  assert.equal(await operator.change(), 'review.due-soon mine');
  await Promise.all([seller.close(), buyer.close(), operator.close()]);
});

for (const state of ['held', 'refused'] as const)
  test(`a ${state} message is told to its author alone, and so is what became of a mail`, async () => {
    const said = {
      seller: anna,
      buyer: jan,
      conversationId: mine.conversationId,
      orderId: sampleOrderId(0, 0),
    };
    const kept = await writeMessage(database, { ...said, author: 'seller', text: 'Psst', state });
    const [seller, buyer] = [await listen('seller'), await listen('buyer')];
    await happen(`message.${state}`, kept);
    await happen('delivery.refused', mine);
    await happen('message.read');
    assert.equal(await seller.change(), `message.${state} mine`);
    assert.equal(await seller.change(), 'message.read mine', 'the mail was the buyer’s');
    assert.equal(await buyer.change(), 'delivery.refused mine');
    assert.equal(await buyer.change(), 'message.read mine');
    await Promise.all([seller.close(), buyer.close()]);
  });

test('of an event’s data goes out what its reader may read', async () => {
  const seller = await listen('seller');
  await database.pool.query(
    `insert into event (at, kind, marketplace_id, seller_id, buyer_id, data)
     values (now(), 'order.shipped', 'de', $1, $2, $3)`,
    [anna.id, jan.id, { orderId: sampleOrderId(0, 0), secret: 'x' }],
  );
  for (;;) {
    const event = await seller.next();
    if (event?.['event'] !== 'change') continue;
    const { type, data } = JSON.parse(event['data'] ?? '') as Record<string, unknown>;
    assert.deepEqual([type, data], ['order.shipped', { orderId: sampleOrderId(0, 0) }]);
    break;
  }
  await seller.close();
});

test('who comes back hears what happened meanwhile, once', async () => {
  const first = await listen('seller');
  const ready = await first.next();
  assert.equal(ready?.['event'], 'ready');
  await first.close();
  await happen('message.read');
  await happen('conversation.answer-needed');
  const second = await listen('seller', ready?.['id']);
  await happen('clock.disputed');
  assert.equal(await second.change(), 'message.read mine');
  assert.equal(await second.change(), 'conversation.answer-needed mine');
  assert.equal(await second.change(), 'clock.disputed mine');
  await second.close();
});

test('who missed too much, or says a place that is none, is told to ask anew', async () => {
  const end = await endOfEvents(database.pool);
  const streams = new EventStreams({ ...database, log: silentLog, limits: { catchUp: 2, pollMs: 20 } });
  for (let index = 0; index < 2; index += 1) await happen('message.read');
  const missed = new Listener(await streams.open({ kind: 'seller', sellerId: anna.id }, 'a', end));
  assert.equal((await missed.next())?.['event'], 'ready');
  assert.equal((await missed.next())?.['event'], 'reset');
  await streams.stop();
  for (const id of ['nonsense', encodePosition({ xid: '9'.repeat(18), seq: 0 })]) {
    const listener = await listen('buyer', id);
    assert.equal((await listener.next())?.['event'], 'ready');
    assert.equal((await listener.next())?.['event'], 'reset', id);
    await listener.close();
  }
});

test('an account has so many streams; one that ends makes room', async () => {
  const streams = new EventStreams({ ...database, log: silentLog, limits: { perAccount: 2 } });
  const reader = { kind: 'seller', sellerId: anna.id } as const;
  const open = () => streams.open(reader, 'mia', null);
  const [first] = [await open(), await open()];
  assert.equal(await open(), null);
  assert.ok(await streams.open(reader, 'tom', null));
  await first?.cancel();
  assert.equal(streams.count, 2);
  assert.ok(await open());
  await streams.stop();
  assert.equal(streams.count, 0);
  assert.equal(await open(), null, 'nothing begins after the stop');
});

test('who doesn’t take what is sent is let go, with all that was sent before', async () => {
  const streams = new EventStreams({
    ...database,
    log: silentLog,
    limits: { behindBytes: 2000, pollMs: 10, heartbeatMs: 10 },
  });
  const body = await streams.open({ kind: 'seller', sellerId: anna.id }, 'mia', null);
  for (let index = 0; index < 20; index += 1) await happen('message.read');
  while (streams.count > 0) await new Promise((resolve) => setImmediate(resolve));
  const listener = new Listener(body);
  let last = '';
  for (let event = await listener.next(); event !== null; event = await listener.next())
    last = event['id'] ?? last;
  assert.ok(decodePosition(last), 'it can go on from there');
});

test('the server stops although streams are open', async () => {
  const own = await sampleHttp();
  const response = await fetch(own.base + EVENTS, {
    headers: { authorization: `Bearer ${own.tokens.get('seller')}` },
  });
  const listener = new Listener(response.body);
  await listener.next();
  await own.stop();
  assert.equal(await listener.next(), null);
});
