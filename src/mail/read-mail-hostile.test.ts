import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { soleAuthor } from './author.ts';
import { DEFAULT_MAIL_LIMITS, readMail } from './read-mail.ts';
import type { ReadResult, ReceivedMail } from './received-mail.ts';

// Mail made to be read in two ways, to cost more than it weighs, or to say who it isn't from. The ids are those
// of the threats paper.

function result(message: string): ReadResult {
  return readMail(Buffer.from(message.replace(/\r?\n/gu, '\r\n'), 'latin1'));
}

function mail(message: string): ReceivedMail {
  const read = result(message);
  assert.ok(read.kind === 'mail', read.kind === 'mail' ? '' : `${read.reason}: ${read.detail}\n${message}`);
  return read.mail;
}

const reasonOf = (message: string): string => {
  const read = result(message);
  return read.kind === 'unreadable' ? read.reason : read.kind;
};

const FROM = 'From: a@b.example\n';

// ---- C1: two readings of the structure

const PARTS_A = '--a\nContent-Type: text/plain\n\nin a\n--a--\n';
const PARTS_B = '--b\nContent-Type: text/plain\n\nin b\n--b--\n';

test('C1: where two readers would see different parts the mail is ambiguous', () => {
  const cases: readonly [why: string, message: string][] = [
    ['two types', `Content-Type: multipart/mixed; boundary=a\nContent-Type: text/plain\n\n${PARTS_A}`],
    [
      'two boundaries',
      `Content-Type: multipart/mixed; boundary=a\nContent-Type: multipart/mixed; boundary=b\n\n${PARTS_A}${PARTS_B}`,
    ],
    ['boundary twice', `Content-Type: multipart/mixed; boundary=a; boundary=b\n\n${PARTS_A}${PARTS_B}`],
    [
      'boundary plain and RFC 2231',
      `Content-Type: multipart/mixed; boundary=a; boundary*0=b\n\n${PARTS_A}${PARTS_B}`,
    ],
    ['boundary as encoded word', `Content-Type: multipart/mixed; boundary="=?us-ascii?q?a?="\n\n${PARTS_A}`],
    ['comment glued to the boundary', `Content-Type: multipart/mixed; boundary=a(x)\n\n${PARTS_A}`],
    ['comment in the name', `Content-Type: multipart/mixed; bound(x)ary=a\n\n${PARTS_A}`],
    ['half quoted', `Content-Type: multipart/mixed; boundary="a"b\n\n${PARTS_A}`],
    ['quote without end', `Content-Type: multipart/mixed; boundary="a;charset=b\n\n${PARTS_A}`],
    ['backslash', `Content-Type: multipart/mixed; boundary="\\a"\n\n${PARTS_A}`],
    ['space in it', `Content-Type: multipart/mixed; boundary=a b\n\n${PARTS_A}`],
    [
      'empty boundary',
      `Content-Type: multipart/mixed; boundary=""\n\n--\nContent-Type: text/plain\n\nx\n----\n`,
    ],
    ['boundary of another', `Content-Type: multipart/mixed; boundary=c\n\n${PARTS_A}`],
    ['no boundary', `Content-Type: multipart/mixed\n\n${PARTS_A}`],
    ['parts behind the end', `Content-Type: multipart/mixed; boundary=a\n\n${PARTS_A}--a\n\nhidden\n--a--\n`],
    [
      'parts behind the end of an inner one',
      `Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/mixed; boundary=a\n\n${PARTS_A}--a\n\nhidden\n--o--\n`,
    ],
    [
      'encoded multipart',
      `Content-Type: multipart/mixed; boundary=a\nContent-Transfer-Encoding: base64\n\n${Buffer.from(PARTS_A).toString('base64')}\n`,
    ],
    [
      'two encodings',
      'Content-Type: text/plain\nContent-Transfer-Encoding: base64\nContent-Transfer-Encoding: 7bit\n\nSGk=\n',
    ],
    [
      'two encodings in one field',
      'Content-Type: text/plain\nContent-Transfer-Encoding: base64, 7bit\n\nSGk=\n',
    ],
    [
      'an encoding in a comment only',
      'Content-Type: text/plain\nContent-Transfer-Encoding: 7bit (base64)\n\nSGk=\n',
    ],
    [
      'type below a line that is no field',
      `Content-Type: text/plain\nno field\nContent-Type: text/html\n\n<b>x</b>\n`,
    ],
  ];
  for (const [why, message] of cases) assert.equal(reasonOf(FROM + message), 'ambiguous', why);
});

