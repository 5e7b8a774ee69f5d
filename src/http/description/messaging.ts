import { z } from 'zod';

import { conversationQuery } from '#http/conversation-query.ts';
import { readBody } from '#http/conversations.ts';
import { draft } from '#http/lint.ts';
import { mergeBody, moveBody } from '#http/refile.ts';
import { pageQuery } from '#http/requests.ts';
import { correctionBody, daysQuery, disputeBody, waitsQuery } from '#http/response-clock.ts';
import { wish as reviewRequest } from '#http/review-requests.ts';
import { filling, template as templateBody } from '#http/templates.ts';
import { aboutOrder, placeQuery, question, reply } from '#http/write-messages.ts';

import { template } from './account-views.ts';
import type { Operations } from './operation.ts';
import {
  conversation,
  delivery,
  done,
  listOf,
  marketplaceId,
  message,
  orderId,
  pageOf,
  preview,
  result,
  time,
  uuid,
  written,
} from './views.ts';

const { limit } = pageQuery;
const text = z.string();
const refiled = z.looseObject({ result: z.literal('done') });

const clock = z.strictObject({
  limitMs: z.int(),
  totalMs: z.int(),
  waits: z.array(
    z.looseObject({ messageId: uuid, startedAt: time, endedAt: time.nullable(), outcome: text }),
  ),
  trace: z.array(z.looseObject({ at: time, what: text, countedMs: z.int() })),
});

const figures = z.array(
  z.strictObject({
    days: z.int(),
    inTime: z.int(),
    late: z.int(),
    open: z.int(),
    overdue: z.int(),
    uncounted: z.int(),
    shareInTime: z.number().nullable(),
    leftOut: z.record(text, z.int()),
  }),
);

