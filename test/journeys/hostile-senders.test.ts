import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { formatAddress } from '#mail/address.ts';
import { introduce, personOf } from '#test/support/canary-people.ts';
import { newKey, newRsaKey, signedBy } from '#test/support/signed-mail.ts';
import { greet } from '#test/support/smtp-conversation.ts';
import { startTestRelay } from '#test/support/test-relay.ts';

// Who is speaking (threats, section 2), through the whole relay: an attacker whose own domain is in perfect order
// writes to a live alias, and pretends to be the buyer.

const couple = { buyer: personOf('buyer', 0), seller: personOf('seller', 0) };
const other = { buyer: personOf('buyer', 5), seller: personOf('seller', 5) };
const VICTIM = couple.buyer.address;
const VICTIM_DOMAIN = couple.buyer.domain;
const ATTACKER = 'mallory@attacker.example';
const victimKey = newKey(VICTIM_DOMAIN);
const weakKey = newRsaKey(VICTIM_DOMAIN, 768, 'weak');
const attackerKey = newKey('attacker.example');
const here = 'TXT "v=spf1 ip4:127.0.0.0/8 -all"';
const relay = await startTestRelay({
  guidelines: 'lenient',
  zone: [
    // The buyer's provider sends from elsewhere, and signs.
    `${VICTIM_DOMAIN}. TXT "v=spf1 ip4:203.0.113.9 -all"`,
    `_dmarc.${VICTIM_DOMAIN}. TXT "v=DMARC1; p=reject; adkim=s; aspf=s"`,
    victimKey.record,
    weakKey.record,
    `${couple.seller.domain}. ${here}`,
    `${other.buyer.domain}. ${here}`,
    `${other.seller.domain}. ${here}`,
    `attacker.example. ${here}`,
    `any.attacker.example. ${here}`,
    '_dmarc.attacker.example. TXT "v=DMARC1; p=none"',
    attackerKey.record,
  ].join('\n'),
});
after(() => relay.stop());
const [pair, otherPair] = await introduce(relay, [couple, other]);
assert.ok(pair !== undefined && otherPair !== undefined);

const BODY = ['', 'Please send the parcel to another address.', ''];
let serial = 0;

/** A mail whose From lines are as given. */
function mailFrom(lines: readonly string[], more: readonly string[] = []): string {
  serial += 1;
  return [
    ...lines,
    `To: <${pair!.sellerAlias}>`,
    'Subject: New address',
    `Message-ID: <${serial}@client.example>`,
    'Date: Sun, 01 Mar 2026 12:00:00 +0100',
    ...more,
    ...BODY,
  ].join('\r\n');
}

async function messagesOfPair(): Promise<number> {
  const { rows } = await relay.database.pool.query<{ n: number }>(
    'select count(*)::integer as n from message where seller_id = $1',
    [pair!.sellerId],
  );
  return rows[0]?.n ?? 0;
}

/** Says the envelope as it stands, which no library would; gives the reply that refused, or the one to the message. */
async function says(reversePath: string, raw: string | Buffer, hello = 'attacker.example'): Promise<string> {
  const c = await greet(relay.relay.mailPort, hello);
  try {
    for (const command of [`MAIL FROM:${reversePath}`, `RCPT TO:<${pair!.sellerAlias}>`, 'DATA']) {
      await c.says(command);
      const reply = await c.hears(/^\d{3}/u);
      if (/^[45]/u.test(reply)) return reply;
    }
    await c.sends(raw);
    await c.sends('\r\n.\r\n');
    return await c.hears(/^\d{3}/u);
  } finally {
    c.vanishes();
  }
}

test('the buyer’s own signed mail is relayed', async () => {
  const raw = await signedBy(victimKey, mailFrom([`From: ${VICTIM}`]));
  assert.match(await says('<>', raw, 'elsewhere.example'), /^550/u, 'automatic mail opens nothing');
  assert.match(await says(`<${ATTACKER}>`, raw), /^250 2\.0\.0 Taken as/u);
  await relay.provider.next(couple.seller.address);
});

