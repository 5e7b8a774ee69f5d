import { z } from 'zod';

import { APPLICATION_ROLES } from '#market/application.ts';
import { EVENT_TYPES } from '#market/event.ts';
import { OPERATOR_ROLES, SELLER_ROLES } from '#market/role.ts';

// What answers hold, as a reader finds it in JSON. Every answer of the test-suite is held against these (rights.test.ts):
// a field that isn't described here fails.

export const uuid = z.uuid();
export const time = z.iso.datetime().describe('UTC');
export const marketplaceId = z.string().describe('A marketplace, such as de.');
export const orderId = z.string().describe('17 digits, 3-7-7.');
const side = z.enum(['buyer', 'seller']);
const text = z.string();
const count = z.int();

const named = (id: string, schema: z.ZodObject): z.ZodObject => schema.meta({ id });

/** What a list answers: a part of it, and where the next part begins. */
export const pageOf = (item: z.ZodType): z.ZodObject =>
  z.strictObject({
    items: z.array(item),
    next: text.nullable().describe('For `after` of the next page; null on the last one.'),
  });
export const listOf = (item: z.ZodType): z.ZodObject => z.strictObject({ items: z.array(item) });
export const result = (...words: [string, ...string[]]): z.ZodObject =>
  z.strictObject({ result: z.enum(words) });
export const done = result('done');

export const actor = named(
  'Actor',
  z.strictObject({ kind: text, id: text.nullable(), label: text.nullable() }),
);

const party = z.strictObject({ id: uuid.nullable(), name: text });

const reasonText = z.strictObject({ code: text, detail: text.optional(), text }).catchall(z.unknown());

const guideline = z.strictObject({ name: text, norm: text, mend: text }).catchall(z.unknown());

const place = z.strictObject({
  part: z.enum(['subject', 'text', 'html', 'attachment', 'image']),
  index: count.optional(),
  start: count.optional().describe('UTF-16 offset.'),
  end: count.optional(),
});

export const finding = named(
  'Finding',
  z.strictObject({
    rule: text,
    clause: text,
    effect: z.enum(['warn', 'amend', 'hold', 'refuse']),
    certainty: z.enum(['sure', 'likely', 'review']),
    where: z.array(place),
    quote: text,
    text: text.describe('What is wrong, in the reader’s language.'),
    guideline: guideline.nullable(),
    language: text.optional(),
    marketplaces: z.array(marketplaceId).optional(),
  }),
);

export const conversation = named(
  'Conversation',
  z
    .strictObject({
      id: uuid,
      marketplace: marketplaceId,
      orderId: orderId.nullable(),
      subject: text,
      seller: z.strictObject({ id: uuid, name: text }),
      buyer: party.describe('Sellers read initials and no id.'),
      writeTo: text.nullable().describe('The anonymous address of the other side.'),
      openedAt: time,
      lastMessageAt: time,
      lastAuthor: z.enum(['buyer', 'seller', 'marketplace']),
      preview: text,
      messageCount: count,
      unreadCount: count.nullable(),
      waitingSince: time.nullable().describe('Since when the buyer waits for an answer.'),
      answerDueAt: time.nullable(),
      refundDueSince: time.nullable(),
    })
    .catchall(z.unknown()),
);

export const message = named(
  'Message',
  z
    .strictObject({
      id: uuid,
      conversationId: uuid,
      author: z.enum(['buyer', 'seller', 'marketplace']),
      authorName: text,
      mine: z.boolean(),
      state: text.nullable().describe('Where it stands, for its author and the operator.'),
      automatic: z.enum(['absence-note', 'automatic']).nullable(),
      subject: text,
      text,
      hasHtml: z.boolean(),
      language: text.nullable(),
      contactReason: text.nullable(),
      answersId: uuid.nullable(),
      receivedAt: time,
      notes: z.array(reasonText).describe('What was changed on the way.'),
      reasons: z.array(reasonText).describe('Why it was refused or is held.'),
      findings: z.array(z.looseObject({ rule: text, text })).describe('What the guidelines found.'),
      files: z.array(z.strictObject({ position: count, name: text, mediaType: text, byteCount: count })),
      verdict: z.unknown().optional().describe('For the operator.'),
      authentication: z.unknown().optional().describe('For the operator.'),
    })
    .catchall(z.unknown()),
);

const judged = {
  verdict: z.enum(['permit', 'amend', 'hold', 'refuse']).optional(),
  ruleset: text.nullable().optional(),
  reasons: z.array(z.strictObject({ code: text, text })).optional(),
  findings: z.array(finding).optional(),
};
const sentence = z.strictObject({ code: text, sentence: text });
const optOut = z.strictObject({ passes: z.boolean(), stops: z.boolean() });

export const written = named(
  'WrittenMessage',
  z.strictObject({
    result: z.enum(['taken', 'taken-before']),
    message: z.strictObject({
      id: uuid,
      conversationId: uuid,
      state: z.enum(['accepted', 'held', 'refused']),
      ...judged,
    }),
  }),
);

export const preview = named(
  'Preview',
  z.strictObject({ subject: text, text, ...judged, obstacles: z.array(sentence), optOut }),
);

export const order = named(
  'Order',
  z
    .strictObject({
      marketplace: marketplaceId,
      id: orderId,
      status: text,
      fulfilment: text,
      seller: z.strictObject({ id: uuid, name: text }),
      buyer: party,
      writeTo: text.nullable(),
      placedAt: time,
      earliestDeliveryAt: time.nullable(),
      latestDeliveryAt: time.nullable(),
      completedAt: time.nullable(),
      lines: z.array(
        z
          .strictObject({
            item: text,
            product: text,
            title: text,
            quantity: count,
            amountMinor: count.describe('In minor units of the currency.'),
            currency: text,
          })
          .catchall(z.unknown()),
      ),
      returns: z.array(z.looseObject({ id: text, status: text })),
    })
    .catchall(z.unknown()),
);

export const contactReason = named(
  'ContactReason',
  z.strictObject({
    id: text,
    name: text,
    kind: text,
    offered: z.boolean(),
    obstacles: z.array(sentence),
    optOut,
    subject: text,
    language: text,
    inputs: z.array(z.looseObject({ id: text })),
    attachments: z.array(z.unknown()),
  }),
);

export const delivery = named(
  'Delivery',
  z.strictObject({
    id: uuid,
    marketplaceId,
    sellerId: uuid,
    messageId: uuid.nullable(),
    notice: text.nullable(),
    recipient: side,
    state: z.enum(['queued', 'handed_over', 'refused', 'expired', 'cancelled']),
    onItsWay: z.boolean(),
    attemptCount: count,
    createdAt: time,
    nextAttemptAt: time.nullable(),
    expiresAt: time,
    settledAt: time.nullable(),
    remoteHost: text.nullable(),
    remoteCode: count.nullable(),
    remoteEnhanced: text.nullable(),
    remoteAnswer: text.nullable(),
    attempts: z.array(z.looseObject({ attemptNo: count, at: time, outcome: text })).optional(),
  }),
);

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

export const problem = named(
  'Problem',
  z
    .strictObject({
      type: text.describe('urn:parley:problem:…: what programs tell problems apart by.'),
      title: text,
      status: count,
      detail: text.describe('In the reader’s language.'),
      errors: z.array(z.strictObject({ field: text, reason: text })).optional(),
    })
    .catchall(z.unknown()),
);
