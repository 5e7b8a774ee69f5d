import { testRule } from '#test/support/rule-tester.ts';

testRule('subject-important', {
  flagged: [{ text: 'x', subject: '[Important] Your review', context: { contactReason: 'review-request' } }],
  permitted: [
    { text: 'x', subject: '[Important] Your address', context: { contactReason: 'information-needed' } },
    { text: 'x', subject: 'An important question', context: { contactReason: 'other' } },
  ],
});
