import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { decodeWords } from '#mail/header-words.ts';
import { shippedPack } from '#test/support/packs.ts';

import { findCriticalMarker } from './critical-marker.ts';

const de = shippedPack('de');

const MARKED: readonly (readonly [name: string, subject: string])[] = [
  ['at the beginning', '[Wichtig] Gravur für Bestellung 302-1234567-1234567'],
  ['in the middle', 'Ihre Bestellung [Wichtig] 302-1234567-1234567'],
  ['at the end', 'Rückfrage zur Gravur [wichtig]'],
  ['alone', '[Wichtig]'],
  ['in capitals', '[WICHTIG] Lieferadresse'],
  ['in any mixture', '[wIcHtIg] Lieferadresse'],
  ['in each language of the marketplace', '[Important] Your order'],
  ['in Dutch', 'Je bestelling [BELANGRIJK]'],
  ['behind a reply prefix', 'AW: [Wichtig] Ihre Bestellung'],
  ['behind many prefixes', 'Re: AW: Antw: Re[2]: [wichtig] Bestellung'],
  ['without a space around', 'Bestellung[Wichtig]302-1234567-1234567'],
  ['with spaces inside', '[ Wichtig ] Bestellung'],
  ['in brackets within brackets', '[[Wichtig]] Bestellung'],
  ['beside a gateway’s mark', '[EXTERN] [Wichtig] Bestellung'],
  ['full-width brackets', '［Wichtig］ Bestellung'],
  ['full-width letters', '［Ｗｉｃｈｔｉｇ］ Bestellung'],
  ['letters with unseen characters between', '[Wich\u200Btig\u00AD] Bestellung'],
  ['with a bidi mark', '\u200F[Wichtig]\u200E Bestellung'],
  ['encoded in base64', '=?UTF-8?B?UsO8Y2tmcmFnZSBbV2ljaHRpZ10=?='],
  ['encoded in quoted-printable', '=?iso-8859-1?Q?R=FCckfrage_zur_Gravur_=5BWichtig=5D?='],
  ['split over two encoded words', '=?UTF-8?Q?R=C3=BCckfrage_[Wich?= =?UTF-8?Q?tig]?='],
  ['the fixed subject', 'Zusätzliche Informationen erforderlich'],
  ['the fixed subject, decomposed', 'Zusa\u0308tzliche Informationen erforderlich'],
  [
    'the fixed subject with the order',
    'Zusätzliche Informationen erforderlich: Bestellung 302-1234567-1234567',
  ],
  ['the fixed subject behind a prefix', 'WG: ADDITIONAL INFORMATION REQUIRED'],
  ['the fixed subject in Dutch', 'Aanvullende informatie nodig – bestelling 302-1234567-1234567'],
];
for (const [name, subject] of MARKED)
  test(`marked: ${name}`, () => assert.notEqual(findCriticalMarker(decodeWords(subject), de), null));

const UNMARKED: readonly (readonly [name: string, subject: string])[] = [
  ['round brackets', '(wichtig) Bestellung'],
  ['curly brackets', '{Wichtig} Bestellung'],
  ['angle brackets', '<Wichtig> Bestellung'],
  ['lenticular brackets', '【Wichtig】 Bestellung'],
  ['no brackets', 'Wichtig: Bestellung'],
  ['stars', '*Wichtig* Bestellung'],
  ['one bracket alone', '[Wichtig Bestellung'],
  ['the other one alone', 'Wichtig] Bestellung'],
  ['brackets the wrong way round', ']Wichtig[ Bestellung'],
  ['more than the word inside', '[Sehr wichtig] Bestellung'],
  ['the word with a sign', '[Wichtig!] Bestellung'],
  ['a longer word', '[Wichtigkeit] Bestellung'],
  ['a word with a gap', '[Wich tig] Bestellung'],
  ['mixed brackets', '[Wichtig) Bestellung'],
  ['a language that the marketplace lacks', '[Ważne] Bestellung'],
  ['a look-alike of another script', '[W\u0456chtig] Bestellung'],
  ['nothing', ''],
  ['the fixed subject denied', 'No additional information required'],
  ['the fixed subject as part of a longer word', 'Zusätzliche Informationen erforderlichenfalls'],
];
for (const [name, subject] of UNMARKED)
  test(`not marked: ${name}`, () => assert.equal(findCriticalMarker(decodeWords(subject), de), null));

test('the mark says which word of which language it is', () => {
  assert.deepEqual(findCriticalMarker('Re: [WICHTIG]', de), {
    kind: 'word',
    word: 'Wichtig',
    language: 'de',
  });
  assert.deepEqual(findCriticalMarker('Aanvullende informatie nodig', de), {
    kind: 'fixed-subject',
    language: 'nl',
  });
});

test('a pack’s own words count, composed or not', () => {
  const words = new Map([['tr', ['Önemli']]]);
  const pack = { ...de, critical: { wordSuffices: true, words } };
  for (const subject of ['[önemli] sipariş', '[O\u0308NEMLI\u0307] x', 'Sipariş [ÖNEMLİ]'])
    assert.notEqual(findCriticalMarker(subject, pack), null, subject);
});

test('the word in brackets counts wherever it stands, whatever is around it', () => {
  const around = fc.string({ unit: 'grapheme', maxLength: 40 });
  fc.assert(
    fc.property(around, around, (before, after) => {
      assert.notEqual(findCriticalMarker(`${before} [wichtig] ${after}`, de), null);
    }),
  );
});

test('a subject without a square bracket is never marked by a word', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      fc.pre(!/[[\]]/u.test(text.normalize('NFKC')));
      assert.notEqual(findCriticalMarker(`${text} wichtig`, de)?.kind, 'word');
    }),
  );
});
