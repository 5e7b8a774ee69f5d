import { testRule } from '#test/support/rule-tester.ts';

testRule('style-override', {
  flagged: [
    { html: '<p style="«color:red»">x</p>', messageId: 'color' },
    { html: '<style>p{«font-family:Papyrus»}</style><p>x</p>', messageId: 'font-family' },
    { html: '<p style="«font:16px/2 Georgia»">x</p>' },
    { html: '«<font face="Georgia">»x</font>' },
    { html: '<style>div > p.n{«line-height:2»}</style><div><p class="n">x</p></div>' },
  ],
  permitted: [
    { html: '<style>.u{color:red}@media print{p{color:black}}</style><p>x</p>' },
    { html: '<p style="color:inherit;line-height:normal">x</p>' },
  ],
});
