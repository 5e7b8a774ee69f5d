import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseParameters } from './header-parameters.ts';

function read(text: string): [value: string, parameters: Record<string, string>, disputed: string[]] {
  const { value, parameters, disputed } = parseParameters(text);
  return [value, Object.fromEntries(parameters), [...disputed]];
}

test('fields as programs write them', () => {
  const cases: readonly [text: string, value: string, parameters: Record<string, string>][] = [
    ['text/plain', 'text/plain', {}],
    ['TEXT/Plain; Charset="utf-8"; Format=flowed', 'text/plain', { charset: 'utf-8', format: 'flowed' }],
    ['text/plain; charset = utf-8 ;', 'text/plain', { charset: 'utf-8' }],
    ['text/plain (plain text); charset=us-ascii (Plain text)', 'text/plain', { charset: 'us-ascii' }],
    ['text / plain; charset=x', 'text/plain', { charset: 'x' }],
    ['multipart/mixed;\r\n\tboundary="a b;c"', 'multipart/mixed', { boundary: 'a b;c' }],
    ['multipart/mixed; boundary=----=_Part_1.2', 'multipart/mixed', { boundary: '----=_Part_1.2' }],
    ['multipart/mixed; boundary==_x/y?z', 'multipart/mixed', { boundary: '=_x/y?z' }],
    ['multipart/mixed boundary=x', 'multipart/mixed', { boundary: 'x' }],
    ['text/plain; flag; charset=x', 'text/plain', { charset: 'x' }],
    ['attachment; filename="a\\"b.txt"', 'attachment', { filename: 'a"b.txt' }],
    ['', '', {}],
    [';;;', '', {}],
    ['; charset=x', '', { charset: 'x' }],
  ];
  for (const [text, ...expected] of cases) assert.deepEqual(read(text), [...expected, []], text);
});

test('RFC 2231: continuations, charsets, both', () => {
  const cases: readonly [text: string, name: string, value: string][] = [
    ["x; title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A", 'title', 'This is ***fun***'],
    ['x; url*0="ftp://"; url*1="cs.utk.edu/pub"', 'url', 'ftp://cs.utk.edu/pub'],
    ['x; url*1=b; url*0=a', 'url', 'ab'],
    [
      `x; t*0*=us-ascii'en'This%20is%20even%20more%20; t*1*=%2A%2A%2Afun%2A%2A%2A%20; t*2="isn't it!"`,
      't',
      "This is even more ***fun*** isn't it!",
    ],
    ["x; f*=utf-8''%e2%82%ac%20rates.pdf", 'f', '€ rates.pdf'],
    ["x; f*=iso-8859-1''%A3.pdf", 'f', '£.pdf'],
    ["x; f*0*=utf-8''%C3; f*1*=%BC.pdf", 'f', 'ü.pdf'],
    ['x; f*=plain.pdf', 'f', 'plain.pdf'],
    ['x; f*0=a; f*2=c', 'f', 'a'],
  ];
  for (const [text, name, value] of cases)
    assert.equal(parseParameters(text).parameters.get(name), value, text);
});

test('C1: a parameter that two readers can read differently is disputed', () => {
  const cases: readonly [text: string, name: string, value: string][] = [
    ['m/x; boundary=a; boundary=b', 'boundary', 'a'],
    ['m/x; boundary=a; boundary*0=b', 'boundary', 'b'],
    ["m/x; boundary=a; boundary*=us-ascii''b", 'boundary', 'b'],
    ["m/x; boundary*=us-ascii''a; boundary*=us-ascii''b", 'boundary', 'a'],
    ['m/x; boundary*0=a; boundary*0=b', 'boundary', 'a'],
    ['m/x; boundary="a"b', 'boundary', 'a'],
    ['m/x; boundary=a"b"', 'boundary', 'a"b"'],
    ['m/x; boundary=a b', 'boundary', 'a b'],
    ['m/x; boundary=a(b)', 'boundary', 'a'],
    ['m/x; bound(x)ary=a', 'boundary', 'a'],
    ['m/x; boundary="a\\b"', 'boundary', 'a\\b'],
    ['m/x; boundary="a; charset=b', 'boundary', 'a; charset=b'],
    ['m/x; boundary=', 'boundary', ''],
    ['m/x; boundary=""', 'boundary', ''],
  ];
  for (const [text, name, value] of cases) {
    const field = parseParameters(text);
    assert.equal(field.parameters.get(name), value, text);
    assert.ok(field.disputed.has(name), text);
  }
  // The same twice is odd, but one thing.
  assert.deepEqual(read('m/x; boundary=a; boundary="a"'), ['m/x', { boundary: 'a' }, []]);
});

test('file names that nobody quoted keep their spaces and parentheses', () => {
  const name = (text: string): string | undefined => parseParameters(text).parameters.get('filename');
  assert.equal(name('attachment; filename=my report.pdf'), 'my report.pdf');
  assert.equal(name('attachment; filename=Invoice (1).pdf; size=3'), 'Invoice (1).pdf');
  assert.equal(name('attachment; filename="C:\\new\\total.txt"'), 'C:\\new\\total.txt');
  assert.equal(name('attachment; filename="open end.txt'), 'open end.txt');
});

test('C11: names of object properties are names like others', () => {
  const { parameters } = parseParameters('x; __proto__=a; constructor=b; hasOwnProperty=c; toString*=d');
  assert.deepEqual(
    [...parameters],
    [
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['hasownproperty', 'c'],
      ['tostring', 'd'],
    ],
  );
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});

test('C10: 64 KiB of anything is read in one pass', () => {
  for (const piece of ['(', '"', ';', '=', '\\', ' ', 'a*1=', "a*0*=x''%41;", '(x)'])
    assert.ok(parseParameters(`x; a=b${piece.repeat(65_536 / piece.length)}`).value === 'x', piece);
});

test('any text is read', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      ';',
      '=',
      '"',
      '\\',
      '(',
      ')',
      '*',
      '0',
      '1',
      "''",
      '%41',
      '%',
      ' ',
      '\r\n',
      'a',
      'boundary',
    ),
    fc.string({ maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const { value, parameters } = parseParameters(pieces.join(''));
      assert.doesNotMatch(value, /[\s;A-Z]/u);
      for (const name of parameters.keys()) assert.doesNotMatch(name, /[\s*;=A-Z]/u);
    }),
    { numRuns: 3000 },
  );
});
