import { testRule } from '#test/support/rule-tester.ts';

testRule('img-alt', {
  flagged: [
    { html: '«<img src="cid:a">»', messageId: 'missing' },
    { html: '«<img src="cid:a" alt="IMG_2034.png">»', messageId: 'file' },
    ...[
      'picture',
      'Bild',
      'afbeelding',
      'image',
      'imagen',
      'immagine',
      'zdjęcie',
      'bild',
      '画像',
      'resim',
    ].map((alt) => ({ html: `«<img src="cid:a" alt="${alt}">»`, messageId: 'generic' })),
  ],
  permitted: [
    { html: '<img src="cid:a" alt="Lamp from above">' },
    { html: '<img src="cid:a" alt="">' },
    { html: '<img src="cid:a" role="presentation">' },
  ],
});
