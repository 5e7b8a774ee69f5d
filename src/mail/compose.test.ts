import type { AliasAddress } from './address.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import type { CleanFile } from './authored-content.ts';
import { composeMail } from './compose.ts';
import type { OutgoingMail } from './outgoing-mail.ts';

const PLAIN: OutgoingMail = {
  from: {
    displayName: 'Blumenladen (via Markt)',
    address: 'k3j5h2abcdefghijklmnopqrst@aliases.markt.example',
  },
  to: 'z7y6x5abcdefghijklmnopqrst@aliases.markt.example' as AliasAddress,
  subject: 'Your order',
  date: new Date('2026-11-22T01:34:05Z'),
  messageId: 'dgnfwpanjz7wbajd@aliases.markt.example',
  inReplyTo: null,
  references: [],
  text: 'Hello,\nit leaves today.',
  html: null,
  files: [],
  language: 'en',
  automatic: null,
  suppressAutoReplies: false,
  listUnsubscribe: null,
  feedbackId: 'de:message',
  ownFields: [],
};

const file = (changes: Partial<CleanFile>): CleanFile => ({
  name: 'label.pdf',
  mediaType: 'application/pdf',
  bytes: Buffer.from('%PDF-1.7'),
  contentId: null,
  ...changes,
});

const composed = (changes: Partial<OutgoingMail>): string =>
  Buffer.from(composeMail({ ...PLAIN, ...changes })).toString('latin1');

/** Unfolded header lines of the top-level header. */
function headerOf(message: string): string[] {
  return message
    .slice(0, message.indexOf('\r\n\r\n'))
    .replaceAll(/\r\n(?=[ \t])/gu, '')
    .split('\r\n');
}

const fieldOf = (message: string, name: string): string | undefined =>
  headerOf(message)
    .find((line) => line.startsWith(`${name}: `))
    ?.slice(name.length + 2);

const namesOf = (message: string): string[] =>
  headerOf(message).map((line) => line.slice(0, line.indexOf(':')));

// ------------------------------------------------------------- a second, strict reading of what we write

interface StrictPart {
  readonly type: string;
  readonly fields: ReadonlyMap<string, string>;
  readonly children: readonly StrictPart[];
  readonly bytes: Buffer;
}

/** Reads by the grammar alone and throws where a byte departs from it: RFC 5322 §2.1, RFC 2045, RFC 2046 §5.1.1. */
function readStrictly(message: string): StrictPart {
  assert.doesNotMatch(message, /[^\t\r\n -~]/u, 'printable ASCII alone');
  assert.doesNotMatch(message, /\r(?!\n)|(?<!\r)\n/u, 'line ends are CRLF');
  assert.ok(message.endsWith('\r\n'), 'the last line is ended');
  for (const line of message.split('\r\n')) assert.ok(line.length <= 998, 'RFC 5322 §2.1.1');
  return readEntity(message);
}

function readEntity(entity: string): StrictPart {
  const end = entity.startsWith('\r\n') ? 0 : entity.indexOf('\r\n\r\n');
  assert.notEqual(end, -1);
  const fields = new Map<string, string>();
  for (const line of entity
    .slice(0, end)
    .replaceAll(/\r\n[ \t]/gu, ' ')
    .split('\r\n')) {
    const [, name = '', value = ''] =
      /^([A-Za-z0-9-]+): (\S(?:.*\S)?)$/u.exec(line) ?? assert.fail(`no field: ${line}`);
    assert.ok(!fields.has(name.toLowerCase()), `${name} twice`);
    fields.set(name.toLowerCase(), value);
  }
  const type = fields.get('content-type') ?? 'text/plain';
  const body = entity.slice(end + 4);
  const boundary = /boundary="([^"]+)"/u.exec(type)?.[1];
  if (boundary === undefined) return { type, fields, children: [], bytes: decode(fields, body) };
  const [preamble, ...pieces] = `\r\n${body}`.split(`\r\n--${boundary}`);
  assert.equal(preamble, '');
  assert.match(pieces.pop() ?? '', /^--(?:\r\n)?$/u);
  const children = pieces.map((piece) => readEntity(piece.replace(/^\r\n/u, '')));
  return { type, fields, children, bytes: Buffer.alloc(0) };
}

