import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { outcomeOfReply, readReply } from './remote-reply.ts';
import { readExtensions } from './session-extensions.ts';

test('a reply is its code, its enhanced status and its words in one line', () => {
  const cases: readonly (readonly [response: string, ...expected: unknown[]])[] = [
    ['250 2.0.0 Ok: queued as 4711', 250, '2.0.0', 'Ok: queued as 4711'],
    ['550-5.1.1 No such\r\n550-5.1.1 user\r\n550 5.1.1 here', 550, '5.1.1', 'No such user here'],
    ['550-mailbox\n550 unavailable', 550, null, 'mailbox unavailable'],
    ['421', 421, null, ''],
    ['452 4.2.2', 452, '4.2.2', ''],
    ['550 5.1.1.7 odd', 550, null, '5.1.1.7 odd'],
    ['554 \u0007bell\u2028line\ttab', 554, null, 'bell line tab'],
  ];
  for (const [response, code, enhanced, text] of cases)
    assert.deepEqual(readReply(response), { code, enhanced, text }, response);
});

test('what does not begin with a code is no reply', () => {
  for (const response of ['', 'hello', '99 x', '1000 x', '150 x', '2500', '+OK'])
    assert.equal(readReply(response), null, response);
});

test('the words of a remote are one line of at most 500 characters, whatever they are', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
      const reply = readReply(`550 ${text}`);
      assert.ok(reply !== null && reply.text.length <= 500);
      assert.doesNotMatch(reply.text, /\p{Cc}|\p{Zl}|\p{Zp}/u);
      assert.ok(reply.text.isWellFormed());
    }),
  );
});

test('5yz is for good, 4yz is not, and what speaks of the session is not either', () => {
  const kindOf = (response: string): string => {
    const reply = readReply(response);
    return reply === null ? 'none' : outcomeOfReply('mx.example', reply).kind;
  };
  assert.equal(kindOf('250 ok'), 'handed-over');
  for (const response of [
    '550 5.1.1 gone',
    '552 5.3.4 too big',
    '554 5.7.1 spam',
    '501 5.1.3 syntax',
    '556 no',
  ])
    assert.equal(kindOf(response), 'refused', response);
  for (const response of [
    '421 busy',
    '450 4.2.0 grey',
    '452 4.2.2 full',
    '503 order',
    '530 5.7.0 AUTH',
    '354 ?',
  ])
    assert.equal(kindOf(response), 'deferred', response);
});

test('extensions are read from the lines after the first, in any case', () => {
  const none = { smtpUtf8: false, eightBitMime: false, maxSize: null };
  assert.deepEqual(readExtensions('250-SMTPUTF8.example\r\n250-size 1000\r\n250-8bitmime\r\n250 SmtpUtf8'), {
    smtpUtf8: true,
    eightBitMime: true,
    maxSize: 1000,
  });
  assert.deepEqual(readExtensions('250 SMTPUTF8'), none);
  assert.deepEqual(readExtensions('250-mx\r\n250 SIZE'), none);
  assert.deepEqual(readExtensions('250-mx\r\n250 SIZE 0'), none);
  assert.deepEqual(readExtensions('250-mx\r\n250 XSMTPUTF8 8BITMIME'), none);
  assert.deepEqual(readExtensions(''), none);
});
