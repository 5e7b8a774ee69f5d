import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';

import type { DnsRecord } from '#market/dns-records.ts';
import { zoneDns } from '#smtp/dns-zone.ts';
import { freshDatabase } from '#test/support/database.ts';
import { testFolder } from '#test/support/test-folder.ts';

import type { Finding } from './doctor-checks.ts';
import { checkDatabase, checkDisk, checkPort, checkRecord, checkReverseName } from './doctor-checks.ts';

const database = await freshDatabase();
after(() => database.drop());

const dns = zoneDns(`
mail.markt.example. 3600 IN MX 10 mx.markt.example.
other.markt.example. 3600 IN MX 20 elsewhere.example.
return.markt.example. 3600 IN TXT "google-site-verification=x"
return.markt.example. 3600 IN TXT "v=spf1 a:mx.markt.example  -all"
_dmarc.mail.markt.example. 3600 IN TXT "v=DMARC1; adkim=s; p=reject"
_dmarc.lax.markt.example. 3600 IN TXT "v=DMARC1; p=none"
s1._domainkey.mail.markt.example. 3600 IN TXT "v=DKIM1; k=rsa; " "p=AAAA"
mx.markt.example. 3600 IN A 192.0.2.7
7.2.0.192.in-addr.arpa. 3600 IN PTR mx.markt.example.
nameless.example. 3600 IN A 192.0.2.8
8.2.0.192.in-addr.arpa. 3600 IN PTR host8.provider.example.
`);

const record = (name: string, type: DnsRecord['type'], value: string): DnsRecord => ({
  name,
  type,
  value,
  why: 'because',
});

const RECORDS: readonly (readonly [string, DnsRecord, Finding['state']])[] = [
  ['an MX record that is right', record('mail.markt.example', 'MX', '10 mx.markt.example'), 'ok'],
  ['another host in the MX record', record('other.markt.example', 'MX', '10 mx.markt.example'), 'warning'],
  ['no MX record', record('gone.markt.example', 'MX', '10 mx.markt.example'), 'failure'],
  [
    'SPF beside other TXT records, spaced otherwise',
    record('return.markt.example', 'TXT', 'v=spf1 a:mx.markt.example -all'),
    'ok',
  ],
  [
    'DMARC with its tags in another order',
    record('_dmarc.mail.markt.example', 'TXT', 'v=DMARC1; p=reject; adkim=s'),
    'ok',
  ],
  [
    'a laxer DMARC policy',
    record('_dmarc.lax.markt.example', 'TXT', 'v=DMARC1; p=reject; adkim=s'),
    'warning',
  ],
  [
    'a DKIM key in two strings',
    record('s1._domainkey.mail.markt.example', 'TXT', 'v=DKIM1; k=rsa; p=AAAA'),
    'ok',
  ],
  [
    'another DKIM key: nothing would verify',
    record('s1._domainkey.mail.markt.example', 'TXT', 'v=DKIM1; k=rsa; p=BBBB'),
    'failure',
  ],
];

for (const [name, wanted, state] of RECORDS) {
  test(`${name}: ${state}`, async () => {
    const finding = await checkRecord(dns, wanted);
    assert.equal(finding.state, state, finding.sentence);
  });
}

test('the address of the host has to name the host', async () => {
  assert.equal((await checkReverseName(dns, 'mx.markt.example')).state, 'ok');
  assert.match(
    (await checkReverseName(dns, 'nameless.example')).sentence,
    /192\.0\.2\.8 is called host8\.provider\.example/u,
  );
  assert.equal((await checkReverseName(dns, 'unknown.example')).state, 'failure');
});

test('a port is well when an SMTP server greets there', async () => {
  const greet = createServer((socket) => socket.end('220 mx.markt.example ESMTP\r\n')).listen(0, '127.0.0.1');
  const other = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n')).listen(0, '127.0.0.1');
  await Promise.all([once(greet, 'listening'), once(other, 'listening')]);
  const portOf = (server: typeof greet): number => (server.address() as AddressInfo).port;
  assert.equal((await checkPort('127.0.0.1', portOf(greet))).state, 'ok');
  assert.match((await checkPort('127.0.0.1', portOf(other))).sentence, /answers “HTTP/u);
  const closed = portOf(other);
  greet.close();
  other.close();
  await once(other, 'close');
  assert.match((await checkPort('127.0.0.1', closed)).sentence, /ECONNREFUSED/u);
});

test('the disk is looked at, and a folder that is not there is said', async () => {
  assert.match((await checkDisk(await testFolder())).sentence, /GB free/u);
  assert.equal((await checkDisk('/no/such/folder')).state, 'failure');
});

test('the database: version, durability, clock', async () => {
  const states = async (now: () => Date): Promise<Record<string, string>> =>
    Object.fromEntries((await checkDatabase(database.pool, now)).map(({ check, state }) => [check, state]));
  // The test server runs without fsync, which is what the check is for.
  assert.deepEqual(await states(() => new Date()), { database: 'ok', durability: 'failure', clock: 'ok' });
  const tomorrow = (): Date => new Date(Date.now() + 86_400_000);
  assert.equal((await states(tomorrow))['clock'], 'failure');
});
