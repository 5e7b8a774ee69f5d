import { testRule } from '#test/support/rule-tester.ts';

testRule('review-removal', {
  flagged: [
    { text: 'Nehmen Sie die schlechte Bewertung bitte «wieder runter».', language: 'de' },
    { text: 'It would be fair to take that «one-star comment down».', language: 'en' },
    { text: 'Su comentario de «una estrella sigue ahí» y nos hace mucho daño.', language: 'es' },
    { text: '«Could you please delete your negative review?»', language: 'en' },
    { text: '«Könnten Sie Ihre negative Bewertung bitte löschen?»', language: 'de' },
    { text: '«Kunt u uw negatieve review aanpassen?»', language: 'nl' },
    { text: '«Pourriez-vous modifier votre avis négatif ?»', language: 'fr' },
    { text: '«¿Podría eliminar su reseña negativa?»', language: 'es' },
    { text: '«Potrebbe modificare la recensione negativa?»', language: 'it' },
    { text: '«Czy mogłaby Pani usunąć negatywną opinię?»', language: 'pl' },
    { text: '«Kan du ta bort din negativa recension?»', language: 'sv' },
    { text: '«低評価のレビューを削除していただけませんか。»', language: 'ja' },
    { text: '«Olumsuz yorumunuzu siler misiniz lütfen?»', language: 'tr' },
  ],
  permitted: [
    { text: 'Se ha cambiato idea può restituire la lampada.', language: 'it' },
    { text: 'Thank you for your critical review; the pump has been replaced.', language: 'en' },
    { text: 'Sollen wir die Gravur ändern?', language: 'de' },
    { text: 'Wilt u het adres wijzigen?', language: 'nl' },
    { text: 'Merci de supprimer l’ancienne application avant la mise à jour.', language: 'fr' },
  ],
});
