import { testRule } from '#test/support/rule-tester.ts';

testRule('marketing', {
  flagged: [
    { text: '«Zapraszamy na wyprzedaż letnią, wszystkie lampy o połowę taniej.»', language: 'pl' },
    { text: '«Our winter range is here: discover the new lamps.»', language: 'en' },
    { text: '«Sparen Sie 15 % bei Ihrer nächsten Bestellung mit dem Code HERBST15.»', language: 'de' },
    { text: '«Schrijf u in voor onze nieuwsbrief.»', language: 'nl' },
    { text: '«Découvrez nos nouveautés, cette semaine à -20 %.»', language: 'fr' },
    { text: '«Suscríbase a nuestro boletín y aproveche las ofertas.»', language: 'es' },
    { text: '«Scopra la nuova collezione di lampade abbinate.»', language: 'it' },
    { text: '«Zapraszamy do naszej nowej kolekcji, teraz 20 % taniej.»', language: 'pl' },
    { text: '«Missa inte vår nya kollektion, just nu 20 % rabatt.»', language: 'sv' },
    { text: '«新商品のご案内です。期間限定の割引クーポンもございます。»', language: 'ja' },
    { text: '«Yeni koleksiyonumuzu keşfedin, bu hafta yüzde 20 indirim.»', language: 'tr' },
  ],
  permitted: [
    { text: 'Die graue Matte ist ausverkauft.', language: 'de' },
    { text: 'The voucher you used is already taken off: the invoice shows 12.50.', language: 'en' },
    { text: 'Der Gutschein ist auf der Rechnung bereits abgezogen.', language: 'de' },
    { text: 'De handleiding zegt dat u het hout twee keer per jaar moet oliën.', language: 'nl' },
    { text: 'Quel tissu souhaitez-vous pour le coussin ?', language: 'fr' },
  ],
});
