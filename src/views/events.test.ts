import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { StoredEvent } from '#store/event-log.ts';

import { eventView } from './events.ts';
import type { Reader } from './reader.ts';

const EVENT: StoredEvent = {
  position: { xid: '1', seq: 1 },
  at: new Date('2026-11-01T10:00:00Z'),
  kind: 'message.accepted',
  marketplaceId: 'de',
  sellerId: 's1',
  buyerId: 'b1',
  conversationId: 'c1',
  messageId: 'm1',
  deliveryId: null,
  data: {},
  author: 'seller',
  messageState: 'accepted',
  conversationSeen: true,
};

test('SECURITY: who came by a link in a mail hears of its conversation alone', () => {
  const bounds = { marketplaceId: 'de', sellerId: 's1', conversationId: 'c1' };
  const byLink: Reader = { kind: 'buyer', buyerId: 'b1', within: bounds };
  const signedIn: Reader = { kind: 'buyer', buyerId: 'b1', within: null };
  const elsewhere = { ...EVENT, conversationId: 'c2' };
  assert.notEqual(eventView(EVENT, byLink), null);
  assert.equal(eventView(elsewhere, byLink), null);
  assert.equal(eventView({ ...EVENT, conversationId: null }, byLink), null);
  assert.notEqual(eventView(elsewhere, signedIn), null);
  assert.equal(eventView({ ...EVENT, buyerId: 'b2' }, signedIn), null);
});
