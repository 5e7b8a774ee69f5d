import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { findLeaks } from '#test/support/leaks.ts';
import type { Letter, Trade } from '#test/support/test-relay.ts';
import { startTestRelay } from '#test/support/test-relay.ts';

// The communication guidelines at the mail door (requirements section 5), on real sockets with the packs of the demo.

const relay = await startTestRelay({ guidelines: 'packs' });
after(() => relay.stop());
const { pool } = relay.database;

const BUYER = 'anna.schmidt@briefkasten.example';
const SHOP = 'service@lampen-huber.example';
const trade = await relay.trade(BUYER, SHOP);
await pool.query('update sales_order set completed_at = null');
const sellers = await pool.query<{ address: string }>('select message_address as address from seller');

/** What names the buyer and no notice to a seller may hold. */
const OF_BUYER = { texts: [BUYER, 'briefkasten.example', 'anna.schmidt', 'Anna Schmidt', '30 1234567'] };

const toBuyer = (letter: Omit<Letter, 'from' | 'to'>, to: Trade = trade): Letter => ({
  from: to.seller,
  to: to.buyerAlias,
  ...letter,
});

async function stored(subject: string): Promise<{
  state: string;
  kind: string;
  rules: string[];
  deliveries: string[];
}> {
  const { rows } = await pool.query<Awaited<ReturnType<typeof stored>>>(
    `select m.state, m.verdict ->> 'kind' as kind,
            array(select f ->> 'rule' from jsonb_array_elements(m.verdict -> 'guidelines' -> 'findings') f order by 1) as rules,
            array(select d.recipient from delivery d where d.message_id = m.id) as deliveries
       from message m where m.subject like $1 || '%'`,
    [subject],
  );
  assert.equal(rows.length, 1, subject);
  return rows[0]!;
}

test('a clean message passes', async () => {
  const letter = toBuyer({
    subject: `Liefertermin ${trade.orderId}`,
    text: 'Guten Tag,\nwann passt Ihnen die Lieferung?',
  });
  assert.match(await relay.send(letter), /^250/u);
  const arrived = await relay.provider.next(BUYER);
  assert.match(arrived.mail.text ?? '', /^Guten Tag,\nwann passt Ihnen die Lieferung\?/u);
  assert.deepEqual(await stored('Liefertermin'), {
    state: 'accepted',
    kind: 'permit',
    rules: [],
    deliveries: ['buyer'],
  });
});

const REFUSED: readonly (readonly [string, RegExp, RegExp, RegExp])[] = [
  [
    'de',
    /„jan@lampen-direkt\.example“/u,
    /Richtlinie: In Nachrichten steht keine E-Mail-Adresse/u,
    /Was zu tun ist: Nehmen Sie die Adresse heraus/u,
  ],
  [
    'en',
    /“jan@lampen-direkt\.example”/u,
    /Guideline: No e-mail address stands in a message/u,
    /What to do: Take the address out/u,
  ],
  [
    'nl',
    /“jan@lampen-direkt\.example”/u,
    /Richtlijn: In berichten staat geen e-mailadres/u,
    /Wat te doen: Haal het adres weg/u,
  ],
];

for (const [language, quote, norm, mend] of REFUSED) {
  test(`an address and a number: refused, with a notice that quotes the place (${language})`, async () => {
    await pool.query('update seller set language = $1 where id = $2', [language, trade.sellerId]);
    const subject = `Rückfrage ${language} ${trade.orderId}`;
    const letter = toBuyer({
      subject,
      text: 'Guten Tag,\nschreiben Sie bitte an jan@lampen-direkt.example oder rufen Sie 0171 9876543 an.',
      messageId: `refused-${language}@lampen-huber.example`,
    });
    assert.match(await relay.send(letter), /^250/u);
    const { mail, raw } = await relay.provider.next(SHOP);
    const text = mail.text ?? '';
    for (const expected of [quote, norm, mend, /0171 9876543/u]) assert.match(text, expected);
    assert.match(text, /https:\/\/messages\.linde\.example\/rules\/email-address/u);
    assert.match(text, new RegExp(trade.orderId, 'u'));
    assert.deepEqual(mail.inReplyTo, [`refused-${language}@lampen-huber.example`]);
    assert.deepEqual(findLeaks(raw, OF_BUYER), []);
    const kept = await stored(subject);
    assert.equal(kept.state, 'refused');
    assert.deepEqual(kept.deliveries, []);
    assert.ok(kept.rules.includes('email-address') && kept.rules.includes('phone-number'), kept.rules.join());
  });
}
test('a seller’s own address is a breach too, though it never travels', async () => {
  await pool.query(`update seller set language = 'de' where id = $1`, [trade.sellerId]);
  const letter = toBuyer({
    subject: `Antwort an uns ${trade.orderId}`,
    text: `Guten Tag,\nantworten Sie bitte an ${SHOP}, damit wir den Termin eintragen können.`,
  });
  assert.match(await relay.send(letter), /^250/u);
  const { mail } = await relay.provider.next(SHOP);
  assert.match(mail.subject, /^Nicht zugestellt/u);
  assert.match(mail.text ?? '', /E-Mail-Adresse/u);
});

