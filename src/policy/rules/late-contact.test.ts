import { testRule } from '#test/support/rule-tester.ts';

const at = (completedAt: string, sentAt: string, timeZone?: string) => ({
  text: 'x',
  context: {
    order: { id: '302-1234567-7654321', completedAt: new Date(completedAt), reviewRequestsSent: 0 },
    sentAt: new Date(sentAt),
    ...(timeZone === undefined ? {} : { timeZone }),
  },
});

testRule('late-contact', {
  flagged: [
    // The day after day 30, from its midnight in the marketplace's zone.
    at('2026-05-01T12:00:00Z', '2026-05-31T22:00:00Z', 'Europe/Berlin'),
    at('2026-05-01T12:00:00Z', '2026-06-01T00:00:00Z'),
    // Completed late in the evening, universal time: in Tokyo it was the next morning already, in New York the same day.
    at('2026-05-01T20:00:00Z', '2026-06-01T15:00:00Z', 'Asia/Tokyo'),
    at('2026-05-02T03:00:00Z', '2026-06-01T04:00:00Z', 'America/New_York'),
    // Days of 23 and of 25 hours are days.
    at('2026-03-20T22:59:00Z', '2026-04-19T22:00:00Z', 'Europe/Berlin'),
    at('2026-10-20T21:59:00Z', '2026-11-19T23:00:00Z', 'Europe/Berlin'),
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
    // All of day 30, up to its last second.
    at('2026-05-01T00:00:00Z', '2026-05-31T21:59:59Z', 'Europe/Berlin'),
    at('2026-05-01T00:00:00Z', '2026-05-31T23:59:59Z'),
    at('2026-05-01T15:00:00Z', '2026-06-01T14:59:59Z', 'Asia/Tokyo'),
    at('2026-05-02T03:00:00Z', '2026-06-01T03:59:59Z', 'America/New_York'),
    at('2026-03-20T22:59:00Z', '2026-04-19T21:59:59Z', 'Europe/Berlin'),
    at('2026-10-20T21:59:00Z', '2026-11-19T22:59:59Z', 'Europe/Berlin'),
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
