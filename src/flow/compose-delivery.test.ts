import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LANGUAGES } from '#locales/catalogue.ts';
import { conversationOfReference, findConversationReferences } from '#market/conversation.ts';
import type { Notice } from '#market/message.ts';
import type { ClaimedDelivery, MessageToCompose } from '#store/claim-deliveries.ts';
import { sampleRelationship } from '#test/support/sample-relationship.ts';

import { composeDelivery } from './compose-delivery.ts';

const CONVERSATION = '0190a000-0000-7000-8000-0000000000cc';
const NOW = new Date('2026-03-01T12:00:00Z');
const FACTS = { now: NOW, hopMarker: 'hop', publicUrl: null, unsubscribeUrl: null, answerUrl: null };

function messageOf(changes: Partial<MessageToCompose> = {}): MessageToCompose {
  return {
    id: '0190a000-0000-7000-8000-0000000000aa',
    conversationId: CONVERSATION,
    author: 'buyer',
    authorLabel: 'J. D. V.',
    authorAddress: 'jan@devries.example',
    authorRfcId: 'x1@devries.example',
    automatic: null,
    subject: 'Is the lamp bright?',
    conversationSubject: 'Is the lamp bright?',
    orderId: '302-1234567-7654321',
    text: 'Tell me please.',
    html: null,
    contactReason: null,
    receivedAt: NOW,
    canBeDeclined: false,
    heldIds: [],
    answeredId: null,
    files: [],
    ...changes,
  };
}

function deliveryOf(
  message: MessageToCompose | null,
  changes: Partial<ClaimedDelivery> = {},
): ClaimedDelivery {
  return {
    id: '0190a000-0000-7000-8000-0000000000dd',
    recipient: 'seller',
    notice: null,
    recipientAddress: null,
    rfcMessageId: 'd1@mail.markt.example',
    attemptCount: 1,
    createdAt: NOW,
    expiresAt: NOW,
    delayNoticed: false,
    isStopped: false,
    relationship: sampleRelationship(),
    message,
    ...changes,
  };
}

const PRIVATE = ['jan@devries.example', 'devries', 'lampen-huber.example', 'Jan de Vries', '12345678'];

function assertNothingPrivate(mail: unknown): void {
  const text = JSON.stringify(mail);
  for (const value of PRIVATE) assert.ok(!text.includes(value), `${value} in ${text}`);
}

test('a message to the seller comes from the buyer’s alias and goes to the seller’s own alias', () => {
  const mail = composeDelivery(deliveryOf(messageOf()), FACTS);
  const { aliases } = sampleRelationship();
  assert.deepEqual(mail.from, { displayName: 'J. D. V. über Markt', address: aliases.buyer });
  assert.equal(mail.to, aliases.seller);
  assert.equal(mail.subject, 'Is the lamp bright?');
  assertNothingPrivate(mail);
});

test('sellers’ programs find order, conversation and message in fields of ours; buyers’ mail has none', () => {
  const names = (mail: ReturnType<typeof composeDelivery>): string[] => mail.ownFields.map(([name]) => name);
  assert.deepEqual(names(composeDelivery(deliveryOf(messageOf()), FACTS)), [
    'X-Parley-Hop',
    'X-Parley-Conversation',
    'X-Parley-Message',
    'X-Parley-Order',
  ]);
  const toBuyer = deliveryOf(messageOf({ author: 'seller', authorLabel: 'Lampen Huber' }), {
    recipient: 'buyer',
  });
  assert.deepEqual(names(composeDelivery(toBuyer, FACTS)), ['X-Parley-Hop']);
});

test('a mail can be declined with one click where declining stops it, by a buyer, and in the header alone', () => {
  const url = 'https://messages.markt.example/unsubscribe/abc';
  const facts = { ...FACTS, publicUrl: 'https://messages.markt.example', unsubscribeUrl: url };
  const mail = (canBeDeclined: boolean, recipient: 'buyer' | 'seller') =>
    composeDelivery(deliveryOf(messageOf({ canBeDeclined, html: '<p>x</p>' }), { recipient }), facts);
  const declinable = mail(true, 'buyer');
  assert.equal(declinable.listUnsubscribe, url);
  assert.ok(!`${declinable.text}${declinable.html}`.includes('unsubscribe'));
  assert.equal(mail(false, 'buyer').listUnsubscribe, null, 'critical messages and answers pass an opt-out');
  assert.equal(mail(true, 'seller').listUnsubscribe, null);
});

