import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideAuthentication } from '#mail/authentication.ts';
import type { Authentication } from '#mail/authentication.ts';
import { newKey, newRsaKey, signedBy } from '#test/support/signed-mail.ts';
import { authenticate } from './authenticate.ts';
import type { AuthenticateOptions } from './authenticate.ts';
import { zoneDns } from './dns-zone.ts';
import { DnsFailure } from './dns.ts';
import type { Dns } from './dns.ts';

const SHOP = newKey('shop.example');
const PLAIN = newKey('plain.example');
const OTHER = newKey('other.example');
const WEAK = newRsaKey('shop.example', 768, 'weak');
const OLD = newRsaKey('shop.example', 1024, 'old');

const ZONE = `
shop.example.         TXT "v=spf1 ip4:192.0.2.0/24 -all"
_dmarc.shop.example.  TXT "v=DMARC1; p=reject"
mail.shop.example.    TXT "v=spf1 ip4:198.51.100.0/24 -all"
strict.example.       TXT "v=spf1 ip4:192.0.2.0/24 -all"
_dmarc.strict.example. TXT "v=DMARC1; p=quarantine; aspf=s; adkim=s"
plain.example.        TXT "v=spf1 ip4:192.0.2.0/24 ~all"
other.example.        TXT "v=spf1 ip4:192.0.2.0/24 -all"
${[SHOP, PLAIN, OTHER, WEAK, OLD].map(({ record }) => record).join('\n')}
`;

const NOW = new Date('2026-03-01T12:00:00Z');
const CLIENT = { address: '192.0.2.7', helo: 'mail.shop.example', reversePath: 'ann@shop.example' };
const STRANGER = { address: '203.0.113.9', helo: 'x.evil.example', reversePath: 'x@evil.example' };

function message(author = 'ann@shop.example', subject = 'Hello'): string {
  return `From: Ann <${author}>\r\nTo: a@alias.example\r\nSubject: ${subject}\r\nDate: Sun, 1 Mar 2026 11:00:00 +0000\r\n\r\nHello there.\r\n`;
}

async function judge(
  raw: Buffer | string,
  client = STRANGER,
  options: Partial<AuthenticateOptions> = {},
  dns: Dns = zoneDns(ZONE),
): Promise<Authentication> {
  return authenticate(Buffer.from(raw), client, dns, {
    authorDomain: 'shop.example',
    receivingHost: 'mx.parley.test',
    trustedSealers: [],
    now: NOW,
    ...options,
  });
}

test('SPF of the reverse-path passes DMARC', async () => {
  const result = await judge(message(), CLIENT);
  assert.deepEqual(result, {
    spf: { result: 'pass', domain: 'shop.example' },
    dkim: [],
    dmarc: { result: 'pass', policy: 'reject', domain: 'shop.example' },
    aligned: true,
    arcSealer: null,
  });
});

test('a signature of the author’s domain passes DMARC though the client is a stranger', async () => {
  const result = await judge(await signedBy(SHOP, message()));
  assert.deepEqual(result.dkim, [
    { result: 'pass', domain: 'shop.example', selector: 's1', discounted: null },
  ]);
  assert.equal(result.dmarc.result, 'pass');
  assert.equal(result.spf.result, 'none');
});

test('neither: DMARC fails, with the policy', async () => {
  const result = await judge(message());
  assert.deepEqual(result.dmarc, { result: 'fail', policy: 'reject', domain: 'shop.example' });
  assert.equal(decideAuthentication(result), 'not-authenticated');
});

test('SPF of a domain that is not the author’s helps nobody', async () => {
  const result = await judge(message(), { ...CLIENT, reversePath: 'x@other.example' });
  assert.equal(result.spf.result, 'pass');
  assert.equal(result.dmarc.result, 'fail');
  assert.equal(result.aligned, false);
});

