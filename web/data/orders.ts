import type { QueryClient } from '@tanstack/react-query';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { AdjustmentReason } from '#market/adjustment.ts';
import type { OrderStatus } from '#market/order.ts';
import type { DutyView } from '#views/duties.ts';
import type { OrderDetailsView } from '#views/order-details.ts';
import type { OrderView } from '#views/orders.ts';

import { get, queryText, submit } from './api.ts';
import type { Wire } from './wire.ts';

/** As it stands in a list. */
export type ListedOrder = Wire<OrderView>;
/** With what was shipped and what went back. */
export type Order = Wire<OrderDetailsView>;
export type OrderLine = Order['lines'][number];
export type Duty = Wire<DutyView>;

/** What became of the request for one order. */
export interface ReviewRequest {
  readonly order: string;
  readonly result: 'sent' | 'held' | 'not-sent';
  /** Why it wasn't sent. */
  readonly reasons: readonly { readonly code: string; readonly sentence: string }[];
}

/** Which order it is: numbers are given by each marketplace. */
export interface OrderKey {
  readonly marketplace: string;
  readonly id: string;
}

export interface OrderFilter {
  readonly status: readonly OrderStatus[] | null;
  /** A part of the number. */
  readonly number: string | null;
  readonly openReturn: boolean;
}

const PAGE_SIZE = 100;

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** The reader's orders, the newest first, page after page as they scroll. */
export function useOrders({ status, number, openReturn }: OrderFilter) {
  return useInfiniteQuery({
    queryKey: ['orders', status, number, openReturn],
    queryFn: ({ pageParam, signal }) => {
      const query = { status: status?.join(','), number, return: openReturn ? 'open' : null };
      return get<Page<ListedOrder>>(
        `/orders${queryText({ ...query, limit: PAGE_SIZE, after: pageParam })}`,
        signal,
      );
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  });
}

/** The path of an order's things. */
export function orderPath({ marketplace, id }: OrderKey): string {
  return `/orders/${encodeURIComponent(marketplace)}/${id}`;
}

/** One order of the reader's. */
export function useOrder(marketplace: string, id: string) {
  return useQuery({
    queryKey: ['order', marketplace, id],
    queryFn: ({ signal }) => get<Order>(orderPath({ marketplace, id }), signal),
  });
}

const MOST_DUTIES = 200;

/** What a seller has to do, the most urgent first (ORDER 7). */
export function useDuties(seller: string) {
  return useQuery({
    queryKey: ['duties', seller],
    queryFn: async ({ signal }) =>
      (await get<{ items: readonly Duty[] }>(`/sellers/${seller}/duties?limit=${MOST_DUTIES}`, signal)).items,
  });
}

/** Whatever shows the order, its duties and what may be written about it is asked for anew. */
async function refreshOrder(client: QueryClient, { marketplace, id }: OrderKey): Promise<void> {
  await Promise.all(
    [['order', marketplace, id], ['orders'], ['duties'], ['reasons', marketplace, id]].map((queryKey) =>
      client.invalidateQueries({ queryKey }),
    ),
  );
}

interface ClaimAnswer {
  /** `unchanged`: exactly this was done before. */
  readonly result: 'taken' | 'unchanged';
}

export interface ShipmentWish {
  readonly carrier: string | null;
  readonly trackingNumber: string | null;
  /** ISO 8601. */
  readonly shippedAt: string;
  readonly items: readonly { readonly item: string; readonly quantity: number }[];
}

/** Carriers that a shipment may name. */
export function useCarriers() {
  return useQuery({
    queryKey: ['carriers'],
    queryFn: async ({ signal }) =>
      (await get<{ items: readonly { id: string; name: string }[] }>('/carriers', signal)).items,
    staleTime: Infinity,
  });
}

/** Confirms a shipment (FEED 2). */
export function useConfirmShipment(order: OrderKey) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: ShipmentWish) => submit<ClaimAnswer>('POST', `${orderPath(order)}/shipments`, wish),
    onSuccess: () => refreshOrder(client, order),
  });
}

export interface AdjustmentWish {
  readonly action: 'refund' | 'cancel';
  /** Of the whole order, with no items; null: the items say theirs. */
  readonly reason: AdjustmentReason | null;
  readonly items: readonly {
    readonly item: string;
    readonly reason: AdjustmentReason;
    /** A decimal. */
    readonly amount: string | null;
    readonly quantityCancelled: number | null;
  }[];
}

/** Gives money back, or cancels (FEED 3). */
export function useAdjustOrder(order: OrderKey) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: AdjustmentWish) =>
      submit<ClaimAnswer>('POST', `${orderPath(order)}/adjustments`, wish),
    onSuccess: () => refreshOrder(client, order),
  });
}

/** What became of a wish for several orders. */
export interface ReviewRequests {
  readonly sent: number;
  readonly items: readonly (ReviewRequest & { readonly marketplace: string })[];
}

/** Requests a review for each of some orders, one question to the server for each marketplace (ORDER 6). */
export function useRequestReviews(seller: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({
      orders,
      key,
    }: {
      readonly orders: readonly OrderKey[];
      readonly key: string;
    }): Promise<ReviewRequests> => {
      const items: ReviewRequests['items'][number][] = [];
      let sent = 0;
      for (const [marketplace, own] of Map.groupBy(orders, (order) => order.marketplace)) {
        const body = { marketplace, orders: own.map(({ id }) => id) };
        const answer = await submit<{ sent: number; items: readonly ReviewRequest[] }>(
          'POST',
          `/sellers/${seller}/review-requests`,
          body,
          { 'idempotency-key': `${key}-${marketplace}` },
        );
        sent += answer.sent;
        items.push(...answer.items.map((item) => ({ ...item, marketplace })));
      }
      return { sent, items };
    },
    onSuccess: (_, { orders }) => Promise.all(orders.map((order) => refreshOrder(client, order))),
  });
}
