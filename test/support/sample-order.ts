import type { OrderSituation } from '#market/precondition.ts';

/** An order as deciding sees it: unshipped, shipped by the seller, nothing special; `changes` make it so. */
export function orderSituation(changes: Partial<OrderSituation> = {}): OrderSituation {
  return {
    id: '302-1234567-1234567',
    status: 'unshipped',
    fulfilment: 'seller',
    categories: ['home'],
    amountMinor: 5000,
    adjustments: [],
    hasOpenReturn: false,
    completedAt: null,
    earliestDeliveryAt: null,
    latestDeliveryAt: null,
    solicitations: 0,
    sentByReason: new Map(),
    ...changes,
  };
}
