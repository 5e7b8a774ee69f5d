import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { countMissedMisuse } from '#flow/note-misuse.ts';
import { enforcementFor, requireEnforcement } from '#packs/enforcement.ts';
import { changePreference } from '#store/buyer-preference.ts';
import { smtpReply } from '#mail/smtp-reply.ts';
import type { ReceivedMail } from '#mail/received-mail.ts';
import { SYSTEM_ACTOR } from '#market/party.ts';
import { createSystemIds } from '#src/system-ports.ts';
import { shippedPacks } from '#test/support/packs.ts';
import type { Arrived, Letter } from '#test/support/test-relay.ts';
import { startTestRelay } from '#test/support/test-relay.ts';

// Whether a seller's mail may be sent at all (requirements sections 3, 4 and 6), on real sockets: the packs of the demo
// decide, the guidelines' rules are off.

let now: Date | null = null;
const PACKS = fileURLToPath(new URL('../../packs', import.meta.url));
const enforcement = enforcementFor(requireEnforcement(PACKS), { id: 'de', pack: 'de' });
const relay = await startTestRelay({
  guidelines: 'lenient',
  packs: shippedPacks(),
  clock: { now: () => now ?? new Date() },
});
after(() => relay.stop());
const { pool, db } = relay.database;
const ids = createSystemIds();

const BUYER = 'anna.schmidt@briefkasten.example';
const SHOP = 'service@lampen-huber.example';
const trade = await relay.trade(BUYER, SHOP);
const { marketplaceId, sellerId, buyerId, orderId } = trade;

async function wish(declines: boolean): Promise<void> {
  const change = { id: ids.uuid(), marketplaceId, buyerId, sellerId: null, declines, actor: SYSTEM_ACTOR };
  await db.transaction().execute((tx) => changePreference(tx, { ...change, at: now ?? new Date() }));
}

async function order(changes: string): Promise<void> {
  await pool.query(`update sales_order set ${changes} where id = $1`, [orderId]);
}

let number = 0;
/** A seller's mail; gives the state it was kept in, with its reasons, position and kind. */
async function send(letter: Partial<Letter>): Promise<string> {
  number += 1;
  const messageId = `sending-${number}@lampen-huber.example`;
  assert.match(await relay.send({ from: SHOP, to: trade.buyerAlias, messageId, ...letter }), /^250/u);
  const { rows } = await pool.query<{ state: string; codes: string[]; at: string; kind: string }>(
    `select m.state, m.thread_position as at, m.criticality as kind,
            array(select r ->> 'code' from jsonb_array_elements(m.verdict -> 'reasons') r) as codes
       from message m join mail_identity i on i.message_id = m.id where i.rfc_id = $1`,
    [messageId],
  );
  const [row] = rows;
  assert.ok(row);
  return [row.state, row.kind, row.at, ...row.codes].join(' ');
}

/** The next mail whose subject has these words, with its envelope; what earlier tests left on its way is passed over. */
async function arrival(address: string, subject: string): Promise<Arrived> {
  for (;;) {
    const arrived = await relay.provider.next(address);
    if (arrived.mail.subject.includes(subject)) return arrived;
  }
}

const next = async (address: string, subject: string): Promise<ReceivedMail> =>
  (await arrival(address, subject)).mail;

beforeEach(async () => {
  now = null;
  await wish(false);
  await pool.query('delete from suppression');
  await order(`status = 'unshipped', fulfilment = 'seller', completed_at = null`);
  relay.provider.arrived.clear();
});

test('an ordinary mail passes where the buyer declines nothing', async () => {
  assert.equal(await send({ subject: `Lampe ${orderId}`, text: 'Welche Farbe?' }), 'accepted permitted new');
  await next(BUYER, 'Lampe');
});

test('the word at the end of an encoded subject reaches a buyer who declines; round brackets do not', async () => {
  await wish(true);
  const encoded = (text: string): string => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
  const text = 'Welche Gravur soll auf die Lampe?';
  const passes = `Rückfrage ${orderId} [WICHTIG]`;
  assert.match(await send({ subject: encoded(passes), text }), /^accepted critical filed$/u);
  await next(BUYER, passes);
  assert.equal(relay.provider.arrived.get(SHOP), undefined, 'no notice about what passed');
  const bounced = await send({ subject: encoded(`Rückfrage ${orderId} (wichtig)`), text });
  assert.equal(bounced, 'refused permitted filed opted-out');
  const mail = await next(SHOP, 'Nicht zugestellt: Rückfrage');
  for (const said of [orderId, '[Wichtig]', 'lehnt Nachrichten ab', 'keine Folgen'])
    assert.ok(mail.text?.includes(said), `${said}: ${mail.text}`);
  const { rows } = await pool.query('select source from suppression');
  assert.deepEqual(rows, [{ source: 'opt-out' }]);
  const fixed = `AW: Zusätzliche Informationen erforderlich: ${orderId}`;
  assert.equal(await send({ subject: encoded(fixed), text }), 'accepted critical filed');
  const wide = `Re: ［ｗｉｃｈｔｉｇ］ ${orderId}`;
  assert.equal(await send({ subject: encoded(wide), text }), 'accepted critical filed');
});

