import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import type { FilingFacts } from './conversation.ts';
import {
  conversationOfReference,
  conversationReference,
  fileMessage,
  findConversationReferences,
} from './conversation.ts';

const NOTHING: FilingFacts = {
  answered: null,
  ordersInSubject: [],
  ordersInBody: [],
  ordersInQuote: [],
  quotedConversation: null,
  onlyOrder: null,
};
const A = { id: 'conversation-a', orderId: '302-0000000-0000001', latestOfOther: 'message-1' };
const B = { id: 'conversation-b', orderId: '302-0000000-0000002', latestOfOther: 'message-2' };
const ALONE = { ...A, latestOfOther: null };
const ORDER_A = { orderId: A.orderId, conversation: A };
const ORDER_B = { orderId: B.orderId, conversation: B };
const ORDER_NEW = { orderId: '302-0000000-0000003', conversation: null };
const ANSWERED_A = { messageId: 'message-1', conversation: A, isOthers: true };

const CASES: readonly (readonly [string, Partial<FilingFacts>, string])[] = [
  ['nothing known', {}, 'new: null null reply=false'],
  ['an answer', { answered: ANSWERED_A }, 'thread: conversation-a 302-0000000-0000001 reply=true'],
  [
    'an answer that names its own order',
    { answered: ANSWERED_A, ordersInSubject: [ORDER_A] },
    'thread: conversation-a 302-0000000-0000001 reply=true',
  ],
  [
    'an answer whose subject was changed to another order',
    { answered: ANSWERED_A, ordersInSubject: [ORDER_B] },
    'order-in-subject: conversation-b 302-0000000-0000002 reply=true',
  ],
  [
    'an answer that mentions another order in passing',
    { answered: ANSWERED_A, ordersInBody: [ORDER_B] },
    'thread: conversation-a 302-0000000-0000001 reply=true',
  ],
  [
    'order in the subject',
    { ordersInSubject: [ORDER_NEW] },
    'order-in-subject: null 302-0000000-0000003 reply=false',
  ],
  [
    'order in the body',
    { ordersInBody: [ORDER_B] },
    'order-in-body: conversation-b 302-0000000-0000002 reply=false',
  ],
  [
    'our reference in the quote',
    { quotedConversation: A },
    'quote: conversation-a 302-0000000-0000001 reply=true',
  ],
  [
    'an order in the quote',
    { ordersInQuote: [ORDER_B] },
    'quote: conversation-b 302-0000000-0000002 reply=true',
  ],
  [
    'our reference in the quote, where the other side wrote nothing themselves',
    { quotedConversation: ALONE },
    'quote: conversation-a 302-0000000-0000001 reply=false',
  ],
  [
    'an order in the quote, where the other side wrote nothing about it',
    { ordersInQuote: [ORDER_NEW, { orderId: ALONE.orderId, conversation: ALONE }] },
    'quote: null 302-0000000-0000003 reply=false',
  ],
  [
    'who goes on with their own message answers nobody',
    { answered: { ...ANSWERED_A, isOthers: false } },
    'thread: conversation-a 302-0000000-0000001 reply=false',
  ],
  [
    'the one order between a seller and a buyer',
    { onlyOrder: ORDER_B },
    'only-order: conversation-b 302-0000000-0000002 reply=false',
  ],
  [
    'an order in the subject beside the one order',
    { ordersInSubject: [ORDER_A], onlyOrder: ORDER_B },
    'order-in-subject: conversation-a 302-0000000-0000001 reply=false',
  ],
];

for (const [name, facts, expected] of CASES) {
  test(`filing: ${name}`, () => {
    const { by, conversation, orderId, isReply } = fileMessage({ ...NOTHING, ...facts });
    assert.equal(`${by}: ${conversation?.id ?? null} ${orderId} reply=${isReply}`, expected);
  });
}

test('a reference names its conversation, in any case', () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      const reference = conversationReference(id);
      assert.equal(reference.length, 26);
      assert.deepEqual(findConversationReferences(`> order x [REF:${reference.toUpperCase()}]`), [reference]);
      assert.equal(conversationOfReference(reference), id);
    }),
  );
});

test('a reference that is too large for a UUID is none', () => {
  assert.equal(conversationOfReference('7'.repeat(26)), null);
});
