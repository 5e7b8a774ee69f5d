import type { AdjustmentReason } from '#market/adjustment.ts';
import { feedFault } from '#market/feed-fault.ts';
import type { ClaimReading } from '#market/feed-message.ts';
import { readClaim } from '#market/feed-message.ts';
import { nodeOfJson } from '#market/feed-node.ts';
import type { FeedType } from '#market/feed-type.ts';
import type { OrderClaim } from '#market/order-claim.ts';
import type { Actor } from '#market/party.ts';
import { writeAudit } from '#store/audit.ts';

import type { FeedPorts } from './feed.ts';
import type { ClaimOutcome } from './take-claims.ts';
import { takeClaims } from './take-claims.ts';

/** A shipment as a person or a program of ours states it; read like a message of a feed. */
export interface ShipmentByHand {
  readonly orderId: string;
  /** Code or name. */
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  /** ISO 8601. */
  readonly shippedAt: string;
  readonly shipmentId: string | null;
  /** Empty: all that is left. */
  readonly items: readonly { readonly item: string; readonly quantity: number | null }[];
}

/** An adjustment as a person or a program of ours states it; read like a message of a feed. */
export interface AdjustmentByHand {
  readonly orderId: string;
  readonly action: 'refund' | 'cancel';
  /** ISO 4217. */
  readonly currency: string;
  readonly items: readonly {
    readonly item: string;
    readonly reason: string;
    /** A decimal; null: the part of the line's price that is cancelled. */
    readonly amount: string | null;
    readonly quantityCancelled: number | null;
    readonly adjustmentId: string | null;
  }[];
}

function read(type: FeedType, message: object): ClaimReading {
  const node = nodeOfJson('message', message);
  return node === null
    ? { kind: 'refused', faults: [feedFault('message-too-large', { limit: 0 })] }
    : readClaim(type, node);
}

export function shipmentByHand(words: ShipmentByHand): ClaimReading {
  return read('order-fulfilment', {
    amazonOrderId: words.orderId,
    merchantFulfillmentId: words.shipmentId,
    fulfillmentDate: words.shippedAt,
    fulfillmentData: { carrierName: words.carrier, shipperTrackingNumber: words.trackingNumber },
    items: words.items.map(({ item, quantity }) => ({ amazonOrderItemCode: item, quantity })),
  });
}

export function adjustmentByHand({ orderId, action, currency, items }: AdjustmentByHand): ClaimReading {
  return read('order-adjustment', {
    amazonOrderId: orderId,
    actionType: action === 'cancel' ? 'Cancel' : 'Refund',
    adjustedItems: items.map(({ item, reason, amount, quantityCancelled, adjustmentId }) => ({
      amazonOrderItemCode: item,
      merchantAdjustmentItemId: adjustmentId,
      adjustmentReason: reason,
      ...(amount === null
        ? {}
        : { itemPriceAdjustments: { component: { type: 'Principal', amount, currency } } }),
      ...(quantityCancelled === null ? {} : { quantityCancelled }),
    })),
  });
}

/** The whole order can't be fulfilled: cancels it and gives back what is left of its price. */
export function failureByHand(
  orderId: string,
  itemCodes: readonly string[],
  cancelReason: AdjustmentReason,
): ClaimReading {
  const items = itemCodes.map((id) => ({
    item: { by: 'marketplace' as const, id },
    sellerItemId: null,
    cancelReason,
  }));
  const order = { by: 'marketplace' as const, id: orderId };
  const claim = { type: 'acknowledgement', order, sellerOrderId: null, status: 'failure', items } as const;
  return { kind: 'claim', claim };
}

export interface HandScope {
  readonly sellerId: string;
  readonly marketplaceId: string;
  readonly actor: Actor;
}

/** Decides one claim and writes it with its audit entry and the buyer's account update: all of it or nothing. */
export async function takeByHand(
  claim: OrderClaim,
  { sellerId, marketplaceId, actor }: HandScope,
  { db, ids, clock, wake }: FeedPorts,
): Promise<ClaimOutcome> {
  const now = clock.now();
  const outcome = await db.transaction().execute(async (tx): Promise<ClaimOutcome> => {
    const scope = { sellerId, marketplaceIds: [marketplaceId], feedId: null };
    const [taken] = await takeClaims(tx, [claim], scope, ids, now);
    if (taken === undefined) throw new Error('a claim without an outcome');
    if (taken.result === 'taken')
      await writeAudit(tx, {
        id: ids.uuid(),
        at: now,
        sellerId,
        actor,
        action: `order.${AUDIT_WORDS[claim.type]}`,
        subject: `${marketplaceId} ${claim.order.id}`,
        from: null,
        to: taken.id,
      });
    return taken;
  });
  if (outcome.result === 'taken') wake();
  return outcome;
}

const AUDIT_WORDS = { shipment: 'shipped', adjustment: 'adjusted', acknowledgement: 'acknowledged' } as const;