function decode(fields: ReadonlyMap<string, string>, body: string): Buffer {
  switch (fields.get('content-transfer-encoding')) {
    case '7bit':
      return Buffer.from(body, 'latin1');
    case 'base64':
      assert.match(body, /^(?:[A-Za-z0-9+/=]{1,76}\r\n)*(?:[A-Za-z0-9+/=]{1,76})?(?:\r\n)?$/u);
      return Buffer.from(body.replaceAll('\r\n', ''), 'base64');
    case 'quoted-printable': {
      for (const line of body.split('\r\n'))
        assert.match(line, /^(?=.{0,76}$)(?:[!-<>-~\t ]|=[0-9A-F]{2})*(?:(?<![\t ])|=)$/u, 'RFC 2045 §6.7');
      const text = body
        .replaceAll('=\r\n', '')
        .replaceAll(/=([0-9A-F]{2})/gu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
      return Buffer.from(text, 'latin1');
    }
    case undefined:
    default:
      return assert.fail('an encoding of ours');
  }
}

const leavesOf = (part: StrictPart): StrictPart[] =>
  part.children.length === 0 ? [part] : part.children.flatMap(leavesOf);

const shapeOf = (part: StrictPart): string => {
  const type = part.type.split(';')[0];
  return part.children.length === 0 ? `${type}` : `${type}(${part.children.map(shapeOf).join(' ')})`;
};

/** As written, except that line ends are LF and those at the end don't count. */
const plain = (text: string): string => text.replaceAll(/\r\n?/gu, '\n').replace(/\n+$/u, '');

// --------------------------------------------------------------------------------------------- the header

test('the header holds the allow-list and nothing else, in a fixed order', () => {
  assert.deepEqual(headerOf(composed({})), [
    'Date: Sun, 22 Nov 2026 01:34:05 +0000',
    'From: "Blumenladen (via Markt)" <k3j5h2abcdefghijklmnopqrst@aliases.markt.example>',
    'To: z7y6x5abcdefghijklmnopqrst@aliases.markt.example',
    'Message-ID: <dgnfwpanjz7wbajd@aliases.markt.example>',
    'Subject: Your order',
    'Feedback-ID: de:message',
    'Content-Language: en',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 7bit',
  ]);
});

test('what a notice, a reply and non-critical mail carry besides', () => {
  const message = composed({
    inReplyTo: 'b@x.example',
    references: ['a@x.example', 'b@x.example'],
    automatic: 'auto-generated',
    suppressAutoReplies: true,
    listUnsubscribe: 'https://markt.example/optout/abc',
    ownFields: [
      ['X-Parley-Order', '302-1234567-1234567'],
      ['X-Parley-Hop', 'abc'],
    ],
    language: null,
  });
  assert.deepEqual(headerOf(message).slice(4, -3), [
    'In-Reply-To: <b@x.example>',
    'References: <a@x.example> <b@x.example>',
    'Subject: Your order',
    'Auto-Submitted: auto-generated',
    'X-Auto-Response-Suppress: OOF, AutoReply',
    'List-Unsubscribe: <https://markt.example/optout/abc>',
    'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    'Feedback-ID: de:message',
    'X-Parley-Order: 302-1234567-1234567',
    'X-Parley-Hop: abc',
  ]);
});

test('the date is in UTC, whatever the zone of the machine', () => {
  const date = new Date('2026-07-01T00:30:00+02:00');
  assert.equal(fieldOf(composed({ date }), 'Date'), 'Tue, 30 Jun 2026 22:30:00 +0000');
});

test('thirty references are folded, none is torn', () => {
  const references = Array.from({ length: 30 }, (_, index) => `${'x'.repeat(60)}${index}@market.example`);
  const message = composed({ references });
  assert.deepEqual(
    fieldOf(message, 'References')?.split(' '),
    references.map((id) => `<${id}>`),
  );
  for (const line of message.split('\r\n')) assert.ok(line.length <= 100, line);
});

test('ids of foreign programs that no header can hold are left out', () => {
  const message = composed({ inReplyTo: 'a b@x', references: ['a@x', 'b@x\r\nBcc: c@y', 'c@x'] });
  assert.deepEqual(namesOf(message).includes('In-Reply-To'), false);
  assert.equal(fieldOf(message, 'References'), '<a@x> <c@x>');
});

const names: readonly (readonly [name: string, seen: string])[] = [
  ['Blumenladen', 'Blumenladen'],
  ['Müller & Söhne, Köln; GmbH (via Markt)', 'Müller & Söhne, Köln; GmbH (via Markt)'],
  ['花屋さん', '花屋さん'],
  [
    'Ελληνικό κατάστημα λουλουδιών και δώρων για όλες τις εποχές του χρόνου',
    'Ελληνικό κατάστημα λουλουδιών και δώρων για όλες τις εποχές του χρόνου',
  ],
  ['👩‍👩‍👧‍👦 Familie', '👩‍👩‍👧‍👦 Familie'],
  ['seller@real.tld', 'seller real.tld'],
  ['"><evil@x.example>', 'evil x.example'],
  ['a\\"b', 'a b'],
  ['abc\u202Etxt.exe', 'abctxt.exe'],
  ['one\r\nBcc: two@x.example', 'one Bcc: two x.example'],
  ['nul\u0000nel\u0085ls\u2028end', 'nul nel ls end'],
  ['=?utf-8?Q?forged?=', '=?utf-8?Q?forged?='],
  ['undisclosed recipients:;', 'undisclosed recipients:;'],
  ['x'.repeat(300), 'x'.repeat(300)],
  ['half \uD83D surrogate', 'half \uFFFD surrogate'],
];

for (const [displayName, seen] of names) {
  test(`display name ${JSON.stringify(displayName.slice(0, 40))}: one mailbox, our alias`, async () => {
    const message = composed({ from: { displayName, address: PLAIN.from.address } });
    readStrictly(message);
    const { from, headers } = await PostalMime.parse(message);
    assert.deepEqual(from, { address: PLAIN.from.address, name: seen });
    assert.equal(headers.filter(({ key }) => key === 'bcc').length, 0);
  });
}

test('an empty display name leaves the bare address', () => {
  for (const displayName of ['', '\u202E', '"@"'])
    assert.equal(
      fieldOf(composed({ from: { displayName, address: 'a@x.example' } }), 'From'),
      '<a@x.example>',
    );
});

test('C3: whatever the subject holds, the header has the same fields, and the subject is read as written', async () => {
  const subject = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({
      unit: fc.constantFrom('\r', '\n', ':', ' ', '\t', 'é', '=', '?', '_', '漢', '\u0000'),
      maxLength: 90,
    }),
  );
  await fc.assert(
    fc.asyncProperty(subject, async (text) => {
      const message = composed({ subject: `s${text}e` });
      assert.deepEqual(namesOf(message), namesOf(composed({})));
      for (const line of message.split('\r\n')) assert.ok(line.length <= 78, line);
      const expected = `s${text}e`
        .toWellFormed()
        .replaceAll(/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '')
        .replaceAll(/[ \p{Cc}\u2028\u2029]+/gu, ' ');
      assert.equal((await PostalMime.parse(message)).subject, expected);
    }),
  );
});

