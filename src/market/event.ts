import type { Side } from './party.ts';

/** One value of an event's data, for its readers and their schemas. */
export interface EventField {
  readonly type: 'id' | 'text' | 'number' | 'flag' | 'texts' | 'time';
  readonly means: string;
  /** Who reads it; absent: everybody who hears of the event. The operator reads everything. */
  readonly for?: 'seller' | 'operator';
}

/**
 * Who hears of an event beside the operator: both sides; those who see the message that it speaks of (its author where
 * it isn't accepted); its author alone; the seller; nobody.
 */
export type EventHearers = 'sides' | 'who-sees-message' | 'author' | 'seller' | 'operator';

export interface EventKind {
  readonly means: string;
  readonly hearers: EventHearers;
  readonly data: Readonly<Record<string, EventField>>;
}

const text = (means: string, reader?: EventField['for']): EventField => field('text', means, reader);
const id = (means: string, reader?: EventField['for']): EventField => field('id', means, reader);
const flag = (means: string, reader?: EventField['for']): EventField => field('flag', means, reader);

function field(type: EventField['type'], means: string, reader?: EventField['for']): EventField {
  return reader === undefined ? { type, means } : { type, means, for: reader };
}

const author = text('buyer, seller or marketplace');
const orderId = text('The order: 17 digits, 3-7-7.');
const entry = {
  orderId,
  id: id('The entry.'),
  feedId: id('The feed that it came by.', 'seller'),
};
const accepted = {
  author,
  automatic: text('absence-note or automatic, where no person wrote it'),
  door: text('mail, web, api or system', 'operator'),
  filedBy: text('How its conversation was found.', 'operator'),
  reply: flag('Whether it answers a message.', 'operator'),
  reason: text('The contact reason.', 'operator'),
  criticality: text('critical, permitted or solicitation', 'operator'),
  claim: text('How the seller claimed that it is critical.', 'operator'),
  misuse: flag('Whether that claim was misuse.', 'operator'),
  byOperator: flag('A person of the operator decided.', 'operator'),
  filesChecked: flag('It was decided after its files were looked into.', 'operator'),
};
const attempt = {
  attempt: field('number', 'Which attempt it was.', 'operator'),
  code: field('number', 'The reply code of the recipient’s server.', 'operator'),
  status: text('Its enhanced status code (RFC 3463).', 'operator'),
  failure: text('hard or soft', 'operator'),
};
const step = {
  step: id('The step.'),
  kind: text('warned, templates-only, messaging-suspended or selling-suspended'),
  beginsAt: field('time', 'From when it holds.'),
  endsAt: field('time', 'Until when; null: until it is lifted.'),
  automatic: flag('Taken by the published schedule.'),
};
const delivery = (means: string): EventKind => ({ means, hearers: 'author', data: attempt });

/**
 * Every kind of event: the closed list, of which the log's readers take what they hear of and which of its data. None
 * carries what somebody wrote, or a private address: whoever needs more asks for the thing by its id, with their rights.
 */
