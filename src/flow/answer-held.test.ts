import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import type { EnforcementRules } from '#market/enforcement-schedule.ts';
import type { Verdict } from '#market/verdict.ts';
import { enforcementFor, requireEnforcement } from '#packs/enforcement.ts';
import { silentLog } from '#src/log.ts';
import { createSystemIds } from '#src/system-ports.ts';
import { claimDeliveries } from '#store/claim-deliveries.ts';
import { findReview, followHeldMessages } from '#store/review.ts';
import type { FreshDatabase } from '#test/support/database.ts';
import { freshDatabase } from '#test/support/database.ts';
import type { SampleMarket, WrittenMessage } from '#test/support/sample-market.ts';
import { MARKET_AT, sampleMarket, sampleOrderId, writeMessage } from '#test/support/sample-market.ts';
import { SAMPLE_PACKS } from '#test/support/sample-packs.ts';

import { answerHeld } from './answer-held.ts';
import type { AnswerHeldPorts } from './answer-held.ts';
import { composeNotice } from './compose-notice.ts';
import { claimReview, decideReview, undoReview } from './decide-review.ts';

const ids = createSystemIds();
const HOUR = 3_600_000;
const ann = { kind: 'operator', id: ids.uuid(), label: 'Ann' } as const;

let database: FreshDatabase;
let market: SampleMarket;
let now = MARKET_AT;
let wakes = 0;
let minute = 0;
let ports: AnswerHeldPorts;

before(async () => {
  database = await freshDatabase();
  market = await sampleMarket(database);
  ports = {
    db: database.db,
    ids,
    clock: { now: () => now },
    log: silentLog,
    rulesFor: () => ({ heldHours: 72, heldReminderHours: 12 }),
    wake: () => (wakes += 1),
  };
});

const later = (hours: number): void => {
  now = new Date(now.getTime() + hours * HOUR);
};

const HELD: Verdict = {
  kind: 'hold',
  reasons: [],
  guidelines: {
    ruleset: 'de@1',
    solicits: false,
    before: {},
    findings: [
      {
        rule: 'attachment-disallowed',
        clause: 'CG-2.3',
        severity: 'block',
        certainty: 'review',
        where: [{ part: 'attachment', index: 0 }],
        quote: '',
        messageId: 'unread',
        data: { filename: 'garantie.pdf' },
        effect: 'hold',
      },
    ],
  },
};

/** A message about Jan's order that waits since now, as the door leaves it. */
async function hold(): Promise<WrittenMessage> {
  minute += 1;
  const message = await writeMessage(database, {
    seller: market.anna,
    buyer: market.jan,
    author: 'seller',
    text: `Text ${minute}`,
    subject: `Subject ${minute}`,
    orderId: sampleOrderId(0, 0),
    state: 'held',
    minute,
  });
  const until = new Date(now.getTime() + 72 * HOUR);
  await database.pool.query('update message set held_until = $2, verdict = $3 where id = $1', [
    message.id,
    until,
    HELD,
  ]);
  return message;
}

async function stateOf(id: string): Promise<unknown> {
  const { rows } = await database.pool.query<{ state: string }>('select state from message where id = $1', [
    id,
  ]);
  return rows[0]?.state;
}

const reminders = async (): Promise<number> => {
  const { rows } = await database.pool.query(`select from event where kind = 'review.due-soon'`);
  return rows.length;
};

