import type { AcknowledgementEntry } from './acknowledge-order.ts';
import { acknowledgeOrder } from './acknowledge-order.ts';
import type { AdjustmentEntry } from './adjust-order.ts';
import { adjustOrder } from './adjust-order.ts';
import type { ShipmentEntry } from './confirm-shipment.ts';
import { confirmShipment } from './confirm-shipment.ts';
import type { OrderClaim } from './order-claim.ts';
import type { Decision, OrderLedger } from './order-ledger.ts';

export type OrderEntry = ShipmentEntry | AdjustmentEntry | AcknowledgementEntry;

/** (what a seller says of an order, how the order stands, now) → what is to be written, or why not (FEED 2–4). */
export function decideClaim(claim: OrderClaim, ledger: OrderLedger, now: Date): Decision<OrderEntry> {
  switch (claim.type) {
    case 'shipment':
      return confirmShipment(claim, ledger, now);
    case 'adjustment':
      return adjustOrder(claim, ledger);
    case 'acknowledgement':
      return acknowledgeOrder(claim, ledger);
  }
}
