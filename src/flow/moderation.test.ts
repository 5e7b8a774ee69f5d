import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { effectOf } from '#market/enforcement.ts';
import type { EnforcementRules } from '#market/enforcement-schedule.ts';
import type { Actor } from '#market/party.ts';
import { createSystemIds } from '#src/system-ports.ts';
import { listAudit } from '#store/audit.ts';
import { checkAudit } from '#store/audit-chain.ts';
import { listSteps } from '#store/enforcement.ts';
import { followHeldMessages, findReview, listReviews } from '#store/review.ts';
import { reportsOf } from '#store/report.ts';
import type { StatementReader } from '#store/statement-of-reasons.ts';
import { listOpenObjections, listStatements } from '#store/statement-of-reasons.ts';
import type { FreshDatabase } from '#test/support/database.ts';
import { freshDatabase } from '#test/support/database.ts';
import type { SampleMarket, WrittenMessage } from '#test/support/sample-market.ts';
import { MARKET_AT, sampleMarket, sampleOrderId, writeMessage } from '#test/support/sample-market.ts';

import type { Decision } from './decide-review.ts';
import { blockMessage, claimReview, decideReview, undoReview } from './decide-review.ts';
import { endStep, enforcementOf, takeStep } from './enforce.ts';
import { blockConversation, intervene, unblockConversation } from './intervene.ts';
import type { ModerationPorts } from './moderation-ports.ts';
import { decideObjection, objectTo } from './object.ts';
import { reportConduct, reportMessage } from './report-party.ts';

const ids = createSystemIds();
const MINUTE = 60_000;
const DAY = 86_400_000;
const ann: Actor = { kind: 'operator', id: ids.uuid(), label: 'Ann' };
const ben: Actor = { kind: 'operator', id: ids.uuid(), label: 'Ben' };
const rules: EnforcementRules = {
  version: '2026-11-01',
  counts: ['refused-on-review', 'blocked', 'conduct'],
  schedule: [
    { step: 'warned', breaches: 2, withinDays: 30, forDays: 30 },
    { step: 'messaging-suspended', breaches: 3, withinDays: 30, forDays: 7 },
  ],
  objectionDays: 184,
  undoMinutes: 5,
  claimMinutes: 15,
  heldHours: 72,
  heldReminderHours: 12,
  terms: 'Nutzungsbedingungen',
  redress: { mediators: ['Mediator M'], disputeBodies: 'https://bodies.example', court: 'Amtsgericht' },
};

let database: FreshDatabase;
let market: SampleMarket;
let now = MARKET_AT;
let ports: ModerationPorts;
let minute = 0;

before(async () => {
  database = await freshDatabase();
  market = await sampleMarket(database);
  ports = {
    db: database.db,
    ids,
    clock: { now: () => now },
    publicUrl: 'https://messages.markt.example',
    rulesFor: () => rules,
  };
});

const later = (ms: number): void => {
  now = new Date(now.getTime() + ms);
};

/** A message about Jan's order at Anna's, or the same of Bert's. */
function write(
  state: 'held' | 'accepted',
  author: 'buyer' | 'seller' = 'seller',
  seller: 'anna' | 'bert' = 'anna',
): Promise<WrittenMessage> {
  minute += 1;
  return writeMessage(database, {
    seller: market[seller],
    buyer: market.jan,
    author,
    text: `Text ${minute}`,
    subject: `Subject ${minute}`,
    orderId: sampleOrderId(seller === 'anna' ? 0 : 1, 0),
    state,
    minute,
  });
}

const decision = (kind: Decision['decision'], more: Partial<Decision> = {}): Decision => ({
  decision: kind,
  actor: ann,
  facts: kind === 'permit' || kind === 'dismiss' ? '' : 'You offered a coupon.',
  rules: kind === 'permit' || kind === 'dismiss' ? [] : ['marketing'],
  amended: null,
  breach: null,
  note: null,
  ...more,
});

async function row(sql: string, ...values: unknown[]): Promise<Record<string, unknown>> {
  const { rows } = await database.pool.query<Record<string, unknown>>(sql, values);
  assert.equal(rows.length, 1, sql);
  return rows[0] ?? {};
}

