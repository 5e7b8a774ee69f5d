import { isOrderId } from '#market/order-id.ts';
import type { OrderStatus } from '#market/order.ts';
import { listApiMarketplaces } from '#store/api-marketplace.ts';
import type { ApiOrder, ApiOrderLine } from '#views/api-orders.ts';
import { findApiOrder, listApiOrders } from '#views/api-orders.ts';

import type { ApiAnswer } from './api-answer.ts';
import { NOT_FOUND, invalid } from './api-answer.ts';
import type { ApiCall } from './call.ts';
import { queryList, requireSeller } from './call.ts';
import { decimalOf } from './money.ts';
import type { OrderQueryNames } from './order-query.ts';
import { readOrderQuery, writeOrderToken } from './order-query.ts';
import type { SellingPartnerPorts } from './ports.ts';

const STATUS: Readonly<Record<OrderStatus, string>> = {
  pending: 'PENDING',
  unshipped: 'UNSHIPPED',
  partially_shipped: 'PARTIALLY_SHIPPED',
  shipped: 'SHIPPED',
  cancelled: 'CANCELLED',
  unfulfillable: 'UNFULFILLABLE',
};

const NAMES: OrderQueryNames = {
  marketplaces: 'marketplaceIds',
  orderIds: null,
  statuses: 'fulfillmentStatuses',
  fulfilments: 'fulfilledBy',
  placed: ['createdAfter', 'createdBefore'],
  updated: ['lastUpdatedAfter', 'lastUpdatedBefore'],
  delivery: null,
  buyer: null,
  pageSize: 'maxResultsPerPage',
  token: 'paginationToken',
  needsMarketplace: false,
  statusWords: {
    ...Object.fromEntries(Object.entries(STATUS).map(([own, word]) => [word, own as OrderStatus])),
    PENDING_AVAILABILITY: null,
  },
  fulfilmentWords: { MERCHANT: 'seller', AMAZON: 'marketplace' },
};

const DATASETS: ReadonlySet<string> = new Set([
  'BUYER',
  'RECIPIENT',
  'PROCEEDS',
  'EXPENSE',
  'PROMOTION',
  'CANCELLATION',
  'FULFILLMENT',
  'PACKAGES',
  'TAX',
  'PAYMENT',
  'FULFILLMENT_ORDERS',
]);

const money = (minor: number, currency: string): object => ({
  amount: decimalOf(minor, currency),
  currencyCode: currency,
});

function itemBody(line: ApiOrderLine, included: ReadonlySet<string>): object {
  return {
    orderItemId: line.item,
    quantityOrdered: line.quantity,
    product: { asin: line.product, sellerSku: line.product, title: line.title },
    ...(included.has('PROCEEDS')
      ? { proceeds: { proceedsTotal: money(line.amountMinor, line.currency) } }
      : {}),
    ...(included.has('FULFILLMENT')
      ? {
          fulfillment: { quantityFulfilled: line.shipped, quantityUnfulfilled: line.quantity - line.shipped },
        }
      : {}),
  };
}

function fulfilmentOf(order: ApiOrder): object {
  const { earliestDeliveryAt: from, latestDeliveryAt: to } = order;
  return {
    fulfillmentStatus: STATUS[order.status],
    fulfilledBy: order.fulfilment === 'seller' ? 'MERCHANT' : 'AMAZON',
    ...(from === null || to === null
      ? {}
      : {
          deliverByWindow: { earliestDateTime: from.toISOString(), latestDateTime: to.toISOString() },
        }),
  };
}

function proceedsOf({ lines }: ApiOrder): object {
  const [first] = lines;
  if (first === undefined) return {};
  const total = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return { proceeds: { grandTotal: money(total, first.currency) } };
}

/** SECURITY: of the buyer the alias, and that only where the seller ships (the paper, section 7), and initials. */
function buyerOf({ buyerAlias, buyerName, fulfilment }: ApiOrder): object {
  const hasAlias = buyerAlias !== null && fulfilment === 'seller';
  return { buyer: { buyerName, ...(hasAlias ? { buyerEmail: buyerAlias } : {}) } };
}

function orderBody(order: ApiOrder, included: ReadonlySet<string>): object {
  return {
    orderId: order.id,
    createdTime: order.placedAt.toISOString(),
    lastUpdatedTime: order.updatedAt.toISOString(),
    salesChannel: {
      channelName: order.marketplaceName,
      marketplaceId: order.marketplaceApiId,
      marketplaceName: order.marketplaceName,
    },
    ...(included.has('BUYER') ? buyerOf(order) : {}),
    ...(included.has('PROCEEDS') ? proceedsOf(order) : {}),
    ...(included.has('FULFILLMENT') ? { fulfillment: fulfilmentOf(order) } : {}),
    orderItems: order.lines.map((line) => itemBody(line, included)),
  };
}

function includedOf(call: ApiCall): ReadonlySet<string> | null {
  const words = queryList(call, 'includedData');
  return words.every((word) => DATASETS.has(word)) ? new Set(words) : null;
}

const UNKNOWN_DATA = invalid('includedData: Invalid value.');

/** searchOrders. */
export async function searchOrders(
  call: ApiCall,
  { database, clock }: SellingPartnerPorts,
): Promise<ApiAnswer> {
  const { db } = database;
  const now = clock.now();
  const included = includedOf(call);
  if (included === null) return UNKNOWN_DATA;
  const query = readOrderQuery(call, NAMES, { marketplaces: await listApiMarketplaces(db), now });
  if (query.kind === 'answer') return query.answer;
  const { items, next } = await listApiOrders(db, requireSeller(call), query.value);
  return {
    status: 200,
    body: {
      orders: items.map((order) => orderBody(order, included)),
      ...(next === null ? {} : { pagination: { nextToken: writeOrderToken(call, NAMES, next) } }),
      createdBefore: (query.value.placed.to ?? now).toISOString(),
    },
  };
}

/** getOrder of this version. */
export async function getOrder2026(call: ApiCall, { database }: SellingPartnerPorts): Promise<ApiAnswer> {
  const included = includedOf(call);
  if (included === null) return UNKNOWN_DATA;
  const id = call.parameters['orderId'] ?? '';
  if (!isOrderId(id)) return invalid('orderId: Invalid order id.');
  const found = await findApiOrder(database.db, requireSeller(call), id);
  return found === null ? NOT_FOUND : { status: 200, body: { order: orderBody(found, included) } };
}
