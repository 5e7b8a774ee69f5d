import type { AliasAddress } from '#mail/address.ts';
import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { MailReadRequest } from '#flow/ports.ts';
import { ENGLISH_WORDS } from '#mail/author-content-parts.ts';
import { makeHopMarker } from '#mail/hop-marker.ts';
import type { OutgoingMail } from '#mail/outgoing-mail.ts';
import { createLog } from '#src/log.ts';
import { newKey, newRsaKey, signedBy } from '#test/support/signed-mail.ts';
import { authenticate } from './authenticate.ts';
import { zoneDns } from './dns-zone.ts';
import { createMailWorkers } from './mail-workers.ts';
import type { MailWorkers, MailWorkersOptions } from './mail-workers.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const SHOP = newKey('shop.example');
const OURS = newRsaKey('alias.example', 1024);
const ZONE = `
shop.example.        TXT "v=spf1 ip4:192.0.2.0/24 -all"
_dmarc.shop.example. TXT "v=DMARC1; p=reject"
${SHOP.record}
${OURS.record}
`;

function openWorkers(
  t: TestContext,
  options: Partial<MailWorkersOptions> = {},
): MailWorkers & { readonly logged: string[] } {
  const logged: string[] = [];
  const workers = createMailWorkers({
    size: 1,
    dns: { kind: 'zone', text: ZONE },
    hostName: 'mx.parley.test',
    clock: { now: () => NOW },
    log: createLog(
      (line) => logged.push(line),
      () => NOW,
    ),
    ...options,
  });
  t.after(() => workers.close());
  return Object.assign(workers, { logged });
}

function requestFor(raw: Buffer | string, reversePath = 'ann@shop.example'): MailReadRequest {
  return {
    raw: Buffer.from(raw),
    client: { address: '192.0.2.7', helo: 'mail.shop.example', reversePath },
    privateValues: {
      addresses: [{ address: 'ann@shop.example', alias: 'seller@alias.example' }],
      phones: [],
      names: ['Ann Example'],
    },
    maxFileBytes: 1_000_000,
    ourDomains: ['alias.example'],
    words: ENGLISH_WORDS,
  };
}

function letter(lines: readonly string[], body = 'Hello there.'): string {
  return `From: Ann <ann@shop.example>\r\nTo: a@alias.example\r\nMessage-ID: <1@shop.example>\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n${body}\r\n`;
}

test('a message comes back read, authenticated and rid of its quote', async (t) => {
  const { reader } = openWorkers(t);
  const marker = makeHopMarker('0192f0c1-2345-7abc-8def-0123456789ab', new Uint8Array(32), NOW);
  const request = requestFor(
    await signedBy(
      SHOP,
      letter(
        ['Subject: Re: order 1234', 'In-Reply-To: <0@alias.example>', `X-Parley-Hop: ${marker}`],
        'Yes, it was sent.\r\n\r\nOn Sun, 1 Mar 2026, Buyer wrote:\r\n> Was it sent?',
      ),
    ),
  );
  const before = Buffer.from(request.raw);
  const reading = await reader.read(request);
  assert.deepEqual(Buffer.from(request.raw), before, 'the caller still has the message');
  assert.ok(reading.read.kind === 'mail');
  const { facts } = reading.read;
  assert.equal(facts.subject, 'Re: order 1234');
  assert.deepEqual(facts.inReplyTo, ['0@alias.example']);
  assert.deepEqual(facts.hopMarkers, [marker]);
  assert.ok(facts.author.kind === 'author');
  assert.deepEqual(facts.author.mailbox.address, { localPart: 'ann', domain: 'shop.example' });
  assert.deepEqual(reading.authentication.dmarc, {
    result: 'pass',
    policy: 'reject',
    domain: 'shop.example',
  });
  assert.deepEqual(
    reading.authentication.dkim.map(({ result }) => result),
    ['pass'],
  );
  assert.equal(reading.content?.text.trim(), 'Yes, it was sent.');
  assert.equal(reading.automatic, null);
  assert.equal(reading.report, null);
});

