import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideAuthentication } from '#mail/authentication.ts';
import { soleAuthor } from '#mail/author.ts';
import { readMail } from '#mail/read-mail.ts';
import { newKey, signedBy } from '#test/support/signed-mail.ts';
import { authenticate } from './authenticate.ts';
import { zoneDns } from './dns-zone.ts';

// Threats I1: "Composition Kills" (USENIX Security 2020) and its tool espoofer, the cases made anew. The attacker
// owns evil.example with all that belongs to it, sends from his own machine, and wants to pass for the bank.
// Whatever he does: if the message is authenticated, then as his own.

const EVIL = newKey('evil.example');
const ZONE = zoneDns(`
bank.example.         TXT "v=spf1 ip4:192.0.2.0/24 -all"
_dmarc.bank.example.  TXT "v=DMARC1; p=reject; sp=none"
evil.example.         TXT "v=spf1 +all"
any.evil.example.     TXT "v=spf1 +all"
_dmarc.evil.example.  TXT "v=DMARC1; p=none"
${EVIL.record}
`);

interface Forgery {
  readonly why: string;
  readonly helo?: string;
  readonly reversePath?: string;
  /** Lines of the header; To, Subject and Date are added. */
  readonly header: readonly string[];
  /** Whether the attacker signs with his key. */
  readonly signed?: boolean;
  /** Put in front after signing. */
  readonly above?: string;
}

const BANK = 'From: Bank <boss@bank.example>';
const MINE = 'From: Me <me@evil.example>';

const FORGERIES: readonly Forgery[] = [
  { why: 'nothing but the name', header: [BANK] },
  {
    why: 'a sub-domain that does not exist in the reverse-path',
    reversePath: 'x@nowhere.bank.example',
    header: [BANK],
  },
  {
    why: 'a sub-domain that does not exist in From',
    header: ['From: x@nowhere.bank.example'],
    reversePath: 'me@evil.example',
  },
  {
    why: 'the null reverse-path and the attacker’s HELO',
    reversePath: '',
    helo: 'evil.example',
    header: [BANK],
  },
  { why: 'the null reverse-path and the bank’s HELO', reversePath: '', helo: 'bank.example', header: [BANK] },
  {
    why: 'NUL in the domain of the reverse-path',
    reversePath: 'x@bank.example\0.evil.example',
    header: [BANK],
  },
  { why: 'NUL the other way round', reversePath: 'x@evil.example\0.bank.example', header: [BANK] },
  { why: 'a parenthesis in the domain', reversePath: 'x@bank.example(.evil.example', header: [BANK] },
  { why: 'a quote in the domain', reversePath: "x@bank.example'@any.evil.example", header: [BANK] },
  { why: 'a double quote in the domain', reversePath: 'x@bank.example"@any.evil.example', header: [BANK] },
  {
    why: 'results in the reverse-path',
    reversePath: '"x; dmarc=pass header.from=bank.example;"@evil.example',
    header: [BANK],
  },
  {
    why: 'a source route over the bank',
    reversePath: '@bank.example,@any.example:me@evil.example',
    header: [BANK],
  },
  {
    why: 'a quoted bank address as local part',
    reversePath: '"boss@bank.example"@evil.example',
    header: [BANK],
  },
  { why: 'two @', reversePath: 'boss@bank.example@evil.example', header: [BANK] },
  { why: 'two From fields, the bank first', header: [BANK, MINE], signed: true },
  { why: 'two From fields, the bank last', header: [MINE, BANK], signed: true },
  { why: 'a second From above the signed one', header: [MINE], signed: true, above: `${BANK}\r\n` },
  { why: 'a From with a space before it', header: [` ${BANK}`, MINE], signed: true },
  { why: 'a From with a space before the colon', header: ['From : boss@bank.example', MINE], signed: true },
  { why: 'a From folded before the colon', header: ['From\r\n : boss@bank.example', MINE], signed: true },
  { why: 'a folded first From line', header: ['From:\r\n Bank <boss@bank.example>', MINE], signed: true },
  {
    why: 'a no-break space in the field name',
    header: ['From\u00a0: boss@bank.example', MINE],
    signed: true,
  },
  { why: 'other letter case', header: ['FROM: boss@bank.example', MINE], signed: true },
  { why: 'Sender of the attacker', header: [BANK, 'Sender: me@evil.example'], signed: true },
  { why: 'Resent-From of the attacker', header: [BANK, 'Resent-From: me@evil.example'], signed: true },
  { why: 'no From but a Sender', header: ['Sender: boss@bank.example'] },
  {
    why: 'two addresses, the bank first',
    header: ['From: boss@bank.example, me@evil.example'],
    signed: true,
  },
  { why: 'two addresses, the bank last', header: ['From: me@evil.example, boss@bank.example'], signed: true },
  { why: 'a group', header: ['From: Bank: boss@bank.example;'], signed: true },
  { why: 'an empty group', header: ['From: boss@bank.example:;'], signed: true },
  {
    why: 'an encoded word that holds an address',
    header: ['From: =?utf-8?b?Ym9zc0BiYW5rLmV4YW1wbGU=?= <me@evil.example>'],
    signed: true,
  },
  {
    why: 'an encoded word as an address',
    header: ['From: =?utf-8?q?boss=40bank=2Eexample?=, me@evil.example'],
    signed: true,
  },
  { why: 'a route portion', header: ['From: <@evil.example,@any.example:boss@bank.example>'], signed: true },
  { why: 'a quoted pair', header: ['From: <boss@bank.example>\\, <me@evil.example>'], signed: true },
  { why: 'specials before each other', header: ['From: <boss@bank.example><me@evil.example>'], signed: true },
  {
    why: 'an address before an angle address',
    header: ['From: boss@bank.example <me@evil.example>'],
    signed: true,
  },
  {
    why: 'an angle address before an address',
    header: ['From: <me@evil.example> boss@bank.example'],
    signed: true,
  },
  {
    why: 'a comment that holds the address',
    header: ['From: (boss@bank.example) me@evil.example'],
    signed: true,
  },
  { why: 'NUL after the address', header: ['From: boss@bank.example\0 <me@evil.example>'], signed: true },
  { why: 'a quoted local part', header: ['From: "boss@bank.example"@evil.example'], signed: true },
  {
    why: 'a signature of d=bank with the attacker’s selector',
    header: [
      `DKIM-Signature: v=1; a=ed25519-sha256; d=bank.example; s=x.evil.example\0.y; h=from; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA`,
      BANK,
    ],
  },
  {
    why: 'a signature of d=bank with a quote in it',
    header: [
      `DKIM-Signature: v=1; a=ed25519-sha256; d=bank.example'a.evil.example; s=s1; h=from; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA`,
      BANK,
    ],
  },
  {
    why: 'i= of the bank',
    header: [
      `DKIM-Signature: v=1; a=ed25519-sha256; d=evil.example; i=boss@bank.example; s=s1; h=from; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA`,
      BANK,
    ],
  },
  { why: 'a header that ends before From', header: ['X: y\r\n', BANK] },
];

