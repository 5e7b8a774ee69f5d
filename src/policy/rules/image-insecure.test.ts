import { testRule } from '#test/support/rule-tester.ts';

testRule('image-insecure', {
  flagged: [
    { html: '«<img src="http://i.example.net/a.png" alt="Plan">»' },
    { html: '«<p style="background:url(http://i.example.net/a.png)">»x</p>' },
  ],
  permitted: [
    { html: '<img src="https://i.example.net/a.png" alt="Plan">' },
    { html: '<style>.u{background:url(http://i.example.net/a.png)}</style><p>x</p>' },
  ],
});
