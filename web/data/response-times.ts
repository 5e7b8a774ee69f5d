import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import type { MissedWaitView, ResponseTimesView } from '#views/response-clock.ts';

import { get, submit } from './api.ts';
import type { Wire } from './wire.ts';

/** A marketplace's figures of the last 7, 30 and 90 days. */
export type ResponseTimes = Wire<ResponseTimesView>;
export type Figures = ResponseTimes['figures'][number];
/** A wait that wasn't answered in time. */
export type MissedWait = Wire<MissedWaitView>;

export function useResponseTimes(seller: string) {
  return useQuery({
    queryKey: ['response-times', seller],
    queryFn: async ({ signal }) =>
      (await get<{ items: readonly ResponseTimes[] }>(`/sellers/${seller}/response-times`, signal)).items,
  });
}

/** Where the waits of the last `days` are to be had as a table. */
export function responseTimesFile(seller: string, days: number): string {
  return `/api/v1/sellers/${seller}/response-times.csv?days=${days}`;
}

const MOST_WAITS = 100;

export function useMissedWaits(seller: string, days: number) {
  return useQuery({
    queryKey: ['response-waits', seller, days],
    queryFn: async ({ signal }) => {
      const path = `/sellers/${seller}/response-waits?days=${days}&limit=${MOST_WAITS}`;
      return (await get<{ items: readonly MissedWait[] }>(path, signal)).items;
    },
  });
}

/** Says that a wait shouldn't count, and why; the operator decides. */
export function useDispute(seller: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ messageId, reason }: { readonly messageId: string; readonly reason: string }) =>
      submit('POST', `/messages/${messageId}/clock-dispute`, { reason }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['response-waits', seller] }),
  });
}
