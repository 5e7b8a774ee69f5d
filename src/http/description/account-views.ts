import { z } from 'zod';

import { APPLICATION_ROLES } from '#market/application.ts';
import { EVENT_TYPES } from '#market/event.ts';
import { OPERATOR_ROLES, SELLER_ROLES } from '#market/role.ts';

import {
  actor,
  count,
  finding,
  marketplaceId,
  message,
  named,
  orderId,
  party,
  sentence,
  side,
  text,
  time,
  uuid,
} from './views.ts';

const fault = z.strictObject({ code: text, line: count, column: count.nullable(), sentence: text });

export const feed = named(
  'Feed',
  z.strictObject({
    id: uuid,
    seller: uuid,
    type: text,
    format: z.enum(['xml', 'json']),
    marketplaces: z.array(marketplaceId),
    state: z.enum(['in-progress', 'interrupted', 'done', 'fatal']),
    submittedAt: time,
    finishedAt: time.nullable(),
    processed: count,
    successful: count,
    withError: count,
    withWarning: count,
    fault: fault.nullable(),
  }),
);

export const feedLine = named(
  'FeedLine',
  z.strictObject({
    position: count,
    line: count,
    messageId: text.nullable(),
    result: z.enum(['taken', 'unchanged', 'refused']),
    orderName: text.nullable(),
    faults: z.array(sentence),
  }),
);

export const duty = named(
  'Duty',
  z.strictObject({
    kind: text,
    marketplace: marketplaceId,
    orderId,
    returnId: text.nullable(),
    since: time,
    dueBefore: time,
    isOverdue: z.boolean(),
  }),
);

export const permission = named(
  'Permission',
  z
    .strictObject({
      address: text,
      state: z.enum(['approved', 'blocked', 'pending']),
      everDecided: z.boolean(),
      attemptCount: count,
      firstAttemptAt: time.nullable(),
      lastAttemptAt: time.nullable(),
      changedAt: time.nullable(),
    })
    .catchall(z.unknown()),
);

export const auditEntry = named(
  'AuditEntry',
  z.strictObject({
    id: uuid,
    at: time,
    sellerId: uuid.nullable(),
    actor,
    action: text,
    subject: text,
    from: text.nullable(),
    to: text.nullable(),
  }),
);

export const preferences = named(
  'Preferences',
  z.strictObject({
    language: text,
    languageChosen: z.boolean(),
    languages: z.array(text),
    marketplaces: z.array(
      z.strictObject({
        marketplace: marketplaceId,
        name: text,
        declines: z.boolean(),
        since: time.nullable(),
        muted: z.array(z.looseObject({})),
        stillComes: z.strictObject({
          answers: z.boolean(),
          reasons: z.array(z.strictObject({ id: text, name: text })),
          categories: z.array(text),
          inForceFrom: text.nullable(),
        }),
      }),
    ),
  }),
);

export const preferenceChange = named(
  'PreferenceChange',
  z.strictObject({
    id: uuid,
    at: time,
    marketplace: marketplaceId.nullable(),
    seller: z.strictObject({ id: uuid, name: text }).nullable(),
    declines: z.boolean().nullable(),
    language: text.nullable(),
    by: z.strictObject({ kind: text, label: text.nullable() }),
  }),
);

export const suppression = named(
  'Suppression',
  z.strictObject({
    marketplace: marketplaceId,
    buyer: party,
    address: text.nullable(),
    source: text,
    addedAt: time,
  }),
);

export const template = named(
  'Template',
  z.strictObject({
    id: uuid,
    name: text,
    contactReason: text.nullable(),
    texts: z.record(text, text).describe('By language.'),
    version: count,
    changedAt: time,
    changedBy: z.strictObject({ kind: text.optional(), label: text.optional() }),
    findings: z.array(finding).optional(),
  }),
);

export const application = named(
  'Application',
  z.strictObject({
    id: uuid,
    name: text,
    clientId: text,
    roles: z.array(z.enum(APPLICATION_ROLES)),
    redirectUris: z.array(text),
    createdAt: time,
    withdrawnAt: time.nullable(),
  }),
);

export const grant = named('Grant', z.looseObject({ applicationId: uuid, name: text, grantedAt: time }));