test('C1: what all readers see alike is read, with a complaint', () => {
  const cases: readonly [message: string, text: string, complaint: string | null][] = [
    [
      `Content-Type: multipart/mixed; boundary=a\nContent-Type: multipart/mixed; boundary="a"\n\n${PARTS_A}`,
      'in a',
      'content-type-repeated',
    ],
    [
      `Content-Type: multipart/mixed; boundary*0=a; boundary*1=b\n\n${PARTS_A.replaceAll('--a', '--ab')}`,
      'in a',
      null,
    ],
    [`Content-Type: multipart/mixed; boundary=a (comment)\n\n${PARTS_A}`, 'in a', null],
    [`Content-Type: multipart/mixed; boundary=\n a\n\n${PARTS_A}`, 'in a', null],
    [`Content-Type: multipart/mixed;\nboundary="a"\n\n${PARTS_A}`, 'in a', 'fold-lost'],
    [`Content-Type: multipart/mixed boundary=a\n\n${PARTS_A}`, 'in a', null],
    [`Content-Type: ; boundary=a\n\n${PARTS_A}`, 'in a', 'content-type-malformed'],
    // White space at the end of a delimiter (RFC 2046 §5.1.1), a preamble, an epilogue, no end.
    [`Content-Type: multipart/mixed; boundary=a\n\npreamble\n--a \t\n\nin a\n--a-- \nepilogue`, 'in a', null],
    ['Content-Type: multipart/mixed; boundary=a\n\n--a\n\nin a', 'in a', null],
    // A boundary that begins another one.
    [
      `Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=ab\n\n${PARTS_A.replaceAll('--a', '--ab')}--a\n\nend\n--a--\n`,
      'in a\nend',
      null,
    ],
    // One boundary for two multiparts: every part is taken.
    [
      'Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\none\n--a--\n--a\n\ntwo\n--a--\n',
      'one\ntwo',
      'boundary-reused',
    ],
    ['Content-Type: text/plain\nContent-Type: text/plain; charset=utf-8\n\nx', 'x', 'content-type-repeated'],
    [
      'Content-Type: text/plain\nContent-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: 8bit\n\nx',
      'x',
      null,
    ],
    [
      'Content-Type: text/plain\nContent-Transfer-Encoding: "base64"\n\nSGk=',
      'Hi',
      'transfer-encoding-malformed',
    ],
    [
      'Content-Type: text/plain\nContent-Transfer-Encoding: utf-8\n\nx=20',
      'x=20',
      'transfer-encoding-malformed',
    ],
    ['Content-Type : text/plain\nContent-Transfer-Encoding : base64\n\nSGk=', 'Hi', 'field-name-malformed'],
    ['Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nSG!k=', 'Hi', 'base64-junk'],
    ['Content-Type: text\n\nx', 'x', 'content-type-malformed'],
    ['Content-Type: multipart/mixed; boundary=a\n\njust text', 'just text', 'multipart-without-parts'],
    // The empty line was forgotten.
    [
      'Subject: x\nDear shop,\nNote: all is well.\n\nJan',
      'Dear shop,\nNote: all is well.\n\nJan',
      'header-line-malformed',
    ],
    ['Content-Type: text/plain\n \nDear shop', 'Dear shop', null],
  ];
  for (const [message, text, complaint] of cases) {
    const read = mail(FROM + message);
    assert.equal(read.text?.trimEnd(), text, message);
    const codes = read.complaints.map(({ code }) => code);
    if (complaint === null) assert.deepEqual(codes, [], message);
    else assert.ok(codes.includes(complaint), `${codes.join()} for ${message}`);
  }
});

