import { testRule } from '#test/support/rule-tester.ts';

testRule('order-id', {
  flagged: [
    {
      text: 'Which one?',
      subject: 'Engraving',
      messageId: 'missing',
      fixed: 'Engraving 302-1234567-7654321',
    },
    { text: 'About 302-1234567-7654322', subject: 'Engraving', messageId: 'other' },
  ],
  permitted: [
    { text: 'About 302-1234567-7654321', subject: 'Engraving' },
    {
      text: 'Yes.',
      subject: 'Re: it',
      context: { contactReason: 'reply-to-buyer' },
      options: { exemptReplies: true },
    },
  ],
});
