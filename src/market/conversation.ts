import { decodeBase32, encodeBase32 } from '#mail/base32.ts';

import type { OrderId } from './order-id.ts';

/** A conversation as far as filing needs it. */
export interface ConversationRef {
  readonly id: string;
  readonly orderId: OrderId | null;
  /** The newest message in it that the other side wrote themselves; null: it wrote none. */
  readonly latestOfOther: string | null;
}

/** What was found in the store for the marks that a new message carries. */
export interface FilingFacts {
  /** The newest message named by In-Reply-To or References that this author holds, and its conversation. */
  readonly answered: {
    readonly messageId: string;
    readonly conversation: ConversationRef;
    /** The other side wrote it: who goes on with their own message answers nobody (OPT 2). */
    readonly isOthers: boolean;
  } | null;
  /** Orders of this relationship that the subject, then the body, then the quoted original name. */
  readonly ordersInSubject: readonly KnownOrder[];
  readonly ordersInBody: readonly KnownOrder[];
  readonly ordersInQuote: readonly KnownOrder[];
  /** Conversation named by our own reference in the quoted original. */
  readonly quotedConversation: ConversationRef | null;
  /** The one order between the two, where a seller writes and there is just one: what else could it be about. */
  readonly onlyOrder: KnownOrder | null;
}

export interface KnownOrder {
  readonly orderId: OrderId;
  /** The primary conversation about it, if there is one yet. */
  readonly conversation: ConversationRef | null;
}

export interface Filing {
  /** Null: a conversation has to be opened. */
  readonly conversation: ConversationRef | null;
  readonly orderId: OrderId | null;
  /** OPT 2: being filed by order id doesn't make a message a reply; these two marks do. */
  readonly answersId: string | null;
  readonly isReply: boolean;
  readonly by:
    | 'thread'
    | 'order-in-subject'
    | 'order-in-body'
    | 'quote'
    | 'only-order'
    | 'new'
    | 'order-chosen'
    | 'conversation-chosen';
}

function underOrder(order: KnownOrder, by: Filing['by'], isReply: boolean): Filing {
  return { conversation: order.conversation, orderId: order.orderId, answersId: null, isReply, by };
}

/**
 * SECURITY: a quote tells of a message of the other side's only where there is one: an absence note, or the
 * marketplace's own words, open nobody's door (OPT 2).
 */
function hasOthersWords(quoted: ConversationRef | null): boolean {
  return quoted !== null && quoted.latestOfOther !== null;
}

/**
 * Where a message is filed: by In-Reply-To/References, else by an order id in subject or body, else by our
 * marker in the quoted original, else in a new conversation (ALIAS 4). A subject that names another order of
 * this relationship wins over the thread: glueing a changed subject to an old thread is what people complain of.
 */
export function fileMessage(facts: FilingFacts): Filing {
  const { answered, quotedConversation, onlyOrder } = facts;
  const isReply = answered?.isOthers === true || hasOthersWords(quotedConversation);
  const [inSubject] = facts.ordersInSubject;
  if (answered !== null && (inSubject === undefined || inSubject.orderId === answered.conversation.orderId)) {
    const { conversation, messageId } = answered;
    return { conversation, orderId: conversation.orderId, answersId: messageId, isReply, by: 'thread' };
  }
  if (inSubject !== undefined) return underOrder(inSubject, 'order-in-subject', isReply);
  const [inBody] = facts.ordersInBody;
  if (inBody !== undefined) return underOrder(inBody, 'order-in-body', isReply);
  if (quotedConversation !== null) {
    return {
      conversation: quotedConversation,
      orderId: quotedConversation.orderId,
      answersId: null,
      isReply,
      by: 'quote',
    };
  }
  const [inQuote] = facts.ordersInQuote;
  if (inQuote !== undefined) return underOrder(inQuote, 'quote', hasOthersWords(inQuote.conversation));
  if (answered === null && onlyOrder !== null) return underOrder(onlyOrder, 'only-order', false);
  return { conversation: null, orderId: null, answersId: null, isReply: false, by: 'new' };
}

const REFERENCE = /\[ref:([a-z2-7]{26})\]/giu;

/** Our references to conversations in a text: the marker of the quoted original. Lower case, each once. */
export function findConversationReferences(text: string): string[] {
  return [...new Set([...text.matchAll(REFERENCE)].map((match) => (match[1] ?? '').toLowerCase()))];
}

/** The reference that stands under every message that leaves: the conversation's UUID in 26 base32 characters. */
export function conversationReference(conversationId: string): string {
  return encodeBase32(Buffer.from(conversationId.replaceAll('-', ''), 'hex'));
}

/** The UUID behind a reference, or null where the text is none. */
export function conversationOfReference(reference: string): string | null {
  const bytes = decodeBase32(reference);
  if (bytes?.length !== 16) return null;
  const hex = Buffer.from(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