export const event = named(
  'Event',
  z.strictObject({
    id: text.describe('The same whenever and however it is read.'),
    cursor: text.describe('The place behind it, for `after`.'),
    type: z.enum(EVENT_TYPES),
    at: time,
    marketplace: marketplaceId.nullable(),
    seller: uuid.nullable(),
    buyer: uuid.nullable().describe('Null for sellers.'),
    conversation: uuid.nullable(),
    message: uuid.nullable(),
    delivery: uuid.nullable().describe('For the operator.'),
    data: z.record(text, z.unknown()).describe('See the list of kinds of events.'),
  }),
);

export const webhookFields = {
  id: uuid,
  seller: uuid.nullable().describe('Null: the operator’s.'),
  url: text,
  types: z.array(z.enum(EVENT_TYPES)).describe('Empty: all.'),
  description: text,
  version: count,
  createdAt: time,
  failingSince: time.nullable(),
  disabledAt: time.nullable(),
  disabledBecause: z.enum(['owner', 'failing', 'gone']).nullable(),
  replays: z.boolean(),
};
export const webhook = named('Webhook', z.strictObject(webhookFields));

export const webhookDelivery = named(
  'WebhookDelivery',
  z.strictObject({
    id: uuid,
    event: text,
    type: text,
    cause: z.enum(['event', 'replay', 'redelivery']),
    state: z.enum(['queued', 'delivered', 'failed', 'cancelled']),
    attemptCount: count,
    nextAttemptAt: time.nullable(),
    createdAt: time,
    settledAt: time.nullable(),
    lastStatus: count.nullable(),
    lastFailure: text.nullable(),
  }),
);

export const webhookAttempt = z.strictObject({
  at: time,
  durationMs: count,
  status: count.nullable(),
  failure: text.nullable(),
});

export const statement = named(
  'Statement',
  z
    .strictObject({
      id: uuid,
      marketplaceId,
      sellerId: uuid,
      buyerId: uuid.nullable().describe('Null for sellers.'),
      addressee: side,
      stepId: uuid.nullable(),
      messageId: uuid.nullable(),
      language: text,
      subject: text,
      text,
      automatic: z.boolean(),
      issuedAt: time,
      toldAt: time,
      objectUntil: time,
      ended: z.strictObject({ cause: text, at: time }).nullable(),
      objection: z
        .strictObject({
          text,
          objectedAt: time,
          outcome: z.enum(['upheld', 'reversed']).nullable(),
          answer: text.nullable(),
          decidedAt: time.nullable(),
        })
        .nullable(),
      reviewId: uuid.nullable().optional(),
      facts: z.record(text, z.unknown()).optional(),
      decidedBy: actor.optional(),
    })
    .catchall(z.unknown()),
);

export const step = named(
  'Step',
  z.strictObject({
    id: uuid,
    marketplace: marketplaceId,
    kind: text,
    automatic: z.boolean(),
    beginsAt: time,
    endsAt: time.nullable(),
    liftedAt: time.nullable(),
  }),
);

const reviewFields = {
  id: uuid,
  marketplace: marketplaceId,
  seller: uuid,
  buyer: uuid,
  conversationId: uuid,
  messageId: uuid.nullable(),
  kind: text,
  about: side,
  openedAt: time,
  answerBy: time.nullable(),
  state: z.looseObject({ kind: z.enum(['open', 'decided', 'settled']) }),
  note: text.nullable(),
  names: z.strictObject({ seller: text, buyer: text }).nullable(),
  decisions: z.array(text),
  isMine: z.boolean(),
};
export const review = named('Review', z.strictObject(reviewFields));
export const reviewWithMessage = named(
  'ReviewWithMessage',
  z.strictObject({
    ...reviewFields,
    reports: z.array(
      z.looseObject({ id: uuid, messageId: uuid.nullable(), reporter: text, reason: text, text, at: time }),
    ),
    message: message.nullable(),
  }),
);

export const member = named(
  'Member',
  z
    .strictObject({
      id: uuid,
      personId: uuid,
      name: text,
      address: text,
      role: z.enum([...SELLER_ROLES, ...OPERATOR_ROLES]),
      state: z.enum(['active', 'invited', 'deactivated']),
      addedAt: time,
      lastSeenAt: time.nullable(),
    })
    .catchall(z.unknown()),
);
