import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readProxyHeader } from './proxy-header.ts';

const SIGNATURE = '0d0a0d0a000d0a515549540a';

for (const [why, hex, expected] of [
  ['version 2, IPv4', `${SIGNATURE}2111000cc0000207c00002190fa00019`, { client: '192.0.2.7', length: 28 }],
  ['version 2, its own check', `${SIGNATURE}20000000`, { client: null, length: 16 }],
  [
    'version 2, more than is known',
    `${SIGNATURE}2111000fc0000207c00002190fa00019030000`,
    { client: '192.0.2.7', length: 31 },
  ],
] as const)
  test(`a PROXY header of ${why}`, () => {
    const octets = Buffer.from(hex, 'hex');
    assert.deepEqual(readProxyHeader(octets), { kind: 'header', ...expected });
    for (let length = 0; length < expected.length; length += 1)
      assert.deepEqual(
        readProxyHeader(octets.subarray(0, length)),
        { kind: 'incomplete' },
        `${length} octets`,
      );
  });

for (const [why, hex] of [
  ['a version that is none', `${SIGNATURE}3111000cc0000207c00002190fa00019`],
  ['an address family that carries no mail', `${SIGNATURE}2131000cc0000207c00002190fa00019`],
  ['addresses cut short', `${SIGNATURE}21110004c0000207`],
  ['an endless header', `${SIGNATURE}2111ffff`],
  ['another line', Buffer.from('EHLO x\r\n').toString('hex')],
  ['a line with too many words', Buffer.from('PROXY TCP4 192.0.2.7 192.0.2.8 1 2 3\r\n').toString('hex')],
  ['an address of another family', Buffer.from('PROXY TCP4 ::1 ::2 1 2\r\n').toString('hex')],
] as const)
  test(`no PROXY header: ${why}`, () => {
    assert.deepEqual(readProxyHeader(Buffer.from(hex, 'hex')), { kind: 'invalid' });
  });
