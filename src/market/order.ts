import type { OrderId } from './order-id.ts';

export const ORDER_STATUSES = [
  'pending',
  'unshipped',
  'partially_shipped',
  'shipped',
  'cancelled',
  'unfulfillable',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export const FULFILMENTS = ['seller', 'marketplace'] as const;
export type Fulfilment = (typeof FULFILMENTS)[number];

export const RETURN_STATUSES = ['requested', 'authorised', 'received', 'refunded', 'closed'] as const;
export type ReturnStatus = (typeof RETURN_STATUSES)[number];

/** A customer as the marketplace's shop tells of them. */
export interface BuyerRecord {
  /** The shop's own number of the customer. */
  readonly shopId: string;
  readonly name: string;
  /** BCP 47. */
  readonly language: string;
  readonly address: string;
  /** The form in which authors are compared with it. */
  readonly addressCanonical: string;
  readonly addressDomain: string;
  readonly phone: string | null;
}

export interface OrderLineRecord {
  readonly productId: string;
  readonly title: string;
  readonly quantity: number;
  /** In the currency's minor unit: cents. */
  readonly amountMinor: number;
  /** ISO 4217. */
  readonly currency: string;
}

interface OfSeller {
  readonly marketplaceId: string;
  /** Our id of the seller, or the shop's. */
  readonly seller: string;
}

export interface OrderRecord extends OfSeller {
  readonly type: 'order';
  readonly id: OrderId;
  readonly status: OrderStatus;
  readonly fulfilment: Fulfilment;
  readonly placedAt: Date;
  readonly earliestDeliveryAt: Date | null;
  readonly latestDeliveryAt: Date | null;
  readonly completedAt: Date | null;
  readonly buyer: BuyerRecord;
  readonly lines: readonly OrderLineRecord[];
}

export interface ProductRecord extends OfSeller {
  readonly type: 'product';
  readonly id: string;
  readonly title: string;
  readonly categories: readonly string[];
  /** https addresses of the pictures on the listing. */
  readonly pictures: readonly string[];
}

export interface ReturnRecord extends OfSeller {
  readonly type: 'return';
  readonly id: string;
  readonly orderId: OrderId;
  readonly status: ReturnStatus;
  readonly reason: string | null;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
}

/** A customer's new data by themselves, without an order. */
interface BuyerChangeRecord {
  readonly type: 'buyer';
  readonly buyer: BuyerRecord;
}

/** What comes in from the shop (FEED 1), one at a time. */
export type ImportRecord = OrderRecord | ProductRecord | ReturnRecord | BuyerChangeRecord;

/** What is wrong with a record: where, and a sentence's predicate: "must be …". */
export interface ImportFault {
  readonly field: string;
  readonly reason: string;
}

export type RecordReading =
  | { readonly kind: 'record'; readonly record: ImportRecord }
  | { readonly kind: 'refused'; readonly faults: readonly ImportFault[] };

/** A record with the line of the file on which it begins. */
export interface NumberedReading {
  readonly line: number;
  readonly reading: RecordReading;
}
