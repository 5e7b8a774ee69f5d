import { factsOf } from '#test/support/file-facts.ts';
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
      files: [factsOf({ part: 'attachment', index: 0, sniffedType: 'application/x-dosexec' })],
    },
    {
      text: 'x',
      message: { attachments: [{ filename: 'label.pdf', contentType: 'application/pdf', size: 1 }] },
      files: [factsOf({ part: 'attachment', index: 0, sniffedType: 'image/png' })],
      messageId: 'belied',
    },
    {
      text: 'x',
      message: {
        attachments: [{ filename: 'Herbstkatalog.pdf', contentType: 'application/pdf', size: 1 }],
      },
      messageId: 'promotion',
    },
    {
      text: 'x',
      message: { attachments: [{ filename: 'label.pdf', contentType: 'application/pdf', size: 1 }] },
      files: [factsOf({ part: 'attachment', index: 0, sniffedType: 'application/pdf', unread: 'encrypted' })],
      messageId: 'unread',
      certainty: 'review',
    },
  ],
  permitted: [
    {
      text: 'x',
      message: { attachments: [{ filename: 'label.pdf', contentType: 'application/pdf', size: 1 }] },
      files: [factsOf({ part: 'attachment', index: 0, unread: 'damaged' })],
      options: { holdUnread: false },
    },
    {
      text: 'x',
      message: {
        attachments: [
          { filename: 'Rechnung_Gutschein.pdf', contentType: 'application/pdf', size: 1 },
          { filename: 'sizes.txt', contentType: 'text/csv', size: 1 },
          { filename: 'letter.doc', contentType: 'application/msword', size: 1 },
        ],
      },
      files: [
        factsOf({ part: 'attachment', index: 1, sniffedType: 'text/plain' }),
        factsOf({ part: 'attachment', index: 2, sniffedType: 'application/x-ole-storage' }),
      ],
    },
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