test('C1: two names for a file are told where they mean two types', () => {
  const read = mail(
    `${FROM}Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: application/pdf; name=a.exe\nContent-Disposition: attachment; filename=a.pdf\n\nx\n--a--\n`,
  );
  assert.equal(read.parts[0]?.fileName, 'a.pdf');
  assert.deepEqual(
    read.complaints.map(({ code }) => code),
    ['file-name-disputed'],
  );
});

// ---- C2, T9: too much of it

const nest = (depth: number): string =>
  Array.from(
    { length: depth },
    (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\n\n--b${level}\n`,
  ).join('');

test('C2: depth and width have limits', () => {
  assert.equal(reasonOf(`${FROM}${nest(50)}\nx`), 'mail');
  assert.equal(reasonOf(`${FROM}${nest(51)}\nx`), 'too-deep');
  assert.equal(reasonOf(`${FROM}${nest(10_000)}\nx`), 'too-deep');
  const wide = (parts: number): string =>
    `${FROM}Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\nx\n'.repeat(parts)}--b--\n`;
  assert.equal(reasonOf(wide(999)), 'mail');
  assert.equal(reasonOf(wide(1000)), 'too-many-parts');
  assert.equal(reasonOf(wide(100_000)), 'too-many-parts');
  const limits = { ...DEFAULT_MAIL_LIMITS, depth: 1, parts: 2 };
  const read = readMail(Buffer.from(`${FROM}${nest(2)}\nx`), limits);
  assert.equal(read.kind === 'unreadable' && read.reason, 'too-deep');
});

test('C2: pieces of messages and messages elsewhere are refused', () => {
  assert.equal(reasonOf(`${FROM}Content-Type: message/partial; id=x; number=1\n\nx`), 'partial');
  assert.equal(reasonOf(`${FROM}Content-Type: message/external-body; access-type=url\n\nx`), 'partial');
  assert.equal(
    reasonOf(
      `${FROM}Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: MESSAGE/Partial\n\nx\n--a--\n`,
    ),
    'partial',
  );
});

test('T9: header lines and fields have limits', () => {
  const field = (octets: number): string => `X-Long: ${'x'.repeat(octets - 8)}\n`;
  assert.equal(reasonOf(`${FROM}${field(65_536)}\nx`), 'mail');
  assert.equal(reasonOf(`${FROM}${field(65_537)}\nx`), 'header-too-large');
  assert.equal(reasonOf(`${FROM}${field(10_000_000)}\nx`), 'header-too-large');
  assert.equal(reasonOf(`${FROM}X-Folded: x\n${' x\n'.repeat(100_000)}\nx`), 'header-too-large');
  assert.equal(reasonOf(`${FROM}${field(60_000).repeat(5)}\nx`), 'header-too-large');
  assert.equal(reasonOf(`${FROM}${'X: x\n'.repeat(999)}\nx`), 'mail');
  assert.equal(reasonOf(`${FROM}${'X: x\n'.repeat(1000)}\nx`), 'too-many-headers');
  assert.equal(reasonOf(`${FROM}${'X: x\n'.repeat(100_000)}`), 'too-many-headers');
  // The header of a part counts like the message's own.
  assert.equal(
    reasonOf(`${FROM}Content-Type: multipart/mixed; boundary=a\n\n--a\n${field(70_000)}\nx`),
    'header-too-large',
  );
});

test('what has no header field is no mail', () => {
  for (const message of ['', '\n', 'Hello there', '\nFrom: a@b.example\n'])
    assert.equal(reasonOf(message), 'malformed', message);
});

// ---- I1: who is speaking ("Composition Kills", the cases of espoofer)

test('I1: one From field with one address is an author', () => {
  for (const from of [
    'From: jan@legit.example',
    'From: <jan@legit.example>',
    'FROM: Jan <jan@legit.example>',
    'From:jan@legit.example',
    'From:\n jan@legit.example',
    'From: "jan@other.example" <jan@legit.example>',
    'From: =?utf-8?q?jan=40other.example?= <jan@legit.example>',
    'From: Jan (at work) <jan@legit.example>',
    'From: de Vries, Jan <jan@legit.example>',
    'From: jan@legit.example (Jan)',
    'From : jan@legit.example',
    'From: Jan <jan@legit.example>\nSender: x@attack.example\nResent-From: y@attack.example\nReply-To: z@attack.example',
  ]) {
    const author = soleAuthor(mail(`${from}\n\nx`));
    assert.ok(author.kind === 'author', from);
    assert.deepEqual(author.mailbox.address, { localPart: 'jan', domain: 'legit.example' }, from);
  }
});