test('a sub-domain is aligned, unless the domain wants none', async () => {
  const client = { ...CLIENT, address: '198.51.100.3', reversePath: 'bounce@mail.shop.example' };
  assert.equal((await judge(message(), client)).dmarc.result, 'pass');
  const strict = { authorDomain: 'strict.example' };
  const own = { ...CLIENT, reversePath: 'x@strict.example' };
  assert.equal((await judge(message('x@strict.example'), own, strict)).dmarc.result, 'pass');
  const sub = await judge(message('x@sub.strict.example'), own, { authorDomain: 'sub.strict.example' });
  assert.deepEqual(sub.dmarc, { result: 'fail', policy: 'quarantine', domain: 'strict.example' });
});

test('without a DMARC record aligned SPF or DKIM is enough', async () => {
  const plain = { authorDomain: 'plain.example' };
  for (const [raw, client] of [
    [message('x@plain.example'), { ...CLIENT, reversePath: 'x@plain.example' }],
    [await signedBy(PLAIN, message('x@plain.example')), STRANGER],
  ] as const) {
    const result = await judge(raw, client, plain);
    assert.equal(result.dmarc.result, 'none');
    assert.equal(result.aligned, true);
    assert.equal(decideAuthentication(result), 'authenticated');
  }
  const foreign = await judge(await signedBy(OTHER, message('x@plain.example')), STRANGER, plain);
  assert.equal(decideAuthentication(foreign), 'not-authenticated');
  const sub = await judge(await signedBy(PLAIN, message('x@a.plain.example')), STRANGER, {
    authorDomain: 'a.plain.example',
  });
  assert.equal(sub.aligned, true);
});

test('the HELO name is the identity of the null reverse-path (RFC 7208 §2.4)', async () => {
  const result = await judge(message(), {
    address: '198.51.100.3',
    helo: 'mail.shop.example',
    reversePath: '',
  });
  assert.deepEqual(result.spf, { result: 'pass', domain: 'mail.shop.example' });
  assert.equal(result.dmarc.result, 'pass');
  for (const helo of ['[198.51.100.3]', 'localhost(', '', 'shop.example\0.evil.example']) {
    const nothing = await judge(message(), { address: '198.51.100.3', helo, reversePath: '' });
    assert.deepEqual(nothing.spf, { result: 'none', domain: '' });
  }
});

test('a source route before the reverse-path is ignored', async () => {
  const result = await judge(message(), { ...CLIENT, reversePath: '@a.example,@b.example:ann@shop.example' });
  assert.deepEqual(result.spf, { result: 'pass', domain: 'shop.example' });
});

test('IPv6 clients, IPv4 in IPv6, and softfail', async () => {
  const plain = { authorDomain: 'plain.example' };
  const client = { ...CLIENT, reversePath: 'x@plain.example' };
  assert.equal(
    (await judge(message(), { ...client, address: '::ffff:192.0.2.1' }, plain)).spf.result,
    'pass',
  );
  assert.equal((await judge(message(), { ...client, address: '2001:db8::1' }, plain)).spf.result, 'softfail');
});

// I4: signatures that verify and don't count.

for (const [why, discounted, make] of [
  [
    'the body goes on after l=',
    /l=/u,
    async () => {
      const signed = await signedBy(SHOP, message(), { maxBodyLength: 14 });
      return Buffer.concat([signed, Buffer.from('And more that nobody signed.\r\n')]);
    },
  ],
  ['l=0', /l=/u, () => signedBy(SHOP, message(), { maxBodyLength: 0 })],
  ['a key of 768 bits', /1024 bits/u, () => signedBy(WEAK, message())],
  [
    'expired',
    /x=/u,
    () => signedBy(SHOP, message(), { signTime: new Date('2026-01-01'), expires: new Date('2026-02-01') }),
  ],
  ['rsa-sha1', /sha1/u, () => signedBy(OLD, message(), { algorithm: 'rsa-sha1' })],
  [
    'a second Subject above the signed one',
    /subject/u,
    async () => Buffer.concat([Buffer.from('Subject: [Important] buy\r\n'), await signedBy(SHOP, message())]),
  ],
  [
    'a Subject that is not signed',
    /subject/u,
    () => signedBy(SHOP, message(), { headerList: ['From', 'To', 'Date'] }),
  ],
] as const)
  test(`I4: ${why}: no signature`, async () => {
    const result = await judge(await make());
    assert.equal(result.dkim.length, 1);
    assert.match(result.dkim[0]?.discounted ?? '', discounted);
    assert.equal(result.dmarc.result, 'fail');
    assert.equal(result.aligned, false);
  });