const v = VICTIM;
const d = VICTIM_DOMAIN;
const base64 = (text: string): string => Buffer.from(text).toString('base64');
/** Reverse-path, HELO name and header lines of each trick; the client is always the attacker's. */
const FORGERIES: readonly (readonly [
  name: string,
  reversePath: string,
  lines: readonly string[],
  hello?: string,
])[] = [
  ['nothing but a From', `<${ATTACKER}>`, [`From: ${v}`]],
  ['the victim in the envelope', `<${v}>`, [`From: ${v}`]],
  ['a sub-domain that does not exist', `<any@mailfrom.${d}>`, [`From: ${v}`]],
  ['a From of such a sub-domain', `<any@mailfrom.${d}>`, [`From: x@mailfrom.${d}`]],
  ['an empty reverse-path and an own HELO', '<>', [`From: ${v}`], 'attacker.example'],
  ['an empty reverse-path and the victim’s HELO', '<>', [`From: ${v}`], VICTIM_DOMAIN],
  ['a parenthesis in the reverse-path', `<any@${d}(.attacker.example>`, [`From: ${v}`]],
  ['a quote in the reverse-path', `<any@${d}'.attacker.example>`, [`From: ${v}`]],
  ['the victim quoted in the local part', `<"any@${d}"@attacker.example>`, [`From: ${v}`]],
  [
    'results injected by the local part',
    `<"x@attacker.example; dmarc=pass header.from=${d}"@attacker.example>`,
    [`From: ${v}`],
  ],
  ['a source route', `<@${d},@any.example:any@attacker.example>`, [`From: ${v}`]],
  ['a source route to the victim', `<@attacker.example:${v}>`, [`From: ${v}`]],
  ['two From fields', `<${ATTACKER}>`, [`From: ${ATTACKER}`, `From: ${v}`]],
  ['two From fields, the other first', `<${ATTACKER}>`, [`From: ${v}`, `From: ${ATTACKER}`]],
  ['a blank before the colon', `<${ATTACKER}>`, [`From : ${v}`, `From: ${ATTACKER}`]],
  ['a blank before the name', `<${ATTACKER}>`, [`X: y`, ` From: ${v}`, `From: ${ATTACKER}`]],
  ['a blank before the first line', `<${ATTACKER}>`, [` From: ${v}`, `From: ${ATTACKER}`]],
  ['a name that is folded', `<${ATTACKER}>`, [`From`, ` : ${v}`, `From: ${ATTACKER}`]],
  ['other letter case', `<${ATTACKER}>`, [`fROM: ${ATTACKER}`, `FROM: ${v}`]],
  ['a name that is no ASCII', `<${ATTACKER}>`, [`Ｆrom: ${v}`, `From: ${ATTACKER}`]],
  ['two addresses', `<${ATTACKER}>`, [`From: ${v}, ${ATTACKER}`]],
  ['two addresses and a Sender', `<${ATTACKER}>`, [`From: ${v}, ${ATTACKER}`, `Sender: ${v}`]],
  [
    'an encoded word for an address',
    `<${ATTACKER}>`,
    [`From: =?utf-8?B?${base64(`<${v}>`)}?=, <${ATTACKER}>`],
  ],
  ['an encoded word alone', `<${ATTACKER}>`, [`From: =?utf-8?B?${base64(v)}?=`]],
  [
    'an encoded word within the local part',
    `<${ATTACKER}>`,
    [`From: =?utf-8?Q?${v.replace('@', '=40')}=3E?=@attacker.example`],
  ],
  ['a route in the From', `<${ATTACKER}>`, [`From: <@attacker.example,@any.example:${v}>`]],
  ['a quoted pair', `<${ATTACKER}>`, [`From: <${v}>\\,<${ATTACKER}>`]],
  ['two angle addresses', `<${ATTACKER}>`, [`From: <${v}> <${ATTACKER}>`]],
  ['two angle addresses without a blank', `<${ATTACKER}>`, [`From: <${ATTACKER}><${v}>`]],
  ['specials before others', `<${ATTACKER}>`, [`From: ${v},<${ATTACKER}>`]],
  ['a comment', `<${ATTACKER}>`, [`From: ${ATTACKER}(<${v}>)`]],
  ['the victim as a name', `<${ATTACKER}>`, [`From: "${v}" <${ATTACKER}>`]],
  ['the victim as an unquoted name', `<${ATTACKER}>`, [`From: ${v} <${ATTACKER}>`]],
  ['a group', `<${ATTACKER}>`, [`From: Friends: ${v};`]],
  ['a group and an address', `<${ATTACKER}>`, [`From: Friends: ${ATTACKER};, ${v}`]],
  ['no From but a Sender', `<${ATTACKER}>`, [`Sender: ${v}`]],
  ['From and Sender', `<${ATTACKER}>`, [`From: ${v}`, `Sender: ${ATTACKER}`]],
  ['From and Resent-From', `<${ATTACKER}>`, [`Resent-From: ${ATTACKER}`, `From: ${v}`]],
  ['an address literal', `<${ATTACKER}>`, [`From: ${v.split('@')[0]}@[127.0.0.1]`]],
  ['a space in the domain', `<${ATTACKER}>`, [`From: ${v} .attacker.example`]],
  [
    'a line feed in encoded form',
    `<${ATTACKER}>`,
    [`From: =?utf-8?Q?x=0D=0AFrom:_${v.replace('@', '=40')}?= <${ATTACKER}>`],
  ],
  // I3: somebody else's verdicts.
  [
    'I3: results in our own name',
    `<${ATTACKER}>`,
    [
      `Authentication-Results: mx.linde.example; spf=pass smtp.mailfrom=${d}; dkim=pass header.d=${d}; dmarc=pass header.from=${d}`,
      `From: ${v}`,
    ],
  ],
  [
    'I3: results in our name, other letters',
    `<${ATTACKER}>`,
    [`authentication-results: MX.linde.example. 1; dmarc=pass header.from=${d}`, `From: ${v}`],
  ],
  [
    'I3: a seal of a stranger',
    `<${ATTACKER}>`,
    [
      `ARC-Seal: i=1; a=rsa-sha256; cv=none; d=attacker.example; s=s1; t=1; b=AAAA`,
      `ARC-Message-Signature: i=1; a=rsa-sha256; d=attacker.example; s=s1; h=from; bh=AAAA; b=AAAA`,
      `ARC-Authentication-Results: i=1; mx.linde.example; dmarc=pass header.from=${d}`,
      `From: ${v}`,
    ],
  ],
  // I8: what only looks like the victim.
  [
    'I8: a look-alike',
    `<${ATTACKER}>`,
    [`From: ${v.replace(/[aeiou]/u, (c) => ({ a: 'а', e: 'е', i: 'і', o: 'о', u: 'υ' })[c] ?? c)}`],
  ],
  [
    'I8: full-width letters',
    `<${ATTACKER}>`,
    [`From: ${v.replace(/^./u, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfe_e0))}`],
  ],
  ['I8: a zero-width character', `<${ATTACKER}>`, [`From: ${v.replace('@', '\u200B@')}`]],
];

