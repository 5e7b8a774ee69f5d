import { factsOf } from '#test/support/file-facts.ts';
import { testRule } from '#test/support/rule-tester.ts';

const picture = { cid: 'p1', contentType: 'image/png', width: 200, height: 60 };
const reads = (text: string) =>
  factsOf({ part: 'image', index: 0, texts: [{ source: 'picture', text, certainty: 'likely' }] });

testRule('logo-link', {
  flagged: [
    {
      html: '<img src="cid:p1" class="logo" alt="Lamps">',
      message: { images: [picture] },
      files: [reads('LAMPS\nwww.lamps-direct.com')],
      messageId: 'shown',
    },
    { html: '«<a href="https://lamps-direct.com"><img src="cid:logo.png" alt="Lamps"></a>»' },
  ],
  permitted: [
    {
      html: '<img src="cid:p1" class="logo" alt="Lamps">',
      message: { images: [picture] },
      files: [reads('LAMPS')],
    },
    {
      html: '<img src="cid:p1" alt="Where to find the number">',
      message: { images: [picture] },
      files: [reads('www.lamps-direct.com')],
    },
    { html: '<img src="cid:logo.png" alt="Lamps">' },
    { html: '<a href="https://www.marketplace.example/shop"><img src="cid:logo.png" alt="Lamps"></a>' },
  ],
});
