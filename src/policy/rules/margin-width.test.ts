import { testRule } from '#test/support/rule-tester.ts';

testRule('margin-width', {
  flagged: [
    { html: '«<div style="padding-left:121px">»x</div>' },
    { html: '<div style="margin:0 70px">«<p style="padding:0 4em">»x</p></div>' },
    { html: '<table cellpadding="130"><tr>«<td>»x</td></tr></table>' },
  ],
  permitted: [
    { html: '<div style="padding-left:20%">x</div>' },
    { html: '<div style="margin:0 auto">x</div>' },
    { html: '<style>.u{margin-left:300px}</style><p>x</p>' },
  ],
});
