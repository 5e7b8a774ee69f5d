import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AddressList } from './address-list.ts';
import { parseAddressList } from './address-list.ts';
import { formatAddress } from './address.ts';

const read = (list: AddressList): string[] =>
  list.mailboxes.map(({ displayName, address }) => `${displayName}|${formatAddress(address)}`);

test('RFC 5322 appendix A: plain and obsolete forms', () => {
  const cases: readonly [text: string, mailboxes: string[], plain: boolean][] = [
    ['John Doe <jdoe@machine.example>', ['John Doe|jdoe@machine.example'], true],
    ['"Joe Q. Public" <john.q.public@example.com>', ['Joe Q. Public|john.q.public@example.com'], true],
    [
      'Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>',
      ['Mary Smith|mary@x.test', '|jdoe@example.org', 'Who?|one@y.test'],
      true,
    ],
    [
      '<boss@nil.test>, "Giant; \\"Big\\" Box" <sysservices@example.net>',
      ['|boss@nil.test', 'Giant; "Big" Box|sysservices@example.net'],
      true,
    ],
    ['Pete(A wonderful \\) chap) <pete@silly.test>', ['Pete|pete@silly.test'], true],
    ['Pete <pete(his account)@silly.test(his host)>', ['Pete|pete@silly.test'], false],
    ['Joe Q. Public <john.q.public@example.com>', ['Joe Q. Public|john.q.public@example.com'], true],
    ['<@node.test:mary@example.net>', ['|mary@example.net'], false],
    ['<@a.test,@b.test:mary@example.net>', ['|mary@example.net'], false],
    ['john . q .\r\n public @ example . com', ['|john.q.public@example.com'], false],
    ['"a"."b"@example.com', ['|a.b@example.com'], false],
    ['jdoe@example.org,, mary@x.test,', ['|jdoe@example.org', '|mary@x.test'], false],
    ['jdoe@test.example (John Doe)', ['John Doe|jdoe@test.example'], true],
    ['John\r\n Doe\r\n <jdoe@machine.example>', ['John Doe|jdoe@machine.example'], true],
    ['Doe, John <john@example.com>', ['Doe, John|john@example.com'], true],
    ['a@example.com; b@example.com', ['|a@example.com', '|b@example.com'], false],
    ['Shop [external] <a@example.com>', ['Shop [external]|a@example.com'], true],
    ['me@a.example <me@a.example>', ['me@a.example|me@a.example'], true],
    ['Me <ME@BÜCHER.example>', ['Me|ME@xn--bcher-kva.example'], true],
  ];
  for (const [text, mailboxes, plain] of cases) {
    const list = parseAddressList(text);
    assert.deepEqual(read(list), mailboxes, text);
    assert.equal(list.plain, plain, text);
    assert.equal(list.faultCount, 0, text);
  }
});

test('groups are counted, their mailboxes read', () => {
  const group = parseAddressList('A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;');
  assert.deepEqual(read(group), ['Ed Jones|c@a.test', '|joe@where.test', 'John|jdoe@one.test']);
  assert.equal(group.groupCount, 1);
  const empty = parseAddressList('Undisclosed recipients:;');
  assert.deepEqual([empty.groupCount, empty.mailboxes.length, empty.faultCount], [1, 0, 0]);
  assert.equal(parseAddressList('A group: x@a.test').plain, false);
});

test('C3, I1: encoded words are decoded in names, after the parse', () => {
  const cases: readonly [text: string, mailboxes: string[]][] = [
    ['=?utf-8?q?J=C3=BCrgen?= <j@example.de>', ['Jürgen|j@example.de']],
    ['"=?utf-8?q?J=C3=BCrgen?=" <j@example.de>', ['Jürgen|j@example.de']],
    // What looks like an address or a comma within an encoded word stays text.
    ['=?utf-8?q?a=40b=2Eexample=2C_c?= <j@example.de>', ['a@b.example, c|j@example.de']],
    ['=?utf-8?b?PGFAYi5leGFtcGxlPg==?= <j@example.de>', ['<a@b.example>|j@example.de']],
    ['=?utf-8?q?Foo,_Inc:_(x)?= <j@example.de>', ['Foo, Inc: (x)|j@example.de']],
    ['=?utf-8?q?x=0D=0ABcc:_y?= <j@example.de>', ['x Bcc: y|j@example.de']],
  ];
  for (const [text, mailboxes] of cases) assert.deepEqual(read(parseAddressList(text)), mailboxes, text);
  for (const text of ['=?utf-8?q?admin=40example.com?=', '=?utf-8?q?admin?=@example.com'])
    assert.deepEqual(
      [parseAddressList(text).mailboxes.length, parseAddressList(text).faultCount],
      [0, 1],
      text,
    );
});

