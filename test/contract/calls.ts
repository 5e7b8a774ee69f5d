import assert from 'node:assert/strict';

import { messageBody, sendPath, uploadPath } from '#test/support/api-messages.ts';
import type { OfferedType } from '#test/support/api-orders.ts';
import { orderOffering } from '#test/support/api-orders.ts';
import { shipmentXml, xmlFeed } from '#test/support/sample-feed.ts';
import { sampleOrderId } from '#test/support/sample-market.ts';
import type { SellingPartnerHttp } from '#test/support/selling-partner-http.ts';

import type { ModelOperation } from './model.ts';

/** A call with everything but its method. */
export interface GoodCall {
  readonly path: string;
  readonly body?: object;
  readonly token?: string;
}

/** How an operation is called so that it works, and so that it doesn't. */
export interface OperationCalls {
  readonly good: (door: SellingPartnerHttp) => Promise<GoodCall>;
  /** Answered with 400; absent: only by characters that nothing can keep. */
  readonly invalid?: (door: SellingPartnerHttp) => Promise<GoodCall>;
  /** Names what isn't there; absent: it names nothing. */
  readonly missing?: (door: SellingPartnerHttp) => Promise<GoodCall>;
}

const MINE = sampleOrderId(0, 0);
const NOBODYS = '302-9999999-9999999';
const NO_ID = '00000000-0000-7000-8000-000000000000';
const FEED = xmlFeed([shipmentXml({ order: MINE, tracking: '1Z999AA10123456784', carrier: 'DHL' })], {
  messageType: 'OrderFulfillment',
});

const fixed = (path: string, body?: object) => (): Promise<GoodCall> =>
  Promise.resolve(body === undefined ? { path } : { path, body });

function aboutOrder(path: (orderId: string) => string): OperationCalls {
  return {
    good: fixed(`${path(MINE)}?marketplaceIds=de`),
    invalid: fixed(path(MINE)),
    missing: fixed(`${path(NOBODYS)}?marketplaceIds=de`),
  };
}

function sending(type: OfferedType): OperationCalls {
  const withMarketplace = (orderId: string): string => `${sendPath(orderId, type)}?marketplaceIds=de`;
  return {
    good: async (door) => {
      const orderId = await orderOffering(door.http.database, door.http.market.anna.id, type);
      const body = await messageBody(door, orderId, type);
      return { path: withMarketplace(orderId), ...(body === undefined ? {} : { body }) };
    },
    invalid: fixed(sendPath(MINE, type), {}),
    missing: fixed(withMarketplace(NOBODYS), {}),
  };
}

async function documentWith(door: SellingPartnerHttp, text: string): Promise<string> {
  const body = { contentType: 'text/xml; charset=UTF-8' };
  const { status, json } = await door.call('POST', '/feeds/2021-06-30/documents', { body });
  assert.equal(status, 201);
  assert.equal((await fetch(json.url, { method: 'PUT', body: text })).status, 200);
  return json.feedDocumentId;
}

const feedOf = (inputFeedDocumentId: string, feedType = 'POST_ORDER_FULFILLMENT_DATA'): object => ({
  feedType,
  marketplaceIds: ['de'],
  inputFeedDocumentId,
});

async function queuedFeed(door: SellingPartnerHttp): Promise<string> {
  const body = feedOf(await documentWith(door, FEED));
  const { status, json } = await door.call('POST', '/feeds/2021-06-30/feeds', { body });
  assert.equal(status, 202);
  return json.feedId;
}

async function restrictedToken(door: SellingPartnerHttp, path: string): Promise<string> {
  const body = { restrictedResources: [{ method: 'GET', path, dataElements: ['buyerInfo'] }] };
  const { json } = await door.call('POST', '/tokens/2021-03-01/restrictedDataToken', { body });
  return json.restrictedDataToken;
}

function partOfOrder(part: string, isRestricted: boolean): OperationCalls {
  const called = (orderId: string) => async (door: SellingPartnerHttp) => ({
    path: `/orders/v0/orders/${orderId}${part}`,
    ...(isRestricted ? { token: await restrictedToken(door, `/orders/v0/orders/{orderId}${part}`) } : {}),
  });
  return { good: called(MINE), invalid: called('1'), missing: called(NOBODYS) };
}

const confirmation = (quantity: unknown): object => ({
  marketplaceId: 'de',
  packageDetail: {
    packageReferenceId: '1',
    carrierCode: 'DHL',
    trackingNumber: '1Z999AA10123456784',
    shipDate: '2026-10-20T08:00:00Z',
    orderItems: [{ orderItemId: '1', quantity }],
  },
});

const V2026 = '/orders/2026-01-01/orders';
const FEEDS = '/feeds/2021-06-30';
const TOKENS = '/tokens/2021-03-01/restrictedDataToken';

