// node bench/compose.ts [messages]
//
// What a message costs on its way out, stage by stage, beside the libraries that could do the same. One
// thread, RSA-2048; sizes are those of the composed message. Times are medians of batches, in milliseconds.

import type { AliasAddress } from '#mail/address.ts';
import { createHash, generateKeyPairSync } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import Dkim from 'nodemailer/lib/dkim';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import type { CleanFile } from '#mail/authored-content.ts';
import { composeMail } from '#mail/compose.ts';
import { signMail, signMailAside } from '#mail/dkim-sign.ts';
import { bodyHash, splitMessage } from '#mail/dkim-sign-canonical.ts';
import type { OutgoingMail, SigningKey } from '#mail/outgoing-mail.ts';

const rounds = Number(process.argv[2] ?? 200);
const now = new Date('2026-11-22T12:00:00Z');
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
const key: SigningKey = {
  domain: 'market.example',
  selector: 's',
  algorithm: 'rsa-sha256',
  privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }),
};

const LINE =
  'Guten Tag, die Lieferung für die Bestellung 302-1234567-1234567 ist heute um 9 Uhr abgeholt worden.\n';

function mailOf(
  name: string,
  textBytes: number,
  fileBytes: number,
): readonly [name: string, mail: OutgoingMail] {
  const text = LINE.repeat(Math.max(1, Math.round(textBytes / LINE.length / 2)));
  const picture: CleanFile = {
    name: 'Etikett für das Paket.png',
    mediaType: 'image/png',
    bytes: Buffer.from(Array.from({ length: fileBytes }, (_, index) => (index * 7919) & 255)),
    contentId: null,
  };
  return [
    name,
    {
      from: {
        displayName: 'Müller & Söhne (via Markt)',
        address: 'k3j5h2abcdefghijklmnopqrst@market.example',
      },
      to: 'z7y6x5abcdefghijklmnopqrst@market.example' as AliasAddress,
      subject: 'Ihre Bestellung 302-1234567-1234567: Rückfrage zur Lieferung',
      date: now,
      messageId: 'dgnfwpanjz7wbajd@market.example',
      inReplyTo: 'b@market.example',
      references: Array.from({ length: 6 }, (_, index) => `${index}dgnfwpanjz7wbajd@market.example`),
      text,
      html: `<p>${text.replaceAll('\n', '</p>\n<p>')}</p>`,
      files: fileBytes > 0 ? [picture] : [],
      language: 'de',
      automatic: null,
      suppressAutoReplies: false,
      listUnsubscribe: 'https://market.example/optout/abc',
      feedbackId: 'de:message',
      ownFields: [['X-Parley-Order', '302-1234567-1234567']],
    },
  ];
}

function composeWithLibrary(mail: OutgoingMail): Promise<Buffer> {
  const composer = new MailComposer({
    from: { name: mail.from.displayName, address: mail.from.address },
    to: String(mail.to),
    subject: mail.subject,
    date: mail.date,
    messageId: `<${mail.messageId}>`,
    inReplyTo: `<${mail.inReplyTo}>`,
    references: mail.references.map((id) => `<${id}>`),
    text: mail.text,
    html: mail.html ?? '',
    headers: { 'X-Parley-Order': '302-1234567-1234567', 'Feedback-ID': mail.feedbackId },
    attachments: mail.files.map(({ name, mediaType, bytes }) => ({
      filename: name,
      contentType: mediaType,
      content: Buffer.from(bytes),
    })),
  });
  return new Promise((resolve, reject) => {
    composer.compile().build((error, message) => (error ? reject(error) : resolve(message)));
  });
}

const libraryDkim = new Dkim({ domainName: key.domain, keySelector: key.selector, privateKey: pem });

async function signWithNodemailer(bytes: Buffer): Promise<number> {
  let length = 0;
  for await (const chunk of libraryDkim.sign(bytes) as AsyncIterable<Buffer>) length += chunk.length;
  return length;
}

function signWithMailauth(bytes: Buffer): Promise<unknown> {
  return dkimSign(bytes, {
    canonicalization: 'relaxed/relaxed',
    algorithm: 'rsa-sha256',
    signTime: now,
    signingDomain: key.domain,
    selector: key.selector,
    privateKey: pem,
    signatureData: [{ signingDomain: key.domain, selector: key.selector, privateKey: pem }],
  });
}

/** Median time of one call, after a warm-up, in batches of ten. */
async function timeOf(call: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let batch = -3; batch < rounds / 10; batch++) {
    const start = performance.now();
    for (let index = 0; index < 10; index++) await call();
    if (batch >= 0) times.push((performance.now() - start) / 10);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

/** Wall time per message, 16 in the air at a time, and what the caller's own thread spends on one. */
async function timeAside(bytes: Uint8Array): Promise<{ wall: number; own: number }> {
  const start = performance.now();
  const batches = Math.ceil(rounds / 16);
  for (let batch = 0; batch < batches; batch++)
    await Promise.all(Array.from({ length: 16 }, () => signMailAside(bytes, key, { now })));
  const wall = (performance.now() - start) / (batches * 16);
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = performance.now();
    const signed = signMailAside(bytes, key, { now });
    times.push(performance.now() - before);
    await signed;
  }
  return { wall, own: times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN };
}

const mails = [
  mailOf('short text', 2_600, 0),
  mailOf('long text', 5_000, 0),
  mailOf('text and picture', 2_000, 44_400),
  mailOf('long text and picture', 26_000, 48_500),
];

const table: Record<string, Record<string, string>> = {};
for (const [name, mail] of mails) {
  const bytes = Buffer.from(composeMail(mail));
  const { body } = splitMessage(bytes);
  const aside = await timeAside(bytes);
  const row: Record<string, number> = {
    compose: await timeOf(() => composeMail(mail)),
    'compose: nodemailer': await timeOf(() => composeWithLibrary(mail)),
    'body hash': await timeOf(() => bodyHash(body)),
    'sha256 alone': await timeOf(() => createHash('sha256').update(body).digest()),
    sign: await timeOf(() => signMail(bytes, key, { now })),
    'sign: nodemailer': await timeOf(() => signWithNodemailer(bytes)),
    'sign: mailauth': await timeOf(() => signWithMailauth(bytes)),
    'aside: wall': aside.wall,
    'aside: main thread': aside.own,
  };
  table[`${name}, ${Math.round(bytes.length / 1000)} kB`] = Object.fromEntries(
    Object.entries(row).map(([stage, time]) => [stage, time.toFixed(3)]),
  );
}
console.table(table);