test('I4: l= that covers the whole body counts', async () => {
  const result = await judge(await signedBy(SHOP, message(), { maxBodyLength: 10_000 }));
  assert.deepEqual(result.dkim[0], {
    result: 'pass',
    domain: 'shop.example',
    selector: 's1',
    discounted: null,
  });
  assert.equal(result.dmarc.result, 'pass');
});

test('I4: a key of 1024 bits counts', async () => {
  assert.equal((await judge(await signedBy(OLD, message()))).dmarc.result, 'pass');
});

test('I4: a message that was changed has no signature', async () => {
  const signed = await signedBy(SHOP, message());
  const changedBody = Buffer.from(signed.toString().replace('Hello there', 'Hello you'));
  const changedHeader = Buffer.from(signed.toString().replace('Subject: Hello', 'Subject: Hullo'));
  for (const raw of [changedBody, changedHeader]) {
    const result = await judge(raw);
    assert.notEqual(result.dkim[0]?.result, 'pass');
    assert.equal(result.dmarc.result, 'fail');
  }
});

test('I4: of many signatures a few are tried, the author’s first', async () => {
  let asked = 0;
  const zone = zoneDns(ZONE);
  const dns: Dns = {
    resolve: (name, type) => {
      if (name.includes('_domainkey')) asked += 1;
      return zone.resolve(name, type);
    },
  };
  const signed = await signedBy(SHOP, message());
  const foreign = Array.from(
    { length: 500 },
    (_, index) =>
      `DKIM-Signature${index % 2 === 0 ? '\r\n ' : ''}: v=1; a=rsa-sha256; c=relaxed/relaxed; d=d${index}.example; s=s;\r\n h=from; bh=AAAA; l=${index};\r\n b=AAAA\r\n`,
  ).join('');
  const result = await judge(Buffer.concat([Buffer.from(foreign), signed]), STRANGER, {}, dns);
  assert.ok(result.dkim.length <= 5, `${result.dkim.length} signatures`);
  assert.ok(asked <= 5, `${asked} keys asked for`);
  assert.equal(result.dmarc.result, 'pass');
});

test('I4: a header of too many lines is not searched for signatures', async () => {
  const folded = `X-Long: a\r\n${' b\r\n'.repeat(40_000)}`;
  const result = await judge(Buffer.concat([Buffer.from(folded), await signedBy(SHOP, message())]));
  assert.deepEqual(result.dkim, []);
});

// I3: what the message says of itself.

test('I3: Authentication-Results and Received-SPF of the message count for nothing', async () => {
  const forged =
    'Authentication-Results: mx.parley.test; spf=pass smtp.mailfrom=shop.example;\r\n dkim=pass header.d=shop.example; dmarc=pass header.from=shop.example\r\n' +
    'Received-SPF: pass (mx.parley.test: domain of ann@shop.example designates 203.0.113.9)\r\n' +
    'ARC-Authentication-Results: i=1; mx.parley.test; dmarc=pass header.from=shop.example\r\n';
  const result = await judge(forged + message());
  assert.equal(decideAuthentication(result), 'not-authenticated');
  assert.equal(result.arcSealer, null);
});

test('no author, no pass', async () => {
  let asked = 0;
  const dns: Dns = {
    resolve: () => {
      asked += 1;
      return zoneDns(ZONE).resolve('shop.example', 'TXT');
    },
  };
  const result = await judge(await signedBy(SHOP, message()), CLIENT, { authorDomain: null }, dns);
  assert.equal(decideAuthentication(result), 'not-authenticated');
  assert.equal(asked, 0);
});

// T15: DNS.

/** Like the zone, but for the names that match it fails. */
function failing(names: RegExp, code: 'ESERVFAIL' | 'ETIMEOUT' | 'ENOTFOUND' | 'ENODATA'): Dns {
  const zone = zoneDns(ZONE);
  return {
    resolve: async (name, type) => {
      if (names.test(name)) throw new DnsFailure(code, name, type);
      return zone.resolve(name, type);
    },
  };
}

