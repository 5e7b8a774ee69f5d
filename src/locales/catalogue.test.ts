import assert from 'node:assert/strict';
import { test } from 'node:test';

import { IntlMessageFormat } from 'intl-messageformat';

import { LANGUAGES, say, sayFinding, sayGuideline, spokenLanguage } from './catalogue.ts';
import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };
import deFindings from './findings/de.json' with { type: 'json' };
import enFindings from './findings/en.json' with { type: 'json' };
import nlFindings from './findings/nl.json' with { type: 'json' };
import deGuidelines from './guidelines/de.json' with { type: 'json' };
import enGuidelines from './guidelines/en.json' with { type: 'json' };
import nlGuidelines from './guidelines/nl.json' with { type: 'json' };
import nl from './nl.json' with { type: 'json' };
import deWeb from './web/de.json' with { type: 'json' };
import enWeb from './web/en.json' with { type: 'json' };
import nlWeb from './web/nl.json' with { type: 'json' };

type Texts = Readonly<Record<string, string>>;
type TextsByRule = Readonly<Record<string, Texts>>;

/** A file of texts by rule with one key for each. */
function flat(byRule: TextsByRule): Texts {
  return Object.fromEntries(
    Object.entries(byRule).flatMap(([rule, texts]) =>
      Object.entries(texts).map(([name, text]) => [`${rule}.${name}`, text]),
    ),
  );
}

const english: readonly Texts[] = [en, enWeb, flat(enFindings), flat(enGuidelines)];
const catalogues: Readonly<Record<string, readonly Texts[]>> = {
  en: english,
  de: [de, deWeb, flat(deFindings), flat(deGuidelines)],
  nl: [nl, nlWeb, flat(nlFindings), flat(nlGuidelines)],
};

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

for (const [language, files] of Object.entries(catalogues)) {
  test(`${language} has the same keys as English`, () =>
    assert.deepEqual(
      files.map((file) => Object.keys(file)),
      english.map((file) => Object.keys(file)),
    ));

  test(`${language} has the same placeholders as English, and no empty text`, () => {
    for (const [index, file] of english.entries())
      for (const [key, text] of Object.entries(file)) {
        const translated = files[index]?.[key] ?? '';
        assert.notEqual(translated.trim(), '', key);
        assert.deepEqual(placeholders(translated, language), placeholders(text, 'en'), key);
      }
  });
}

test('a finding says its data; one of another release says nothing', () => {
  const finding = { rule: 'order-id', messageId: 'missing', data: { id: '302-1234567-1234567' } };
  assert.equal(
    sayFinding('de-AT', finding),
    'Bitte die Bestellung 302-1234567-1234567 im Betreff oder im Text nennen.',
  );
  assert.equal(sayFinding('en', { ...finding, messageId: 'gone' }), null);
  assert.equal(sayFinding('en', { ...finding, data: {} }), null);
  assert.equal(sayGuideline('en', 'constructor'), null);
  assert.equal(sayGuideline('nl', 'emoji')?.name, 'Emoji en emoticons');
});

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