const messageState = async (id: string): Promise<unknown> =>
  (await row('select state from message where id = $1', id))['state'];
const statementsOf = (seller: 'anna' | 'bert') => {
  const reader: StatementReader = { kind: 'seller', ownerId: market[seller].id, now };
  return listStatements(database.db, reader, 50);
};
const claimAndDecide = async (reviewId: string, wish: Decision) => {
  const claimed = await claimReview(ports, reviewId, wish.actor, 'claim');
  assert.equal(claimed.kind, 'done');
  return decideReview(ports, reviewId, wish);
};

test('a held message has its case; claimed by one, permitted, and nothing leaves until it cannot be undone', async () => {
  const held = await write('held');
  const claimed = await claimReview(ports, held.id, ann, 'claim');
  assert.deepEqual(claimed, { kind: 'done', until: new Date(now.getTime() + 15 * MINUTE) });
  assert.deepEqual(await claimReview(ports, held.id, ben, 'claim'), {
    kind: 'refused',
    reason: 'review-claimed',
  });
  assert.deepEqual(await decideReview(ports, held.id, decision('permit', { actor: ben })), {
    kind: 'refused',
    reason: 'review-claimed',
  });
  const undoUntil = new Date(now.getTime() + 5 * MINUTE);
  assert.deepEqual(await decideReview(ports, held.id, decision('permit')), { kind: 'done', undoUntil });
  assert.equal(await messageState(held.id), 'accepted');
  const delivery = await row(
    'select state, recipient, next_attempt_at from delivery where message_id = $1',
    held.id,
  );
  assert.deepEqual(delivery, { state: 'queued', recipient: 'buyer', next_attempt_at: undoUntil });
  const conversation = await row(
    'select message_count, unread_buyer, subject, preview from conversation where id = $1',
    held.conversationId,
  );
  assert.deepEqual(conversation, {
    message_count: 1,
    unread_buyer: 1,
    subject: 'Subject 1',
    preview: 'Text 1',
  });
  assert.deepEqual(await undoReview(ports, held.id, ben), { kind: 'done' });
  assert.equal(await messageState(held.id), 'held');
  assert.equal(
    (await row('select state from delivery where message_id = $1', held.id))['state'],
    'cancelled',
  );
  assert.deepEqual(
    await row(
      'select message_count, unread_buyer, preview from conversation where id = $1',
      held.conversationId,
    ),
    { message_count: 0, unread_buyer: 0, preview: '' },
  );
  assert.equal((await claimAndDecide(held.id, decision('permit'))).kind, 'done');
  later(5 * MINUTE);
  assert.deepEqual(await undoReview(ports, held.id, ann), { kind: 'refused', reason: 'undo-too-late' });
  assert.deepEqual(await statementsOf('anna'), []);
});

test('an amended message goes in the operator’s words, and its author is told; undoing brings back the author’s', async () => {
  const held = await write('held');
  const amended = { subject: 'Your order', text: 'Which colour do you want?' };
  assert.deepEqual(await claimAndDecide(held.id, decision('amend')), {
    kind: 'refused',
    reason: 'amendment-missing',
  });
  assert.equal((await decideReview(ports, held.id, decision('amend', { amended }))).kind, 'done');
  const text = 'select state, subject, body_text from message where id = $1';
  assert.deepEqual(await row(text, held.id), {
    state: 'accepted',
    subject: amended.subject,
    body_text: amended.text,
  });
  assert.equal((await undoReview(ports, held.id, ann)).kind, 'done');
  assert.deepEqual(await row(text, held.id), { state: 'held', subject: 'Subject 2', body_text: 'Text 2' });
});

