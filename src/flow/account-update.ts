import type { MessageKey } from '#locales/catalogue.ts';
import { say, spokenLanguage } from '#locales/catalogue.ts';
import { makeMessageId } from '#mail/message-id.ts';
import type { AdjustmentEntry } from '#market/adjust-order.ts';
import type { AdjustmentReason, UnfulfillableReason } from '#market/adjustment.ts';
import { carrierName } from '#market/carrier.ts';
import type { ShipmentEntry } from '#market/confirm-shipment.ts';
import { minorDigits } from '#market/order-fields.ts';
import type { AccountUpdateRecord } from '#store/account-update.ts';
import type { LockedOrder } from '#store/order-ledger.ts';

import type { Ids } from './ports.ts';

/** Those of the reasons for which a whole order isn't sent. */
export const UNFULFILLABLE_TEXTS: Readonly<Record<UnfulfillableReason, MessageKey>> = {
  NoInventory: 'account.reason.no-stock',
  CouldNotShip: 'account.reason.could-not-ship',
};

/** What buyers read of a reason: the seller's word for it is from a closed list, but not for buyers. */
const REASON_TEXTS: Readonly<Record<AdjustmentReason, MessageKey | null>> = {
  ...UNFULFILLABLE_TEXTS,
  ProductOutofStock: 'account.reason.no-stock',
  CarrierCoverageFailure: 'account.reason.could-not-ship',
  CustomerReturn: 'account.reason.return',
  DifferentItem: 'account.reason.different-item',
  Exchange: 'account.reason.exchange',
  CustomerCancel: 'account.reason.your-wish',
  Abandoned: 'account.reason.your-wish',
  PriceError: 'account.reason.price',
  CustomerAddressIncorrect: 'account.reason.address',
  Undeliverable: 'account.reason.undeliverable',
  RefusedDelivery: 'account.reason.undeliverable',
  GeneralAdjustment: null,
  Other: null,
  CarrierCreditDecision: null,
  RiskAssessmentInformationNotValid: null,
  TransactionRecord: null,
};

interface UpdateText {
  readonly subject: string;
  readonly text: string;
}

const dates = new Map<string, Intl.DateTimeFormat>();

function dateText(language: string, timeZone: string, at: Date): string {
  const key = `${language} ${timeZone}`;
  let format = dates.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone });
    dates.set(key, format);
  }
  return format.format(at);
}

const amounts = new Map<string, Intl.NumberFormat>();

function amountText(language: string, currency: string, amountMinor: number): string {
  const key = `${language} ${currency}`;
  let format = amounts.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(language, { style: 'currency', currency });
    amounts.set(key, format);
  }
  return format.format(amountMinor / 10 ** minorDigits(currency));
}

function itemLines(
  language: string,
  items: readonly { readonly title: string; readonly quantity: number }[],
): string {
  return items
    .map(({ title, quantity }) => say(language, 'account.item', { count: quantity, title }))
    .join('\n');
}

const paragraphs = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n\n');

/**
 * The marketplace's shipping confirmation. SECURITY: of what the seller sent, nothing but a tracking number of the
 * right shape and the name of a carrier on our own list comes into it; titles are the shop's, names the profile's.
 */
function shipmentText(order: LockedOrder, { claim, items, isComplete }: ShipmentEntry): UpdateText {
  const language = spokenLanguage(order.buyerLanguage);
  const { orderId } = order.ledger;
  const seller = order.sellerName;
  const date = dateText(language, order.timeZone, claim.shippedAt);
  const carrier = claim.carrier === null ? null : carrierName(claim.carrier);
  const facts = [
    carrier === null ? '' : say(language, 'account.carrier', { carrier }),
    claim.trackingNumber === null
      ? say(language, 'account.no-tracking')
      : say(language, 'account.tracking', { number: claim.trackingNumber }),
  ];
  return {
    subject: say(language, isComplete ? 'account.shipped.subject' : 'account.shipped-partly.subject', {
      orderId,
    }),
    text: paragraphs(
      say(language, isComplete ? 'account.shipped.intro' : 'account.shipped-partly.intro', {
        seller,
        orderId,
        date,
      }),
      itemLines(language, items),
      facts.filter((fact) => fact !== '').join('\n'),
    ),
  };
}

function reasonLine(language: string, { items }: AdjustmentEntry): string {
  const keys = new Set(items.map(({ reason }) => REASON_TEXTS[reason]));
  const [key] = keys;
  return keys.size === 1 && key !== null && key !== undefined
    ? say(language, 'account.reason', { reason: say(language, key) })
    : '';
}

/** The marketplace's word that money goes back, or that pieces won't come. */
function adjustmentText(order: LockedOrder, entry: AdjustmentEntry): UpdateText {
  const language = spokenLanguage(order.buyerLanguage);
  const { orderId } = order.ledger;
  const seller = order.sellerName;
  const amount = amountText(language, entry.currency, entry.amountMinor);
  const cancelled = entry.items.filter(({ quantityCancelled }) => quantityCancelled > 0);
  const kind = cancelled.length === 0 ? 'refund' : entry.isWholeOrder ? 'cancelled' : 'cancelled-partly';
  return {
    subject: say(language, `account.${kind}.subject`, { orderId, amount }),
    text: paragraphs(
      say(language, `account.${kind}.intro`, { seller, orderId, amount }),
      itemLines(
        language,
        cancelled.map(({ title, quantityCancelled }) => ({ title, quantity: quantityCancelled })),
      ),
      reasonLine(language, entry),
      say(language, 'account.refund.when'),
    ),
  };
}

/** What the buyer is told of an entry, in their language (FEED 2, 3). */
export function accountUpdate(
  order: LockedOrder,
  entry: ShipmentEntry | AdjustmentEntry,
  ids: Ids,
): AccountUpdateRecord {
  const { marketplaceId, orderId } = order.ledger;
  const deliveryId = ids.uuid();
  return {
    marketplaceId,
    buyerId: order.buyerId,
    orderId,
    conversationId: ids.uuid(),
    messageId: ids.uuid(),
    delivery: order.buyerCanBeMailed
      ? { id: deliveryId, rfcMessageId: makeMessageId(deliveryId, order.noticeDomain) }
      : null,
    marketplaceName: order.marketplaceName,
    language: spokenLanguage(order.buyerLanguage),
    ...(entry.type === 'shipment' ? shipmentText(order, entry) : adjustmentText(order, entry)),
    dedupKey: entry.dedupKey,
  };
}
