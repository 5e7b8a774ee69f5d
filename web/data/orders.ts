import { useQuery } from '@tanstack/react-query';

import type { OrderView } from '#views/orders.ts';

import { get } from './api.ts';
import type { Wire } from './wire.ts';

export type Order = Wire<OrderView>;

/** One order of the reader's. */
export function useOrder(marketplace: string, id: string) {
  return useQuery({
    queryKey: ['order', marketplace, id],
    queryFn: ({ signal }) => get<Order>(`/orders/${encodeURIComponent(marketplace)}/${id}`, signal),
  });
}
