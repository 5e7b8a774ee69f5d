import type { ApplicationRole } from '#market/application.ts';

/** An operation of the selling-partner API: where it is, who may call it, and how often. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `{name}` is one segment; `{+name}` the rest, slashes included. */
  readonly path: string;
  /** One of them is needed; none: every application that acts for a seller may call it. */
  readonly roles: readonly ApplicationRole[];
  /** Calls a second, per application and seller, and how many at once (the models' usage plans). */
  readonly rate: number;
  readonly burst: number;
  readonly mediaType: 'application/json' | 'application/hal+json';
  /** No longer in the published model; served where the operator keeps it for older tools. */
  readonly isRetired?: true;
}

const MESSAGING = {
  roles: ['Buyer Communication'],
  rate: 1,
  burst: 5,
  mediaType: 'application/hal+json',
} as const;
const SOLICITATIONS = { ...MESSAGING, roles: ['Buyer Solicitation', 'Product Listing'] } as const;
const FEEDS = {
  roles: ['Inventory and Order Tracking', 'Direct-to-Consumer Delivery', 'Product Listing'],
  mediaType: 'application/json',
} as const;
const ORDERS = {
  roles: ['Inventory and Order Tracking', 'Direct-to-Consumer Delivery'],
  mediaType: 'application/json',
} as const;
const ORDER = '/messaging/v1/orders/{amazonOrderId}';
// sendInvoice states no plan of its own; it has that of the others.
const SENDING = { ...MESSAGING, method: 'POST' } as const;