test('ALIAS 3: subjects and quote heads lose the address and the name that the author’s program gives', async (t) => {
  const { reader } = openWorkers(t);
  const request = requestFor(
    await signedBy(
      SHOP,
      'From: Annika Zand <ann@shop.example>\r\nTo: a@alias.example\r\nMessage-ID: <2@shop.example>\r\n' +
        'Subject: =?utf-8?Q?Fwd:_Annika_Zand_<ann=40shop.example>?=\r\n\r\n' +
        'Look:\r\n\r\n> Annika Zand <ann@shop.example> wrote:\r\n>> Blue?\r\n\r\nYes.\r\n\r\n> From: Annika Zand\r\n>> Large?\r\n\r\nNo.\r\n',
    ),
  );
  const alias = 'b2@alias.example';
  const privateValues = { addresses: [{ address: 'ann@shop.example', alias }], phones: [], names: [] };
  const { read, content } = await reader.read({ ...request, privateValues });
  assert.ok(read.kind === 'mail' && content !== null);
  assert.match(read.facts.subject, /^Fwd: .*b2@alias\.example/u);
  assert.doesNotMatch(`${read.facts.subject}\n${content.text}\n${content.quoted}`, /Zand|ann@shop/u);
  assert.match(content.text, /Yes\.[^]*No\./u);
  assert.ok(content.notes.some(({ code }) => code === 'address-replaced'));
});

test('mail with several authors is read, but nobody is authenticated', async (t) => {
  const { reader } = openWorkers(t);
  const { read, authentication } = await reader.read(
    requestFor(`From: x@evil.example\r\n${letter(['Subject: x'])}`),
  );
  assert.ok(read.kind === 'mail');
  assert.equal(read.facts.author.kind, 'several');
  assert.equal(authentication.dmarc.result, 'none');
  assert.equal(authentication.aligned, false);
});

test('a bounce is read as a report and has no author’s content', async (t) => {
  const { reader } = openWorkers(t);
  const bounce = [
    'From: MAILER-DAEMON@mx.example',
    'To: b@alias.example',
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'Your message could not be delivered.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example',
    '',
    'Final-Recipient: rfc822; gone@mx.example',
    'Action: failed',
    'Status: 5.1.1',
    'Diagnostic-Code: smtp; 550 5.1.1 no such user',
    '',
    '--b--',
    '',
  ].join('\r\n');
  const { report, content, automatic } = await reader.read(requestFor(bounce, ''));
  assert.equal(report?.kind, 'bounce');
  assert.deepEqual(
    report?.reports.map(({ kind, status }) => [kind, status]),
    [['failed', '5.1.1']],
  );
  assert.equal(content, null);
  assert.equal(automatic, 'automatic');
});

test('an absence note is content, marked as automatic', async (t) => {
  const { reader } = openWorkers(t);
  const { content, automatic, report } = await reader.read(
    requestFor(
      letter(['Subject: Out of office', 'Auto-Submitted: auto-replied'], 'I am away until Monday.'),
      '',
    ),
  );
  assert.equal(automatic, 'absence-note');
  assert.equal(report, null);
  assert.match(content?.text ?? '', /away until Monday/u);
});

test('unreadable mail says why', async (t) => {
  const { reader } = openWorkers(t);
  const { read } = await reader.read(requestFor(`${'X: y\r\n'.repeat(2000)}\r\n`));
  assert.deepEqual({ ...read, detail: '' }, { kind: 'unreadable', reason: 'too-many-headers', detail: '' });
});

test('a message that takes too long is unreadable, and the next one is read', async (t) => {
  const workers = openWorkers(t, { limits: { timeLimitMs: 1, timeLimitMsPerMegabyte: 0 } });
  const large = letter(['Subject: x'], 'word '.repeat(400_000));
  const { read, authentication } = await workers.reader.read(requestFor(large));
  assert.deepEqual(read, { kind: 'unreadable', reason: 'too-slow', detail: 'too-slow' });
  assert.equal(authentication.aligned, false);
  assert.match(workers.logged.join(''), /worker\.timed-out/u);
});