test('a refused message brings a statement of reasons that says all that the law asks for', async () => {
  const held = await write('held', 'seller', 'bert');
  assert.deepEqual(await claimAndDecide(held.id, decision('refuse', { facts: ' ' })), {
    kind: 'refused',
    reason: 'facts-missing',
  });
  assert.equal((await decideReview(ports, held.id, decision('refuse'))).kind, 'done');
  assert.equal(await messageState(held.id), 'refused');
  assert.deepEqual(await statementsOf('bert'), [], 'not before it is final');
  later(5 * MINUTE);
  const [statement] = await statementsOf('bert');
  assert.ok(statement);
  assert.equal(statement.language, 'de');
  for (const words of [
    'nicht zugestellt', // the measure
    'Es betrifft allein Markt', // its scope
    'You offered a coupon.', // facts
    'Subject 3',
    'Prüfung der Nachrichten anhand der Kommunikationsrichtlinien', // how it was found
    'entschieden hat ein Mensch', // automated means
    'Nutzungsbedingungen', // the ground
    'https://messages.markt.example/rules/marketing',
    'einmal und kostenlos widersprechen', // redress
    'Mediator M',
    'https://bodies.example',
    'Amtsgericht',
  ])
    assert.ok(statement.text.includes(words), `${words}\n${statement.text}`);
  const mail = await row(
    `select recipient_address, notice ->> 'subject' as subject from delivery where seller_id = $1 and notice ->> 'kind' = 'statement'`,
    market.bert.id,
  );
  assert.deepEqual(mail, { recipient_address: 'owner-service@bert.example', subject: statement.subject });
});

test('each party reports a message of the other side once; the case is one (INBOX 6)', async () => {
  const message = await write('accepted');
  const buyer = {
    side: 'buyer',
    ownerId: market.jan.id,
    actor: { kind: 'buyer', id: market.jan.id, label: 'x' },
  } as const;
  const seller = {
    side: 'seller',
    ownerId: market.anna.id,
    actor: { kind: 'application', id: null, label: 'y' },
  } as const;
  assert.equal((await reportMessage(ports, message.id, buyer, 'marketing', 'A coupon.')).kind, 'done');
  assert.deepEqual(await reportMessage(ports, message.id, buyer, 'fraud', ''), {
    kind: 'refused',
    reason: 'reported-already',
  });
  assert.deepEqual(await reportMessage(ports, message.id, seller, 'fraud', ''), {
    kind: 'refused',
    reason: 'own-message',
  });
  const eva = { ...buyer, ownerId: market.eva.id };
  assert.deepEqual(await reportMessage(ports, message.id, eva, 'fraud', ''), {
    kind: 'refused',
    reason: 'not-found',
  });
  const held = await write('held');
  assert.deepEqual(await reportMessage(ports, held.id, buyer, 'fraud', ''), {
    kind: 'refused',
    reason: 'not-found',
  });
  const [review, ...more] = await listReviews(database.db, { state: 'open', kind: 'reported', limit: 10 });
  assert.equal(more.length, 0);
  assert.ok(review);
  assert.deepEqual(
    (await reportsOf(database.db, review.id)).map(({ reporter, reason, text }) => [reporter, reason, text]),
    [['buyer', 'marketing', 'A coupon.']],
  );
  assert.deepEqual(
    (await listAudit(database.db, market.anna.id, 50)).filter(({ action }) => action === 'report.filed'),
    [],
    'the seller does not learn of it',
  );
  assert.deepEqual(await claimAndDecide(review.id, decision('permit')), {
    kind: 'refused',
    reason: 'decision-not-possible',
  });
  assert.equal((await decideReview(ports, review.id, decision('block'))).kind, 'done');
  assert.equal(await messageState(message.id), 'refused');
  assert.equal(
    (await row('select state from delivery where message_id = $1', message.id))['state'],
    'cancelled',
  );
  assert.equal((await undoReview(ports, review.id, ann)).kind, 'done');
  assert.equal(await messageState(message.id), 'accepted');
  assert.equal(
    (await row('select state from delivery where message_id = $1', message.id))['state'],
    'queued',
  );
  assert.equal((await claimAndDecide(review.id, decision('dismiss'))).kind, 'done');
  // A seller reports an abusive buyer.
  await write('accepted', 'buyer');
  assert.equal(
    (await reportConduct(ports, message.conversationId, seller, 'abuse', 'Insults.')).kind,
    'done',
  );
  assert.equal((await reportConduct(ports, message.conversationId, seller, 'abuse', '')).kind, 'refused');
  const [conduct] = await listReviews(database.db, { state: 'open', kind: 'conduct', limit: 10 });
  assert.equal(conduct?.about, 'buyer');
  assert.equal((await claimAndDecide(conduct.id, decision('uphold', { facts: 'Insults.' }))).kind, 'done');
  later(5 * MINUTE);
  const told = await listStatements(database.db, { kind: 'buyer', ownerId: market.jan.id, now }, 10);
  assert.deepEqual(
    told.map(({ language, addressee }) => [language, addressee]),
    [['nl', 'buyer']],
  );
});

