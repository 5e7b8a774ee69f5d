import { testRule } from '#test/support/rule-tester.ts';

const OWN_ALIAS = 'zzzzyyyyxxxxwwwwvvvvuuuu22@post.marketplace.example';

testRule('email-address', {
  flagged: [
    { text: 'Write to «jan@example.nl» please.', certainty: 'sure' },
    { text: 'Write to «jan (at) lamps [dot] com».', certainty: 'likely' },
    { text: 'Write to «j\u200ban@ex\u200bample.nl».' },
    { text: 'Write to «ｊａｎ＠ｅｘａｍｐｌｅ．ｎｌ».' },
    { text: 'Write to «j a n @ l a m p s . c o m»' },
    { text: 'Write to «jan@lаmрs.com».' },
    { text: 'Mail an «hilfe ät lampen minus welt punkt de».', language: 'de' },
    { text: 'Stuur het naar «hulp apenstaartje lampen punt nl».', language: 'nl' },
    { text: 'Écrivez à «aide arobase lampes point fr».', language: 'fr' },
    { text: 'Escriba a «ayuda arroba lamparas punto es».', language: 'es' },
    { text: 'Scriva a «aiuto chiocciola lampade punto it».', language: 'it' },
    { text: 'Proszę pisać na «pomoc małpa lampy kropka pl».', language: 'pl' },
    { text: 'Skriv till «hjalp snabel-a lampor punkt se».', language: 'sv' },
    { text: '«helpアットlampドットjp»までご連絡ください。', language: 'ja' },
    { text: '«yardim at lamba nokta com» adresine yazın.', language: 'tr' },
    { html: '<p>Write to «jan&#64;example.nl»</p>' },
    { html: '<p>See <a «href="mailto:jan@example.nl"»>our address</a></p>' },
    { subject: 'Mail «jan@example.nl»', message: { text: '' } },
    // Masked on the way in: the author's own mailbox whole, another one at their domain by its domain.
    { text: `Write to «${OWN_ALIAS}» please.`, context: { ownAddresses: [OWN_ALIAS] } },
    { text: 'Write to «jan@post.marketplace.example».', context: { ownAddresses: [OWN_ALIAS] } },
    {
      message: {
        text: 'x',
        attachments: [{ filename: 'jan@example.nl.pdf', contentType: 'application/pdf', size: 1 }],
      },
    },
  ],
  permitted: [
    'The manual stands at the marketplace.',
    'Two lamps @ 12 euro each.',
    'Look at point 3 of the manual.',
    { text: 'Klicken Sie bei Punkt 4 auf Weiter.', language: 'de' },
    { text: 'Au point de vente, le prix est le même.', language: 'fr' },
    'Your alias is k3j2@marketplace.example.',
    {
      text: 'We wrote to aaaabbbbccccddddeeeeffff23@post.marketplace.example.',
      context: { ownAddresses: [OWN_ALIAS] },
    },
  ],
});
