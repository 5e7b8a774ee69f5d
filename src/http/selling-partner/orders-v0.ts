import { z } from 'zod';

import { shipmentByHand, takeByHand } from '#flow/claim-by-hand.ts';
import { faultSentence } from '#flow/feed-report.ts';
import type { FeedFault } from '#market/feed-fault.ts';
import { isOrderId } from '#market/order-id.ts';
import type { OrderStatus } from '#market/order.ts';
import { listApiMarketplaces } from '#store/api-marketplace.ts';
import type { ApiOrder } from '#views/api-orders.ts';
import { findApiOrder, listApiOrders } from '#views/api-orders.ts';

import type { ApiAnswer } from './api-answer.ts';
import { NOT_FOUND, denied, invalid, refuse } from './api-answer.ts';
import type { ApiCall, CallReading } from './call.ts';
import { answer, readBody, requireSeller, value } from './call.ts';
import { decimalOf } from './money.ts';
import type { OrderQueryNames } from './order-query.ts';
import { readOrderQuery, writeOrderToken } from './order-query.ts';
import type { SellingPartnerPorts } from './ports.ts';
import { dataElementsOf } from './restricted-data.ts';

const STATUS: Readonly<Record<OrderStatus, string>> = {
  pending: 'Pending',
  unshipped: 'Unshipped',
  partially_shipped: 'PartiallyShipped',
  shipped: 'Shipped',
  cancelled: 'Canceled',
  unfulfillable: 'Unfulfillable',
};

const NAMES: OrderQueryNames = {
  marketplaces: 'MarketplaceIds',
  orderIds: 'AmazonOrderIds',
  statuses: 'OrderStatuses',
  fulfilments: 'FulfillmentChannels',
  placed: ['CreatedAfter', 'CreatedBefore'],
  updated: ['LastUpdatedAfter', 'LastUpdatedBefore'],
  delivery: {
    earliest: ['EarliestDeliveryDateAfter', 'EarliestDeliveryDateBefore'],
    latest: ['LatestDeliveryDateAfter', 'LatestDeliveryDateBefore'],
  },
  buyer: 'BuyerEmail',
  pageSize: 'MaxResultsPerPage',
  token: 'NextToken',
  needsMarketplace: true,
  statusWords: {
    ...Object.fromEntries(Object.entries(STATUS).map(([own, word]) => [word, own as OrderStatus])),
    InvoiceUnconfirmed: null,
    PendingAvailability: null,
  },
  fulfilmentWords: { MFN: 'seller', AFN: 'marketplace' },
};

/** `2026-11-01T10:00:00Z`: as this version writes times. */
const timeText = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;

function totalOf({ lines }: ApiOrder): object {
  const [first] = lines;
  if (first === undefined) return {};
  const amount = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return { OrderTotal: { CurrencyCode: first.currency, Amount: decimalOf(amount, first.currency) } };
}

function buyerInfo({ buyerAlias, buyerName }: ApiOrder): object {
  return { ...(buyerAlias === null ? {} : { BuyerEmail: buyerAlias }), BuyerName: buyerName };
}

/** SECURITY: what concerns the buyer is shown to a restricted data token that names it, and to no other. */
function orderBody(order: ApiOrder, showsBuyer: boolean): object {
  const shipped = order.lines.reduce((sum, line) => sum + line.shipped, 0);
  const pieces = order.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  return {
    AmazonOrderId: order.id,
    PurchaseDate: timeText(order.placedAt),
    LastUpdateDate: timeText(order.updatedAt),
    OrderStatus: STATUS[order.status],
    FulfillmentChannel: order.fulfilment === 'seller' ? 'MFN' : 'AFN',
    SalesChannel: order.marketplaceName,
    MarketplaceId: order.marketplaceApiId,
    NumberOfItemsShipped: shipped,
    NumberOfItemsUnshipped: order.status === 'cancelled' ? 0 : pieces - shipped,
    OrderType: 'StandardOrder',
    ...totalOf(order),
    ...(order.earliestDeliveryAt === null
      ? {}
      : { EarliestDeliveryDate: timeText(order.earliestDeliveryAt) }),
    ...(order.latestDeliveryAt === null ? {} : { LatestDeliveryDate: timeText(order.latestDeliveryAt) }),
    ...(showsBuyer ? { BuyerInfo: buyerInfo(order) } : {}),
  };
}

/** getOrders. */
export async function listOrdersV0(
  call: ApiCall,
  { database, clock }: SellingPartnerPorts,
): Promise<ApiAnswer> {
  const { db } = database;
  const now = clock.now();
  const query = readOrderQuery(call, NAMES, { marketplaces: await listApiMarketplaces(db), now });
  if (query.kind === 'answer') return query.answer;
  const { items, next } = await listApiOrders(db, requireSeller(call), query.value);
  const showsBuyer = dataElementsOf(call).has('buyerInfo');
  return {
    status: 200,
    body: {
      payload: {
        Orders: items.map((order) => orderBody(order, showsBuyer)),
        CreatedBefore: timeText(query.value.placed.to ?? now),
        ...(next === null ? {} : { NextToken: writeOrderToken(call, NAMES, next) }),
      },
    },
  };
}