test('the footer speaks the recipient’s language and names the conversation', () => {
  const toBuyer = deliveryOf(messageOf({ author: 'seller', authorLabel: 'Lampen Huber' }), {
    recipient: 'buyer',
  });
  const { text, from } = composeDelivery(toBuyer, FACTS);
  assert.equal(from.displayName, 'Lampen Huber via Markt');
  assert.match(text, /^Tell me please\.\n\n_____\nBestelling 302-1234567-7654321 · Markt\n/u);
  const [reference = ''] = findConversationReferences(text);
  assert.equal(conversationOfReference(reference), CONVERSATION);
});

test('HTML carries the same footer, escaped', () => {
  const relationship = sampleRelationship();
  const market = { ...relationship.marketplace, name: 'Fish & <Chips>' };
  const { html } = composeDelivery(
    deliveryOf(messageOf({ html: '<p>Tell me</p>' }), {
      relationship: { ...relationship, marketplace: market },
    }),
    FACTS,
  );
  assert.match(
    html ?? '',
    /<p>Tell me<\/p><hr><p>Bestellung 302-1234567-7654321 · Fish &amp; &lt;Chips&gt;<br>/u,
  );
  assert.match(html ?? '', /\[ref:[a-z2-7]{26}\]/u);
});

test('ALIAS 4: In-Reply-To is the id that the recipient holds of what is answered', () => {
  const mail = composeDelivery(
    deliveryOf(
      messageOf({
        heldIds: ['one@lampen-huber.test', 'two@mail.markt.example'],
        answeredId: 'one@lampen-huber.test',
      }),
    ),
    FACTS,
  );
  assert.equal(mail.inReplyTo, 'one@lampen-huber.test');
  assert.deepEqual(mail.references, ['two@mail.markt.example', 'one@lampen-huber.test']);
});

test('an absence note says that it is automatic, in the header too', () => {
  const mail = composeDelivery(deliveryOf(messageOf({ automatic: 'absence-note' })), FACTS);
  assert.equal(mail.automatic, 'auto-replied');
  assert.match(mail.text, /Dies ist eine automatische Antwort/u);
});

test('a message without subject gets one from its conversation or its order', () => {
  const subject = (changes: Partial<MessageToCompose>): string =>
    composeDelivery(deliveryOf(messageOf({ subject: '', ...changes })), FACTS).subject;
  assert.equal(subject({}), 'Is the lamp bright?');
  assert.equal(
    subject({ conversationSubject: '' }),
    'Nachricht zu Ihrer Bestellung 302-1234567-7654321 (Markt)',
  );
  assert.equal(subject({ conversationSubject: '', orderId: null }), 'Eine Frage von J. D. V.');
});

const KINDS: readonly Notice['kind'][] = ['refused', 'held', 'failed', 'delayed', 'pending', 'changed'];

for (const language of LANGUAGES) {
  test(`every kind of notice is complete in ${language}`, () => {
    for (const kind of KINDS) {
      const notice: Notice = {
        kind,
        language,
        orderId: '302-1234567-7654321',
        subject: 'Lamp',
        sentAt: NOW.toISOString(),
        answersRfcId: 'x1@devries.example',
        reasons: kind === 'refused' ? [{ code: 'refusal.archive', detail: 'all.zip' }] : [],
        values: { hard: true, until: NOW.toISOString(), address: 'new@helpdesk.example' },
      };
      const mail = composeDelivery(deliveryOf(null, { notice }), FACTS);
      assert.equal(mail.from.address, 'no-reply@notice.markt.example');
      assert.equal(mail.automatic, 'auto-generated');
      assert.ok(mail.suppressAutoReplies);
      assert.deepEqual([mail.inReplyTo, mail.language], ['x1@devries.example', language]);
      assert.doesNotMatch(mail.text + mail.subject, /[{}]|undefined|null/u);
      assert.match(mail.text, /302-1234567-7654321/u);
      if (kind === 'refused') assert.match(mail.text, / {2}- .*all\.zip/u);
    }
  });
}

test('a notice tells times in the marketplace’s zone', () => {
  const notice: Notice = {
    kind: 'delayed',
    language: 'de',
    orderId: null,
    subject: 'Lamp',
    sentAt: null,
    answersRfcId: null,
    reasons: [],
    values: { until: '2026-03-05T12:00:00Z' },
  };
  assert.match(composeDelivery(deliveryOf(null, { notice }), FACTS).text, /05\.03\.2026, 13:00/u);
});
