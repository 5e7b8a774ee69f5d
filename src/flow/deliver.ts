import type { Log } from '#src/log.ts';
import { makeBounceAddress } from '#mail/bounce-address.ts';
import { makeHopMarker } from '#mail/hop-marker.ts';
import type { SigningKey } from '#mail/outgoing-mail.ts';
import type { PrivateAddress } from '#mail/private-address.ts';
import type { AttemptSettlement } from '#market/delivery.ts';
import { DELIVERY_LIFETIME_MS, settleAttempt } from '#market/delivery.ts';
import type { NewDelivery } from '#market/message.ts';
import type { ClaimedDelivery, Lease } from '#store/claim-deliveries.ts';
import type { DeliverySettlement } from '#store/settle-delivery.ts';

import { answerUrl } from './answer-url.ts';
import { composeDelivery } from './compose-delivery.ts';
import { MAILBOX_GONE, deliveryNotice } from './delivery-notice.ts';
import type { Ids, MailWriter, TransmitOutcome, Transport } from './ports.ts';
import type { StopPorts } from './stop-delivery.ts';
import { stopClaimed } from './stop-delivery.ts';
import { unsubscribeUrl } from './unsubscribe-url.ts';

export interface DeliverPorts extends StopPorts {
  readonly writer: MailWriter;
  readonly transport: Transport;
  readonly log: Log;
  readonly publicUrl: string | null;
  /** The current key of bounce addresses, hop markers and links to decline by. */
  readonly tokenKey: Uint8Array;
  signingKey(domain: string): Promise<SigningKey>;
  settle(settlement: DeliverySettlement): Promise<boolean>;
}

/**
 * The journey of a delivery, from the claim on: compose → transmit → settle. Every outcome is settled; a
 * fault on the way (a bug, a key that is missing) counts as a temporary failure, so that nothing is lost by it.
 */
export async function deliver(delivery: ClaimedDelivery, lease: Lease, ports: DeliverPorts): Promise<void> {
  if (delivery.isStopped && delivery.message !== null) {
    const outcome = await stopClaimed(delivery, delivery.message, lease, ports);
    ports.log.info('delivery.settled', { delivery: delivery.id, outcome, attempt: delivery.attemptCount });
    return;
  }
  const outcome = await transmit(delivery, ports);
  const settlement = settle(delivery, outcome, lease, ports);
  const wasOurs = await ports.settle(settlement);
  ports.log.info('delivery.settled', {
    delivery: delivery.id,
    outcome: wasOurs ? settlement.settlement.kind : 'lease-lost',
    code: outcome.code,
    attempt: delivery.attemptCount,
  });
}

async function transmit(delivery: ClaimedDelivery, ports: DeliverPorts): Promise<TransmitOutcome> {
  const forwardPath = forwardPathOf(delivery);
  if (forwardPath === null) return NO_ADDRESS;
  try {
    const bytes = await compose(delivery, ports);
    const type = delivery.message === null ? 'notice' : 'message';
    const { bounceDomain } = delivery.relationship.marketplace;
    return await ports.transport.transmit({
      reversePath: makeBounceAddress(
        { type, deliveryId: delivery.id },
        bounceDomain,
        ports.tokenKey,
        ports.clock.now(),
      ),
      forwardPath,
      envelopeId: delivery.id,
      bytes,
    });
  } catch (error) {
    ports.log.error('delivery.pass-failed', error, { delivery: delivery.id });
    return {
      kind: 'deferred',
      host: null,
      code: null,
      enhanced: null,
      answer: 'internal fault, see the log',
    };
  }
}

/** The seller switched messages off while one was on its way to it: it stays in the message centre. */
const NO_ADDRESS: TransmitOutcome = {
  kind: 'refused',
  host: null,
  code: null,
  enhanced: '5.1.1',
  answer: 'the recipient has no mail address for messages',
};

async function compose(delivery: ClaimedDelivery, ports: DeliverPorts): Promise<Uint8Array> {
  const now = ports.clock.now();
  const mail = composeDelivery(delivery, {
    now,
    hopMarker: makeHopMarker(delivery.id, ports.tokenKey, now),
    publicUrl: ports.publicUrl,
    unsubscribeUrl: unsubscribeUrl(delivery.id, ports),
    answerUrl: answerUrl(delivery.id, ports),
  });
  const domain = mail.from.address.slice(mail.from.address.lastIndexOf('@') + 1);
  return ports.writer.write(mail, await ports.signingKey(domain));
}

function forwardPathOf({
  recipientAddress,
  recipient,
  relationship,
}: ClaimedDelivery): PrivateAddress | null {
  if (recipientAddress !== null) return recipientAddress;
  return recipient === 'buyer' ? relationship.buyer.address : relationship.seller.messageAddress;
}

function settle(
  delivery: ClaimedDelivery,
  outcome: TransmitOutcome,
  lease: Lease,
  { clock, ids }: DeliverPorts,
): DeliverySettlement {
  const now = clock.now();
  const settlement = settleAttempt(outcome.kind, {
    attemptCount: delivery.attemptCount,
    now,
    createdAt: delivery.createdAt,
    expiresAt: delivery.expiresAt,
    delayNoticed: delivery.delayNoticed,
    jitter: (ids.random(1)[0] ?? 0) / 256,
  });
  const { host, code, enhanced, answer } = outcome;
  return {
    id: delivery.id,
    leaseToken: lease.token,
    at: now,
    settlement,
    remote: { host, code, enhanced, answer },
    failure: outcome.kind === 'handed-over' ? null : outcome.kind === 'refused' ? 'hard' : 'soft',
    mailboxGone: outcome.kind === 'refused' && MAILBOX_GONE.test(enhanced ?? ''),
    notice: noticeOf(delivery, settlement, ids),
    noticeExpiresAt: new Date(now.getTime() + DELIVERY_LIFETIME_MS),
  };
}

function noticeKind(settlement: AttemptSettlement): 'failed' | 'delayed' | null {
  if (settlement.kind === 'refused' || settlement.kind === 'expired') return 'failed';
  return settlement.kind === 'retry' && settlement.noticeDelay ? 'delayed' : null;
}

/** Tells the author, at the mailbox that wrote, that the other side's provider refuses or delays. */
function noticeOf(delivery: ClaimedDelivery, settlement: AttemptSettlement, ids: Ids): NewDelivery | null {
  const kind = noticeKind(settlement);
  const { message } = delivery;
  if (kind === null || message === null || message.automatic !== null || message.authorAddress === null)
    return null;
  const { author } = message;
  if (author === 'marketplace') return null;
  return deliveryNotice(
    { ...delivery, message: { ...message, author } },
    message.authorAddress,
    kind,
    settlement.kind === 'refused',
    ids,
  );
}
