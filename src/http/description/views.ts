import { z } from 'zod';

// What answers hold, as a reader finds it in JSON. Every answer of the test-suite is held against these (rights.test.ts):
// a field that isn't described here fails.

export const uuid = z.uuid();
export const time = z.iso.datetime().describe('UTC');
export const marketplaceId = z.string().describe('A marketplace, such as de.');
export const orderId = z.string().describe('17 digits, 3-7-7.');
export const side = z.enum(['buyer', 'seller']);
export const text = z.string();
export const count = z.int();

export const named = (id: string, schema: z.ZodObject): z.ZodObject => schema.meta({ id });

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

export const party = z.strictObject({ id: uuid.nullable(), name: text });

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
export const sentence = z.strictObject({ code: text, sentence: text });
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
