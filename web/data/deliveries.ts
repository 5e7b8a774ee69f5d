import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { DeliveryState } from '#market/delivery.ts';
import type { QueuedDelivery } from '#store/queue.ts';

import { get, queryText, submit } from './api.ts';
import type { Wire } from './wire.ts';

export type Delivery = Wire<QueuedDelivery>;

/** Deliveries in one state, the newest first; refused ones came back or were turned away. */
export function useDeliveries(state: DeliveryState) {
  return useQuery({
    queryKey: ['deliveries', state],
    queryFn: async ({ signal }) =>
      (await get<{ items: readonly Delivery[] }>(`/queue${queryText({ state, limit: 100 })}`, signal)).items,
  });
}

/** Has a delivery tried now, or takes it back. */
export function useDeliveryChange(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: 'retry' | 'cancel') => submit('POST', `/queue/${id}/${change}`),
    onSettled: () => client.invalidateQueries({ queryKey: ['deliveries'] }),
  });
}