/** Every operation that is served, by its operationId: the one place where the rights of applications are written. */
export const OPERATIONS = {
  getMessagingActionsForOrder: { ...MESSAGING, method: 'GET', path: ORDER },
  GetAttributes: { ...MESSAGING, method: 'GET', path: `${ORDER}/attributes` },
  confirmCustomizationDetails: { ...SENDING, path: `${ORDER}/messages/confirmCustomizationDetails` },
  createConfirmDeliveryDetails: { ...SENDING, path: `${ORDER}/messages/confirmDeliveryDetails` },
  createLegalDisclosure: { ...SENDING, path: `${ORDER}/messages/legalDisclosure` },
  createConfirmOrderDetails: { ...SENDING, path: `${ORDER}/messages/confirmOrderDetails` },
  createConfirmServiceDetails: { ...SENDING, path: `${ORDER}/messages/confirmServiceDetails` },
  CreateWarranty: { ...SENDING, path: `${ORDER}/messages/warranty` },
  createDigitalAccessKey: { ...SENDING, path: `${ORDER}/messages/digitalAccessKey` },
  createUnexpectedProblem: { ...SENDING, path: `${ORDER}/messages/unexpectedProblem` },
  sendInvoice: { ...SENDING, path: `${ORDER}/messages/invoice` },
  createNegativeFeedbackRemoval: {
    ...SENDING,
    path: `${ORDER}/messages/negativeFeedbackRemoval`,
    isRetired: true,
  },
  CreateAmazonMotors: { ...SENDING, path: `${ORDER}/messages/amazonMotors`, isRetired: true },
  // Linked from the list of actions, and in no model.
  getMessagingActionSchema: { ...MESSAGING, method: 'GET', path: `${ORDER}/messages/{name}/schema` },

  getSolicitationActionsForOrder: {
    ...SOLICITATIONS,
    method: 'GET',
    path: '/solicitations/v1/orders/{amazonOrderId}',
  },
  createProductReviewAndSellerFeedbackSolicitation: {
    ...SOLICITATIONS,
    method: 'POST',
    path: '/solicitations/v1/orders/{amazonOrderId}/solicitations/productReviewAndSellerFeedback',
  },
  getSolicitationActionSchema: {
    ...SOLICITATIONS,
    method: 'GET',
    path: '/solicitations/v1/orders/{amazonOrderId}/solicitations/{name}/schema',
  },

  createUploadDestinationForResource: {
    method: 'POST',
    path: '/uploads/2020-11-01/uploadDestinations/{+resource}',
    roles: ['Buyer Communication'],
    rate: 10,
    burst: 10,
    mediaType: 'application/json',
  },

  createFeedDocument: { ...FEEDS, method: 'POST', path: '/feeds/2021-06-30/documents', rate: 0.5, burst: 15 },
  getFeedDocument: {
    ...FEEDS,
    method: 'GET',
    path: '/feeds/2021-06-30/documents/{feedDocumentId}',
    rate: 0.0222,
    burst: 10,
  },
  createFeed: { ...FEEDS, method: 'POST', path: '/feeds/2021-06-30/feeds', rate: 0.0083, burst: 15 },
  getFeeds: { ...FEEDS, method: 'GET', path: '/feeds/2021-06-30/feeds', rate: 0.0222, burst: 10 },
  getFeed: { ...FEEDS, method: 'GET', path: '/feeds/2021-06-30/feeds/{feedId}', rate: 2, burst: 15 },
  cancelFeed: { ...FEEDS, method: 'DELETE', path: '/feeds/2021-06-30/feeds/{feedId}', rate: 2, burst: 15 },

  getOrders: { ...ORDERS, method: 'GET', path: '/orders/v0/orders', rate: 0.0167, burst: 20 },
  getOrder: { ...ORDERS, method: 'GET', path: '/orders/v0/orders/{orderId}', rate: 0.5, burst: 30 },
  getOrderBuyerInfo: {
    ...ORDERS,
    method: 'GET',
    path: '/orders/v0/orders/{orderId}/buyerInfo',
    rate: 0.5,
    burst: 30,
  },
  getOrderAddress: {
    ...ORDERS,
    method: 'GET',
    path: '/orders/v0/orders/{orderId}/address',
    rate: 0.5,
    burst: 30,
  },
  getOrderItems: {
    ...ORDERS,
    method: 'GET',
    path: '/orders/v0/orders/{orderId}/orderItems',
    rate: 0.5,
    burst: 30,
  },
  confirmShipment: {
    ...ORDERS,
    method: 'POST',
    path: '/orders/v0/orders/{orderId}/shipmentConfirmation',
    rate: 2,
    burst: 10,
  },
  searchOrders: { ...ORDERS, method: 'GET', path: '/orders/2026-01-01/orders', rate: 0.0056, burst: 20 },
  // Called getOrder in its model too, as the one of the older version is.
  getOrder2026: {
    ...ORDERS,
    method: 'GET',
    path: '/orders/2026-01-01/orders/{orderId}',
    rate: 0.5,
    burst: 30,
  },

  createRestrictedDataToken: {
    method: 'POST',
    path: '/tokens/2021-03-01/restrictedDataToken',
    roles: [],
    rate: 1,
    burst: 10,
    mediaType: 'application/json',
  },

  getMarketplaceParticipations: {
    method: 'GET',
    path: '/sellers/v1/marketplaceParticipations',
    roles: [],
    rate: 0.016,
    burst: 15,
    mediaType: 'application/json',
  },
  getAccount: {
    method: 'GET',
    path: '/sellers/v1/account',
    roles: [],
    rate: 0.016,
    burst: 15,
    mediaType: 'application/json',
  },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationId = keyof typeof OPERATIONS;

/** Where every call of the API begins, so that the door knows its own. */
const ROOTS = /^\/(?:messaging|solicitations|uploads|feeds|orders|tokens|sellers)\/[v\d]/u;

export function isApiPath(path: string): boolean {
  return ROOTS.test(path);
}

export interface OperationMatch {
  readonly id: OperationId;
  readonly operation: Operation;
  readonly parameters: Readonly<Record<string, string>>;
}

const TABLE = Object.entries(OPERATIONS).map(([id, operation]) => ({
  id: id as OperationId,
  operation: operation as Operation,
  segments: operation.path.split('/'),
}));

/** Names under which older answers link an operation, or another sample does (the paper, section 2). */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['sendInvoice', 'invoice'],
  ['updateFeedback', 'negativeFeedbackRemoval'],
]);

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

function parametersOf(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | null {
  const found: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const [, greedy, name] = /^\{(\+?)(\w+)\}$/u.exec(part) ?? [];
    const given = segments[index];
    if (given === undefined) return null;
    if (name === undefined) {
      if (part !== given) return null;
      continue;
    }
    const value = decode(greedy === '+' ? segments.slice(index).join('/') : given);
    if (value === null || value === '') return null;
    found[name] = value;
    if (greedy === '+') return found;
  }
  return segments.length === pattern.length ? found : null;
}

/**
 * The operation at a path as it stands in the request line: an encoded slash belongs to its segment, since clients write
 * a whole path into one (the paper, section 4). Null where there is none.
 */
export function matchOperation(method: string, rawPath: string): OperationMatch | null {
  const segments = rawPath.replace(/\/+$/u, '').split('/');
  if (segments[1] === 'messaging' && segments[5] === 'messages')
    segments[6] = OTHER_NAMES.get(segments[6] ?? '') ?? segments[6] ?? '';
  for (const { id, operation, segments: pattern } of TABLE) {
    if (operation.method !== method) continue;
    const parameters = parametersOf(pattern, segments);
    if (parameters !== null) return { id, operation, parameters };
  }
  return null;
}
