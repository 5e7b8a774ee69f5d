import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import type { Side } from '#market/party.ts';
import { otherSide } from '#market/party.ts';
import type { Pair } from '#test/support/canary-people.ts';
import { introduce, personOf, zoneOf } from '#test/support/canary-people.ts';
import { SmtpConversation } from '#test/support/smtp-conversation.ts';
import type { Arrived, Letter } from '#test/support/test-relay.ts';
import { startTestRelay } from '#test/support/test-relay.ts';

// Loops, bounces, amplification (threats, section 5), open relay and guessing (T10, T11), on the whole relay. The
// relay's clock runs as fast as the real one, from wherever a test sets it.

const couples = Array.from({ length: 9 }, (_, index) => ({
  buyer: personOf('buyer', index),
  seller: personOf('seller', index),
}));
const DAY = 86_400_000;
let aheadMs = 0;
const relay = await startTestRelay({
  guidelines: 'lenient',
  zone: zoneOf(couples.flatMap(({ buyer, seller }) => [buyer, seller])),
  clock: { now: () => new Date(Date.now() + aheadMs) },
});
after(() => relay.stop());
const pairs = await introduce(relay, couples);
const pairOf = (index: number): Pair => {
  const pair = pairs[index];
  assert.ok(pair);
  return pair;
};
const aliasOf = (pair: Pair, side: Side): string => (side === 'buyer' ? pair.buyerAlias : pair.sellerAlias);
const of = ({ mail }: Arrived, name: string): string =>
  mail.headers.find((field) => field.name === name)?.value ?? '';

async function count(table: string, pair: Pair): Promise<number> {
  const { rows } = await relay.database.pool.query<{ n: number }>(
    `select count(*)::integer as n from ${table} where seller_id = $1`,
    [pair.sellerId],
  );
  return rows[0]?.n ?? 0;
}

/** A plain mail of one side to the other. */
function letter(pair: Pair, side: Side, more: Partial<Letter> = {}): Letter {
  return { from: pair.people[side].address, to: aliasOf(pair, otherSide(side)), ...more };
}

test('M1: what is forwarded back by a rule is stopped on its first return', async () => {
  const pair = pairOf(0);
  await relay.send(letter(pair, 'buyer', { subject: 'Round trip' }));
  const atSeller = await relay.provider.next(pair.seller);
  const before = await count('message', pair);
  const text = atSeller.raw.toString('latin1');
  const resent: readonly (readonly [string, RegExp, string])[] = [
    ['as it is', /^554 5\.4\.6/u, text],
    [
      'with another From',
      /^554 5\.4\.6/u,
      text.replace(/^From:.*(?:\r\n[ \t].*)*/mu, `From: ${pair.seller}`),
    ],
    ['with a resent header', /^554 5\.4\.6/u, `Received: by x\r\nResent-From: ${pair.seller}\r\n${text}`],
    [
      'without the marker',
      /^550 5\.7\.1 Mail from an alias/u,
      text.replace(/^X-Parley-Hop:.*(?:\r\n[ \t].*)*\r\n/mu, ''),
    ],
    [
      'with neither marker nor our From, but its trace',
      /^554 5\.4\.6/u,
      `${'Received: from a by b; Sun, 01 Mar 2026 12:00:00 +0000\r\n'.repeat(51)}From: ${pair.seller}\r\nSubject: x\r\n\r\nHello\r\n`,
    ],
  ];
  for (const [why, refused, raw] of resent)
    assert.match(await relay.send(letter(pair, 'seller', { raw: Buffer.from(raw, 'latin1') })), refused, why);
  assert.equal(await count('message', pair), before);
});

/** Lets both sides' responders answer everything that arrives, in their way, until all is quiet. */
async function storm(pair: Pair, respond: (side: Side, arrived: Arrived) => Letter): Promise<number> {
  const seen: Record<Side, number> = { buyer: 0, seller: 0 };
  await relay.send(letter(pair, 'buyer', { subject: 'Are you there?' }));
  for (;;) {
    const { rows } = await relay.database.pool.query<{ recipient: Side; n: number }>(
      'select recipient, count(*)::integer as n from delivery where seller_id = $1 group by recipient',
      [pair.sellerId],
    );
    const next = rows.find(({ recipient, n }) => n > seen[recipient]);
    if (next === undefined) return seen.buyer + seen.seller;
    seen[next.recipient] += 1;
    assert.ok(seen.buyer + seen.seller < 20, 'a storm');
    const arrived = await relay.provider.next(pair.people[next.recipient].address);
    await relay.sendBack(respond(next.recipient, arrived));
  }
}

