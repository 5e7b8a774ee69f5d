import { daysBetween, localDate } from '#market/calendar.ts';
import { lastProactiveDay } from '#market/precondition.ts';
import { isReply } from '../message.ts';
import { defineRule } from '../rule.ts';

const DAY_MS = 86_400_000;

/** A message of the seller's own accord, later than so many days of the marketplace's calendar after completion. */
export default defineRule({
  meta: {
    id: 'late-contact',
    clause: 'CG-4.3',
    kind: 'must',
    severity: 'block',
    options: {
      days: {
        type: 'number',
        default: 30,
        min: 1,
        max: 3650,
        about: 'Days after completion in which a seller may write first.',
      },
    },
    messages: ['late'],
    fixable: 'none',
    languages: 'any',
  },
  appliesTo: (context) => !isReply(context),
  check(view, report, { days }) {
    const { order, sentAt, timeZone = 'UTC' } = view.context;
    const completedAt = order?.completedAt ?? null;
    // Calendars are slow: most messages are far from the last day.
    if (completedAt === null || sentAt.getTime() - completedAt.getTime() < (days - 1) * DAY_MS) return;
    const last = lastProactiveDay(completedAt, days, timeZone);
    const today = localDate(sentAt, timeZone);
    if (last !== null && today > last)
      report({ messageId: 'late', data: { passed: days + daysBetween(last, today), days } });
  },
});
