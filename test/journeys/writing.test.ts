import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import type { WrittenMessage } from '#flow/write-message.ts';
import type { Actor } from '#market/party.ts';
import { findLeaks } from '#test/support/leaks.ts';
import { startTestRelay } from '#test/support/test-relay.ts';

// Messages that aren't mail: by a page or a program, through the same judgement and into the same conversations.

const relay = await startTestRelay({ guidelines: 'packs' });
after(() => relay.stop());
const { pool } = relay.database;

const BUYER = 'anna.schmidt@briefkasten.example';
const SHOP = 'service@lampen-huber.example';
const trade = await relay.trade(BUYER, SHOP);
const { marketplaceId, sellerId, buyerId, orderId } = trade;
const MIA: Actor = { kind: 'seller-user', id: null, label: 'Mia' };
await pool.query(
  `update sales_order set status = 'unshipped', fulfilment = 'seller', completed_at = null where id = $1`,
  [orderId],
);

const bySeller: WrittenMessage = {
  relationship: { marketplaceId, sellerId, buyerId },
  author: 'seller',
  by: MIA,
  door: 'web',
  orderId,
  conversationId: null,
  contactReason: 'order-details',
  inputs: {},
  text: 'Welche Farbe soll der Lampenschirm haben?',
  files: [],
  requestKey: null,
};
const byBuyer: WrittenMessage = {
  ...bySeller,
  author: 'buyer',
  by: { kind: 'buyer', id: buyerId, label: '' },
  contactReason: null,
  text: 'Weiß, bitte.',
};

async function recorded(written: WrittenMessage) {
  const outcome = await relay.relay.write(written);
  assert.ok(outcome.kind === 'recorded', JSON.stringify(outcome));
  return outcome;
}

test('a seller writes for a reason: the marketplace’s subject and template, in the buyer’s language', async () => {
  const outcome = await recorded(bySeller);
  assert.equal(outcome.state, 'accepted', JSON.stringify(outcome.verdict));
  const { mail } = await relay.provider.next(BUYER);
  assert.equal(mail.subject, `Eine Frage zu Ihrer Bestellung ${orderId}`);
  assert.match(mail.text ?? '', /^Guten Tag,[^]*Welche Farbe soll der Lampenschirm haben\?[^]*Lampen Huber/u);
  const { rows } = await pool.query(
    'select contact_reason, thread_position, criticality, critical_claim, yields_from from message where id = $1',
    [outcome.messageId],
  );
  assert.deepEqual(rows, [
    {
      contact_reason: 'order-details',
      thread_position: 'new',
      criticality: 'critical',
      critical_claim: 'reason',
      yields_from: null,
    },
  ]);
});

test('the buyer answers by page, the seller by page: one conversation, and the seller’s answer is a reply', async () => {
  const asked = await recorded({ ...byBuyer, orderId, conversationId: null });
  const { mail } = await relay.provider.next(SHOP);
  assert.match(mail.text ?? '', /^Weiß, bitte\./u);
  const answer = await recorded({
    ...bySeller,
    contactReason: null,
    conversationId: asked.conversationId,
    orderId: null,
    text: 'Danke, dann senden wir die weiße.',
  });
  assert.equal(answer.conversationId, asked.conversationId);
  const { rows } = await pool.query('select answers_id, thread_position from message where id = $1', [
    answer.messageId,
  ]);
  assert.deepEqual(rows, [{ answers_id: asked.messageId, thread_position: 'answers-buyer' }]);
  const arrived = await relay.provider.next(BUYER);
  assert.deepEqual(findLeaks(arrived.raw, { texts: [SHOP] }), []);
});

