import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sealMessage } from 'mailauth/lib/arc/index.js';
import { decideAuthentication } from '#mail/authentication.ts';
import type { Authentication } from '#mail/authentication.ts';
import { newRsaKey, signedBy, newKey } from '#test/support/signed-mail.ts';
import type { DomainKey } from '#test/support/signed-mail.ts';
import { authenticate } from './authenticate.ts';
import { zoneDns } from './dns-zone.ts';
import type { Dns } from './dns.ts';

const LIST = newRsaKey('list.example', 1024);
const EVIL = newRsaKey('evil.example', 1024);
const SHOP = newKey('shop.example');
const ZONE = zoneDns(`
_dmarc.shop.example. TXT "v=DMARC1; p=reject"
${[LIST, EVIL, SHOP].map(({ record }) => record).join('\n')}
`);

const MESSAGE = 'From: ann@shop.example\r\nTo: a@alias.example\r\nSubject: [list] x\r\n\r\nHello.\r\n';
const PASSED = 'list.example; dmarc=pass header.from=shop.example';

async function sealedBy(
  key: DomainKey,
  message: string | Buffer,
  authResults: string,
  i = 1,
): Promise<Buffer> {
  const seal = await sealMessage(Buffer.from(message), {
    i,
    cv: i === 1 ? 'none' : 'pass',
    signingDomain: key.domain,
    selector: key.selector,
    privateKey: key.privateKey,
    authResults,
  });
  return Buffer.concat([seal, Buffer.from(message)]);
}

function judge(raw: Buffer, trustedSealers: readonly string[], dns: Dns = ZONE): Promise<Authentication> {
  return authenticate(
    raw,
    { address: '192.0.2.1', helo: 'mx.list.example', reversePath: 'list@list.example' },
    dns,
    {
      authorDomain: 'shop.example',
      receivingHost: 'mx.parley.test',
      trustedSealers,
      now: new Date('2026-03-01T12:00:00Z'),
    },
  );
}

test('a sealer on the list is believed', async () => {
  const result = await judge(await sealedBy(LIST, MESSAGE, PASSED), ['list.example']);
  assert.equal(result.dmarc.result, 'fail');
  assert.equal(result.arcSealer, 'list.example');
  assert.equal(decideAuthentication(result), 'authenticated');
});

for (const [why, make] of [
  ['a sealer that nobody has named', () => sealedBy(EVIL, MESSAGE, PASSED)],
  [
    'results for another author',
    () => sealedBy(LIST, MESSAGE, 'list.example; dmarc=pass header.from=evil.example'),
  ],
  ['results that failed', () => sealedBy(LIST, MESSAGE, 'list.example; dmarc=fail header.from=shop.example')],
  [
    'no DMARC among the results',
    () => sealedBy(LIST, MESSAGE, 'list.example; spf=pass smtp.mailfrom=shop.example'),
  ],
  [
    'a pass in a comment',
    () =>
      sealedBy(
        LIST,
        MESSAGE,
        'list.example; dmarc=fail (dmarc=pass header.from=shop.example) header.from=shop.example',
      ),
  ],
  [
    'a body that changed after the seal',
    async () => Buffer.concat([await sealedBy(LIST, MESSAGE, PASSED), Buffer.from('more\r\n')]),
  ],
  [
    'a subject that changed after the seal',
    async () =>
      Buffer.from((await sealedBy(LIST, MESSAGE, PASSED)).toString().replace('[list] x', '[Important]')),
  ],
  [
    'a later set of somebody else',
    async () => sealedBy(EVIL, await sealedBy(LIST, MESSAGE, PASSED), PASSED, 2),
  ],
] as const)
  test(`I3: ${why} is not believed`, async () => {
    const result = await judge(await make(), ['list.example']);
    assert.equal(result.arcSealer, null);
    assert.equal(decideAuthentication(result), 'not-authenticated');
  });

test('a set of somebody else below that of a trusted sealer does no harm', async () => {
  const raw = await sealedBy(LIST, await sealedBy(EVIL, MESSAGE, 'evil.example; none'), PASSED, 2);
  assert.equal((await judge(raw, ['list.example'])).arcSealer, 'list.example');
});

test('where nobody is trusted no key is fetched for a seal, and a DKIM signature below it still counts', async () => {
  const asked: string[] = [];
  const dns: Dns = {
    resolve: (name, type) => {
      asked.push(name);
      return ZONE.resolve(name, type);
    },
  };
  const raw = await sealedBy(LIST, await signedBy(SHOP, MESSAGE), PASSED);
  const result = await judge(raw, [], dns);
  assert.equal(result.dmarc.result, 'pass');
  assert.ok(!asked.includes('rsa._domainkey.list.example'), asked.join(' '));
});

test('a DKIM signature that covers ARC fields is not broken by leaving them out of account', async () => {
  const sealed = await sealedBy(LIST, MESSAGE, PASSED);
  const signed = await signedBy(SHOP, sealed, { headerList: ['From', 'Subject', 'ARC-Seal', 'To'] });
  assert.equal((await judge(signed, [])).dmarc.result, 'pass');
});
