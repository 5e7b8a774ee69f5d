import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { markedText } from './marked-text.ts';

type Findings = Parameters<typeof markedText>[0]['findings'];

const finding = (quote: string, start: number, end: number, part = 'text'): Findings[number] =>
  ({ quote, where: [{ part, start, end }] }) as unknown as Findings[number];

test('the words of a finding are marked where they stand', () => {
  const findings = [finding('b@c.de', 6, 12), finding('Mail', 0, 4)];
  assert.deepEqual(markedText({ text: 'Mail: b@c.de.', findings }), [
    { text: 'Mail', finding: 1 },
    { text: ': ', finding: null },
    { text: 'b@c.de', finding: 0 },
    { text: '.', finding: null },
  ]);
});

test('a place counts only where its words stand, and in the text alone', () => {
  const findings = [finding('gone', 0, 4), finding('text', 0, 4, 'html')];
  assert.deepEqual(markedText({ text: 'text', findings }), [{ text: 'text', finding: null }]);
});

test('nothing of the text is lost, whatever overlaps', () => {
  const places = fc.array(fc.tuple(fc.nat(20), fc.nat(20)));
  fc.assert(
    fc.property(fc.string({ maxLength: 20 }), places, (text, spans) => {
      const findings = spans.map(([start, end]) => finding(text.slice(start, end), start, end));
      const pieces = markedText({ text, findings });
      assert.equal(pieces.map((piece) => piece.text).join(''), text);
    }),
  );
});
