import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SYSTEM_ACTOR } from '#market/party.ts';
import { makeWebhookSecret } from '#market/webhook.ts';
import { readConfig } from '#src/config.ts';
import { silentLog } from '#src/log.ts';
import { openStore } from '#src/server.ts';
import { createSystemIds, systemClock } from '#src/system-ports.ts';
import { sealingKeys } from '#store/seal-keys.ts';
import { addWebhook } from '#store/webhook.ts';
import { freshDatabase } from '#test/support/database.ts';
import { sampleMarket, writeMessage } from '#test/support/sample-market.ts';
import { Node } from '#test/support/serve-process.ts';
import { testFolder } from '#test/support/test-folder.ts';
import { isSignedWith, webhookReceiver } from '#test/support/webhook-receiver.ts';

const MESSAGES = 80;
const KILLS = 2;

test('kill -9 of the server: every event is told at least once, and in order per conversation (API 3)', async (t) => {
  const database = await freshDatabase();
  const { anna, bert, jan, eva } = await sampleMarket(database);
  const folder = await testFolder();
  const settings = {
    PARLEY_DATA: folder,
    DATABASE_URL: database.url,
    PARLEY_ALLOW_INSIDE_DELIVERY: 'yes',
    PARLEY_SMARTHOST: 'smtp://127.0.0.1:9',
    PARLEY_LEASE_SECONDS: '1',
  };
  await using receiver = await webhookReceiver();
  const ids = createSystemIds();
  const onFatal = (error: Error): void => {
    throw error;
  };
  const store = await openStore({
    config: readConfig(settings),
    clock: systemClock,
    ids,
    log: silentLog,
    onFatal,
  });
  const secret = makeWebhookSecret((length) => ids.random(length));
  const sealing = { keys: sealingKeys(store.secrets), random: (length: number) => ids.random(length) };
  const endpoint = {
    id: ids.uuid(),
    owner: null,
    url: receiver.url,
    types: [],
    description: '',
    secret,
    most: 10,
  };
  await store.db
    .transaction()
    .execute((tx) =>
      addWebhook(tx, endpoint, { at: systemClock.now(), actor: SYSTEM_ACTOR, auditId: ids.uuid() }, sealing),
    );
  await store.close();

  const node = new Node('one', settings);
  t.after(() => node.process.killGroup());
  await node.start();
  const conversations: string[] = [];
  const written: string[] = [];
  for (let count = 0; count < MESSAGES; count += 1) {
    const [seller, buyer] = count % 2 === 0 ? ([anna, jan] as const) : ([bert, eva] as const);
    const conversationId = conversations[count % 6];
    const message = await writeMessage(database, {
      seller,
      buyer,
      author: 'buyer',
      text: `Number ${count}`,
      ...(conversationId === undefined ? {} : { conversationId }),
    });
    conversations[count % 6] ??= message.conversationId;
    written.push(message.id);
    if (count % (MESSAGES / KILLS) !== MESSAGES / KILLS - 1) continue;
    // In the middle of what it tells.
    const amid = written.at(-MESSAGES / KILLS / 2);
    await receiver.comes(1, ({ data }) => data.message === amid);
    await node.process.kill();
    await node.start();
  }
  const isTold = new Set<string>();
  for (const message of written) {
    const [event] = await receiver.comes(1, ({ data }) => data.message === message);
    assert.ok(event !== undefined && isSignedWith(secret, event));
    isTold.add(event.id);
  }
  assert.equal(isTold.size, MESSAGES);
  for (const conversation of conversations) {
    const first: string[] = [];
    for (const { data } of receiver.events)
      if (
        data.conversation === conversation &&
        data.type === 'message.accepted' &&
        !first.includes(data.message)
      )
        first.push(data.message);
    const wanted = written.filter((id) => first.includes(id));
    assert.deepEqual(first, wanted, 'in the order in which they were written');
  }
});
