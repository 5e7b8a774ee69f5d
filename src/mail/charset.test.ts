import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeCharset } from './charset.ts';

const hex = (digits: string): Uint8Array => Buffer.from(digits.replace(/ /gu, ''), 'hex');
const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');

test('charsets of mail, under the names that mail gives them', () => {
  const cases: readonly [label: string | null, bytes: Uint8Array, text: string][] = [
    ['utf-8', hex('c3bc'), 'ü'],
    ['UTF8', hex('c3bc'), 'ü'],
    ['iso-8859-1', hex('fc 80'), 'ü€'], // as the WHATWG standard has it
    ['windows-1252', hex('80 93 94'), '€“”'],
    ['cp-1252', hex('80'), '€'],
    ['iso-8859-15', hex('a4'), '€'],
    ['iso-8859-2', hex('b9'), 'š'],
    ['windows1251', hex('cf f0'), 'Пр'],
    ['koi8-r', hex('f0 d2'), 'Пр'],
    ['gb2312', hex('c4 e3'), '你'],
    ['big5', hex('a7 41'), '你'],
    ['shift_jis', hex('93 fa'), '日'],
    ['cp932', hex('93 fa'), '日'],
    ['euc-kr', hex('b0 a1'), '가'],
    ['ks_c_5601-1987', hex('b0 a1'), '가'],
    ['iso-2022-jp', ascii('\x1b$BF|K\\\x1b(B!'), '日本!'],
    ['iso-2022-kr', ascii('\x1b$)C\x0e0!\x0f!'), '가!'],
    ['hz-gb-2312', ascii('~{Dc~}~~{!'), '你~{!'],
    ['utf-7', ascii('Hi +AKM-1'), 'Hi £1'],
    ['utf-16', hex('fffe 6100'), 'a'],
    ['utf-16', hex('0061 0062'), 'ab'],
    ['utf-16le', hex('6100'), 'a'],
    ['cp437', hex('81'), 'ü'],
    ['ibm850', hex('81'), 'ü'],
    ['windows-874', hex('a1'), 'ก'],
    ['macintosh', hex('9f'), 'ü'],
    ['"utf-8"', hex('c3bc'), 'ü'],
    [null, hex('c3bc'), 'ü'],
    [null, hex('fc'), 'ü'],
    ['unknown-8bit', hex('fc'), 'ü'],
    [null, ascii('\x1b$BF|K\\\x1b(B'), '日本'],
    ['utf-8', hex('efbbbf 61'), 'a'],
  ];
  for (const [label, bytes, text] of cases)
    assert.deepEqual(decodeCharset(bytes, label), { text, complaint: null }, `${label} ${text}`);
});

test('a charset that cannot be right is complained of and no letter lost', () => {
  assert.deepEqual(decodeCharset(hex('c3bc'), 'us-ascii'), { text: 'ü', complaint: 'charset-wrong' });
  assert.deepEqual(decodeCharset(hex('fc'), 'us-ascii'), { text: 'ü', complaint: 'charset-wrong' });
  assert.deepEqual(decodeCharset(hex('47 fc 6e'), 'utf-8'), { text: 'Gün', complaint: 'charset-wrong' });
  assert.deepEqual(decodeCharset(hex('c3bc c3'), 'utf-8'), { text: 'ü\ufffd', complaint: 'charset-wrong' });
  for (const label of ['x-unheard-of', 'base64', 'hex', '__proto__', 'constructor', 'toString'])
    assert.deepEqual(decodeCharset(hex('fc'), label), { text: 'ü', complaint: 'charset-unknown' }, label);
});

test('C9: what a charset hides is in the open after one decoding', () => {
  assert.equal(decodeCharset(ascii('+ADw-script+AD4-'), 'utf-7').text, '<script>');
  // Not declared as UTF-7, so it isn't: the text that leaves is declared as UTF-8.
  assert.equal(decodeCharset(ascii('+ADw-script+AD4-'), null).text, '+ADw-script+AD4-');
  // Overlong forms of "<" are no "<".
  for (const bytes of [hex('c0bc'), hex('e080bc'), hex('f08080bc')])
    assert.doesNotMatch(decodeCharset(bytes, 'utf-8').text, /</u);
  // An escape that browsers would take for a switch of charset is gone or decoded, never passed on.
  assert.doesNotMatch(decodeCharset(ascii('\x1b$B\x1b(B<'), 'iso-2022-jp').text, /\u001b/u);
  // A lead byte doesn't swallow the quote behind it.
  assert.match(decodeCharset(ascii('\x81"'), 'shift_jis').text, /"$/u);
});

test('any bytes under any label give well-formed text without NUL', () => {
  const labels = [
    null,
    'utf-8',
    'utf-16',
    'utf-7',
    'iso-2022-jp',
    'iso-2022-kr',
    'hz',
    'gb18030',
    'utf-32',
    'cp437',
    'x',
  ];
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...labels), (bytes, label) => {
      const { text } = decodeCharset(bytes, label);
      assert.ok(text.isWellFormed());
      assert.ok(!text.includes('\0'));
    }),
    { numRuns: 2000 },
  );
});
