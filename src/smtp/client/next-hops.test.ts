import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DnsFailure } from '../dns.ts';
import type { Dns } from '../dns.ts';
import { zoneDns } from '../dns-zone.ts';
import { addressesOf, findNextHops } from './next-hops.ts';
import type { NextHop } from './next-hops.ts';
import type { Route } from './route.ts';
import { checkRoutes, routeTo } from './route.ts';

const DIRECT: Route = { kind: 'direct', port: 25, tls: 'opportunistic' };

const zone = zoneDns(`
$ORIGIN example.
one         MX 10 mx.one.example.
several     MX 30 c.example.
            MX 10 a.example.
            MX 20 b1.example.
            MX 20 b2.example.
            MX 20 b3.example.
null        MX 0 .
implicit    A 198.51.100.9
nothing     TXT "no mail here"
literal     MX 10 127.0.0.1.
ours        MX 10 best.example.
            MX 20 parley.example.
            MX 30 worse.example.
circle      MX 10 parley.example.
dup         MX 10 mx.one.example.
            MX 20 mx.one.example.
mx.one      A 8.8.8.8
            AAAA 2606:4700::1111
inside      A 127.0.0.1
            A 10.0.0.1
            AAAA ::ffff:127.0.0.1
mixed       A 169.254.169.254
            A 8.8.4.4
            AAAA ::1
crowd       A 8.0.0.1
            A 8.0.0.2
            A 8.0.0.3
            A 8.0.0.4
            A 8.0.0.5
`);

const failing = (code: 'ESERVFAIL' | 'ETIMEOUT', type: string): Dns => ({
  resolve: async (name, asked) => {
    if (asked === type) throw new DnsFailure(code, name, asked);
    return zone.resolve(name, asked);
  },
});

const OWN = new Set(['parley.example']);
const numbers =
  (...values: number[]): (() => number) =>
  () =>
    values.shift() ?? 0;

async function hostsOf(domain: string, random = numbers(), dns: Dns = zone): Promise<string[] | string> {
  const found = await findNextHops(domain, DIRECT, { dns, random }, OWN);
  return found.kind === 'hops'
    ? found.hops.map(({ host }) => host)
    : `${found.outcome.kind} ${found.outcome.enhanced}`;
}

test('RFC 5321 §5.1: exchangers by preference, those of one preference by lot', async () => {
  assert.deepEqual(await hostsOf('one.example'), ['mx.one.example']);
  const [first, second] = [numbers(0, 0, 0.1, 0.2, 0.3), numbers(0, 0, 0.3, 0.2, 0.1)];
  assert.deepEqual(
    await hostsOf('several.example', first),
    ['a', 'b1', 'b2', 'b3', 'c'].map((name) => `${name}.example`),
  );
  assert.deepEqual(
    await hostsOf('several.example', second),
    ['a', 'b3', 'b2', 'b1', 'c'].map((name) => `${name}.example`),
  );
  assert.deepEqual(await hostsOf('dup.example'), ['mx.one.example']);
});

test('a domain without exchangers is its own, one that does not exist is refused', async () => {
  assert.deepEqual(await hostsOf('implicit.example'), ['implicit.example']);
  assert.equal(await hostsOf('no-such.example'), 'refused 5.1.2');
});

test('RFC 7505: a domain that says it takes no mail is believed', async () => {
  assert.equal(await hostsOf('null.example'), 'refused 5.1.10');
  const empty: Dns = { resolve: () => Promise.resolve([{ exchange: '', priority: 0 }]) };
  assert.equal(await hostsOf('null.example', numbers(), empty), 'refused 5.1.10');
});

test('RFC 5321 §5.1: where we are an exchanger only better ones are tried', async () => {
  assert.deepEqual(await hostsOf('ours.example'), ['best.example']);
  assert.equal(await hostsOf('circle.example'), 'refused 5.4.6');
});

test('an exchanger that is no host name counts for nothing', async () => {
  assert.equal(await hostsOf('literal.example'), 'refused 5.4.4');
  const odd: Dns = {
    resolve: () =>
      Promise.resolve([null, 'x', { exchange: 7, priority: 1 }, { exchange: 'a b', priority: 1 }]),
  };
  assert.equal(await hostsOf('one.example', numbers(), odd), 'refused 5.4.4');
});

