import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, test } from 'node:test';

import { conversationReference } from '#market/conversation.ts';
import type { MessageRecord } from '#market/message.ts';
import { SYSTEM_ACTOR } from '#market/party.ts';
import type { Relationship } from '#market/relationship.ts';
import { PERMIT } from '#market/verdict.ts';
import { freshDatabase } from '#test/support/database.ts';
import { insertOrder, insertRelationship } from '#test/support/sample-rows.ts';

import { acceptMessage, acceptMessages } from './accept-message.ts';
import { claimDeliveries, renewLease } from './claim-deliveries.ts';
import { findAlias } from './find-alias.ts';
import { loadThread } from './load-thread.ts';
import { findReturnTarget, recordReturn } from './return-target.ts';
import type { DeliverySettlement } from './settle-delivery.ts';
import { settleDelivery } from './settle-delivery.ts';

const database = await freshDatabase();
const { pool } = database;
after(() => database.drop());

const NOW = new Date('2026-03-01T12:00:00Z');
const minutes = (count: number): Date => new Date(NOW.getTime() + count * 60_000);
const ORDER = '302-1234567-7654321';

function recordOf(relationship: Relationship, changes: Partial<MessageRecord> = {}): MessageRecord {
  const deliveryId = randomUUID();
  return {
    key: relationship.key,
    id: randomUUID(),
    conversation: { id: randomUUID(), isNew: true, orderId: null, subject: 'Lamp' },
    author: 'buyer',
    authorLabel: 'J. D. V.',
    authorAddress: 'jan@devries.example',
    door: 'mail',
    state: 'accepted',
    automatic: null,
    subject: 'Lamp',
    content: {
      text: 'Is it\n  bright?',
      html: null,
      quoted: null,
      cut: 'none',
      files: [],
      notes: [],
      refusals: [],
    },
    answersId: null,
    verdict: PERMIT,
    sending: null,
    by: SYSTEM_ACTOR,
    authentication: null,
    dedupKey: randomBytes(32),
    receivedAt: NOW,
    source: { sealed: randomBytes(64), sealedBy: 'k1' },
    authorRfcId: `${randomUUID()}@devries.example`,
    deliveries: [
      {
        id: deliveryId,
        recipient: 'seller',
        notice: null,
        recipientAddress: null,
        rfcMessageId: `${deliveryId}@mail.markt.example`,
      },
    ],
    expiresAt: minutes(5760),
    heldUntil: null,
    inspection: null,
    events: [{ kind: 'message.accepted', deliveryId: null, data: { door: 'mail' } }],
    ...changes,
  };
}

async function count(table: string, relationship: Relationship): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    `select count(*) as n from ${table} where seller_id = $1`,
    [relationship.key.sellerId],
  );
  return rows[0]?.n ?? -1;
}

const lease = (token = randomUUID(), until = minutes(1)) => ({ token, until });

function settlement(
  id: string,
  token: string,
  changes: Partial<DeliverySettlement> = {},
): DeliverySettlement {
  return {
    id,
    leaseToken: token,
    at: NOW,
    settlement: { kind: 'handed_over' },
    remote: { host: 'mx.example', code: 250, enhanced: '2.0.0', answer: 'ok' },
    failure: null,
    mailboxGone: false,
    notice: null,
    noticeExpiresAt: minutes(5760),
    ...changes,
  };
}

test('a live alias is found with its relationship, a revoked one is not', async () => {
  const relationship = await insertRelationship(pool);
  const [localPart = '', domain = ''] = relationship.aliases.buyer.split('@');
  const found = await findAlias(pool, localPart, domain);
  assert.equal(found?.standsFor, 'buyer');
  assert.deepEqual(found.relationship.aliases, relationship.aliases);
  assert.equal(found.relationship.buyer.address.reveal(), 'jan@devries.example');
  await pool.query('update alias set revoked_at = now() where local_part = $1', [localPart]);
  assert.equal(await findAlias(pool, localPart, domain), null);
});

test('a message is written with its file, original, delivery, identities and event', async () => {
  const relationship = await insertRelationship(pool);
  const file = { name: 'lamp.png', mediaType: 'image/png', bytes: randomBytes(300), contentId: 'c1' };
  const record = recordOf(relationship);
  const outcome = await acceptMessage(pool, { ...record, content: { ...record.content, files: [file] } });
  assert.deepEqual(outcome, { kind: 'recorded', conversationId: record.conversation.id });
  for (const table of ['message', 'message_file', 'message_source', 'delivery', 'event', 'conversation']) {
    assert.equal(await count(table, relationship), 1, table);
  }
  assert.equal(await count('mail_identity', relationship), 2);
  const { rows } = await pool.query(
    'select preview, unread_seller, unread_buyer, message_count from conversation where id = $1',
    [record.conversation.id],
  );
  assert.deepEqual(rows, [{ preview: 'Is it bright?', unread_seller: 1, unread_buyer: 0, message_count: 1 }]);
});