test('I1: none, several or malformed is no author', () => {
  const cases: readonly [header: string, kind: string][] = [
    ['Subject: x', 'none'],
    ['Sender: jan@legit.example', 'none'],
    ['Resent-From: jan@legit.example\nReply-To: jan@legit.example', 'none'],
    ['X-From: jan@legit.example', 'none'],
    // Several fields, hidden by white space, folds, case, NUL and foreign spaces.
    ['From: <x@attack.example>\nFrom: <jan@legit.example>', 'several'],
    ['From: jan@legit.example\nFrom: jan@legit.example', 'several'],
    [' From: <x@attack.example>\nFrom: <jan@legit.example>', 'several'],
    ['From: <x@attack.example>\nFrom : <jan@legit.example>', 'several'],
    ['From: <x@attack.example>\nFrom\t: <jan@legit.example>', 'several'],
    ['From: <x@attack.example>\nFrom\n : <jan@legit.example>', 'several'],
    ['From: <x@attack.example>\nFROM: <jan@legit.example>', 'several'],
    ['From: <x@attack.example>\nFrom\0: <jan@legit.example>', 'several'],
    ['From: <x@attack.example>\nFrom\xa0: <jan@legit.example>', 'several'],
    ['From: <x@attack.example>\n\xef\xbb\xbfFrom: <jan@legit.example>', 'several'],
    ['From: <x@attack.example>\nno field\nFrom: <jan@legit.example>', 'several'],
    // Several addresses.
    ['From: <x@attack.example>, <jan@legit.example>', 'several'],
    ['From: x@attack.example, jan@legit.example', 'several'],
    // One field that is read in more ways than one.
    ['From:', 'malformed'],
    [' From: jan@legit.example', 'malformed'],
    ['From\0: jan@legit.example', 'malformed'],
    ['From\xa0: jan@legit.example', 'malformed'],
    ['From\n : jan@legit.example', 'malformed'],
    ['From: Jan', 'malformed'],
    ['From: <>', 'malformed'],
    ['From: <jan>', 'malformed'],
    ['From: Shop: jan@legit.example;', 'malformed'],
    ['From: Undisclosed:;', 'malformed'],
    ['From: jan@legit.example,', 'malformed'],
    ['From: ,jan@legit.example', 'malformed'],
    ['From: <x@attack.example>, <jan@legit', 'malformed'],
    ['From: jan@legit.example <x@attack.example>', 'malformed'],
    ['From: <jan@legit.example> <x@attack.example>', 'malformed'],
    ['From: <jan@legit.example>x@attack.example', 'malformed'],
    ['From: <x@attack.example> jan@legit.example', 'malformed'],
    ['From: <@attack.example,@any.example:jan@legit.example>', 'malformed'],
    ['From: <<jan@legit.example>>', 'malformed'],
    ['From: <jan@legit.example', 'malformed'],
    ['From: x@attack.example@legit.example', 'malformed'],
    ['From: <jan@legit.example\0x@attack.example>', 'malformed'],
    ['From: jan\\@legit.example', 'malformed'],
    ['From: jan@legit.example\\,x@attack.example', 'malformed'],
    ['From: jan(comment)@legit.example', 'malformed'],
    ['From: jan@legit.example (<x@attack.example>)', 'malformed'],
    ['From: <jan@legit.example(>x@attack.example)>', 'malformed'],
    ['From: =?utf-8?q?jan=40legit.example?=', 'malformed'],
    ['From: =?utf-8?q?jan=40legit.example=00?=@attack.example', 'malformed'],
    ['From: =?utf-8?b?amFuQGxlZ2l0LmV4YW1wbGU=?=@attack.example', 'malformed'],
    ['From: jan@[127.0.0.1]', 'malformed'],
    ['From: jan@legit.example; x@attack.example', 'several'],
    ['From: "jan@legit.example', 'malformed'],
    ['From: jan @ legit.example', 'malformed'],
    ['From: jan@legit.example.', 'malformed'],
  ];
  for (const [header, kind] of cases) {
    const read = result(`${header}\n\nx`);
    const found = read.kind === 'mail' ? soleAuthor(read.mail).kind : read.reason;
    if (header.includes('; x@')) assert.ok(found === 'several' || found === 'malformed', header);
    else assert.equal(found, kind, header);
  }
});