test('a reason that completing the order doesn’t need is named as the cause', async () => {
  await wish(true);
  await order(`status = 'shipped', completed_at = now()`);
  const subject = `Rechnung zu Ihrer Bestellung ${orderId}`;
  assert.equal(await send({ subject, text: 'Anbei.' }), 'refused permitted filed reason-not-needed');
  assert.match((await next(SHOP, subject)).text ?? '', /„Rechnung senden“/u);
});

test('an answer reaches a buyer who declines, by References or by the quoted original; naming the order isn’t one', async () => {
  await relay.send({
    from: BUYER,
    to: trade.sellerAlias,
    subject: `Frage ${orderId}`,
    text: 'Wie hell ist sie?',
  });
  const mail = await next(SHOP, 'Frage');
  await wish(true);
  const headers = [`In-Reply-To: <${mail.messageId}>`];
  const text = 'Sehr hell.';
  assert.equal(await send({ subject: 'Re: Frage', text, headers }), 'accepted permitted answers-buyer');
  const quote = (mail.text ?? '').split('\n').map((line) => `> ${line}`);
  const quoted = `${text}\n\nAm 1.3.2026 schrieb A. S.:\n${quote.join('\n')}`;
  assert.equal(await send({ subject: 'Re: Frage', text: quoted }), 'accepted permitted answers-buyer');
  assert.equal(await send({ subject: `Re: Frage ${orderId}`, text }), 'refused permitted filed opted-out');
});

test('a quote of an absence note opens nothing', async () => {
  await pool.query(`update message set automatic = 'absence-note' where author = 'buyer'`);
  await wish(true);
  const { rows } = await pool.query<{ id: string }>(
    `select i.rfc_id as id from mail_identity i join message m on m.id = i.message_id
      where m.author = 'buyer' and i.holder = 'seller' limit 1`,
  );
  const headers = [`In-Reply-To: <${rows[0]?.id ?? ''}>`];
  assert.equal(
    await send({ subject: 'Re: Frage', text: 'Oh.', headers }),
    'refused permitted filed opted-out',
  );
  await pool.query(`update message set automatic = null where author = 'buyer'`);
});

test('asking to cancel for lack of stock says to adjust first; after the adjustment it passes', async () => {
  const text =
    'Guten Tag,\nleider ist der Artikel nicht mehr auf Lager. Bitte stornieren Sie die Bestellung in Ihrem Konto.';
  assert.equal(
    await send({ subject: `Ihre Bestellung ${orderId} bitte stornieren`, text }),
    'refused critical filed not-adjusted',
  );
  assert.match((await next(SHOP, 'stornieren')).text ?? '', /NoInventory/u);
  const amount = `(select sum(amount_minor) from order_line where order_id = '${orderId}')`;
  await pool.query(
    `with a as (insert into adjustment (marketplace_id, seller_id, id, order_id, dedup_key, kind, amount_minor, currency,
         adjusted_at)
       select $1, $2, gen_random_uuid(), $3, '\\x01', 'refund', ${amount}, 'EUR', now() returning *)
     insert into adjustment_item (marketplace_id, seller_id, adjustment_id, position, order_id, item_code, reason,
         amount_minor, components)
     select marketplace_id, seller_id, id, 1, order_id, '1', 'NoInventory', amount_minor, '[]' from a`,
    [marketplaceId, sellerId, orderId],
  );
  const told =
    'Guten Tag,\nleider ist der Artikel nicht mehr auf Lager. Den vollen Betrag haben wir Ihnen erstattet.';
  await wish(true);
  assert.equal(
    await send({ subject: `Ihre Bestellung ${orderId} ist erstattet`, text: told }),
    'accepted critical filed',
  );
  // It carries the confirmation of the adjustment with its reason, in the buyer's language and the marketplace's words.
  const { text: confirmed } = await next(BUYER, 'ist erstattet');
  const confirmation = ` bestätigt: Der volle Betrag der Bestellung ${orderId} wurde erstattet. Grund: nicht auf Lager.`;
  assert.equal(confirmed?.split(confirmation).length, 2, confirmed ?? '');
});

test('day 30 is the last one, until midnight of the marketplace, through summer time', async () => {
  // 29 March 2026: the clocks go forward; day 30 of 1 March is the 31st, which ends at 22:00 UTC.
  await order(`status = 'shipped', completed_at = '2026-03-01T22:59:00Z'`);
  now = new Date('2026-03-31T21:59:59Z');
  assert.match(await send({ subject: `Lampe ${orderId}`, text: 'Passt sie?' }), /^accepted/u);
  now = new Date('2026-03-31T22:00:00Z');
  assert.equal(
    await send({ subject: `Lampe ${orderId}`, text: 'Passt sie?' }),
    'refused permitted filed completed-too-long-ago',
  );
});

