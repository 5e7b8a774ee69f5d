import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { readMail } from './read-mail.ts';
import type { ReadResult, ReceivedMail } from './received-mail.ts';

const HEAD = 'From: Jan <jan@example.nl>\nSubject: Hi\nMIME-Version: 1.0\n';

/** Reads a message written with `\n`, as it would come over the wire. */
function result(message: string): ReadResult {
  return readMail(Buffer.from(message.replace(/\r?\n/gu, '\r\n'), 'latin1'));
}

function mail(message: string): ReceivedMail {
  const read = result(message);
  assert.ok(read.kind === 'mail', read.kind === 'mail' ? '' : `${read.reason}: ${read.detail}`);
  return read.mail;
}

/** A multipart with the boundary `b` and its parts, each written as header, empty line, body. */
function multipart(subtype: string, parts: readonly string[], boundary = 'b'): string {
  const body = parts.map((part) => `--${boundary}\n${part}\n`).join('');
  return `Content-Type: multipart/${subtype}; boundary=${boundary}\n\n${body}--${boundary}--\n`;
}

const PLAIN = 'Content-Type: text/plain\n\nplain';
const HTML = 'Content-Type: text/html\n\n<p>html</p>';
const PDF = 'Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\nJVBERg==';

const partsOf = (read: ReceivedMail): string[] =>
  read.parts.map(({ path, mediaType, fileName }) => `${path} ${mediaType} ${fileName ?? '-'}`);
const codesOf = (read: ReceivedMail): string[] => read.complaints.map(({ code }) => code);

test('a plain message', () => {
  const read = mail(
    [
      'Received: from a.example by b.example; Tue, 3 Nov 2026 10:00:00 +0100',
      'Received: from c.example by a.example; Tue, 3 Nov 2026 09:59:00 +0100',
      'From: =?utf-8?q?J=C3=BCrgen?= <j@example.de>',
      'To: "Shop" <s@alias.example>, other@example.com',
      'Cc: x@example.com',
      'Subject: =?utf-8?q?Re:_Gr=C3=BC=C3=9Fe?=',
      ' and more',
      'Date: Tue, 3 Nov 2026 10:00:00 +0100',
      'Message-ID: <1@example.de>',
      'In-Reply-To: <0@example.de>',
      'References: <9@example.de>',
      ' <0@example.de>',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'Gr=C3=BC=C3=9Fe',
      '',
    ].join('\n'),
  );
  assert.equal(read.kind, 'ordinary');
  assert.equal(read.hopCount, 2);
  assert.equal(read.fromFieldCount, 1);
  assert.deepEqual(read.from, [{ displayName: 'Jürgen', address: { localPart: 'j', domain: 'example.de' } }]);
  assert.deepEqual(
    read.to.map(({ displayName }) => displayName),
    ['Shop', ''],
  );
  assert.equal(read.cc.length, 1);
  assert.equal(read.subject, 'Re: Grüße and more');
  assert.equal(read.date?.toISOString(), '2026-11-03T09:00:00.000Z');
  assert.equal(read.messageId, '1@example.de');
  assert.deepEqual(read.inReplyTo, ['0@example.de']);
  assert.deepEqual(read.references, ['9@example.de', '0@example.de']);
  assert.equal(read.text, 'Grüße\n');
  assert.equal(read.html, null);
  assert.deepEqual(read.parts, []);
  assert.deepEqual(read.complaints, []);
  assert.deepEqual(read.headers[2], {
    name: 'from',
    value: 'Jürgen <j@example.de>',
    raw: 'From: =?utf-8?q?J=C3=BCrgen?= <j@example.de>',
  });
  assert.deepEqual(structuredClone(read), read);
});

