import { say } from '#locales/catalogue.ts';
import { HOP_MARKER_FIELD } from '#mail/hop-marker.ts';
import type { OutgoingMail } from '#mail/outgoing-mail.ts';
import { threadHeaders } from '#mail/threading.ts';
import { conversationReference } from '#market/conversation.ts';
import { otherSide } from '#market/party.ts';
import type { Relationship } from '#market/relationship.ts';
import type { ClaimedDelivery, MessageToCompose } from '#store/claim-deliveries.ts';

import { composeAccountUpdate } from './compose-account-update.ts';
import { composeNotice } from './compose-notice.ts';
import { languageOf } from './notices.ts';

/** Facts that a message which leaves needs beside its row. */
export interface ComposeFacts {
  readonly now: Date;
  /** Value of our signed hop marker for this delivery (threats M1). */
  readonly hopMarker: string;
  /** Where people reach the pages; null: notices hold no links. */
  readonly publicUrl: string | null;
  /** Where the buyer declines such messages at once, https; null: nowhere. */
  readonly unsubscribeUrl: string | null;
  /** Where the buyer answers on the web; null: nowhere. */
  readonly answerUrl: string | null;
}

/** delivery → the clean parts of a new message (relay paper, section 4). Pure. */
export function composeDelivery(delivery: ClaimedDelivery, facts: ComposeFacts): OutgoingMail {
  const { message, notice } = delivery;
  if (message?.author === 'marketplace') return composeAccountUpdate(delivery, message, facts);
  if (message !== null) return composeMessage(delivery, message, facts);
  if (notice !== null) return composeNotice(delivery, notice, facts);
  throw new Error('a delivery holds a message or a notice');
}

function composeMessage(
  delivery: ClaimedDelivery,
  message: MessageToCompose,
  facts: ComposeFacts,
): OutgoingMail {
  const { relationship, recipient } = delivery;
  const { aliases, marketplace } = relationship;
  const language = languageOf(relationship, recipient);
  const webUrl = recipient === 'buyer' ? facts.answerUrl : null;
  const footer = footerLines(message, relationship, language);
  const chain = message.answeredId === null ? message.heldIds : [...message.heldIds, message.answeredId];
  return {
    from: {
      displayName: say(language, 'relay.from', { name: message.authorLabel, market: marketplace.name }),
      address: aliases[otherSide(recipient)],
    },
    // The real address stands in the envelope alone: a quote of this mail can hold aliases only.
    to: aliases[recipient],
    subject: message.subject === '' ? subjectOf(message, relationship, language) : message.subject,
    date: facts.now,
    messageId: delivery.rfcMessageId,
    ...threadHeaders(chain),
    text: `${message.text}\n\n${[...footer, ...answerLine(webUrl, language)].join('\n')}\n`,
    html: message.html === null ? null : htmlDocument(message.html, footer, webUrl, language),
    files: message.files,
    language: null,
    automatic: message.automatic === null ? null : 'auto-replied',
    suppressAutoReplies: false,
    listUnsubscribe: unsubscribeUrl(delivery, message, facts),
    feedbackId: `message:${marketplace.id}:parley`,
    ownFields: [[HOP_MARKER_FIELD, facts.hopMarker], ...sellerFields(delivery, message)],
  };
}

/**
 * RFC 8058: to the buyer, on every message that declining would stop, and on no other. A critical message, an answer to
 * the buyer and one about an order of an exempt category pass an opt-out (OPT 2, 3): on these the mail program's button
 * would promise what doesn't come true. A request for a review in an answer is none, and has it.
 *
 * SECURITY: in the header alone. Buyers' programs quote what stands in the text, and a link in the footer would come to
 * the seller with the answer, who could then decline for the buyer.
 */
function unsubscribeUrl(
  { recipient }: ClaimedDelivery,
  { canBeDeclined }: MessageToCompose,
  facts: ComposeFacts,
): string | null {
  return recipient === 'buyer' && canBeDeclined ? facts.unsubscribeUrl : null;
}

/** Sellers' help desks parse mail: these fields tell them what it is about. Buyers' mail carries none. */
function sellerFields({ recipient }: ClaimedDelivery, message: MessageToCompose): [string, string][] {
  if (recipient === 'buyer') return [];
  return [
    ['X-Parley-Conversation', message.conversationId],
    ['X-Parley-Message', message.id],
    ...(message.orderId === null ? [] : [['X-Parley-Order', message.orderId] as [string, string]]),
    ...(message.contactReason === null
      ? []
      : [['X-Parley-Reason', message.contactReason] as [string, string]]),
  ];
}

function subjectOf(message: MessageToCompose, { marketplace }: Relationship, language: string): string {
  if (message.conversationSubject !== '') return message.conversationSubject;
  if (message.orderId === null) return say(language, 'relay.subject.question', { name: message.authorLabel });
  return `${say(language, 'relay.subject.none')} ${message.orderId} (${marketplace.name})`;
}

/**
 * Stands under every message: what it is about, how to answer, and the reference by which an answer is filed
 * when a mail program drops References but quotes the original (OPT 2). No "-- " before it: mail programs cut
 * what follows that out of their quotes.
 */
function footerLines(message: MessageToCompose, { marketplace }: Relationship, language: string): string[] {
  const about =
    message.orderId === null
      ? say(language, 'relay.footer.question', { market: marketplace.name })
      : say(language, 'relay.footer.order', { orderId: message.orderId, market: marketplace.name });
  return [
    '_____',
    ...(message.automatic === null ? [] : [say(language, 'relay.automatic')]),
    about,
    say(language, 'relay.footer.answer'),
    `[ref:${conversationReference(message.conversationId)}]`,
  ];
}

/**
 * SECURITY: it stands in the text, where mail programs quote it: `#mail/scrub-answer-link.ts` takes it out of what goes
 * to the seller.
 */
function answerLine(url: string | null, language: string): string[] {
  return url === null ? [] : [say(language, 'relay.footer.web', { url })];
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function htmlDocument(
  body: string,
  footer: readonly string[],
  webUrl: string | null,
  language: string,
): string {
  const link =
    webUrl === null
      ? []
      : [`<a href="${escapeHtml(webUrl)}">${escapeHtml(say(language, 'relay.footer.web-link'))}</a>`];
  const lines = [...footer.slice(1).map(escapeHtml), ...link].join('<br>');
  return `<!DOCTYPE html><html lang="${language}"><head><meta charset="utf-8"></head><body>${body}<hr><p>${lines}</p></body></html>`;
}
