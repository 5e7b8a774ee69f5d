import { testRule } from '#test/support/rule-tester.ts';

testRule('link-external', {
  flagged: [
    'See «https://lamps-direct.com/offer».',
    'See «lamps-direct.com».',
    'See «lamps-direct dot com».',
    'See «hxxps://lamps-direct[.]com».',
    { html: '<p><a «href="https://marketplace.example.lamps.com/x"»>help page</a></p>' },
    { html: '<p>la<b>mps</b>-direct.c<i>om</i> is «lamps-direct.com»</p>' },
  ],
  permitted: [
    'See https://www.marketplace.example/help.',
    'Track it at https://www.ups.com/track?tracknum=1Z999AA10123456784.',
    'The file is called invoice.pdf.',
    'It was the wrong package.It is being replaced, z.B. today.',
    { text: "Register the manufacturer's warranty at https://lamp-works.com/warranty.", language: 'en' },
    { text: 'See https://help.partner.com/x', options: { allowedHosts: ['partner.com'] } },
  ],
});
