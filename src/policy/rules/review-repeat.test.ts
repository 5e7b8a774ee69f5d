import { testRule } from '#test/support/rule-tester.ts';

testRule('review-repeat', {
  flagged: [
    {
      text: '«Would you leave a review of the lamp?»',
      language: 'en',
      context: { order: { id: '302-1234567-7654321', completedAt: null, reviewRequestsSent: 1 } },
      messageId: 'history',
    },
    { text: '«A reminder: please leave your review.»', language: 'en', messageId: 'words' },
    { text: '«Wir erinnern noch einmal an die Bewertung.»', language: 'de' },
    { text: '«Nogmaals een herinnering aan uw review.»', language: 'nl' },
    { text: '«Nous vous rappelons de laisser un avis.»', language: 'fr' },
    { text: '«Le recordamos de nuevo que deje su reseña.»', language: 'es' },
    { text: '«Le ricordiamo di nuovo di lasciare una recensione.»', language: 'it' },
    { text: '«Ponownie prosimy o opinię.»', language: 'pl' },
    { text: '«Vi påminner igen om en recension.»', language: 'sv' },
    { text: '«再度レビューをお願いします。»', language: 'ja' },
    { text: '«Yorum yapmanızı tekrar hatırlatırız.»', language: 'tr' },
  ],
  permitted: [
    { text: 'Would you leave a review of the lamp?', language: 'en' },
    {
      text: 'We have sent the lid again.',
      language: 'en',
      context: { order: { id: '302-1234567-7654321', completedAt: null, reviewRequestsSent: 1 } },
    },
    { text: 'Wir haben den Deckel noch einmal geschickt.', language: 'de' },
  ],
});
