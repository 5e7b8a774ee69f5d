import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PrivateAddress } from '#mail/private-address.ts';
import { checkMessageBytes, readForwardPath, requireEnvelopeId, requireReversePath } from './envelope.ts';

const read = (address: string): ReturnType<typeof readForwardPath> =>
  readForwardPath(new PrivateAddress(address));

test('a forward-path is written anew from a local part and a domain', () => {
  assert.deepEqual(read('Jan.Jansen+x@Example.NL'), {
    domain: 'example.nl',
    path: 'Jan.Jansen+x@example.nl',
    needsUtf8: false,
  });
  assert.deepEqual(read('jan@bücher.example'), {
    domain: 'xn--bcher-kva.example',
    path: 'jan@xn--bcher-kva.example',
    needsUtf8: false,
  });
  assert.deepEqual(read('jürgen@bücher.example'), {
    domain: 'xn--bcher-kva.example',
    path: 'jürgen@xn--bcher-kva.example',
    needsUtf8: true,
  });
});

test('T5: a quoted local part is kept whole or refused; the domain is what follows the last @', () => {
  assert.equal(read('"x@gmail.com y"@alias.host')?.path, '"x@gmail.com y"@alias.host');
  assert.equal(read('"x@gmail.com y"@alias.host')?.domain, 'alias.host');
  assert.equal(read('"a\\"b"@x.example')?.path, '"a\\"b"@x.example');
  assert.equal(read('"plain"@x.example')?.path, 'plain@x.example');
  for (const address of [
    '"foo@a> ORCPT=x@y"@b.example',
    '"a<b"@x.example',
    'foo> NOTIFY=NEVER@b.example',
    'a(b(c))@x.example',
  ])
    assert.equal(read(address), null, address);
});

test('T4: no control character reaches a command, nor one that turns into it', () => {
  const bad = [
    'a\r\nRCPT TO:<b@c.example>@x.example',
    'a@x.example\r\nDATA',
    'a\n@x.example',
    'a\u0000@x.example',
    '"a\r\nb"@x.example',
    '"a\\\r\\\nb"@x.example',
    'a@x.exa\u0000mple',
    'a\u2028@x.example',
    'a\u0085@x.example',
    'a\uD83D@x.example',
  ];
  for (const address of bad) assert.equal(read(address), null, JSON.stringify(address));
  // U+010A ends in 0A, U+010D in 0D: as UTF-8 they are two other octets, and that is how they are sent.
  const wide = read('a\u010A\u010D@x.example');
  assert.equal(wide?.needsUtf8, true);
  assert.deepEqual(
    Buffer.from(wide.path).filter((byte) => byte < 0x20),
    Buffer.alloc(0),
  );
});

test('T4: whatever is accepted holds neither control character nor angle bracket', () => {
  const local = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.string({
      unit: fc.constantFrom('a', '"', '\\', ' ', '@', '>', '<', '\r', '\n', '.', 'é'),
      maxLength: 20,
    }),
    fc.string({ maxLength: 20 }).map((text) => `"${text}"`),
  );
  fc.assert(
    fc.property(local, (text) => {
      const path = read(`${text}@x.example`);
      if (path === null) return;
      assert.doesNotMatch(path.path, /[\p{Cc}<>]/u);
      assert.ok(path.path.endsWith('@x.example'));
      assert.equal(path.domain, 'x.example');
    }),
  );
});

test('what our own code gives is checked as strictly, and a fault', () => {
  assert.equal(requireReversePath('mabc234@bounce.example'), 'mabc234@bounce.example');
  for (const path of [
    '',
    'a b@x.example',
    'a@x.example> BODY=8BITMIME',
    'a@x.example\r\n',
    '"a"b@x.example',
    'é@x.example',
  ])
    assert.throws(() => requireReversePath(path), TypeError, path);
  assert.equal(requireEnvelopeId('019a5b3c-0d4e-7f60-8123-456789abcdef').length, 36);
  for (const id of ['', 'a b', 'a\r\nb', 'a+2B', 'x'.repeat(101)])
    assert.throws(() => requireEnvelopeId(id), TypeError, id);
});

test('T2: bytes that no composer may make do not leave', () => {
  const check = (text: string): boolean => checkMessageBytes(Buffer.from(text, 'latin1'));
  assert.equal(check('A: b\r\n\r\ntext\r\n'), true);
  assert.equal(check('A: b\r\n\r\n\u00e9\r\n'), false);
  assert.equal(check(`A: b\r\n\r\n${'x'.repeat(998)}\r\n`), true);
  const bad = [
    '',
    'a',
    'a\n',
    'a\r',
    'a\rb\r\n',
    'a\nb\r\n',
    'a\r\r\n',
    'a\n\r\n',
    '\na\r\n',
    'a\u0000\r\n',
    'a\r\n.\r',
  ];
  for (const text of [...bad, `${'x'.repeat(999)}\r\n`])
    assert.throws(() => check(text), TypeError, JSON.stringify(text));
});
