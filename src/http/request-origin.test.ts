import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Hono } from 'hono';

import type { HttpEnvironment } from './environment.ts';
import { clientAddress, networkList } from './request-origin.ts';

async function addressFor(
  peer: string,
  forwarded: string | null,
  proxies: readonly string[],
): Promise<string> {
  const app = new Hono<HttpEnvironment>();
  app.get('/', (c) => c.text(clientAddress(c, networkList(proxies))));
  const socket = { remoteAddress: peer, remotePort: 1, remoteFamily: 'IPv4' };
  const headers = forwarded === null ? {} : { 'x-forwarded-for': forwarded };
  return (await app.request('/', { headers }, { incoming: { socket } })).text();
}

test('behind a proxy of ours the last address that is none of ours counts; nobody else is believed', async () => {
  for (const [peer, forwarded, proxies, expected] of [
    ['203.0.113.9', null, [], '203.0.113.9'],
    ['203.0.113.9', '198.51.100.1', [], '203.0.113.9'],
    ['10.0.0.5', '198.51.100.1', ['10.0.0.0/8'], '198.51.100.1'],
    ['10.0.0.5', '1.1.1.1, 198.51.100.1', ['10.0.0.0/8'], '198.51.100.1'],
    ['10.0.0.5', '198.51.100.1, 10.0.0.7', ['10.0.0.0/8'], '198.51.100.1'],
    ['10.0.0.5', 'unknown', ['10.0.0.0/8'], '10.0.0.5'],
    ['10.0.0.5', null, ['10.0.0.5'], '10.0.0.5'],
    ['::ffff:10.0.0.5', '2001:db8::1', ['10.0.0.0/8'], '2001:db8::1'],
    ['2001:db8:1::2', '198.51.100.1', ['2001:db8:1::/48'], '198.51.100.1'],
  ] as const)
    assert.equal(await addressFor(peer, forwarded, proxies), expected, `${peer} ${forwarded}`);
});
