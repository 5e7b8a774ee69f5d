import { isReply } from '../message.ts';
import { defineRule } from '../rule.ts';

const DAY = 86_400_000;

/** A message of the seller's own accord, later than so many days after the order was completed. */
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
    const completedAt = view.context.order?.completedAt ?? null;
    if (completedAt === null) return;
    const passed = Math.floor((view.context.sentAt.getTime() - completedAt.getTime()) / DAY);
    if (view.context.sentAt.getTime() - completedAt.getTime() > days * DAY)
      report({ messageId: 'late', data: { passed, days } });
  },
});
