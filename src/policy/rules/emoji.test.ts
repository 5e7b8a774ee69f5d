import { testRule } from '#test/support/rule-tester.ts';

testRule('emoji', {
  flagged: [
    'Which one? «😊»',
    'Thanks «:-)»',
    'Thanks «^^»',
    'Thanks «❤️»',
    'Sorry «(╯°□°)╯»',
    'Yes «👍🏽»',
    { html: '<p>Thanks «&#128522;»</p>' },
  ],
  permitted: [
    'Lamp™ © 2026 ® ↔ ½',
    'a) black b) white (fig. 8)',
    'The ratio is 3:2 (approx.)',
    'at 10:30)',
    'C:/lamp and https://www.marketplace.example/',
    '様（さま）',
  ],
});
