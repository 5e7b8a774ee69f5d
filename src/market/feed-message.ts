import type { AdjustmentReason } from './adjustment.ts';
import { ADJUSTMENT_REASONS } from './adjustment.ts';
import { readCarrier, readTrackingNumber } from './carrier.ts';
import type { FeedFault } from './feed-fault.ts';
import { feedFault } from './feed-fault.ts';
import type { FeedNode } from './feed-node.ts';
import { FeedFields } from './feed-node.ts';
import type { FeedType } from './feed-type.ts';
import type {
  AcknowledgementClaim,
  AdjustedItemClaim,
  AdjustmentClaim,
  AmountComponent,
  ClaimedName,
  OrderClaim,
  ShipmentClaim,
} from './order-claim.ts';
import { isCurrency, minorDigits, parseInstant } from './order-fields.ts';
import { isOrderId } from './order-id.ts';

/** As many as an order may have lines. */
const MOST_ITEMS = 500;
const MOST_COMPONENTS = 40;

const COMPONENT_TYPES: ReadonlySet<string> = new Set([
  'Principal',
  'Shipping',
  'Tax',
  'ShippingTax',
  'RestockingFee',
  'RestockingFeeTax',
  'GiftWrap',
  'GiftWrapTax',
  'Surcharge',
  'ReturnShipping',
  'Goodwill',
  'ExportCharge',
  'CODFee',
  'COD',
  'CODTax',
  'Other',
  'FreeReplacementReturnShipping',
]);

/** The reasons of an acknowledgement, in the words of adjustments. */
const CANCEL_REASONS: ReadonlyMap<string, AdjustmentReason> = new Map([
  ['NoInventory', 'NoInventory'],
  ['ShippingAddressUndeliverable', 'CustomerAddressIncorrect'],
  ['CustomerExchange', 'Exchange'],
  ['BuyerCanceled', 'CustomerCancel'],
  ['GeneralAdjustment', 'GeneralAdjustment'],
  ['CarrierCreditDecision', 'CarrierCreditDecision'],
  ['RiskAssessmentInformationNotValid', 'RiskAssessmentInformationNotValid'],
  ['CarrierCoverageFailure', 'CarrierCoverageFailure'],
  ['CustomerReturn', 'CustomerReturn'],
  ['MerchandiseNotReceived', 'Undeliverable'],
]);

export type ClaimReading =
  | { readonly kind: 'claim'; readonly claim: OrderClaim }
  | { readonly kind: 'refused'; readonly faults: readonly FeedFault[] };

/** Reads the element of a message that is named as its MessageType. Never throws; says all that is wrong at once. */
export function readClaim(type: FeedType, node: FeedNode): ClaimReading {
  const fields = new FeedFields(node);
  const claim = READERS[type](fields);
  return fields.faults.length === 0 ? { kind: 'claim', claim } : { kind: 'refused', faults: fields.faults };
}

const READERS: Readonly<Record<FeedType, (fields: FeedFields) => OrderClaim>> = {
  'order-fulfilment': readShipment,
  'order-adjustment': readAdjustment,
  'order-acknowledgement': readAcknowledgement,
};

/** The order as the message names it, for its line in the report; null where it names none. */
export function namedOrder(node: FeedNode): string | null {
  const fields = new FeedFields(node);
  return fields.optional('AmazonOrderID') ?? fields.optional('MerchantOrderID');
}

function readName(fields: FeedFields, ours: string, theirs: string): ClaimedName {
  const id = fields.optional(ours);
  return id === null ? { by: 'seller', id: fields.required(theirs) } : { by: 'marketplace', id };
}

function readOrderName(fields: FeedFields): ClaimedName {
  if (fields.optional('AmazonOrderID') === null && fields.optional('MerchantOrderID') === null) {
    fields.missing('AmazonOrderID');
    return { by: 'marketplace', id: '' };
  }
  const name = readName(fields, 'AmazonOrderID', 'MerchantOrderID');
  if (name.by === 'marketplace' && !isOrderId(name.id)) fields.wrong('AmazonOrderID');
  return name;
}

function readItemName(fields: FeedFields): ClaimedName {
  if (fields.optional('AmazonOrderItemCode') === null && fields.optional('MerchantOrderItemID') === null) {
    fields.missing('AmazonOrderItemCode');
    return { by: 'marketplace', id: '' };
  }
  return readName(fields, 'AmazonOrderItemCode', 'MerchantOrderItemID');
}

const HAS_ZONE = /(?:Z|[+-]\d\d:?\d\d)$/u;

function readInstant(fields: FeedFields, field: string): Date {
  const text = fields.required(field);
  // XML Schema's dateTime may come without a zone; then it is UTC.
  const instant = text === '' ? null : parseInstant(HAS_ZONE.test(text) ? text : `${text}Z`);
  if (instant === null && text !== '') fields.wrong(field);
  return instant ?? new Date(0);
}

function readTracking(data: FeedFields | null): string | null {
  const text = data?.optional('ShipperTrackingNumber') ?? null;
  if (text === null) return null;
  const number = readTrackingNumber(text);
  if (number === null) data?.faults.push(feedFault('tracking-number', { number: text }));
  return number;
}

