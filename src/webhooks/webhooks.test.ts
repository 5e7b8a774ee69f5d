import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { SYSTEM_ACTOR } from '#market/party.ts';
import { makeWebhookSecret } from '#market/webhook.ts';
import { zoneDns } from '#smtp/dns-zone.ts';
import { silentLog } from '#src/log.ts';
import { createSystemIds } from '#src/system-ports.ts';
import { BEGINNING } from '#store/event-log.ts';
import { parseSecrets, sealingKeys } from '#store/seal-keys.ts';
import {
  addWebhook,
  enableWebhook,
  findWebhook,
  replayWebhook,
  rotateWebhookSecret,
} from '#store/webhook.ts';
import type { WebhookEndpoint } from '#store/webhook.ts';
import { listWebhookDeliveries } from '#store/webhook-delivery.ts';
import { freshDatabase } from '#test/support/database.ts';
import { MARKET_AT, sampleMarket, writeMessage } from '#test/support/sample-market.ts';
import type { ReceivedEvent, WebhookReceiver } from '#test/support/webhook-receiver.ts';
import { isSignedWith, webhookReceiver } from '#test/support/webhook-receiver.ts';

import { createEventPoster } from './post-event.ts';
import { Webhooks } from './webhooks.ts';

const ids = createSystemIds();
const database = await freshDatabase();
const { db, pool } = database;
const market = await sampleMarket(database);
const { anna, bert, jan, eva } = market;
const keys = sealingKeys(parseSecrets(`test:${'A'.repeat(43)}=`, 'test'));
const sealing = { keys, random: (length: number) => ids.random(length) };
const receivers: WebhookReceiver[] = [];

let now = MARKET_AT;
const trace = () => ({ at: now, actor: SYSTEM_ACTOR, auditId: ids.uuid() });

/** A node that tells webhooks; its clock is moved by hand. */
function startNode(): Webhooks {
  const poster = createEventPoster({ dns: zoneDns(''), allowInside: true, answerWithinMs: 500 });
  const node = new Webhooks({
    db,
    pool,
    clock: { now: () => now },
    ids,
    log: silentLog,
    keys,
    poster,
    leaseMs: 60_000,
    wake: () => undefined,
  });
  node.start();
  return node;
}

const nodes = [startNode(), startNode()];

after(async () => {
  await Promise.all(nodes.map((node) => node.stop()));
  for (const receiver of receivers) await receiver[Symbol.asyncDispose]();
});

interface Told {
  readonly id: string;
  readonly secret: string;
  readonly receiver: WebhookReceiver;
}

async function addReceiver(owner: string | null, types: WebhookEndpoint['types'] = []): Promise<Told> {
  const receiver = await webhookReceiver();
  receivers.push(receiver);
  const id = ids.uuid();
  const secret = makeWebhookSecret((length) => ids.random(length));
  const endpoint = { id, owner, url: receiver.url, types, description: '', secret, most: 10 };
  await db.transaction().execute((tx) => addWebhook(tx, endpoint, trace(), sealing));
  return { id, secret, receiver };
}

async function requireEndpoint(id: string): Promise<WebhookEndpoint> {
  const found = await findWebhook(db, id, 'all');
  assert.ok(found);
  return found;
}

const isMessage = ({ type }: ReceivedEvent): boolean => type === 'message.accepted';
const write = (seller = anna, buyer = jan, conversationId?: string) =>
  writeMessage(database, {
    seller,
    buyer,
    author: 'buyer',
    text: 'Hi',
    ...(conversationId ? { conversationId } : {}),
  });

