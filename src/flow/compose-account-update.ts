import { say } from '#locales/catalogue.ts';
import { HOP_MARKER_FIELD } from '#mail/hop-marker.ts';
import type { OutgoingMail } from '#mail/outgoing-mail.ts';
import { threadHeaders } from '#mail/threading.ts';
import type { ComposeFacts } from './compose-delivery.ts';
import type { ClaimedDelivery, MessageToCompose } from '#store/claim-deliveries.ts';

/** A message of the marketplace itself to a buyer, whose text was made when it was recorded. Pure. */
export function composeAccountUpdate(
  { relationship, rfcMessageId }: ClaimedDelivery,
  message: MessageToCompose,
  { now, hopMarker, answerUrl }: Pick<ComposeFacts, 'now' | 'hopMarker' | 'answerUrl'>,
): OutgoingMail {
  const { marketplace, seller, buyer, aliases } = relationship;
  const { language } = buyer;
  const market = marketplace.name;
  const orderId = message.orderId ?? '';
  const footer = [
    '_____',
    say(language, 'account.footer.about', { market, orderId }),
    say(language, 'account.footer.write', { seller: seller.name, address: aliases.seller }),
    ...(answerUrl === null ? [] : [say(language, 'account.footer.web', { url: answerUrl })]),
  ];
  return {
    from: { displayName: market, address: `no-reply@${marketplace.noticeDomain}` },
    to: aliases.buyer,
    subject: message.subject,
    date: now,
    messageId: rfcMessageId,
    ...threadHeaders(message.heldIds),
    text: `${message.text}\n\n${footer.join('\n')}\n`,
    html: null,
    files: [],
    language,
    automatic: 'auto-generated',
    suppressAutoReplies: true,
    listUnsubscribe: null,
    feedbackId: `account:${marketplace.id}:parley`,
    ownFields: [[HOP_MARKER_FIELD, hopMarker]],
  };
}