test('a held message that is decided elsewhere leaves the queue', async () => {
  const held = await write('held');
  await database.db.transaction().execute(followHeldMessages);
  await database.pool.query(`update message set state = 'refused' where id = $1`, [held.id]);
  assert.deepEqual(await claimReview(ports, held.id, ann, 'claim'), {
    kind: 'refused',
    reason: 'review-decided',
  });
  assert.equal((await findReview(database.db, held.id))?.state.kind, 'settled');
});

test('the schedule takes its step by itself, undoing takes it back, an objection reverses it at once', async () => {
  later(40 * DAY);
  const block = async (): Promise<string> => {
    const message = await write('accepted', 'seller', 'bert');
    const { actor, facts, rules: pages, breach, note } = decision('block');
    const outcome = await blockMessage(ports, message.id, { actor, facts, rules: pages, breach, note });
    assert.equal(outcome.kind, 'done');
    return outcome.kind === 'done' ? outcome.reviewId : '';
  };
  const state = async (): Promise<string> => (await enforcementOf(ports, market.bert.id, 'de')).state;
  await block();
  const second = await block();
  assert.equal(await state(), 'none', 'the step begins when it is told');
  assert.equal((await undoReview(ports, second, ben)).kind, 'done');
  later(6 * MINUTE);
  assert.equal(await state(), 'none');
  await block();
  later(6 * MINUTE);
  assert.equal(await state(), 'warned');
  await block();
  later(6 * MINUTE);
  assert.equal(await state(), 'messaging-suspended');
  const reader: StatementReader = { kind: 'seller', ownerId: market.bert.id, now };
  const statement = (await listStatements(database.db, reader, 10)).find(
    ({ facts }) => facts['measure'] === 'messaging-suspended',
  );
  assert.ok(statement);
  assert.equal(statement.automatic, true);
  assert.match(
    statement.text,
    /3 Verstöße wurden innerhalb von 30 Tagen[^]*automatisch nach dem veröffentlichten Stufenplan/u,
  );
  const object = { text: 'It was a printed leaflet.', actor: ann };
  const strangers: StatementReader = { ...reader, ownerId: market.anna.id };
  assert.deepEqual(await objectTo(ports, strangers, statement.id, object), {
    kind: 'refused',
    reason: 'not-found',
  });
  assert.equal((await objectTo(ports, reader, statement.id, object)).kind, 'done');
  assert.deepEqual(await objectTo(ports, reader, statement.id, object), {
    kind: 'refused',
    reason: 'objected-already',
  });
  assert.deepEqual(
    (await listOpenObjections(database.db, 10)).map(({ id }) => id),
    [statement.id],
  );
  const reversal = { outcome: 'reversed', reasons: 'You are right.', actor: ann, nobodyElse: false } as const;
  assert.equal((await decideObjection(ports, statement.id, reversal)).kind, 'done');
  assert.equal(await state(), 'none', 'the warning rested on the same breaches');
  const after = (await listStatements(database.db, reader, 50)).find(({ id }) => id === statement.id);
  assert.equal(after?.ended?.cause, 'reversed');
  assert.match(after.objection?.answer ?? '', /zurückgenommen[^]*You are right/u);
  await block();
  later(6 * MINUTE);
  assert.equal(await state(), 'none', 'what was counted by a reversed step is not counted again');
});