test('an address in a buyer’s words is replaced, and a file is cleaned, as in mail', async () => {
  const text = `Schreiben Sie mir an ${BUYER}.`;
  const file = { name: 'farbe.txt', mediaType: 'text/plain', bytes: Buffer.from(`Von ${BUYER}: RAL 9010\n`) };
  const outcome = await recorded({ ...byBuyer, text, files: [file] });
  const { raw, mail } = await relay.provider.next(SHOP);
  assert.deepEqual(findLeaks(raw, { texts: [BUYER, 'anna.schmidt'] }), []);
  assert.match(mail.text ?? '', new RegExp(trade.buyerAlias.slice(0, 12), 'u'));
  const { rows } = await pool.query<{ codes: string[] }>(
    `select array(select n ->> 'code' from jsonb_array_elements(notes) n) as codes from message where id = $1`,
    [outcome.messageId],
  );
  assert.ok(rows[0]?.codes.includes('address-replaced'));
  const program = { name: 'x.exe', mediaType: 'text/plain', bytes: Buffer.from('MZ\0\0\0\0\0\0\0\0') };
  const refused = await recorded({ ...byBuyer, files: [program] });
  assert.deepEqual(
    [refused.state, refused.verdict.reasons.map(({ code }) => code)],
    ['refused', ['program']],
  );
});

test('what the reason asks for and didn’t get, and what it didn’t ask for', async () => {
  const faults = async (changes: Partial<WrittenMessage>): Promise<unknown> => {
    const outcome = await relay.relay.write({ ...bySeller, ...changes });
    return outcome.kind === 'inputs-wrong'
      ? outcome.faults.map(({ id, fault }) => `${id} ${fault}`)
      : outcome.kind;
  };
  assert.deepEqual(await faults({ text: ' ' }), ['text missing']);
  assert.deepEqual(await faults({ text: 'x'.repeat(2001) }), ['text too-long']);
  assert.deepEqual(await faults({ inputs: { mood: 'good' } }), ['mood not-taken']);
  assert.deepEqual(await faults({ contactReason: 'delay', inputs: { newDeliveryDate: '30.2.2026' } }), [
    'newDeliveryDate not-a-date',
  ]);
  const file = { name: 'a.txt', mediaType: 'text/plain', bytes: Buffer.from('a') };
  assert.deepEqual(await faults({ files: [file] }), ['files not-taken']);
  assert.deepEqual(await faults({ contactReason: 'invoice', text: '' }), ['attachments too-few-files']);
  assert.deepEqual(await faults({ contactReason: null, conversationId: null }), 'no-such');
});

test('what isn’t there, or isn’t theirs', async () => {
  const what = async (changes: Partial<WrittenMessage>): Promise<unknown> => {
    const outcome = await relay.relay.write({ ...bySeller, ...changes });
    return outcome.kind === 'no-such' ? outcome.what : outcome.kind;
  };
  assert.equal(await what({ orderId: '999-9999999-9999999' }), 'order');
  assert.equal(await what({ conversationId: '0190a000-0000-7000-8000-0000000000aa' }), 'conversation');
  assert.equal(await what({ contactReason: 'small-talk' }), 'reason');
  assert.equal(await what({ author: 'buyer' }), 'reason');
  assert.equal(await what({ relationship: { ...bySeller.relationship, sellerId: buyerId } }), 'relationship');
  const others = await pool.query<{ id: string }>(
    'select id from sales_order where (seller_id, buyer_id) <> ($1, $2) limit 1',
    [sellerId, buyerId],
  );
  assert.equal(await what({ orderId: others.rows[0]?.id ?? '' }), 'order');
});

test('a reason that the order doesn’t offer is told with everything against it, and nothing is kept', async () => {
  const count = async (): Promise<number> =>
    (await pool.query<{ n: number }>('select count(*)::int as n from message')).rows[0]?.n ?? -1;
  const before = await count();
  const outcome = await relay.relay.write({ ...bySeller, contactReason: 'problem-with-order' });
  assert.equal(outcome.kind, 'not-offered');
  assert.deepEqual(outcome.kind === 'not-offered' && outcome.obstacles.map(({ code }) => code), [
    'not-adjusted',
  ]);
  assert.equal(await count(), before);
});

test('the same request twice is one message, whatever has changed meanwhile', async () => {
  const written = { ...bySeller, requestKey: 'once' };
  const [first, second] = await Promise.all([relay.relay.write(written), relay.relay.write(written)]);
  assert.deepEqual([first.kind, second.kind].sort(), ['duplicate', 'recorded']);
  await pool.query(`update sales_order set status = 'shipped' where id = $1`, [orderId]);
  const third = await relay.relay.write(written);
  await pool.query(`update sales_order set status = 'unshipped' where id = $1`, [orderId]);
  assert.equal(third.kind, 'duplicate');
  const ids = [first, second, third].map((outcome) => 'messageId' in outcome && outcome.messageId);
  assert.deepEqual(new Set(ids).size, 1);
  assert.equal((await relay.relay.write({ ...byBuyer, requestKey: 'once' })).kind, 'recorded');
});

