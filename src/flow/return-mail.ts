import type { DeliveryReport } from '#mail/delivery-report.ts';
import { canonicalAddress } from '#mail/address.ts';
import type { SmtpReply } from '#mail/smtp-reply.ts';
import { DELIVERY_LIFETIME_MS } from '#market/delivery.ts';
import type { NewDelivery } from '#market/message.ts';
import { SYSTEM_ACTOR, otherSide } from '#market/party.ts';
import type { ReturnRecord, ReturnTarget } from '#store/return-target.ts';

import { deliveryNotice } from './delivery-notice.ts';
import type { Clock, Ids, MailReading } from './ports.ts';
import { isAddress } from './private-values.ts';
import * as replies from './replies.ts';
import type { Submission } from './submission.ts';
import { dedupKey } from './submission.ts';
import type { SubmitOutcome } from './submit.ts';

/** Mail that came to our return path, with the delivery that the address names. */
export interface ReturnedMail {
  readonly target: ReturnTarget;
  readonly reading: MailReading;
  readonly raw: Uint8Array;
}

export interface ReturnPorts {
  readonly clock: Clock;
  readonly ids: Ids;
  record(record: ReturnRecord): Promise<void>;
  /** After it is recorded: what a complaint of a reader changes. */
  noteComplaint(target: ReturnTarget): Promise<void>;
  submit(submission: Submission): Promise<SubmitOutcome>;
}

/**
 * Mail that came to a genuine bounce address of ours: what became of one delivery. The token in the address
 * is the proof (threats M4); what the report says of other recipients or messages is not believed.
 */
export async function takeReturn(returned: ReturnedMail, ports: ReturnPorts): Promise<SmtpReply> {
  const { target, reading } = returned;
  switch (reading.report?.kind) {
    case 'bounce':
      // A quick remote bounces before our own settlement of the hand-over is written: it has to come again.
      if (target.state === 'queued') return replies.BUSY;
      await recordBounce(target, reading.report.reports, ports);
      return replies.REPORT_TAKEN;
    case 'feedback':
      await ports.record({ ...blankRecord(target, ports), kind: 'complaint' });
      await ports.noteComplaint(target);
      return replies.REPORT_TAKEN;
    case 'receipt':
      // RFC 8098: a read receipt would go round the relay and name the reader's mailbox. It ends here.
      return replies.REPORT_TAKEN;
    case 'vacation':
    case 'other':
    case undefined:
      return takeAbsenceNote(returned, ports);
  }
}

const BY_WEIGHT = ['failed', 'delayed'] as const;

async function recordBounce(
  target: ReturnTarget,
  reports: readonly DeliveryReport[],
  ports: ReturnPorts,
): Promise<void> {
  // A delivery has one recipient; a report that names more says the worst of it that counts.
  const report = BY_WEIGHT.flatMap((kind) => reports.filter((one) => one.kind === kind))[0];
  if (report === undefined) return; // "relayed" and "delivered" say nothing that is shown
  const failed = report.kind === 'failed';
  await ports.record({
    ...blankRecord(target, ports),
    kind: failed ? 'refused' : 'delayed',
    failure: failed ? (report.hard ? 'hard' : 'soft') : null,
    // Hard says that the address itself is no good, not this one message.
    mailboxGone: failed && report.hard,
    code: report.replyCode,
    status: report.status,
    diagnostic: report.diagnostic,
    notice: noticeOf(target, failed ? 'failed' : 'delayed', ports.ids),
  });
}

function blankRecord({ deliveryId }: ReturnTarget, { clock }: ReturnPorts): Omit<ReturnRecord, 'kind'> {
  const at = clock.now();
  return {
    deliveryId,
    at,
    failure: null,
    mailboxGone: false,
    code: null,
    status: null,
    diagnostic: '',
    notice: null,
    noticeExpiresAt: new Date(at.getTime() + DELIVERY_LIFETIME_MS),
  };
}

function noticeOf(target: ReturnTarget, kind: 'failed' | 'delayed', ids: Ids): NewDelivery | null {
  const { message, state } = target;
  if (message === null || message.automatic !== null || message.authorAddress === null) return null;
  const { author } = message;
  if (author === 'marketplace') return null;
  if (state !== 'handed_over') return null; // told before
  return deliveryNotice(
    { ...target, message: { ...message, author } },
    message.authorAddress,
    kind,
    true,
    ids,
  );
}

/**
 * RFC 3834 §4: responders answer to the return path. The token says for which delivery; the From has to be the
 * recipient's own mailbox, or it would be a stranger's text in somebody's name (threats I6).
 */
async function takeAbsenceNote(
  { target, reading, raw }: ReturnedMail,
  ports: ReturnPorts,
): Promise<SmtpReply> {
  const { relationship, recipient } = target;
  if (reading.read.kind === 'unreadable') return replies.unreadable(reading.read.reason);
  if (reading.automatic === null) return replies.REPORT_TO_ALIAS;
  const { facts } = reading.read;
  const mailbox = recipient === 'buyer' ? relationship.buyer.address : relationship.seller.messageAddress;
  const isRecipient =
    facts.author.kind === 'author' &&
    mailbox !== null &&
    isAddress(mailbox, canonicalAddress(facts.author.mailbox.address));
  if (!isRecipient || reading.content === null) return replies.NOT_A_PARTICIPANT;
  const outcome = await ports.submit({
    relationship,
    author: recipient,
    by: SYSTEM_ACTOR,
    authorAddress: null,
    door: 'mail',
    reason: null,
    receivedAt: ports.clock.now(),
    subject: facts.subject,
    content: reading.content,
    automatic: 'absence-note',
    inReplyTo: [target.rfcMessageId],
    references: [],
    authorRfcId: facts.messageId,
    authentication: reading.authentication,
    dedupKey: dedupKey(relationship.aliases[otherSide(recipient)], facts, raw),
    raw,
  });
  return outcome.kind === 'too-many' ? replies.TOO_MANY_MESSAGES : replies.REPORT_TAKEN;
}