test('which body is chosen, and what is a part', () => {
  const cases: readonly [message: string, text: string | null, html: string | null, parts: string[]][] = [
    [PLAIN, 'plain', null, []],
    [HTML, null, '<p>html</p>', []],
    ['\nplain', 'plain', null, []],
    [multipart('alternative', [PLAIN, HTML]), 'plain', '<p>html</p>', []],
    [multipart('alternative', [HTML, PLAIN]), 'plain', '<p>html</p>', []],
    [multipart('mixed', [PLAIN, PDF]), 'plain', null, ['2 application/pdf a.pdf']],
    [multipart('mixed', [HTML, PDF]), null, '<p>html</p>', ['2 application/pdf a.pdf']],
    // Several texts are joined, each form complete.
    [multipart('mixed', [PLAIN, PDF, PLAIN]), 'plain\nplain', null, ['2 application/pdf a.pdf']],
    [multipart('mixed', [HTML, HTML]), null, '<p>html</p>\n<p>html</p>', []],
    [multipart('mixed', [PLAIN, HTML]), null, '<div>plain</div>\n<p>html</p>', []],
    [
      multipart('mixed', [multipart('alternative', [PLAIN, HTML], 'c'), PLAIN]),
      'plain\nplain',
      '<p>html</p>\n<div>plain</div>',
      [],
    ],
    // A blank text beside another isn't one.
    [multipart('mixed', ['\n\n', HTML]), null, '<p>html</p>', []],
    [multipart('alternative', ['Content-Type: text/plain\n\n \n', HTML]), null, '<p>html</p>', []],
    // The last rendering is the best (RFC 2046 §5.1.4).
    [multipart('alternative', [PLAIN, 'Content-Type: text/plain\n\nbetter']), 'better', null, []],
    // Pictures of an HTML text.
    [
      multipart('related', [HTML, 'Content-Type: image/png\nContent-ID: <i@x>\n\npng']),
      null,
      '<p>html</p>',
      ['2 image/png -'],
    ],
    [
      `Content-Type: multipart/related; start="<r>"; boundary=b\n\n--b\nContent-Type: text/html\nContent-ID: <i>\n\n<b>\n--b\nContent-ID: <r>\n${HTML}\n--b--\n`,
      null,
      '<p>html</p>',
      ['1 text/html -'],
    ],
    // Apple Mail: HTML around a picture, beside a plain text.
    [
      multipart('alternative', [PLAIN, multipart('mixed', [HTML, PDF, HTML], 'c')]),
      'plain',
      '<p>html</p>\n<p>html</p>',
      ['2.2 application/pdf a.pdf'],
    ],
    // Text files.
    [
      multipart('mixed', [PLAIN, 'Content-Type: text/plain\nContent-Disposition: attachment\n\nfile']),
      'plain',
      null,
      ['2 text/plain -'],
    ],
    [
      multipart('mixed', [
        PLAIN,
        'Content-Type: text/plain; name=a.txt\nContent-Disposition: inline\n\nfile',
      ]),
      'plain',
      null,
      ['2 text/plain a.txt'],
    ],
    // ... unless there is no other text.
    [
      multipart('mixed', ['Content-Type: text/plain; name=a.txt\n\nfile', PDF]),
      'file',
      null,
      ['2 application/pdf a.pdf'],
    ],
    ['Content-Type: text/plain; name=a.txt\n\nfile', 'file', null, []],
    // Calendar, contacts and the like stay parts; other renderings of the same text go.
    [
      multipart('alternative', [
        PLAIN,
        HTML,
        'Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR',
      ]),
      'plain',
      '<p>html</p>',
      ['3 text/calendar -'],
    ],
    [
      multipart('alternative', [PLAIN, 'Content-Type: text/x-amp-html\n\n<html amp>', HTML]),
      'plain',
      '<p>html</p>',
      [],
    ],
    ['Content-Type: text/enriched\n\n<bold>bold</bold>', 'bold', null, []],
    ['Content-Type: application/pdf\n\n%PDF', '', null, ['1 application/pdf -']],
    [multipart('x-unknown', [PLAIN, PDF]), 'plain', null, ['2 application/pdf a.pdf']],
    [
      multipart('appledouble', ['Content-Type: application/applefile\n\nfork', PDF]),
      '',
      null,
      ['2 application/pdf a.pdf'],
    ],
    [
      multipart('mixed', [
        PLAIN,
        'Content-Type: application/ms-tnef; name=winmail.dat\n\nx',
        'Content-Type: text/x-vcard\n\nBEGIN:VCARD',
      ]),
      'plain',
      null,
      ['2 application/ms-tnef winmail.dat', '3 text/x-vcard -'],
    ],
    [multipart('mixed', []), '', null, []],
    [
      'Content-Type: text/plain\n\nHi\nbegin 644 cat.txt\n#0V%T\n`\nend\n',
      'Hi\n',
      null,
      ['1.1 application/octet-stream cat.txt'],
    ],
  ];
  for (const [message, text, html, parts] of cases) {
    const read = mail(HEAD + message);
    assert.deepEqual(
      [read.text?.trimEnd() ?? null, read.html, partsOf(read)],
      [text?.trimEnd() ?? null, html, parts],
      message,
    );
  }
});