/** By the operation's model and id. */
export const CALLS: Readonly<Record<string, OperationCalls>> = {
  'messaging-v1 getMessagingActionsForOrder': aboutOrder((id) => `/messaging/v1/orders/${id}`),
  'messaging-v1 GetAttributes': aboutOrder((id) => `/messaging/v1/orders/${id}/attributes`),
  'messaging-v1 confirmCustomizationDetails': sending('confirmCustomizationDetails'),
  'messaging-v1 createConfirmDeliveryDetails': sending('confirmDeliveryDetails'),
  'messaging-v1 createLegalDisclosure': sending('legalDisclosure'),
  'messaging-v1 createConfirmOrderDetails': sending('confirmOrderDetails'),
  'messaging-v1 createConfirmServiceDetails': sending('confirmServiceDetails'),
  'messaging-v1 CreateWarranty': sending('warranty'),
  'messaging-v1 createDigitalAccessKey': sending('digitalAccessKey'),
  'messaging-v1 createUnexpectedProblem': sending('unexpectedProblem'),
  'messaging-v1 sendInvoice': sending('invoice'),
  'messaging-v1-retired CreateAmazonMotors': sending('amazonMotors'),
  'messaging-v1-retired createNegativeFeedbackRemoval': {
    ...sending('amazonMotors'),
    good: async ({ http }) => {
      const orderId = await orderOffering(http.database, http.market.anna.id, 'amazonMotors');
      return { path: `${sendPath(orderId, 'negativeFeedbackRemoval')}?marketplaceIds=de` };
    },
    invalid: fixed(sendPath(MINE, 'negativeFeedbackRemoval')),
    missing: fixed(`${sendPath(NOBODYS, 'negativeFeedbackRemoval')}?marketplaceIds=de`),
  },
  'solicitations-v1 getSolicitationActionsForOrder': aboutOrder((id) => `/solicitations/v1/orders/${id}`),
  'solicitations-v1 createProductReviewAndSellerFeedbackSolicitation': sending(
    'productReviewAndSellerFeedback',
  ),
  'uploads-2020-11-01 createUploadDestinationForResource': {
    good: fixed(uploadPath(MINE, 'invoice')),
    invalid: fixed(uploadPath(MINE, 'nothing')),
  },
  'feeds-2021-06-30 createFeedDocument': {
    good: fixed(`${FEEDS}/documents`, { contentType: 'text/xml; charset=UTF-8' }),
    invalid: fixed(`${FEEDS}/documents`, {}),
  },
  'feeds-2021-06-30 getFeedDocument': {
    good: async (door) => ({ path: `${FEEDS}/documents/${await documentWith(door, FEED)}` }),
    missing: fixed(`${FEEDS}/documents/${NO_ID}`),
  },
  'feeds-2021-06-30 createFeed': {
    good: async (door) => ({ path: `${FEEDS}/feeds`, body: feedOf(await documentWith(door, FEED)) }),
    invalid: fixed(`${FEEDS}/feeds`, feedOf(NO_ID, 'POST_PRODUCT_DATA')),
  },
  'feeds-2021-06-30 getFeeds': {
    good: async (door) => {
      await queuedFeed(door);
      return { path: `${FEEDS}/feeds?feedTypes=POST_ORDER_FULFILLMENT_DATA&pageSize=1` };
    },
    invalid: fixed(`${FEEDS}/feeds`),
  },
  'feeds-2021-06-30 getFeed': {
    good: async (door) => {
      const feedId = await queuedFeed(door);
      await door.readFeed();
      return { path: `${FEEDS}/feeds/${feedId}` };
    },
    missing: fixed(`${FEEDS}/feeds/${NO_ID}`),
  },
  'feeds-2021-06-30 cancelFeed': {
    good: async (door) => ({ path: `${FEEDS}/feeds/${await queuedFeed(door)}` }),
    invalid: async (door) => {
      const feedId = await queuedFeed(door);
      await door.call('DELETE', `${FEEDS}/feeds/${feedId}`);
      return { path: `${FEEDS}/feeds/${feedId}` };
    },
    missing: fixed(`${FEEDS}/feeds/${NO_ID}`),
  },
  'orders-v0 getOrders': {
    good: async (door) => ({
      path: '/orders/v0/orders?MarketplaceIds=de&CreatedAfter=2026-01-01&MaxResultsPerPage=1',
      token: await restrictedToken(door, '/orders/v0/orders'),
    }),
    invalid: fixed('/orders/v0/orders?MarketplaceIds=de'),
  },
  'orders-v0 getOrder': partOfOrder('', true),
  'orders-v0 getOrderBuyerInfo': partOfOrder('/buyerInfo', true),
  'orders-v0 getOrderAddress': partOfOrder('/address', true),
  'orders-v0 getOrderItems': partOfOrder('/orderItems', false),
  'orders-v0 confirmShipment': {
    good: async ({ http }) => {
      const orderId = await orderOffering(http.database, http.market.anna.id, 'confirmOrderDetails');
      return { path: `/orders/v0/orders/${orderId}/shipmentConfirmation`, body: confirmation(2) };
    },
    invalid: fixed(`/orders/v0/orders/${MINE}/shipmentConfirmation`, confirmation('two')),
    missing: fixed(`/orders/v0/orders/${NOBODYS}/shipmentConfirmation`, confirmation(1)),
  },
  'orders-2026-01-01 searchOrders': {
    good: fixed(
      `${V2026}?createdAfter=2026-01-01T00:00:00Z&maxResultsPerPage=1&includedData=BUYER,PROCEEDS,FULFILLMENT`,
    ),
    invalid: fixed(V2026),
  },
  'orders-2026-01-01 getOrder': {
    good: fixed(`${V2026}/${MINE}?includedData=BUYER,RECIPIENT,PROCEEDS,FULFILLMENT,PACKAGES`),
    invalid: fixed(`${V2026}/1`),
    missing: fixed(`${V2026}/${NOBODYS}`),
  },
  'sellers-v1 getMarketplaceParticipations': { good: fixed('/sellers/v1/marketplaceParticipations') },
  'sellers-v1 getAccount': { good: fixed('/sellers/v1/account') },
  'tokens-2021-03-01 createRestrictedDataToken': {
    good: fixed(TOKENS, {
      restrictedResources: [{ method: 'GET', path: '/orders/v0/orders/{orderId}/address' }],
    }),
    invalid: fixed(TOKENS, { restrictedResources: [] }),
  },
};

export function callsOf({ model, operationId }: ModelOperation): OperationCalls {
  const calls = CALLS[`${model} ${operationId}`];
  assert.ok(calls, `no calls for ${model} ${operationId}`);
  return calls;
}
