import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cleanDisplayName } from './display-name.ts';

test('I7: a name shows nothing but a name', () => {
  const cases: readonly [text: string, clean: string][] = [
    ['Jürgen Öz', 'Jürgen Öz'],
    ["Seán O'Hara", "Seán O'Hara"],
    ['Shop & Sons (NL)', 'Shop & Sons (NL)'],
    ['seller@real.tld', ''],
    ['seller@real.tld via Shop', 'via Shop'],
    ['<seller@real.tld> Shop', 'Shop'],
    ['Shop (seller＠real.tld)', 'Shop'],
    ['Shop seller﹫real.tld', 'Shop'],
    ['a @ b', 'a b'],
    ['"Shop"', 'Shop'],
    ['“Shop” „x“', 'Shop x'],
    ['Shop\r\nBcc: x', 'Shop Bcc x'],
    ['Shop\\, Inc.; x:y', 'Shop Inc. x y'],
    ['\u202epohS\u202c', 'pohS'],
    ['Pay\u200bPal', 'PayPal'],
    ['=?utf-8?q?Shop?=', 'utf-8?q?Shop'],
    ['x'.repeat(300), 'x'.repeat(64)],
    ['  ', ''],
  ];
  for (const [text, clean] of cases) assert.equal(cleanDisplayName(text), clean, JSON.stringify(text));
});

test('I7: any text gives a name without syntax, and cleaning again changes nothing', () => {
  const piece = fc.oneof(
    fc.constantFrom('@', '"', '<', '>', ',', '=?', '?=', ' ', '\u202e'),
    fc.string({ unit: 'grapheme', maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const clean = cleanDisplayName(pieces.join(''));
      assert.doesNotMatch(clean, /[@＠﹫"“”„<>\\,;:\p{Cc}\p{Cf}]|=\?|\?=/u);
      assert.ok(clean.length <= 64);
      assert.equal(cleanDisplayName(clean), clean);
    }),
    { numRuns: 2000 },
  );
});