test('M7: the same submission again writes nothing, also when both come at once', async () => {
  const relationship = await insertRelationship(pool);
  const record = recordOf(relationship);
  const copies = Array.from({ length: 8 }, () => ({
    ...record,
    id: randomUUID(),
    deliveries: record.deliveries.map((delivery) => ({ ...delivery, id: randomUUID() })),
  }));
  const outcomes = await Promise.all(copies.map((copy) => acceptMessage(pool, copy)));
  assert.deepEqual(outcomes.map(({ kind }) => kind).sort(), [
    'duplicate',
    'duplicate',
    'duplicate',
    'duplicate',
    'duplicate',
    'duplicate',
    'duplicate',
    'recorded',
  ]);
  assert.equal(await count('message', relationship), 1);
  assert.equal(await count('delivery', relationship), 1);
  const { rows } = await pool.query('select message_count from conversation where seller_id = $1', [
    relationship.key.sellerId,
  ]);
  assert.deepEqual(rows, [{ message_count: 1 }]);
});

test('messages of several relationships in one statement: each gets what is its own, a repeat nothing', async () => {
  const [one, two, three] = await Promise.all([1, 2, 3].map(() => insertRelationship(pool)));
  if (one === undefined || two === undefined || three === undefined) throw new Error('three were made');
  const before = recordOf(two, { dedupKey: Buffer.alloc(32, 2) });
  await acceptMessage(pool, before);
  const bytes = randomBytes(3000);
  const file = { name: 'Zoë.bin', mediaType: 'application/octet-stream', contentId: null, bytes };
  const first = recordOf(one, {
    subject: 'Grüße \ud800 und \0 mehr',
    content: { ...recordOf(one).content, text: 'Schöne\nLampe', html: '<p>Schöne</p>', files: [file, file] },
  });
  const last = recordOf(three, { content: { ...recordOf(three).content, quoted: 'Früher' } });
  const again = recordOf(two, { dedupKey: Buffer.alloc(32, 2) });
  const outcomes = await acceptMessages(pool, [first, again, last]);
  assert.deepEqual(
    outcomes.map(({ kind }) => kind),
    ['recorded', 'duplicate', 'recorded'],
  );
  assert.deepEqual(
    await Promise.all([one, two, three].map((relationship) => count('message', relationship))),
    [1, 1, 1],
  );
  const { rows } = await pool.query(
    `select m.subject, m.body_text, m.body_html, m.quoted_text, s.sealed,
            (select array_agg(f.bytes order by f.position) from message_file f where f.message_id = m.id) as files
       from message m join message_source s on s.message_id = m.id
      where m.id = any($1) order by m.id = $2`,
    [[first.id, last.id], last.id],
  );
  assert.deepEqual(rows, [
    {
      subject: 'Grüße \ufffd und \ufffd mehr',
      body_text: 'Schöne\nLampe',
      body_html: '<p>Schöne</p>',
      quoted_text: null,
      sealed: first.source?.sealed,
      files: [bytes, bytes],
    },
    {
      subject: last.subject,
      body_text: last.content.text,
      body_html: null,
      quoted_text: 'Früher',
      sealed: last.source?.sealed,
      files: null,
    },
  ]);
});

test('two first messages about one order at once share its conversation', async () => {
  const relationship = await insertRelationship(pool);
  await insertOrder(pool, relationship, ORDER);
  const about = (): MessageRecord =>
    recordOf(relationship, {
      conversation: { id: randomUUID(), isNew: true, orderId: ORDER, subject: 'Lamp' },
    });
  await Promise.all([
    acceptMessage(pool, about()),
    acceptMessage(pool, about()),
    acceptMessage(pool, about()),
  ]);
  const { rows } = await pool.query('select message_count from conversation where seller_id = $1', [
    relationship.key.sellerId,
  ]);
  assert.deepEqual(rows, [{ message_count: 3 }]);
});

test('a refused message is kept, but moves nothing that the other side sees', async () => {
  const relationship = await insertRelationship(pool);
  const first = recordOf(relationship);
  await acceptMessage(pool, first);
  await acceptMessage(
    pool,
    recordOf(relationship, {
      state: 'refused',
      deliveries: [],
      receivedAt: minutes(5),
      conversation: { ...first.conversation, isNew: false },
    }),
  );
  const { rows } = await pool.query(
    'select message_count, unread_seller, last_message_at from conversation where id = $1',
    [first.conversation.id],
  );
  assert.deepEqual(rows, [{ message_count: 1, unread_seller: 1, last_message_at: NOW }]);
});