function readCarrierNames(data: FeedFields | null): Pick<ShipmentClaim, 'carrier' | 'carrierAsGiven'> {
  const code = data?.optional('CarrierCode') ?? null;
  const name = data?.optional('CarrierName') ?? null;
  const known = [code, name].map((word) => (word === null ? null : readCarrier(word)));
  const carrier = known.find((found) => found !== null) ?? ((code ?? name) === null ? null : 'other');
  // The code "Other" says nothing beside a name.
  return { carrier, carrierAsGiven: name ?? code };
}

function readShipment(fields: FeedFields): ShipmentClaim {
  const data = fields.child('FulfillmentData');
  return {
    type: 'shipment',
    order: readOrderName(fields),
    sellerShipmentId: fields.optional('MerchantFulfillmentID'),
    shippedAt: readInstant(fields, 'FulfillmentDate'),
    ...readCarrierNames(data),
    methodAsGiven: data?.optional('ShippingMethod') ?? null,
    trackingNumber: readTracking(data),
    items: fields.children(MOST_ITEMS, 'Item', 'Items').map((item) => ({
      item: readItemName(item),
      quantity: item.optionalCount('Quantity', 1),
    })),
  };
}

function readAdjustment(fields: FeedFields): AdjustmentClaim {
  const action = fields.optional('ActionType');
  if (action !== null && action !== 'Refund' && action !== 'Cancel') fields.wrong('ActionType');
  const items = fields.children(MOST_ITEMS, 'AdjustedItem', 'AdjustedItems').map(readAdjustedItem);
  if (items.length === 0) fields.missing('AdjustedItem');
  // Without an action, a message that only counts what is cancelled is a cancellation.
  const onlyCounts = items.every((item) => item.quantityCancelled > 0 && item.components.length === 0);
  const kind = action === 'Cancel' || (action === null && onlyCounts) ? 'cancel' : 'refund';
  for (const item of items)
    if (item.components.length === 0 && item.quantityCancelled === 0)
      fields.missing(kind === 'cancel' ? 'QuantityCancelled' : 'ItemPriceAdjustments');
  return { type: 'adjustment', order: readOrderName(fields), kind, items };
}

function readAdjustedItem(fields: FeedFields): AdjustedItemClaim {
  const parts = fields.children(
    MOST_COMPONENTS,
    'ItemPriceAdjustments',
    'PromotionAdjustments',
    'DirectPaymentAdjustments',
  );
  return {
    item: readItemName(fields),
    sellerAdjustmentId: fields.optional('MerchantAdjustmentItemID'),
    reason: fields.oneOf('AdjustmentReason', ADJUSTMENT_REASONS),
    components: parts.flatMap((part) =>
      part.children(MOST_COMPONENTS, 'Component', 'Components').map(readComponent),
    ),
    quantityCancelled: fields.optionalCount('QuantityCancelled', 0) ?? 0,
  };
}

const SIGNED_DECIMAL = /^(-?)(\d{1,10})(?:\.(\d{1,4}))?$/u;

/** A decimal as minor units; null where it is none, or finer than the currency. */
function minorUnits(text: string, currency: string): number | null {
  const [, sign, whole, fraction = ''] = SIGNED_DECIMAL.exec(text) ?? [];
  const digits = isCurrency(currency) ? minorDigits(currency) : 2;
  // 19.9900 is 19.99.
  if (whole === undefined || /[1-9]/u.test(fraction.slice(digits))) return null;
  const value = Number(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  return sign === '-' && value !== 0 ? -value : value;
}

function readComponent(fields: FeedFields): AmountComponent {
  const type = fields.required('Type');
  if (type !== '' && !COMPONENT_TYPES.has(type)) fields.wrong('Type');
  const amount = fields.child('Amount');
  if (amount === null) {
    fields.missing('Amount');
    return { type, amountMinor: 0, currency: '' };
  }
  const currency = amount.optional('currency') ?? fields.required('currency');
  if (currency !== '' && !isCurrency(currency)) fields.wrong('currency');
  const amountMinor = minorUnits(amount.optional('value') ?? amount.text, currency);
  if (amountMinor === null) fields.wrong('Amount');
  return { type, amountMinor: amountMinor ?? 0, currency };
}

function readAcknowledgement(fields: FeedFields): AcknowledgementClaim {
  const status = fields.oneOf('StatusCode', ['Success', 'Failure']) === 'Success' ? 'success' : 'failure';
  const order = readOrderName(fields);
  const items = fields.children(MOST_ITEMS, 'Item', 'Items').map((item) => {
    const reason = item.optional('CancelReason');
    const cancelReason = reason === null ? null : (CANCEL_REASONS.get(reason) ?? null);
    if (reason !== null && cancelReason === null) item.wrong('CancelReason');
    const sellerItemId = item.optional('MerchantOrderItemID');
    return { item: readItemName(item), sellerItemId, cancelReason };
  });
  if (status === 'failure' && items.every(({ cancelReason }) => cancelReason === null))
    fields.missing('CancelReason');
  const sellerOrderId = order.by === 'marketplace' ? fields.optional('MerchantOrderID') : null;
  return { type: 'acknowledgement', order, sellerOrderId, status, items };
}
