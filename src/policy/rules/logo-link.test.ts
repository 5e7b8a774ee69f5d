import { testRule } from '#test/support/rule-tester.ts';

testRule('logo-link', {
  flagged: [{ html: '«<a href="https://lamps-direct.com"><img src="cid:logo.png" alt="Lamps"></a>»' }],
  permitted: [
    { html: '<img src="cid:logo.png" alt="Lamps">' },
    { html: '<a href="https://www.marketplace.example/shop"><img src="cid:logo.png" alt="Lamps"></a>' },
  ],
});
