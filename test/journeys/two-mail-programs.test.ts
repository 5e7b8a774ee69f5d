import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { formatAddress } from '#mail/address.ts';
import { findLeaks } from '#test/support/leaks.ts';
import type { Arrived } from '#test/support/test-relay.ts';
import { startTestRelay } from '#test/support/test-relay.ts';

// The main job, on real sockets: a buyer and a seller write to each other from their own mail programs.

const relay = await startTestRelay({ guidelines: 'packs' });
after(() => relay.stop());

const BUYER = 'jan@devries.example';
const SHOP = 'klantenservice@fietsenhuis.example';

const trade = await relay.trade(BUYER, SHOP);
// Which orders are long over is the sample's matter; here nobody writes too late.
await relay.database.pool.query('update sales_order set completed_at = null');
const of = (arrived: Arrived, name: string): string =>
  arrived.mail.headers.find((field) => field.name === name)?.value ?? '';
const fromOf = (arrived: Arrived): string =>
  arrived.mail.from.map(({ address }) => formatAddress(address)).join();

test('a question and its answer: masked, attributed, in one thread on both sides', async () => {
  const question = await relay.send({
    from: BUYER,
    to: trade.sellerAlias,
    subject: `Vraag over ${trade.orderId}`,
    text: 'Past het zitje op een herenfiets?',
    messageId: 'question-1@devries.example',
  });
  assert.match(question, /^250 2\.0\.0 Taken as /u);

  const atShop = await relay.provider.next(SHOP);
  assert.equal(fromOf(atShop), trade.buyerAlias);
  assert.equal(of(atShop, 'x-parley-order'), trade.orderId);
  assert.match(atShop.mail.text ?? '', /^Past het zitje op een herenfiets\?/u);
  assert.deepEqual(
    findLeaks(atShop.raw, { texts: [BUYER, 'devries.example', 'Jan de Vries', '12345678'] }),
    [],
  );

  const answer = await relay.send({
    from: SHOP,
    to: trade.buyerAlias,
    subject: `Re: ${atShop.mail.subject}`,
    text: `Ja, dat past.\n\nOn 1 March, J. D. V. <${trade.buyerAlias}> wrote:\n> Past het zitje op een herenfiets?`,
    headers: [`In-Reply-To: <${atShop.mail.messageId}>`, `References: <${atShop.mail.messageId}>`],
  });
  assert.match(answer, /^250/u);

  const atBuyer = await relay.provider.next(BUYER);
  assert.equal(fromOf(atBuyer), trade.sellerAlias);
  assert.deepEqual(atBuyer.mail.inReplyTo, ['question-1@devries.example']);
  assert.match(atBuyer.mail.text ?? '', /^Ja, dat past\.\n/u);
  assert.doesNotMatch(atBuyer.mail.text ?? '', /wrote:/u);
  assert.deepEqual(findLeaks(atBuyer.raw, { texts: [SHOP, 'fietsenhuis.example', 'klantenservice'] }), []);

  const { rows } = await relay.database.pool.query(
    `select c.order_id, c.message_count from conversation c where c.seller_id = $1 and c.buyer_id = $2`,
    [trade.sellerId, trade.buyerId],
  );
  assert.deepEqual(rows, [{ order_id: trade.orderId, message_count: 2 }]);
});

test('what leaves is DKIM-signed for the alias domain, and its bounce address names the delivery', async () => {
  await relay.send({ from: BUYER, to: trade.sellerAlias, subject: 'Nog iets', text: 'Dank u.' });
  const arrived = await relay.provider.next(SHOP);
  assert.match(of(arrived, 'dkim-signature'), /d=post\.linde-nl\.example;/u);
  assert.match(arrived.reversePath, /^m[a-z2-7]+@return\.linde-nl\.example$/u);
});

test('an answer without References is filed by the reference in the quoted original', async () => {
  await relay.send({
    from: BUYER,
    to: trade.sellerAlias,
    subject: 'Zonder bestelling',
    text: 'Verkoopt u ook helmen?',
  });
  const atShop = await relay.provider.next(SHOP);
  const quoted = (atShop.mail.text ?? '').split('\n').map((line) => `> ${line}`);
  await relay.send({
    from: SHOP,
    to: trade.buyerAlias,
    subject: 'Helmen',
    text: ['Ja, in drie maten.', '', 'Op 1 maart 2026 schreef J. D. V.:', ...quoted].join('\n'),
  });
  const atBuyer = await relay.provider.next(BUYER);
  const conversations = await relay.database.pool.query(
    `select count(distinct conversation_id) as n from message where seller_id = $1 and subject in ('Zonder bestelling', 'Helmen')`,
    [trade.sellerId],
  );
  assert.deepEqual(conversations.rows, [{ n: 1 }]);
  assert.match(atBuyer.mail.text ?? '', /^Ja, in drie maten\./u);
});

