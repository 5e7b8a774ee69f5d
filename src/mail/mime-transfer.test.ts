import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeBase64, decodeQuotedPrintable } from './mime-transfer.ts';
import { takeInlineFiles } from './mime-uuencode.ts';

const octets = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

test('C1: base64 as programs send it, and what had to be put up with', () => {
  const cases: readonly [encoded: string, decoded: string, complaint: string | null][] = [
    ['SGVsbG8=', 'Hello', null],
    ['SGVs\r\nbG8=\r\n', 'Hello', null],
    ['SGVsbG8', 'Hello', null],
    ['', '', null],
    ['SGVs bG8=', 'Hello', null],
    ['SGVs!bG8=', 'Hello', 'base64-junk'],
    ['SG\0Vs-bG_8=', 'Hello', 'base64-junk'], // the digits of base64url are junk
    ['SGVs=bG8=', 'Hello', 'base64-after-padding'],
    ['SGk=SGk=', 'HiHi', 'base64-after-padding'],
    ['SGk=\r\nSGk=\r\n', 'HiHi', 'base64-after-padding'],
    ['S', '', null],
  ];
  for (const [encoded, decoded, complaint] of cases) {
    const result = decodeBase64(octets(encoded));
    assert.deepEqual([text(result.bytes), result.complaint], [decoded, complaint], encoded);
  }
});

test('RFC 2045 section 6.7: quoted-printable', () => {
  const cases: readonly [encoded: string, decoded: string, complaint: string | null][] = [
    ['a=3Db', 'a=b', null],
    ['a=3db', 'a=b', null],
    ['a=\r\nb', 'ab', null],
    ['a=\nb', 'ab', null],
    ['a= \t\r\nb', 'ab', null],
    ['a=', 'a', null],
    ['a  \r\nb', 'a\r\nb', null],
    ['a =20 \r\nb', 'a  \r\nb', null],
    ['a \t', 'a', null],
    ['a=20', 'a ', null],
    ['50=%', '50=%', 'quoted-printable-junk'],
    ['a=4', 'a=4', 'quoted-printable-junk'],
    ['=\r', '=\r', 'quoted-printable-junk'],
    ['\xfc', '\xfc', null],
  ];
  for (const [encoded, decoded, complaint] of cases) {
    const result = decodeQuotedPrintable(octets(encoded));
    assert.deepEqual([text(result.bytes), result.complaint], [decoded, complaint], encoded);
  }
});

test('what was encoded comes back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const base64 = Buffer.from(bytes).toString('base64').replace(/.{20}/gu, '$&\r\n');
      assert.deepEqual([...decodeBase64(octets(base64)).bytes], [...bytes]);
      const quoted = [...bytes].map((octet) => `=${octet.toString(16).padStart(2, '0')}`).join('=\r\n');
      assert.deepEqual([...decodeQuotedPrintable(octets(quoted)).bytes], [...bytes]);
    }),
  );
});

test('any octets are decoded', () => {
  const piece = fc.oneof(fc.constantFrom('=', '\r', '\n', ' ', '3D', 'A', '!'), fc.string({ maxLength: 3 }));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const input = octets(pieces.join(''));
      assert.ok(decodeQuotedPrintable(input).bytes.length <= input.length);
      assert.ok(decodeBase64(input).bytes.length <= input.length);
    }),
    { numRuns: 2000 },
  );
});

const UU = 'begin 644 cat.txt\n#0V%T\n`\nend\n';

test('C2: uuencoded and yEnc files are taken out of the text', () => {
  const yenc = Buffer.concat([
    octets('=ybegin line=128 size=3 name=my cat.bin\r\n'),
    Uint8Array.of(0x43 + 42, 0x3d, 0x00 + 42 + 64, 0xc0 + 42),
    octets('\r\n=yend size=3\r\n'),
  ]);
  const whole = Buffer.concat([octets(`Hello\n${UU}between\n`), yenc, octets('Bye\n')]);
  const { octets: rest, files } = takeInlineFiles(whole);
  assert.equal(text(rest), 'Hello\nbetween\nBye\n');
  assert.deepEqual(
    files.map(({ name, bytes }) => [name, text(bytes)]),
    [
      ['cat.txt', 'Cat'],
      ['my cat.bin', 'C\0\xc0'],
    ],
  );
  const posix = takeInlineFiles(octets('begin-base64 644 a.txt\nQ2F0\n====\n'));
  assert.deepEqual([posix.files[0]?.name, text(posix.files[0]?.bytes ?? new Uint8Array())], ['a.txt', 'Cat']);
});

test('words that look like a file are words', () => {
  for (const words of [
    'begin 100 days of work\nwith a plan\nend\n',
    'begin 644 cat.txt\n#0V%T\n', // no end
    'the begin 644 cat.txt\n#0V%T\nend\n',
    'begin the day\nend\n',
    'begin 644 much.bin\n_\n_\n_\nend\n', // lines that claim 63 octets each and hold none
    '=ybegin line=1 size=1\nx\n=yend size=1\n', // no name
    '=ybegin line=1 size=1 name=x\nx\n',
  ])
    assert.equal(text(takeInlineFiles(octets(words)).octets), words);
});

test('C10: a megabyte of beginnings is looked at once', () => {
  for (const line of [
    'begin 644 A\n',
    'begin 644 A\nend\n',
    '=ybegin name=a\n',
    '=ybegin name=a\n=yend \n',
    'end\n',
  ])
    assert.ok(takeInlineFiles(octets(line.repeat(1_000_000 / line.length))).files.length <= 100, line);
});
