import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import type { PrivateValues } from './authored-content.ts';
import { createScrubber } from './scrub.ts';

const values: PrivateValues = {
  addresses: [
    { address: 'Jan.Visser77+shop@mail.bakkerij-straße.de', alias: 'aaaabbbbcccc@relay.example' },
    { address: 'j.doe@gmail.com', alias: 'ddddeeeeffff@relay.example' },
    { address: 'info@kaas.co', alias: 'gggghhhhiiii@relay.example' },
  ],
  phones: ['+31 6 1234 5678', '030/1234567'],
  names: ['Jan Visser', 'Doe'],
};
const scrubber = createScrubber(values);
const scrub = (text: string): string => scrubber.scrub(text).text;

// `[a]` stands for the first alias, `[d]` for the second, `[g]` for the third.
const written: readonly (readonly [given: string, expected: string])[] = [
  ['mail jan.visser77@mail.bakkerij-straße.de ok', 'mail [a] ok'],
  ['JAN.VISSER77@MAIL.BAKKERIJ-STRASSE.DE', '[a]'],
  ['jan.visser77+shop@mail.bakkerij-straße.de', '[a]'],
  ['jan.visser77@mail.xn--bakkerij-strae-dgb.de', '[a]'],
  ['jan.visser77%40mail.bakkerij-stra%C3%9Fe.de', '[a]'],
  ['jan.visser77%252540mail.bakkerij-straße.de', '[a]'],
  ['jan.visser77&#64;mail.bakkerij-stra&szlig;e.de', '[a]'],
  ['jan.visser77&amp;commat;mail.bakkerij-straße.de', '[a]'],
  ['jan.visser77=40mail.bakkerij-stra=C3=9Fe.de', '[a]'],
  ['jan.visser77\\u0040mail.bakkerij-straße.de', '[a]'],
  ['ｊａｎ.ｖisser77＠mail.bakkerij-straße.de', '[a]'],
  ['jan.vis\u200Bser77@mail.\u00ADbakkerij-straße.de', '[a]'],
  ['jan.visser77@mail.bakkerij-straße.de'.normalize('NFD'), '[a]'],
  ['jan.visser77 @ mail.bakkerij-\n> straße.de', '[a]'],
  ['jan.visser77 (at) mail.bakkerij-straße.de', '[a]'],
  ['bounces-jan.visser77=mail.bakkerij-straße.de@mailer.example', 'bounces-[a]@mailer.example'],
  ['mailto:j.doe@gmail.com?subject=x', 'mailto:[d]?subject=x'],
  ['J.D.O.E+foo@GoogleMail.com and jdoe@gmail.com', 'J.D.O.E+foo@GoogleMail.com and [d]'],
  ['info@kaas.co and info@kaas.com', '[g] and info@kaas.com'],
  ['id=amFuLnZpc3Nlcjc3QG1haWwuYmFra2VyaWotc3RyYcOfZS5kZQ==;', 'id=[…];'],
  ['u=6a2e646f6540676d61696c2e636f6d', 'u=[…]'],
  // Alone: an account name and the owner's domain, but no word and no provider.
  ['user jan.visser77 logged in', 'user aaaabbbbcccc logged in'],
  ['by mx1.bakkerij-straße.de with', 'by relay.example with'],
  ['bakkerij-straße-de.mail.protection.outlook.com', 'relay.example.mail.protection.outlook.com'],
  ['see www.kaas.co!', 'see relay.example!'],
  // Names, where a program wrote them.
  ['On Mon, "Jan Visser" <jan.visser77@mail.bakkerij-straße.de> wrote:', 'On Mon, <[a]> wrote:'],
  ['Jan Visser [mailto:j.doe@gmail.com]', '[mailto:[d]]'],
  ['Visser, Jan <j.doe@gmail.com>', '<[d]>'],
  ['j.doe@gmail.com (Jan Visser)', '[d]'],
  ['Von: Jan Visser', 'Von: […]'],
  ['> *Van:* Jan Visser', '> *Van:* […]'],
  ['差出人: Jan Visser', '差出人: […]'],
  // Telephones, in any grouping.
  ['+31 (0)6-12 34 56 78!', '[…]!'],
  ['0031612345678', '[…]'],
  ['06 1234.5678', '[…]'],
  ['０６１２３４５６７８', '[…]'],
  ['+4930 123 45 67', '[…]'],
  ['tel:+31612345678,', 'tel:[…],'],
  ['mobil (+31 6 1234 5678)', 'mobil ([…])'],
  ['(+31) 6 1234 5678', '[…]'],
  ['(031) 6 1234 5678', '[…]'],
];

for (const [given, expected] of written)
  test(`a private value is replaced: ${JSON.stringify(given).slice(0, 70)}`, () => {
    const full = expected
      .replaceAll('[a]', 'aaaabbbbcccc@relay.example')
      .replaceAll('[d]', 'ddddeeeeffff@relay.example')
      .replaceAll('[g]', 'gggghhhhiiii@relay.example');
    assert.equal(scrub(given), full);
  });

