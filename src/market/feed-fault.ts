/**
 * Everything that can be wrong with a feed or a message in it, with the number that stands as ResultMessageCode in
 * a processing report. 5000 and 5002 are the numbers of the wire for a file that can't be parsed; the others are ours.
 * The sentences are in the catalogue under `feed.fault.…`.
 */
export const FEED_FAULTS = {
  // Of the whole file: reading ends here.
  encoding: 5000,
  'not-well-formed': 5002,
  'document-type': 90_001,
  'too-large': 90_002,
  'wrong-envelope': 90_003,
  'wrong-message-type': 90_004,
  'wrong-merchant': 90_005,
  'no-messages': 90_006,
  // Of one message.
  'message-too-large': 90_010,
  'message-id': 90_011,
  'message-id-repeated': 90_012,
  'operation-unsupported': 90_013,
  'field-missing': 90_014,
  'field-wrong': 90_015,
  'tracking-number': 90_016,
  'order-unknown': 90_020,
  'order-ambiguous': 90_021,
  'order-pending': 90_022,
  'order-cancelled': 90_023,
  'marketplace-ships': 90_024,
  'item-unknown': 90_025,
  'item-repeated': 90_026,
  'over-quantity': 90_030,
  'nothing-to-ship': 90_031,
  'shipped-too-early': 90_032,
  'shipped-in-future': 90_033,
  'shipment-id-used': 90_034,
  'adjustment-id-used': 90_040,
  'currency-differs': 90_041,
  'no-credit': 90_042,
  'over-order-amount': 90_043,
  'over-cancel-quantity': 90_044,
  'shipped-already': 90_050,
  'acknowledged-differently': 90_051,
  'seller-order-id-used': 90_052,
  // A warning: nothing was done, because it was done before.
  'taken-before': 90_060,
} as const;
export type FeedFaultCode = keyof typeof FEED_FAULTS;

/** What is wrong, with what its sentence names. Values may hold the seller's words: for the seller alone. */
export interface FeedFault {
  readonly code: FeedFaultCode;
  readonly values: Readonly<Record<string, string | number>>;
}

export function feedFault(code: FeedFaultCode, values: FeedFault['values'] = {}): FeedFault {
  return { code, values };
}
