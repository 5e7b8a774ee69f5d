import { makeMessageId } from '#mail/message-id.ts';
import type { Filing } from '#market/conversation.ts';
import { conversationOfReference, fileMessage, findConversationReferences } from '#market/conversation.ts';
import { DELIVERY_LIFETIME_MS } from '#market/delivery.ts';
import type { MessageRecord, NewDelivery, NewEvent } from '#market/message.ts';
import { maskedName } from '#market/masked-name.ts';
import { findOrderIds } from '#market/order-id.ts';
import type { RelationshipKey, Side } from '#market/party.ts';
import { otherSide } from '#market/party.ts';
import type { Relationship } from '#market/relationship.ts';
import type { Verdict } from '#market/verdict.ts';
import { PERMIT } from '#market/verdict.ts';
import type { AcceptOutcome } from '#store/accept-message.ts';
import type { ThreadFacts, ThreadMarks } from '#store/load-thread.ts';

import type { FileFacts } from '#policy/files.ts';

import type { AskGuidelines, GuidelineAnswer } from './guidelines.ts';
import { guidelineRequest, withAmendments } from './guidelines.ts';
import { judge } from './judge.ts';
import { changeNotice, isWorthANotice, refusalNotice } from './notices.ts';
import type { Ids } from './ports.ts';
import type { Submission } from './submission.ts';

/** The ports of the flow's writing side. */
export interface SubmitPorts {
  readonly ids: Ids;
  /** Encrypts an original, bound to the row that will hold it. */
  seal(raw: Uint8Array, key: RelationshipKey, messageId: string): NonNullable<MessageRecord['source']>;
  loadThread(submission: Submission, marks: ThreadMarks): Promise<ThreadFacts>;
  /** The communication guidelines (requirements section 5). */
  readonly askGuidelines: AskGuidelines;
  /** What the pack of a marketplace says of messages that wait. */
  waitingRules(marketplace: Relationship['marketplace']): WaitingRules;
  /** True once per mailbox, kind and day: what needs telling, but not each time (relay paper, section 6). */
  claimNotice(address: string, kind: string, at: Date): Promise<boolean>;
  accept(record: MessageRecord): Promise<AcceptOutcome>;
}

export interface WaitingRules {
  /** Files of sellers' messages are looked into before they are delivered (12.3); else their names and types decide. */
  readonly inspectsFiles: boolean;
  /** How long a message waits for a person at most. */
  readonly heldHours: number;
}

export type SubmitOutcome =
  | { readonly kind: 'recorded'; readonly messageId: string; readonly state: MessageRecord['state'] }
  | { readonly kind: 'duplicate' }
  /** Automatic mail that belongs to no conversation. */
  | { readonly kind: 'opens-nothing' }
  /** The breaker: more messages in one conversation than people write. */
  | { readonly kind: 'too-many' };

/** More messages of one side in one conversation within `BURST_WINDOW_MS` than this, and the door says "later". */
export const BURST_LIMIT = 60;
export const BURST_WINDOW_MS = 10 * 60_000;
/** An absence note is passed on once per conversation in this time (relay paper, section 6). */
export const ABSENCE_WINDOW_MS = 7 * 24 * 3_600_000;

/**
 * The journey of a message, from an author who is certain to what is kept of it:
 * attribute → judge → record. Returns after the commit; nothing is kept where it throws.
 */
export async function submit(submission: Submission, ports: SubmitPorts): Promise<SubmitOutcome> {
  const filed = await fileSubmission(submission, ports);
  const { filing, thread } = filed;
  const conversation =
    filing.conversation === null ? null : (thread.conversations.get(filing.conversation.id) ?? null);
  if (submission.automatic !== null && conversation === null) return { kind: 'opens-nothing' };
  if (conversation !== null && conversation.recentMessages >= BURST_LIMIT) return { kind: 'too-many' };
  const judged = await judgeFiled(submission, filed, [], ports);
  const waitsForFiles = hasFilesToInspect(submission, judged, ports);
  const { verdict, guidelines } = waitsForFiles ? BEFORE_INSPECTION : judged;
  const record = toRecord(withAmendments(submission, verdict, guidelines), filing, verdict, {
    ports,
    shownAlready: submission.automatic !== null && conversation?.absenceNoted === true,
    tellsChanges: await tellsChanges(submission, verdict, ports),
    waitsForFiles,
  });
  const outcome = await ports.accept(record);
  return outcome.kind === 'duplicate'
    ? outcome
    : { kind: 'recorded', messageId: record.id, state: record.state };
}