test('C2: an attached message is a part with its bytes, however it is encoded', () => {
  const inner = 'From: a@b.example\r\nSubject: inner\r\n\r\nText\r\n';
  const attached = mail(
    `${HEAD}${multipart('mixed', [
      PLAIN,
      `Content-Type: message/rfc822\n\n${inner.trimEnd()}`,
      `Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n${Buffer.from(inner).toString('base64')}`,
    ])}`,
  );
  for (const { bytes, mediaType } of attached.parts) {
    assert.equal(mediaType, 'message/rfc822');
    const read = readMail(bytes);
    assert.equal(read.kind === 'mail' && read.mail.subject, 'inner');
  }
  const digest = mail(`${HEAD}${multipart('digest', ['\nSubject: one\n\nText', '\nSubject: two\n\nText'])}`);
  assert.deepEqual(partsOf(digest), ['1 message/rfc822 -', '2 message/rfc822 -']);
});

test('the bytes of a part are its own', () => {
  const read = mail(`${HEAD}${multipart('mixed', [PLAIN, 'Content-Type: image/png\n\nraw', PDF])}`);
  for (const { bytes } of read.parts) assert.equal(bytes.byteLength, bytes.buffer.byteLength);
});

test('file names in all the forms that programs use', () => {
  const cases: readonly [fields: string, name: string][] = [
    ['Content-Type: application/pdf; name="a b.pdf"', 'a b.pdf'],
    ['Content-Disposition: attachment; filename=a.pdf', 'a.pdf'],
    ["Content-Disposition: attachment; filename*=utf-8''%E2%82%AC.pdf", '€.pdf'],
    ["Content-Disposition: attachment; filename=x.pdf; filename*=utf-8''%E2%82%AC.pdf", '€.pdf'],
    [`Content-Disposition: attachment;\n filename*0*=utf-8''%E2%82;\n filename*1*=%AC.pdf`, '€.pdf'],
    ['Content-Disposition: attachment; filename="=?utf-8?b?4oKsLnBkZg==?="', '€.pdf'],
    ['Content-Type: application/pdf; name="=?utf-8?q?=E2=82=AC?=\n =?utf-8?q?=2Epdf?="', '€.pdf'],
    ['Content-Disposition: attachment; filename="\xe2\x82\xac.pdf"', '€.pdf'],
  ];
  for (const [fields, name] of cases) {
    const type = fields.startsWith('Content-Type') ? '' : 'Content-Type: application/pdf\n';
    const [part] = mail(`${HEAD}${multipart('mixed', [`${type}${fields}\n\nx`])}`).parts;
    assert.equal(part?.fileName, name, fields);
  }
});

test('the kind of the mail', () => {
  const report = (type: string, part: string): string =>
    `Content-Type: multipart/report; report-type=${type}; boundary=b\n\n--b\n${PLAIN}\n--b\nContent-Type: ${part}\n\nx: y\n--b--\n`;
  const cases: readonly [message: string, kind: string][] = [
    [PLAIN, 'ordinary'],
    [report('delivery-status', 'message/delivery-status'), 'delivery-report'],
    [report('Delivery-Status', 'text/plain'), 'delivery-report'],
    [report('""', 'message/global-delivery-status'), 'delivery-report'],
    [multipart('mixed', [PLAIN, 'Content-Type: message/delivery-status\n\nx: y']), 'delivery-report'],
    [report('feedback-report', 'message/feedback-report'), 'feedback-report'],
    [report('disposition-notification', 'message/disposition-notification'), 'disposition-report'],
    [
      multipart('mixed', [
        PLAIN,
        `Content-Type: message/rfc822\n\n${report('delivery-status', 'text/plain')}`,
      ]),
      'ordinary',
    ],
    [multipart('signed', [PLAIN, 'Content-Type: application/pgp-signature\n\nx']), 'signed'],
    [
      multipart('encrypted', [
        'Content-Type: application/pgp-encrypted\n\nVersion: 1',
        'Content-Type: application/octet-stream\n\nx',
      ]),
      'encrypted',
    ],
    [multipart('mixed', ['Content-Type: application/pgp-encrypted\n\nVersion: 1', PLAIN]), 'encrypted'],
    [multipart('mixed', [PLAIN, multipart('encrypted', [PLAIN], 'c')]), 'encrypted'],
    [
      'Content-Type: text/plain\n\n-----BEGIN PGP MESSAGE-----\n\nhQ\n-----END PGP MESSAGE-----\n',
      'encrypted',
    ],
    ['Content-Type: text/html\n\n<pre>-----BEGIN PGP MESSAGE-----\nhQ</pre>', 'encrypted'],
    ['Content-Type: text/plain\n\n> -----BEGIN PGP MESSAGE-----\n\nWhat is this?', 'ordinary'],
    [
      'Content-Type: text/plain\n\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA1\n\nHi\n-----BEGIN PGP SIGNATURE-----\nx\n-----END PGP SIGNATURE-----\n',
      'signed',
    ],
    // Enveloped-data: SEQUENCE { OID 1.2.840.113549.1.7.3 }.
    [
      'Content-Type: application/pkcs7-mime; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMAsGCSqGSIb3DQEHAw==',
      'encrypted',
    ],
    [
      'Content-Type: application/octet-stream; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMAsGCSqGSIb3DQEHAw==',
      'encrypted',
    ],
    ['Content-Type: application/pkcs7-mime\n\nno CMS at all', 'encrypted'],
  ];
  for (const [message, kind] of cases) assert.equal(mail(HEAD + message).kind, kind, message);
});

