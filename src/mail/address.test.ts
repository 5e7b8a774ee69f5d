import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { normalDomain } from './address-domain.ts';
import type { EmailAddress } from './address.ts';
import { canonicalAddress, formatAddress, parseAddress } from './address.ts';

function canonical(text: string): string {
  const address = parseAddress(text);
  assert.ok(address, `${text} is an address`);
  return canonicalAddress(address);
}

test('a mailbox is taken apart', () => {
  const cases: readonly [text: string, localPart: string, domain: string][] = [
    ['jan@example.nl', 'jan', 'example.nl'],
    ['Jan.de-Vries+shop@Example.NL', 'Jan.de-Vries+shop', 'example.nl'],
    ['"jan de vries"@example.nl', 'jan de vries', 'example.nl'],
    [String.raw`"a\"b\\c"@example.nl`, String.raw`a"b\c`, 'example.nl'],
    ["o'hara=x/y@example.ie", "o'hara=x/y", 'example.ie'],
    ['jürgen@müller.example', 'jürgen', 'xn--mller-kva.example'],
    ['x@xn--mller-kva.example', 'x', 'xn--mller-kva.example'],
    ['δοκιμή@παράδειγμα.δοκιμή', 'δοκιμή', 'xn--hxajbheg2az3al.xn--jxalpdlp'],
    ['x@straße.example', 'x', 'xn--strae-oqa.example'],
    ['a@localhost', 'a', 'localhost'],
  ];
  for (const [text, localPart, domain] of cases)
    assert.deepEqual(parseAddress(text), { localPart: localPart.normalize('NFC'), domain }, text);
});

test('what is no mailbox of RFC 5321 is refused', () => {
  const cases = [
    '',
    'jan',
    '@example.nl',
    'jan@',
    'jan@@example.nl',
    'jan@vries@example.nl', // T10
    '.jan@example.nl',
    'jan.@example.nl',
    'ja..n@example.nl',
    'jan @example.nl',
    ' jan@example.nl',
    'jan@example.nl ',
    'jan@ example.nl',
    'jan@example.nl.', // T10: a root dot
    'jan@.example.nl',
    'jan@exa..mple.nl',
    'jan@-example.nl',
    'jan@exa_mple.nl',
    'jan@[127.0.0.1]',
    'jan@[IPv6:::1]',
    'jan@127.0.0.1',
    'jan@1.2.3.4.5',
    'jan(comment)@example.nl',
    'jan@example.nl(comment)',
    '<jan@example.nl>',
    '@relay.example:jan@example.nl', // T10: a source route
    '<@a.example,@b.example:jan@example.nl>',
    '"jan@example.nl',
    '"jan"x@example.nl',
    '"ja"n"@example.nl',
    String.raw`"jan\"@example.nl`,
    '""@example.nl',
    `${'a'.repeat(65)}@example.nl`,
    `"${'a '.repeat(32)}"@example.nl`,
    `a@${'b'.repeat(64)}.nl`,
    `a@${'b.'.repeat(127)}nl`,
  ];
  for (const text of cases) assert.equal(parseAddress(text), null, JSON.stringify(text));
});

test('T4, T5: nothing that could become another command or parameter gets in unquoted', () => {
  for (const inside of ['\r', '\n', '\r\nRCPT TO:<x@y.example>', '\0', '\u0085', '\u2028', '\u010a\u0000'])
    for (const text of [`ja${inside}n@example.nl`, `"ja${inside}n"@example.nl`, `jan@exa${inside}mple.nl`])
      assert.equal(parseAddress(text), null, JSON.stringify(text));

  // T5: kept whole, and the host is what follows the last unquoted `@`.
  for (const localPart of ['foo@a> ORCPT=x@y', 'x@gmail.com y', 'u@x', 'a(b', 'a,b', 'a:b;c']) {
    const address = parseAddress(`"${localPart}"@b.example`);
    assert.deepEqual(address, { localPart, domain: 'b.example' });
    assert.equal(formatAddress(address as EmailAddress), `"${localPart}"@b.example`);
  }
});

test('I8: no reader finds another address in a local part by decoding it', () => {
  for (const text of [
    '=?utf-8?q?admin=40example.com=3e?=x@attacker.example',
    '=?x?b?YWRtaW5AZXhhbXBsZS5jb20=?=@attacker.example',
    '"=?utf-8?q?a?="@attacker.example',
  ])
    assert.equal(parseAddress(text), null, text);
});

