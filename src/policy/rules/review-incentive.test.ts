import { testRule } from '#test/support/rule-tester.ts';

testRule('review-incentive', {
  flagged: [
    { text: '«Write a review and receive a gift card.»', language: 'en' },
    { text: 'Leave us feedback. «In return we refund your shipping.»', language: 'en' },
    { text: '«Für Ihre Bewertung erhalten Sie einen Gutschein.»', language: 'de' },
    { text: '«Plaats een review en ontvang een cadeaubon.»', language: 'nl' },
    { text: '«Laissez un avis et recevez un bon d’achat.»', language: 'fr' },
    { text: '«Deje una reseña y le regalamos un vale.»', language: 'es' },
    { text: '«Lasci una recensione e riceverà un buono.»', language: 'it' },
    { text: '«Za opinię otrzyma Pani kupon rabatowy.»', language: 'pl' },
    { text: '«Skriv en recension så får du ett presentkort.»', language: 'sv' },
    { text: '«レビューを投稿していただければ、ギフト券を差し上げます。»', language: 'ja' },
    { text: '«Yorum yazanlara hediye çeki veriyoruz.»', language: 'tr' },
  ],
  permitted: [
    { text: 'We offer nothing for reviews; write what you think.', language: 'en' },
    { text: 'Wir geben keine Geschenke für Bewertungen.', language: 'de' },
    { text: 'Voor de kras hebben we 10 euro terugbetaald.', language: 'nl' },
    { text: 'Nous avons remboursé 10 euros pour la rayure.', language: 'fr' },
    { text: 'No damos regalos por las reseñas.', language: 'es' },
  ],
});
