import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseAddress } from '#mail/address.ts';
import type { Authentication } from '#mail/authentication.ts';
import type { SoleAuthor } from '#mail/author.ts';
import { PrivateAddress } from '#mail/private-address.ts';
import type { Side } from '#market/party.ts';
import { erasedForm } from '#market/permission.ts';
import { sampleRelationship } from '#test/support/sample-relationship.ts';

import type { IdentificationFacts } from './identify-author.ts';
import { identifyAuthor } from './identify-author.ts';
import type { MailFacts } from './ports.ts';

const PASSED: Authentication = {
  spf: { result: 'pass', domain: 'devries.example' },
  dkim: [],
  dmarc: { result: 'pass', policy: 'reject', domain: 'devries.example' },
  aligned: true,
  arcSealer: null,
};
const FAILED: Authentication = { ...PASSED, dmarc: { ...PASSED.dmarc, result: 'fail' }, aligned: false };

function mailFrom(author: string | SoleAuthor): MailFacts {
  const mailbox = (address: string): SoleAuthor => {
    const parsed = parseAddress(address);
    assert.ok(parsed);
    return { kind: 'author', mailbox: { displayName: '', address: parsed } };
  };
  return {
    kind: 'ordinary',
    author: typeof author === 'string' ? mailbox(author) : author,
    subject: 'Hello',
    messageId: 'a@b.example',
    inReplyTo: [],
    references: [],
    date: null,
    hopCount: 1,
    hopMarkers: [],
    complaints: [],
  };
}

function identify(
  author: string | SoleAuthor,
  addressed: Side[],
  changes: Partial<IdentificationFacts> = {},
): string {
  const identified = identifyAuthor({
    mail: mailFrom(author),
    authentication: PASSED,
    relationship: sampleRelationship(),
    addressed,
    isOurDomain: (domain) => domain.endsWith('markt.example'),
    ...changes,
  });
  switch (identified.kind) {
    case 'author':
      return `${identified.author.side} ${identified.author.canonical}`;
    case 'unknown-to-seller':
      return `pending ${identified.canonical}`;
    case 'other-mailbox':
    case 'refused':
      return `${identified.reply.code} ${identified.reply.enhanced} ${identified.reply.text}`;
  }
}

const BUYER = 'jan@devries.example';
const SHOP = 'service@lampen-huber.example';

test('the buyer writes to the alias of the seller, in any case and with a sub-address', () => {
  assert.equal(identify(BUYER, ['seller']), `buyer ${BUYER}`);
  assert.equal(identify('JAN+shop@DeVries.example', ['seller']), `buyer ${BUYER}`);
});

test('PERM 1: the registered and the approved address write for the seller', () => {
  assert.equal(identify(SHOP, ['buyer']), `seller ${SHOP}`);
  assert.equal(identify('mia@lampen-huber.example', ['buyer']), 'seller mia@lampen-huber.example');
});

test('PERM 2: a blocked address is refused, and told where that can be changed', () => {
  assert.match(
    identify('old@lampen-huber.example', ['buyer']),
    /^550 5\.7\.1 This address is blocked.*Messaging permissions/u,
  );
});

test('PERM 6: an erased address that was blocked stays blocked by its salted hash', () => {
  const { seller, ...rest } = sampleRelationship();
  const erased = {
    address: new PrivateAddress('—'),
    canonical: erasedForm('gone@agency.example', Uint8Array.of(1, 2, 3)),
    state: 'blocked',
  } as const;
  const relationship = { ...rest, seller: { ...seller, addresses: [erased] } };
  assert.match(
    identify('gone@agency.example', ['buyer'], { relationship }),
    /^550 5\.7\.1 This address is blocked/u,
  );
  assert.match(identify('come@agency.example', ['buyer'], { relationship }), /^pending/u);
});

test('PERM 3: any other authenticated address becomes pending', () => {
  assert.equal(identify('new@helpdesk.example', ['buyer']), 'pending new@helpdesk.example');
});

test('12.4: a reply to all names both aliases, and the message goes to the other side', () => {
  assert.equal(identify(BUYER, ['seller', 'buyer']), `buyer ${BUYER}`);
  assert.equal(identify(SHOP, ['buyer', 'seller']), `seller ${SHOP}`);
});

test('PERM 7: who addresses both aliases never becomes pending: it may be the buyer’s other mailbox', () => {
  assert.match(identify('jan@work.example', ['seller', 'buyer']), /^550 5\.7\.1 .*registered/u);
});

test('12.5: a buyer who writes from another mailbox is shown the way in, masked', () => {
  const answer = identify('jan@work.example', ['seller']);
  assert.match(answer, /^550 5\.7\.1 .*j\*\*\*@d\*\*\*\.example/u);
  assert.ok(!answer.includes('devries'));
});

test('the own alias alone is no recipient', () => {
  assert.match(identify(BUYER, ['buyer']), /^550 5\.1\.1/u);
  assert.match(identify(SHOP, ['seller']), /^550 5\.1\.1/u);
});

test('mail from an address of ours is refused, however well it is signed', () => {
  assert.match(identify(`${'s'.repeat(28)}@mail.markt.example`, ['buyer']), /^550 5\.7\.1/u);
});

test('I1: no, several or malformed authors are refused', () => {
  for (const kind of ['none', 'several', 'malformed'] as const) {
    assert.match(identify({ kind }, ['seller']), /^550 5\.7\.1 .*exactly one/u);
  }
});

test('ALIAS 5: an author who is not authenticated hears what is missing, and nothing of permissions', () => {
  const answer = identify('new@helpdesk.example', ['buyer'], { authentication: FAILED });
  assert.match(answer, /^550 5\.7\.26 helpdesk\.example .*SPF pass.*DMARC fail/u);
});

test('T15: a look-up that failed for now is “later”, never a pass', () => {
  const later: Authentication = { ...FAILED, dmarc: { ...FAILED.dmarc, result: 'temperror' } };
  assert.match(identify(BUYER, ['seller'], { authentication: later }), /^451 4\.7\.24/u);
});

test('a domain without DMARC is taken on an aligned pass, not without', () => {
  const none: Authentication = { ...PASSED, dmarc: { ...PASSED.dmarc, result: 'none' } };
  assert.equal(identify(BUYER, ['seller'], { authentication: none }), `buyer ${BUYER}`);
  assert.match(
    identify(BUYER, ['seller'], { authentication: { ...none, aligned: false } }),
    /^550 5\.7\.26/u,
  );
});
