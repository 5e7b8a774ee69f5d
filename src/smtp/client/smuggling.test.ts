import type { AliasAddress } from '#mail/address.ts';
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { OutgoingMail, SigningKey } from '#mail/outgoing-mail.ts';
import { PrivateAddress } from '#mail/private-address.ts';
import { openHost } from '#test/support/smtp-host.ts';
import { zoneDns } from '../dns-zone.ts';
import { createMailWriter } from '../mail-writer.ts';
import { SmtpTransport } from './transport.ts';

// Threats T2 and T3: what an author writes can't end our message early at any server, however it reads line
// ends, and arrives octet for octet as it was composed. The whole way: compose, sign, client, socket, host.

const NOW = new Date('2026-11-22T12:00:00Z');
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const KEY: SigningKey = {
  domain: 'market.example',
  selector: 's1',
  algorithm: 'ed25519-sha256',
  privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }),
};
const RECORD = `v=DKIM1; k=ed25519; p=${publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64')}`;
const DNS = zoneDns('mx.parley.test. A 127.0.0.1\n');

const ENVELOPE =
  'MAIL FROM:<admin@evil.test>\r\nRCPT TO:<victim@one.example>\r\nDATA\r\nSubject: smuggled\r\n\r\nx';

/** Line ends that some server somewhere takes or took for one. */
const ENDS = [
  '\r\n',
  '\n',
  '\r',
  '\r\r\n',
  '\n\r',
  '\r\n\n',
  '\u0000\r\n',
  '\r\u0000\n',
  '\u0085',
  '\u2028',
  '\v',
  '\f',
];
const FALSE_ENDINGS = ENDS.flatMap((before) => ENDS.map((after) => `${before}.${after}`));
const DOTS = ['.', '..', '.x', '...', '\r\n.', '.\r\n', ' .', '\t.'].map((dots) => `a\r\n${dots}\r\nb`);

const mailOf = (text: string, index: number): OutgoingMail => ({
  from: { displayName: 'Blumenladen', address: 'k3j5h2@market.example' },
  to: 'z7y6x5@market.example' as AliasAddress,
  subject: text.slice(0, 60),
  date: NOW,
  messageId: `m${index}@market.example`,
  inReplyTo: null,
  references: [],
  text,
  html: index % 2 === 0 ? null : text,
  files: [{ name: text.slice(0, 20), mediaType: 'text/plain', bytes: Buffer.from(text), contentId: null }],
  language: null,
  automatic: null,
  suppressAutoReplies: false,
  listUnsubscribe: null,
  feedbackId: 'de:message',
  ownFields: [],
});

const TEXTS = [
  ...FALSE_ENDINGS.map((ending) => `before${ending}${ENVELOPE}${ending}after`),
  // All of it plain ASCII with short lines goes out as 7bit, where nothing but the client guards the dot.
  ...DOTS,
];

const MAILS = TEXTS.map(mailOf);
const writer = createMailWriter({ now: () => NOW });

function transportTo(port: number): SmtpTransport {
  const route = { kind: 'smarthost', host: 'mx.parley.test', port, tls: 'none', credentials: null } as const;
  return new SmtpTransport(
    { dns: DNS, random: () => 0 },
    { helloName: 'parley.market.example', routes: { standard: route, byDomain: new Map() } },
  );
}

async function transmitAll(transport: SmtpTransport): Promise<Buffer[]> {
  const sent: Buffer[] = [];
  for (const [index, mail] of MAILS.entries()) {
    const bytes = await writer.write(mail, KEY);
    const outcome = await transport.transmit({
      reversePath: 'mabc234@bounce.market.example',
      forwardPath: new PrivateAddress('jan@one.example'),
      envelopeId: `delivery-${index}`,
      bytes,
    });
    assert.equal(outcome.kind, 'handed-over', JSON.stringify(TEXTS[index]));
    sent.push(Buffer.from(bytes));
  }
  await transport.close();
  return sent;
}

/** RFC 5321 §4.5.2. */
const stuffed = (bytes: Buffer): string => `${bytes.toString('latin1').replaceAll(/^\./gmu, '..')}.\r\n`;

for (const extensions of [[], ['PIPELINING', 'DSN', 'SIZE']]) {
  test(`T2, T3: octet for octet at a host ${extensions.length > 0 ? 'with' : 'without'} pipelining`, async (t) => {
    const host = await openHost(t, { extensions });
    const sent = await transmitAll(transportTo(host.port));
    assert.equal(
      host.sessions.reduce(
        (count, { commands }) => count + commands.filter((command) => command.startsWith('MAIL')).length,
        0,
      ),
      MAILS.length,
    );
    assert.deepEqual(
      host.messages().map((message) => message.length),
      sent.map((bytes) => stuffed(bytes).length),
    );
    for (const [index, message] of host.messages().entries()) {
      assert.equal(message, stuffed(sent[index] ?? Buffer.alloc(0)), JSON.stringify(TEXTS[index]));
      assert.doesNotMatch(message, /\r(?!\n)|(?<!\r)\n|\u0000/u);
      assert.equal(message.split('\r\n.\r\n').length, 2);
    }
    for (const { commands } of host.sessions)
      for (const command of commands) assert.doesNotMatch(command, /evil|victim|smuggled/u);
  });
}

test('T2, T3: one message each at smtp-server, and each verifies', async () => {
  const received: { readonly from: string; readonly bytes: Buffer }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom } = session.envelope;
        received.push({ from: mailFrom === false ? '' : mailFrom.address, bytes: Buffer.concat(chunks) });
        done();
      });
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await new Promise((resolve) => listening.once('listening', resolve));
  const { port } = listening.address() as { readonly port: number };
  const sent = await transmitAll(transportTo(port));
  await new Promise<void>((resolve) => server.close(() => resolve()));

  assert.equal(received.length, MAILS.length);
  for (const [index, { from, bytes }] of received.entries()) {
    assert.equal(from, 'mabc234@bounce.market.example');
    assert.deepEqual(bytes, sent[index]);
    const { results } = await dkimVerify(bytes, {
      curTime: NOW,
      resolver: () => Promise.resolve([[RECORD]]),
    });
    assert.deepEqual(
      results.map(({ status }) => status.result),
      ['pass'],
    );
    const file = (await PostalMime.parse(bytes)).attachments.at(-1);
    assert.equal(Buffer.from(file?.content as ArrayBuffer).toString(), TEXTS[index]);
  }
});
