import { testRule } from '#test/support/rule-tester.ts';

testRule('link-insecure', {
  flagged: [
    {
      text: 'See «http://www.marketplace.example/help».',
      fixed: 'See https://www.marketplace.example/help.',
    },
    { html: '<a «href="http://www.ups.com/track"»>tracking page</a>' },
  ],
  permitted: ['See https://www.marketplace.example/help.', 'See http://lamps-direct.com.'],
});
