import { testRule } from '#test/support/rule-tester.ts';

testRule('attachment-disallowed', {
  flagged: [
    {
      text: 'x',
      message: { attachments: [{ filename: 'guide.exe', contentType: 'application/x-msdownload', size: 1 }] },
      messageId: 'type',
    },
    { text: 'x', message: { attachments: [{ filename: 'card.vcf', contentType: 'text/vcard', size: 1 }] } },
    {
      text: 'x',
      message: { attachments: [{ filename: 'files.zip', contentType: 'application/zip', size: 1 }] },
    },
    {
      text: 'x',
      message: { attachments: [{ filename: 'label.pdf', contentType: 'application/pdf', size: 1 }] },
      files: [
        {
          part: 'attachment',
          index: 0,
          sniffedType: 'application/x-dosexec',
          frames: null,
          width: null,
          texts: [],
          listingDistance: null,
          nudity: null,
          unread: null,
        },
      ],
    },
    {
      text: 'x',
      message: { attachments: [{ filename: 'label.pdf', contentType: 'application/pdf', size: 1 }] },
      files: [
        {
          part: 'attachment',
          index: 0,
          sniffedType: 'image/png',
          frames: null,
          width: null,
          texts: [],
          listingDistance: null,
          nudity: null,
          unread: null,
        },
      ],
      messageId: 'belied',
    },
  ],
  permitted: [
    {
      text: 'x',
      message: {
        attachments: [
          { filename: 'Rechnung_2026.pdf', contentType: 'application/pdf', size: 1 },
          { filename: 'drawing.png', contentType: 'image/png', size: 1 },
        ],
      },
    },
  ],
});