test('a request for a review by mail after one by program is refused', async () => {
  await order(`status = 'shipped', completed_at = now() - interval '9 days',
    earliest_delivery_at = now() - interval '12 days', latest_delivery_at = now() - interval '10 days'`);
  const outcome = await relay.relay.write({
    relationship: { marketplaceId, sellerId, buyerId },
    author: 'seller',
    by: SYSTEM_ACTOR,
    door: 'api',
    orderId,
    conversationId: null,
    contactReason: 'review-request',
    inputs: {},
    text: '',
    files: [],
    requestKey: null,
  });
  assert.equal(outcome.kind, 'recorded', JSON.stringify(outcome));
  assert.equal(
    await send({ subject: `Lampe ${orderId}`, text: 'Würden Sie bitte eine Bewertung schreiben?' }),
    'refused solicitation filed solicited-already',
  );
  await pool.query('delete from solicitation');
});

test('a wish stops what waits in the outbox and tells its author; what is critical or an answer goes', async () => {
  relay.provider.answers.set(BUYER, smtpReply(451, '4.2.1', 'later'));
  const waits = `Lampe wartet ${orderId}`;
  assert.match(await send({ subject: waits, text: 'Welche Farbe?' }), /^accepted permitted/u);
  assert.match(
    await send({ subject: `[Wichtig] ${orderId}`, text: 'Welche Gravur?' }),
    /^accepted critical/u,
  );
  const waiting = async (): Promise<number> => {
    const { rows } = await pool.query<{ n: number }>(
      `select count(*)::int as n from delivery d where d.recipient = 'buyer' and d.state = 'queued'
          and d.attempt_count > 0 and d.lease_token is null`,
    );
    return rows[0]?.n ?? 0;
  };
  while ((await waiting()) < 2) await new Promise((resolve) => setImmediate(resolve));
  await wish(true);
  relay.relay.wake();
  await next(SHOP, 'Nicht zugestellt: Lampe wartet');
  const { rows } = await pool.query(
    `select m.state, d.state as delivery from message m join delivery d on d.message_id = m.id where m.subject = $1`,
    [waits],
  );
  assert.deepEqual(rows, [{ state: 'refused', delivery: 'cancelled' }]);
  relay.provider.answers.delete(BUYER);
  await pool.query(
    `update delivery set next_attempt_at = now() where state = 'queued' and recipient = 'buyer'`,
  );
  relay.relay.wake();
  await next(BUYER, '[Wichtig]');
});

test('a claim to be critical that the message belies is counted, and not believed', async () => {
  await wish(true);
  const sent = await send({
    subject: `[Wichtig] ${orderId}`,
    text: 'Guten Tag,\nwürden Sie die Lampe bitte bewerten? Jede ehrliche Meinung hilft anderen.',
  });
  assert.match(sent, /^refused solicitation/u);
  const { rows } = await pool.query('select cause, rule from breach');
  assert.deepEqual(rows, [{ cause: 'critical-misuse', rule: 'subject-important' }]);
  // Of a process that died before it counted, the next pass counts it: once, and not while another may be about to.
  await pool.query('delete from breach');
  const ports = { db, ids, publicUrl: null, rulesFor: () => enforcement };
  const countAt = (ms: number): Promise<number> =>
    countMissedMisuse({ ...ports, clock: { now: () => new Date(Date.now() + ms) } });
  assert.deepEqual([await countAt(0), await countAt(120_000), await countAt(120_000)], [0, 1, 0]);
});

test('a buyer who calls a message spam gets only what is needed from this seller; the next time the operator looks', async () => {
  const complain = async (subject: string): Promise<void> => {
    const { reversePath } = await arrival(BUYER, subject);
    const report = [
      'From: <feedback@briefkasten.example>',
      `To: <${reversePath}>`,
      'Subject: Complaint',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=feedback-report; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'A reader called this spam.',
      '--b',
      'Content-Type: message/feedback-report',
      '',
      'Feedback-Type: abuse',
      'User-Agent: Briefkasten/1',
      'Version: 1',
      '--b--',
      '',
    ].join('\r\n');
    assert.match(await relay.send({ from: '', to: reversePath, raw: report }), /^250/u);
  };
  const said = async (): Promise<unknown> =>
    (
      await pool.query(
        `select (select count(*) from seller_mute where buyer_id = $1) as mutes,
                (select count(*) from report where buyer_id = $1 and reason = 'spam') as reports,
                (select count(*) from review where buyer_id = $1 and kind = 'reported') as cases`,
        [buyerId],
      )
    ).rows[0];
  assert.match(await send({ subject: `Werbung eins ${orderId}`, text: 'Welche Farbe?' }), /^accepted/u);
  await complain('Werbung eins');
  assert.deepEqual(await said(), { mutes: 1, reports: 0, cases: 0 });
  assert.match(await send({ subject: `Werbung zwei ${orderId}`, text: 'Welche?' }), /opted-out$/u);
  assert.match(
    await send({ subject: `[Wichtig] Gravur ${orderId}`, text: 'Welche Gravur?' }),
    /^accepted critical/u,
  );
  await complain('[Wichtig] Gravur');
  assert.deepEqual(await said(), { mutes: 1, reports: 1, cases: 1 });
  await pool.query('delete from seller_mute');
});
