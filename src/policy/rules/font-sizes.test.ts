import { testRule } from '#test/support/rule-tester.ts';

testRule('font-sizes', {
  flagged: [
    { html: '<h1>a</h1><h2>b</h2><p>c <small>d</small></p>' },
    {
      html: '<p>a</p><p style="font-size:9pt">b</p><p style="font-size:70%">c</p><p><font size="5">d</font></p>',
    },
  ],
  permitted: [
    {
      html: '<p>a</p><p style="font-size:12pt">b</p><p style="font-size:1em">c</p><h1>d</h1><small>e</small>',
    },
    { html: '<h1>a</h1><p>b</p>', options: { most: 2 } },
  ],
});
