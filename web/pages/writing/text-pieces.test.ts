import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import type { WrittenFinding } from '#web/data/writing.ts';

import { textPieces } from './text-pieces.ts';

const finding = (quote: string, start: number, effect: WrittenFinding['effect'] = 'refuse') =>
  ({
    quote,
    effect,
    where: [{ part: 'text', start, end: start + quote.length }],
  }) as unknown as WrittenFinding;

test('what is found is a piece of its own, the gravest look for what stops it', () =>
  assert.deepEqual(
    textPieces('to a@b.example soon', [finding('soon', 15, 'warn'), finding('a@b.example', 3)]),
    [
      { text: 'to ', mark: null },
      { text: 'a@b.example', mark: 'stops' },
      { text: ' ', mark: null },
      { text: 'soon', mark: 'hint' },
    ],
  ));

test('whatever is found, the pieces make up the text', () =>
  fc.assert(
    fc.property(
      fc.string({ maxLength: 30 }),
      fc.array(fc.tuple(fc.string({ maxLength: 5 }), fc.nat(30)), { maxLength: 6 }),
      (text, found) => {
        const pieces = textPieces(
          text,
          found.map(([quote, start]) => finding(quote, start)),
        );
        assert.equal(pieces.map((piece) => piece.text).join(''), text);
      },
    ),
  ));
