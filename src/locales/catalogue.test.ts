import assert from 'node:assert/strict';
import { test } from 'node:test';

import { IntlMessageFormat } from 'intl-messageformat';

import { LANGUAGES, say, spokenLanguage } from './catalogue.ts';
import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import nl from './nl.json' with { type: 'json' };

const catalogues: Readonly<Record<string, Readonly<Record<string, string>>>> = { en, de, nl };

/** The names of all placeholders of a text, sorted; nested ones too. */
function placeholders(text: string, language: string): string[] {
  const names = new Set<string>();
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null) {
      if ('type' in value && 'value' in value && typeof value.value === 'string' && value.type !== 0)
        names.add(value.value);
      Object.values(value).forEach(walk);
    }
  };
  walk(new IntlMessageFormat(text, language, undefined, { ignoreTag: true }).getAst());
  return [...names].sort();
}

test('English, German and Dutch are there', () => assert.deepEqual(LANGUAGES, ['en', 'de', 'nl']));

for (const [language, catalogue] of Object.entries(catalogues)) {
  test(`${language} has the same keys as English`, () =>
    assert.deepEqual(Object.keys(catalogue), Object.keys(en)));

  test(`${language} has the same placeholders as English, and no empty text`, () => {
    for (const [key, text] of Object.entries(en)) {
      assert.notEqual(catalogue[key]?.trim() ?? '', '', key);
      assert.deepEqual(placeholders(catalogue[key] ?? '', language), placeholders(text, 'en'), key);
    }
  });
}

test('a placeholder that is missing from a translation would be seen', () => {
  assert.deepEqual(placeholders('{a} {b, select, true {x {c}} other {y}}', 'en'), ['a', 'b', 'c']);
});

test('the reader’s language, its base, or English', () => {
  assert.equal(spokenLanguage('de-AT'), 'de');
  assert.equal(spokenLanguage('pl'), 'en');
  assert.equal(spokenLanguage('__proto__'), 'en');
  assert.equal(
    say('nl', 'notice.about-order', { orderId: '302-1234567-1234567' }),
    'Bestelling: 302-1234567-1234567',
  );
});

test('angle brackets in values and texts are plain text', () => {
  assert.match(say('en', 'notice.failed.intro', { hard: true }), /refused your message/u);
  assert.equal(say('en', 'notice.about-order', { orderId: '<b>' }), 'Order: <b>');
});