for (const code of ['ESERVFAIL', 'ETIMEOUT'] as const) {
  test(`T15: ${code} for SPF is "try later", never a pass`, async () => {
    const result = await judge(message(), CLIENT, {}, failing(/^shop\.example$/u, code));
    assert.equal(result.spf.result, 'temperror');
    assert.equal(decideAuthentication(result), 'try-later');
  });

  test(`T15: ${code} for the key is "try later"`, async () => {
    const result = await judge(await signedBy(SHOP, message()), STRANGER, {}, failing(/_domainkey/u, code));
    assert.equal(result.dkim[0]?.result, 'temperror');
    assert.equal(decideAuthentication(result), 'try-later');
  });

  test(`T15: ${code} for DMARC is "try later", though SPF passed`, async () => {
    const result = await judge(message(), CLIENT, {}, failing(/^_dmarc/u, code));
    assert.equal(result.dmarc.result, 'temperror');
    assert.equal(decideAuthentication(result), 'try-later');
  });
}

test('T15: a name that is not there is a "no"', async () => {
  const result = await judge(
    await signedBy(SHOP, message()),
    CLIENT,
    {},
    failing(/_domainkey|^shop/u, 'ENOTFOUND'),
  );
  assert.equal(result.spf.result, 'none');
  assert.equal(result.dkim[0]?.result, 'neutral');
  assert.equal(decideAuthentication(result), 'not-authenticated');
});

test('T15: DNS that never answers ends with the budget', async () => {
  const dns: Dns = { resolve: () => new Promise(() => undefined) };
  const result = await judge(
    await signedBy(SHOP, message()),
    CLIENT,
    { budget: { totalMs: 50, maxQuestions: 100 } },
    dns,
  );
  assert.equal(result.spf.result, 'temperror');
  assert.equal(result.dmarc.result, 'temperror');
  assert.equal(decideAuthentication(result), 'try-later');
});

test('T15: RFC 7208 §4.6.4: ten look-ups, two void ones, no endless include', async () => {
  const includes = Array.from(
    { length: 12 },
    (_, index) => `i${index}.example. TXT "v=spf1 include:i${index + 1}.example -all"`,
  );
  const zone = zoneDns(`
${includes.join('\n')}
loop.example. TXT "v=spf1 include:loop.example -all"
void.example. TXT "v=spf1 a:n1.example a:n2.example a:n3.example ip4:192.0.2.7 -all"
two.example.  TXT "v=spf1 a:n1.example a:n2.example ip4:192.0.2.7 -all"
twice.example. TXT "v=spf1 -all"
twice.example. TXT "v=spf1 +all"
`);
  for (const [domain, result] of [
    ['i0.example', 'permerror'],
    ['loop.example', 'permerror'],
    ['void.example', 'permerror'],
    ['two.example', 'pass'],
    ['twice.example', 'permerror'],
  ] as const) {
    const client = { ...CLIENT, reversePath: `x@${domain}` };
    const { spf } = await judge(message(), client, { authorDomain: domain }, zone);
    assert.equal(spf.result, result, domain);
  }
});

test('T15: what one message may ask is bounded', async () => {
  let asked = 0;
  const dns: Dns = {
    resolve: async (name, type) => {
      asked += 1;
      if (type === 'MX')
        return Array.from({ length: 50 }, (_, index) => ({ priority: 1, exchange: `m${index}.${name}` }));
      if (type === 'TXT' && !name.startsWith('_'))
        return [[`v=spf1 ${Array.from({ length: 9 }, (_, index) => `mx:x${index}.${name}`).join(' ')} -all`]];
      throw new DnsFailure('ENOTFOUND', name, type);
    },
  };
  const result = await judge(message(), CLIENT, { budget: { totalMs: 10_000, maxQuestions: 60 } }, dns);
  assert.notEqual(result.spf.result, 'pass');
  assert.ok(asked <= 60, `${asked} questions`);
});