/** A message with what the store knows of its thread, and where it belongs. */
export interface FiledSubmission {
  readonly filing: Filing;
  readonly thread: ThreadFacts;
}

/** Finds the order and the conversation that a message is about. */
export async function fileSubmission(
  submission: Submission,
  ports: Pick<SubmitPorts, 'loadThread'>,
): Promise<FiledSubmission> {
  const marks = findMarks(submission);
  const thread = await ports.loadThread(submission, threadMarks(submission, marks));
  return { filing: fileMessage(filingFacts(submission, marks, thread)), thread };
}

export interface JudgedSubmission {
  readonly verdict: Verdict;
  /** Null where the guidelines weren't asked. */
  readonly guidelines: GuidelineAnswer | null;
}

/** All that is judged of a message. `files`: what was found out about its files; empty before they were looked into. */
export async function judgeFiled(
  submission: Submission,
  { filing, thread }: FiledSubmission,
  files: readonly FileFacts[],
  ports: Pick<SubmitPorts, 'askGuidelines'>,
): Promise<JudgedSubmission> {
  const request = guidelineRequest(submission, filing, thread, files);
  const guidelines = request === null ? null : await ports.askGuidelines(request);
  return { verdict: judge(submission, { filing, thread, guidelines }), guidelines };
}

/** What the words alone came to is no verdict: nothing was found out about the files yet. */
const BEFORE_INSPECTION: JudgedSubmission = {
  verdict: { kind: 'hold', reasons: [{ code: 'files-being-checked', detail: '' }] },
  guidelines: null,
};

/** A message that its words have refused needs no look into its files; buyers' aren't held to the guidelines. */
function hasFilesToInspect(
  { content, relationship }: Submission,
  { verdict, guidelines }: JudgedSubmission,
  ports: SubmitPorts,
): boolean {
  return (
    guidelines !== null &&
    verdict.kind !== 'refuse' &&
    content.files.length > 0 &&
    ports.waitingRules(relationship.marketplace).inspectsFiles
  );
}

/** A change of the author's words is told each time; one of what their mail program put around them once a day. */
export async function tellsChanges(
  { authorAddress, receivedAt }: Pick<Submission, 'authorAddress' | 'receivedAt'>,
  verdict: Verdict,
  ports: Pick<SubmitPorts, 'claimNotice'>,
): Promise<boolean> {
  if (verdict.kind !== 'amend' || authorAddress === null || isWorthANotice(verdict)) return true;
  return ports.claimNotice(authorAddress, 'style-amended', receivedAt);
}

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

export interface TellingFacts {
  readonly ports: Pick<SubmitPorts, 'ids'>;
  /** An absence note of this author was passed on lately: keep this one, send nothing. */
  readonly shownAlready: boolean;
  /** Whether what safe fixes changed is told by mail; the message centre shows it in any case. */
  readonly tellsChanges: boolean;
  /** When a message that waits for a person is answered at the latest; null for all others. */
  readonly heldUntil: Date | null;
}

interface RecordingFacts extends Omit<TellingFacts, 'heldUntil'> {
  readonly ports: SubmitPorts;
  readonly waitsForFiles: boolean;
}

const HOUR_MS = 3_600_000;

/** When the author of a message that waits for a person from `at` on gets an answer at the latest; null for others. */
export function heldUntil(
  { kind }: Verdict,
  at: Date,
  marketplace: Relationship['marketplace'],
  ports: Pick<SubmitPorts, 'waitingRules'>,
): Date | null {
  if (kind !== 'hold') return null;
  return new Date(at.getTime() + ports.waitingRules(marketplace).heldHours * HOUR_MS);
}

