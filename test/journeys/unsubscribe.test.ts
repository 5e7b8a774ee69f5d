import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { dkimVerify } from 'mailauth/lib/dkim/verify.js';

import type { ReceivedMail } from '#mail/received-mail.ts';
import { shippedPacks } from '#test/support/packs.ts';
import type { Arrived, Letter } from '#test/support/test-relay.ts';
import { PUBLIC_URL, startTestRelay } from '#test/support/test-relay.ts';

// One-click unsubscribe (RFC 8058) from a seller's mail in the buyer's mailbox to the seller's next mail, on real sockets.

const relay = await startTestRelay({ guidelines: 'lenient', packs: shippedPacks() });
after(() => relay.stop());
const { pool } = relay.database;

const BUYER = 'anna.schmidt@briefkasten.example';
const SHOP = 'service@lampen-huber.example';
const trade = await relay.trade(BUYER, SHOP);
const { orderId } = trade;
await pool.query(
  `update sales_order set status = 'unshipped', fulfilment = 'seller', completed_at = null where id = $1`,
  [orderId],
);

async function write(letter: Partial<Letter>): Promise<void> {
  assert.match(await relay.send({ from: SHOP, to: trade.buyerAlias, ...letter }), /^250/u);
}

/** The next mail whose subject has these words. */
async function next(address: string, subject: string): Promise<Arrived> {
  for (;;) {
    const arrived = await relay.provider.next(address);
    if (arrived.mail.subject.includes(subject)) return arrived;
  }
}

function field(raw: Buffer, name: string): string | null {
  const [header = ''] = raw
    .toString('latin1')
    .replaceAll(/\r\n[ \t]+/gu, ' ')
    .split('\r\n\r\n');
  const line = header.split('\r\n').find((each) => each.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return line === undefined ? null : line.slice(name.length + 1).trim();
}

const header = ({ raw }: Arrived): string | null => field(raw, 'List-Unsubscribe');

/** The fields that our own domain's signature covers, once it is verified with the key that its DNS would publish. */
async function signedFields({ raw }: Arrived): Promise<string[]> {
  const { rows } = await pool.query<{ name: string; key: string }>(
    `select selector || '._domainkey.' || domain as name, public_key as key from dkim_key`,
  );
  const { results } = await dkimVerify(raw, {
    resolver: (name) => {
      const found = rows.find((row) => row.name === name);
      return Promise.resolve(found === undefined ? [] : [[`v=DKIM1; k=rsa; p=${found.key}`]]);
    },
  });
  const [signature] = results;
  assert.equal(signature?.status.result, 'pass');
  const listed = /\bh=([^;]+)/u.exec(field(raw, 'DKIM-Signature') ?? '')?.[1] ?? '';
  return listed.split(':').map((each) => each.trim().toLowerCase());
}

function oneClick(path: string): Promise<Response> {
  return relay.ask(path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
  });
}

const text = 'Guten Tag, die Lampe gibt es auch in Weiß.';

test('the button of a mail program stops the seller’s next mail that isn’t needed, and no other', async () => {
  await write({ subject: `Lampe eins ${orderId}`, text });
  const mail = await next(BUYER, 'Lampe eins');
  assert.equal(field(mail.raw, 'List-Unsubscribe-Post'), 'List-Unsubscribe=One-Click');
  const signed = await signedFields(mail);
  for (const name of ['list-unsubscribe', 'list-unsubscribe-post']) assert.ok(signed.includes(name), name);

  const link = /^<(https:[^>]+)>$/u.exec(header(mail) ?? '')?.[1] ?? '';
  assert.ok(link.startsWith(`${PUBLIC_URL}/unsubscribe/`), link);
  for (const told of [mail.mail.text ?? '', mail.mail.html ?? ''])
    assert.ok(!told.includes('unsubscribe/'), 'the link would come to the seller with a quote');
  assert.equal((await oneClick(new URL(link).pathname)).status, 200);

  await write({ subject: `Lampe zwei ${orderId}`, text });
  const bounce = await next(SHOP, 'Nicht zugestellt: Lampe zwei');
  assert.match(bounce.mail.text ?? '', /lehnt Nachrichten ab/u);
  assert.equal(header(bounce), null);

  await write({ subject: `[Wichtig] Lampe drei ${orderId}`, text: 'Welche Gravur soll auf die Lampe?' });
  const critical = await next(BUYER, 'Lampe drei');
  assert.equal(header(critical), null, 'a critical message would come again');
});

test('an answer to the buyer has no such button, and neither has what goes to the seller', async () => {
  await relay.send({ from: BUYER, to: trade.sellerAlias, subject: 'Frage vier', text: 'Wie hell ist sie?' });
  const asked = await next(SHOP, 'Frage vier');
  assert.equal(header(asked), null);
  const quoted: ReceivedMail = asked.mail;
  await write({
    subject: 'Re: Frage vier',
    text: 'Sehr hell.',
    headers: [`In-Reply-To: <${quoted.messageId}>`],
  });
  assert.equal(header(await next(BUYER, 'Frage vier')), null);
});
