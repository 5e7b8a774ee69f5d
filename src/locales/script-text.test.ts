import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';

import fc from 'fast-check';
import { IntlMessageFormat } from 'intl-messageformat';

import { textFormats } from '#web/data/say.ts';

import { scriptOfText } from './script-text.ts';
import de from './web/de.json' with { type: 'json' };
import en from './web/en.json' with { type: 'json' };
import nl from './web/nl.json' with { type: 'json' };

type Filled = (values: object, formats: object) => string | readonly unknown[];

/** What the browser makes of a text. */
function fill(language: string, text: string, values: Readonly<Record<string, unknown>>): string {
  const made = runInNewContext(scriptOfText(language, text)) as string | Filled;
  const filled = typeof made === 'string' ? made : made(values, textFormats(language));
  return typeof filled === 'string' ? filled : [...filled].join('');
}

const CASES = [
  ['Plain “text” with \u2028 and `$x`', {}],
  ['{a} and {b}', { a: 'one', b: 1234.5 }],
  ['{n, number} of {n, plural, =0 {none} one {# piece} other {# pieces}}', { n: 1 }],
  ['{n, plural, offset:1 =0 {nobody} one {you and # more} other {you and # more}}', { n: 3 }],
  ['{s, select, a {first {n, plural, one {#} other {many #}}} other {<b>}}', { s: 'a', n: 1000 }],
  ['{s, select, a {x} other {y}}', { s: 'constructor' }],
] as const;

test('a text compiled for the browser says what the server’s reader of ICU syntax says', () => {
  for (const language of ['en', 'de', 'nl'])
    for (const [text, values] of CASES) {
      const expected = new IntlMessageFormat(text, language, undefined, { ignoreTag: true }).format(values);
      if (!text.includes('<')) assert.equal(fill(language, text, values), expected, text);
    }
});

test('every text of the web pages does, for any values', () => {
  const values = fc.record({ count: fc.nat(10_000), word: fc.string() });
  const link = (parts: readonly string[]): string => parts.join('');
  for (const [language, texts] of Object.entries({ en, de, nl }))
    for (const text of Object.values(texts)) {
      const format = new IntlMessageFormat(text, language);
      const names = [...text.matchAll(/\{(\w+)(, plural)?/gu)];
      const tags = [...text.matchAll(/<(\w+)>/gu)].map(([, tag = '']) => tag);
      fc.assert(
        fc.property(values, ({ count, word }) => {
          const filled = Object.fromEntries(
            names.map(([, name = '', plural]) => [name, plural ? count : word]),
          );
          const server = { ...filled, ...Object.fromEntries(tags.map((tag) => [tag, link])) };
          const browser = { ...filled, ...Object.fromEntries(tags.map((tag) => [tag, String])) };
          assert.equal(fill(language, text, browser), String(format.format(server)), text);
        }),
        { numRuns: 20 },
      );
    }
});

test('what the web pages have no words for is refused when they are built', () => {
  for (const text of ['{d, date}', '{n, selectordinal, one {#st} other {#th}}', '{n, number, percent}'])
    assert.throws(() => scriptOfText('en', text), /has no place/u);
});