/** Conversations, messages, and what is written into them. */
export const MESSAGING: Operations = {
  'GET /api/v1/conversations': {
    means: 'Conversations, the newest first; those that wait for an answer with `due`.',
    query: conversationQuery,
    answer: pageOf(conversation),
  },
  'GET /api/v1/conversations/:id': { means: 'One conversation.', answer: conversation },
  'GET /api/v1/conversations/:id/messages': {
    means: 'The messages of a conversation, the oldest first.',
    query: pageQuery,
    answer: pageOf(message),
  },
  'POST /api/v1/conversations/:id/read': {
    means: 'Says that the messages were read, up to one of them or all.',
    body: readBody,
    answer: z.strictObject({ read: z.int() }),
  },
  'DELETE /api/v1/conversations/:id/answer-links': {
    means: 'Ends the links by which a buyer answers without signing in.',
    answer: z.looseObject({}),
  },
  'GET /api/v1/messages/:id': { means: 'One message.', answer: message },
  'GET /api/v1/messages/:id/files/:position': {
    means: 'A file of a message.',
    answer: { types: ['application/octet-stream'] },
  },
  'GET /api/v1/messages/:id/deliveries': { means: 'What became of its mail.', answer: listOf(delivery) },
  'POST /api/v1/conversations/:id/move': {
    means: 'Files messages in another conversation.',
    body: moveBody,
    answer: refiled,
  },
  'POST /api/v1/conversations/:id/merge': {
    means: 'Files all messages of a conversation in another one.',
    body: mergeBody,
    answer: refiled,
  },

  'POST /api/v1/lint': {
    means: 'What the guidelines find in a draft; nothing is kept.',
    body: draft,
    answer: z.strictObject({
      verdict: text,
      ruleset: text,
      findings: z.array(z.looseObject({ rule: text, message: text })),
      guidelines: z.record(text, z.looseObject({ name: text, norm: text, mend: text, url: text.nullable() })),
    }),
  },
  'POST /api/v1/orders/:marketplace/:id/messages': {
    means: 'Writes about an order; sellers say a contact reason.',
    body: aboutOrder,
    takesForm: true,
    answer: written,
    status: 201,
  },
  'POST /api/v1/orders/:marketplace/:id/messages/preview': {
    means: 'What would become of such a message; nothing is kept.',
    body: aboutOrder,
    takesForm: true,
    answer: preview,
  },
  'POST /api/v1/conversations/:id/messages': {
    means: 'Answers in a conversation.',
    body: reply,
    takesForm: true,
    answer: written,
    status: 201,
  },
  'POST /api/v1/conversations/:id/messages/preview': {
    means: 'What would become of such an answer; nothing is kept.',
    body: reply,
    takesForm: true,
    answer: preview,
  },
  'GET /api/v1/questions/place': {
    means: 'Whom a question before any order goes to, and what it is about.',
    query: placeQuery,
    answer: z.strictObject({
      marketplace: z.strictObject({ id: marketplaceId, name: text }),
      seller: z.strictObject({ id: uuid, name: text }),
      product: z.strictObject({ id: text, title: text }).nullable(),
      isReachable: z.boolean(),
    }),
  },
  'POST /api/v1/questions': {
    means: 'A buyer’s question to a seller before any order.',
    body: question,
    takesForm: true,
    answer: written,
    status: 201,
  },
  'POST /api/v1/sellers/:seller/review-requests': {
    means: 'Asks the buyers of many orders for a review, with what became of each.',
    body: reviewRequest,
    answer: z.strictObject({
      sent: z.int(),
      items: z.array(
        z.strictObject({
          order: orderId,
          result: z.enum(['sent', 'held', 'not-sent']),
          message: uuid.nullable(),
          reasons: z.array(z.strictObject({ code: text, sentence: text })),
        }),
      ),
    }),
  },

  'GET /api/v1/sellers/:seller/templates': {
    means: 'A seller’s own templates, and the variables that they may hold.',
    answer: z.strictObject({
      items: z.array(template),
      variables: z.array(z.strictObject({ name: text, meaning: text })),
    }),
  },
  'POST /api/v1/sellers/:seller/templates': {
    means: 'Adds a template; the answer says what the guidelines find in it.',
    body: templateBody,
    answer: template,
    status: 201,
  },
  'GET /api/v1/sellers/:seller/templates/:id': { means: 'One template, with its ETag.', answer: template },
  'PUT /api/v1/sellers/:seller/templates/:id': {
    means: 'Changes a template.',
    body: templateBody,
    answer: template,
    ifMatch: true,
  },
  'DELETE /api/v1/sellers/:seller/templates/:id': {
    means: 'Removes a template.',
    answer: result('removed'),
    ifMatch: true,
  },
  'POST /api/v1/sellers/:seller/templates/:id/fill': {
    means: 'The template’s text for an order.',
    body: filling,
    answer: z.strictObject({ language: text, text }),
  },

  'GET /api/v1/conversations/:id/clock': {
    means: 'How long the buyer waits, and why: the trace of the response clock.',
    answer: z.strictObject({
      conversationId: uuid,
      marketplace: marketplaceId,
      waitingSince: time.nullable(),
      answerDueAt: time.nullable(),
      clock,
      businessClock: clock.nullable(),
      disputes: z.array(z.looseObject({ messageId: uuid, reason: text })),
    }),
  },
  'POST /api/v1/conversations/:id/no-answer-needed': {
    means: 'The last message needs no answer.',
    answer: done,
  },
  'DELETE /api/v1/conversations/:id/no-answer-needed': { means: 'Takes that back.', answer: done },
  'POST /api/v1/messages/:id/clock-dispute': {
    means: 'Says that the wait for an answer to a message is counted wrongly.',
    body: disputeBody,
    answer: done,
  },
  'POST /api/v1/messages/:id/clock-correction': {
    means: 'Sets a wait right, or leaves it.',
    body: correctionBody,
    answer: done,
  },
  'GET /api/v1/clock-disputes': {
    means: 'Disputed waits that nobody has decided about.',
    query: { limit },
    answer: listOf(z.looseObject({ messageId: uuid, seller: uuid, reason: text })),
  },
  'GET /api/v1/sellers/:seller/response-times': {
    means: 'A seller’s response times.',
    answer: listOf(
      z.strictObject({
        marketplace: marketplaceId,
        limitHours: z.number(),
        figures,
        businessFigures: figures.nullable(),
      }),
    ),
  },
  'GET /api/v1/sellers/:seller/response-waits': {
    means: 'The waits that weren’t answered in time.',
    query: waitsQuery,
    answer: listOf(z.looseObject({})),
  },
  'GET /api/v1/sellers/:seller/response-times.csv': {
    means: 'The waits behind them, as a table.',
    query: daysQuery,
    answer: { types: ['text/csv'] },
  },
};
