import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { readTrackingNumber } from '#market/carrier.ts';
import { shipmentXml, xmlFeed } from '#test/support/sample-feed.ts';

import { JsonFeedReader } from './feed-json.ts';
import type { FeedPiece, FeedReader } from './feed-pieces.ts';
import { LARGEST_PIECE } from './feed-pieces.ts';
import { XmlFeedReader } from './feed-xml.ts';

const HEAD = { type: 'order-fulfilment', merchantNames: [] } as const;

function read(reader: FeedReader, text: string, chunk = 65_536): FeedPiece[] {
  const pieces: FeedPiece[] = [];
  for (let start = 0; start < text.length; start += chunk)
    pieces.push(...reader.push(text.slice(start, start + chunk)));
  return [...pieces, ...reader.end()];
}

const faultOf = (pieces: readonly FeedPiece[]): string | null => {
  const [last] = pieces.slice(-1);
  return last?.kind === 'fault' ? last.fault.code : null;
};

const xml = (text: string): FeedPiece[] => read(new XmlFeedReader(HEAD), text);
const json = (text: string): FeedPiece[] => read(new JsonFeedReader(HEAD), text);

test('entities of a document are never expanded: not a billion times, not once (billion laughs)', () => {
  const laughs = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join(
    '',
  );
  const body = '<AmazonEnvelope><Message><MessageID>&l9;</MessageID></Message></AmazonEnvelope>';
  assert.equal(faultOf(xml(`<!DOCTYPE x [<!ENTITY l0 "ha">${laughs}]>${body}`)), 'document-type');
  assert.equal(faultOf(xml(`<!DOCTYPE x SYSTEM "file:///etc/passwd">${body}`)), 'document-type');
  assert.equal(faultOf(xml(body)), 'not-well-formed');
});

test('what never ends or nests without end ends the reading', () => {
  const long = 'x'.repeat(LARGEST_PIECE + 70_000);
  const start = '<AmazonEnvelope><Message><MessageID>1</MessageID>';
  for (const text of [`${start}${long}`, `${start}<a b="${long}`, `${start}<!--${long}`, `<!DOCTYPE ${long}`])
    assert.equal(faultOf(xml(text)), 'too-large', text.slice(0, 60));
  assert.equal(faultOf(xml(`${start}${'<a>'.repeat(1000)}`)), 'too-large');
  assert.equal(faultOf(json(`{"messages":[{"a":"${long}`)), 'too-large');
  assert.equal(faultOf(json(`{"messages":[${'['.repeat(200_000)}`)), 'too-large');
  assert.equal(faultOf(json(`{"x":${'{"x":'.repeat(100_000)}`)), 'too-large');
});

test('a message that is too large is refused by itself; the next one is read', () => {
  const large = `<Message>${'<a></a>'.repeat(25_000)}</Message><Message><MessageID>2</MessageID></Message>`;
  const pieces = xml(`<AmazonEnvelope>${large}</AmazonEnvelope>`);
  const codes = pieces.map((piece) => (piece.kind === 'message' ? piece.message.faults[0]?.code : 'fault'));
  assert.deepEqual(codes, ['message-too-large', 'field-missing']);
});

test('however a feed is cut, the same messages are read', () => {
  const bodies = ['a', 'ü', '&', '\u{1F4E6}'].map((word) =>
    shipmentXml({ order: '305-0000001-7654321', shipmentId: word, tracking: '12345678' }),
  );
  const asXml = xmlFeed(bodies, { messageType: 'OrderFulfillment' });
  const asJson = JSON.stringify({
    header: { a: [1, { b: 'x]}"' }] },
    messages: [{ messageId: 1, orderFulfillment: { merchantOrderId: 'x"\\{[' } }, 5, 'text', null, [], true],
    more: -1.5e3,
  });
  const [wholeXml, wholeJson] = [xml(asXml), json(asJson)];
  assert.equal(wholeXml.length, 4);
  assert.equal(wholeJson.length, 6);
  assert.ok([...wholeXml, ...wholeJson].every(({ kind }) => kind === 'message'));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), (chunk) => {
      assert.deepEqual(read(new XmlFeedReader(HEAD), asXml, chunk), wholeXml);
      assert.deepEqual(read(new JsonFeedReader(HEAD), asJson, chunk), wholeJson);
    }),
    { numRuns: 30 },
  );
});

test('whatever comes, a reader gives messages and at most one fault, the last piece', () => {
  const part = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"messages"',
    ':',
    ',',
    '"',
    '\\',
    '1',
    'null',
    ' ',
    '\n',
    '<AmazonEnvelope>',
    '</AmazonEnvelope>',
    '<Message>',
    '</Message>',
    '<MessageID>',
    '</MessageID>',
    '&amp;',
    '<![CDATA[',
    ']]>',
    'x',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
      for (const pieces of [xml(parts.join('')), json(parts.join(''))])
        assert.ok(pieces.slice(0, -1).every(({ kind }) => kind === 'message'));
    }),
  );
});

test('tracking numbers', () => {
  const cases = [
    ['1Z999AA10123456784', '1Z999AA10123456784'],
    ['1ZABCDEF0312345678', '1ZABCDEF0312345678'],
    ['rr 123 456 785 de', 'RR123456785DE'],
    ['3SABCD1234567', '3SABCD1234567'],
    ['12345', null],
    ['ABCDEF12345', null],
    ['12345678@x', null],
    ['https://x.example/12345678', null],
    [`1${'0'.repeat(40)}`, null],
  ] as const;
  for (const [text, number] of cases) assert.equal(readTrackingNumber(text), number, text);
});