test('what a mail program puts around the words is taken off, and its author is told once a day', async () => {
  const send = async (number: number): Promise<void> => {
    const raw = [
      `From: ${SHOP}`,
      `To: ${trade.buyerAlias}`,
      `Subject: Aufbau ${number} ${trade.orderId}`,
      `Message-ID: <style-${number}@lampen-huber.example>`,
      'MIME-Version: 1.0',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<div style="font-family:Calibri;color:#1f497d;text-align:center"><b>Guten Tag</b>,<br>',
      'sollen wir die Lampe beim Liefern gleich aufbauen?</div>',
      '',
    ].join('\r\n');
    assert.match(await relay.send(toBuyer({ raw })), /^250/u);
  };
  await send(1);
  const { mail } = await relay.provider.next(BUYER);
  assert.match(mail.html ?? '', /<b>Guten Tag<\/b>/u);
  assert.doesNotMatch(mail.html ?? '', /Calibri|1f497d|text-align/u);
  const notice = await relay.provider.next(SHOP);
  assert.match(notice.mail.subject, /^Mit Änderungen zugestellt: Aufbau 1/u);
  assert.match(notice.mail.text ?? '', /Schrift/u);
  const kept = await stored('Aufbau 1');
  assert.equal(kept.kind, 'amend');
  assert.deepEqual(kept.rules, ['style-override', 'style-override', 'text-align']);

  await send(2);
  await relay.provider.next(BUYER);
  const { rows } = await pool.query(
    `select count(*)::int as n from delivery where notice ->> 'kind' = 'changed' and seller_id = $1`,
    [trade.sellerId],
  );
  assert.deepEqual(rows, [{ n: 1 }]);
});

test('an emoji is taken out of text and HTML alike; that is told each time', async () => {
  for (const number of [1, 2]) {
    const raw = [
      `From: ${SHOP}`,
      `To: ${trade.buyerAlias}`,
      `Subject: Farbe ${number} ${trade.orderId}`,
      `Message-ID: <emoji-${number}@lampen-huber.example>`,
      'MIME-Version: 1.0',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<p>Welche Farbe soll der Schirm haben? \u{1f642}</p>',
      '',
    ].join('\r\n');
    assert.match(await relay.send(toBuyer({ raw })), /^250/u);
    const { mail } = await relay.provider.next(BUYER);
    assert.match(mail.text ?? '', /^Welche Farbe soll der Schirm haben\?/u);
    assert.doesNotMatch(`${mail.text}${mail.html}`, /\u{1f642}/u);
    const notice = await relay.provider.next(SHOP);
    assert.match(notice.mail.text ?? '', /Emoji/u);
  }
});

test('which of several orders a message is about is for its author to say; of one there is no doubt', async () => {
  const other = await relay.trade('juergen.weiss@briefkasten.example', SHOP);
  const letter = (messageId: string): Letter =>
    toBuyer({ subject: 'Liefertag', text: 'Guten Tag,\nwelcher Tag passt Ihnen?', messageId }, other);
  const { rows } = await pool.query<{ n: number }>(
    'select count(*)::int as n from sales_order where seller_id = $1 and buyer_id = $2',
    [other.sellerId, other.buyerId],
  );
  assert.ok((rows[0]?.n ?? 0) > 1, 'the sample market has a pair with several orders');
  assert.match(await relay.send(letter('unclear@lampen-huber.example')), /^250/u);
  const notice = await relay.provider.next(SHOP);
  assert.match(notice.mail.text ?? '', /die Bestellung, um die es geht/u);

  for (const table of ['order_return', 'order_line'])
    await pool.query(`delete from ${table} where seller_id = $1 and order_id <> $2`, [
      other.sellerId,
      other.orderId,
    ]);
  await pool.query('delete from sales_order where seller_id = $1 and buyer_id = $2 and id <> $3', [
    other.sellerId,
    other.buyerId,
    other.orderId,
  ]);
  await pool.query('update sales_order set completed_at = null where id = $1', [other.orderId]);
  assert.match(await relay.send(letter('clear@lampen-huber.example')), /^250/u);
  const { mail } = await relay.provider.next(other.buyer);
  assert.equal(mail.subject, `Liefertag ${other.orderId}`);
  await relay.provider.next(SHOP);
});

