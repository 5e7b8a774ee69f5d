import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import type { TemplateValues } from './message-template.ts';
import { fillTemplate, templatePieces, unknownVariables } from './message-template.ts';

const VALUES: TemplateValues = {
  orderId: '302-1234567-1234567',
  buyer: 'J. V.',
  seller: 'Anna Lampen',
  marketplace: 'Markt',
  product: 'Lampe',
  carrier: null,
  trackingNumber: null,
  deliveryBy: '2. Dezember 2026',
};

test('a template is filled, and braces that hold no name are words', () => {
  const filled = fillTemplate('Hi { buyer }, {orderId} {} {1} {a b} {{seller}}', VALUES);
  assert.ok(filled.kind === 'filled');
  assert.equal(filled.text, 'Hi J. V., 302-1234567-1234567 {} {1} {a b} {Anna Lampen}');
});

test('a variable that nothing is known for is named, once, and nothing is filled', () => {
  assert.deepEqual(fillTemplate('{trackingNumber} {carrier} {trackingNumber} {orderId}', VALUES), {
    kind: 'missing',
    variables: ['trackingNumber', 'carrier'],
  });
});

test('a name that stands for nothing is named', () => {
  assert.deepEqual(unknownVariables('{orderID} {orderId} {__proto__} {constructor} {orderID}'), [
    'orderID',
    'constructor',
  ]);
  assert.deepEqual(fillTemplate('{toString}', VALUES), { kind: 'missing', variables: ['toString'] });
});

test('whatever the text, its pieces make it again, and places lead back to where they came from', () => {
  const part = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.constantFrom('{orderId}', '{ buyer }', '{seller}', '{', '}', '{x'),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const text = parts.join('');
      const pieces = templatePieces(text);
      assert.equal(pieces.map((piece) => piece.text).join(''), text);
      const filled = fillTemplate(text, VALUES);
      if (filled.kind === 'missing') return assert.ok(unknownVariables(text).length > 0);
      const origins = Array.from({ length: filled.text.length + 1 }, (_, offset) => filled.origin(offset));
      assert.deepEqual(
        origins,
        origins.toSorted((a, b) => a - b),
      );
      assert.deepEqual([Math.min(...origins) >= 0, origins.at(-1)], [true, text.length]);
    }),
  );
});
