import { testRule } from '#test/support/rule-tester.ts';

testRule('unsubscribe', {
  flagged: [
    { text: 'You can «unsubscribe» at any time.', language: 'en' },
    { text: 'Hier können Sie sich vom Verteiler «abmelden».', language: 'de' },
    { text: 'U kunt zich altijd «uitschrijven» voor deze berichten.', language: 'nl' },
    { text: 'Vous pouvez vous «désinscrire» à tout moment.', language: 'fr' },
    { text: 'Puede «darse de baja» cuando quiera.', language: 'es' },
    { text: 'Può «disiscriversi» in ogni momento.', language: 'it' },
    { text: 'W każdej chwili można się «wypisać» z listy.', language: 'pl' },
    { text: 'Du kan «avregistrera» dig när som helst.', language: 'sv' },
    { text: 'メールの«配信停止»はいつでもできます。', language: 'ja' },
    { text: 'İstediğiniz zaman «abonelikten çıkabilirsiniz».', language: 'tr' },
    { html: '«<a href="https://www.marketplace.example/unsubscribe?u=1">settings</a>»', messageId: 'link' },
  ],
  permitted: [
    { text: 'The subscription box holds three lamps.', language: 'en' },
    { text: 'Das Gerät meldet sich nach zehn Minuten von selbst.', language: 'de' },
  ],
});