async function readOrder(call: ApiCall, { database }: SellingPartnerPorts): Promise<CallReading<ApiOrder>> {
  const id = call.parameters['orderId'] ?? '';
  if (!isOrderId(id)) return answer(invalid('orderId: Invalid order id.'));
  const found = await findApiOrder(database.db, requireSeller(call), id);
  return found === null ? answer(NOT_FOUND) : value(found);
}

/** getOrder. */
export async function getOrderV0(call: ApiCall, ports: SellingPartnerPorts): Promise<ApiAnswer> {
  const order = await readOrder(call, ports);
  if (order.kind === 'answer') return order.answer;
  return { status: 200, body: { payload: orderBody(order.value, dataElementsOf(call).has('buyerInfo')) } };
}

/** getOrderBuyerInfo: nothing but personal data, so it needs the token that names it. */
export async function getOrderBuyerInfo(call: ApiCall, ports: SellingPartnerPorts): Promise<ApiAnswer> {
  if (call.caller.resources === null) return denied();
  const order = await readOrder(call, ports);
  if (order.kind === 'answer') return order.answer;
  return { status: 200, body: { payload: { AmazonOrderId: order.value.id, ...buyerInfo(order.value) } } };
}

/** getOrderAddress: the server keeps no addresses of deliveries, so there is none to show. */
export async function getOrderAddress(call: ApiCall, ports: SellingPartnerPorts): Promise<ApiAnswer> {
  if (call.caller.resources === null) return denied();
  const order = await readOrder(call, ports);
  if (order.kind === 'answer') return order.answer;
  return { status: 200, body: { payload: { AmazonOrderId: order.value.id } } };
}

/** getOrderItems. */
export async function getOrderItems(call: ApiCall, ports: SellingPartnerPorts): Promise<ApiAnswer> {
  const order = await readOrder(call, ports);
  if (order.kind === 'answer') return order.answer;
  const items = order.value.lines.map((line) => ({
    ASIN: line.product,
    SellerSKU: line.product,
    OrderItemId: line.item,
    Title: line.title,
    QuantityOrdered: line.quantity,
    QuantityShipped: line.shipped,
    ItemPrice: { CurrencyCode: line.currency, Amount: decimalOf(line.amountMinor, line.currency) },
  }));
  return { status: 200, body: { payload: { AmazonOrderId: order.value.id, OrderItems: items } } };
}

const confirmation = z.object({
  marketplaceId: z.string().max(40),
  packageDetail: z.object({
    packageReferenceId: z.string().regex(/^\d{1,40}$/u, 'must be a positive number'),
    carrierCode: z.string().min(1).max(100),
    carrierName: z.string().max(100).optional(),
    shippingMethod: z.string().max(100).optional(),
    trackingNumber: z.string().min(1).max(100),
    shipDate: z.string().max(40),
    orderItems: z
      .array(z.object({ orderItemId: z.string().max(100), quantity: z.number().int().min(1).max(1_000_000) }))
      .min(1)
      .max(500),
  }),
});

/** confirmShipment: the same claim as one of a feed or of a page, decided by the same function (FEED 2). */
export async function confirmShipment(call: ApiCall, ports: SellingPartnerPorts): Promise<ApiAnswer> {
  const body = await readBody(call, confirmation);
  if (body.kind === 'answer') return body.answer;
  const order = await readOrder(call, ports);
  if (order.kind === 'answer') return order.answer;
  const { marketplaceId, packageDetail: detail } = body.value;
  const { marketplaceApiId, marketplaceId: ownId, id } = order.value;
  if (marketplaceId !== marketplaceApiId && marketplaceId !== ownId)
    return invalid('marketplaceId: The order is not of this marketplace.');
  const named = detail.carrierName ?? detail.carrierCode;
  const reading = shipmentByHand({
    orderId: id,
    carrier: detail.carrierCode.toLowerCase() === 'other' ? named : detail.carrierCode,
    trackingNumber: detail.trackingNumber,
    shippedAt: detail.shipDate,
    shipmentId: detail.packageReferenceId,
    items: detail.orderItems.map(({ orderItemId, quantity }) => ({ item: orderItemId, quantity })),
  });
  if (reading.kind === 'refused') return refused(reading.faults);
  const { database, ids, clock, wake } = ports;
  const { applicationId, applicationName } = call.caller;
  const scope = {
    sellerId: requireSeller(call),
    marketplaceId: ownId,
    actor: { kind: 'application', id: applicationId, label: applicationName } as const,
  };
  const outcome = await takeByHand(reading.claim, scope, { db: database.db, ids, clock, wake });
  return outcome.result === 'refused' ? refused(outcome.faults) : { status: 204, body: null };
}

function refused(faults: readonly FeedFault[]): ApiAnswer {
  const [first, ...rest] = faults.map((fault) => ({
    message: faultSentence('en', fault),
    details: fault.code,
  }));
  return first === undefined ? invalid('Invalid shipment.') : refuse(400, first, ...rest);
}
