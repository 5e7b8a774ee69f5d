import { z } from 'zod';

import { blockBody, closingBody, decisionBody, joinBody, reviewQuery } from '#http/moderation.ts';
import { queueQuery } from '#http/queue.ts';
import { pageQuery } from '#http/requests.ts';
import { answerBody, conductReport, messageReport, objection, stepBody } from '#http/standing.ts';

import { review, reviewWithMessage, statement, step } from './account-views.ts';
import type { Operations } from './operation.ts';
import { delivery, done, listOf, marketplaceId, result, time, uuid } from './views.ts';

const { limit } = pageQuery;
const claimed = z.strictObject({ result: z.literal('done'), until: time.nullable() });
const decided = z.looseObject({ result: z.literal('done') });

/** Reports, cases, steps against sellers, and the outbox. */
export const MODERATION: Operations = {
  'POST /api/v1/messages/:id/reports': {
    means: 'Reports a message.',
    body: messageReport,
    answer: z.strictObject({ result: z.literal('done'), reportId: uuid }),
  },
  'POST /api/v1/conversations/:id/reports': {
    means: 'Reports the other side’s conduct.',
    body: conductReport,
    answer: z.strictObject({ result: z.literal('done'), reportId: uuid }),
  },
  'GET /api/v1/statements': {
    means: 'Statements of reasons, the newest first.',
    query: { limit },
    answer: listOf(statement),
  },
  'GET /api/v1/statements/:id': { means: 'One statement.', answer: statement },
  'POST /api/v1/statements/:id/objection': { means: 'Objects to it, once.', body: objection, answer: done },
  'GET /api/v1/sellers/:seller/standing': {
    means: 'The steps against a seller, and what is in force.',
    answer: z.strictObject({
      inForce: z.array(
        z.strictObject({
          marketplace: marketplaceId,
          state: z.string(),
          sellingSuspended: z.boolean(),
          until: time.nullable(),
        }),
      ),
      steps: z.array(step),
    }),
  },
  'GET /api/v1/reviews': {
    means: 'Cases that wait for a person.',
    query: reviewQuery,
    answer: listOf(review),
  },
  'GET /api/v1/reviews/:id': { means: 'One case with its message and reports.', answer: reviewWithMessage },
  'POST /api/v1/reviews/:id/claim': { means: 'Takes a case for a while.', answer: claimed },
  'POST /api/v1/reviews/:id/release': { means: 'Gives it back.', answer: claimed },
  'POST /api/v1/reviews/:id/decide': { means: 'Decides it.', body: decisionBody, answer: decided },
  'POST /api/v1/reviews/:id/undo': { means: 'Takes a decision back, for a while.', answer: decided },
  'POST /api/v1/messages/:id/block': {
    means: 'Takes a message back from its reader.',
    body: blockBody,
    answer: decided,
  },
  'POST /api/v1/conversations/:id/block': {
    means: 'Closes a conversation.',
    body: closingBody,
    answer: decided,
  },
  'POST /api/v1/conversations/:id/unblock': { means: 'Opens it again.', answer: decided },
  'POST /api/v1/conversations/:id/join': {
    means: 'Writes to both sides of a conversation.',
    body: joinBody,
    answer: decided,
  },
  'POST /api/v1/sellers/:seller/steps': {
    means: 'Takes a step against a seller, with a statement of reasons.',
    body: stepBody,
    answer: z.strictObject({ result: z.literal('done'), stepId: uuid }),
  },
  'POST /api/v1/steps/:id/lift': { means: 'Ends a step early.', answer: done },
  'GET /api/v1/objections': {
    means: 'Objections that nobody has answered.',
    query: { limit },
    answer: listOf(statement),
  },
  'POST /api/v1/objections/:id/decide': { means: 'Answers an objection.', body: answerBody, answer: decided },
  'GET /api/v1/audit/check': {
    means: 'Whether the audit log is as it was written.',
    answer: z.looseObject({ kind: z.string() }),
  },
  'GET /api/v1/queue': {
    means: 'The outbox, the newest first.',
    query: queueQuery,
    answer: z.strictObject({ items: z.array(delivery), before: uuid.nullable() }),
  },
  'GET /api/v1/queue/:id': { means: 'One delivery with its attempts.', answer: delivery },
  'POST /api/v1/queue/:id/retry': { means: 'Has it tried now.', answer: result('due-now') },
  'POST /api/v1/queue/:id/cancel': { means: 'Takes it back.', answer: result('cancelled') },
};
