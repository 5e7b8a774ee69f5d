import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientCount, plainAddress } from './client-count.ts';

test('an IPv6 network counts as one client, IPv4 addresses each by themselves', () => {
  const count = new ClientCount({ connections: 10, connectionsPerClient: 2 });
  assert.equal(count.enter('2001:db8::1'), 'entered');
  assert.equal(count.enter('2001:db8::ffff:0:1'), 'entered');
  assert.equal(count.enter('2001:db8:0:0:9::1'), 'too-many-of-client');
  assert.equal(count.enter('2001:db8:0:1::1'), 'entered');
  assert.equal(count.enter('192.0.2.1'), 'entered');
  assert.equal(count.enter('192.0.2.2'), 'entered');
  count.leave('2001:db8::1');
  assert.equal(count.enter('2001:db8::2'), 'entered');
  assert.equal(count.total, 5);
});

test('addresses are written in one way', () => {
  assert.equal(plainAddress('::ffff:192.0.2.1'), '192.0.2.1');
  assert.equal(plainAddress('2001:0DB8:0::1'), '2001:db8::1');
  assert.equal(plainAddress(''), '');
});