test('C13: signed mail is unwrapped; signature and key go', () => {
  const inner = multipart('mixed', [PLAIN, PDF, 'Content-Type: application/pgp-keys\n\nx'], 'c');
  const signature = 'Content-Type: application/pkcs7-signature; name=smime.p7s\n\nx';
  const read = mail(`${HEAD}${multipart('signed', [inner, signature])}`);
  assert.deepEqual([read.kind, read.text, partsOf(read)], ['signed', 'plain', ['1.2 application/pdf a.pdf']]);
  assert.deepEqual(codesOf(read), ['key-dropped', 'signature-dropped']);
  const report = mail(
    `${HEAD}${multipart('signed', [`Content-Type: multipart/report; report-type=delivery-status; boundary=c\n\n--c\n${PLAIN}\n--c--`, signature])}`,
  );
  assert.equal(report.kind, 'delivery-report');
});

/** A short-form DER object around `content`: signed-data, as a program sends it. */
function signedData(content: Buffer): Buffer {
  const wrap = (tag: number, ...inner: readonly Uint8Array[]): Buffer => {
    const body = Buffer.concat(inner);
    return Buffer.concat([Uint8Array.of(tag, 0x82, body.length >> 8, body.length & 0xff), body]);
  };
  const data = Buffer.from('06092a864886f70d010701', 'hex');
  const signed = Buffer.from('06092a864886f70d010702', 'hex');
  const encapsulated = wrap(0x30, data, wrap(0xa0, wrap(0x04, content)));
  return wrap(0x30, signed, wrap(0xa0, wrap(0x30, Buffer.from('0201013100', 'hex'), encapsulated)));
}

test('C13: opaque signed mail is opened, also within itself; a signed document is a file', () => {
  const smime = (
    content: string,
    head = 'application/pkcs7-mime; smime-type=signed-data; name=smime.p7m',
  ): string =>
    `Content-Type: ${head}\nContent-Transfer-Encoding: base64\n\n${signedData(Buffer.from(content.replace(/\n/gu, '\r\n'), 'latin1')).toString('base64')}`;
  const once = mail(HEAD + smime(multipart('mixed', [PLAIN, PDF])));
  assert.deepEqual([once.kind, once.text, partsOf(once)], ['signed', 'plain', ['1.2 application/pdf a.pdf']]);
  const asOctets = mail(HEAD + smime(PLAIN, 'application/octet-stream; name=smime.p7m'));
  assert.deepEqual([asOctets.kind, asOctets.text], ['signed', 'plain']);
  const twice = mail(HEAD + smime(smime(PLAIN)));
  assert.deepEqual([twice.kind, twice.text], ['signed', 'plain']);
  const closed = mail(
    HEAD +
      smime(
        'Content-Type: application/pkcs7-mime; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMAsGCSqGSIb3DQEHAw==',
      ),
  );
  assert.equal(closed.kind, 'encrypted');
  const invoice = mail(
    `${HEAD}${multipart('mixed', [PLAIN, smime('<xml/>', 'application/pkcs7-mime; name=invoice.xml.p7m')])}`,
  );
  assert.deepEqual(
    [invoice.kind, partsOf(invoice)],
    ['ordinary', ['2 application/pkcs7-mime invoice.xml.p7m']],
  );
  const sideBySide = mail(
    `${HEAD}${multipart(
      'mixed',
      Array.from({ length: 8 }, () => smime(PLAIN)),
    )}`,
  );
  assert.equal(sideBySide.text, 'plain\n'.repeat(8).trim());
  const deep = Array.from({ length: 5 }).reduce<string>((content) => smime(content), PLAIN);
  assert.deepEqual(result(HEAD + deep), {
    kind: 'unreadable',
    reason: 'too-deep',
    detail: 'signed over and over',
  });
});