test('T15: a DNS that does not answer means later, never no', async () => {
  for (const code of ['ESERVFAIL', 'ETIMEOUT'] as const)
    assert.equal(await hostsOf('one.example', numbers(), failing(code, 'MX')), 'deferred 4.4.3');
});

test('who publishes a hundred exchangers gets ten of them tried', async () => {
  const many: Dns = {
    resolve: () =>
      Promise.resolve(
        Array.from({ length: 100 }, (_, index) => ({ exchange: `m${index}.example`, priority: index })),
      ),
  };
  assert.equal((await hostsOf('one.example', numbers(), many)).length, 10);
});

const hop = (host: string, chosen = false): NextHop => ({
  host,
  port: 25,
  tls: 'none',
  credentials: null,
  chosen,
});

test('T14: inside addresses are left out, unless the operator chose the host or allows them', async () => {
  assert.deepEqual(await addressesOf(hop('inside.example'), zone, false), { kind: 'inside' });
  assert.deepEqual(await addressesOf(hop('localhost'), zone, false), { kind: 'inside' });
  assert.deepEqual(await addressesOf(hop('mixed.example'), zone, false), {
    kind: 'addresses',
    addresses: ['8.8.4.4'],
  });
  const all = { kind: 'addresses', addresses: ['127.0.0.1', '10.0.0.1', '::ffff:127.0.0.1'] };
  assert.deepEqual(await addressesOf(hop('inside.example', true), zone, false), all);
  assert.deepEqual(await addressesOf(hop('inside.example'), zone, true), all);
});

test('IPv4 before IPv6, four addresses at most', async () => {
  const addresses = async (host: string): Promise<unknown> => addressesOf(hop(host), zone, false);
  assert.deepEqual(await addresses('mx.one.example'), {
    kind: 'addresses',
    addresses: ['8.8.8.8', '2606:4700::1111'],
  });
  assert.deepEqual(await addresses('crowd.example'), {
    kind: 'addresses',
    addresses: ['8.0.0.1', '8.0.0.2', '8.0.0.3', '8.0.0.4'],
  });
});

test('a host without address is unknown; one whose addresses cannot be had is tried later', async () => {
  assert.deepEqual(await addressesOf(hop('nothing.example'), zone, false), { kind: 'unknown' });
  assert.deepEqual(await addressesOf(hop('no-such.example'), zone, false), { kind: 'unknown' });
  const dns = failing('ETIMEOUT', 'A');
  assert.deepEqual(await addressesOf(hop('implicit.example'), dns, false), { kind: 'later' });
  assert.deepEqual(await addressesOf(hop('mx.one.example'), dns, false), {
    kind: 'addresses',
    addresses: ['2606:4700::1111'],
  });
});

test('a smarthost takes all domains but those that have a route of their own', async () => {
  const smarthost: Route = {
    kind: 'smarthost',
    host: 'relay.example',
    port: 587,
    tls: 'required',
    credentials: null,
  };
  const routes = { standard: smarthost, byDomain: new Map<string, Route>([['one.example', DIRECT]]) };
  assert.equal(routeTo('one.example', routes), DIRECT);
  const found = await findNextHops(
    'other.example',
    routeTo('other.example', routes),
    { dns: zone, random: numbers() },
    OWN,
  );
  assert.deepEqual(found, {
    kind: 'hops',
    hops: [{ host: 'relay.example', port: 587, tls: 'required', credentials: null, chosen: true }],
  });
});

test('T6: a password over a connection that need not be encrypted is a fault of the configuration', () => {
  const credentials = { user: 'u', password: 'p' };
  for (const tls of ['none', 'opportunistic'] as const)
    assert.throws(
      () =>
        checkRoutes({
          standard: { kind: 'smarthost', host: 'h', port: 25, tls, credentials },
          byDomain: new Map(),
        }),
      RangeError,
    );
  assert.throws(() => checkRoutes({ standard: { ...DIRECT, port: 0 }, byDomain: new Map() }), RangeError);
  checkRoutes({
    standard: { kind: 'smarthost', host: 'h', port: 465, tls: 'implicit', credentials },
    byDomain: new Map(),
  });
});