test('encoded words keep characters whole, for readers that decode one word at a time', () => {
  const words = composed({ subject: '漢字かな交じり文'.repeat(20) }).match(/=\?utf-8\?B\?[^?]+\?=/gu) ?? [];
  assert.ok(words.length > 5);
  for (const word of words) {
    assert.ok(word.length <= 75);
    assert.doesNotMatch(Buffer.from(word.slice(10, -2), 'base64').toString('utf8'), /\uFFFD/u);
  }
});

test('C3: fields that programs fill are a fault where they hold anything else', () => {
  const bad: readonly Partial<OutgoingMail>[] = [
    { messageId: 'a@x\r\nBcc: b@y' },
    { messageId: 'no-domain' },
    { from: { displayName: 'x', address: 'a@x.example>\r\nBcc: <b@y' } },
    { from: { displayName: 'x', address: '"a b"@x.example' } },
    { to: 'é@x.example' as AliasAddress },
    { to: 'a@x.example, b@y.example' as AliasAddress },
    { feedbackId: 'a\nb' },
    { feedbackId: '' },
    { language: 'de\r\nX: y' },
    { listUnsubscribe: 'mailto:a@x.example' },
    { listUnsubscribe: 'https://x.example/>\r\nBcc: b@y' },
    { listUnsubscribe: `https://x.example/${'a'.repeat(1000)}` },
    { ownFields: [['Bcc', 'b@y']] },
    { ownFields: [['X-Parley-Order\r\nBcc', 'b@y']] },
    { ownFields: [['X-Parley-Order', 'a\r\nBcc: b@y']] },
    { ownFields: [['X-Parley-Order', 'Ċ']] },
    { date: new Date(Number.NaN) },
    { files: [file({ mediaType: 'text/plain\r\nX: y' })] },
    { files: [file({ mediaType: 'message/rfc822' })] },
    { files: [file({ mediaType: 'Multipart/mixed' })] },
    { html: '<p>x</p>', files: [file({ contentId: 'a>\r\nX: y' })] },
  ];
  for (const changes of bad) assert.throws(() => composed(changes), TypeError, JSON.stringify(changes));
});