test('I8: a domain is converted by its letters alone', () => {
  const refused = [
    'exa%6dple.com', // a URL would undo the escape
    'example.com%00.attacker.example',
    'example.com/attacker.example',
    'example.com:25',
    'exam\tple.com',
    'exam\u200bple.com', // invisible
    'exam\u00adple.com',
    '\u202eelpmaxe.com',
    '℀ttacker.example', // U+2100 decomposes to a/c
    '１２７.0.0.1',
    '0x7f.1',
    'xn--a',
    'xn--0049.example',
    'exam ple.com',
  ];
  for (const domain of refused) {
    const normal = normalDomain(domain);
    assert.ok(normal === null || normal === domain, `${JSON.stringify(domain)} became ${normal}`);
    assert.doesNotMatch(normal ?? '', /%|\/|127/u);
  }
  for (const domain of [
    'exa%6dple.com',
    'bü%63her.example',
    'bücher.example/attacker',
    'bücher\t.example',
    'xn--bcher-kva.example?x',
  ])
    assert.equal(normalDomain(domain), null, domain);
  assert.equal(normalDomain('１２７.0.0.1'), null);
  assert.equal(normalDomain('BÜCHER.example'), 'xn--bcher-kva.example');
  assert.equal(normalDomain('XN--BCHER-KVA.example'), 'xn--bcher-kva.example');
  assert.equal(normalDomain('ｅｘａｍｐｌｅ．com'), 'example.com');
});

test('PERM 7: case, IDN form and sub-address make no difference', () => {
  const same: readonly [string, string][] = [
    ['Jan@Example.NL', 'jan@example.nl'],
    ['jan+orders@example.nl', 'jan@example.nl'],
    ['jan+a+b@example.nl', 'jan@example.nl'],
    ['"jan"@example.nl', 'jan@example.nl'],
    ['x@müller.example', 'X@xn--mller-kva.example'],
    ['JÜRGEN@example.nl', 'ju\u0308rgen@example.nl'],
    ['ΣΙΣΥΦΟΣ@example.nl', 'σισυφοσ@example.nl'],
  ];
  for (const [one, other] of same) assert.equal(canonical(one), canonical(other), `${one} and ${other}`);
});

test('I8: look-alikes of an address are other addresses', () => {
  const different: readonly [string, string][] = [
    ['jan@example.nl', 'j.an@example.nl'],
    ['+jan@example.nl', 'jan@example.nl'],
    ['straße@example.de', 'strasse@example.de'],
    ['fıx@example.com', 'fix@example.com'],
    ['FİX@example.com', 'fix@example.com'],
    ['ſam@example.com', 'sam@example.com'],
    ['ｊａｎ@example.nl', 'jan@example.nl'],
    ['jаn@example.nl', 'jan@example.nl'], // Cyrillic а
    ['x@faß.de', 'x@fass.de'],
    ['"jan+x@evil"@example.nl', 'jan@evil'],
  ];
  for (const [one, other] of different)
    assert.notEqual(canonical(one), canonical(other), `${one} and ${other}`);
  // The Kelvin sign is K in NFC, so it must not come in at all.
  assert.equal(parseAddress('\u212aate@example.com'), null);
});

test('I8: no code point beyond ASCII is folded into ASCII', () => {
  // Beyond plane 2 there are but tags and private use, which are refused.
  for (let codePoint = 0x80; codePoint <= 0x2ffff; codePoint += 1) {
    if (codePoint >= 0xd800 && codePoint <= 0xdfff) continue;
    const address = parseAddress(`${String.fromCodePoint(codePoint)}@example.com`);
    if (address === null) continue;
    const localPart = canonicalAddress(address).replace('@example.com', '');
    assert.doesNotMatch(localPart, /^[\u0000-\u007f]*$/u, `U+${codePoint.toString(16)}`);
  }
});

test('an address that parses is written and read back unchanged', () => {
  const localPart = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
  const domain = fc.oneof(fc.domain(), fc.string({ unit: 'grapheme', maxLength: 20 }));
  fc.assert(
    fc.property(localPart, domain, fc.boolean(), (local, host, isQuoted) => {
      const written = isQuoted ? `"${local.replace(/["\\]/gu, '\\$&')}"` : local;
      const address = parseAddress(`${written}@${host}`);
      if (address === null) return;
      assert.deepEqual(parseAddress(formatAddress(address)), address);
      assert.match(address.domain, /^[a-z0-9.-]+$/u);
      const form = canonicalAddress(address);
      const again = parseAddress(form);
      // Lower case can be longer than upper case, beyond what an address may have.
      if (again !== null) assert.equal(canonicalAddress(again), form);
    }),
    { numRuns: 2000 },
  );
});