export function stateOf({ kind }: Verdict): MessageRecord['state'] {
  if (kind === 'refuse') return 'refused';
  return kind === 'hold' ? 'held' : 'accepted';
}

function toRecord(
  submission: Submission,
  filing: Filing,
  verdict: Verdict,
  facts: RecordingFacts,
): MessageRecord {
  const { relationship, author, receivedAt, content } = submission;
  const { ids } = facts.ports;
  const state = stateOf(verdict);
  const id = ids.uuid();
  const conversation = {
    id: filing.conversation?.id ?? ids.uuid(),
    isNew: filing.conversation === null,
    orderId: filing.orderId,
    subject: submission.subject,
  };
  const until = facts.waitsForFiles
    ? null
    : heldUntil(verdict, receivedAt, relationship.marketplace, facts.ports);
  const deliveries = facts.waitsForFiles
    ? []
    : deliveriesOf(submission, verdict, conversation.orderId, { ...facts, heldUntil: until });
  return {
    key: relationship.key,
    id,
    conversation,
    author,
    authorLabel: author === 'buyer' ? maskedName(relationship.buyer.name) : relationship.seller.name,
    authorAddress: submission.authorAddress,
    door: submission.door,
    state,
    automatic: submission.automatic,
    subject: submission.subject,
    content,
    answersId: filing.answersId,
    verdict,
    authentication: submission.authentication,
    dedupKey: submission.dedupKey,
    receivedAt,
    source: submission.raw === null ? null : facts.ports.seal(submission.raw, relationship.key, id),
    authorRfcId: submission.authorRfcId,
    deliveries,
    expiresAt: new Date(receivedAt.getTime() + DELIVERY_LIFETIME_MS),
    heldUntil: until,
    inspection: facts.waitsForFiles
      ? { inReplyTo: submission.inReplyTo, references: submission.references }
      : null,
    events: [messageEvent(state, submission, filing)],
  };
}

function messageEvent(
  state: MessageRecord['state'],
  { author, door, automatic }: Submission,
  filing: Filing,
): NewEvent {
  return {
    kind: `message.${state}`,
    deliveryId: null,
    data: { author, door, automatic, filedBy: filing.by, reply: filing.isReply },
  };
}

/** What has to leave: the message for the other side, and the notice that is due to the author. */
export function deliveriesOf(
  submission: Submission,
  verdict: Verdict,
  orderId: string | null,
  { ports, shownAlready, tellsChanges: tells, heldUntil: until }: TellingFacts,
): NewDelivery[] {
  const { ids } = ports;
  const { relationship, author, authorAddress, automatic } = submission;
  const deliveries: NewDelivery[] = [];
  const add = (delivery: Omit<NewDelivery, 'id' | 'rfcMessageId'>): void => {
    const id = ids.uuid();
    const domain =
      delivery.notice === null ? relationship.marketplace.aliasDomain : relationship.marketplace.noticeDomain;
    deliveries.push({ ...delivery, id, rfcMessageId: makeMessageId(id, domain) });
  };
  if (stateOf(verdict) === 'accepted' && !shownAlready && canBeMailed(relationship, otherSide(author))) {
    add({ recipient: otherSide(author), notice: null, recipientAddress: null });
  }
  // Automatic mail never triggers a notice (ALIAS 6).
  const notice =
    automatic === null
      ? (refusalNotice(submission, verdict, orderId, until) ??
        changeNotice(submission, tells ? verdict : PERMIT, orderId))
      : null;
  if (notice !== null && authorAddress !== null) {
    add({ recipient: author, notice, recipientAddress: authorAddress });
  }
  return deliveries;
}

/** A party without an address that works reads in the message centre alone (relay paper, section 7). */
function canBeMailed({ seller, buyer }: Relationship, side: Side): boolean {
  return side === 'buyer' ? buyer.addressWorks : seller.messageAddress !== null;
}
