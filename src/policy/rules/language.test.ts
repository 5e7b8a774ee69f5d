import { testRule } from '#test/support/rule-tester.ts';

testRule('language', {
  flagged: [
    { text: 'Welche Farbe wünschen Sie für die Bank, Eiche oder Anthrazit?', language: 'fr' },
    {
      text: 'Dzień dobry,\nwhich colour would you like for the bench, oak or black? Please tell us today.',
      language: 'pl',
    },
    { text: 'どの色がよろしいでしょうか。お知らせください。', language: 'en' },
  ],
  permitted: [
    { text: 'Welche Farbe wünschen Sie für die Bank, Eiche oder Anthrazit?', language: 'de' },
    { text: 'Oak or black?', language: 'fr' },
    { text: 'Which colour would you like for the bench?', language: 'pt' },
    {
      text: 'Guten Tag,\nwelche Farbe wünschen Sie für die Bank "Old English Oak Bench Premium"?',
      language: 'de',
    },
  ],
});
