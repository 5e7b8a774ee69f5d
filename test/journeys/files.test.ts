import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { findLeaks } from '#test/support/leaks.ts';
import { hollowPng, madePdf, qrPicture, textPicture } from '#test/support/made-files.ts';
import type { FilePart } from '#test/support/mail-with-files.ts';
import { mailWithFiles } from '#test/support/mail-with-files.ts';
import type { Trade } from '#test/support/test-relay.ts';
import { startTestRelay } from '#test/support/test-relay.ts';

// What sellers' files hold, judged before anything is delivered (requirements 5 and 12.3), on real sockets.

const relay = await startTestRelay({ guidelines: 'packs' });
after(() => relay.stop());
const { pool } = relay.database;

const BUYER = 'anna.schmidt@briefkasten.example';
const SHOP = 'service@lampen-huber.example';
const trade = await relay.trade(BUYER, SHOP);
await pool.query('update sales_order set completed_at = null');

const WORDS = 'Guten Tag,\nim Anhang finden Sie, wonach Sie gefragt haben. Passt der Termin am Montag?';

const mailWith = (
  subject: string,
  files: readonly FilePart[],
  more: Partial<Parameters<typeof mailWithFiles>[0]> = {},
): Buffer =>
  mailWithFiles({
    from: SHOP,
    to: trade.buyerAlias,
    subject: `${subject} ${trade.orderId}`,
    text: WORDS,
    files,
    ...more,
  });

const send = (raw: Buffer, to: Trade = trade): Promise<string> =>
  relay.send({ from: to.seller, to: to.buyerAlias, raw });

async function stored(subject: string): Promise<{ state: string; kind: string; rules: string[] }> {
  const { rows } = await pool.query<Awaited<ReturnType<typeof stored>>>(
    `select m.state, m.verdict ->> 'kind' as kind,
            array(select distinct f ->> 'rule' from jsonb_array_elements(m.verdict -> 'guidelines' -> 'findings') f order by 1) as rules
       from message m where m.subject like $1 || '%'`,
    [subject],
  );
  assert.equal(rows.length, 1, subject);
  return rows[0]!;
}

const deliveriesTo = async (recipient: string): Promise<number> => {
  const { rows } = await pool.query<{ n: number }>(
    'select count(*)::int as n from delivery where recipient = $1 and message_id is not null',
    [recipient],
  );
  return rows[0]?.n ?? -1;
};

test('a picture with a telephone number in it: refused, with a notice that says which file and what', async () => {
  const picture = await textPicture('Service Hotline\n0171 9876543', { size: 40 });
  const answer = await send(mailWith('Bild', [{ name: 'aufbau.png', type: 'image/png', bytes: picture }]));
  assert.match(answer, /^250/u, 'the door does not wait for what is in files');
  const { mail, raw } = await relay.provider.next(SHOP);
  assert.match(mail.subject, /^Nicht zugestellt: Bild/u);
  const text = mail.text ?? '';
  assert.match(text, /„0171 9876543“ \(in der Datei „aufbau\.png“\)/u);
  assert.match(text, /https:\/\/messages\.linde\.example\/rules\/phone-number/u);
  assert.deepEqual(mail.inReplyTo, ['Bild@lampen-huber.example']);
  assert.deepEqual(findLeaks(raw, { texts: [BUYER, 'briefkasten.example', 'Anna Schmidt'] }), []);
  const kept = await stored('Bild');
  assert.deepEqual([kept.state, kept.kind], ['refused', 'refuse']);
  assert.ok(kept.rules.includes('phone-number'), kept.rules.join());
  assert.equal(await deliveriesTo('buyer'), 0);
});

test('a QR code that leads to the seller’s shop, shown in the words: refused likewise', async () => {
  const code = await qrPicture('https://lampen-direkt.example/treue');
  const html =
    '<p>Guten Tag, so wird die Lampe angeschlossen: <img src="cid:code" alt="Anschluss der Lampe"></p>';
  await send(
    mailWith('Anschluss', [{ name: 'plan.png', type: 'image/png', bytes: code, contentId: 'code' }], {
      html,
    }),
  );
  const { mail } = await relay.provider.next(SHOP);
  assert.match(mail.subject, /^Nicht zugestellt: Anschluss/u);
  assert.match(mail.text ?? '', /lampen-direkt\.example/u);
  assert.match(mail.text ?? '', /in der Datei „[^“]*png“/u);
  const kept = await stored('Anschluss');
  assert.equal(kept.state, 'refused');
  assert.ok(kept.rules.includes('link-external'), kept.rules.join());
});

const INVOICE = madePdf([
  { lines: ['Rechnung', `Bestellung ${trade.orderId}`, 'Stehlampe 89,00 EUR', 'Summe 89,00 EUR'] },
]);

