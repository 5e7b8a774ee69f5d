import { testRule } from '#test/support/rule-tester.ts';

testRule('text-align', {
  flagged: [
    { html: '<p style="«text-align:center»">x</p>' },
    { html: '«<center>»x</center>' },
    { html: '<p «align="right"»>x</p>' },
    { html: '<p style="«text-align:justify»">x</p>' },
  ],
  permitted: [
    { html: '<p style="text-align:left">x</p>' },
    { html: '<style>.u{text-align:center}</style><p>x</p>' },
    { html: '<img align="right" src="cid:a" alt="Plan">' },
  ],
});