const AWAY: readonly (readonly [string, (pair: Pair) => (side: Side, arrived: Arrived) => Letter])[] = [
  [
    'as RFC 3834 has it, to the return path',
    (pair) => (side, arrived) => ({
      from: '',
      author: pair.people[side].address,
      to: arrived.reversePath,
      subject: `Away: ${arrived.mail.subject}`,
      text: 'I am away.',
      headers: ['Auto-Submitted: auto-replied', `In-Reply-To: <${arrived.mail.messageId}>`],
    }),
  ],
  [
    'to the From, with an empty return path and no mark',
    (pair) => (side, arrived) => ({
      from: '',
      author: pair.people[side].address,
      to: aliasOf(pair, otherSide(side)),
      subject: `Re: ${arrived.mail.subject}`,
      text: 'I am away.',
      headers: [`In-Reply-To: <${arrived.mail.messageId}>`],
    }),
  ],
  [
    'to the From, from a real mailbox, with marks of old programs',
    (pair) => (side, arrived) =>
      letter(pair, side, {
        subject: `Automatic reply: ${arrived.mail.subject}`,
        text: 'I am away.',
        headers: ['X-Autoreply: yes', 'Precedence: bulk', `In-Reply-To: <${arrived.mail.messageId}>`],
      }),
  ],
];

for (const [index, [name, respond]] of AWAY.entries())
  test(`M2: two responders that answer ${name}`, async () => {
    const pair = pairOf(1 + index);
    const mails = await storm(pair, respond(pair));
    // The question, and each side's note once at most.
    assert.ok(mails <= 3, `${mails} mails`);
    console.log(`  ${mails} mails left`);
  });

test('M2: a notice of ours is never answered by one', async () => {
  const pair = pairOf(4);
  await relay.send(letter(pair, 'buyer', { text: `My address is ${pair.buyer}.` }));
  await relay.provider.next(pair.seller);
  const notice = await relay.provider.next(pair.buyer);
  assert.equal(of(notice, 'auto-submitted'), 'auto-generated');
  assert.equal(of(notice, 'x-auto-response-suppress'), 'OOF, AutoReply');
  const before = [await count('message', pair), await count('delivery', pair)];
  const reply = await relay.sendBack({
    from: '',
    author: pair.buyer,
    to: notice.reversePath,
    subject: 'Away',
    headers: ['Auto-Submitted: auto-replied', `In-Reply-To: <${notice.mail.messageId}>`],
  });
  assert.match(reply, /^(?:250|550)/u);
  assert.equal(await count('delivery', pair), before[1]);
});

test('M4: only a genuine bounce address of the last 14 days changes anything', async () => {
  const pair = pairOf(5);
  await relay.send(letter(pair, 'seller', { subject: 'A first one' }));
  const first = await relay.provider.next(pair.buyer);
  const report = (to: string, status = '5.1.1'): Letter => ({
    from: '',
    to,
    raw: [
      'From: MAILER-DAEMON@anybody.example',
      `To: <${to}>`,
      'Subject: Undelivered',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; anybody.example',
      '',
      `Final-Recipient: rfc822; ${pair.buyer}`,
      'Action: failed',
      `Status: ${status}`,
      '--b--',
      '',
    ].join('\r\n'),
  });
  const state = async (): Promise<unknown> =>
    (await relay.database.pool.query('select address_state from buyer where id = $1', [pair.buyerId]))
      .rows[0];
  const [token = '', domain = ''] = first.reversePath.split('@');
  const flipped = `${token.slice(0, 20)}${token.charAt(20) === 'a' ? 'b' : 'a'}${token.slice(21)}@${domain}`;
  for (const forged of [
    flipped,
    `m${'a'.repeat(token.length - 1)}@${domain}`,
    `${token}@${pair.sellerAlias.split('@')[1]}`,
  ])
    assert.match(await relay.send(report(forged)), /^550 5\.1\.1/u);
  // Words are no report, and nobody's but the recipient's.
  assert.match(
    await relay.send({ from: couples[8]!.buyer.address, to: first.reversePath, text: 'Please read this.' }),
    /^550 5\.7\.1/u,
  );
  aheadMs = 15 * DAY;
  assert.match(await relay.send(report(first.reversePath)), /^550 5\.1\.1/u);
  aheadMs = 0;
  assert.deepEqual(await state(), { address_state: 'working' });
  assert.match(await relay.sendBack(report(first.reversePath)), /^250 2\.0\.0 Report taken/u);
  assert.deepEqual(await state(), { address_state: 'failing' });
  await relay.provider.next(pair.seller);
  const { rows } = await relay.database.pool.query(
    `select 1 from message where seller_id = $1 and author <> 'seller'`,
    [pair.sellerId],
  );
  assert.deepEqual(rows, [], 'a report is never shown as a message');
});