const LINK = 'AZ9kQx0bcT2mUe7hPq4rWs8vYz1aBc3dEf5gHi7jKl_';

const links: readonly (readonly [given: string, expected: string])[] = [
  [`Answer: https://m.example/answer/${LINK}`, 'Answer: https://m.example/[…]'],
  [`> > https://m.example/answer/${LINK}.`, '> > https://m.example/[…].'],
  [
    `> https://m.example/answer/${LINK.slice(0, 24)}\n> ${LINK.slice(24)}\nBest`,
    '> https://m.example/[…]\nBest',
  ],
  [`> https://m.example/answer/${LINK.slice(0, 9)}\n> > ${LINK.slice(9)} ok`, '> https://m.example/[…] ok'],
  [`https://m.example/answer/${LINK.slice(0, 30)}=\n${LINK.slice(30)} ok`, 'https://m.example/[…] ok'],
  [
    `https://wrap.example/?u=https%3A%2F%2Fm.example%2Fanswer%2F${LINK}&x=1`,
    'https://wrap.example/?u=https%3A%2F%2Fm.example%2F[…]&x=1',
  ],
  [`<a href="https://m.example&#47;answer&#x2F;${LINK}">`, '<a href="https://m.example&#47;[…]">'],
  [`HTTPS://M.EXAMPLE/ANSWER/${LINK.toUpperCase()}`, 'HTTPS://M.EXAMPLE/[…]'],
  [`r=${Buffer.from(`https://m.example/answer/${LINK}`).toString('base64')}`, 'r=[…]'],
  // What merely looks like it.
  [
    'the question/answer page, answer/all, answer / a long story',
    'the question/answer page, answer/all, answer / a long story',
  ],
];

for (const [given, expected] of links)
  test(`a link to answer by doesn't travel: ${given.slice(0, 60)}`, () =>
    assert.equal(scrub(given), expected));

const kept: readonly string[] = [
  'my mail is with gmail.com',
  'info about kaas, please',
  'Jan Visser says hello',
  'Naam: Jan Visser',
  'Dear Jan Visser: thank you',
  'xj.doe@gmail.com is somebody else',
  'doe@gmail.com',
  'order 302-1234567-1234567',
  'the lid is 12 by 34 and costs 56.78',
  '100 % &amp; 50%40 =C3 \\u0041 &unknown;',
  'https://shop.example/a%20b?c=d&e=f',
  'Donaudampfschifffahrtsgesellschaft CustomerServiceRepresentative1',
];

for (const text of kept)
  test(`other text stays as it is: ${text}`, () => {
    assert.equal(scrub(text), text);
    assert.deepEqual(scrubber.find(text), []);
  });

test('a text without private values is never changed', () => {
  const none = createScrubber({ addresses: [], phones: [], names: [] });
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => none.scrub(text).text === text));
});

test('places are in order, apart and within the text', () => {
  const part = fc.constantFrom(
    'jan.visser77',
    '@mail.bakkerij-straße.de',
    '%40',
    'j.doe@gmail.com',
    ' ',
    '\n> ',
    '<',
    '06 12345678',
    'Jan Visser',
    '\u200B',
    'é',
    '&#64;',
    'x',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
      const text = parts.join('');
      let done = 0;
      for (const { start, end } of scrubber.find(text)) {
        assert.ok(start >= done && end > start && end <= text.length);
        done = end;
      }
      const once = scrub(text);
      assert.equal(scrub(once), once, 'what was scrubbed stays as it is');
    }),
    { numRuns: 500 },
  );
});

test('a long text is searched in pieces, none of which is missed', () => {
  const line = `${'lorem ipsum '.repeat(20)}\n`;
  const text = `${line.repeat(4000)}j.doe@gmail.com\n${line.repeat(4000)}j.doe@gmail.com`;
  assert.equal(scrubber.find(text).length, 2);
  assert.equal(scrub(text).includes('gmail'), false);
});

test('a value across the cut of a text without line ends is found', () => {
  for (const shift of [0, 3, 8, 13]) {
    const text = `${'x '.repeat(131_072 - shift)}j.doe@gmail.com ${'y '.repeat(400_000)}`;
    assert.equal(scrubber.find(text).length, 1);
  }
});

test('work grows with the length alone', () => {
  // Each of these made a careless pattern go over the text again and again; the test ends, or it doesn't.
  for (const text of [
    '@'.repeat(300_000),
    'a@'.repeat(150_000),
    '%'.repeat(300_000),
    '&amp;'.repeat(60_000),
    '%25'.repeat(100_000),
    '1 '.repeat(150_000),
    '.'.repeat(300_000),
    'mx.'.repeat(100_000),
    'From: '.repeat(50_000),
    'gmail.com '.repeat(30_000),
    'jan.visser77'.repeat(20_000),
  ])
    assert.ok(scrubber.find(text).length >= 0);
});
