import { factsOf } from '#test/support/file-facts.ts';
import { testRule } from '#test/support/rule-tester.ts';

testRule('animated-gif', {
  flagged: [
    {
      html: '<p>See</p>«<img src="cid:a" alt="How to">»',
      message: { images: [{ cid: 'a', contentType: 'image/gif', width: 9, height: 9 }] },
      files: [factsOf({ part: 'image', index: 0, sniffedType: 'image/gif', frames: 3, width: 9 })],
    },
  ],
  permitted: [
    {
      html: '<img src="cid:a" alt="How to">',
      message: { images: [{ cid: 'a', contentType: 'image/gif', width: 9, height: 9 }] },
      files: [factsOf({ part: 'image', index: 0, sniffedType: 'image/gif', frames: 1, width: 9 })],
    },
  ],
});
