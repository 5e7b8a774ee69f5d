import { testRule } from '#test/support/rule-tester.ts';

testRule('tracking-pixel', {
  flagged: [
    {
      html: '«<img src="https://m.lamps.net/x.png" width="1" height="1" alt="">»',
      messageId: 'pixel',
      fixed: '',
    },
    { html: '<style>.t{display:none}</style>«<img class="t" src="https://m.lamps.net/x.png" alt="">»' },
    { html: '«<img src="https://m.lamps.net/x.png" alt="" style="opacity:0">»' },
    { html: '«<img src="https://m.lamps.net/open?u=12" alt="">»', messageId: 'beacon' },
    { html: '«<div style="height:1px;background:url(https://m.lamps.net/x.png)">»</div>' },
  ],
  permitted: [
    { html: '<img src="cid:line.png" width="300" height="1" alt="">' },
    { html: '<img src="https://www.marketplace.example/dot.png" width="1" height="1" alt="">' },
    { html: '<img src="https://m.lamps.net/drawing.png" width="300" alt="Drawing">' },
  ],
});
