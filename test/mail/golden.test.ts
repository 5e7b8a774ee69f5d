// Mails as they come in and as the other side sees them: `<family>/<case>/{README, in.eml, seen-by-….eml}`. Each runs
// through the whole relay. `node test/mail/golden.test.ts --write` writes down what is seen now; read the difference
// before you commit it.
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';

import { conversationReference } from '#market/conversation.ts';
import type { Side } from '#market/party.ts';
import { findLeaks } from '#test/support/leaks.ts';
import type { Arrived } from '#test/support/test-relay.ts';
import { startTestRelay } from '#test/support/test-relay.ts';

const writes = process.argv.includes('--write');
const BUYER = 'jan@devries.example';
const SELLER = 'klantenservice@fietsenhuis.example';
const ALIASES: Readonly<Record<Side, string>> = {
  buyer: 'bbbbuyeraliasbuyeraliasbuyer',
  seller: 'sssselleraliasselleraliassel',
};
/** What names one side and must not stand in what the other sees. */
const PRIVATE: Readonly<Record<Side, readonly string[]>> = {
  buyer: ['devries.example', 'Jan de Vries', '12345678', '198.51.100.7', 'Postbox', 'iPhone'],
  seller: ['fietsenhuis.example', 'Sanne', 'Visser', 'Daan', '198.51.100.7', 'Postbox'],
};

const relay = await startTestRelay({ guidelines: 'lenient', clock: { now: () => new Date('2026-03-01T12:00:00Z') } });
after(() => relay.stop());
const trade = await relay.trade(BUYER, SELLER);
const { pool } = relay.database;
for (const side of ['buyer', 'seller'] as const)
  await pool.query('update alias set local_part = $1 where local_part = $2', [
    ALIASES[side],
    (side === 'buyer' ? trade.buyerAlias : trade.sellerAlias).split('@')[0],
  ]);
const aliasOf = (side: Side): string => `${ALIASES[side]}@post.linde-nl.example`;
const mailboxOf = (side: Side): string => (side === 'buyer' ? BUYER : SELLER);

const taken: Record<Side, number> = { buyer: 0, seller: 0 };

/** Everything that left since the last time, in order. */
async function arrivals(): Promise<Record<Side, Arrived[]>> {
  const { rows } = await pool.query<{ recipient: Side; n: number }>(
    'select recipient, count(*)::integer as n from delivery where seller_id = $1 and buyer_id = $2 group by recipient',
    [trade.sellerId, trade.buyerId],
  );
  const seen: Record<Side, Arrived[]> = { buyer: [], seller: [] };
  for (const { recipient, n } of rows)
    for (; taken[recipient] < n; taken[recipient] += 1)
      seen[recipient].push(await relay.provider.next(mailboxOf(recipient)));
  return seen;
}

/** Ids, tokens and boundaries that differ from run to run, with what is written in their place. */
async function changing(raw: string): Promise<[string, string][]> {
  const { rows } = await pool.query<{ conversation: string; message: string }>(
    'select conversation_id as conversation, id as message from message where seller_id = $1',
    [trade.sellerId],
  );
  const field = (name: string): string[] => {
    const [, value = ''] = new RegExp(`^${name}: *((?:.*\\n[ \\t])*.*)`, 'imu').exec(raw) ?? [];
    return value.match(/<[^>]+>/gu)?.map((id) => id.slice(1, -1)) ?? [];
  };
  const numbered = (label: string, values: Iterable<string>): [string, string][] =>
    Array.from(new Set(values), (value, index) => [value, `(${label} ${index + 1})`]);
  return [
    ...rows.flatMap(({ conversation, message }): [string, string][] => [
      [conversationReference(conversation), '(conversation)'],
      [conversation, '(conversation)'],
      [message, '(message)'],
    ]),
    ...numbered('message id', field('message-id')),
    ...numbered(
      'held id',
      [...field('in-reply-to'), ...field('references')].filter((id) => id.endsWith('@post.linde-nl.example')),
    ),
    ...numbered(
      'boundary',
      Array.from(raw.matchAll(/boundary="?([^";\s]+)/gu), ([, value = '']) => value),
    ),
    ...numbered(
      'content id',
      Array.from(raw.matchAll(/^content-id: *<([^>]+)>/gimu), ([, value = '']) => value),
    ),
  ];
}