async function outcomeOf(
  forgery: Forgery,
): Promise<{ readonly authenticated: boolean; readonly domain: string | null }> {
  const header = [
    ...forgery.header,
    'To: a@alias.example',
    'Subject: x',
    'Date: Sun, 1 Mar 2026 11:00:00 +0000',
  ];
  const message = `${header.join('\r\n')}\r\n\r\nHello.\r\n`;
  const signed = forgery.signed ? await signedBy(EVIL, message) : Buffer.from(message);
  const raw = Buffer.concat([Buffer.from(forgery.above ?? ''), signed]);
  const read = readMail(raw);
  if (read.kind === 'unreadable') return { authenticated: false, domain: null };
  const author = soleAuthor(read.mail);
  const domain = author.kind === 'author' ? author.mailbox.address.domain : null;
  const client = {
    address: '203.0.113.66',
    helo: forgery.helo ?? 'evil.example',
    reversePath: forgery.reversePath ?? 'me@evil.example',
  };
  const result = await authenticate(raw, client, ZONE, {
    authorDomain: domain,
    receivingHost: 'mx.parley.test',
    trustedSealers: [],
    now: new Date('2026-03-01T12:00:00Z'),
  });
  return { authenticated: decideAuthentication(result) === 'authenticated', domain };
}

for (const forgery of FORGERIES)
  test(`I1: ${forgery.why}`, async () => {
    const { authenticated, domain } = await outcomeOf(forgery);
    if (authenticated) assert.equal(domain, 'evil.example');
  });

test('the attacker’s own mail is authenticated, so the cases above could have been', async () => {
  for (const own of [
    { why: 'SPF', header: [MINE] },
    { why: 'DKIM', header: [MINE], signed: true, reversePath: '', helo: 'elsewhere.test' },
  ])
    assert.deepEqual(await outcomeOf(own), { authenticated: true, domain: 'evil.example' }, own.why);
});