test('CR, LF and CRLF read alike', () => {
  const message = `${HEAD}${multipart('mixed', [PLAIN, 'Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nSGk=', PDF])}`;
  const [crlf, lf, cr] = ['\r\n', '\n', '\r'].map((end) =>
    readMail(Buffer.from(message.replace(/\n/gu, end))),
  );
  const seen = (read: ReadResult | undefined): unknown =>
    read?.kind === 'mail' && [read.mail.text, read.mail.subject, read.mail.from, partsOf(read.mail)];
  assert.deepEqual(seen(lf), seen(crlf));
  assert.deepEqual(seen(cr), seen(crlf));
  assert.deepEqual(cr?.kind === 'mail' && codesOf(cr.mail), ['bare-carriage-returns']);
});

// Trees of any shape: what was put in comes out, and the other parser that we have finds the same files.

interface Leaf {
  readonly kind: 'text' | 'file';
  readonly content: string;
}
type Tree = Leaf | readonly Tree[];

const tree: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree; leaf: Leaf; branch: readonly Tree[] }>((tie) => ({
  leaf: fc.record({
    kind: fc.constantFrom('text', 'file'),
    content: fc.string({
      unit: fc.constantFrom('a', 'ü', '-', '--b0', '\n', ' ', '=', '.', 'From '),
      maxLength: 20,
    }),
  }),
  branch: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
  tree: fc.oneof({ depthSize: 'small' }, tie('leaf'), tie('branch')),
})).tree;

function write(node: Tree, encoding: string, boundaries: { next: number }): string {
  if ('content' in node) {
    const octets = Buffer.from(node.content.replace(/\n/gu, '\r\n'));
    const type = node.kind === 'text' ? 'text/plain; charset=utf-8' : 'application/octet-stream; name=x.bin';
    const quoted = [...octets]
      .map((octet) => `=${octet.toString(16).toUpperCase().padStart(2, '0')}`)
      .join('');
    const body = encoding === 'base64' ? octets.toString('base64') : quoted.replace(/.{60}/gu, '$&=\r\n');
    return `Content-Type: ${type}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}`;
  }
  const boundary = `b${boundaries.next++}`;
  const parts = node.map((child) => `--${boundary}\r\n${write(child, encoding, boundaries)}\r\n`).join('');
  return `Content-Type: multipart/mixed; boundary="${boundary}"\r\n\r\npreamble\r\n${parts}--${boundary}--\r\nepilogue`;
}

const leavesOf = (node: Tree): Leaf[] => ('content' in node ? [node] : node.flatMap(leavesOf));

test('what stands in a tree of parts comes out of it', async () => {
  const property = fc.asyncProperty(
    tree,
    fc.constantFrom('base64', 'quoted-printable'),
    async (node, encoding) => {
      const raw = Buffer.from(
        `From: a@b.example\r\nMIME-Version: 1.0\r\n${write(node, encoding, { next: 0 })}`,
      );
      const read = readMail(raw);
      assert.ok(read.kind === 'mail');
      const leaves = leavesOf(node);
      const files = leaves
        .filter(({ kind }) => kind === 'file')
        .map(({ content }) => content.replace(/\n/gu, '\r\n'));
      assert.deepEqual(
        read.mail.parts.map(({ bytes }) => Buffer.from(bytes).toString()),
        files,
      );
      const texts = leaves.filter(({ kind, content }) => kind === 'text' && content.trim() !== '');
      assert.equal(
        read.mail.text?.trim() ?? '',
        texts
          .map(({ content }) => content)
          .join('\n')
          .trim(),
      );
      const second = await PostalMime.parse(raw);
      // It adds a line end to a part or not, by its last line.
      const withoutEnd = (text: string): string => text.replace(/[\r\n]+$/u, '');
      assert.deepEqual(
        second.attachments.map(({ content }) => withoutEnd(Buffer.from(content as ArrayBuffer).toString())),
        files.map(withoutEnd),
      );
    },
  );
  await fc.assert(property, { numRuns: 200 });
});