test('the same mail sent twice, as after a lost 250, arrives once', async () => {
  const letter = {
    from: BUYER,
    to: trade.sellerAlias,
    subject: 'Twee keer',
    text: 'Een keer.',
    messageId: 'twice@devries.example',
  };
  assert.match(await relay.send(letter), /^250 2\.0\.0 Taken as/u);
  assert.match(await relay.send(letter), /^250 2\.0\.0 Taken before/u);
  await relay.provider.next(SHOP);
  const { rows } = await relay.database.pool.query(
    `select count(*) as n from message where subject = 'Twee keer'`,
  );
  assert.deepEqual(rows, [{ n: 1 }]);
});

test('a permission in four steps: refused, pending with a notice to the owner, approved, relayed', async () => {
  const letter = {
    from: 'daan@fietsenhuis.example',
    to: trade.buyerAlias,
    subject: `Levering ${trade.orderId}`,
    text: 'Morgen komt de fiets. Bent u dan thuis om hem aan te nemen?',
  };
  assert.match(await relay.send(letter), /^550 5\.7\.1 .*not approved.*Messaging permissions/u);
  const notice = await relay.provider.next('sanne@fietsenhuis.example');
  assert.match(notice.mail.text ?? '', /daan@fietsenhuis\.example wilde aan een van uw kopers schrijven/u);
  assert.equal(of(notice, 'auto-submitted'), 'auto-generated');

  await relay.send(letter);
  const pending = await relay.database.pool.query(
    `select state, attempt_count from address_permission where address_canonical = 'daan@fietsenhuis.example'`,
  );
  assert.deepEqual(pending.rows, [{ state: 'pending', attempt_count: 2 }]);

  await relay.database.pool.query(
    `update address_permission set state = 'approved', ever_decided = true where address_canonical = 'daan@fietsenhuis.example'`,
  );
  assert.match(await relay.send(letter), /^250/u);
  const atBuyer = await relay.provider.next(BUYER);
  assert.match(atBuyer.mail.text ?? '', /^Morgen komt de fiets\./u);
});