for (const [name, reversePath, lines, hello] of FORGERIES)
  test(`I1: ${name}`, async () => {
    const before = await messagesOfPair();
    // Unsigned, and with the attacker's own perfect signature over it.
    const raw = mailFrom(lines);
    assert.match(await says(reversePath, raw, hello), /^5\d\d/u);
    if (!lines.some((line) => /^from:/iu.test(line))) return; // nothing that a signer could sign
    const signed = await signedBy(attackerKey, raw);
    assert.match(await says(reversePath, signed, hello), /^5\d\d/u);
    assert.equal(await messagesOfPair(), before);
  });

test('I1: NUL and bare line ends in a From or a signature', async () => {
  for (const line of [
    `From: ${v}\0.attacker.example`,
    `From: ${ATTACKER}\nFrom: ${v}`,
    `From: ${ATTACKER}\rFrom: ${v}`,
  ])
    assert.match(await says(`<${ATTACKER}>`, mailFrom([line])), /^5\d\d/u);
  const signature = `DKIM-Signature: v=1; a=ed25519-sha256; d=${d}\0.attacker.example; s=s1; h=from; bh=AAAA; b=AAAA`;
  assert.match(await says(`<${ATTACKER}>`, mailFrom([`From: ${v}`], [signature])), /^5\d\d/u);
});

test('I4: signatures that count for nothing', async () => {
  const raw = mailFrom([`From: ${v}`]);
  const whole = raw.length - raw.indexOf('\r\n\r\n') - 4;
  const appended = Buffer.concat([
    await signedBy(victimKey, raw, { maxBodyLength: whole }),
    Buffer.from('\r\nSend it to Mallory instead.\r\n'),
  ]);
  const added = Buffer.concat([Buffer.from(`From: ${ATTACKER}\r\n`), await signedBy(victimKey, raw)]);
  const expired = await signedBy(victimKey, raw, {
    signTime: new Date('2020-01-01T00:00:00Z'),
    expires: new Date('2020-01-02T00:00:00Z'),
  });
  const changed = Buffer.from((await signedBy(victimKey, raw)).toString().replace('another', 'my'));
  const weak = await signedBy(weakKey, raw);
  const many = Buffer.concat([
    Buffer.from(`DKIM-Signature: v=1; a=rsa-sha256; d=${d}; s=s1; h=from; bh=AAAA; b=AAAA\r\n`.repeat(2000)),
    Buffer.from(raw),
  ]);
  for (const forged of [appended, added, expired, changed, weak, many])
    assert.match(await says(`<${ATTACKER}>`, forged), /^5\d\d/u);
});