test('a step by hand holds at once, is told, and ends by hand or with its time', async () => {
  const wish = {
    marketplaceId: 'de',
    sellerId: market.anna.id,
    step: 'templates-only',
    forDays: 2,
    facts: 'x',
    rules: [],
    actor: ann,
  } as const;
  const taken = await takeStep(ports, wish);
  assert.equal(taken.kind, 'done');
  assert.equal((await enforcementOf(ports, market.anna.id, 'de')).state, 'templates-only');
  const steps = await listSteps(database.db, market.anna.id, 'de');
  assert.equal(effectOf(steps, new Date(now.getTime() + 2 * DAY)).state, 'none');
  const stepId = taken.kind === 'done' ? taken.stepId : '';
  assert.equal((await endStep(ports, stepId, ben)).kind, 'done');
  assert.deepEqual(await endStep(ports, stepId, ben), { kind: 'refused', reason: 'step-over' });
  assert.equal((await enforcementOf(ports, market.anna.id, 'de')).state, 'none');
  const { rows } = await database.pool.query(
    `select kind from event where kind like 'enforcement.%' and seller_id = $1 order by seq`,
    [market.anna.id],
  );
  assert.deepEqual(
    rows.map(({ kind }) => kind),
    ['enforcement.step-taken', 'enforcement.step-lifted'],
  );
  const same = await statementsOf('anna');
  assert.equal(
    (
      await objectTo(ports, { kind: 'seller', ownerId: market.anna.id, now }, same[0]?.id ?? '', {
        text: 'x',
        actor: ann,
      })
    ).kind,
    'refused',
  );
});

test('a reversal lets a refused message through at once', async () => {
  const held = await write('held');
  assert.equal((await claimAndDecide(held.id, decision('refuse', { breach: 'none' }))).kind, 'done');
  later(6 * MINUTE);
  const reader: StatementReader = { kind: 'seller', ownerId: market.anna.id, now };
  const statement = (await listStatements(database.db, reader, 50)).find(
    ({ messageId }) => messageId === held.id,
  );
  assert.ok(statement);
  assert.equal(
    (await objectTo(ports, reader, statement.id, { text: 'No coupon.', actor: ann })).kind,
    'done',
  );
  const reversal = { outcome: 'reversed', reasons: 'Right.', actor: ann, nobodyElse: false } as const;
  assert.deepEqual(await decideObjection(ports, statement.id, reversal), {
    kind: 'refused',
    reason: 'decided-by-same',
  });
  assert.equal((await decideObjection(ports, statement.id, { ...reversal, actor: ben })).kind, 'done');
  assert.equal(await messageState(held.id), 'accepted');
  assert.deepEqual(await row('select state, next_attempt_at from delivery where message_id = $1', held.id), {
    state: 'queued',
    next_attempt_at: now,
  });
});

test('an order’s one request for a review is given back and taken again with the decision about it (ORDER 6)', async () => {
  const held = await write('held');
  const orderId = sampleOrderId(0, 0);
  const holder = async (): Promise<unknown> =>
    (
      await database.pool.query<{ message_id: string }>(
        'select message_id from solicitation where order_id = $1',
        [orderId],
      )
    ).rows.map((one) => one.message_id);
  await database.pool.query(`update message set criticality = 'solicitation' where id = $1`, [held.id]);
  assert.equal((await claimAndDecide(held.id, decision('refuse', { breach: 'none' }))).kind, 'done');
  assert.deepEqual(await holder(), []);
  // Meanwhile another message asked.
  await database.pool.query(
    `insert into solicitation (marketplace_id, seller_id, order_id, door, asked_by, asked_at, message_id)
     values ('de', $1, $2, 'api', '{}', $3, null)`,
    [market.anna.id, orderId, now],
  );
  assert.deepEqual(await undoReview(ports, held.id, ann), {
    kind: 'refused',
    reason: 'solicited-meanwhile',
  });
  assert.equal(await messageState(held.id), 'refused');
  await database.pool.query('delete from solicitation');
  assert.equal((await undoReview(ports, held.id, ann)).kind, 'done');
  assert.deepEqual(await holder(), [held.id]);
  assert.equal((await claimAndDecide(held.id, decision('permit'))).kind, 'done');
  assert.deepEqual(await holder(), [held.id]);
  await database.pool.query('delete from solicitation');
});