test('a conversation that a refused message opened is named by the first accepted one', async () => {
  const relationship = await insertRelationship(pool);
  const first = recordOf(relationship, {
    state: 'refused',
    deliveries: [],
    conversation: { id: randomUUID(), isNew: true, orderId: null, subject: 'Secret offer' },
  });
  await acceptMessage(pool, first);
  const subject = async () =>
    (await pool.query('select subject from conversation where id = $1', [first.conversation.id])).rows;
  assert.deepEqual(await subject(), [{ subject: '' }]);
  await acceptMessage(
    pool,
    recordOf(relationship, { conversation: { ...first.conversation, isNew: false, subject: 'Lamp' } }),
  );
  assert.deepEqual(await subject(), [{ subject: 'Lamp' }]);
});

test('ALIAS 4: an answer finds its conversation by the id that its author holds, nobody else’s', async () => {
  const relationship = await insertRelationship(pool);
  const stranger = await insertRelationship(pool);
  const record = recordOf(relationship);
  await acceptMessage(pool, record);
  const sent = record.deliveries[0]?.rfcMessageId ?? '';
  const window = { burstSince: minutes(-10), absenceSince: minutes(-10) };
  const marks = { rfcIds: [sent], orderIds: [], conversationIds: [] };
  const ofSeller = await loadThread(pool, relationship.key, 'seller', marks, window);
  assert.deepEqual(ofSeller.held.get(sent), {
    messageId: record.id,
    conversationId: record.conversation.id,
    isOthers: true,
  });
  const ofBuyer = await loadThread(pool, relationship.key, 'buyer', marks, window);
  assert.equal(ofBuyer.held.size, 0);
  const ofStranger = await loadThread(
    pool,
    stranger.key,
    'seller',
    { ...marks, conversationIds: [record.conversation.id] },
    window,
  );
  assert.deepEqual([ofStranger.held.size, ofStranger.conversations.size], [0, 0]);
  assert.equal(conversationReference(record.conversation.id).length, 26);
});

test('the burst and the absence note are counted per author and window', async () => {
  const relationship = await insertRelationship(pool);
  const record = recordOf(relationship);
  await acceptMessage(pool, record);
  await acceptMessage(
    pool,
    recordOf(relationship, {
      automatic: 'absence-note',
      receivedAt: minutes(3),
      conversation: { ...record.conversation, isNew: false },
    }),
  );
  const marks = { rfcIds: [], orderIds: [], conversationIds: [record.conversation.id] };
  const facts = await loadThread(pool, relationship.key, 'buyer', marks, {
    burstSince: minutes(-1),
    absenceSince: minutes(-1),
  });
  assert.deepEqual(facts.conversations.get(record.conversation.id), {
    id: record.conversation.id,
    orderId: null,
    subject: 'Lamp',
    recentMessages: 2,
    absenceNoted: true,
    isBlocked: false,
    latestOfOther: null,
  });
  const later = await loadThread(pool, relationship.key, 'buyer', marks, {
    burstSince: minutes(2),
    absenceSince: minutes(4),
  });
  assert.deepEqual(
    [
      later.conversations.get(record.conversation.id)?.recentMessages,
      later.conversations.get(record.conversation.id)?.absenceNoted,
    ],
    [1, false],
  );
});

test('a claimed delivery holds what is composed: the chain of ids that its recipient holds', async () => {
  const relationship = await insertRelationship(pool);
  const question = recordOf(relationship);
  await acceptMessage(pool, question);
  const answerId = randomUUID();
  const answer = recordOf(relationship, {
    author: 'seller',
    authorLabel: 'Lampen Huber',
    receivedAt: minutes(1),
    answersId: question.id,
    conversation: { ...question.conversation, isNew: false },
    deliveries: [
      {
        id: answerId,
        recipient: 'buyer',
        notice: null,
        recipientAddress: null,
        rfcMessageId: `${answerId}@mail.markt.example`,
      },
    ],
  });
  await acceptMessage(pool, answer);
  const claimed = await claimDeliveries(pool, minutes(2), 1000, lease());
  const delivery = claimed.find(({ id }) => id === answerId);
  assert.deepEqual(delivery?.message?.heldIds, [question.authorRfcId]);
  assert.equal(delivery?.message?.answeredId, question.authorRfcId);
  assert.equal(delivery?.attemptCount, 1);
});