test('a preview says what would become of it and keeps nothing', async () => {
  const preview = await relay.relay.preview({
    ...bySeller,
    text: 'Schreiben Sie an jan@lampen-direkt.example.',
  });
  assert.ok(preview.kind === 'judged');
  assert.equal(preview.verdict.kind, 'refuse');
  assert.ok(preview.verdict.guidelines?.findings.some(({ rule }) => rule === 'email-address'));
  assert.match(preview.subject, new RegExp(orderId, 'u'));
  assert.deepEqual([preview.wouldPassOptOut, preview.stoppedByOptOut], [true, false]);
  const { rows } = await pool.query(`select from message where body_text like '%lampen-direkt%'`);
  assert.equal(rows.length, 0);
});

test('a buyer who declines gets no message that isn’t needed: it is kept as refused, and said why', async () => {
  await pool.query(
    `insert into buyer_preference (marketplace_id, buyer_id, declines, changed_at) values ($1, $2, true, now())`,
    [marketplaceId, buyerId],
  );
  const other = { ...bySeller, contactReason: 'other', text: 'Die Lampe liegt dem Paket bei.' };
  const refused = await recorded(other);
  assert.deepEqual(
    [refused.state, refused.verdict.reasons],
    ['refused', [{ code: 'reason-not-needed', detail: 'Sonstiges' }]],
  );
  assert.equal((await recorded(bySeller)).state, 'accepted');
  const preview = await relay.relay.preview(other);
  assert.ok(preview.kind === 'judged');
  assert.deepEqual([preview.wouldPassOptOut, preview.stoppedByOptOut], [false, true]);
  await pool.query('delete from buyer_preference');
});

test('of doors that race for the one request for a review of an order one gets it (ORDER 6)', async () => {
  await pool.query(
    `update sales_order set status = 'shipped', completed_at = now() - interval '12 days',
            earliest_delivery_at = now() - interval '14 days', latest_delivery_at = now() - interval '10 days'
      where id = $1`,
    [orderId],
  );
  // An opt-out that stopped an earlier message put the buyer on the seller's list.
  await pool.query('delete from suppression');
  const review = { ...bySeller, contactReason: 'review-request', text: '' };
  const doors = ['web', 'api', 'web', 'api'] as const;
  const [mailed, ...written] = await Promise.all([
    relay.send({
      from: SHOP,
      to: trade.buyerAlias,
      subject: `Ihre Lampe ${orderId}`,
      text: 'Guten Tag,\nbitte schreiben Sie eine Bewertung zu Ihrer Lampe.',
    }),
    ...doors.map((door) => relay.relay.write({ ...review, door })),
  ]);
  assert.match(mailed, /^250/u);
  const { rows } = await pool.query<{ state: string; n: number }>(
    `select state, count(*)::int as n from message where criticality = 'solicitation' group by 1 order by 1`,
  );
  assert.equal(rows.find(({ state }) => state === 'accepted')?.n, 1, JSON.stringify([rows, written]));
  const lost = written.filter(
    (outcome) =>
      outcome.kind === 'not-offered' || (outcome.kind === 'recorded' && outcome.state === 'refused'),
  );
  assert.ok(lost.length >= doors.length - 1, JSON.stringify(written));
  const taken = await pool.query('select from solicitation where order_id = $1', [orderId]);
  assert.equal(taken.rows.length, 1);
  const again = await relay.relay.write(review);
  assert.deepEqual(again.kind === 'not-offered' && again.obstacles.map(({ code }) => code), [
    'solicited-already',
  ]);
});

test('a seller who takes no messages can’t be written to, and the buyer is told so', async () => {
  await pool.query('update seller set message_address = null where id = $1', [sellerId]);
  assert.equal((await relay.relay.write(byBuyer)).kind, 'seller-unreachable');
  await pool.query('update seller set message_address = $2 where id = $1', [sellerId, SHOP]);
});
