import type { Filing } from '#market/conversation.ts';
import { makeMessageId } from '#mail/message-id.ts';
import { DELIVERY_LIFETIME_MS } from '#market/delivery.ts';
import { maskedName } from '#market/masked-name.ts';
import type { MessageRecord, NewDelivery, NewEvent } from '#market/message.ts';
import type { Pack } from '#market/pack.ts';
import type { RelationshipKey, Side } from '#market/party.ts';
import { otherSide } from '#market/party.ts';
import type { Relationship } from '#market/relationship.ts';
import type { Sending } from '#market/sending.ts';
import type { Verdict } from '#market/verdict.ts';
import { PERMIT } from '#market/verdict.ts';

import { changeNotice, refusalNotice } from './notices.ts';
import type { Ids } from './ports.ts';
import type { Submission } from './submission.ts';
import type { WaitingRules } from './submit.ts';

export interface RecordingPorts {
  readonly ids: Ids;
  /** What the pack of a marketplace says of messages that wait. */
  waitingRules(marketplace: Relationship['marketplace']): WaitingRules;
  /** Encrypts an original, bound to the row that will hold it. */
  seal(raw: Uint8Array, key: RelationshipKey, messageId: string): NonNullable<MessageRecord['source']>;
}

/** What decides which mails a message makes. */
export interface TellingFacts {
  readonly orderId: string | null;
  readonly verdict: Verdict;
  readonly pack: Pack;
  readonly ports: Pick<RecordingPorts, 'ids'>;
  /** An absence note of this author was passed on lately: keep this one, send nothing. */
  readonly shownAlready: boolean;
  /** Whether what safe fixes changed is told by mail; the message centre shows it in any case. */
  readonly tellsChanges: boolean;
  /** When a message that waits for a person is answered at the latest; null for all others. */
  readonly heldUntil: Date | null;
}

export interface RecordingFacts extends Omit<TellingFacts, 'heldUntil' | 'orderId'> {
  readonly filing: Filing;
  readonly sending: Sending | null;
  readonly ports: RecordingPorts;
  readonly waitsForFiles: boolean;
}

const HOUR_MS = 3_600_000;

/** When the author of a message that waits for a person from `at` on gets an answer at the latest; null for others. */
export function heldUntil(
  { kind }: Verdict,
  at: Date,
  marketplace: Relationship['marketplace'],
  ports: Pick<RecordingPorts, 'waitingRules'>,
): Date | null {
  if (kind !== 'hold') return null;
  return new Date(at.getTime() + ports.waitingRules(marketplace).heldHours * HOUR_MS);
}

export function stateOf({ kind }: Verdict): MessageRecord['state'] {
  if (kind === 'refuse') return 'refused';
  return kind === 'hold' ? 'held' : 'accepted';
}

/** Everything that is written of a message, with what has to leave for it. */
export function toRecord(submission: Submission, facts: RecordingFacts): MessageRecord {
  const { filing, verdict, sending } = facts;
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
  const { orderId } = filing;
  const deliveries = facts.waitsForFiles
    ? []
    : deliveriesOf(submission, { ...facts, orderId, heldUntil: until });
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
    sending,
    by: submission.by,
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
    events: [messageEvent(state, submission, facts)],
  };
}

function messageEvent(
  state: MessageRecord['state'],
  { author, door, automatic }: Submission,
  { filing, sending }: RecordingFacts,
): NewEvent {
  const weighed =
    sending === null
      ? {}
      : {
          reason: sending.reason?.id ?? null,
          criticality: sending.kind,
          claim: sending.claim,
          misuse: sending.isMisuse,
        };
  return {
    kind: `message.${state}`,
    deliveryId: null,
    data: { author, door, automatic, filedBy: filing.by, reply: filing.isReply, ...weighed },
  };
}

/** What has to leave: the message for the other side, and the notice that is due to the author. */
export function deliveriesOf(
  submission: Submission,
  { orderId, verdict, pack, ports, shownAlready, tellsChanges: tells, heldUntil: until }: TellingFacts,
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
      ? (refusalNotice(submission, verdict, orderId, pack, until) ??
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
