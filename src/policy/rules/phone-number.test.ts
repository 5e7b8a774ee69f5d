import { testRule } from '#test/support/rule-tester.ts';

testRule('phone-number', {
  flagged: [
    { text: 'Einfach durchklingeln: «0151 / 240 77 318», ich bin in der Werkstatt.', language: 'de' },
    { text: 'Call us on «020 7946 0018».', language: 'en', context: { country: 'GB' } },
    {
      text: 'Call «zero two zero, seven nine four six, double zero one eight».',
      language: 'en',
      context: { country: 'GB' },
    },
    { text: 'Rufen Sie an: «+49 (0) 176 / 23 45 67 89».', language: 'de' },
    { text: 'Rufen Sie «null eins sieben sechs, zwei drei vier, fünf sechs sieben» an.', language: 'de' },
    { text: 'Bel «06 12 34 56 78».', language: 'nl', context: { country: 'NL' } },
    {
      text: 'Bel «nul zes, twaalf vierendertig zesenvijftig achtenzeventig».',
      language: 'nl',
      context: { country: 'NL' },
    },
    {
      text: 'Appelez le «zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit».',
      language: 'fr',
      context: { country: 'FR' },
    },
    { text: 'Llame al «612 34 56 78».', language: 'es', context: { country: 'ES' } },
    {
      text: 'Chiami il «tre tre tre, uno due tre, quattro cinque sei sette».',
      language: 'it',
      context: { country: 'IT' },
    },
    {
      text: 'Proszę dzwonić: «pięćset dwa, trzysta czterdzieści pięć, sześćset siedemdziesiąt osiem».',
      language: 'pl',
      context: { country: 'PL' },
    },
    { text: 'Ring «070-123 45 67».', language: 'sv', context: { country: 'SE' } },
    { text: 'お電話は«03-1234-5678»まで。', language: 'ja', context: { country: 'JP' } },
    { text: 'Bizi «0532 123 45 67» numarasından arayın.', language: 'tr', context: { country: 'TR' } },
    { text: 'Text «O7911 l23 456»', language: 'en', context: { country: 'GB' } },
    { html: '<a «href="tel:+441632960961"»>ring</a>' },
  ],
  permitted: [
    // Lists, amounts, colours and internet addresses.
    { text: 'The bar comes in 130, 140, 150 and 160, 170, 180 mm.', language: 'en' },
    { text: 'Der Lack hat den Farbwert (255;0;255) oder 153;153;153.', language: 'de' },
    { text: 'Der Sensor zählt bis 16.777.216 Stufen.', language: 'de' },
    { text: 'Le boîtier répond à 192.168.0.1 au premier démarrage.', language: 'fr' },
    { text: 'Op het plaatje staat 020-4455 667: dat is het modelnummer.', language: 'nl' },
    {
      text: 'Der Bosch-Werkskundendienst unter 089 12474474 hilft weiter.',
      language: 'de',
    },
    { text: 'Order 302-1234567-7654321, tracking number 1Z999AA10123456784.', language: 'en' },
    { text: 'Die Sendungsnummer lautet 00340434161094021501.', language: 'de' },
    { text: 'IBAN DE89 3704 0044 0532 0130 00, USt-IdNr. DE123456789.', language: 'de' },
    { text: 'EAN 4006381333931, 230 V, 185 x 60 x 63 cm.', language: 'en' },
    { text: 'Delivery on 14.05.2026 between 08.00 and 12.00.', language: 'en' },
    {
      text: "The manufacturer's warranty line is 020 7946 0018.",
      language: 'en',
      context: { country: 'GB' },
    },
    { text: 'Die Auftragsnummer der Spedition ist 0176-2345678.', language: 'de' },
    { text: 'Sizes 1, 2, 3, 4, 5, 6, 7 are in stock.', language: 'en' },
  ],
});