async function normalised({ raw }: Arrived): Promise<string> {
  let text = raw
    .toString('latin1')
    .replaceAll('\r\n', '\n')
    .replace(/^DKIM-Signature:.*(?:\n[ \t].*)*/mu, 'DKIM-Signature: (signature)')
    .replace(/^X-Parley-Hop:.*(?:\n[ \t].*)*/mu, 'X-Parley-Hop: (marker)')
    .replace(/^List-Unsubscribe: <(\S+\/)[\w-]+>/mu, 'List-Unsubscribe: <$1(signed link)>')
    .replaceAll(/(\/a(?:=\n)?n(?:=\n)?s(?:=\n)?w(?:=\n)?e(?:=\n)?r(?:=\n)?\/)(?:[\w-](?:=\n)?){43}/gu, '/answer/(signed link)');
  for (const [value, label] of await changing(text)) {
    // A quoted-printable line may end within it.
    const pattern = Array.from(value, (c) =>
      c.replace(/[^\w]/u, (sign) => `\\u{${sign.charCodeAt(0).toString(16)}}`),
    ).join('(?:=\\n)?');
    text = text.replaceAll(new RegExp(pattern, 'gu'), label);
  }
  return text;
}

/** Reports and responders answer to the return path of what they were sent. */
async function returnPath(folder: string): Promise<string> {
  await pool.query(`update buyer set address_state = 'working' where id = $1`, [trade.buyerId]);
  await relay.send({
    from: SELLER,
    to: aliasOf('buyer'),
    subject: 'Uw vraag',
    text: 'Bent u thuis?',
    messageId: `${folder}@fietsenhuis.example`,
  });
  const [opening] = (await arrivals()).buyer;
  assert.ok(opening);
  return opening.reversePath;
}

const here = import.meta.dirname;
const cases = globSync('*/*/in.eml', { cwd: here })
  .map((path) => dirname(path))
  .sort();

test('there are cases, and each says why', () => {
  assert.ok(cases.length >= 12, `${cases.length} cases`);
  for (const name of cases)
    assert.match(readFileSync(join(here, name, 'README'), 'utf8'), /^\S.{40,}\n$/u, name);
});

for (const name of cases)
  test(`golden mail: ${name}`, async () => {
    const folder = join(here, name);
    const source = readFileSync(join(folder, 'in.eml'), 'utf8');
    const comesBack = name.startsWith('return/');
    const to = comesBack ? await returnPath(name.replace('/', '.')) : '';
    const raw = Buffer.from(source.replaceAll('{return path}', to).replaceAll('\n', '\r\n'));
    const side: Side = new RegExp(`^From:.*${BUYER}`, 'mu').test(source) ? 'buyer' : 'seller';
    const letter = comesBack
      ? { from: '', to, raw }
      : { from: mailboxOf(side), to: aliasOf(side === 'buyer' ? 'seller' : 'buyer'), raw };
    const reply = await relay.sendBack(letter);
    assert.match(reply, /^250/u);
    const seen = await arrivals();
    for (const reader of ['buyer', 'seller'] as const) {
      const path = join(folder, `seen-by-${reader}.eml`);
      const now = (await Promise.all(seen[reader].map(normalised))).join('\n\n');
      for (const arrived of seen[reader])
        assert.deepEqual(
          findLeaks(arrived.raw, { texts: PRIVATE[reader === 'buyer' ? 'seller' : 'buyer'] }),
          [],
        );
      if (writes && now !== '') writeFileSync(path, now, 'latin1');
      assert.equal(now, existsSync(path) ? readFileSync(path, 'latin1') : '', `what the ${reader} sees`);
    }
  });
