import { testRule } from '#test/support/rule-tester.ts';

testRule('late-contact', {
  flagged: [
    {
      text: 'x',
      context: {
        order: {
          id: '302-1234567-7654321',
          completedAt: new Date('2026-04-01T00:00:00Z'),
          reviewRequestsSent: 0,
        },
      },
    },
  ],
  permitted: [
    {
      text: 'x',
      context: {
        order: {
          id: '302-1234567-7654321',
          completedAt: new Date('2026-04-20T10:00:00Z'),
          reviewRequestsSent: 0,
        },
      },
    },
    {
      text: 'x',
      context: {
        contactReason: 'reply-to-buyer',
        order: {
          id: '302-1234567-7654321',
          completedAt: new Date('2026-04-01T00:00:00Z'),
          reviewRequestsSent: 0,
        },
      },
    },
    'x',
  ],
});
