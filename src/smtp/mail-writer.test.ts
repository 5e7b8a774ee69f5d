import type { AliasAddress } from '#mail/address.ts';
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { composeAndSign } from '#mail/compose-signed.ts';
import type { OutgoingMail, SigningKey } from '#mail/outgoing-mail.ts';
import { createMailWriter } from './mail-writer.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const KEY: SigningKey = {
  domain: 'market.example',
  selector: 's1',
  algorithm: 'rsa-sha256',
  privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }),
};
const RECORD = `v=DKIM1; p=${publicKey.export({ format: 'der', type: 'spki' }).toString('base64')}`;

const MAIL: OutgoingMail = {
  from: { displayName: 'Blumenladen (via Markt)', address: 'k3j5h2@market.example' },
  to: 'z7y6x5@market.example' as AliasAddress,
  subject: 'Grüße',
  date: new Date('2026-11-20T08:00:00Z'),
  messageId: 'dgnfwpanjz7wbajd@market.example',
  inReplyTo: null,
  references: [],
  text: 'Hallo',
  html: '<p>Hallo</p>',
  files: [{ name: 'a.pdf', mediaType: 'application/pdf', bytes: Buffer.from('%PDF'), contentId: null }],
  language: null,
  automatic: null,
  suppressAutoReplies: false,
  listUnsubscribe: null,
  feedbackId: 'de:message',
  ownFields: [],
};

test('what a writer gives is composed, signed now, and verifies at a receiver', async () => {
  const bytes = await createMailWriter({ now: () => NOW }).write(MAIL, KEY);
  const { results } = await dkimVerify(Buffer.from(bytes), {
    curTime: NOW,
    resolver: () => Promise.resolve([[RECORD]]),
  });
  assert.deepEqual(
    results.map(({ status }) => status.result),
    ['pass'],
  );
  assert.match(Buffer.from(bytes).toString('latin1'), new RegExp(`\r\n t=${NOW.getTime() / 1000};`, 'u'));
});

test('a worker makes the same bytes of the same values, cloned', async () => {
  const [mail, key] = structuredClone([MAIL, KEY] as const);
  assert.deepEqual(
    Buffer.from(composeAndSign(mail, key, { now: NOW })),
    await createMailWriter({ now: () => NOW }).write(MAIL, KEY),
  );
});

test('a mail that can not be composed rejects, and takes nothing else with it', async () => {
  const writer = createMailWriter({ now: () => NOW });
  await assert.rejects(writer.write({ ...MAIL, messageId: 'a\r\nb@c' }, KEY), TypeError);
  assert.ok((await writer.write(MAIL, KEY)).length > 0);
});
