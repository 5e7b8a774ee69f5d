import { makeMessageId } from '#mail/message-id.ts';
import { DELIVERY_LIFETIME_MS } from '#market/delivery.ts';
import type { NewDelivery, Notice } from '#market/message.ts';
import type { Pack } from '#market/pack.ts';
import { packLanguage } from '#market/pack.ts';
import type { VerdictReason } from '#market/verdict.ts';
import type { ClaimedDelivery, Lease, MessageToCompose } from '#store/claim-deliveries.ts';
import type { DeliveryStop } from '#store/stop-delivery.ts';

import { adviceOf } from './judge-sending.ts';
import { noticeReasons } from './notices.ts';
import type { Clock, Ids } from './ports.ts';

export interface StopPorts {
  readonly clock: Clock;
  readonly ids: Ids;
  packOf(marketplace: ClaimedDelivery['relationship']['marketplace']): Pack;
  stop(stop: DeliveryStop): Promise<'stopped' | 'goes' | 'lease-lost'>;
}

/** Stops a delivery whose buyer declines it by now, and tells its author (OPT 1, 4). */
export async function stopClaimed(
  delivery: ClaimedDelivery,
  message: MessageToCompose,
  lease: Lease,
  ports: StopPorts,
): Promise<'stopped' | 'goes' | 'lease-lost'> {
  const at = ports.clock.now();
  const pack = ports.packOf(delivery.relationship.marketplace);
  const { language } = delivery.relationship.seller;
  const reason = stopReason(message, pack, language);
  return ports.stop({
    deliveryId: delivery.id,
    messageId: message.id,
    leaseToken: lease.token,
    reason,
    notice: noticeOf(delivery, message, { reason, pack, ids: ports.ids }),
    at,
    noticeExpiresAt: new Date(at.getTime() + DELIVERY_LIFETIME_MS),
  });
}

/** REASON 4: which of the two causes it was. */
function stopReason({ contactReason }: MessageToCompose, pack: Pack, language: string): VerdictReason {
  if (contactReason === null) return { code: 'opted-out', detail: '' };
  const name = pack.texts.get(packLanguage(pack, language))?.reasons.get(contactReason)?.name;
  return { code: 'reason-not-needed', detail: name ?? contactReason };
}

function noticeOf(
  { relationship }: ClaimedDelivery,
  message: MessageToCompose,
  { reason, pack, ids }: { readonly reason: VerdictReason; readonly pack: Pack; readonly ids: Ids },
): NewDelivery | null {
  if (message.authorAddress === null) return null;
  const { language } = relationship.seller;
  const verdict = { kind: 'refuse', reasons: [reason] } as const;
  const notice: Notice = {
    kind: 'refused',
    language,
    orderId: message.orderId,
    subject: message.subject,
    sentAt: message.receivedAt.toISOString(),
    answersRfcId: message.authorRfcId,
    reasons: noticeReasons('refusal', verdict.reasons),
    findings: [],
    advice: noticeReasons('advice', adviceOf(verdict, pack, language)),
    values: {},
  };
  const id = ids.uuid();
  const rfcMessageId = makeMessageId(id, relationship.marketplace.noticeDomain);
  return { id, recipient: 'seller', notice, recipientAddress: message.authorAddress, rfcMessageId };
}
