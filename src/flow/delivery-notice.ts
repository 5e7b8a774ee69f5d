import { makeMessageId } from '#mail/message-id.ts';
import type { NewDelivery, Notice } from '#market/message.ts';
import type { Side } from '#market/party.ts';
import type { Relationship } from '#market/relationship.ts';
import type { ReturnedMessage } from '#store/return-target.ts';

import { languageOf } from './notices.ts';
import type { Ids } from './ports.ts';

// RFC 3463 §3.2 and §3.3: the mailbox doesn't exist, moved, or is switched off. Other refusals may be about
// this one message and say nothing of the next.
export const MAILBOX_GONE = /^5\.(?:1\.(?:1|6|10)|2\.1)$/u;

interface DeliveryOfMessage {
  readonly relationship: Relationship;
  readonly expiresAt: Date;
  readonly message: Pick<ReturnedMessage, 'authorRfcId' | 'orderId' | 'subject' | 'receivedAt'> & {
    readonly author: Side;
  };
}

/** The notice about a delivery that failed or takes long; also used for bounces that come back later. */
export function deliveryNotice(
  { relationship, expiresAt, message }: DeliveryOfMessage,
  authorAddress: string,
  kind: 'failed' | 'delayed',
  /** Refused by the recipient's provider, not given up by us after four days. */
  wasRefused: boolean,
  ids: Ids,
): NewDelivery {
  const id = ids.uuid();
  const notice: Notice = {
    kind,
    language: languageOf(relationship, message.author),
    orderId: message.orderId,
    subject: message.subject,
    sentAt: message.receivedAt.toISOString(),
    answersRfcId: message.authorRfcId,
    reasons: [],
    values: { hard: wasRefused, until: expiresAt.toISOString() },
  };
  return {
    id,
    recipient: message.author,
    notice,
    recipientAddress: authorAddress,
    rfcMessageId: makeMessageId(id, relationship.marketplace.noticeDomain),
  };
}