test('a clean invoice waits unseen until it was looked into, and arrives with its content unchanged', async () => {
  const held = await pool.query(`select from event where kind = 'message.held'`);
  await send(mailWith('Rechnung', [{ name: 'rechnung.pdf', type: 'application/pdf', bytes: INVOICE }]));
  const { mail } = await relay.provider.next(BUYER);
  const file = mail.parts.find(({ fileName }) => fileName === 'rechnung.pdf');
  assert.ok(file !== undefined);
  const { rows: files } = await pool.query<{ bytes: Buffer }>(
    `select f.bytes from message_file f join message m on m.id = f.message_id where m.subject like 'Rechnung %'`,
  );
  assert.deepEqual(Buffer.from(file.bytes), files[0]?.bytes, 'what was looked into is what arrives');
  assert.ok(
    Buffer.from(file.bytes).includes('(Stehlampe 89,00 EUR) Tj'),
    'data about its author goes, the page stays',
  );
  assert.match(mail.text ?? '', /^Guten Tag,\nim Anhang/u);
  const kept = await stored('Rechnung');
  assert.deepEqual([kept.state, kept.kind], ['accepted', 'permit']);
  const now = await pool.query(`select from event where kind = 'message.held'`);
  assert.equal(now.rows.length, held.rows.length + 1, 'it was held, being checked, before it was accepted');
  const { rows } = await pool.query<{ message_count: number; unread_buyer: number; subject: string }>(
    `select c.message_count, c.unread_buyer, c.subject from conversation c join message m on m.conversation_id = c.id
      where m.subject like 'Rechnung %'`,
  );
  assert.deepEqual(rows, [{ message_count: 1, unread_buyer: 1, subject: `Rechnung ${trade.orderId}` }]);
});

test('the same file is not read twice', async () => {
  const before = await pool.query<{ kept_at: Date }>('select kept_at from file_facts order by sha256');
  await send(mailWith('Kopie', [{ name: 'kopie.pdf', type: 'application/pdf', bytes: INVOICE }]));
  await relay.provider.next(BUYER);
  const now = await pool.query<{ kept_at: Date }>('select kept_at from file_facts order by sha256');
  assert.deepEqual(now.rows, before.rows);
});

test('what the words alone are refused for is said without a look into the files', async () => {
  const facts = await pool.query('select from file_facts');
  await send(
    mailWith(
      'Kontakt',
      [{ name: 'neu.pdf', type: 'application/pdf', bytes: madePdf([{ lines: ['Neu'] }]) }],
      { text: 'Guten Tag,\nschreiben Sie bitte an jan@lampen-direkt.example.' },
    ),
  );
  await relay.provider.next(SHOP);
  assert.equal((await stored('Kontakt')).state, 'refused');
  assert.equal((await pool.query('select from file_facts')).rows.length, facts.rows.length);
});

test('a file that nobody can read waits for a person, and its author hears until when', async () => {
  await pool.query(`update seller set language = 'en' where id = $1`, [trade.sellerId]);
  const answer = await send(
    mailWith('Kaputt', [{ name: 'garantie.png', type: 'image/png', bytes: hollowPng(20_000, 20_000) }]),
  );
  assert.match(answer, /^250/u);
  const { mail } = await relay.provider.next(SHOP);
  await pool.query(`update seller set language = 'de' where id = $1`, [trade.sellerId]);
  assert.match(mail.text ?? '', /garantie\.png/u);
  assert.match(mail.subject, /^Waiting for review/u);
  assert.match(mail.text ?? '', /You have an answer by .* at the latest/u);
  const { rows } = await pool.query<{ state: string; hours: number }>(
    `select state, extract(epoch from held_until - received_at)::int / 3600 as hours from message
      where subject like 'Kaputt%'`,
  );
  assert.deepEqual(rows, [{ state: 'held', hours: 72 }]);
});

test('a buyer’s files wait for nothing', async () => {
  const picture = await textPicture('Meine Nummer 0171 5550123', { size: 40 });
  await relay.send({
    from: BUYER,
    to: trade.sellerAlias,
    raw: mailWith('Foto', [{ name: 'foto.png', type: 'image/png', bytes: picture }], {
      from: BUYER,
      to: trade.sellerAlias,
    }),
  });
  const { mail } = await relay.provider.next(SHOP);
  assert.match(mail.subject, /^Foto/u);
  assert.equal((await stored('Foto')).kind, 'permit');
});

test('what was judged is judged for good: no inspection is left over', async () => {
  assert.deepEqual((await pool.query('select message_id from file_inspection')).rows, []);
});