test('what waits is reminded of once, and refused when its time is over; its author hears why and what to do', async () => {
  const { id } = await hold();
  assert.equal(await answerHeld(ports), 0);
  assert.deepEqual((await findReview(database.db, id))?.answerBy, new Date(now.getTime() + 72 * HOUR));
  assert.equal(await reminders(), 0);
  later(60);
  assert.equal(await answerHeld(ports), 0);
  assert.equal(await answerHeld(ports), 0);
  assert.equal(await reminders(), 1);
  assert.equal(await stateOf(id), 'held');
  later(12);
  assert.equal(await answerHeld(ports), 1);
  assert.equal(wakes, 1);
  assert.equal(await stateOf(id), 'refused');
  assert.equal((await findReview(database.db, id))?.state.kind, 'settled');
  const lease = { token: ids.uuid(), until: new Date(now.getTime() + HOUR) };
  const [delivery, ...more] = await claimDeliveries(database.pool, now, 10, lease);
  assert.equal(more.length, 0);
  assert.ok(delivery?.notice != null);
  assert.equal(delivery.recipientAddress?.reveal(), market.anna.address);
  for (const [language, subject, words] of [
    [
      'de',
      /^Nicht zugestellt: Subject 1/u,
      /niemand hat rechtzeitig entschieden[^]*garantie\.pdf[^]*noch einmal/u,
    ],
    [
      'en',
      /^Not delivered: Subject 1/u,
      /nobody decided in time[^]*garantie\.pdf[^]*send the message again/u,
    ],
    ['nl', /^Niet bezorgd: Subject 1/u, /niemand heeft op tijd beslist[^]*garantie\.pdf[^]*opnieuw/u],
  ] as const) {
    const notice = { ...delivery.notice, language };
    const mail = composeNotice(delivery, notice, {
      now,
      hopMarker: 'x',
      publicUrl: null,
      unsubscribeUrl: null,
      answerUrl: null,
    });
    assert.match(mail.subject, subject);
    assert.match(mail.text, words);
    assert.match(mail.text, new RegExp(sampleOrderId(0, 0), 'u'));
  }
  assert.equal(await answerHeld(ports), 0, 'once');
  const { rows } = await database.pool.query('select from breach');
  assert.equal(rows.length, 0, 'it counts against nobody');
});

test('who is at it is left to decide; one who takes a decision back has time for another', async () => {
  const { id } = await hold();
  const rules = requireEnforcement(SAMPLE_PACKS);
  const rulesFor = (): EnforcementRules => enforcementFor(rules, { id: 'de', pack: 'de' });
  const moderation = { ...ports, publicUrl: null, rulesFor };
  later(72);
  assert.equal((await claimReview(moderation, id, ann, 'claim')).kind, 'done');
  assert.equal(await answerHeld(ports), 0);
  const decision = {
    decision: 'permit',
    actor: ann,
    facts: '',
    rules: [],
    amended: null,
    breach: null,
    note: null,
  } as const;
  assert.equal((await decideReview(moderation, id, decision)).kind, 'done');
  assert.equal(await answerHeld(ports), 0);
  assert.equal((await undoReview(moderation, id, ann)).kind, 'done');
  assert.equal(await answerHeld(ports), 0);
  assert.equal(await stateOf(id), 'held');
  later(1);
  assert.equal(await answerHeld(ports), 1);
  assert.equal(await stateOf(id), 'refused');
});

test('a message whose files are being looked into is no case and runs out of no time', async () => {
  const { id } = await hold();
  await database.pool.query(
    `insert into file_inspection (marketplace_id, seller_id, message_id, in_reply_to, refers_to, next_attempt_at, created_at)
     select marketplace_id, seller_id, id, '{}', '{}', received_at, received_at from message where id = $1`,
    [id],
  );
  later(100);
  assert.equal(await answerHeld(ports), 0);
  await database.db.transaction().execute(followHeldMessages);
  assert.equal(await findReview(database.db, id), null);
  await database.pool.query('delete from file_inspection');
  assert.equal(await answerHeld(ports), 1);
});

test('what an older release holds gets its time from now on', async () => {
  const { id } = await hold();
  await database.pool.query('update message set held_until = null where id = $1', [id]);
  assert.equal(await answerHeld(ports), 0);
  later(71);
  assert.equal(await answerHeld(ports), 0);
  later(1);
  assert.equal(await answerHeld(ports), 1);
  assert.equal(await stateOf(id), 'refused');
});