// ---- C3, C9, C11, I7

test('C3: no header value, name or subject has a line end in it', () => {
  const read = mail(
    `${FROM}Subject: =?utf-8?q?a=0D=0ABcc:_x=40y.example?=\nX-Any: =?utf-8?b?YQ0KQmNjOiB4?=\nContent-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: image/png\nContent-Disposition: attachment; filename*=utf-8''a%0d%0aX-Evil:%20x%00.png\n\nx\n--a--\n`,
  );
  assert.equal(read.subject, 'a Bcc: x@y.example');
  for (const { value } of read.headers) assert.doesNotMatch(value, /[\r\n\0]/u);
  assert.doesNotMatch(read.parts[0]?.fileName ?? '\0', /[\r\n\0]/u);
});

test('C9: UTF-7 and ISO-2022-JP are plain text once read', () => {
  assert.equal(mail(`${FROM}Content-Type: text/html; charset=utf-7\n\n+ADw-b+AD4-`).html, '<b>');
  assert.equal(mail(`${FROM}Content-Type: text/html\n\n+ADw-b+AD4-`).html, '+ADw-b+AD4-');
  assert.equal(mail(`${FROM}Content-Type: text/plain; charset=iso-2022-jp\n\n\x1b$B\x1b(Bx`).text, 'x');
  assert.equal(mail(`${FROM}Content-Type: text/plain\n\n\xc0\xbcscript`).text, 'À¼script');
});

test('C11: fields and parameters with the names of object properties do no harm', () => {
  const read = mail(
    `${FROM}__proto__: polluted\nconstructor: x\nhasOwnProperty: y\nto__proto__: z\nContent-Type: multipart/mixed; boundary=a; __proto__=p\n\n--a\nContent-Type: image/png; __proto__=q; constructor=r\n__proto__: s\n\nx\n--a--\n`,
  );
  assert.deepEqual(
    read.headers.slice(1, 4).map(({ name, value }) => [name, value]),
    [
      ['__proto__', 'polluted'],
      ['constructor', 'x'],
      ['hasownproperty', 'y'],
    ],
  );
  assert.equal(read.parts[0]?.parameters.get('__proto__'), 'q');
  assert.equal(({} as Record<string, unknown>).p, undefined);
});

test('I7: the subject has no bidi, zero-width or control characters', () => {
  const subject = Buffer.from('re\u202efund\u2066 \u200bof\ufeff 5\0 €\u2029now').toString('base64');
  assert.equal(mail(`${FROM}Subject: =?utf-8?b?${subject}?=\n\nx`).subject, 'refund of 5 € now');
});

// ---- C10: cost

const growth = (name: string, make: (octets: number) => string): string => {
  const times = [100_000, 400_000].map((octets) => {
    const raw = Buffer.from(make(octets), 'latin1');
    const start = performance.now();
    readMail(raw);
    return performance.now() - start;
  });
  return `${name} ${times.map((time) => time.toFixed(0)).join('/')}`;
};