test('a conversation is closed for both sides and opened again; the operator joins it', async () => {
  const { conversationId } = await write('accepted');
  const told = { actor: ann, facts: 'A dispute.', rules: [] };
  assert.equal((await blockConversation(ports, conversationId, told)).kind, 'done');
  assert.deepEqual(await blockConversation(ports, conversationId, told), {
    kind: 'refused',
    reason: 'conversation-blocked',
  });
  assert.equal((await unblockConversation(ports, conversationId, ben)).kind, 'done');
  const joined = await intervene(ports, conversationId, { text: 'We look into it.', actor: ann });
  assert.equal(joined.kind, 'done');
  const message = await row(`select author, state, body_text from message where author = 'marketplace'`);
  assert.deepEqual(message, { author: 'marketplace', state: 'accepted', body_text: 'We look into it.' });
  const { rows } = await database.pool.query(
    `select recipient from delivery where notice ->> 'kind' = 'intervention' order by 1`,
  );
  assert.deepEqual(
    rows.map(({ recipient }) => recipient),
    ['buyer', 'seller'],
  );
});

test('audit entries and statements are never changed or removed, not even with SQL', async () => {
  for (const table of ['audit_entry', 'audit_seal', 'statement_of_reasons', 'statement_end']) {
    const { rows } = await database.pool.query<{ column: string }>(
      `select attname as column from pg_attribute where attrelid = $1::regclass and attnum = 1`,
      [table],
    );
    const column = rows[0]?.column ?? '';
    const wanted = { code: '23001', message: `rows of ${table} are never changed or removed` };
    await assert.rejects(database.pool.query(`update ${table} set ${column} = ${column}`), wanted);
    await assert.rejects(database.pool.query(`delete from ${table}`), wanted);
    await assert.rejects(database.pool.query(`truncate ${table} cascade`), wanted);
  }
});

test('seals show what was done past the triggers: a change, a removal, an entry slipped in', async () => {
  const intact = await checkAudit(database.db);
  assert.equal(intact.kind, 'intact');
  assert.ok(intact.kind === 'intact' && intact.entries > 20);
  const past = async (tampering: string): Promise<unknown> => {
    const client = await database.pool.connect();
    try {
      await client.query('begin; alter table audit_entry disable trigger all');
      await client.query(tampering);
      await client.query('alter table audit_entry enable trigger all; commit');
    } finally {
      client.release();
    }
    const check = await checkAudit(database.db);
    return check.kind === 'broken' ? check.place : check.kind;
  };
  const third = `(select entry_id from audit_seal where place = 3)`;
  assert.equal(await past(`update audit_entry set subject = subject || 'x' where id = ${third}`), 3);
  assert.equal(
    await past(`update audit_entry set subject = left(subject, -1) where id = ${third}`),
    'intact',
  );
  const slipped = await past(
    `insert into audit_entry select gen_random_uuid(), at, seller_id, actor, action, subject, from_state, to_state from audit_entry where id = ${third}`,
  );
  assert.equal(slipped, (intact.kind === 'intact' ? intact.entries : 0) + 1);
  assert.equal(await past(`delete from audit_entry where id = ${third}`), 3);
});

test('entries that are written at once are sealed one after the other', async () => {
  await using other = await freshDatabase();
  const sample = await sampleMarket(other);
  const own: ModerationPorts = { ...ports, db: other.db };
  const wish = {
    marketplaceId: 'de',
    step: 'warned',
    forDays: 2,
    facts: 'x',
    rules: [],
    actor: ann,
  } as const;
  const sellers = [sample.anna.id, sample.bert.id];
  await Promise.all(
    Array.from({ length: 20 }, (_, index) => takeStep(own, { ...wish, sellerId: sellers[index % 2] ?? '' })),
  );
  assert.deepEqual(await checkAudit(other.db), { kind: 'intact', entries: 20 });
});