test('an answer in the buyer’s thread is never late and needs no order number', async () => {
  await pool.query(`update sales_order set completed_at = now() - interval '90 days' where id = $1`, [
    trade.orderId,
  ]);
  const late = toBuyer({
    subject: `Nachfrage ${trade.orderId}`,
    text: 'Guten Tag,\nhaben Sie die Lampe schon montieren können?',
  });
  assert.match(await relay.send(late), /^250/u);
  const notice = await relay.provider.next(SHOP);
  assert.match(notice.mail.text ?? '', /90 Tagen/u);
  assert.equal((await stored('Nachfrage')).state, 'refused');

  await relay.send({
    from: BUYER,
    to: trade.sellerAlias,
    subject: `Frage zu ${trade.orderId}`,
    text: 'Welches Leuchtmittel passt? Schreiben Sie an anna@anderswo.example :-)',
  });
  const question = await relay.provider.next(SHOP);
  assert.match(question.mail.text ?? '', /anna@anderswo\.example :-\)/u, 'buyers are not judged');
  const answer = toBuyer({
    subject: 'Re: Leuchtmittel',
    text: 'Guten Tag,\nes passt jedes mit Sockel E27 bis 60 Watt.',
    headers: [`In-Reply-To: <${question.mail.messageId}>`],
  });
  assert.match(await relay.send(answer), /^250/u);
  const { mail } = await relay.provider.next(BUYER);
  assert.match(mail.text ?? '', /^Guten Tag,\nes passt jedes mit Sockel E27/u);
});

test('a second request for a review is refused, the first passes', async () => {
  await pool.query(
    `update sales_order set status = 'shipped', completed_at = now(), earliest_delivery_at = now() - interval '10 days',
            latest_delivery_at = now() - interval '6 days'
      where id = $1`,
    [trade.orderId],
  );
  const ask = (number: number): Letter =>
    toBuyer({
      subject: `Bewertung ${number} zu ${trade.orderId}`,
      text: 'Guten Tag,\nwürden Sie die Lampe bitte bewerten? Jede ehrliche Meinung hilft anderen.',
    });
  assert.match(await relay.send(ask(1)), /^250/u);
  await relay.provider.next(BUYER);
  assert.match(await relay.send(ask(2)), /^250/u);
  await relay.provider.next(SHOP);
  assert.deepEqual((await stored('Bewertung 2')).rules, ['review-repeat']);
});

test('conspicuous spelling is noted at the door too; names and titles of the order are no errors', async () => {
  await pool.query(`update order_line set title = 'Lampf Quiddelbrunx' where order_id = $1`, [trade.orderId]);
  const subject = `Rechtschreibung ${trade.orderId}`;
  const text = 'Guten Tag,\nleider könen wir die Lampf Quiddelbrunx erst nexte Woche verschiken.';
  assert.match(await relay.send(toBuyer({ subject, text })), /^250/u);
  await relay.provider.next(BUYER);
  const { rows } = await pool.query<{ quote: string; rule: string }>(
    `select f ->> 'rule' as rule, f ->> 'quote' as quote
       from message m, jsonb_array_elements(m.verdict -> 'guidelines' -> 'findings') f
      where m.subject like 'Rechtschreibung%'`,
  );
  assert.deepEqual(
    rows.map(({ rule, quote }) => `${rule} ${quote}`),
    ['spelling könen', 'spelling nexte', 'spelling verschiken'],
  );
});

test('no notice went to anybody but a seller’s registered mailbox', async () => {
  const known = new Set(sellers.rows.map(({ address }) => address));
  const { rows } = await pool.query<{ address: string }>(
    `select distinct recipient_address as address from delivery where notice is not null`,
  );
  assert.ok(rows.length > 0);
  for (const { address } of rows) assert.ok(known.has(address), address);
});