const C10: readonly (readonly [string, () => string])[] = [
  ['a header of 300 KB without "@"', () => `From: ${'a, '.repeat(100_000)}\r\n\r\nx\r\n`],
  ['60 KB of names without "@"', () => `From: ${'a, '.repeat(20_000)}\r\n\r\nx\r\n`],
  ['100,000 comments', () => `From: ${'()'.repeat(100_000)}a@b.example\r\n\r\nx\r\n`],
  ['30,000 nested comments', () => `From: ${'('.repeat(30_000)}a@b.example\r\n\r\nx\r\n`],
  ['1 MB of ">"', () => letter(['Subject: x'], `${'>'.repeat(998)}\r\n`.repeat(1000))],
  ['1 MB of ">" in HTML', () => letter(['Content-Type: text/html'], `${'>'.repeat(998)}\r\n`.repeat(1000))],
  ['20,000 nested elements', () => letter(['Content-Type: text/html'], '<div><blockquote>'.repeat(20_000))],
  ['40,000 folded lines', () => letter([`X-Long: a\r\n${' b\r\n'.repeat(40_000)}X: y`])],
  ['30,000 encoded words', () => letter([`Subject: ${'=?utf-8?q?a?=\r\n '.repeat(3000)}x`])],
  [
    '5,000 boundaries',
    () => letter(['Content-Type: multipart/mixed; boundary=b'], '--b\r\n\r\nx\r\n'.repeat(5000)),
  ],
];

test('C10: whatever comes, the main thread keeps on', async (t) => {
  const { reader } = openWorkers(t);
  await reader.read(requestFor(letter(['Subject: the thread has started'])));
  for (const [why, make] of C10) {
    const request = requestFor(make());
    const lag = monitorEventLoopDelay({ resolution: 5 });
    lag.enable();
    const start = performance.now();
    const { read } = await reader.read(request);
    lag.disable();
    const took = performance.now() - start;
    t.diagnostic(
      `${why}: ${read.kind === 'mail' ? 'read' : read.reason}, ${took.toFixed(0)} ms, main thread late by ${(lag.max / 1e6).toFixed(0)} ms at most`,
    );
  }
  const { read } = await reader.read(requestFor(letter(['Subject: after all that'])));
  assert.ok(read.kind === 'mail');
  assert.equal(read.facts.subject, 'after all that');
});

test('what is to be sent is composed and signed in the thread', async (t) => {
  const { writer } = openWorkers(t);
  const mail: OutgoingMail = {
    from: { displayName: 'Shop', address: 'seller@alias.example' },
    to: 'buyer@alias.example' as AliasAddress,
    subject: 'Your order',
    date: NOW,
    messageId: '1@alias.example',
    inReplyTo: null,
    references: [],
    text: 'It was sent.',
    html: null,
    files: [{ name: 'a.txt', mediaType: 'text/plain', bytes: Buffer.alloc(100_000, 'x'), contentId: null }],
    language: 'en',
    automatic: null,
    suppressAutoReplies: false,
    listUnsubscribe: null,
    feedbackId: 'parley',
    ownFields: [],
  };
  const key = {
    domain: OURS.domain,
    selector: OURS.selector,
    algorithm: 'rsa-sha256' as const,
    privateKey: Buffer.from(OURS.privateKey.replaceAll(/-----[A-Z ]+-----|\s/gu, ''), 'base64'),
  };
  const bytes = await writer.write(mail, key);
  const { dkim } = await authenticate(
    bytes,
    { address: '203.0.113.1', helo: 'x.test', reversePath: '' },
    zoneDns(ZONE),
    { authorDomain: 'alias.example', receivingHost: 'mx.test', trustedSealers: [], now: NOW },
  );
  assert.deepEqual(dkim, [{ result: 'pass', domain: 'alias.example', selector: 'rsa', discounted: null }]);
});

test('what can not be composed is thrown', async (t) => {
  const { writer } = openWorkers(t);
  const key = { domain: 'x', selector: 'x', algorithm: 'rsa-sha256' as const, privateKey: new Uint8Array() };
  await assert.rejects(writer.write({ subject: 'no mail at all' } as OutgoingMail, key));
});
