/** What a feed speaks of, with the names that sellers' programs use for it. */
export const FEED_TYPES = {
  'order-fulfilment': { wire: 'POST_ORDER_FULFILLMENT_DATA', message: 'OrderFulfillment' },
  'order-adjustment': { wire: 'POST_PAYMENT_ADJUSTMENT_DATA', message: 'OrderAdjustment' },
  'order-acknowledgement': { wire: 'POST_ORDER_ACKNOWLEDGEMENT_DATA', message: 'OrderAcknowledgement' },
} as const;
export type FeedType = keyof typeof FEED_TYPES;

export const FEED_FORMATS = ['xml', 'json'] as const;
export type FeedFormat = (typeof FEED_FORMATS)[number];

/** The type behind our word or the wire's name of it; null for any other. */
export function readFeedType(text: string): FeedType | null {
  const types = Object.keys(FEED_TYPES) as FeedType[];
  return types.find((type) => type === text || FEED_TYPES[type].wire === text) ?? null;
}