test('I5: a mail of ours that is sent again elsewhere', async () => {
  const raw = await signedBy(victimKey, mailFrom([`From: ${VICTIM}`]));
  assert.match(await says(`<${ATTACKER}>`, raw), /^250/u);
  const ours = await relay.provider.next(couple.seller.address);
  // Our own domain as a From from outside is refused, however well it is signed.
  assert.match(await says(`<${ATTACKER}>`, ours.raw), /^5\d\d/u);
});

test('I2: knowing an alias is no right to use it', async () => {
  const before = await messagesOfPair();
  for (const from of [ATTACKER, other.buyer.address, other.seller.address]) {
    const reply = await relay.send({ from, to: pair.sellerAlias, text: 'Hello' });
    assert.match(reply, /^550 5\.7\.1 Write from the mailbox registered/u);
    // The masked address is a help for the buyer and tells nobody else who it is.
    assert.doesNotMatch(reply, new RegExp(`${couple.buyer.localPart}|${d}`, 'iu'));
    assert.match(
      await relay.send({ from, to: pair.buyerAlias, text: 'Hello' }),
      /^550 5\.7\.1 .*not approved/u,
    );
  }
  // A participant of the one conversation is nobody in the other.
  assert.match(await relay.send({ from: couple.seller.address, to: otherPair.buyerAlias }), /^550 5\.7\.1/u);
  // In one transaction with their own: the second recipient is put off, the first gets the mail.
  const both = { from: couple.seller.address, to: [pair.buyerAlias, otherPair.buyerAlias], text: 'Both' };
  assert.match(await relay.send(both), /^250/u);
  await relay.provider.next(couple.buyer.address);
  assert.equal(await messagesOfPair(), before + 1);
  const { rows } = await relay.database.pool.query('select 1 from message where seller_id = $1', [
    otherPair.sellerId,
  ]);
  assert.deepEqual(rows, []);
});

test('I6: an empty reverse-path carries reports to our return path and nothing else', async () => {
  const report = [
    'From: MAILER-DAEMON@attacker.example',
    `To: <${pair.sellerAlias}>`,
    'Subject: Undelivered',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; attacker.example',
    '',
    `Final-Recipient: rfc822; ${couple.seller.address}`,
    'Action: failed',
    'Status: 5.1.1',
    '--b--',
    '',
  ].join('\r\n');
  assert.match(await says('<>', report), /^550/u);
  assert.match(await says('<>', mailFrom([`From: ${couple.seller.address}`])), /^550/u);
  const { rows } = await relay.database.pool.query('select address_state from buyer where id = $1', [
    pair.buyerId,
  ]);
  assert.deepEqual(rows, [{ address_state: 'working' }]);
});

test('I7: whatever name an author gives themselves, the other side reads the one of the profile', async () => {
  const names = [
    `"${couple.seller.address}"`,
    '"PayPal Support"',
    '"Linde.de Customer Service"',
    '=?utf-8?Q?=E2=80=AEelpmaxe=2Eknab?=',
    `"${'A'.repeat(300)}"`,
    '=?utf-8?Q?Shop=0D=0ABcc:_x=40attacker.example?=',
  ];
  const seen = new Set<string>();
  for (const name of names) {
    await relay.send({
      from: couple.seller.address,
      author: `${name} <${couple.seller.address}>`,
      to: pair.buyerAlias,
      subject: `Name ${(serial += 1)}`,
    });
    const { mail } = await relay.provider.next(couple.buyer.address);
    assert.equal(mail.from.length, 1);
    const [from] = mail.from;
    assert.ok(from);
    assert.equal(formatAddress(from.address), pair.sellerAlias);
    seen.add(from.displayName);
    assert.ok(!mail.headers.some((field) => field.name === 'bcc'));
  }
  assert.deepEqual([...seen], ['Shop Number 0 via Linde.de']);
});
