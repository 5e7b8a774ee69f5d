import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zoneDns } from './dns-zone.ts';

const ZONE = `
$ORIGIN shop.example.
$TTL 300
@           IN SOA ns hostmaster ( 1 3600 600
                                   86400 300 ) ; start of authority
            IN NS  ns
            MX     10 mx1
            MX     20 mx2.other.example.
            TXT    "v=spf1 mx -all"
mx1   60    A      192.0.2.1
      IN 60 A      192.0.2.2
mx1         AAAA   2001:db8::1
s1._domainkey TXT ( "v=DKIM1; k=rsa; "   ; the key
                    "p=MIIB\\"\\059x" )
www         CNAME  mx1
loop        CNAME  pool
pool        CNAME  loop
nomail      MX     0 .
_25._tcp.mx1 TLSA  3 1 1 00ff ; one association
1.2.0.192.in-addr.arpa. PTR mx1
bare.example. TXT word another`;

const rows: readonly (readonly [string, Parameters<ReturnType<typeof zoneDns>['resolve']>[1], unknown[]])[] =
  [
    ['shop.example', 'TXT', [['v=spf1 mx -all']]],
    ['SHOP.example.', 'TXT', [['v=spf1 mx -all']]],
    [
      'shop.example',
      'MX',
      [
        { priority: 10, exchange: 'mx1.shop.example' },
        { priority: 20, exchange: 'mx2.other.example' },
      ],
    ],
    ['mx1.shop.example', 'A', ['192.0.2.1', '192.0.2.2']],
    ['www.shop.example', 'AAAA', ['2001:db8::1']],
    ['www.shop.example', 'CNAME', ['mx1.shop.example']],
    ['s1._domainkey.shop.example', 'TXT', [['v=DKIM1; k=rsa; ', 'p=MIIB";x']]],
    ['nomail.shop.example', 'MX', [{ priority: 0, exchange: '' }]],
    ['1.2.0.192.in-addr.arpa', 'PTR', ['mx1.shop.example']],
    ['bare.example', 'TXT', [['word', 'another']]],
    [
      '_25._tcp.mx1.shop.example',
      'TLSA',
      [{ certUsage: 3, selector: 1, match: 1, data: Uint8Array.of(0, 255).buffer }],
    ],
  ];

for (const [name, type, answer] of rows)
  test(`the zone answers ${type} ${name}`, async () => {
    assert.deepEqual(await zoneDns(ZONE).resolve(name, type), answer);
  });

test('a name that is not there and a type that is not there differ', async () => {
  const dns = zoneDns(ZONE);
  await assert.rejects(dns.resolve('nobody.shop.example', 'TXT'), { code: 'ENOTFOUND' });
  await assert.rejects(dns.resolve('mx1.shop.example', 'TXT'), { code: 'ENODATA' });
  // RFC 8020: there are names below it, so it exists.
  await assert.rejects(dns.resolve('_domainkey.shop.example', 'TXT'), { code: 'ENODATA' });
});

test('a loop of aliases ends as a failure of the server (threats T15)', async () => {
  await assert.rejects(zoneDns(ZONE).resolve('loop.shop.example', 'A'), { code: 'ESERVFAIL' });
});

test('answers are copies', async () => {
  const dns = zoneDns(ZONE);
  (await dns.resolve('mx1.shop.example', 'A')).pop();
  assert.deepEqual(await dns.resolve('mx1.shop.example', 'A'), ['192.0.2.1', '192.0.2.2']);
});

for (const [text, message] of [
  ['a.example. A 1.2.3', /line 1: bad A record/u],
  ['\n\na.example. HINFO x', /line 3: no record type "HINFO"/u],
  [' A 192.0.2.1', /line 1: no record/u],
  ['a.example. TXT "open', /can't be read/u],
  ['a.example. TXT ( "open"', /can't be read/u],
  ['a.example. MX ten mx', /bad MX record/u],
  ['a.example. TLSA 3 1 1 xyz', /bad TLSA record/u],
] as const)
  test(`a zone is refused: ${JSON.stringify(text)}`, () => {
    assert.throws(() => zoneDns(text), message);
  });