test('what can not be cleaned is kept as refused, and its author hears why in their language', async () => {
  const boundary = 'zip-boundary';
  const raw = [
    `From: ${SHOP}`,
    `To: ${trade.buyerAlias}`,
    'Subject: Handleiding',
    'Message-ID: <zip@fietsenhuis.example>',
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary=${boundary}`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain',
    '',
    'Zie de bijlage.',
    `--${boundary}`,
    'Content-Type: application/zip; name=handleiding.zip',
    'Content-Disposition: attachment; filename=handleiding.zip',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from('PK\u0005\u0006'.padEnd(22, '\0'), 'latin1').toString('base64'),
    `--${boundary}--`,
    '',
  ].join('\r\n');
  assert.match(await relay.send({ from: SHOP, to: trade.buyerAlias, raw }), /^250/u);
  const notice = await relay.provider.next(SHOP);
  assert.match(notice.mail.subject, /^Niet bezorgd: Handleiding/u);
  assert.match(notice.mail.text ?? '', /Archieven worden niet aangenomen \(handleiding\.zip\)/u);
  assert.deepEqual(notice.mail.inReplyTo, ['zip@fietsenhuis.example']);
});

test('a provider that refuses: the delivery shows it, and the author gets one notice without the provider’s words', async () => {
  const buyer = 'lotte@meijer-thuis.example';
  const other = await relay.trade(buyer, SHOP);
  relay.provider.answers.set(buyer, { code: 550, enhanced: '5.7.1', text: `<${buyer}> rejected by policy` });
  await relay.send({
    from: SHOP,
    to: other.buyerAlias,
    subject: `Bestelling ${other.orderId}`,
    text: 'Kunt u thuis zijn?',
  });
  const notice = await relay.provider.next(SHOP);
  assert.match(notice.mail.subject, /^Niet bezorgd per e-mail/u);
  assert.deepEqual(findLeaks(notice.raw, { texts: [buyer, 'meijer-thuis', 'rejected by policy'] }), []);
  const { rows } = await relay.database.pool.query(
    `select state, failure from delivery where buyer_id = $1 and message_id is not null`,
    [other.buyerId],
  );
  assert.deepEqual(rows, [{ state: 'refused', failure: 'hard' }]);
});

test('a bounce that comes back later finds its delivery by the signed address', async () => {
  await relay.send({
    from: SHOP,
    to: trade.buyerAlias,
    subject: `Factuur ${trade.orderId}`,
    text: 'Zie uw account.',
  });
  const atBuyer = await relay.provider.next(BUYER);
  const bounce = [
    'From: MAILER-DAEMON@provider.example',
    `To: <${atBuyer.reversePath}>`,
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    `<${BUYER}>: mailbox full`,
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; provider.example',
    '',
    `Final-Recipient: rfc822; ${BUYER}`,
    'Action: failed',
    'Status: 5.2.2',
    'Diagnostic-Code: smtp; 552 5.2.2 mailbox full',
    '--b--',
    '',
  ].join('\r\n');
  assert.match(
    await relay.send({ from: '', to: atBuyer.reversePath, raw: bounce }),
    /^250 2\.0\.0 Report taken/u,
  );
  const notice = await relay.provider.next(SHOP);
  assert.match(notice.mail.subject, /^Niet bezorgd per e-mail: Factuur/u);
  assert.deepEqual(
    findLeaks(notice.raw, { texts: [BUYER, 'devries', 'provider.example', 'mailbox full'] }),
    [],
  );
});

test('M4: a forged bounce address takes nothing', async () => {
  const forged = `m${'a'.repeat(48)}@return.linde-nl.example`;
  assert.match(await relay.send({ from: '', to: forged, text: 'gone' }), /^550 5\.1\.1/u);
});

test('M2: an absence note is shown once in its conversation, and never answered', async () => {
  await relay.send({
    from: SHOP,
    to: trade.buyerAlias,
    subject: `Vraag ${trade.orderId}`,
    text: 'Bent u thuis?',
  });
  const atBuyer = await relay.provider.next(BUYER);
  const note = (id: string) => ({
    from: '',
    author: BUYER,
    to: atBuyer.reversePath,
    subject: 'Afwezig',
    text: 'Ik ben op vakantie.',
    headers: ['Auto-Submitted: auto-replied', `In-Reply-To: <${atBuyer.mail.messageId}>`],
    messageId: id,
  });
  assert.match(await relay.send(note('away-1@devries.example')), /^250/u);
  const atShop = await relay.provider.next(SHOP);
  assert.equal(of(atShop, 'auto-submitted'), 'auto-replied');
  assert.match(await relay.send(note('away-2@devries.example')), /^250/u);
  const { rows } = await relay.database.pool.query(
    `select m.automatic, count(d.id) as deliveries from message m
       left join delivery d on d.message_id = m.id where m.subject = 'Afwezig' group by m.id, m.automatic order by 2`,
  );
  assert.deepEqual(rows, [
    { automatic: 'absence-note', deliveries: 0 },
    { automatic: 'absence-note', deliveries: 1 },
  ]);
});

test('T10, T11, I2, I6: nobody else gets in, and unknown aliases all sound alike', async () => {
  const unknown = `${'q'.repeat(28)}@post.linde-nl.example`;
  assert.match(await relay.send({ from: BUYER, to: unknown }), /^550 5\.1\.1 No such address here/u);
  assert.match(
    await relay.send({ from: BUYER, to: 'postmaster@elsewhere.example' }),
    /^550 5\.1\.1 No such address here/u,
  );
  assert.match(
    await relay.send({ from: 'someone@stranger.example', to: trade.sellerAlias }),
    /^550 5\.7\.26/u,
  );
  assert.match(
    await relay.send({ from: 'anouk.jansen@postvak.example', to: trade.sellerAlias }),
    /^550 5\.7\.1 Write from the mailbox/u,
  );
  assert.match(
    await relay.send({ from: 'someone@stranger.example', author: BUYER, to: trade.sellerAlias }),
    /^550 5\.7\.26/u,
  );
  assert.match(await relay.send({ from: '', author: BUYER, to: trade.sellerAlias, text: 'hello' }), /^550/u);
});

test('M1: mail of ours that comes back is stopped on the first return', async () => {
  await relay.send({ from: BUYER, to: trade.sellerAlias, subject: 'Rondje', text: 'Hallo' });
  const atShop = await relay.provider.next(SHOP);
  const hop = of(atShop, 'x-parley-hop');
  assert.notEqual(hop, '');
  assert.match(
    await relay.send({ from: SHOP, to: trade.buyerAlias, text: 'Hallo', headers: [`X-Parley-Hop: ${hop}`] }),
    /^554 5\.4\.6/u,
  );
});

test('INBOX 1: a seller who has not switched messages on can not be reached, and the buyer is told', async () => {
  const { rows } = await relay.database.pool.query<{ alias: string; address: string }>(
    `select a.local_part || '@' || a.domain as alias, b.address from alias a
       join seller s on s.id = a.seller_id join buyer b on b.id = a.buyer_id
      where s.shop_id = 'S-WIJN' and a.stands_for = 'seller' limit 1`,
  );
  const [row] = rows;
  assert.ok(row);
  assert.match(await relay.send({ from: row.address, to: row.alias }), /^550 5\.2\.1 .*can not be reached/u);
});
