import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ConfigError, readConfig } from './config.ts';

function sentencesOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.sentences;
  }
  return [];
}

test('without settings: the bundled database in the checkout, doors on loopback', () => {
  const config = readConfig({});
  assert.equal(config.dataFolder, resolve(fileURLToPath(new URL('..', import.meta.url)), '.parley'));
  assert.deepEqual(config.database, { url: null, binariesFolder: null, poolSize: 16 });
  assert.deepEqual(config.mail, { host: '127.0.0.1', port: 2525 });
  assert.deepEqual(config.http, { host: '127.0.0.1', port: 8080, publicUrl: null });
  assert.deepEqual(config.secret, {
    kind: 'file',
    path: resolve(config.dataFolder, 'secret'),
    createIfMissing: true,
  });
  assert.deepEqual(config.dns, { kind: 'system' });
  assert.equal(config.allowInsideDelivery, false);
  assert.equal(config.tls, null);
  assert.equal(config.limits.fileBytes, 10 * 1024 * 1024);
});

test('every setting arrives', () => {
  const config = readConfig({
    HOME: '/home/somebody',
    DATABASE_URL: 'postgres://somebody:else@db/other',
    PARLEY_DATABASE_URL: 'postgresql://parley:s3cret@db.internal:5432/parley',
    PARLEY_DATA: '/var/lib/parley',
    PARLEY_DATABASE_POOL: '24',
    PARLEY_POSTGRES_BINARIES: '/usr/lib/postgresql/17/bin',
    PARLEY_HOST_NAME: 'mx.market.example',
    PARLEY_MAIL_HOST: '::',
    PARLEY_MAIL_PORT: '25',
    PARLEY_HTTP_HOST: '::1',
    PARLEY_HTTP_PORT: '0',
    PARLEY_PUBLIC_URL: 'https://messages.example/',
    PARLEY_TLS_CERTIFICATE: '/etc/parley/tls.crt',
    PARLEY_TLS_KEY: '/etc/parley/tls.key',
    PARLEY_SMARTHOST: 'smtp://parley:p%40ss@relay.example:2587',
    PARLEY_DNS_SERVERS: '127.0.0.1:5353, ::1, [2001:db8::1]:53',
    PARLEY_PROXY_PEERS: '10.0.0.0/8, 2001:db8::/32',
    PARLEY_TRUSTED_SEALERS: 'Desk.example, groups.example',
    PARLEY_ALLOW_INSIDE_DELIVERY: 'yes',
    PARLEY_LEASE_SECONDS: '5',
    PARLEY_SECRET_FILE: '/run/secrets/parley',
    PARLEY_MAX_MESSAGE_BYTES: '1000000',
  });
  assert.equal(config.database.url, 'postgresql://parley:s3cret@db.internal:5432/parley');
  assert.equal(config.database.poolSize, 24);
  assert.equal(config.database.binariesFolder, '/usr/lib/postgresql/17/bin');
  assert.equal(config.hostName, 'mx.market.example');
  assert.deepEqual(config.mail, { host: '::', port: 25 });
  assert.deepEqual(config.http, { host: '::1', port: 0, publicUrl: 'https://messages.example' });
  assert.deepEqual(config.tls, { certificateFile: '/etc/parley/tls.crt', keyFile: '/etc/parley/tls.key' });
  assert.deepEqual(config.smarthost, {
    host: 'relay.example',
    port: 2587,
    implicitTls: false,
    user: 'parley',
    password: 'p@ss',
  });
  assert.deepEqual(config.dns, {
    kind: 'servers',
    servers: ['127.0.0.1:5353', '::1', '[2001:db8::1]:53'],
  });
  assert.deepEqual(config.proxyPeers, ['10.0.0.0/8', '2001:db8::/32']);
  assert.deepEqual(config.trustedSealers, ['desk.example', 'groups.example']);
  assert.equal(config.allowInsideDelivery, true);
  assert.equal(config.leaseMs, 5000);
  assert.deepEqual(config.secret, { kind: 'file', path: '/run/secrets/parley', createIfMissing: false });
  assert.equal(config.limits.messageBytes, 1_000_000);
});

test('DATABASE_URL alone is enough, also with a socket folder', () => {
  for (const url of ['postgres://u@h/d', 'postgresql://u:p@/d?host=/run/postgresql', 'postgresql:///d'])
    assert.equal(readConfig({ DATABASE_URL: url }).database.url, url);
});

const wrong: readonly [name: string, value: string, sentence: RegExp][] = [
  [
    'PARLEY_HTTP_PORT',
    'http',
    /^PARLEY_HTTP_PORT is "http", but it must be a whole number from 0 to 65535\.$/u,
  ],
  ['PARLEY_HTTP_PORT', '65536', /whole number from 0 to 65535/u],
  ['PARLEY_HTTP_PORT', '8080.5', /whole number/u],
  ['PARLEY_MAIL_HOST', 'mx.example', /must be an IP address or localhost/u],
  ['PARLEY_HOST_NAME', 'mx_1.exa mple', /must be a host name/u],
  ['PARLEY_PUBLIC_URL', 'ftp://x', /http or https/u],
  ['PARLEY_PUBLIC_URL', 'https://x/?a=1', /http or https/u],
  ['PARLEY_DNS_SERVERS', '9.9.9.9,dns.example', /IP addresses separated by commas/u],
  ['PARLEY_PROXY_PEERS', '10.0.0.0/33', /networks such as/u],
  ['PARLEY_TRUSTED_SEALERS', 'desk', /domains in ASCII/u],
  ['PARLEY_LEASE_SECONDS', '0', /must be a whole number from 1 to 3600/u],
  ['PARLEY_ALLOW_INSIDE_DELIVERY', 'true', /must be yes or no/u],
  ['PARLEY_MAX_FILE_BYTES', '-1', /whole number/u],
  ['PARLEY_HTPP_PORT', '80', /^PARLEY_HTPP_PORT is no setting of Parley/u],
  ['PARLEY_TLS_KEY', '/k', /belong together/u],
];

for (const [name, value, sentence] of wrong)
  test(`${name}=${value} is answered by one sentence`, () => {
    const sentences = sentencesOf({ [name]: value });
    assert.equal(sentences.length, 1, sentences.join('\n'));
    assert.match(sentences[0] ?? '', sentence);
  });

test('all wrong values are told at once', () => {
  assert.equal(sentencesOf({ PARLEY_HTTP_PORT: 'x', PARLEY_MAIL_PORT: 'y', PARLEY_WHAT: 'z' }).length, 3);
});

test('confidential values are not repeated', () => {
  const canary = 'canary-7f3a';
  for (const name of ['DATABASE_URL', 'PARLEY_DATABASE_URL', 'PARLEY_SMARTHOST']) {
    const sentences = sentencesOf({ [name]: `ldap://${canary}` });
    assert.equal(sentences.length, 1);
    assert.match(sentences[0] ?? '', new RegExp(`^${name}: the value must look like`, 'u'));
    assert.ok(!sentences.join('').includes(canary));
  }
});

test('an empty value counts as not set', () => {
  assert.equal(readConfig({ PARLEY_HTTP_PORT: '', PARLEY_SMARTHOST: '  ' }).http.port, 8080);
});

test('the configuration is frozen all the way down', () => {
  const config = readConfig({}) as unknown as { http: { port: number } };
  assert.throws(() => {
    config.http.port = 1;
  }, TypeError);
});