test('M5: one mail in, at most the message and one notice out', async () => {
  const pair = pairOf(6);
  const outsiders = Array.from({ length: 40 }, (_, i) => `friend${i}@outside.example`);
  const more: readonly (readonly [number, Partial<Letter>])[] = [
    [1, {}],
    [
      2,
      {
        text: `Write to ${pair.buyer}`,
        headers: [
          `Cc: ${outsiders.join(', ')}`,
          `Bcc: ${outsiders.join(', ')}`,
          `Disposition-Notification-To: ${pair.buyer}`,
          `Return-Receipt-To: ${pair.buyer}`,
          'X-Confirm-Reading-To: somebody@outside.example',
          'Reply-To: list@outside.example',
          'Resent-To: list@outside.example',
          'List-Unsubscribe: <mailto:leave@outside.example>',
        ],
      },
    ],
    [1, { text: 'x', headers: ['Subject: two', 'X-Priority: 1'] }],
    [2, { to: [pair.sellerAlias, pair.buyerAlias], text: `Again ${pair.buyer}` }],
  ];
  for (const [most, change] of more) {
    const before = await count('delivery', pair);
    assert.match(await relay.send(letter(pair, 'buyer', change)), /^250/u);
    const made = (await count('delivery', pair)) - before;
    assert.ok(made <= most, `${made} mails out, ${most} at most`);
  }
  assert.ok([...relay.provider.arrived.keys()].every((address) => !address.endsWith('outside.example')));
});

test('M5: attempts of unknown authors tell the owner once a day', async () => {
  const pair = pairOf(7);
  const before = await count('delivery', pair);
  for (let i = 0; i < 10; i += 1)
    assert.match(
      await relay.send({ from: couples[8]!.seller.address, to: pair.buyerAlias, text: `Try ${i}` }),
      /^550 5\.7\.1/u,
    );
  assert.ok((await count('delivery', pair)) - before <= 1);
});

test('M5: a flood within one conversation is put off', async () => {
  const pair = pairOf(8);
  const subject = `Order ${pair.orderId}`;
  const replies = new Map<string, number>();
  for (let i = 0; i < 64; i += 1) {
    const reply = (await relay.send(letter(pair, 'buyer', { subject, text: `Flood ${i}` }))).slice(0, 9);
    replies.set(reply, (replies.get(reply) ?? 0) + 1);
  }
  assert.deepEqual(
    [...replies],
    [
      ['250 2.0.0', 60],
      ['451 4.7.1', 4],
    ],
  );
});

test('M7: ten copies at once are one message, and an answer to what never came is a message', async () => {
  const pair = pairOf(7);
  const before = await count('message', pair);
  const copy = letter(pair, 'buyer', { subject: 'Once', messageId: 'once@client.example' });
  const replies = await Promise.all(Array.from({ length: 10 }, () => relay.send(copy)));
  assert.equal(replies.filter((reply) => reply.startsWith('250 2.0.0 Taken as')).length, 1);
  assert.equal(replies.filter((reply) => reply.startsWith('250 2.0.0 Taken before')).length, 9);
  const answer = letter(pair, 'buyer', {
    subject: 'Re: Something',
    headers: [
      'In-Reply-To: <not-yet@post.linde-nl.example>',
      'References: <a@b.example> <not-yet@post.linde-nl.example>',
    ],
  });
  assert.match(await relay.send(answer), /^250/u);
  assert.equal(await count('message', pair), before + 2);
});

/** A client at a loopback address of its own, which the door counts by itself. */
async function from(localAddress: string): Promise<SmtpConversation> {
  const socket = connectSocket({ port: relay.relay.mailPort, host: '127.0.0.1', localAddress });
  const conversation = new SmtpConversation(socket);
  await once(socket, 'connect');
  return conversation;
}

