import type { AliasAddress } from './address.ts';
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { composeMail } from './compose.ts';
import { signMail, signMailAside } from './dkim-sign.ts';
import { bodyHash } from './dkim-sign-canonical.ts';
import type { OutgoingMail, SigningKey } from './outgoing-mail.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const DAY = 86_400_000;
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed25519 = generateKeyPairSync('ed25519');

const der = (key: KeyObject): Uint8Array => key.export({ format: 'der', type: 'pkcs8' });
const RSA: SigningKey = {
  domain: 'market.example',
  selector: 'r2026',
  algorithm: 'rsa-sha256',
  privateKey: der(rsa.privateKey),
};
const ED25519: SigningKey = {
  domain: 'market.example',
  selector: 'e2026',
  algorithm: 'ed25519-sha256',
  privateKey: der(ed25519.privateKey),
};

const RECORDS = new Map([
  [
    'r2026._domainkey.market.example',
    `v=DKIM1; k=rsa; p=${rsa.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')}`,
  ],
  [
    'e2026._domainkey.market.example',
    // RFC 8463 §4: the bare 32 bytes.
    `v=DKIM1; k=ed25519; p=${ed25519.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64')}`,
  ],
]);

async function resultsOf(bytes: Uint8Array | string, at = NOW): Promise<string[]> {
  const { results } = await dkimVerify(Buffer.from(bytes as Uint8Array), {
    curTime: at,
    resolver: (name: string) => Promise.resolve([[RECORDS.get(name) ?? assert.fail(name)]]),
  });
  return results.map(({ status }) => status.result);
}

const MAIL: OutgoingMail = {
  from: { displayName: 'Blumenladen', address: 'k3j5h2@market.example' },
  to: 'z7y6x5@market.example' as AliasAddress,
  subject: 'Grüße und Fragen zu der Bestellung, die am Montag nicht angekommen ist',
  date: NOW,
  messageId: 'dgnfwpanjz7wbajd@market.example',
  inReplyTo: 'b@x.example',
  references: ['a@x.example', 'b@x.example'],
  text: 'Two  blanks, a trailing one \n\ttab\n.\n\n\n',
  html: null,
  files: [],
  language: 'de',
  automatic: null,
  suppressAutoReplies: false,
  listUnsubscribe: 'https://market.example/optout/1',
  feedbackId: 'de:message',
  ownFields: [['X-Parley-Order', '302-1234567-1234567']],
};

const composed = composeMail(MAIL);
const signed = signMail(composed, RSA, { now: NOW });
const text = Buffer.from(signed).toString('latin1');
const tagsOf = (message: string): Map<string, string> =>
  new Map(
    message
      .slice('DKIM-Signature:'.length, message.search(/\r\n(?![ \t])/u))
      .split(';')
      .map((tag) => tag.replaceAll(/\s/gu, ''))
      .map((tag) => [tag.slice(0, tag.indexOf('=')), tag.slice(tag.indexOf('=') + 1)] as const),
  );

test('a receiver verifies the signature, and the message below it is untouched', async () => {
  assert.deepEqual(await resultsOf(signed), ['pass']);
  assert.ok(text.startsWith('DKIM-Signature: '));
  assert.ok(text.endsWith(`\r\n${Buffer.from(composed).toString('latin1')}`));
});

test('the tags are those of RFC 6376 that we mean, and never a body length', () => {
  const tags = tagsOf(text);
  assert.deepEqual([...tags.keys()], ['v', 'a', 'c', 'd', 's', 't', 'x', 'h', 'bh', 'b']);
  assert.equal(tags.get('c'), 'relaxed/relaxed');
  assert.equal(Number(tags.get('t')) * 1000, NOW.getTime());
  assert.equal(Number(tags.get('x')) * 1000, NOW.getTime() + 7 * DAY);
  assert.deepEqual(tags.get('h')?.toLowerCase().split(':'), [
    'from',
    'from',
    'to',
    'to',
    'cc',
    'subject',
    'subject',
    'date',
    'date',
    'reply-to',
    'message-id',
    'message-id',
    'mime-version',
    'mime-version',
    'content-type',
    'content-type',
    'content-transfer-encoding',
    'content-transfer-encoding',
    'content-id',
    'content-description',
    'content-disposition',
    'content-language',
    'content-language',
    'in-reply-to',
    'references',
    'list-unsubscribe',
    'list-unsubscribe-post',
    'feedback-id',
    'x-parley-order',
  ]);
  for (const line of text.slice(0, text.indexOf('\r\nDate:')).split('\r\n'))
    assert.ok(line.length <= 78, line);
});

