import { factsOf } from '#test/support/file-facts.ts';
import { testRule } from '#test/support/rule-tester.ts';

testRule('image-disallowed', {
  flagged: [
    {
      html: '«<img src="cid:a" alt="Lamp">»',
      message: { images: [{ cid: 'a', contentType: 'image/png', width: 9, height: 9 }] },
      files: [factsOf({ part: 'image', index: 0, frames: 1, width: 9, listingDistance: 3 })],
      certainty: 'likely',
    },
    {
      html: '«<img src="cid:a" alt="Lamp">»',
      message: { images: [{ cid: 'a', contentType: 'image/png', width: 9, height: 9 }] },
      files: [factsOf({ part: 'image', index: 0, frames: 1, width: 9, listingDistance: 16 })],
      certainty: 'review',
    },
    {
      html: '<img src="cid:a" alt="Lamp">',
      message: { images: [{ cid: 'a', contentType: 'image/png', width: 9, height: 9 }] },
      files: [factsOf({ part: 'image', index: 0, unread: 'too-large' })],
      messageId: 'unread',
      certainty: 'review',
    },
  ],
  permitted: [
    {
      html: '<img src="cid:a" alt="Lamp">',
      message: { images: [{ cid: 'a', contentType: 'image/png', width: 9, height: 9 }] },
      files: [factsOf({ part: 'image', index: 0, unread: 'too-large' })],
      options: { holdUnread: false },
    },
    {
      html: '<img src="cid:a" alt="Draft">',
      message: { images: [{ cid: 'a', contentType: 'image/png', width: 9, height: 9 }] },
      files: [factsOf({ part: 'image', index: 0, frames: 1, width: 9, listingDistance: 30 })],
    },
  ],
});
