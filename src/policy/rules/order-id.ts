import { defineRule } from '../rule.ts';
import { isReply } from '../message.ts';

const ORDER_ID = /(?<![\d-])\d{3}-\d{7}-\d{7}(?![\d-])/gu;

/** The message doesn't name its order in the subject or the body. */
export default defineRule({
  meta: {
    id: 'order-id',
    clause: 'CG-4.1',
    kind: 'must',
    severity: 'block',
    options: {
      exemptReplies: {
        type: 'boolean',
        default: false,
        about: "Replies in the buyer's thread need no order id.",
      },
    },
    messages: ['missing', 'other', 'unnamed', 'foreign'],
    fixable: 'safe',
    languages: 'any',
  },
  check(view, report, { exemptReplies }) {
    const { order, isOrderUnclear } = view.context;
    if (exemptReplies && isReply(view.context)) return;
    const parts = [view.subject, ...view.bodies];
    const named = parts.flatMap((part) => [...part.text.matchAll(ORDER_ID)].map((match) => match[0]));
    if (order === null) {
      if (isOrderUnclear !== true || isReply(view.context)) return;
      if (named[0] === undefined) report({ messageId: 'unnamed' });
      else report({ messageId: 'foreign', data: { named: named[0] } });
      return;
    }
    const { id } = order;
    if (parts.some((part) => part.text.includes(id))) return;
    const subject = view.message.subject;
    const gap = subject === '' || subject.endsWith(' ') ? '' : ' ';
    const fix = [
      { part: 'subject', start: subject.length, end: subject.length, text: `${gap}${id}` } as const,
    ];
    if (named.length === 0) report({ messageId: 'missing', data: { id }, fix });
    // Which of the two orders is meant is for the author to say.
    else report({ messageId: 'other', data: { id, named: named[0] ?? '' } });
  },
});
