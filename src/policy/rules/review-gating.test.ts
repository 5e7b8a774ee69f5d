import { testRule } from '#test/support/rule-tester.ts';

testRule('review-gating', {
  flagged: [
    { text: '«If you are happy with the lamp, please leave a review.»', language: 'en' },
    { text: '«Wenn Sie zufrieden sind, bewerten Sie uns bitte.»', language: 'de' },
    { text: '«Bent u tevreden? Geef ons vijf sterren.»', language: 'nl' },
    { text: '«Si vous êtes satisfait, laissez-nous cinq étoiles.»', language: 'fr' },
    { text: '«Si está contento, deje una reseña; si no, escríbanos primero.»', language: 'es' },
    { text: '«Se è soddisfatto, ci lasci una recensione positiva.»', language: 'it' },
    { text: '«Jeśli jest Pani zadowolona, prosimy o pięć gwiazdek.»', language: 'pl' },
    { text: '«Om du är nöjd, lämna gärna en recension med fem stjärnor.»', language: 'sv' },
    { text: '«ご満足いただけた場合は星5のレビューをお願いします。»', language: 'ja' },
    { text: '«Memnun kaldıysanız lütfen beş yıldız verin.»', language: 'tr' },
  ],
  permitted: [
    { text: 'Please leave an honest review, good or bad.', language: 'en' },
    { text: 'Über Ihre ehrliche Bewertung freuen wir uns.', language: 'de' },
    { text: 'Ontbreekt er een onderdeel? Dan sturen we het na.', language: 'nl' },
    { text: 'Votre avis, bon ou mauvais, nous intéresse.', language: 'fr' },
  ],
});