/** Ends when the log of an endpoint shows this; the workers poll once a second at least. */
async function shows(id: string, fits: (state: string, attempts: number) => boolean): Promise<void> {
  for (;;) {
    const rows = await listWebhookDeliveries(db, id, { before: null, limit: 100, state: null });
    if (rows.length > 0 && rows.every(({ state, attemptCount }) => fits(state, attemptCount))) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('each owner is told what it may read, signed; what a receiver took isn’t sent again', async () => {
  const own = await addReceiver(anna.id, ['message.accepted']);
  const operator = await addReceiver(null, ['message.accepted']);
  const mine = await write();
  const other = await write(bert, eva);
  const told = await operator.receiver.comes(2, isMessage);
  assert.deepEqual(new Set(told.map(({ data }) => data.message)), new Set([mine.id, other.id]));
  await shows(operator.id, (state) => state === 'delivered');
  await shows(own.id, (state, attempts) => state === 'delivered' && attempts === 1);
  assert.deepEqual(
    own.receiver.events.map(({ data }) => [data.message, data.buyer]),
    [[mine.id, null]],
  );
  const [event] = own.receiver.events;
  assert.ok(event !== undefined && isSignedWith(own.secret, event) && !isSignedWith(operator.secret, event));
  assert.equal(event.timestamp, MARKET_AT.getTime() / 1000);
  assert.equal(event.data.id, event.id);
});

test('a receiver that fails gets the same again later, its conversation waits in order, others don’t', async () => {
  const { id, receiver } = await addReceiver(anna.id, ['message.accepted']);
  receiver.answer = (event) => ({ status: event.data.message === first.id ? 500 : 200 });
  const first = await write();
  const second = await write(anna, jan, first.conversationId);
  const elsewhere = await write(anna, eva);
  await receiver.comes(1, ({ data }) => data.message === elsewhere.id);
  await receiver.comes(1, ({ data }) => data.message === first.id);
  await shows(id, (state, attempts) => state === 'delivered' || attempts <= 1);
  assert.ok(!receiver.events.some(({ data }) => data.message === second.id), 'overtaken');
  receiver.answer = () => ({ status: 200 });
  now = new Date(now.getTime() + 6000);
  await receiver.comes(1, ({ data }) => data.message === second.id);
  const tries = receiver.events.filter(({ data }) => data.message === first.id);
  assert.equal(tries.length, 2);
  assert.equal(tries[0]?.payload, tries[1]?.payload);
  assert.equal(tries[0]?.id, tries[1]?.id);
  assert.ok(
    receiver.events.findLastIndex(({ data }) => data.message === first.id) <
      receiver.events.findIndex(({ data }) => data.message === second.id),
  );
  await shows(id, (state) => state === 'delivered');
  assert.equal((await requireEndpoint(id)).failingSince, null);
});

test('a receiver that hangs keeps nobody else waiting', async () => {
  const hanging = await addReceiver(anna.id, ['message.accepted']);
  const well = await addReceiver(anna.id, ['message.accepted']);
  hanging.receiver.answer = () => 'hang';
  const conversations = await Promise.all(Array.from({ length: 40 }, () => write()));
  await well.receiver.comes(conversations.length);
  assert.ok(hanging.receiver.events.length < conversations.length + 1);
  await db.deleteFrom('webhook_endpoint').where('id', '=', hanging.id).execute();
});

test('what takes nothing for three days is switched off, its owner is told by mail, and a replay brings the rest', async () => {
  const { id, receiver } = await addReceiver(anna.id, ['message.accepted']);
  receiver.answer = () => ({ status: 503 });
  const lost = await write();
  await receiver.comes(1);
  await rests(id, 1);
  for (let attempt = 2; (await requireEndpoint(id)).disabledAt === null; attempt += 1) {
    assert.ok(attempt < 6);
    now = new Date(now.getTime() + 30 * 3_600_000);
    await until(
      async () => (await requireEndpoint(id)).disabledAt !== null || (await hasRested(id, attempt)),
    );
  }
  const disabled = await requireEndpoint(id);
  assert.equal(disabled.disabledBecause, 'failing');
  const { rows } = await pool.query<{
    notice: { kind: string; values: { url: string } };
    recipient_address: string;
  }>(`select notice, recipient_address from delivery where notice ->> 'kind' = 'webhook'`);
  assert.deepEqual(
    rows.map(({ notice, recipient_address: to }) => [notice.values.url, to]),
    [[receiver.url, 'owner-service@anna.example']],
  );
  receiver.answer = () => ({ status: 200 });
  await db.transaction().execute(async (tx) => {
    await enableWebhook(tx, disabled, trace());
    await replayWebhook(tx, disabled, BEGINNING, trace());
  });
  const failed = receiver.events.filter(({ data }) => data.message === lost.id).length;
  const again = await receiver.comes(failed + 1, ({ data }) => data.message === lost.id);
  assert.equal(new Set(again.map(({ id: event }) => event)).size, 1, 'the same event, by its id');
});

test('410: switched off at once', async () => {
  const { id, receiver } = await addReceiver(anna.id, ['message.accepted']);
  receiver.answer = () => ({ status: 410 });
  await write();
  await until(async () => (await requireEndpoint(id)).disabledAt !== null);
  assert.equal((await requireEndpoint(id)).disabledBecause, 'gone');
});

test('a new secret signs beside the old one for a day', async () => {
  const { id, secret, receiver } = await addReceiver(anna.id, ['message.accepted']);
  const fresh = makeWebhookSecret((length) => ids.random(length));
  const endpoint = await requireEndpoint(id);
  await db.transaction().execute((tx) => rotateWebhookSecret(tx, endpoint, fresh, trace(), sealing));
  await write();
  const [first] = await receiver.comes(1);
  assert.ok(first !== undefined && isSignedWith(secret, first) && isSignedWith(fresh, first));
  now = new Date(now.getTime() + 25 * 3_600_000);
  await write();
  const second = (await receiver.comes(2))[1];
  assert.ok(second !== undefined && !isSignedWith(secret, second) && isSignedWith(fresh, second));
});

test('SECURITY: no secret stands in the database as it is', async () => {
  const { secret } = await addReceiver(null);
  const { rows } = await pool.query<{ secret: Buffer }>('select secret from webhook_endpoint');
  assert.ok(rows.length > 3);
  for (const row of rows) assert.ok(!row.secret.includes(secret.slice(6)) && !row.secret.includes('whsec'));
});

/** Whether so many attempts were made and none is under way. */
async function hasRested(id: string, attempts: number): Promise<boolean> {
  const { rows } = await pool.query<{ rests: boolean }>(
    `select bool_and(attempt_count >= $2 and lease_token is null and state = 'queued') as rests
       from webhook_delivery where endpoint_id = $1`,
    [id, attempts],
  );
  return rows[0]?.rests === true;
}

const rests = (id: string, attempts: number): Promise<void> => until(() => hasRested(id, attempts));

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}
