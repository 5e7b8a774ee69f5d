import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readCms } from './mime-cms.ts';

// Objects are put together here by the rules of X.690, in both forms that S/MIME programs send.

type Octets = readonly number[];

const CONTENT = [...Buffer.from('Content-Type: text/plain\r\n\r\nHello\r\n')];
const DATA: Octets = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
const SIGNED_DATA: Octets = [...DATA.slice(0, -1), 0x02];
const ENVELOPED_DATA: Octets = [...DATA.slice(0, -1), 0x03];
const AUTH_ENVELOPED_DATA: Octets = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x17];
const CERTIFICATES: Octets = [0xa0, 0x03, 0x02, 0x01, 0x01];

function der(tag: number, ...content: Octets[]): Octets {
  const inner = content.flat();
  const length = inner.length < 0x80 ? [inner.length] : [0x82, inner.length >> 8, inner.length & 0xff];
  return [tag, ...length, ...inner];
}

const ber = (tag: number, ...content: Octets[]): Octets => [tag, 0x80, ...content.flat(), 0, 0];

function signed(build: typeof der, content: Octets | null): Uint8Array {
  const encapsulated = build(0x30, der(0x06, DATA), ...(content === null ? [] : [build(0xa0, content)]));
  const body = build(0x30, der(0x02, [1]), der(0x31, der(0x30, [])), encapsulated, CERTIFICATES, der(0x31));
  return Uint8Array.from(build(0x30, der(0x06, SIGNED_DATA), build(0xa0, body)));
}

test('C13: the content of signed-data is reached in DER and in BER', () => {
  const inPieces = ber(
    0x24,
    der(0x04, CONTENT.slice(0, 5)),
    ber(0x24, der(0x04, CONTENT.slice(5, 9))),
    der(0x04, CONTENT.slice(9)),
  );
  const cases = [
    signed(der, der(0x04, CONTENT)),
    signed(ber, der(0x04, CONTENT)),
    signed(ber, inPieces),
    signed(der, der(0x24, der(0x04, CONTENT.slice(0, 9)), der(0x04, CONTENT.slice(9)))),
  ];
  for (const octets of cases) {
    const object = readCms(octets);
    assert.equal(object?.kind, 'signed');
    assert.deepEqual(object?.kind === 'signed' && [...object.content], CONTENT);
  }
});

test('C13: what is closed to us is told apart from what holds no content', () => {
  for (const build of [der, ber]) {
    assert.deepEqual(readCms(signed(build, null)), { kind: 'empty' });
    for (const type of [ENVELOPED_DATA, AUTH_ENVELOPED_DATA])
      assert.deepEqual(readCms(Uint8Array.from(build(0x30, der(0x06, type), build(0xa0, der(0x30))))), {
        kind: 'closed',
      });
  }
});

test('what is not CMS, or only its beginning, is null', () => {
  const whole = signed(der, der(0x04, CONTENT));
  for (let length = 0; length < 60; length += 1) assert.equal(readCms(whole.subarray(0, length)), null);
  assert.equal(readCms(Buffer.from('Hello')), null);
  assert.equal(readCms(Uint8Array.from(der(0x30, der(0x06, [1, 2, 3])))), null);
  // An element that claims more than there is; a length of 2^40.
  assert.equal(readCms(Uint8Array.of(0x30, 0x82, 0xff, 0xff, 0x06)), null);
  assert.equal(readCms(Uint8Array.of(0x30, 0x86, 1, 0, 0, 0, 0, 0, 0x06)), null);
});

test('C10: nesting without end is given up, not followed', () => {
  const nested = signed(ber, Array.from({ length: 50_000 }, () => [0x24, 0x80]).flat());
  assert.equal(readCms(nested), null);
});

test('any change to an object gives an object or null', () => {
  const whole = signed(ber, ber(0x24, der(0x04, CONTENT)));
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (index, octet, end) => {
      const changed = Uint8Array.from(whole);
      changed[index] = octet;
      const object = readCms(changed.subarray(0, end));
      assert.ok(object === null || object.kind !== 'signed' || object.content.length <= whole.length);
    }),
    { numRuns: 3000 },
  );
});