test('elements that are no mailbox are counted and left out', () => {
  const cases = [
    'jan',
    '<jan>',
    '<>',
    'Jan <>',
    '<jan@example.nl',
    'jan@example.nl>',
    '<jan@example.nl> Jan',
    '<jan@example.nl> <piet@example.nl>',
    '<<jan@example.nl>>',
    'jan@example.nl piet@example.nl',
    'jan@example.nl@example.com',
    'jan\\@example.nl',
    'ja\0n@example.nl',
    'jan@[127.0.0.1]',
    '"jan@example.nl',
    'jan@"example.nl"',
    'Jan: <jan@example.nl>: x',
  ];
  for (const text of cases) {
    const list = parseAddressList(`${text}, ok@example.com`);
    assert.ok(list.faultCount > 0 || list.groupCount > 0, text);
    assert.equal(
      list.mailboxes.some(({ address }) => address.localPart === 'jan' && list.faultCount === 0),
      false,
      text,
    );
  }
});

test('C10: time grows with the length of the text, not with its square', () => {
  const shapes: readonly [name: string, make: (length: number) => string][] = [
    ['no @', (length) => 'a '.repeat(length / 2)],
    ['one word', (length) => 'a'.repeat(length)],
    ['open comments', (length) => '('.repeat(length)],
    ['nested comments', (length) => '('.repeat(length / 2) + ')'.repeat(length / 2)],
    ['commas', (length) => ','.repeat(length)],
    ['@ signs', (length) => '@'.repeat(length)],
    ['open angles', (length) => '<'.repeat(length)],
    ['quotes', (length) => '"'.repeat(length)],
    ['backslashes', (length) => `"${'\\'.repeat(length)}`],
    ['colons', (length) => ':'.repeat(length)],
    ['addresses', (length) => 'a@b.c,'.repeat(length / 6)],
    ['encoded words', (length) => '=?q?q?a?= '.repeat(length / 10)],
  ];
  const lines: string[] = [];
  for (const [name, make] of shapes) {
    const seconds = [30_000, 60_000].map((length) => {
      const text = make(length);
      const start = performance.now();
      parseAddressList(text);
      return performance.now() - start;
    });
    lines.push(`${name}: ${seconds.map((time) => `${time.toFixed(0)} ms`).join(', ')}`);
  }
  console.log(`30 and 60 KB of: ${lines.join('; ')}`);
  assert.equal(parseAddressList('no at sign '.repeat(27_000)).mailboxes.length, 0);
  assert.equal(parseAddressList(`${'('.repeat(100_000)}a@b.example`).mailboxes.length, 0);
  assert.deepEqual(read(parseAddressList(`${'()'.repeat(100_000)}a@b.example`)), ['|a@b.example']);
});

test('any text gives a list, and each mailbox in it can be written', () => {
  const piece = fc.oneof(
    fc.constantFrom('<', '>', '@', ',', ':', ';', '"', '(', ')', '\\', '[', ']', '.', ' ', '\r\n ', '\0'),
    fc.constantFrom('a@b.example', 'Jan', '=?utf-8?q?=40?=', '=?utf-8?b?QA==?='),
    fc.string({ unit: 'grapheme', maxLength: 5 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const list = parseAddressList(pieces.join(''));
      for (const { address, displayName } of list.mailboxes) {
        const again = parseAddressList(`<${formatAddress(address)}>`);
        assert.deepEqual(again.mailboxes[0]?.address, address);
        assert.equal(again.plain, true);
        assert.doesNotMatch(displayName, /[\r\n\0]/u);
      }
    }),
    { numRuns: 3000 },
  );
});