test('I5: adding any field that is signed too often breaks the signature, above or below', async () => {
  const header = composed.length === 0 ? '' : text.slice(0, text.indexOf('\r\n\r\n') + 2);
  const body = text.slice(header.length);
  const additions = [
    'From: evil@x.example',
    'To: victim@x.example',
    'Cc: victim@x.example',
    'Subject: another',
    'Date: Mon, 23 Nov 2026 12:00:00 +0000',
    'Reply-To: evil@x.example',
    'Message-ID: <other@x.example>',
    'MIME-Version: 1.1',
    'Content-Type: text/html',
    'Content-Transfer-Encoding: base64',
    'Content-ID: <a@x.example>',
    'Content-Description: other',
    'Content-Disposition: attachment',
    'Content-Language: en',
  ];
  for (const field of additions) {
    assert.deepEqual(await resultsOf(`${field}\r\n${header}${body}`), ['fail'], `${field} above`);
    assert.deepEqual(await resultsOf(`${header}${field}\r\n${body}`), ['fail'], `${field} below`);
  }
  // What servers on the way add must do no harm, or the test would prove nothing.
  assert.deepEqual(await resultsOf(`Received: from a by b\r\n${header}X-Spam: no\r\n${body}`), ['pass']);
});

test('I5: changing or removing a signed field breaks the signature', async () => {
  const names = [
    'In-Reply-To',
    'References',
    'List-Unsubscribe',
    'List-Unsubscribe-Post',
    'X-Parley-Order',
    'Subject',
  ];
  for (const name of names) {
    const changed = text.replace(`\r\n${name}: `, `\r\n${name}: x`);
    const removed = text.replace(new RegExp(`\r\n${name}:.*(?:\r\n[ \t].*)*`, 'u'), '');
    assert.deepEqual(await resultsOf(changed), ['fail'], name);
    assert.deepEqual(await resultsOf(removed), ['fail'], name);
  }
});

test('I5: a copy that is sent again after seven days verifies nowhere', async () => {
  assert.deepEqual(await resultsOf(signed, new Date(NOW.getTime() + 7 * DAY - 1000)), ['pass']);
  assert.notDeepEqual(await resultsOf(signed, new Date(NOW.getTime() + 7 * DAY + 1000)), ['pass']);
  assert.throws(() => signMail(composed, RSA, { now: NOW, expiresInSeconds: 7 * 86_400 + 1 }), RangeError);
  assert.throws(() => signMail(composed, RSA, { now: NOW, expiresInSeconds: 0 }), RangeError);
});

test('relaxed: blanks that servers change do no harm, a changed word does', async () => {
  const end = text.indexOf('\r\n\r\n');
  const head = text.slice(0, end);
  const body = text.slice(end);
  const reflowed = head.replaceAll('; ', ';\t ').replace('Subject: ', 'SUBJECT:  ') + `${body}\r\n\r\n`;
  assert.deepEqual(await resultsOf(reflowed), ['pass']);
  // mailauth's word for a body that isn't the signed one.
  assert.deepEqual(await resultsOf(text.replace('blanks', 'planks')), ['neutral']);
});

test('RFC 8463: Ed25519 alone and as a second signature', async () => {
  assert.deepEqual(await resultsOf(signMail(composed, ED25519, { now: NOW })), ['pass']);
  assert.deepEqual(await resultsOf(signMail(signed, ED25519, { now: NOW })), ['pass', 'pass']);
});

test('signing aside gives the same bytes', async () => {
  const time = { now: NOW, expiresInSeconds: 3600 };
  assert.deepEqual(await signMailAside(composed, RSA, time), signMail(composed, RSA, time));
  await assert.rejects(signMailAside(composed, { ...RSA, privateKey: Buffer.from('no key') }, time));
});

test('a key whose names are no names of the DNS is a fault', () => {
  for (const change of [{ domain: 'a;b' }, { domain: 'a\r\nBcc: b' }, { selector: '' }, { selector: 'a..b' }])
    assert.throws(() => signMail(composed, { ...RSA, ...change }, { now: NOW }), TypeError);
  assert.throws(() => signMail(Buffer.from('no header'), RSA, { now: NOW }), TypeError);
});

test('the hash of a body is that of its relaxed form', () => {
  const sha256 = (value: string): string => createHash('sha256').update(value).digest('base64');
  const cases: readonly (readonly [body: string, canonical: string])[] = [
    ['', ''],
    ['\r\n', ''],
    ['\r\n\r\n\r\n', ''],
    [' \r\n\t\r\n', ''],
    [' C \r\nD \t E\r\n\r\n\r\n', ' C\r\nD E\r\n'],
    ['a', 'a\r\n'],
    ['a ', 'a\r\n'],
    ['a\r\n', 'a\r\n'],
    ['\r\n\r\na\r\n', '\r\n\r\na\r\n'],
  ];
  for (const [body, canonical] of cases)
    assert.equal(bodyHash(Buffer.from(body)), sha256(canonical), JSON.stringify(body));
});

test('any text, subject and file is signed so that a receiver verifies it', async () => {
  const line = fc.constantFrom('', ' ', '  ', '\t', '.', 'a b', ' c ', 'é', 'x'.repeat(80), '\r', '=');
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 12 }),
      fc.string({ unit: 'binary', maxLength: 100 }),
      async (lines, subject) => {
        const mail = composeMail({ ...MAIL, subject, text: lines.join('\n') });
        assert.deepEqual(await resultsOf(signMail(mail, ED25519, { now: NOW })), ['pass']);
      },
    ),
  );
});