// ----------------------------------------------------------------------------------------------- the body

test('each shape of content has its own tree', () => {
  const inline = file({ name: 'p.png', mediaType: 'image/png', contentId: 'p1' });
  const html = '<p>Hi <img src="cid:p1" alt=""></p>';
  const shape = (changes: Partial<OutgoingMail>): string => shapeOf(readStrictly(composed(changes)));
  const alternative = 'multipart/alternative(text/plain text/html)';
  const withPicture = 'multipart/alternative(text/plain multipart/related(text/html image/png))';
  assert.equal(shape({}), 'text/plain');
  assert.equal(shape({ html }), alternative);
  assert.equal(shape({ html, files: [inline] }), withPicture);
  assert.equal(shape({ files: [inline] }), 'multipart/mixed(text/plain image/png)');
  assert.equal(shape({ html, files: [file({})] }), `multipart/mixed(${alternative} application/pdf)`);
  assert.equal(shape({ html, files: [inline, file({})] }), `multipart/mixed(${withPicture} application/pdf)`);
});

test('two parsers read the same files, names and pictures', async () => {
  const files = [
    file({ name: 'Rechnung für Jörg.pdf', bytes: Buffer.from([0, 13, 10, 46, 13, 10, 255]) }),
    file({ name: `${'長い名前'.repeat(20)}.pdf` }),
    file({ name: 'empty.txt', mediaType: 'text/plain', bytes: Buffer.alloc(0) }),
    file({ name: `${'a'.repeat(200)}.pdf`, bytes: Buffer.alloc(10_000, 7) }),
    file({ name: 'logo.png', mediaType: 'image/png', contentId: 'p1' }),
  ];
  const message = composed({ html: '<img src="cid:p1" alt="x"> "cid:p2"', files });
  const strict = leavesOf(readStrictly(message)).slice(1);
  const { attachments, html } = await PostalMime.parse(message);
  assert.equal(html?.trimEnd(), '<img src="cid:p1@aliases.markt.example" alt="x"> "cid:p2"');
  const read = new Map(
    attachments.map(({ filename, content }) => [filename, Buffer.from(content as ArrayBuffer)]),
  );
  assert.equal(read.size, files.length);
  for (const { name, bytes } of files) {
    assert.deepEqual(read.get(name), Buffer.from(bytes), name);
    assert.ok(strict.some((part) => part.bytes.equals(bytes)));
  }
  const picture = attachments.find(({ filename }) => filename === 'logo.png');
  assert.equal(picture?.contentId, '<p1@aliases.markt.example>');
  assert.equal(picture.disposition, 'inline');
});

test('C3: a file name is one name, whatever it holds', async () => {
  const bad: readonly (readonly [name: string, seen: string])[] = [
    ['a"; name="b.exe', 'a"; name="b.exe'],
    ['a\r\nContent-Type: text/html', 'a Content-Type: text_html'],
    ['a\u0000.pdf', 'a .pdf'],
    ['../../etc/passwd', '.._.._etc_passwd'],
    ['abc\u202Efdp.exe', 'abcfdp.exe'],
    ["utf-8''%41", "utf-8''%41"],
    ['=?utf-8?Q?a?=', '_utf-8?Q?a?='],
    ['\u0007', 'file'],
  ];
  for (const [name, seen] of bad) {
    const message = composed({ files: [file({ name })] });
    readStrictly(message);
    const { attachments } = await PostalMime.parse(message);
    assert.deepEqual(
      attachments.map(({ filename, mimeType }) => [filename, mimeType]),
      [[seen, 'application/pdf']],
    );
  }
});

