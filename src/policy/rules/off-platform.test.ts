import { testRule } from '#test/support/rule-tester.ts';

testRule('off-platform', {
  flagged: [
    { text: '«Drop me a message on Insta» and I will price it up.', language: 'en' },
    { text: '«Schreiben Sie uns auf Instagram», dann rechnen wir.', language: 'de' },
    { text: '«Contact us on WhatsApp for a quick answer.»', language: 'en' },
    { text: '«Write to jo@example.com about it.»', language: 'en', messageId: 'contact' },
    { text: '«Überweisen Sie den Rest direkt auf unser Konto.»', language: 'de' },
    { text: '«Bestel voortaan goedkoper in onze eigen webwinkel.»', language: 'nl' },
    { text: '«Contactez-nous sur WhatsApp.»', language: 'fr' },
    { text: '«Haga una transferencia directamente a nuestra cuenta.»', language: 'es' },
    { text: '«Ci scriva su WhatsApp.»', language: 'it' },
    { text: '«Proszę zapłacić przelewem bezpośrednio na nasze konto.»', language: 'pl' },
    { text: '«Skriv till oss på WhatsApp.»', language: 'sv' },
    { text: '«LINEでご連絡ください。»', language: 'ja' },
    { text: '«WhatsApp üzerinden bize yazın.»', language: 'tr' },
  ],
  permitted: [
    { text: 'Le voyant indique la force du signal.', language: 'fr' },
    { text: 'Le lecteur lit aussi les fichiers MP3.', language: 'fr' },
    { text: 'Das Gerät lädt Bilder aus dem Internet.', language: 'de' },
    { text: '上のラインに合わせて切ってください。', language: 'ja' },
    { text: 'We cannot accept a bank transfer; the marketplace handles payments.', language: 'en' },
    { text: 'Eine Überweisung können wir nicht annehmen.', language: 'de' },
    { text: 'De chauffeur van DHL belt u een uur van tevoren.', language: 'nl' },
    { text: 'Le paiement par virement n’est pas possible.', language: 'fr' },
  ],
});
