import { testRule } from '#test/support/rule-tester.ts';

testRule('thank-you-only', {
  flagged: [
    { text: '«Superleuk dat je bij ons hebt gekocht! Je weet ons te vinden.»', language: 'nl' },
    { text: 'Dear Ms Hall,\n«thank you for your purchase.»\nBest regards,\nLamps', language: 'en' },
    {
      text: 'Guten Tag,\n«vielen Dank für Ihr Vertrauen.» Bei Fragen sind wir für Sie da.\nMit freundlichen Grüßen',
      language: 'de',
    },
    { text: 'Beste klant,\n«hartelijk dank voor uw aankoop.»\nMet vriendelijke groet', language: 'nl' },
    { text: 'Bonjour,\n«merci pour votre confiance.»\nCordialement', language: 'fr' },
    { text: 'Hola:\n«gracias por su confianza.»\nUn saludo', language: 'es' },
    { text: 'Buongiorno,\n«grazie per la fiducia.»\nCordiali saluti', language: 'it' },
    { text: 'Dzień dobry,\n«dziękujemy za zaufanie.»\nPozdrawiamy', language: 'pl' },
    { text: 'Hej,\n«tack för förtroendet.»\nVänliga hälsningar', language: 'sv' },
    { text: '«ご購入ありがとうございます。»', language: 'ja' },
    { text: 'Merhaba,\n«güveniniz için teşekkür ederiz.»\nSaygılarımızla', language: 'tr' },
  ],
  permitted: [
    {
      text: 'Dear Ms Hall,\nthank you for your purchase. Which shade would you like, linen or wool?\nLamps',
      language: 'en',
    },
    {
      text: 'Guten Tag,\nvielen Dank für die Fotos. Das Glas ist gesprungen, wir schicken Ersatz.',
      language: 'de',
    },
    {
      text: 'Beste klant,\nbedankt voor uw geduld; de kast wordt donderdag geleverd in plaats van maandag.',
      language: 'nl',
    },
  ],
});
