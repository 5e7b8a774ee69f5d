import { testRule } from '#test/support/rule-tester.ts';

testRule('cancel-request', {
  flagged: [
    {
      text: '«Nos hemos quedado sin la mesilla. ¿Le importaría cancelar usted el pedido?»',
      language: 'es',
    },
    { text: 'The kettle is sold out. «Please cancel the order in your account.»', language: 'en' },
    { text: 'Der Artikel ist ausverkauft. «Bitte stornieren Sie die Bestellung selbst.»', language: 'de' },
    { text: 'Het artikel is uitverkocht. «Wilt u de bestelling zelf annuleren?»', language: 'nl' },
    { text: 'L’article est épuisé. «Merci d’annuler votre commande vous-même.»', language: 'fr' },
    { text: 'El artículo está agotado. «Por favor, cancele usted mismo el pedido.»', language: 'es' },
    { text: 'L’articolo è esaurito. «La preghiamo di annullare l’ordine.»', language: 'it' },
    { text: 'Towar jest niedostępny. «Prosimy anulować zamówienie na swoim koncie.»', language: 'pl' },
    { text: 'Varan är slutsåld. «Avbeställ gärna själv på ditt konto.»', language: 'sv' },
    { text: '在庫切れのため、«お客様からキャンセルをお願いします。»', language: 'ja' },
    { text: 'Ürün stokta kalmadı. «Lütfen siparişi hesabınızdan iptal edin.»', language: 'tr' },
  ],
  permitted: [
    { text: 'The kettle is sold out. We have cancelled the order and refunded you.', language: 'en' },
    { text: 'You asked to cancel: choose Cancel under Your Orders and we approve it.', language: 'en' },
    { text: 'Wir haben die Bestellung storniert und den Betrag erstattet.', language: 'de' },
    { text: 'De levering is vertraagd tot donderdag.', language: 'nl' },
  ],
});
