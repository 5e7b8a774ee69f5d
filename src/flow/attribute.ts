import type { ConversationRef, Filing, KnownOrder } from '#market/conversation.ts';
import { conversationOfReference, fileMessage, findConversationReferences } from '#market/conversation.ts';
import { findOrderIds } from '#market/order-id.ts';
import type { KnownConversation, ThreadFacts, ThreadMarks } from '#store/load-thread.ts';

import type { Submission } from './submission.ts';

/** Where a message belongs: the value between attribution and judgement. */
export interface Attributed {
  readonly filing: Filing;
  readonly thread: ThreadFacts;
  /** Null: one has to be opened. */
  readonly conversation: KnownConversation | null;
}

export type LoadThread = (
  submission: Pick<Submission, 'relationship' | 'author' | 'receivedAt'>,
  marks: ThreadMarks,
) => Promise<ThreadFacts>;

/** What in the words of a message may say where it belongs; each text is searched once. */
interface Marks {
  readonly subjectOrders: readonly string[];
  readonly bodyOrders: readonly string[];
  readonly quoteOrders: readonly string[];
  readonly bodyConversations: readonly string[];
  readonly quoteConversations: readonly string[];
}

function findMarks({ subject, content }: Submission): Marks {
  const quoted = content.quoted ?? '';
  return {
    subjectOrders: findOrderIds(subject),
    bodyOrders: findOrderIds(content.text),
    quoteOrders: findOrderIds(quoted),
    bodyConversations: conversationIds(content.text),
    quoteConversations: conversationIds(quoted),
  };
}

function conversationIds(text: string): readonly string[] {
  return findConversationReferences(text).flatMap((reference) => conversationOfReference(reference) ?? []);
}

function threadMarks({ inReplyTo, references }: Submission, marks: Marks): ThreadMarks {
  return {
    rfcIds: [...new Set([...inReplyTo, ...references])],
    orderIds: [...new Set([...marks.subjectOrders, ...marks.bodyOrders, ...marks.quoteOrders])],
    conversationIds: [...new Set([...marks.bodyConversations, ...marks.quoteConversations])],
  };
}

function filingFacts(
  { inReplyTo, references }: Submission,
  marks: Marks,
  thread: ThreadFacts,
): Parameters<typeof fileMessage>[0] {
  const orders = (ids: readonly string[]) => ids.flatMap((id) => thread.orders.get(id) ?? []);
  // RFC 5322 §3.6.4: the parent stands in In-Reply-To and last in References; earlier ids are its ancestors.
  const answered = [...inReplyTo, ...references.toReversed()]
    .map((id) => thread.held.get(id))
    .find((found) => found !== undefined);
  const conversation = answered === undefined ? undefined : thread.conversations.get(answered.conversationId);
  const quotedConversation = marks.quoteConversations
    .map((id) => thread.conversations.get(id))
    .find((found) => found !== undefined);
  return {
    answered:
      answered === undefined || conversation === undefined
        ? null
        : { messageId: answered.messageId, conversation, isOthers: answered.isOthers },
    ordersInSubject: orders(marks.subjectOrders),
    ordersInBody: orders(marks.bodyOrders),
    ordersInQuote: orders(marks.quoteOrders),
    quotedConversation: quotedConversation ?? null,
    onlyOrder:
      thread.someOrders.length === 1 ? (thread.orders.get(thread.someOrders[0] ?? '') ?? null) : null,
  };
}

function knownConversation(found: ConversationRef | null, thread: ThreadFacts): KnownConversation | null {
  return found === null ? null : (thread.conversations.get(found.id) ?? null);
}

/** Where a mail belongs, by what it answers, names and quotes (ALIAS 4). */
export async function attributeMail(submission: Submission, loadThread: LoadThread): Promise<Attributed> {
  const marks = findMarks(submission);
  const thread = await loadThread(submission, threadMarks(submission, marks));
  const filing = fileMessage(filingFacts(submission, marks, thread));
  return { filing, thread, conversation: knownConversation(filing.conversation, thread) };
}

/** Where an author put a message at a door that asks. */
export interface Place {
  readonly orderId: string | null;
  readonly conversationId: string | null;
}

/**
 * The place that an author chose; what isn't there is named. A message in a conversation answers the newest one that
 * the other side wrote in it, unless it bears a reason of its own (OPT 2).
 */
export function attributePlaced(
  place: Place,
  thread: ThreadFacts,
  isProactive: boolean,
): Attributed | 'order' | 'conversation' {
  const found = findPlace(place, thread);
  if (typeof found === 'string') return found;
  const { order, named } = found;
  const conversation = named ?? knownConversation(order?.conversation ?? null, thread);
  // Filing by order id doesn't make a message a reply: only who chose the conversation answers in it.
  const answersId = isProactive || named === null ? null : named.latestOfOther;
  const filing: Filing = {
    conversation,
    orderId: (conversation ?? order)?.orderId ?? null,
    answersId,
    isReply: answersId !== null,
    by: named === null ? 'order-chosen' : 'conversation-chosen',
  };
  return { filing, thread, conversation };
}

function findPlace(
  { orderId, conversationId }: Place,
  thread: ThreadFacts,
):
  | { readonly order: KnownOrder | null; readonly named: KnownConversation | null }
  | 'order'
  | 'conversation' {
  const order = orderId === null ? null : thread.orders.get(orderId);
  if (order === undefined) return 'order';
  const named = conversationId === null ? null : thread.conversations.get(conversationId);
  if (named === undefined) return 'conversation';
  // A conversation about another order, or about none, isn't this order's.
  return order !== null && named !== null && named.orderId !== order.orderId
    ? 'conversation'
    : { order, named };
}

/**
 * Where a message stands that is kept already, for judging it once more. Throws where its conversation is gone.
 * `hasSolicitation`: it holds the order's one request for a review itself, which stands in nobody's way.
 */
export function attributeStored(
  stored: { readonly conversationId: string; readonly isReply: boolean; readonly hasSolicitation: boolean },
  thread: ThreadFacts,
): Attributed {
  const conversation = thread.conversations.get(stored.conversationId);
  if (conversation === undefined) throw new Error('the conversation of a message that waits went away');
  const { orderId, latestOfOther } = conversation;
  const { isReply } = stored;
  const answersId = isReply ? latestOfOther : null;
  const filing: Filing = { conversation, orderId, answersId, isReply, by: 'conversation-chosen' };
  const known = orderId === null ? undefined : thread.judged.get(orderId);
  if (known === undefined || !stored.hasSolicitation) return { filing, thread, conversation };
  const situation = { ...known.situation, solicitations: known.situation.solicitations - 1 };
  const judged = new Map([...thread.judged, [situation.id, { ...known, situation }]]);
  return { filing, thread: { ...thread, judged }, conversation };
}
