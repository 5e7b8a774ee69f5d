import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeWords } from './header-words.ts';

test('RFC 2047 section 8: the examples', () => {
  const cases: readonly [text: string, decoded: string][] = [
    ['(=?ISO-8859-1?Q?a?=)', '(a)'],
    ['(=?ISO-8859-1?Q?a?= b)', '(a b)'],
    ['(=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=)', '(ab)'],
    ['(=?ISO-8859-1?Q?a?=  \r\n =?ISO-8859-1?Q?b?=)', '(ab)'],
    ['(=?ISO-8859-1?Q?a_b?=)', '(a b)'],
    ['(=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=)', '(a b)'],
    ['=?US-ASCII?Q?Keith_Moore?=', 'Keith Moore'],
    ['=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=', 'If you can read this yo'],
    ['=?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=', 'u understand the example.'],
    ['=?ISO-8859-1?Q?Olle_J=E4rnefors?=', 'Olle Järnefors'],
    ['=?US-ASCII*EN?Q?Keith_Moore?=', 'Keith Moore'], // RFC 2231 §5
  ];
  for (const [text, decoded] of cases) assert.equal(decodeWords(text), decoded, text);
});

test('what programs write against the rules is read all the same', () => {
  const cases: readonly [text: string, decoded: string][] = [
    ['=?utf-8?Q?Gr=C3?= =?utf-8?Q?=BC=C3=9Fe?=', 'Grüße'], // a letter split over two words
    ['=?utf-8?B?R3LD?= =?utf-8?B?vMOfZQ==?=', 'Grüße'],
    ['=?utf-8?q?two words?=', 'two words'],
    ['x=?utf-8?q?=C3=BC?=y', 'xüy'],
    ['=?UTF-8?q?=c3=bc?=', 'ü'],
    ['=?utf-8?q?50=_off?=', '50= off'],
    ['=?iso-2022-jp?B?GyRCRnxLXDhsGyhC?=', '日本語'],
    ['=?iso-2022-jp?B?GyRCRnwbKEI=?= =?iso-2022-jp?B?GyRCS1wbKEI=?=', '日本'],
    ['=?iso-2022-jp?B?GyRCRnw=?= =?iso-2022-jp?B?S1wbKEI=?=', '日本'], // the shift goes on over the words
    ['=?windows-1252?q?=80_100?=', '€ 100'],
    ['=?x-unheard-of?q?=C3=BC?=', 'ü'],
    ['=?utf-8?q??=', ''],
  ];
  for (const [text, decoded] of cases) assert.equal(decodeWords(text), decoded, text);
});

test('what is no encoded word stays', () => {
  for (const text of [
    '=?utf-8?q?a',
    '=?utf-8?x?a?=',
    '=?utf-8?q?a?',
    '=? utf-8?q?a?=',
    '=??q?a?=',
    'a=?b',
    '50 =? 60',
  ])
    assert.equal(decodeWords(text), text);
});

test('C3: no decoded text can start another header field', () => {
  for (const text of [
    '=?utf-8?q?a=0D=0ABcc=3A_x=40y.example?=',
    '=?utf-8?b?YQ0KQmNjOiB4QHkuZXhhbXBsZQ==?=',
    '=?utf-8?q?a=0ABcc=3A_x=40y.example?=',
    '=?utf-8?q?a=E2=80=A8Bcc=3A_x=40y.example?=',
    '=?utf-7?q?a+AA0ACg-Bcc=3A_x=40y.example?=',
    'a\r\n Bcc: x@y.example',
  ])
    assert.match(decodeWords(text), /^a {1,2}Bcc: x@y\.example$/u, text);
});

test('C3: decoded once; what comes out is not looked at again', () => {
  assert.equal(decodeWords('=?utf-8?q?=3D=3Futf-8=3Fq=3Fa=40b=3F=3D?='), '=?utf-8?q?a@b?=');
});

test('any text decodes to one line', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '=?',
      '?=',
      '?',
      'utf-8',
      '?q?',
      '?b?',
      '=0A',
      '=0D',
      '\r\n',
      '\0',
      'iso-2022-jp',
      'GyRC',
      '_',
      ' ',
    ),
    fc.string({ unit: 'grapheme', maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      assert.doesNotMatch(decodeWords(pieces.join('')), /[\p{Cc}\u2028\u2029]/u);
    }),
    { numRuns: 1500 },
  );
});
