import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { isThanksOnly } from './thanks.ts';

const THANKS: Readonly<Record<string, readonly string[]>> = {
  en: [
    'Thanks!',
    'Thank you so much for your quick reply. Kind regards, Jan de Vries',
    'Hi Anna,\n\nthank you, everything works now 🙂\n\nBest regards\nJan',
    'Great service, thanks again :)',
    'Thank you, that helps a lot!',
  ],
  de: [
    'Vielen Dank!',
    'Guten Tag Frau Hall,\n\nvielen Dank für die schnelle Antwort.\n\nMit freundlichen Grüßen\nJan Müller',
    'Super, danke schön!',
    'Vielen Dank, das hilft mir weiter!',
    'Alles gut angekommen. Danke! LG Jan',
  ],
  nl: [
    'Bedankt!',
    'Beste Anna,\nhartelijk dank voor de snelle reactie.\nMet vriendelijke groet,\nJan',
    'Top, dank je wel',
    'Hartelijk dank, daar ben ik mee geholpen!',
  ],
  fr: [
    'Merci beaucoup !',
    'Bonjour,\nmerci pour votre réponse rapide.\nCordialement,\nJean Dupont',
    "C'est parfait, merci.",
  ],
  es: ['¡Muchas gracias!', 'Hola:\nmuchas gracias por su ayuda.\nUn saludo,\nJuan', 'Todo perfecto, gracias'],
  it: [
    'Grazie mille!',
    'Buongiorno,\ngrazie per la risposta.\nCordiali saluti\nGiovanni',
    'Perfetto, grazie',
  ],
  pl: [
    'Dziękuję bardzo!',
    'Dzień dobry,\ndziękuję za szybką odpowiedź.\nPozdrawiam\nJan',
    'Wszystko w porządku, dzieki',
  ],
  sv: ['Tack så mycket!', 'Hej,\ntack för snabbt svar.\nMed vänliga hälsningar\nJan', 'Allt bra, tack'],
};

for (const [language, texts] of Object.entries(THANKS))
  for (const text of texts)
    test(`thanks (${language}): ${text.replaceAll('\n', ' / ')}`, () =>
      assert.equal(isThanksOnly(text), true));

const NOT_THANKS = [
  'Thanks, but the lamp is broken.',
  'Thanks! When will it arrive?',
  'Thank you for the reply, please send the invoice',
  'Thanks. Not solved.',
  'Thanks, order 302-1234567-1234567',
  'Thanks in advance',
  'Best regards, Jan',
  'Danke, aber die Lampe ist kaputt.',
  'Danke. Wann kommt sie an?',
  'Vielen Dank im Voraus',
  'Danke, ich warte immer noch',
  'Mit freundlichen Grüßen\nbitte Rechnung schicken, danke',
  'Bedankt, maar hij is stuk',
  'Merci, mais il est cassé',
  'Gracias, pero no funciona',
  'Grazie, ma non funziona',
  'Dziękuję, ale nie działa',
  'Tack, men den är trasig',
  'Thanks for your help, call me on +31 6 12345678',
  'Bedankt. Groeten, Kapot Geleverd Weer Opnieuw Gestuurd',
  'ありがとうございます',
  '🙂',
  '',
];

for (const text of NOT_THANKS)
  test(`no thanks: ${text.replaceAll('\n', ' / ')}`, () => assert.equal(isThanksOnly(text), false));

test('a question mark, a number or a word of one’s own makes it more than thanks', () => {
  const all = Object.values(THANKS).flat();
  const added = fc.oneof(
    fc.constantFrom('?', '？', '؟', '7', 'broken', 'aber', 'kapot', 'pourquoi', 'nie', 'pero', 'non', 'men'),
    fc.stringMatching(/^[a-z]{3}zq$/u),
  );
  fc.assert(
    fc.property(fc.constantFrom(...all), added, fc.boolean(), (text, more, atEnd) => {
      assert.equal(isThanksOnly(atEnd ? `${text} ${more}` : `${more} ${text}`), false);
    }),
  );
});

test('any text is read in time that grows with its length', () => {
  fc.assert(fc.property(fc.string({ maxLength: 500, unit: 'binary' }), (text) => void isThanksOnly(text)));
});