test('two workers never claim the same delivery, and a lease that ran out frees it', async () => {
  const relationship = await insertRelationship(pool);
  await Promise.all(Array.from({ length: 20 }, () => acceptMessage(pool, recordOf(relationship))));
  const mine = (claimed: Awaited<ReturnType<typeof claimDeliveries>>) =>
    claimed
      .filter((delivery) => delivery.relationship.key.sellerId === relationship.key.sellerId)
      .map(({ id }) => id);
  const rounds = await Promise.all(Array.from({ length: 4 }, () => claimDeliveries(pool, NOW, 8, lease())));
  const claimed = [...rounds.flatMap(mine), ...mine(await claimDeliveries(pool, NOW, 1000, lease()))];
  assert.equal(claimed.length, 20);
  assert.equal(new Set(claimed).size, 20);
  assert.deepEqual(mine(await claimDeliveries(pool, NOW, 1000, lease())), []);
  assert.equal(
    mine(await claimDeliveries(pool, minutes(2), 1000, lease(randomUUID(), minutes(3)))).length,
    20,
  );
});

test('who lost the lease settles nothing; who renews it keeps it', async () => {
  const relationship = await insertRelationship(pool);
  await acceptMessage(pool, recordOf(relationship));
  const first = lease();
  const delivery = (await claimDeliveries(pool, NOW, 1000, first)).find(
    (one) => one.relationship.key.sellerId === relationship.key.sellerId,
  );
  assert.ok(delivery);
  await renewLease(pool, { token: first.token, until: minutes(10) }, [delivery.id]);
  const early = await claimDeliveries(pool, minutes(5), 1000, lease(randomUUID(), minutes(6)));
  assert.ok(!early.some(({ id }) => id === delivery.id));
  const second = lease(randomUUID(), minutes(20));
  await claimDeliveries(pool, minutes(11), 1000, second);
  assert.equal(await settleDelivery(pool, settlement(delivery.id, first.token)), false);
  assert.equal(await settleDelivery(pool, settlement(delivery.id, second.token)), true);
  assert.equal(await settleDelivery(pool, settlement(delivery.id, second.token)), false);
  assert.equal(await count('delivery_attempt', relationship), 1);
});

test('a refusal by the provider tells the author and marks a mailbox that is gone', async () => {
  const relationship = await insertRelationship(pool);
  const deliveryId = randomUUID();
  await acceptMessage(
    pool,
    recordOf(relationship, {
      author: 'seller',
      deliveries: [
        {
          id: deliveryId,
          recipient: 'buyer',
          notice: null,
          recipientAddress: null,
          rfcMessageId: `${deliveryId}@x`,
        },
      ],
    }),
  );
  const worker = lease();
  await claimDeliveries(pool, NOW, 1000, worker);
  const notice = {
    id: randomUUID(),
    recipient: 'seller' as const,
    recipientAddress: 'mia@lampen-huber.example',
    rfcMessageId: 'n@notice.markt.example',
    notice: {
      kind: 'failed' as const,
      language: 'de',
      orderId: null,
      subject: 'Lamp',
      sentAt: null,
      answersRfcId: null,
      reasons: [],
      values: { hard: true },
    },
  };
  await settleDelivery(
    pool,
    settlement(deliveryId, worker.token, {
      settlement: { kind: 'refused' },
      failure: 'hard',
      mailboxGone: true,
      remote: { host: 'mx.example', code: 550, enhanced: '5.1.1', answer: 'no such user' },
      notice,
    }),
  );
  const { rows: buyers } = await pool.query('select address_state from buyer where id = $1', [
    relationship.key.buyerId,
  ]);
  assert.deepEqual(buyers, [{ address_state: 'failing' }]);
  const { rows: notices } = await pool.query('select state, recipient_address from delivery where id = $1', [
    notice.id,
  ]);
  assert.deepEqual(notices, [{ state: 'queued', recipient_address: 'mia@lampen-huber.example' }]);
});

test('a bounce that comes later changes the delivery once; a bounce of a notice makes no notice', async () => {
  const relationship = await insertRelationship(pool);
  const record = recordOf(relationship);
  await acceptMessage(pool, record);
  const worker = lease();
  await claimDeliveries(pool, NOW, 1000, worker);
  const id = record.deliveries[0]?.id ?? '';
  await settleDelivery(pool, settlement(id, worker.token));
  const target = await findReturnTarget(pool, id);
  assert.deepEqual(
    [target?.state, target?.message?.author, target?.recipient],
    ['handed_over', 'buyer', 'seller'],
  );
  const returned = {
    deliveryId: id,
    at: minutes(1),
    kind: 'refused' as const,
    failure: 'soft' as const,
    mailboxGone: false,
    code: 552,
    status: '5.2.2',
    diagnostic: 'mailbox full',
    notice: null,
    noticeExpiresAt: minutes(5760),
  };
  await recordReturn(pool, returned);
  await recordReturn(pool, { ...returned, status: '5.0.0' });
  const { rows } = await pool.query('select state, remote_enhanced from delivery where id = $1', [id]);
  assert.deepEqual(rows, [{ state: 'refused', remote_enhanced: '5.2.2' }]);
});
