import type { AdjustmentReason } from './adjustment.ts';
import type { Carrier } from './carrier.ts';

/** How a seller names an order or one of its lines: by the marketplace's id or by that of the seller's own books. */
export interface ClaimedName {
  readonly by: 'marketplace' | 'seller';
  readonly id: string;
}

/** "This was handed over to a carrier": a message of a fulfilment feed, or a confirmation by hand. */
export interface ShipmentClaim {
  readonly type: 'shipment';
  readonly order: ClaimedName;
  /** The seller's own number of the shipment. */
  readonly sellerShipmentId: string | null;
  readonly shippedAt: Date;
  /** `other`: named, but not on our list. Null: not named. */
  readonly carrier: Carrier | 'other' | null;
  readonly carrierAsGiven: string | null;
  readonly methodAsGiven: string | null;
  readonly trackingNumber: string | null;
  /** Empty: all that isn't shipped yet. A null quantity: all that is left of the line. */
  readonly items: readonly { readonly item: ClaimedName; readonly quantity: number | null }[];
}

export interface AmountComponent {
  readonly type: string;
  /** Minor units; negative for what is taken off the credit, such as a restocking fee. */
  readonly amountMinor: number;
  readonly currency: string;
}

export interface AdjustedItemClaim {
  readonly item: ClaimedName;
  readonly sellerAdjustmentId: string | null;
  readonly reason: AdjustmentReason;
  /** Empty in a cancellation: then the part of the line's amount that is cancelled goes back. */
  readonly components: readonly AmountComponent[];
  readonly quantityCancelled: number;
}

/** "This goes back to the buyer": a message of an adjustment feed, or an adjustment by hand. */
export interface AdjustmentClaim {
  readonly type: 'adjustment';
  readonly order: ClaimedName;
  readonly kind: 'refund' | 'cancel';
  readonly items: readonly AdjustedItemClaim[];
}

/** "I have seen this order", or "I can't fulfil it". */
export interface AcknowledgementClaim {
  readonly type: 'acknowledgement';
  readonly order: ClaimedName;
  /** How the seller's books call the order from now on. */
  readonly sellerOrderId: string | null;
  readonly status: 'success' | 'failure';
  readonly items: readonly {
    readonly item: ClaimedName;
    readonly sellerItemId: string | null;
    readonly cancelReason: AdjustmentReason | null;
  }[];
}

/** What a seller says of an order of theirs; whether it is so is decided against the order's ledger. */
export type OrderClaim = ShipmentClaim | AdjustmentClaim | AcknowledgementClaim;
