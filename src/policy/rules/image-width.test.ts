import { testRule } from '#test/support/rule-tester.ts';

testRule('image-width', {
  flagged: [
    { html: '«<img src="cid:a" alt="Plan" width="500">»' },
    { html: '«<img src="cid:a" alt="Plan" style="width:90%">»' },
    {
      html: '«<img src="cid:a" alt="Plan">»',
      message: { images: [{ cid: 'a', contentType: 'image/png', width: 900, height: 9 }] },
    },
  ],
  permitted: [
    { html: '<img src="cid:a" alt="Plan" width="480">' },
    { html: '<img src="cid:a" alt="Plan" width="900" style="max-width:80%">' },
  ],
});