test('T10, T11: only live aliases are accepted, and all others sound alike', async () => {
  const pair = pairOf(3);
  const [local = '', domain = ''] = pair.sellerAlias.split('@');
  const gone = pairOf(2).sellerAlias;
  await relay.database.pool.query('update alias set revoked_at = now() where local_part = $1', [
    gone.split('@')[0],
  ]);
  const others = ['de', 'nl', 'uk'].map((id) => `post.linde-${id}.example`).filter((one) => one !== domain);
  const refused = [
    `<${'q'.repeat(local.length)}@${domain}>`,
    `<${gone}>`,
    `<${local}@${others[0]}>`,
    `<${local}@${others[1]}>`,
    `<${local}@return.${domain.slice(5)}>`,
    `<${local}@notice.${domain.slice(5)}>`,
    `<postmaster@elsewhere.example>`,
    `<victim%elsewhere.example@${domain}>`,
    `<elsewhere.example!victim@${domain}>`,
    `<"victim@elsewhere.example"@${domain}>`,
    `<${local}@sub.${domain}>`,
    `<${local}+x@${domain}>`,
    `<${pair.people.buyer.address}>`,
  ];
  const malformed = [
    `<victim@elsewhere.example@${domain}>`,
    `<${local}@[127.0.0.1]>`,
    `<${pair.sellerAlias}.>`,
    '<>',
  ];
  const heard = new Set<string>();
  const times: number[] = [];
  for (const [index, path] of refused.entries()) {
    // Each from a client of its own: none is cut off for guessing.
    const c = await from(`127.0.1.${index + 1}`);
    await c.hears('220');
    await c.says('EHLO client.example');
    await c.hears('250');
    await c.says(`MAIL FROM:<${pair.people.buyer.address}>`);
    await c.hears('250');
    const start = performance.now();
    await c.says(`RCPT TO:${path}`);
    heard.add(await c.hears(/^\d{3}/u));
    times.push(performance.now() - start);
    c.vanishes();
  }
  assert.deepEqual([...heard], ['550 5.1.1 No such address here']);
  console.log(`  refused in ${times.map((ms) => ms.toFixed(1)).join(', ')} ms`);
  const c = await from('127.0.2.1');
  await c.hears('220');
  await c.says('EHLO client.example');
  await c.hears('250');
  await c.says(`MAIL FROM:<${pair.people.buyer.address}>`);
  await c.hears('250');
  for (const path of malformed) {
    await c.says(`RCPT TO:${path}`);
    await c.hears(/^5\d\d/u);
  }
  for (const path of [
    `<${pair.sellerAlias.toUpperCase()}>`,
    `<@relay.example,@b.example:${pair.sellerAlias}>`,
  ]) {
    await c.says(`RCPT TO:${path}`);
    await c.hears(/^(?:250|5\d\d)/u);
  }
  for (const command of [`VRFY ${local}`, `EXPN ${local}`]) {
    await c.says(command);
    await c.hears(/^(?:252|502)/u);
  }
  c.vanishes();
});

test('T11, M3: whoever guesses is cut off, from one address or from many, and nothing is made', async () => {
  const tables = ['message', 'conversation', 'delivery', 'address_permission', 'event', 'notice_sent'];
  const rowsOf = async (): Promise<number[]> => {
    const counts: number[] = [];
    for (const table of tables) {
      const { rows } = await relay.database.pool.query<{ n: number }>(
        `select count(*)::integer as n from ${table}`,
      );
      counts.push(rows[0]?.n ?? 0);
    }
    return counts;
  };
  // What the tests before sent may still be on its way, and each attempt writes an event.
  const onTheirWay = `select from delivery where state = 'queued' and (lease_token is not null or next_attempt_at <= now())`;
  while ((await relay.database.pool.query(onTheirWay)).rowCount !== 0) await delay(20);
  const before = await rowsOf();
  const domain = pairOf(0).sellerAlias.split('@')[1] ?? '';
  const outcomes = new Map<string, number>();
  const start = performance.now();
  let asked = 0;
  /** One session of at most 15 guesses; false once the client is told to go. */
  const guess = async (client: string): Promise<boolean> => {
    const c = await from(client);
    try {
      const greeting = await c.hears(/^(?:220|421)/u);
      if (greeting.startsWith('421')) {
        asked += 1;
        outcomes.set(greeting.slice(0, 9), (outcomes.get(greeting.slice(0, 9)) ?? 0) + 1);
        return false;
      }
      await c.says('EHLO client.example');
      await c.hears('250');
      await c.says(`MAIL FROM:<somebody@forged${asked}.example>`);
      await c.hears('250');
      for (let i = 0; i < 15; i += 1) {
        asked += 1;
        await c.says(
          `RCPT TO:<${asked
            .toString(36)
            .padStart(28, 'a')
            .replaceAll(/[0189]/gu, 'z')}@${domain}>`,
        );
        const reply = await c.hears(/^\d{3}/u);
        outcomes.set(reply.slice(0, 9), (outcomes.get(reply.slice(0, 9)) ?? 0) + 1);
        if (!reply.startsWith('550')) return false;
      }
      return true;
    } finally {
      c.vanishes();
    }
  };
  for (let session = 0; session < 200; session += 1) await guess('127.0.3.1');
  const one = outcomes.get('550 5.1.1') ?? 0;
  assert.ok(one <= 20, `${one} answers for one client`);
  for (let session = 0; session < 300; session += 1) await guess(`127.0.4.${1 + (session % 100)}`);
  const all = (outcomes.get('550 5.1.1') ?? 0) - one;
  assert.ok(all <= 100 * 20, `${all} answers for a hundred clients`);
  assert.deepEqual(await rowsOf(), before);
  console.log(
    `  ${asked} guesses in ${Math.round(performance.now() - start)} ms: ${[...outcomes].map(([code, n]) => `${n} × ${code}`).join(', ')}`,
  );
  // Whoever guessed nothing is served.
  assert.match(await relay.send(letter(pairOf(0), 'buyer', { text: 'Still here?' })), /^250/u);
});