test('files of any bytes come back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
      const message = composed({ files: [file({ bytes })] });
      assert.deepEqual(leavesOf(readStrictly(message))[1]?.bytes, Buffer.from(bytes));
      const { attachments } = await PostalMime.parse(message);
      assert.deepEqual(Buffer.from(attachments[0]?.content as ArrayBuffer), Buffer.from(bytes));
    }),
  );
});

const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'binary-ascii', maxLength: 400 }),
  fc
    .array(
      fc.constantFrom(
        'From here',
        '.',
        '..',
        '.x',
        ' ',
        '\t',
        '=',
        '=_',
        '--',
        'é',
        '漢字',
        '\r',
        '\n',
        '\r\n',
        'x'.repeat(90),
        'trailing  ',
        '🌷',
      ),
      { maxLength: 40 },
    )
    .map((pieces) => pieces.join('')),
);

test('any text and HTML comes back, but for control characters', async () => {
  await fc.assert(
    fc.asyncProperty(texts, texts, async (text, html) => {
      const message = composed({ text, html });
      const [first, second] = leavesOf(readStrictly(message));
      const kept = (value: string): string =>
        plain(value.toWellFormed().replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/gu, ''));
      assert.equal(plain(first?.bytes.toString('utf8') ?? ''), kept(text));
      assert.equal(plain(second?.bytes.toString('utf8') ?? ''), kept(html));
      for (const line of message.split('\r\n')) {
        assert.ok(line.length <= 78, line);
        assert.doesNotMatch(line, /^From /u);
      }
      const parsed = await PostalMime.parse(message);
      assert.equal(plain(parsed.text ?? ''), kept(text));
    }),
  );
});

test('no soft line break puts "From " at the start of a line', () => {
  for (let length = 60; length < 90; length++) {
    const text = `${'x'.repeat(length)}From here ${'é'.repeat(3)}`;
    const message = composed({ text });
    assert.doesNotMatch(message, /\nFrom /u);
    assert.equal(plain(leavesOf(readStrictly(message))[0]?.bytes.toString('utf8') ?? ''), text);
  }
});

test('text in Latin script stays readable, other scripts take the shorter way', () => {
  const encoding = (text: string): string | undefined =>
    fieldOf(composed({ text }), 'Content-Transfer-Encoding');
  assert.equal(encoding('plain'), '7bit');
  assert.equal(encoding('x'.repeat(500)), 'quoted-printable');
  assert.equal(encoding('Grüße aus Köln, bis morgen'), 'quoted-printable');
  assert.equal(encoding('Πότε θα παραδοθεί η παραγγελία μου;'), 'base64');
  assert.equal(encoding('ご注文ありがとうございます'), 'base64');
});

test('a text that holds our boundary does not end a part', () => {
  const [, boundary = ''] = /boundary="([^"]+)"/u.exec(composed({ html: 'x' })) ?? [];
  assert.match(boundary, /^=_[a-z2-7]{24}$/u);
  const text = `a\n--${boundary}\nContent-Type: text/html\n\n<b>\n--${boundary}--\nb`;
  const parts = leavesOf(readStrictly(composed({ text, html: text })));
  assert.deepEqual(
    parts.map(({ bytes }) => plain(bytes.toString())),
    [text, text],
  );
});

test('the same mail gives the same bytes, another Message-ID other boundaries', () => {
  const mail = { html: '<p>x</p>', files: [file({})] };
  assert.equal(composed(mail), composed(mail));
  const boundaries = (message: string): string[] => message.match(/boundary="[^"]+"/gu) ?? [];
  const [mine, other] = [composed(mail), composed({ ...mail, messageId: 'other@x.example' })].map(boundaries);
  assert.equal(new Set([...(mine ?? []), ...(other ?? [])]).size, 4);
});
