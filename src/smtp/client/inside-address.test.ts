import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isInsideAddress } from './inside-address.ts';

test('T14: addresses that are not of the public network are inside', () => {
  const inside = `
    0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254
    169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.2.1 192.168.0.1 192.168.255.255 198.18.0.1
    198.51.100.7 203.0.113.7 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
    :: ::1 fe80::1 febf::1 fec0::1 fc00::1 fdff::1 ff02::1 100::1 2001:db8::1 4000::1
    ::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:8.8.8.8 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1
    2002:7f00:1::1 2001:0:7f00:1::1 2001:10::1`
    .trim()
    .split(/\s+/u);
  assert.ok(inside.length > 40);
  for (const address of inside) assert.equal(isInsideAddress(address), true, address);
});

test('T14: what is no address in its usual spelling is inside', () => {
  for (const text of [
    '',
    'localhost',
    '127.1',
    '0x7f.0.0.1',
    '2130706433',
    '0177.0.0.1',
    '8.8.8.8.',
    '[::1]',
    ' 8.8.8.8',
  ])
    assert.equal(isInsideAddress(text), true, text);
});

test('addresses of the public network are not', () => {
  const outside = ['8.8.8.8', '100.63.255.255', '100.128.0.1', '172.15.0.1', '172.32.0.1', '193.0.0.1'];
  for (const address of [...outside, '2606:4700::1111', '2a00:1450:4001:81b::200e'])
    assert.equal(isInsideAddress(address), false, address);
});