test('C10: 400 KB of anything is read in linear time', () => {
  const body = (piece: string, head = 'Content-Type: text/plain\n'): ((octets: number) => string) => {
    return (octets) => `${FROM}${head}\n${piece.repeat(octets / piece.length)}`;
  };
  const multipart = 'Content-Type: multipart/mixed; boundary=a\n';
  console.log(
    'ms for 100 and 400 KB of:',
    [
      growth('>', body('>')),
      growth('> lines', body('>\n')),
      growth('flowed lines', body('> a \n', 'Content-Type: text/plain; format=flowed\n')),
      growth('hyphen lines', body('--\n', multipart)),
      growth('near delimiters', body('--ab\n', multipart)),
      growth('no line end', body('-', multipart)),
      growth('open tags', body('<', 'Content-Type: text/html\n')),
      growth('begin', body('begin 644 a\n')),
      growth('quoted-printable', body('=\n', 'Content-Transfer-Encoding: quoted-printable\n')),
      growth('blanks', body(' ', 'Content-Transfer-Encoding: quoted-printable\n')),
      growth('base64 padding', body('=A', 'Content-Transfer-Encoding: base64\n')),
      growth('PGP', body('-----BEGIN PGP SIGNED MESSAGE-----\n')),
      growth('lines without colon', (octets) => `${FROM}${'x\n'.repeat(octets / 2)}`),
      growth('white lines', (octets) => `${FROM}${' \n'.repeat(octets / 2)}`),
      growth('lost folds', (octets) => `${FROM}X: a;\n${'a=b;\n'.repeat(octets / 5)}`),
    ].join(', '),
  );
  assert.equal(reasonOf(`${FROM}${'x\n'.repeat(100_000)}`), 'mail');
});

// ---- anything

test('any octets give a result', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (octets) => {
      assert.ok(['mail', 'unreadable'].includes(readMail(octets).kind));
    }),
    { numRuns: 1000 },
  );
});

const fragment = fc.constantFrom(
  'From: a@b.example',
  'From',
  ': ',
  ';',
  'Content-Type: ',
  'multipart/mixed',
  'multipart/alternative',
  'text/plain',
  'text/html',
  '; boundary=a',
  '; boundary="b"',
  ' boundary*0=a',
  'message/rfc822',
  'Content-Transfer-Encoding: ',
  'base64',
  'quoted-printable',
  '--a',
  '--b',
  '--a--',
  '--',
  '\r\n',
  '\r\n',
  '\r\n',
  '\n',
  '\r',
  '\r\n\r\n',
  '\r\n ',
  '\t',
  '\0',
  '=',
  '=?utf-8?q?',
  '?=',
  '"',
  '(',
  '\\',
  'begin 644 x',
  'end',
  'application/pkcs7-mime',
  'MIAGCSqGSIb3DQEHAqCAMIACAQExAA',
  'charset=iso-2022-jp',
  '; format=flowed',
  '>',
  'ü',
  'x',
);

test('any heap of fragments of mail gives a result that can be cloned, with text that is clean', () => {
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 60 }), (fragments) => {
      const read = readMail(Buffer.from(`From: a@b.example\r\n${fragments.join('')}`));
      if (read.kind === 'unreadable') return;
      const { mail: found } = read;
      assert.deepEqual(structuredClone(found), found);
      assert.ok(found.text !== null || found.html !== null);
      assert.doesNotMatch(found.subject, /[\p{Cc}\p{Cf}]/u);
      for (const text of [found.text, found.html])
        assert.doesNotMatch(text ?? '', /[\u0000-\u0008\u000b-\u001f\u007f]/u);
      assert.ok(soleAuthor(found).kind !== 'none');
    }),
    { numRuns: 3000 },
  );
});

test('C1: another boundary or other line ends change nothing in what is read', () => {
  const boundary = fc.stringMatching(/^[A-Za-z0-9'()+_,./:=?-]{1,70}$/u);
  fc.assert(
    fc.property(boundary, fc.constantFrom('\r\n', '\n'), (name, end) => {
      const lines = [
        'From: a@b.example',
        `Content-Type: multipart/mixed; boundary="${name}"`,
        '',
        `--${name}`,
        '',
        'one',
        `--${name}`,
        'Content-Type: image/png',
        '',
        'two',
        `--${name}--`,
      ];
      const read = readMail(Buffer.from(lines.join(end)));
      assert.ok(read.kind === 'mail', name);
      assert.deepEqual([read.mail.text, read.mail.parts.length], ['one', 1], name);
    }),
    { numRuns: 300 },
  );
});
