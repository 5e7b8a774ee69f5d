import { testRule } from '#test/support/rule-tester.ts';

testRule('line-breaks', {
  flagged: [
    { text: 'a«\n\n\n»b', fixed: 'a\n\nb' },
    { text: 'a«\r\n\r\n\r\n»b' },
    { html: '<p>a«<br><br><br>»b</p>' },
    { html: '<p>a</p>«<p>&nbsp;</p><p>&nbsp;</p>»<p>b</p>' },
  ],
  permitted: ['a\n\nb', 'a\r\n\r\nb', 'a\n\n\n', { html: '<p>a</p><p>b</p>' }],
});
