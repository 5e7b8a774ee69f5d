import { testRule } from '#test/support/rule-tester.ts';

testRule('style-override', {
  flagged: [
    { html: '<p style="«color:red»">x</p>', messageId: 'color' },
    { html: '<style>p{«font-family:Papyrus»}</style><p>x</p>', messageId: 'font-family' },
    { html: '<p style="«font:16px/2 Georgia»">x</p>' },
    { html: '«<font face="Georgia">»x</font>' },
    { html: '<style>div > p.n{«line-height:2»}</style><div><p class="n">x</p></div>' },
    // What is too large to be judged waits for a person instead of passing.
    { html: '<div>'.repeat(500), messageId: 'unread', certainty: 'review' },
    { html: '<p>x</p>'.repeat(5_001), messageId: 'unread', certainty: 'review' },
    { html: `<style>${'i{top:0}'.repeat(2_001)}</style><p>x</p>`, messageId: 'unread' },
    { html: `<style>${' '.repeat(200_001)}</style><p>x</p>`, messageId: 'unread' },
    {
      html: `<style>${'b,'.repeat(1_000)}b{top:0}</style>${'<p>x</p>'.repeat(1_000)}`,
      messageId: 'unread',
    },
  ],
  permitted: [
    { html: `${'<div>'.repeat(100)}x` },
    { html: '<style>.u{color:red}@media print{p{color:black}}</style><p>x</p>' },
    { html: '<p style="color:inherit;line-height:normal">x</p>' },
  ],
});