export const EVENT_KINDS = {
  'message.accepted': { means: 'A message is there for both sides.', hearers: 'sides', data: accepted },
  'message.held': { means: 'A message waits for a person.', hearers: 'author', data: accepted },
  'message.refused': {
    means: 'A message was refused, or taken back by the operator.',
    hearers: 'author',
    data: accepted,
  },
  'message.read': {
    means: 'The recipient has read a message in the message centre.',
    hearers: 'sides',
    data: { by: text('The side that read it.') },
  },
  'message.moved': {
    means: 'A message was filed in another conversation.',
    hearers: 'who-sees-message',
    data: {
      from: id('The conversation that it was in.'),
      to: id('The conversation that it is in now.'),
      by: text('What kind of person or program did it.', 'seller'),
    },
  },
  'conversation.blocked': { means: 'The operator closed a conversation.', hearers: 'sides', data: {} },
  'conversation.unblocked': { means: 'The operator opened it again.', hearers: 'sides', data: {} },
  'conversation.no-answer-needed': { means: 'The seller ended a wait.', hearers: 'seller', data: {} },
  'conversation.answer-needed': { means: 'The seller took that back.', hearers: 'seller', data: {} },
  'conversation.assigned': {
    means: 'Another of the seller’s people answers, or nobody.',
    hearers: 'seller',
    data: {},
  },
  'conversation.resolved': { means: 'The seller has done with it.', hearers: 'seller', data: {} },
  'conversation.reopened': { means: 'The seller took that back.', hearers: 'seller', data: {} },
  'conversation.marked-unread': { means: 'The seller wants to read it again.', hearers: 'seller', data: {} },
  'conversation.noted': {
    means: 'The seller’s people wrote a note, or took one back.',
    hearers: 'seller',
    data: {},
  },
  'clock.disputed': { means: 'The seller says that a wait is counted wrongly.', hearers: 'seller', data: {} },
  'clock.corrected': {
    means: 'The operator set a wait right, or left it.',
    hearers: 'seller',
    data: { outcome: text('in-time, excluded or unchanged') },
  },
  'order.created': {
    means: 'An order came in.',
    hearers: 'sides',
    data: { orderId, status: text('Its status.') },
  },
  'order.updated': {
    means: 'An order changed.',
    hearers: 'sides',
    data: { orderId, status: text('Its status.') },
  },
  'order.acknowledged': {
    means: 'The seller took note of an order, or can’t fulfil it.',
    hearers: 'seller',
    data: { ...entry, status: text('success or failure') },
  },
  'order.shipped': {
    means: 'Pieces of an order were handed over to a carrier.',
    hearers: 'sides',
    data: { ...entry, complete: flag('Nothing is left to ship.') },
  },
  'order.adjusted': {
    means: 'Money goes back to the buyer.',
    hearers: 'sides',
    data: {
      ...entry,
      adjustment: text('cancellation or refund'),
      amountMinor: field('number', 'In minor units of the currency.'),
      currency: text('ISO 4217'),
      reasons: field('texts', 'Why, of the closed list.'),
    },
  },
  'order.cancellation-wished': {
    means: 'The buyer cancels because of a delay.',
    hearers: 'sides',
    data: { orderId },
  },
  'delivery.handed-over': delivery('The recipient’s server took the mail.'),
  'delivery.deferred': delivery('The mail couldn’t be handed over yet.'),
  'delivery.refused': delivery('The recipient’s server refused the mail.'),
  'delivery.expired': delivery('The mail couldn’t be handed over for days.'),
  'delivery.cancelled': delivery('The mail was taken back before it left.'),
  'delivery.retried': delivery('The operator had the mail tried again.'),
  'delivery.bounced': delivery('The mail came back.'),
  'delivery.delayed': delivery('A server on the way says that it takes longer.'),
  'delivery.complained': { ...delivery('The reader called the mail spam.'), hearers: 'operator' },
  'review.due-soon': {
    means: 'A held message has to be decided about soon.',
    hearers: 'operator',
    data: { review: id('The case.'), answerBy: field('time', 'By when.') },
  },
  'enforcement.step-taken': { means: 'A step was taken against a seller.', hearers: 'seller', data: step },
  'enforcement.step-lifted': { means: 'A step was ended early.', hearers: 'seller', data: step },
  'webhook.disabled': {
    means: 'Nothing is sent to a webhook any more.',
    hearers: 'seller',
    data: { webhook: id('The endpoint.'), because: text('owner, failing or gone') },
  },
} as const satisfies Readonly<Record<string, EventKind>>;

export type EventType = keyof typeof EVENT_KINDS;
export const EVENT_TYPES = Object.keys(EVENT_KINDS) as readonly EventType[];

export function isEventType(text: string): text is EventType {
  return Object.hasOwn(EVENT_KINDS, text);
}

/** What is known of an event when it is asked who hears of it. */
export interface EventFacts {
  readonly kind: string;
  /** Of the message that it speaks of; null without one. */
  readonly author: Side | 'marketplace' | null;
  /** As that message is now; null without one, or where it is gone. */
  readonly messageState: 'accepted' | 'held' | 'refused' | null;
  /** Whether both sides have that conversation; true without one. */
  readonly conversationSeen: boolean;
}

/**
 * Whether a side of the relationship hears of the event. SECURITY: what was refused or is held exists for its author
 * alone (ALIAS 3, MOD 1), the conversation that only such messages make too, and what is no kind of ours for nobody.
 */
export function hears(
  side: Side,
  { kind, author: writer, messageState, conversationSeen }: EventFacts,
): boolean {
  if (!isEventType(kind)) return false;
  const { hearers }: EventKind = EVENT_KINDS[kind];
  switch (hearers) {
    case 'sides':
      return conversationSeen || writer === side;
    case 'who-sees-message':
      return writer === side || messageState === 'accepted';
    case 'author':
      return writer === side;
    case 'seller':
      return side === 'seller';
    case 'operator':
      return false;
  }
}

/** Of an event's data, what this reader may read: only what the list names. */
export function readableData(
  kind: string,
  reader: Side | 'operator',
  data: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  if (!isEventType(kind)) return {};
  const fields: Readonly<Record<string, EventField>> = EVENT_KINDS[kind].data;
  const readable: Record<string, unknown> = {};
  for (const [name, { for: only }] of Object.entries(fields))
    if (Object.hasOwn(data, name) && (only === undefined || reader === 'operator' || only === reader))
      readable[name] = data[name];
  return readable;
}
