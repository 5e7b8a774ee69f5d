import { testRule } from '#test/support/rule-tester.ts';

testRule('image-disallowed', {
  flagged: [
    {
      html: '«<img src="cid:a" alt="Lamp">»',
      message: { images: [{ cid: 'a', contentType: 'image/png', width: 9, height: 9 }] },
      files: [
        {
          part: 'image',
          index: 0,
          sniffedType: null,
          frames: 1,
          width: 9,
          texts: [],
          listingDistance: 3,
          nudity: null,
          unread: null,
        },
      ],
      certainty: 'likely',
    },
    {
      html: '«<img src="cid:a" alt="Lamp">»',
      message: { images: [{ cid: 'a', contentType: 'image/png', width: 9, height: 9 }] },
      files: [
        {
          part: 'image',
          index: 0,
          sniffedType: null,
          frames: 1,
          width: 9,
          texts: [],
          listingDistance: 16,
          nudity: null,
          unread: null,
        },
      ],
      certainty: 'review',
    },
  ],
  permitted: [
    {
      html: '<img src="cid:a" alt="Draft">',
      message: { images: [{ cid: 'a', contentType: 'image/png', width: 9, height: 9 }] },
      files: [
        {
          part: 'image',
          index: 0,
          sniffedType: null,
          frames: 1,
          width: 9,
          texts: [],
          listingDistance: 30,
          nudity: null,
          unread: null,
        },
      ],
    },
  ],
});
